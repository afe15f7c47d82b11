//! Walk documents: the query with a connection's paging arguments replaced by variables of the pager.
//!
//! `repository { pullRequests(states: OPEN) { nodes { title } } }` becomes `repository { pullRequests(states: OPEN,
//! first: $first, after: $after) { nodes { title } pageInfo { hasNextPage endCursor } } }`. Values that the query gives
//! for these arguments become the defaults of the variables.

use super::super::direction::Direction;
use super::super::model::{End, Walk};
use super::super::selected_connection::SelectedConnection;
use super::paged_connection::{PagedConnection, PagingVariables, is_member};
use crate::name::{self, Scope};
use crate::style::Style;
use crate::syntax::{Document, VariableDefinition};

/// The pager of one or several connections of a document.
pub(crate) struct Pager<'p, 'v, 'a> {
    /// The document without the connections' paging arguments.
    stripped: Document,
    connections: Vec<PagedConnection<'p, 'v, 'a>>,
    /// The variables that the query declares.
    pub(super) declared: Vec<VariableDefinition>,
}

/// A document that requests one page from each end of a connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct BothEndsDocument {
    pub(crate) text: String,
    /// The response key of the last page.
    pub(crate) key: String,
}

impl<'p, 'v, 'a> Pager<'p, 'v, 'a> {
    pub(crate) fn new(document: &Document, found: &[&'p SelectedConnection<'v, 'a>]) -> Self {
        let mut stripped = document.clone();
        let mut connections = Vec::new();
        for found in found {
            let paged = PagedConnection::new(found);
            paged.rewrite(&mut stripped, &mut |mut field| {
                for argument in found.paging_arguments() {
                    argument.remove(&mut field);
                }
                vec![field]
            });
            connections.push(paged);
        }
        stripped.remove_unused();
        let variables = stripped.operation.variables.iter();
        let mut scope = Scope::with(variables.map(|variable| variable.name.clone()));
        for paged in &mut connections {
            paged.forward = paged.claim_variables(Direction::Forward, &mut scope);
            paged.backward = paged.claim_variables(Direction::Backward, &mut scope);
        }
        Self {
            stripped,
            connections,
            declared: document.operation.variables.clone(),
        }
    }

    /// How one of the connections is walked; `None` if its field does not support this direction.
    pub(crate) fn walk(&self, index: usize, direction: Direction) -> Option<Walk> {
        let paged = &self.connections[index];
        let names = paged.variables(direction)?;
        let found = paged.found;
        let arguments = found.arguments_of(direction)?;
        let document = self.document(direction);
        let mut walk = Walk {
            left_out: self.left_out(),
            defaults: self.object_defaults(paged),
            document: document.to_string(),
            style: found.paging.style,
            size: arguments
                .size
                .as_ref()
                .zip(names.size.as_ref())
                .map(|(argument, name)| self.size(paged, argument, name, direction)),
            cursor: self.cursor(paged, &arguments.cursor, &names.cursor, direction),
            first: found.first_number(),
            is_first_assumed: found.paging.is_first_assumed,
            has_more: Vec::new(),
            next_cursor: Vec::new(),
            end: None,
            key: Vec::new(),
            added: None,
            each_parent: None,
        };
        self.find_next(&mut walk, paged, direction)?;
        Some(walk)
    }

    /// Notes where a response holds the values for the next request, and what marks the end of the list.
    fn find_next(
        &self,
        walk: &mut Walk,
        paged: &PagedConnection<'_, '_, '_>,
        direction: Direction,
    ) -> Option<()> {
        let found = paged.found;
        match found.paging.style {
            // The flags and cursors of several parents.
            Style::Relay if found.list.is_some() => {}
            Style::Relay => {
                let page_info = found.page_info_paths(direction);
                walk.has_more = paged.below(page_info.more);
                walk.next_cursor = paged.below(page_info.cursor);
                walk.added = page_info.added.map(|key| paged.below(vec![key]));
            }
            Style::Token => {
                let token = found.token()?;
                if token.is_added {
                    walk.added = Some(paged.below(token.keys[..1].to_vec()));
                }
                walk.next_cursor = paged.below(token.keys);
                if let Some(flag) = found.flag_beside_token() {
                    walk.has_more = paged.below(flag.keys);
                }
            }
            Style::Offset | Style::PageNumber => {
                if let Some((mark, field)) = found.end() {
                    if field.is_added {
                        walk.added = Some(paged.below(field.keys[..1].to_vec()));
                    }
                    let path = paged.below(field.keys);
                    walk.end = Some(End { mark, path });
                }
            }
            Style::KeySet => walk.key = found.item_key()?.keys,
        }
        Some(())
    }

    /// The document that requests one page from each end of one of the connections.
    pub(crate) fn both_ends_document(&self, index: usize) -> Option<BothEndsDocument> {
        let paged = &self.connections[index];
        let (forward, backward) = (paged.forward.as_ref()?, paged.backward.as_ref()?);
        if forward.has_members() || backward.has_members() {
            return None;
        }
        let own_key = paged.path.last()?;
        let is_taken = |key: &str| {
            let mut beside = paged.found.beside.iter();
            beside.any(|beside| beside.field.key == key)
        };
        let key = name::free(format!("{own_key}FromEnd"), is_taken);
        let mut document = self.stripped.clone();
        paged.rewrite(&mut document, &mut |field| {
            let mut head = field.clone();
            paged.add(&mut head, Direction::Forward, forward);
            let mut tail = field;
            paged.add(&mut tail, Direction::Backward, backward);
            tail.set_response_key(&key);
            vec![head, tail]
        });
        self.declare(&mut document, paged, Direction::Forward, forward);
        self.declare(&mut document, paged, Direction::Backward, backward);
        Some(BothEndsDocument {
            text: document.to_string(),
            key,
        })
    }

    /// The document with the pager's variables in all connections that can be walked in this direction, and without
    /// paging arguments in the others.
    fn document(&self, direction: Direction) -> Document {
        let mut document = self.stripped.clone();
        for paged in &self.connections {
            if let Some(names) = paged.variables(direction) {
                paged.rewrite(&mut document, &mut |mut field| {
                    paged.add(&mut field, direction, names);
                    vec![field]
                });
                paged.add_key(&mut document);
                self.declare(&mut document, paged, direction, names);
            }
        }
        // A fragment on the path to the items has been inlined and may now be unused.
        document.remove_unused();
        document
    }

    fn declare(
        &self,
        document: &mut Document,
        paged: &PagedConnection<'_, '_, '_>,
        direction: Direction,
        names: &PagingVariables,
    ) {
        let Some(arguments) = paged.found.arguments_of(direction) else {
            return;
        };
        let sizes = arguments.size.iter().zip(&names.size);
        for (argument, name) in sizes.chain([(&arguments.cursor, &names.cursor)]) {
            if is_member(name) {
                continue;
            }
            document.operation.variables.push(VariableDefinition {
                name: name.clone(),
                ty: argument.variable_type(),
                default: None,
                directives: Vec::new(),
            });
        }
    }

    /// The variables of the query that are not sent in a walk.
    fn left_out(&self) -> Vec<String> {
        let mut cursors = self
            .connections
            .iter()
            .flat_map(|paged| paged.found.cursor_variables())
            .collect::<Vec<_>>();
        cursors.sort_unstable();
        let mut left_out = Vec::new();
        for known in &self.declared {
            let mut kept = self.stripped.operation.variables.iter();
            let is_kept = kept.any(|kept| kept.name == known.name);
            // The cursor of this list is meaningless for a nested connection bound to the same variable.
            let is_cursor = cursors.binary_search(&known.name.as_str()).is_ok();
            if !is_kept || (is_cursor && !known.ty.ends_with('!')) {
                left_out.push(known.name.clone());
            }
        }
        for paged in &self.connections {
            for names in paged.forward.iter().chain(&paged.backward) {
                let members = names.all().filter(|name| is_member(name));
                left_out.extend(members.map(ToOwned::to_owned));
            }
        }
        left_out
    }
}
