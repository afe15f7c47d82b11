//! Emits the documents of a walk and their paging configuration.

use super::super::ident;
use super::optional::{only_if, unless_empty};
use crate::connection::{
    Connection, Direction, End, PageArgument, PageDefault, RequiredVariable, Walk,
};
use crate::style::{EndMark, Style};
use proc_macro2::{Literal, TokenStream};
use quote::quote;

/// Documents that several connections share.
#[derive(Clone, Copy)]
pub(super) struct SharedDocuments<'m> {
    /// The variables that all connections leave out.
    pub(super) unsent: &'m [String],
}

/// The lines from `path` to `flag`, from which the macro makes the constant `PAGING`.
pub(super) fn lines(
    connection: &Connection,
    index: usize,
    shared: Option<SharedDocuments<'_>>,
) -> TokenStream {
    let path = &connection.path;
    let forward = direction_line(connection, Direction::Forward, shared.is_some());
    let backward = direction_line(connection, Direction::Backward, shared.is_some());
    let settings = settings(connection, shared);
    let paging = only_if(!settings.is_empty(), quote!(paging: #settings;));
    let flag = shared.map(|_| {
        let index = Literal::usize_unsuffixed(index);
        quote!(flag: #index;)
    });
    quote!(path: #(#path),*; #forward #backward #paging #flag)
}

/// The line `forward` or `backward`.
fn direction_line(
    connection: &Connection,
    direction: Direction,
    is_text_shared: bool,
) -> Option<TokenStream> {
    let walk = connection.walk(direction)?;
    let (line, constant) = match direction {
        Direction::Forward => (quote!(forward), quote!(FORWARD)),
        Direction::Backward => (quote!(backward), quote!(BACKWARD)),
    };
    let text = if is_text_shared {
        constant
    } else {
        let text = &walk.document;
        quote!(#text)
    };
    let is_typed = walk.added.is_none() && is_typed(connection, direction);
    let is_shared = left_out(connection).is_some();
    let document = page_document(walk, &connection.path, is_typed, is_shared);
    Some(quote!(#line: #text, #document;))
}

/// The settings of `PAGING` besides the documents.
fn settings(connection: &Connection, shared: Option<SharedDocuments<'_>>) -> TokenStream {
    let left_out = match (left_out(connection), shared) {
        (Some(names), Some(shared)) if shared.unsent == names => None,
        (names, _) => list_setting("leave_out", names.unwrap_or_default()),
    };
    let by_default = by_default(connection.default_direction);
    let conditions = connection.conditions.iter().map(condition);
    let conditions = unless_empty(
        &connection.conditions,
        quote!(.conditions(&[#(#conditions),*])),
    );
    let nested_sizes = list_setting("nested_sizes", &connection.nested_sizes);
    let total = list_setting(
        "total_at",
        connection.total_path.as_deref().unwrap_or_default(),
    );
    let items = list_setting("items", &connection.item_path);
    let (list, item) = &connection.items_at;
    let mut nested = connection.nested.iter();
    let is_read = nested.any(|nested| nested.unselected.is_some());
    let items_at = only_if(is_read, quote!(.items_at(&[#(#list),*], &[#(#item),*])));
    quote!(#items_at #items #total #left_out #by_default #conditions #nested_sizes)
}

/// A setting whose value is a list of names, if there are any.
pub(super) fn list_setting(name: &str, values: &[String]) -> Option<TokenStream> {
    let name = ident(name);
    unless_empty(values, quote!(.#name(&[#(#values),*])))
}

/// The variables that neither direction sends, if both leave out the same ones.
pub(super) fn left_out(connection: &Connection) -> Option<&[String]> {
    let walks = [&connection.forward, &connection.backward];
    let mut walks = walks.into_iter().flatten();
    let names = walks.next()?.left_out.as_slice();
    if names.is_empty() || walks.any(|walk| walk.left_out != names) {
        return None;
    }
    Some(names)
}

/// `.default_direction(…)` for a walk that is backward by default.
pub(crate) fn by_default(direction: Direction) -> Option<TokenStream> {
    match direction {
        Direction::Forward => None,
        Direction::Backward => Some(quote!(.default_direction(Direction::Backward))),
    }
}

/// Whether the generated types have the flag and the cursor of a direction.
fn is_typed(connection: &Connection, direction: Direction) -> bool {
    let [next, previous, start, end] = &connection.page_info;
    match direction {
        Direction::Forward => next.is_some() && end.is_some(),
        Direction::Backward => previous.is_some() && start.is_some(),
    }
}

/// The variables of a document, and how its next page is found.
fn page_document(walk: &Walk, path: &[String], is_typed: bool, is_shared: bool) -> TokenStream {
    let Walk {
        size,
        cursor,
        left_out,
        ..
    } = walk;
    let cursor_name = &cursor.variable;
    let variables = match size {
        Some(size) => {
            let size_name = &size.variable;
            quote!(by(#size_name, #cursor_name))
        }
        None => quote!(PageDocument::new("", #cursor_name)),
    };
    let defaults = defaults(size.as_ref(), cursor);
    let is_required = size.as_ref().is_some_and(|size| size.ty.ends_with('!'));
    let required = only_if(is_required, quote!(.size_required()));
    let integer = only_if(cursor.ty.starts_with("Int"), quote!(.integer_cursor()));
    let left_out = only_if(
        !left_out.is_empty() && !is_shared,
        quote!(.leave_out(&[#(#left_out),*])),
    );
    let objects = walk
        .defaults
        .iter()
        .map(|(name, json)| quote!((#name, #json)));
    let objects = unless_empty(&walk.defaults, quote!(.object_defaults(&[#(#objects),*])));
    let next_page = next_page(walk, path, is_typed);
    quote!(#variables #defaults #objects #required #integer #left_out #next_page)
}

/// How the next page is found, if not by the `pageInfo` of the generated types.
fn next_page(walk: &Walk, path: &[String], is_typed: bool) -> Option<TokenStream> {
    let Walk {
        has_more,
        next_cursor,
        key,
        first,
        ..
    } = walk;
    let end = walk.end.as_ref().map(end);
    Some(match walk.style {
        Style::Relay if is_typed || walk.each_parent.is_some() => return None,
        Style::Relay => page_info(path, has_more, next_cursor),
        Style::Token if has_more.is_empty() => quote!(.token_at(&[#(#next_cursor),*])),
        Style::Token => page_info(path, has_more, next_cursor),
        Style::Offset => quote!(.offset(#first) #end),
        Style::PageNumber => {
            let assumed = only_if(walk.is_first_assumed, quote!(.first_assumed()));
            quote!(.page_number(#first) #assumed #end)
        }
        Style::KeySet => quote!(.key_set(&[#(#key),*])),
    })
}

/// Where the flag and the cursor of the Relay connection at a path are.
fn page_info(path: &[String], has_more: &[String], cursor: &[String]) -> TokenStream {
    if let ([object @ .., flag], [other @ .., cursor]) = (has_more, cursor)
        && object == other
        && let Some([key]) = object.strip_prefix(path)
    {
        match (flag.as_str(), cursor.as_str()) {
            ("hasNextPage", "endCursor") => return quote!(.next_in(#key)),
            ("hasPreviousPage", "startCursor") => return quote!(.previous_in(#key)),
            _ => {}
        }
    }
    quote!(.page_info_at(&[#(#has_more),*], &[#(#cursor),*]))
}

fn end(end: &End) -> TokenStream {
    let path = &end.path;
    let mark = match end.mark {
        EndMark::HasMore => quote!(HasMore),
        EndMark::Next => quote!(Next),
        EndMark::LastPage => quote!(LastPage),
        EndMark::Pages => quote!(Pages),
        EndMark::Total => quote!(Total),
    };
    quote!(.end_at(EndMark::#mark, &[#(#path),*]))
}

/// The page size and the cursor that the query gives.
fn defaults(size: Option<&PageArgument>, cursor: &PageArgument) -> TokenStream {
    if size.is_some_and(is_own_default) && is_own_default(cursor) {
        return quote!(.default_variables());
    }
    let size = size.and_then(|size| match size.default.as_ref()? {
        PageDefault::Variable {
            name,
            default: None,
        } => Some(quote!(.size_from(#name))),
        other => {
            let default = default(other);
            Some(quote!(.default_size(#default)))
        }
    });
    let cursor = cursor.default.as_ref().map(|cursor| {
        let default = default(cursor);
        quote!(.default_cursor(#default))
    });
    quote!(#size #cursor)
}

/// Whether the default of an argument is the variable of the query with the name of the pager's variable.
fn is_own_default(argument: &PageArgument) -> bool {
    match &argument.default {
        Some(PageDefault::Variable { name, default }) => {
            *name == argument.variable && default.is_none()
        }
        _ => false,
    }
}

fn default(default: &PageDefault) -> TokenStream {
    match default {
        PageDefault::Literal(text) => quote!(PageDefault::Literal(#text)),
        PageDefault::Variable {
            name,
            default: None,
        } => quote!(PageDefault::Variable(#name)),
        PageDefault::Variable {
            name,
            default: Some(default),
        } => quote!(PageDefault::VariableOr(#name, #default)),
    }
}

fn condition(condition: &RequiredVariable) -> TokenStream {
    let RequiredVariable {
        variable,
        default,
        value,
    } = condition;
    let default = match default {
        Some(default) => quote!(::core::option::Option::Some(#default)),
        None => quote!(::core::option::Option::None),
    };
    quote!((#variable, #default, #value))
}
