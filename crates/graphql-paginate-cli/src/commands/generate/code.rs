//! Collects the code for several structs, and the errors of all of them.

use graphql_paginate_codegen::{Diagnostic, Generated, Options, Severity};
use proc_macro2::TokenStream;
use quote::quote;

use crate::exit::Exit;
use crate::failure::Failure;
use crate::messages::Messages;

#[derive(Default)]
pub(super) struct Code {
    tokens: TokenStream,
    /// All operations of a document report the same errors, so each is kept once.
    errors: Vec<Diagnostic>,
}

impl Code {
    /// Adds a struct and the items beside it. Prints warnings.
    pub(super) fn add(&mut self, options: &Options, generated: Generated, messages: &Messages) {
        let (name, visibility) = (&options.name, &options.visibility);
        let items = generated.tokens;
        self.tokens.extend(quote! {
            #[derive(Debug, Clone, Copy)]
            #visibility struct #name;
            #items
        });
        for diagnostic in generated.diagnostics {
            if diagnostic.severity != Severity::Error {
                messages.diagnostic(&diagnostic);
            } else if !self.errors.contains(&diagnostic) {
                self.errors.push(diagnostic);
            }
        }
    }

    /// All code, or the errors of an input with this name.
    pub(super) fn finish(self, input: &str) -> Result<TokenStream, Failure> {
        if self.errors.is_empty() {
            return Ok(self.tokens);
        }
        let invalid = format!("`{input}`");
        Err(Failure::invalid(Exit::Usage, &invalid, self.errors))
    }
}
