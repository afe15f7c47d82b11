//! `paginate` of an operation that cannot be paginated: calling it is a compile error that gives the reason.

use crate::diagnostic::Diagnostic;
use crate::emit::Context;
use proc_macro2::TokenStream;
use quote::quote;

/// A trait that nothing implements. The compiler's message about a missing implementation is the diagnostic.
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

/// The associated function. Its type is unknown to the compiler, so that only the call itself is an error.
pub(super) fn method(reason: &Diagnostic, context: &Context<'_>) -> TokenStream {
    let (query, module) = (&context.options.name, &context.module);
    let document = format!("Not available: {}.", reason.message);
    // The `for` makes the compiler check the bound where the function is called, not where it is defined.
    quote! {
        #[allow(dead_code)]
        impl #query {
            #[doc = #document]
            pub fn paginate(
                _: #module::Variables,
            ) -> <Self as #module::__Paginate>::Paginator
            where
                for<'a> Self: #module::__Paginate,
            {
                ::core::unreachable!()
            }
        }
    }
}

/// The text for a string of the attribute, in which braces enclose parameters.
fn literal(text: &str) -> String {
    text.replace('{', "{{").replace('}', "}}")
}
