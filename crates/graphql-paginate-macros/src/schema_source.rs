//! The schema that an attribute names: one that comes with the crate, or a file.

use graphql_paginate_codegen::{Options, Scalars, did_you_mean};
use std::path::PathBuf;
use syn::{Error, LitStr, Result};

/// The source of the schema.
pub(crate) enum SchemaSource {
    /// A schema that comes with the crate.
    Shipped {
        name: &'static str,
        text: &'static str,
    },
    /// A schema in a file.
    File {
        /// The path as the user wrote it, for messages.
        name: String,
        path: PathBuf,
    },
}

impl SchemaSource {
    /// A schema that comes with the crate. Sets its ready-made scalars, unless the user names a module of scalars.
    pub(crate) fn shipped(
        name: &LitStr,
        scalars: Option<&LitStr>,
        options: &mut Options,
    ) -> Result<Self> {
        let value = name.value();
        let mut names = graphql_paginate_schemas::NAMES.iter();
        let known = names.find(|known| **known == value);
        let (Some(known), Some(text)) = (known, graphql_paginate_schemas::by_name(&value)) else {
            return Err(Error::new(name.span(), unknown_schema(&value)));
        };
        if matches!(options.scalars, Scalars::BesideStruct) {
            let module = quote::format_ident!("{}", known.replace('-', "_"));
            options.scalars = match scalars {
                None => Scalars::Shipped(syn::parse_quote!(::graphql_paginate::scalars::#module)),
                Some(crate_name) if crate_name.value() == "chrono" => Scalars::Shipped(
                    syn::parse_quote!(::graphql_paginate::scalars::chrono::#module),
                ),
                Some(other) => return Err(Error::new(other.span(), "expected `chrono`")),
            };
        }
        Ok(Self::Shipped { name: known, text })
    }
}

fn unknown_schema(name: &str) -> String {
    let names = graphql_paginate_schemas::NAMES;
    let nearest = did_you_mean(name, names.iter().copied());
    format!(
        "unknown schema `{name}`{nearest}\n  = help: the shipped schemas are \"{}\"; for another schema, name its file: `schema_path = \"….graphql\"`",
        names.join("\", \"")
    )
}
