//! The command `generate`: writes the module that the derive generates to a file.

mod code;
mod fragments;
mod options;
mod query;

use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;
use proc_macro2::TokenStream;

use crate::declared::Declared;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::file::replace;
use crate::format::format;
use crate::messages::Messages;
use crate::query_input::FragmentArgs;
use crate::schema_input::SchemaInput;
use crate::stdout::print;

/// Write the Rust module that the derive would generate.
#[derive(Debug, Args)]
#[command(
    after_help = "Has the flags of `graphql-client generate`, except those for custom variable and response types, and
`--fragments`, `--fragment-types`, `--normalization`, `--check` and `--validation`.

Examples:
  graphql-paginate generate queries/pull_requests.graphql --schema-path github -o src/queries
  graphql-paginate generate queries/pull_requests.graphql --schema-path github -o src/queries --check"
)]
pub(crate) struct GenerateArgs {
    /// The document, or `-`; for a directory, the module with the types of all fragments in its documents, as the derive
    /// `GraphQLFragments` generates it.
    query_path: PathBuf,

    /// `github`, `demarches-simplifiees`, or a file in SDL or introspection JSON.
    #[arg(short, long, value_name = "SCHEMA", alias = "schema")]
    schema_path: String,

    #[command(flatten)]
    fragments: FragmentArgs,

    #[command(flatten)]
    declared: Declared,

    /// The module with the types of these fragments, such as `crate::fragments`, which the derive `GraphQLFragments` or
    /// `generate` on a directory writes.
    #[arg(long, value_name = "PATH", requires = "fragments")]
    fragment_types: Option<String>,

    /// Write `<query>.rs` into this directory, or a file with a name that ends in `.rs`; `-` prints. By default beside
    /// the query.
    #[arg(short, long, value_name = "DIR")]
    output_directory: Option<PathBuf>,

    /// Write nothing; fail if the file is not what would be written.
    #[arg(long)]
    check: bool,

    /// Only this operation; by default all of the document.
    #[arg(long, value_name = "NAME")]
    selected_operation: Option<String>,

    /// Derives of variables and input types.
    #[arg(short = 'I', long, value_name = "TRAITS")]
    variables_derives: Option<String>,

    /// Derives of response types.
    #[arg(short = 'O', long, value_name = "TRAITS")]
    response_derives: Option<String>,

    /// What happens to deprecated fields.
    #[arg(short, long, value_name = "STRATEGY", default_value = "warn", value_parser = ["allow", "warn", "deny"])]
    deprecation_strategy: String,

    /// Whether violations of the specification for which code can be generated are errors or warnings.
    #[arg(long, value_name = "MODE", default_value = "deny", value_parser = ["deny", "warn"])]
    validation: String,

    /// Visibility of the module.
    #[arg(short, long, value_name = "VISIBILITY", default_value = "pub")]
    module_visibility: String,

    /// The module with the types of custom scalars.
    #[arg(short = 'p', long, value_name = "PATH")]
    custom_scalars_module: Option<String>,

    /// How schema names are written in Rust.
    #[arg(long, value_name = "STYLE", default_value = "none", value_parser = ["none", "rust"])]
    normalization: String,

    /// Give enums of possible types a variant for types that the schema does not know.
    #[arg(long)]
    fragments_other_variant: bool,

    /// Enums that are defined elsewhere, separated by commas.
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    external_enums: Vec<String>,

    /// Print tokens on one line instead of formatted code.
    #[arg(long)]
    no_formatting: bool,
}

pub(crate) fn run(args: &GenerateArgs, messages: &Messages) -> Result<Exit, Failure> {
    let source = with_name(&args.query_path)?;
    let path = output_path(args, &source);
    if args.check && path.is_none() {
        let message = "`--check` compares with a file, and this command writes none";
        return Err(Failure::usage(message).help("name the file or its directory with `-o`"));
    }
    let schema = SchemaInput::load(&args.schema_path)?;
    let tokens = if args.query_path.is_dir() {
        fragments::code(args, &schema, messages)?
    } else {
        query::code(args, &schema, messages)?
    };
    let code = text(args, &source, tokens)?;
    let Some(path) = path else {
        print(&code)?;
        return Ok(Exit::Complete);
    };
    if args.check {
        return compare(&path, &code);
    }
    if let Some(directory) = path.parent() {
        fs::create_dir_all(directory)
            .map_err(|error| Failure::file("create", directory, &error))?;
    }
    replace(&path, &code)?;
    messages.note(&format!("wrote {}", path.display()));
    Ok(Exit::Complete)
}

/// A path with the name of its file or directory, which `.` and `..` lack.
fn with_name(path: &Path) -> Result<PathBuf, Failure> {
    if path.file_name().is_some() {
        return Ok(path.to_owned());
    }
    let whole = fs::canonicalize(path).map_err(|error| Failure::file("read", path, &error))?;
    if whole.file_name().is_none() {
        let message = format!("`{}` has no name for a module", path.display());
        return Err(Failure::usage(message).help("name another directory"));
    }
    Ok(whole)
}

/// The path of the generated file; `None` for standard output.
fn output_path(args: &GenerateArgs, source: &Path) -> Option<PathBuf> {
    let file = source.with_extension("rs");
    match &args.output_directory {
        Some(directory) if directory == Path::new("-") => None,
        Some(named) if is_rust_file(named) => Some(named.clone()),
        Some(directory) => {
            let name = file.file_name().expect("the source has a name");
            Some(directory.join(name))
        }
        None if source == Path::new("-") => None,
        None => Some(file),
    }
}

/// Whether a path names a file rather than a directory.
fn is_rust_file(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "rs") && !path.is_dir()
}

fn compare(path: &Path, code: &str) -> Result<Exit, Failure> {
    match fs::read_to_string(path) {
        Ok(found) if found == code => Ok(Exit::Complete),
        Ok(_) => {
            let message = format!("`{}` is not what would be generated", path.display());
            Err(Failure::new(Exit::Failed, message).help("run the command without `--check`"))
        }
        Err(error) => Err(Failure::file("read", path, &error)),
    }
}

/// The text of the file with the code.
fn text(args: &GenerateArgs, source: &Path, tokens: TokenStream) -> Result<String, Failure> {
    let name = match source.file_name() {
        Some(name) if name != "-" => name.display().to_string(),
        _ => "standard input".to_owned(),
    };
    let header = format!(
        "// Generated by graphql-paginate {} from `{}`. Do not edit.\n\n",
        env!("CARGO_PKG_VERSION"),
        name
    );
    if args.no_formatting {
        return Ok(format!("{header}{tokens}\n"));
    }
    let code = format(tokens).map_err(|error| {
        Failure::new(
            Exit::Failed,
            format!("generated code is not valid Rust: {error}; this is a bug"),
        )
    })?;
    Ok(format!("{header}{code}"))
}
