//! The `paginate` function of an operation that cannot be paginated: calling it is a compile error with the reason.

use crate::diagnostic::Diagnostic;
use crate::emit::Context;
use proc_macro2::TokenStream;
use quote::quote;

/// A trait that nothing implements. The compiler's message about the missing implementation is the diagnostic.
pub(super) fn bound(reason: &Diagnostic) -> TokenStream {
    let message = literal(&reason.message);
    let place = reason.location().map(|place| literal(&place));
    let helps = reason.help.iter().map(|help| literal(help));
    let notes = place.into_iter().chain(helps);
    quote! {
        #[diagnostic::on_unimplemented(
            message = #message,
            label = "this operation has no pager",
            #(note = #notes),*
        )]
        #[doc(hidden)]
        pub trait __Paginate {
            type Paginator;
        }
    }
}

/// The associated function.
pub(super) fn method(reason: &Diagnostic, context: &Context<'_>) -> TokenStream {
    let (query, module) = (&context.options.name, &context.module);
    let document = format!("Not available: {}.", reason.message);
    quote!(::graphql_paginate::__private::no_pager! { #query, #module, #document })
}

/// Escapes braces, which mark parameters in strings of the attribute.
fn literal(text: &str) -> String {
    text.replace('{', "{{").replace('}', "}}")
}
