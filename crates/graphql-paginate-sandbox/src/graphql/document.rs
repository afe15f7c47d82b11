//! Parsed and validated documents, cached by text.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

use apollo_compiler::ast;
use apollo_compiler::validation::Valid;
use apollo_compiler::{ExecutableDocument, Name, Schema};

use super::{RequestError, invalid};

/// A valid document.
#[derive(Debug)]
pub(crate) struct Document {
    pub(crate) executable: Valid<ExecutableDocument>,
    /// The type conditions of all fragments, named and inline.
    pub(crate) type_conditions: HashSet<Name>,
}

/// The cache of valid documents by text.
#[derive(Debug, Default)]
pub(super) struct Documents(Mutex<HashMap<String, Arc<Document>>>);

/// The number of documents after which the cache is cleared. Clients repeat a few texts.
const MAX_DOCUMENTS: usize = 500;

impl Documents {
    /// Returns the document of a text.
    ///
    /// # Errors
    ///
    /// The errors of an invalid text, as the API returns them.
    pub(super) fn get(
        &self,
        schema: &Valid<Schema>,
        text: &str,
    ) -> Result<Arc<Document>, Vec<RequestError>> {
        if let Some(document) = self.lock().get(text) {
            return Ok(Arc::clone(document));
        }
        let document = Arc::new(parse(schema, text)?);
        let mut documents = self.lock();
        if documents.len() >= MAX_DOCUMENTS {
            documents.clear();
        }
        documents.insert(text.to_owned(), Arc::clone(&document));
        Ok(document)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<String, Arc<Document>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn parse(schema: &Valid<Schema>, text: &str) -> Result<Document, Vec<RequestError>> {
    let ast = ast::Document::parse(text, "query.graphql")
        .map_err(|failed| vec![invalid::syntax_error(text, &failed.errors)])?;
    let executable = ast
        .to_executable_validate(schema)
        .map_err(|failed| invalid::validation_errors(schema, &ast, &failed.errors))?;
    Ok(Document {
        executable,
        type_conditions: type_conditions(&ast),
    })
}

fn type_conditions(ast: &ast::Document) -> HashSet<Name> {
    let mut found = HashSet::new();
    for definition in &ast.definitions {
        match definition {
            ast::Definition::OperationDefinition(operation) => {
                visit(&operation.selection_set, &mut found)
            }
            ast::Definition::FragmentDefinition(fragment) => {
                found.insert(fragment.type_condition.clone());
                visit(&fragment.selection_set, &mut found);
            }
            _ => {}
        }
    }
    found
}

fn visit(selections: &[ast::Selection], found: &mut HashSet<Name>) {
    for selection in selections {
        match selection {
            ast::Selection::Field(field) => visit(&field.selection_set, found),
            ast::Selection::InlineFragment(inline) => {
                found.extend(inline.type_condition.clone());
                visit(&inline.selection_set, found);
            }
            ast::Selection::FragmentSpread(_) => {}
        }
    }
}
