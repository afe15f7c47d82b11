//! Tokens that are emitted only in some cases.

use proc_macro2::TokenStream;

/// The tokens that write a list, unless it is empty.
pub(super) fn unless_empty<T>(values: &[T], tokens: TokenStream) -> Option<TokenStream> {
    only_if(!values.is_empty(), tokens)
}

/// The tokens, if the condition holds.
pub(super) fn only_if(condition: bool, tokens: TokenStream) -> Option<TokenStream> {
    if condition { Some(tokens) } else { None }
}
