//! Emits the documents of a walk and their paging configuration.

use super::super::ident;
use crate::connection::{Condition, Connection, Direction, End, PageArgument, PageDefault, Walk};
use crate::module::Siblings;
use crate::style::{EndMark, Style};
use proc_macro2::TokenStream;
use quote::quote;

/// The value of the constant `PAGING`.
pub(crate) fn paging(
    connection: &Connection,
    index: usize,
    siblings: Option<&Siblings>,
) -> TokenStream {
    let Connection {
        path,
        forward,
        backward,
        conditions,
        nested_sizes,
        ..
    } = connection;
    let left_out = left_out(connection);
    let is_shared = left_out.is_some();
    let document = |walk: &Option<Walk>, direction| {
        let walk = walk.as_ref()?;
        let text = match siblings {
            Some(_) => {
                let name = ident(constant_name(direction));
                quote!(#name)
            }
            None => {
                let text = &walk.document;
                quote!(#text)
            }
        };
        let is_typed = walk.added.is_none() && is_typed(connection, direction);
        Some(page_document(walk, &text, is_typed, is_shared))
    };
    let forward = document(forward, Direction::Forward).map(|it| quote!(.forward(#it)));
    let backward = document(backward, Direction::Backward).map(|it| quote!(.backward(#it)));
    let left_out = left_out.map(|names| match siblings {
        Some(siblings) if siblings.unsent == names => {
            quote!(.unsent(UNSENT))
        }
        _ => quote!(.unsent(&[#(#names),*])),
    });
    let by_default = by_default(connection.default_direction);
    let conditions = (!conditions.is_empty()).then(|| {
        let conditions = conditions.iter().map(condition);
        quote!(.conditions(&[#(#conditions),*]))
    });
    let nested_sizes =
        (!nested_sizes.is_empty()).then(|| quote!(.nested_sizes(&[#(#nested_sizes),*])));
    let flags = siblings.map(|_| quote!(.flags(FLAGS, #index)));
    let (list, item) = &connection.items_at;
    let is_read = connection
        .nested
        .iter()
        .any(|nested| nested.unselected.is_some());
    let items_at = is_read.then(|| quote!(.items_at(&[#(#list),*], &[#(#item),*])));
    let total = connection
        .total_path
        .as_ref()
        .map(|path| quote!(.total(&[#(#path),*])));
    let items = (!connection.item_path.is_empty()).then(|| {
        let path = &connection.item_path;
        quote!(.items(&[#(#path),*]))
    });
    quote! {
        Paging::new(&[#(#path),*])
            #items_at #items #total #forward #backward #left_out #by_default #conditions #nested_sizes #flags
    }
}

/// The variables that neither direction sends, if both leave out the same ones.
fn left_out(connection: &Connection) -> Option<&[String]> {
    let walks = [&connection.forward, &connection.backward];
    let mut walks = walks.into_iter().flatten();
    let names = walks.next()?.left_out.as_slice();
    if names.is_empty() || walks.any(|walk| walk.left_out != names) {
        return None;
    }
    Some(names)
}

/// `.by_default(…)` for a walk that is backward by default.
pub(crate) fn by_default(direction: Direction) -> Option<TokenStream> {
    match direction {
        Direction::Forward => None,
        Direction::Backward => Some(quote!(.by_default(Direction::Backward))),
    }
}

/// The name of the constant for the document of a direction, if several connections share it.
pub(crate) fn constant_name(direction: Direction) -> &'static str {
    match direction {
        Direction::Forward => "FORWARD",
        Direction::Backward => "BACKWARD",
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

fn page_document(walk: &Walk, text: &TokenStream, is_typed: bool, is_shared: bool) -> TokenStream {
    let Walk {
        size,
        cursor,
        left_out,
        ..
    } = walk;
    let cursor_name = &cursor.variable;
    let size_name = size.as_ref().map(|size| {
        let name = &size.variable;
        quote!(.size(#name))
    });
    let defaults = defaults(size.as_ref(), cursor);
    let is_required = size.as_ref().is_some_and(|size| size.ty.ends_with('!'));
    let required = is_required.then(|| quote!(.size_required()));
    let integer = cursor
        .ty
        .starts_with("Int")
        .then(|| quote!(.integer_cursor()));
    let left_out = if left_out.is_empty() || is_shared {
        None
    } else {
        Some(quote!(.leave_out(&[#(#left_out),*])))
    };
    let objects = walk
        .defaults
        .iter()
        .map(|(name, json)| quote!((#name, #json)));
    let objects = (!walk.defaults.is_empty()).then(|| quote!(.object_defaults(&[#(#objects),*])));
    let next_page = next_page(walk, is_typed);
    quote! {
        PageDocument::new(#text, #cursor_name)
            #size_name
            #defaults #objects #required #integer #left_out #next_page
    }
}

/// How the next page is found, if not by the `pageInfo` of the generated types.
fn next_page(walk: &Walk, is_typed: bool) -> Option<TokenStream> {
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
        Style::Relay => page_info(has_more, next_cursor),
        Style::Token => quote!(.token(&[#(#next_cursor),*])),
        Style::Offset => quote!(.offset(#first) #end),
        Style::PageNumber => quote!(.page_number(#first) #end),
        Style::KeySet => quote!(.key_set(&[#(#key),*])),
    })
}

/// Where the flag and the cursor of a Relay connection are.
fn page_info(has_more: &[String], cursor: &[String]) -> TokenStream {
    if let ([object @ .., flag], [other @ .., cursor]) = (has_more, cursor)
        && object == other
    {
        match (flag.as_str(), cursor.as_str()) {
            ("hasNextPage", "endCursor") => return quote!(.next_in(&[#(#object),*])),
            ("hasPreviousPage", "startCursor") => return quote!(.previous_in(&[#(#object),*])),
            _ => {}
        }
    }
    quote!(.page_info(&[#(#has_more),*], &[#(#cursor),*]))
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
    quote!(.end(EndMark::#mark, &[#(#path),*]))
}

/// The page size and the cursor that the query gives.
fn defaults(size: Option<&PageArgument>, cursor: &PageArgument) -> TokenStream {
    if size.is_some_and(is_own_default) && is_own_default(cursor) {
        return quote!(.default_variables());
    }
    let size = size.and_then(default);
    let size = size.map(|it| quote!(.default_size(#it)));
    let cursor = default(cursor).map(|it| quote!(.default_cursor(#it)));
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

fn default(argument: &PageArgument) -> Option<TokenStream> {
    Some(match argument.default.as_ref()? {
        PageDefault::Literal(text) => quote!(PageDefault::Literal(#text)),
        PageDefault::Variable {
            name,
            default: None,
        } => quote!(PageDefault::Variable(#name)),
        PageDefault::Variable {
            name,
            default: Some(default),
        } => quote!(PageDefault::VariableOr(#name, #default)),
    })
}

fn condition(condition: &Condition) -> TokenStream {
    let Condition {
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
