//! Formats generated tokens as rustfmt would.

use graphql_paginate_codegen::Generated;
use syn::visit_mut::VisitMut;

/// The formatted tokens, including the items in the bodies of declarative macros.
pub(crate) fn format(generated: &Generated) -> String {
    let mut file: syn::File = syn::parse2(generated.tokens.clone()).expect("generated code parses");
    let mut bodies = Bodies::default();
    bodies.visit_file_mut(&mut file);
    let mut text = prettyplease::unparse(&file);
    for (index, (name, body)) in bodies.0.iter().enumerate() {
        let marker = format!("const MACRO_{index}: () = ();");
        let line = text
            .lines()
            .find(|line| line.trim() == marker)
            .expect("the marker is printed")
            .to_owned();
        let indent = &line[..line.len() - line.trim_start().len()];
        let body: String = body
            .lines()
            .map(|line| format!("{indent}    {line}\n"))
            .collect();
        text = text.replace(&line, &format!("{indent}{name}! {{\n{body}{indent}}}"));
    }
    text
}

#[derive(Default)]
struct Bodies(Vec<(String, String)>);

impl VisitMut for Bodies {
    fn visit_item_mut(&mut self, item: &mut syn::Item) {
        // The body of another macro is a list of arguments, which needs no lines of its own.
        if let syn::Item::Macro(invocation) = item
            && let Ok(body) = syn::parse2(invocation.mac.tokens.clone())
        {
            let name = invocation
                .mac
                .path
                .segments
                .iter()
                .map(|segment| segment.ident.to_string());
            let name = name.collect::<Vec<_>>().join("::");
            let marker = quote::format_ident!("MACRO_{}", self.0.len());
            self.0.push((name, prettyplease::unparse(&body)));
            *item = syn::parse_quote!(const #marker: () = (););
        }
        syn::visit_mut::visit_item_mut(self, item);
    }
}
