//! Describes in words by what a walk selects a page, and when it ends.

use graphql_paginate_codegen::{EndMark, Style, Walk};

/// What the position of a page is called in a style.
pub(super) fn position_name(style: Style) -> &'static str {
    match style {
        Style::Token => "token",
        Style::Offset => "offset",
        Style::PageNumber => "page number",
        Style::KeySet => "key",
        _ => "cursor",
    }
}

/// When a walk ends, in words; `None` for Relay connections, which all end in the same way.
pub(super) fn end(walk: &Walk) -> Option<String> {
    let place = |keys: &[String]| keys.join(".");
    if let Some(end) = &walk.end {
        let place = place(&end.path);
        return Some(match end.mark {
            EndMark::HasMore => format!("when `{place}` is false"),
            EndMark::Next => format!("when `{place}` is null"),
            EndMark::LastPage => format!("at page `{place}`"),
            EndMark::Pages => format!("after `{place}` pages"),
            _ => format!("after `{place}` items"),
        });
    }
    match walk.style {
        Style::Token if walk.has_more.is_empty() => {
            Some(format!("when `{}` is null", place(&walk.next_cursor)))
        }
        Style::Token => Some(format!("when `{}` is false", place(&walk.has_more))),
        Style::Offset | Style::PageNumber | Style::KeySet => Some("with an empty page".to_owned()),
        _ => None,
    }
}
