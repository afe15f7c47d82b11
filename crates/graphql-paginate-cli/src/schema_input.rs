//! Loads the schema that `--schema` names: a shipped one, or a file in SDL or introspection JSON.

use std::path::Path;

use graphql_paginate_codegen::{
    Schema, Source, did_you_mean, schema_from_introspection, with_schema,
};
use graphql_paginate_schemas::{NAMES, by_name};

use crate::exit::Exit;
use crate::failure::Failure;
use crate::text_input::TextInput;

/// A schema in SDL.
#[derive(Debug, Clone)]
pub(crate) struct SchemaInput {
    /// Its name in messages.
    pub(crate) name: String,
    pub(crate) sdl: String,
    /// Whether it is shipped with this program and known to be valid.
    shipped: bool,
}

impl SchemaInput {
    /// Loads the schema with this name or in this file.
    pub(crate) fn load(name_or_path: &str) -> Result<Self, Failure> {
        if let Some(sdl) = by_name(name_or_path) {
            return Ok(Self {
                name: name_or_path.to_owned(),
                sdl: sdl.to_owned(),
                shipped: true,
            });
        }
        let path = Path::new(name_or_path);
        if name_or_path != "-" && !path.exists() {
            let meant = did_you_mean(name_or_path, NAMES.iter().copied());
            let message = format!("no schema `{name_or_path}`{meant}");
            let help = format!("name a file, or one of {}", NAMES.join(", "));
            return Err(Failure::configuration(message).help(help));
        }
        Self::from_text(TextInput::read(path)?)
    }

    /// Reads a schema from SDL or introspection JSON.
    pub(crate) fn from_text(input: TextInput) -> Result<Self, Failure> {
        let TextInput { name, text } = input;
        let is_json = text
            .trim_start_matches('\u{feff}')
            .trim_start()
            .starts_with('{');
        let sdl = if is_json {
            schema_from_introspection(&name, &text)
                .map_err(|error| invalid_schema(&name, vec![error]))?
        } else {
            text
        };
        Ok(Self {
            name,
            sdl,
            shipped: false,
        })
    }

    /// Whether it is the shipped schema with this name.
    pub(crate) fn is_shipped(&self, name: &str) -> bool {
        self.shipped && self.name == name
    }

    /// Calls `work` with the parsed schema.
    pub(crate) fn parsed<T>(
        &self,
        work: impl FnOnce(&Schema<'_>) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        let invalid = |diagnostics| invalid_schema(&self.name, diagnostics);
        let source = Source {
            name: &self.name,
            text: &self.sdl,
        };
        with_schema(source, work).map_err(invalid)?
    }
}

/// Whether a name is that of a shipped schema, which comes before a file of that name.
pub(crate) fn is_shipped_schema(name: &str) -> bool {
    by_name(name).is_some()
}

fn invalid_schema(name: &str, diagnostics: Vec<graphql_paginate_codegen::Diagnostic>) -> Failure {
    Failure::invalid(
        Exit::Configuration,
        &format!("the schema `{name}`"),
        diagnostics,
    )
}
