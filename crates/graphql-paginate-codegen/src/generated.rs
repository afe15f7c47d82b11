//! The result of code generation, and errors about the names of the struct and of custom scalars.

use crate::diagnostic::Diagnostic;
use crate::item::Scalar;
use crate::name;
use crate::options::{Options, Scalars};
use crate::query_text::QueryText;
use crate::resolve::SelectionSet;
use crate::server_text::ServerText;
use crate::source::Source;
use bluejay_core::definition::{FieldDefinition as _, OutputType as _};
use bluejay_parser::HasSpan as _;
use proc_macro2::TokenStream;
use std::ops::Range;

/// The result of code generation for one struct.
#[derive(Debug)]
pub struct Generated {
    /// The items beside the struct; empty if there are errors.
    pub tokens: TokenStream,
    /// Errors and warnings, in the order of the text.
    pub diagnostics: Vec<Diagnostic>,
    /// Custom scalars whose types must be defined beside the struct.
    pub scalars: Vec<CustomScalar>,
}

/// A custom scalar whose type must be defined beside the struct.
#[derive(Debug)]
#[non_exhaustive]
pub struct CustomScalar {
    /// The name of the Rust type.
    pub name: String,
    /// The error to report if the type is not defined.
    pub missing: Diagnostic,
}

impl Generated {
    /// No code.
    pub(crate) fn failed(diagnostics: Vec<Diagnostic>) -> Self {
        Self {
            tokens: TokenStream::new(),
            diagnostics,
            scalars: Vec::new(),
        }
    }

    /// The diagnostics about a whole text as diagnostics about the files that their places are in.
    pub(crate) fn located(mut self, query: &QueryText<'_>, text: &ServerText<'_>) -> Self {
        let scalars = self.scalars.iter_mut().map(|scalar| &mut scalar.missing);
        for diagnostic in self.diagnostics.iter_mut().chain(scalars) {
            text.locate(diagnostic);
            query.locate(diagnostic);
        }
        self
    }
}

/// The error for a struct in snake case, which has the name of the module beside it.
pub(crate) fn module_name_error(options: &Options) -> Option<Diagnostic> {
    let name = options.operation_name();
    if name::field(&name) != name {
        return None;
    }
    let message = format!("the struct `{name}` and the module beside it have the same name");
    let help = format!(
        "name the struct `{}` and add `normalization = \"rust\"`",
        name::segment(&name)
    );
    Some(Diagnostic::general(message).help(help))
}

/// The custom scalars whose types must be defined beside the struct, each with the first field of that type, or else with
/// the variable that has it.
pub(crate) fn undefined_scalars(
    scalars: &[&Scalar],
    selections: &[&SelectionSet<'_>],
    variable: (String, Range<usize>),
    source: &Source<'_>,
    options: &Options,
) -> Vec<CustomScalar> {
    if !matches!(options.scalars, Scalars::BesideStruct) {
        return Vec::new();
    }
    let mut undefined = Vec::new();
    for scalar in scalars {
        let mut field = None;
        for selection in selections {
            field = field.or_else(|| field_of_type(selection, &scalar.source));
        }
        let (user, place) = match field {
            Some((field, place)) => (format!("field `{field}`"), place),
            None => variable.clone(),
        };
        let message = format!(
            "no Rust type for custom scalar `{}`, the type of {user}",
            scalar.source
        );
        let missing = Diagnostic::error(source, place, message)
            .help(format!("define it beside the struct: `type {} = String;`", scalar.name))
            .help("or name a module that defines it: `#[graphql(custom_scalars_module = \"crate::scalars\")]`");
        undefined.push(CustomScalar {
            name: scalar.name.clone(),
            missing,
        });
    }
    undefined
}

/// The first selected field of a type, with its range in the document.
fn field_of_type<'a>(set: &SelectionSet<'a>, ty: &str) -> Option<(&'a str, Range<usize>)> {
    for field in &set.fields {
        let found = match &field.selection {
            Some(selection) => field_of_type(selection, ty),
            None if field.definition.r#type().base_name() == ty => {
                let name = field.nodes[0].name();
                Some((field.definition.name(), name.span().byte_range()))
            }
            None => None,
        };
        if found.is_some() {
            return found;
        }
    }
    for variant in &set.variants {
        if let Some(selection) = &variant.selection {
            let found = field_of_type(selection, ty);
            if found.is_some() {
                return found;
            }
        }
    }
    None
}
