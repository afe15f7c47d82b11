//! Chooses the style in which the list of a field is paged, from the schema and the arguments that the query gives.

use super::argument::given_values;
use super::counted_offer::{counted, other_start, plain_number, start};
use super::offer::Offer;
use super::relay_offer::relay;
use super::slot::{Slot, Slots};
use super::token_offer::token;
use super::usual_names::{SIZES, is_offset};
use crate::name::normalized;
use crate::resolve::Field;
use crate::schema::{FieldDefinition, Schema};
use crate::style::Style;
use bluejay_core::definition::FieldDefinition as _;
use bluejay_core::{Value as _, ValueReference};
use bluejay_parser::ast::VariableValue;

/// The paging of a selected field, if it is paged.
///
/// A field may take the arguments of several styles. The style is the one with the most given arguments: `first: 3,
/// offset: 2` pages by offset, even if there is an argument `after`. A Relay connection that `is_in_list` always stays
/// one, because its `pageInfo` says whether it is cut.
pub(crate) fn offer<'a>(
    schema: &'a Schema<'a>,
    selected: &Field<'a>,
    is_in_list: bool,
) -> Option<Offer<'a>> {
    let field = selected.definition;
    field.arguments_definition()?;
    let relay = relay(schema, field);
    let is_relay = relay.is_some();
    if is_relay && is_in_list {
        return relay;
    }
    let mut given = given_values(selected.nodes[0]);
    given.retain(|(path, value)| !(is_relay && is_offset(path) && is_zero(value)));
    let given = given.as_slice();
    let mut best: Option<(usize, Offer<'a>)> = None;
    for style in [Style::Relay, Style::Token, Style::Offset, Style::PageNumber] {
        let offer = match style {
            Style::Relay => relay.clone(),
            Style::Token if is_relay => None,
            Style::Token => token(schema, field),
            Style::Offset => counted(schema, field, style)
                .or_else(|| start(schema, field))
                .or_else(|| unusual(schema, field, style)),
            Style::PageNumber => {
                counted(schema, field, style).or_else(|| unusual(schema, field, style))
            }
            Style::KeySet => None,
        };
        let Some(mut offer) = offer else { continue };
        take_given_size(&mut offer, schema, field, given);
        let fit = given_slots(&offer, given, is_relay);
        if best.as_ref().is_none_or(|(known, _)| fit > *known) {
            best = Some((fit, offer));
        }
        if fit == given.len() {
            break;
        }
    }
    Some(best?.1)
}

/// The counted paging under less usual names, which are filters if the field takes a page number or an offset under a
/// usual one.
fn unusual<'a>(
    schema: &'a Schema<'a>,
    field: &'a FieldDefinition<'a>,
    style: Style,
) -> Option<Offer<'a>> {
    let mut usual = [Style::Offset, Style::PageNumber].into_iter();
    if usual.any(|style| counted(schema, field, style).is_some()) {
        return None;
    }
    match style {
        Style::Offset => other_start(schema, field),
        _ => plain_number(schema, field),
    }
}

/// Takes the size that the query gives, if there are several names for it.
fn take_given_size<'a>(
    offer: &mut Offer<'a>,
    schema: &'a Schema<'a>,
    field: &'a FieldDefinition<'a>,
    given: &[(String, &VariableValue<'_>)],
) {
    let Some(slots) = offer
        .forward
        .as_mut()
        .filter(|_| offer.style != Style::Relay)
    else {
        return;
    };
    let is_given = |slot: &Slot<'_>| given.iter().any(|(path, _)| *path == slot.dotted());
    if slots.size.as_ref().is_some_and(is_given) {
        return;
    }
    for (path, _) in given {
        if let Some(size) = Slot::at(schema, field, path)
            && SIZES.contains(&normalized(size.name()).as_str())
            && size.is_number(schema)
            && size.is_beside(&slots.cursor)
        {
            slots.size = Some(size);
            return;
        }
    }
}

/// The number of arguments of a style among the given ones. A page number and `first` are not a style beside a Relay
/// connection, which `first` belongs to.
fn given_slots(offer: &Offer<'_>, given: &[(String, &VariableValue<'_>)], is_relay: bool) -> usize {
    let mut fit = 0;
    for slot in offer
        .forward
        .iter()
        .chain(&offer.backward)
        .flat_map(Slots::all)
    {
        let is_foreign = is_relay && offer.style == Style::PageNumber && slot.name() == "first";
        let path = slot.dotted();
        if given.iter().any(|(given, _)| *given == path) && !is_foreign {
            fit += 1;
        }
    }
    fit
}

/// Whether a value is the literal 0.
pub(crate) fn is_zero(value: &VariableValue<'_>) -> bool {
    match value.as_ref() {
        ValueReference::Integer(number) => number.to_string() == "0",
        _ => false,
    }
}
