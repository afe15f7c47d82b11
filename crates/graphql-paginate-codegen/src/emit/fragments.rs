//! Writes the module of shared fragments, and what the module of a query imports from it.

use super::ty::Types;
use super::{Context, ident, response};
use crate::module::{FragmentsModule, SharedTypes};
use crate::options::Options;
use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::Path;
use syn::spanned::Spanned as _;

/// The module with the types of all fragments, beside the derive's struct.
pub(crate) fn fragments(module: &FragmentsModule, options: &Options) -> TokenStream {
    let (name, visibility) = (ident(&module.name), &options.visibility);
    let context = Context {
        options,
        types: Types::new(&module.shadows),
        outside: Types::outside(&name),
        module: name.clone(),
        data: quote!(#name),
        parts: module.parts(),
    };
    let prelude = context.types.imports();
    let types: Vec<_> = module.types.iter().collect();
    let types = response::items(&types, &context);
    let enums: Vec<_> = module.enums.iter().collect();
    let enums = response::enumerations(&enums, &context);
    let scalars = module.scalars.iter();
    let scalars = scalars.map(|scalar| response::scalar(scalar, &context));
    let fingerprints = module.fragments.iter().map(|fragment| {
        let name = ident(&fragment.name);
        let fingerprint = Literal::u64_unsuffixed(fragment.fingerprint);
        quote!(impl __graphql_paginate::SharedFragment<#fingerprint> for #name {})
    });
    let query = &options.name;
    quote! {
        #[allow(clippy::all, dead_code, missing_docs, missing_debug_implementations)]
        #[allow(non_camel_case_types, non_snake_case, unreachable_pub, unused_imports)]
        #visibility mod #name {
            use super::*;
            use ::graphql_paginate::__private as __graphql_paginate;
            #prelude

            #types
            #enums
            #(#scalars)*
            #(#fingerprints)*
        }

        // The struct is never constructed. A use of its type keeps the compiler from warning about that.
        const _: ::core::marker::PhantomData<#query> = ::core::marker::PhantomData;
    }
}

/// The imports from the module of shared fragments, and the proof that it has the types that this module expects.
pub(super) fn imports(shared: &SharedTypes) -> Option<TokenStream> {
    if shared.names.is_empty() {
        return None;
    }
    let span = shared.module.span();
    let module = told_apart(&shared.module);
    let names = shared.names.iter().map(|name| located(name, span));
    let fragments = shared.fragments.iter().map(|fragment| {
        let mut name = ident(&fragment.name);
        name.set_span(span);
        let fingerprint = Literal::u64_unsuffixed(fragment.fingerprint);
        quote_spanned!(span=> __graphql_paginate::same_fragment::<#name, #fingerprint>();)
    });
    Some(quote_spanned! {span=>
        pub use #module::{#(#names),*};
        const _: () = {
            #(#fragments)*
        };
    })
}

/// The path with another span for its first segment. The compiler's error about an import ends the path at the first
/// segment with the span of the mistake, and all segments have the span of the attribute's value.
fn told_apart(path: &Path) -> Path {
    let mut path = path.clone();
    if path.segments.len() > 1 {
        path.segments[0].ident.set_span(Span::call_site());
    }
    path
}

/// A name at the place of a span, with another span than the path before it.
fn located(name: &str, span: Span) -> Ident {
    let mut name = ident(name);
    name.set_span(Span::call_site().located_at(span));
    name
}
