//! Emits how a connection inside a list is walked for each element of that list, which it has instead of `take`.

use super::nested::pairs;
use super::optional::{only_if, unless_empty};
use crate::connection::{Connection, EachParent, FollowUp, Walk};
use proc_macro2::TokenStream;
use quote::quote;

/// The line `each_parent`.
pub(super) fn line(connection: &Connection) -> TokenStream {
    let each_parent = each_parent(connection);
    quote!(each_parent: #each_parent;)
}

/// The value of the constant `EACH_PARENT`.
fn each_parent(connection: &Connection) -> TokenStream {
    let (forward, backward) = (
        continuation(connection.forward.as_ref()),
        continuation(connection.backward.as_ref()),
    );
    let walks = [&connection.forward, &connection.backward];
    let mut known = walks
        .into_iter()
        .flatten()
        .filter_map(|walk| walk.each_parent.as_ref());
    let EachParent {
        levels,
        parent,
        parent_types,
        ..
    } = known.next().expect("a walk of it has several parents");
    let levels = levels.iter().map(|keys| quote!(&[#(#keys),*]));
    let parent = parent.iter().map(|keys| quote!(&[#(#keys),*]));
    let (list, item) = &connection.items_at;
    quote! {
        EachParent {
            levels: &[#(#levels),*],
            items: (&[#(#list),*], &[#(#item),*]),
            parent: &[#(#parent),*],
            parent_types: &[#(#parent_types),*],
            forward: #forward,
            backward: #backward,
        }
    }
}

/// How a direction continues after the first page of each parent.
fn continuation(walk: Option<&Walk>) -> TokenStream {
    let Some(each) = walk.and_then(|walk| walk.each_parent.as_ref()) else {
        return quote!(::core::option::Option::None);
    };
    let (more, cursor) = (&each.has_more, &each.next_cursor);
    let document = follow_up(&each.follow_up);
    quote! {
        ::core::option::Option::Some(FurtherPages {
            more: &[#(#more),*],
            cursor: &[#(#cursor),*],
            follow_up: #document,
        })
    }
}

/// A follow-up document for the runtime.
fn follow_up(text: &FollowUp) -> TokenStream {
    let FollowUp {
        operation,
        pieces,
        variables,
        own,
        fragments,
        repeated,
    } = text;
    let own = pairs(own);
    let typed = pairs(variables);
    let variables = unless_empty(variables, quote!(.variables(&[#(#typed),*])));
    let fragments = only_if(!fragments.is_empty(), quote!(.fragments(#fragments)));
    let repeated = unless_empty(repeated, quote!(.repeated(&[#(#repeated),*])));
    quote!(FollowUp::new(#operation, &[#(#pieces),*], &[#(#own),*]) #variables #fragments #repeated)
}
