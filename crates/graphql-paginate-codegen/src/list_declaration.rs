//! Declarations of lists by the user.

use std::fmt;
use std::str::FromStr;

use crate::style::{EndMark, Style};
use crate::validate::did_you_mean;

/// A declaration of how a list is paged, if that cannot be detected from its structure.
///
/// Only [`path`](Self::path) and [`style`](Self::style) are required; fields that are `None` are detected by their
/// usual names.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ListDeclaration {
    /// Response keys from the root to the field that takes the paging arguments, `shop.products`.
    pub path: String,
    /// How its pages are requested.
    pub style: Style,
    /// The argument for the cursor, token, offset, page number or key: `offset`, `where.id_gt`.
    pub position: Option<String>,
    /// The argument for the size of a page.
    pub size: Option<String>,
    /// The list of items in the field's object.
    pub items: Option<String>,
    /// The number of the first page, or the offset of the first item.
    pub first: Option<u64>,
    /// The field with the token of the next page, as a path from the paged field: `meta.next`.
    pub next: Option<String>,
    /// The field that marks the end of a counted list, as a path from the paged field: `meta.hasMore`.
    pub end: Option<(EndMark, String)>,
    /// The field of an item that is its key; `id` by default.
    pub key: Option<String>,
}

impl ListDeclaration {
    /// Declares a list of this style at a path of response keys.
    #[must_use]
    pub fn new(path: impl Into<String>, style: Style) -> Self {
        Self {
            path: path.into(),
            style,
            position: None,
            size: None,
            items: None,
            first: None,
            next: None,
            end: None,
            key: None,
        }
    }
}

/// The keys of a declaration as text.
const KEYS: [&str; 12] = [
    "path",
    "style",
    "position",
    "size",
    "items",
    "first",
    "next",
    "key",
    "has_more",
    "next_page",
    "pages",
    "total",
];

/// Why a declaration cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum InvalidDeclaration {
    /// A key that declarations do not have.
    UnknownKey {
        /// The key.
        key: String,
    },
    /// A value that its key cannot have.
    InvalidValue {
        /// The key.
        key: String,
        /// What is expected.
        message: String,
    },
    /// A part of the text is not `key=value`.
    NoValue {
        /// The part.
        part: String,
    },
    /// There is no path or no style.
    Incomplete,
}

impl ListDeclaration {
    /// Makes a declaration of keys and values, which are those of `paginate(…)` in the attribute of the derive.
    ///
    /// # Errors
    ///
    /// All of [`InvalidDeclaration`].
    pub fn from_keys<'k>(
        keys: impl IntoIterator<Item = (&'k str, &'k str)>,
    ) -> Result<Self, InvalidDeclaration> {
        let (mut path, mut style) = (None, None);
        let mut list = Self::new("", Style::Offset);
        for (key, value) in keys {
            let field = match key {
                "path" => &mut path,
                "style" => {
                    style = Some(style_named(value)?);
                    continue;
                }
                "first" => {
                    list.first = Some(first_number(value)?);
                    continue;
                }
                "position" => &mut list.position,
                "size" => &mut list.size,
                "items" => &mut list.items,
                "next" => &mut list.next,
                "key" => &mut list.key,
                _ => {
                    list.end = Some((end_mark(key)?, value.to_owned()));
                    continue;
                }
            };
            *field = Some(value.to_owned());
        }
        let (Some(path), Some(style)) = (path, style) else {
            return Err(InvalidDeclaration::Incomplete);
        };
        Ok(Self {
            path,
            style,
            ..list
        })
    }
}

/// Parses `path=tokens, style=keyset, position=where.id_gt`; values may be in quotes.
impl FromStr for ListDeclaration {
    type Err = InvalidDeclaration;

    fn from_str(text: &str) -> Result<Self, InvalidDeclaration> {
        let mut keys = Vec::new();
        for part in text
            .split(',')
            .map(str::trim)
            .filter(|part| !part.is_empty())
        {
            let Some((key, value)) = part.split_once('=') else {
                let part = part.to_owned();
                return Err(InvalidDeclaration::NoValue { part });
            };
            keys.push((key.trim(), value.trim().trim_matches('"')));
        }
        Self::from_keys(keys)
    }
}

fn style_named(value: &str) -> Result<Style, InvalidDeclaration> {
    let wanted = value.trim().to_lowercase();
    if let Some(style) = Style::ALL.into_iter().find(|style| style.name() == wanted) {
        return Ok(style);
    }
    let names = Style::ALL.map(|style| format!("`{}`", style.name()));
    Err(InvalidDeclaration::InvalidValue {
        key: "style".to_owned(),
        message: format!("expected one of {}", names.join(", ")),
    })
}

fn first_number(value: &str) -> Result<u64, InvalidDeclaration> {
    value
        .parse()
        .map_err(|error| InvalidDeclaration::InvalidValue {
            key: "first".to_owned(),
            message: format!("`{value}` is not a number: {error}"),
        })
}

fn end_mark(key: &str) -> Result<EndMark, InvalidDeclaration> {
    let mut known = EndMark::DECLARED.into_iter();
    match known.find(|mark| mark.name() == key) {
        Some(mark) => Ok(mark),
        None => Err(InvalidDeclaration::UnknownKey {
            key: key.to_owned(),
        }),
    }
}

impl fmt::Display for InvalidDeclaration {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownKey { key } => {
                let nearest = did_you_mean(key, KEYS);
                let keys = KEYS.map(|key| format!("`{key}`")).join(", ");
                write!(
                    formatter,
                    "unknown key `{key}` of `paginate(…)`{nearest}; the keys are {keys}"
                )
            }
            Self::InvalidValue { message, .. } => formatter.write_str(message),
            Self::NoValue { part } => write!(
                formatter,
                "`{part}` has no value; write `path=shop.products, style=offset`"
            ),
            Self::Incomplete => formatter.write_str(
                "a list is declared by its path and its style: `paginate(path = \"shop.products\", style = \"offset\")`",
            ),
        }
    }
}

impl std::error::Error for InvalidDeclaration {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_declaration_is_parsed_from_text() {
        let list: ListDeclaration =
            "path=tokens, style = keyset, position=\"where.id_gt\", first=1, has_more=meta.more,"
                .parse()
                .unwrap();
        assert_eq!(
            list,
            ListDeclaration {
                position: Some("where.id_gt".to_owned()),
                first: Some(1),
                end: Some((EndMark::HasMore, "meta.more".to_owned())),
                ..ListDeclaration::new("tokens", Style::KeySet)
            }
        );
    }

    #[test]
    fn mistakes_in_a_declaration_are_explained() {
        for (text, expected) in [
            (
                "",
                "a list is declared by its path and its style: `paginate(path = \"shop.products\", style = \"offset\")`",
            ),
            (
                "path=a",
                "a list is declared by its path and its style: `paginate(path = \"shop.products\", style = \"offset\")`",
            ),
            (
                "path",
                "`path` has no value; write `path=shop.products, style=offset`",
            ),
            (
                "path=a, style=pages",
                "expected one of `relay`, `token`, `offset`, `page`, `keyset`",
            ),
            (
                "path=a, style=page, first=one",
                "`one` is not a number: invalid digit found in string",
            ),
            (
                "path=a, style=page, sizes=b",
                "unknown key `sizes` of `paginate(…)`; did you mean `size`?; the keys are `path`, `style`, `position`, `size`, `items`, `first`, `next`, `key`, `has_more`, `next_page`, `pages`, `total`",
            ),
        ] {
            let error = text.parse::<ListDeclaration>().unwrap_err();
            assert_eq!(error.to_string(), expected, "{text}");
        }
    }
}
