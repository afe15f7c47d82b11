//! Declarations of what a query does not show: how a list is paged, and which root fields find parents again.

use clap::Args;
use graphql_paginate_codegen::{AnalyzeOptions, ListDeclaration, Refetch};

use crate::failure::Failure;

/// The declarations about a query, as arguments.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct Declared {
    /// How a list is paged that is not recognized, with the keys of `paginate(…)` of the derive, such as `path=tokens,
    /// style=keyset, position=where.id_gt`; repeatable.
    #[arg(long = "paginate", value_name = "KEY=VALUE, …")]
    pub(crate) lists: Vec<ListDeclaration>,

    /// A root field that finds the objects of a type again, to complete lists inside them, such as `Wallet=wallet(id:
    /// $id)`; repeatable.
    #[arg(long, value_name = "TYPE=CALL", value_parser = refetch)]
    pub(crate) refetch: Vec<Refetch>,
}

impl Declared {
    /// Reads declarations from the texts of a configuration.
    ///
    /// # Errors
    ///
    /// A text that the argument would not accept either.
    pub(crate) fn read(paginate: &[String], refetches: &[String]) -> Result<Self, Failure> {
        let mut declared = Self::default();
        for text in paginate {
            let list = text.parse();
            let list = list.map_err(|error| Failure::usage(format!("`paginate`: {error}")))?;
            declared.lists.push(list);
        }
        for text in refetches {
            let call = refetch(text);
            let call = call.map_err(|error| Failure::usage(format!("`refetch`: {error}")))?;
            declared.refetch.push(call);
        }
        Ok(declared)
    }

    /// The options of an analysis with these declarations.
    pub(crate) fn options(&self, page_size: u64) -> AnalyzeOptions {
        let mut options = AnalyzeOptions::new(page_size);
        options.lists.clone_from(&self.lists);
        options.refetch.clone_from(&self.refetch);
        options
    }
}

fn refetch(text: &str) -> Result<Refetch, String> {
    let help = "expected a type and a root field with fields of the type as variables: `Dossier=dossier(number: $number)`";
    let (parent, call) = text.split_once('=').ok_or(help)?;
    let refetch = Refetch::new(parent.trim().to_owned(), call.trim().to_owned());
    if refetch.fields.is_empty() {
        return Err(help.to_owned());
    }
    Ok(refetch)
}
