//! Registers GitHub's schema for the derives of `cynic`.

fn main() {
    cynic_codegen::register_schema("github")
        .from_sdl_file("../../schemas/github.graphql")
        .expect("the schema is readable")
        .as_default()
        .expect("the schema is valid");
}
