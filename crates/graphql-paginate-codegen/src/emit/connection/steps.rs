//! Expressions by which generated functions get from a value to a value inside it.

use super::super::ident;
use crate::connection::RustStep;
use proc_macro2::{Ident, TokenStream};
use quote::quote;

/// How a generated function returns if there is no value at a place.
pub(super) struct Absent {
    /// Unwraps a reference to an option, or returns.
    pub(super) unwrap: TokenStream,
    /// Returns, as an expression.
    pub(super) leave: TokenStream,
}

/// The place that the steps lead to from a reference, and whether its expression is a reference itself.
///
/// `module` is the module with the enums of possible types, unless they are in scope; `absent` gets the index of a
/// step.
pub(super) fn place(
    base: &TokenStream,
    steps: &[RustStep],
    is_mut: bool,
    module: Option<&TokenStream>,
    absent: impl Fn(usize) -> Absent,
) -> (TokenStream, bool) {
    let (mut place, mut is_reference) = (base.clone(), true);
    for (index, step) in steps.iter().enumerate() {
        match step {
            RustStep::Field {
                ident: name,
                optional,
                ..
            }
            | RustStep::Part {
                ident: name,
                optional,
            } => {
                let name = ident(name);
                let unwrap = if *optional {
                    Some(absent(index).unwrap)
                } else {
                    None
                };
                place = quote!(#place.#name #unwrap);
                is_reference = *optional;
            }
            RustStep::Variant {
                enumeration,
                ident: variant,
                is_field,
            } => {
                let on = match (is_field, is_reference) {
                    (true, _) => quote!(#place.on),
                    (false, true) => quote!(*#place),
                    (false, false) => place,
                };
                let borrow = if is_mut {
                    quote!(&mut #on)
                } else {
                    quote!(&#on)
                };
                let module = module.map(|module| quote!(#module::));
                let (enumeration, variant) = (ident(enumeration), ident(variant));
                let path = quote!(#module #enumeration::#variant);
                place = matched(&borrow, &path, &absent(index).leave);
                is_reference = true;
            }
        }
    }
    (place, is_reference)
}

/// A reference to the value of a variant, given a reference to the enum; `leave` if it is another variant.
fn matched(borrow: &TokenStream, variant: &TokenStream, leave: &TokenStream) -> TokenStream {
    quote! {
        (match #borrow {
            #variant(value) => value,
            #[allow(unreachable_patterns)]
            _ => #leave,
        })
    }
}

/// A reference to the place at the end of the steps, in a function or closure that returns an option.
pub(super) fn reach(base: &TokenStream, steps: &[RustStep], is_mut: bool) -> TokenStream {
    let unwrap = if is_mut {
        quote!(.as_mut()?)
    } else {
        quote!(.as_ref()?)
    };
    let none = |_| Absent {
        unwrap: unwrap.clone(),
        leave: quote!(return ::core::option::Option::None),
    };
    let (place, is_reference) = place(base, steps, is_mut, None, none);
    match (is_reference, is_mut) {
        (true, _) => place,
        (false, true) => quote!(&mut #place),
        (false, false) => quote!(&#place),
    }
}

/// The list at the end of the steps, mutable, in a function that returns an option.
pub(super) fn list_place(base: &TokenStream, steps: &[RustStep]) -> TokenStream {
    let none = |_| Absent {
        unwrap: quote!(.as_mut()?),
        leave: quote!(return ::core::option::Option::None),
    };
    place(base, steps, true, None, none).0
}

/// The value at the end of the steps as an option.
pub(super) fn optional_value(base: &TokenStream, steps: &[RustStep]) -> TokenStream {
    let (_, _, is_optional) = last_field(steps);
    let value = value(base, steps);
    if is_optional || !is_direct(steps) {
        value
    } else {
        quote!(::core::option::Option::Some(#value))
    }
}

/// The value at the end of the steps, as an option if there may be none.
pub(super) fn value(base: &TokenStream, steps: &[RustStep]) -> TokenStream {
    let (parents, name, is_optional) = last_field(steps);
    if is_direct(steps) {
        let parent = direct(base, parents);
        return quote!(#parent.#name.clone());
    }
    let parent = reach(base, parents, false);
    if is_optional {
        quote!((|| (#parent).#name.clone())())
    } else {
        quote!((|| ::core::option::Option::Some((#parent).#name.clone()))())
    }
}

/// Whether there is a value for each of the steps but the last one.
fn is_direct(steps: &[RustStep]) -> bool {
    let (parents, _, _) = last_field(steps);
    !parents.iter().any(may_be_absent)
}

/// The steps to the field at the end of the steps, that field, and whether it is nullable.
pub(super) fn last_field(steps: &[RustStep]) -> (&[RustStep], Ident, bool) {
    let Some((
        RustStep::Field {
            ident: name,
            optional,
            ..
        },
        parents,
    )) = steps.split_last()
    else {
        unreachable!("a value is a field")
    };
    (parents, ident(name), *optional)
}

/// Whether there may be no value after a step.
fn may_be_absent(step: &RustStep) -> bool {
    match step {
        RustStep::Field { optional, .. } | RustStep::Part { optional, .. } => *optional,
        RustStep::Variant { .. } => true,
    }
}

/// The place at the end of steps that cross no option.
fn direct(base: &TokenStream, steps: &[RustStep]) -> TokenStream {
    let mut place = base.clone();
    for step in steps {
        match step {
            RustStep::Field { ident: name, .. } | RustStep::Part { ident: name, .. } => {
                let name = ident(name);
                place = quote!(#place.#name);
            }
            RustStep::Variant { .. } => unreachable!("a connection is an object"),
        }
    }
    place
}
