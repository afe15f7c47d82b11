//! Fields that mark the end of a counted list.

use super::paging_argument::is_number;
use crate::end_names::{FLAGS, HITS, INFOS, LAST_PAGES, NEXTS, PAGES, TOTALS, normalized};
use crate::schema::{Composite, FieldDefinition, Schema, needs_value};
use crate::shape::{Shape, nullable};
use crate::style::{EndMark, Style};
use bluejay_core::AsIter;
use bluejay_core::definition::{FieldDefinition as _, OutputType as _};

/// A field that marks the end of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct EndField {
    pub(crate) mark: EndMark,
    /// Names of the fields from the paged field to this one.
    pub(crate) names: Vec<String>,
}

impl EndField {
    /// The most reliable end field of a page. A flag comes first, because totals are estimates in some APIs.
    pub(crate) fn of<'a>(
        schema: &'a Schema<'a>,
        page: Composite<'a>,
        style: Style,
    ) -> Option<Self> {
        let marks = [
            (EndMark::HasMore, FLAGS),
            (EndMark::HasMore, NEXTS),
            (EndMark::Next, NEXTS),
            (EndMark::LastPage, LAST_PAGES),
            (EndMark::Pages, PAGES),
            (EndMark::Total, TOTALS),
        ];
        for (mark, names) in marks {
            let is_about_pages = matches!(mark, EndMark::Next | EndMark::LastPage | EndMark::Pages);
            if is_about_pages && style != Style::PageNumber {
                continue;
            }
            if let Some(names) = leaf_named(schema, page, names)
                && fits(schema, page, &names, mark)
            {
                return Some(Self { mark, names });
            }
        }
        None
    }
}

/// Whether a page says how many pages there are.
pub(crate) fn counts_pages<'a>(schema: &'a Schema<'a>, page: Composite<'a>) -> bool {
    [LAST_PAGES, PAGES]
        .into_iter()
        .any(|names| leaf_named(schema, page, names).is_some())
}

/// Whether a page counts its items as Algolia does, which numbers pages from 0.
pub(crate) fn counts_hits<'a>(schema: &'a Schema<'a>, page: Composite<'a>) -> bool {
    leaf_named(schema, page, &[HITS]).is_some()
}

/// Whether a field of this name holds the number of the last page, not of all pages.
pub(crate) fn is_last_page(name: &str) -> bool {
    LAST_PAGES.contains(&normalized(name).as_str())
}

/// Names of the fields to the total of a page's list, if the schema has one.
pub(crate) fn total<'a>(schema: &'a Schema<'a>, page: Composite<'a>) -> Option<Vec<String>> {
    let names = leaf_named(schema, page, TOTALS)?;
    if fits(schema, page, &names, EndMark::Total) {
        return Some(names);
    }
    None
}

/// The first field with one of these names that is not an object, in a page or in its info object.
pub(crate) fn leaf_named<'a>(
    schema: &'a Schema<'a>,
    page: Composite<'a>,
    names: &[&str],
) -> Option<Vec<String>> {
    if let Some(name) = own_leaf(schema, page, names) {
        return Some(vec![name.to_owned()]);
    }
    for known in page.field_names() {
        if !INFOS.contains(&normalized(known).as_str()) {
            continue;
        }
        let Some(field) = page.field(known).filter(|field| is_plain(field)) else {
            continue;
        };
        let info = schema.composite(field.r#type().base_name());
        if let Some(name) = info.and_then(|info| own_leaf(schema, info, names)) {
            return Some(vec![known.to_owned(), name.to_owned()]);
        }
    }
    None
}

/// The field at the end of a path of names.
pub(crate) fn field_at<'a>(
    schema: &'a Schema<'a>,
    page: Composite<'a>,
    names: &[String],
) -> Option<&'a FieldDefinition<'a>> {
    let (last, parents) = names.split_last()?;
    let mut object = page;
    for name in parents {
        let field = object.field(name).filter(|field| is_plain(field))?;
        object = schema.composite(field.r#type().base_name())?;
    }
    object.field(last).filter(|field| is_plain(field))
}

fn fits<'a>(schema: &'a Schema<'a>, page: Composite<'a>, names: &[String], mark: EndMark) -> bool {
    let Some(field) = field_at(schema, page, names) else {
        return false;
    };
    let ty = nullable(field.r#type().display_name());
    match mark {
        EndMark::HasMore => ty == "Boolean",
        EndMark::Next => {
            let is_position = is_number(schema, &ty) || schema.is_text(&ty);
            is_position && Shape::of_output(field.r#type()).is_nullable()
        }
        EndMark::LastPage | EndMark::Pages | EndMark::Total => is_number(schema, &ty),
    }
}

fn own_leaf<'a>(schema: &'a Schema<'a>, of: Composite<'a>, names: &[&str]) -> Option<&'a str> {
    let known = of.field_names();
    for name in names {
        let mut known = known.iter().copied();
        let Some(name) = known.find(|known| normalized(known) == *name) else {
            continue;
        };
        let Some(field) = of.field(name) else {
            continue;
        };
        if is_plain(field) && schema.composite(field.r#type().base_name()).is_none() {
            return Some(name);
        }
    }
    None
}

/// Whether a field is not a list and can be selected without arguments.
pub(crate) fn is_plain(field: &FieldDefinition<'_>) -> bool {
    let has_required = field
        .arguments_definition()
        .is_some_and(|known| known.iter().any(|argument| needs_value(argument)));
    !has_required && !Shape::of_output(field.r#type()).is_list()
}
