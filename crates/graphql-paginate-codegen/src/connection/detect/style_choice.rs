//! Chooses the style in which the list of a field is paged, from the schema and the arguments that the query gives.

use super::argument::given_values;
use super::counted::{counted, other_start, plain_number, start};
use super::direction_arguments::DirectionArguments;
use super::item_lists::object;
use super::list_paging::{ListPaging, Lists};
use super::paging_argument::PagingArgument;
use super::relay::relay;
use super::token::token;
use super::usual_names::{SIZES, UNCLEAR_TOKENS, is_offset};
use crate::name::normalized;
use crate::resolve::Field;
use crate::schema::{Composite, FieldDefinition, Schema};
use crate::style::Style;
use bluejay_core::definition::FieldDefinition as _;
use bluejay_core::{Value as _, ValueReference};
use bluejay_parser::ast::VariableValue;

/// The paging of a selected field, if it is paged.
///
/// The page may also be one of the possible types of an interface or union, if the query selects the list of only one of
/// them: `runs(cursor: $c) { ... on Runs { results { id } } ... on Error { message } }`. Inside a list, such a field is not
/// paged.
pub(crate) fn list_paging<'a>(
    schema: &'a Schema<'a>,
    selected: &Field<'a>,
    is_in_list: bool,
) -> Option<ListPaging<'a>> {
    selected.definition.arguments_definition()?;
    let page = object(schema, selected.definition);
    let own = paging_of(schema, selected, page, is_in_list);
    if own.is_some() || is_in_list {
        return own;
    }
    let mut only: Option<ListPaging<'a>> = None;
    for on in selected_types(schema, selected) {
        if let Some(paging) = paging_of(schema, selected, Some(on), false)
            && !matches!(paging.lists, Lists::Each)
        {
            if only.is_some() {
                return None;
            }
            let on = Some(on);
            only = Some(ListPaging { on, ..paging });
        }
    }
    only
}

/// The possible types of an abstract field for which the query selects something.
pub(super) fn selected_types<'a>(
    schema: &'a Schema<'a>,
    selected: &Field<'a>,
) -> Vec<Composite<'a>> {
    let is_abstract = object(schema, selected.definition).is_some_and(Composite::is_abstract);
    let Some(selection) = selected.selection.as_ref().filter(|_| is_abstract) else {
        return Vec::new();
    };
    let selected = selection.variants.iter();
    let selected = selected.filter(|variant| variant.selection.is_some());
    selected.map(|variant| variant.on).collect()
}

/// The paging of a field whose page has this type, unless the field is the list.
///
/// A field may take the arguments of several styles. The style is the one with the most given arguments: `first: 3,
/// offset: 2` pages by offset, even if there is an argument `after`. A Relay connection that `is_in_list` always stays
/// one, because its `pageInfo` says whether it is cut.
fn paging_of<'a>(
    schema: &'a Schema<'a>,
    selected: &Field<'a>,
    page: Option<Composite<'a>>,
    is_in_list: bool,
) -> Option<ListPaging<'a>> {
    let field = selected.definition;
    let relay = page.and_then(|page| relay(schema, field, page));
    let is_relay = relay.is_some();
    if is_relay && is_in_list {
        return relay;
    }
    let mut given = given_values(selected.nodes[0]);
    given.retain(|(path, value)| !(is_relay && is_offset(path) && is_zero(value)));
    let given = given.as_slice();
    let offset = counted(schema, field, page, Style::Offset);
    let number = counted(schema, field, page, Style::PageNumber);
    // Less usual names are filters if the field takes a page number or an offset under a usual one.
    let is_unusual = offset.is_none() && number.is_none();
    let mut best: Option<(usize, ListPaging<'a>)> = None;
    for style in [Style::Relay, Style::Token, Style::Offset, Style::PageNumber] {
        let paging = match style {
            Style::Relay => relay.clone(),
            Style::Token if is_relay => None,
            Style::Token => {
                let token = page.and_then(|page| token(schema, field, page));
                token.filter(|token| is_unusual || !is_unclear(token) || is_given(token, given))
            }
            Style::Offset => match offset.clone().or_else(|| start(schema, field, page)) {
                None if is_unusual => other_start(schema, field, page),
                paging => paging,
            },
            Style::PageNumber if is_unusual => plain_number(schema, field, page),
            Style::PageNumber => number.clone(),
            Style::KeySet => None,
        };
        let Some(mut paging) = paging else { continue };
        take_given_size(&mut paging, schema, field, given);
        let fit = given_paging_arguments(&paging, given, is_relay);
        if best.as_ref().is_none_or(|(known, _)| fit > *known) {
            best = Some((fit, paging));
        }
        if fit == given.len() {
            break;
        }
    }
    Some(best?.1)
}

/// Whether the field with the next token may also repeat that of the request. Some servers leave it empty until a
/// request gives a token, so that such a list is rather counted.
fn is_unclear(paging: &ListPaging<'_>) -> bool {
    let name = paging.token.last();
    name.is_some_and(|name| UNCLEAR_TOKENS.contains(&normalized(name).as_str()))
}

/// Whether the query gives the position of a list.
fn is_given(paging: &ListPaging<'_>, given: &[(String, &VariableValue<'_>)]) -> bool {
    let Some(arguments) = &paging.forward else {
        return false;
    };
    let path = arguments.cursor.dotted();
    given.iter().any(|(given, _)| *given == path)
}

/// Takes the size that the query gives, if there are several names for it.
fn take_given_size<'a>(
    paging: &mut ListPaging<'a>,
    schema: &'a Schema<'a>,
    field: &'a FieldDefinition<'a>,
    given: &[(String, &VariableValue<'_>)],
) {
    let Some(arguments) = paging
        .forward
        .as_mut()
        .filter(|_| paging.style != Style::Relay)
    else {
        return;
    };
    let is_given =
        |argument: &PagingArgument<'_>| given.iter().any(|(path, _)| *path == argument.dotted());
    if arguments.size.as_ref().is_some_and(is_given) {
        return;
    }
    for (path, _) in given {
        if let Some(size) = PagingArgument::at(schema, field, path)
            && SIZES.contains(&normalized(size.name()).as_str())
            && size.is_number(schema)
            && size.is_beside(&arguments.cursor)
        {
            arguments.size = Some(size);
            return;
        }
    }
}

/// The number of arguments of a style among the given ones. A page number and `first` are not a style beside a Relay
/// connection, which `first` belongs to.
fn given_paging_arguments(
    paging: &ListPaging<'_>,
    given: &[(String, &VariableValue<'_>)],
    is_relay: bool,
) -> usize {
    let mut fit = 0;
    for argument in paging
        .forward
        .iter()
        .chain(&paging.backward)
        .flat_map(DirectionArguments::all)
    {
        let is_foreign =
            is_relay && paging.style == Style::PageNumber && argument.name() == "first";
        let path = argument.dotted();
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
