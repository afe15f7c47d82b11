//! The impls for a connection inside a list, which is walked for each element of the list.

use super::super::Context;
use super::subject::{self, Subject};
use super::{impl_abilities, nested};
use crate::connection::{Connection, EachParent, Walk};
use proc_macro2::TokenStream;
use quote::quote;

pub(super) fn impl_connection(
    connection: &Connection,
    subject: &TokenStream,
    item: &TokenStream,
    paging: &TokenStream,
    nested: &Option<TokenStream>,
    context: &Context<'_>,
) -> TokenStream {
    let (data, path) = (&context.data, &connection.path);
    let each_parent = each_parent(connection);
    let walked = Subject {
        name: subject,
        // Only the first response is one to the query.
        data: quote!(::core::option::Option<#data::ResponseData>),
        item: quote!(::graphql_paginate::Child<#item>),
        paging: paging.clone(),
        // The items are read from JSON instead.
        take: quote! {
            ::core::result::Result::Err(::graphql_paginate::NullAt { path: &[#(#path),*] })
        },
        more: quote! {
            const EACH_PARENT: ::core::option::Option<::graphql_paginate::__private::EachParent> =
                ::core::option::Option::Some(#each_parent);

            fn child(
                parent: ::std::sync::Arc<::graphql_paginate::Parent>,
                item: &::graphql_paginate::__private::RawValue,
            ) -> ::core::result::Result<Self::Item, ::graphql_paginate::__private::Unfilled> {
                ::graphql_paginate::__private::child(parent, item)
            }

            #nested
        },
    };
    let walked = subject::impl_connection(walked, context);
    let abilities = impl_abilities(connection, subject);
    quote! {
        #[allow(deprecated, unused_variables)]
        #walked
        #abilities
    }
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
        ::graphql_paginate::__private::EachParent {
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
    let private = quote!(::graphql_paginate::__private);
    let rest = nested::follow_up(&each.follow_up, &quote!(#private::OwnSize::Unset), &private);
    quote! {
        ::core::option::Option::Some(#private::Continuation {
            more: &[#(#more),*],
            cursor: &[#(#cursor),*],
            rest: #rest,
        })
    }
}
