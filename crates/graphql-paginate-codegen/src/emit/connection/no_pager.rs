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

/// A function `paginate` that cannot be called. Its return type cannot be resolved, so that only a call is an error, which
/// has the text of the trait `__Paginate`.
pub(super) fn method(reason: &Diagnostic, context: &Context<'_>) -> TokenStream {
    let (query, module) = (&context.options.name, &context.module);
    let document = format!(" Not available: {}.", reason.message);
    // The `for<'a>` makes the compiler check the bound at the call, not at the definition. Not by a macro of the runtime:
    // the compiler would then name the bound twice in its error.
    quote! {
        #[allow(dead_code)]
        impl #query {
            #[doc = #document]
            pub fn paginate(_: #module::Variables) -> <Self as #module::__Paginate>::Paginator
            where
                for<'a> Self: #module::__Paginate,
            {
                ::core::unreachable!()
            }
        }
    }
}

/// Escapes braces, which mark parameters in strings of the attribute.
fn literal(text: &str) -> String {
    text.replace('{', "{{").replace('}', "}}")
}
