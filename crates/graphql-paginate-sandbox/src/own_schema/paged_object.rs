//! Objects that hold one page of a list: by a token, an offset or a page number.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::fields::element_in;
use super::window::{PagingArguments, is_list_of_objects};
use crate::graphql::{ApiSchema, Call, Failure, FieldDefinition, Object, ObjectType, Value};

const TOKENS: [&str; 6] = [
    "nexttoken",
    "cursor",
    "pagetoken",
    "nextcursor",
    "after",
    "continuationtoken",
];
const NEXT_TOKENS: [&str; 7] = [
    "nexttoken",
    "nextcursor",
    "nextpagetoken",
    "endcursor",
    "cursor",
    "pagetoken",
    "continuationtoken",
];
const TOTALS: [&str; 6] = [
    "total",
    "totalcount",
    "totalitems",
    "totalresults",
    "totalelements",
    "totalrecords",
];
const FLAGS: [&str; 5] = [
    "hasnextpage",
    "hasnext",
    "hasmore",
    "hasmorepages",
    "hasmoreitems",
];
const LAST_PAGES: [&str; 5] = ["lastpage", "totalpages", "pagecount", "numpages", "pages"];
const NEXT_PAGES: [&str; 2] = ["nextpage", "next"];
const THIS_PAGES: [&str; 3] = ["page", "currentpage", "pagenumber"];

/// A page of a list.
struct Page {
    start: usize,
    end: usize,
    size: usize,
    total: usize,
}

/// The object with the page that the arguments ask for; `None` if the field has no such object.
pub(super) fn paged_object(
    schema: &'static ApiSchema,
    total: usize,
    parent: &Object,
    call: &Call<'_>,
) -> Result<Option<Value>, Failure> {
    let definition = call.definition();
    if definition.ty.is_list() || schema.connection(definition).is_some() {
        return Ok(None);
    }
    let Some((type_name, ty)) = object_type(schema, definition) else {
        return Ok(None);
    };
    if !ty.fields.values().any(|field| is_page_of(schema, field)) {
        return Ok(None);
    }
    let token = definition
        .arguments
        .iter()
        .find(|argument| is_one_of(&argument.name, &TOKENS) && is_text(&argument.ty));
    let (start, size) = match token {
        Some(argument) if has_next_token(schema, ty) => {
            let size = PagingArguments::of(call)?.size;
            (position(call.text(&argument.name))?, size)
        }
        _ => {
            if !PagingArguments::takes_place(definition) {
                return Ok(None);
            }
            let asked = PagingArguments::of(call)?;
            (asked.start, asked.size)
        }
    };
    let start = start.min(total);
    let page = Page {
        start,
        end: total.min(start.saturating_add(size)),
        size,
        total,
    };
    let key = parent.child_key(&format!("{}-{start}", call.name()));
    let mut fields = page.signs(schema, ty, &key);
    for (name, field) in &ty.fields {
        if is_page_of(schema, field) {
            let node = schema.name(field.ty.inner_named_type());
            // All pages of a list have the same elements at the same places.
            let list = format!("{}/{name}", call.name());
            let elements =
                (page.start..page.end).map(|index| element_in(schema, parent, &list, node, index));
            fields.push((name.as_str(), Value::list(elements)));
        }
    }
    let object = Object::new(type_name, key).with_fields(fields);
    Ok(Some(Value::Object(object)))
}

impl Page {
    /// The fields of a type that say where the page is and whether more follow, also in an object below it.
    fn signs(
        &self,
        schema: &'static ApiSchema,
        ty: &'static ObjectType,
        key: &str,
    ) -> Vec<(&'static str, Value)> {
        let mut signs = Vec::new();
        for (name, field) in &ty.fields {
            if let Some(value) = self.sign(name, field) {
                signs.push((name.as_str(), value));
            } else if let Some((inner_name, inner)) = object_type(schema, field)
                && !field.ty.is_list()
            {
                let mut fields = Vec::new();
                for (name, field) in &inner.fields {
                    if let Some(value) = self.sign(name, field) {
                        fields.push((name.as_str(), value));
                    }
                }
                if !fields.is_empty() {
                    let object = Object::new(inner_name, format!("{key}/{name}"));
                    signs.push((name.as_str(), Value::Object(object.with_fields(fields))));
                }
            }
        }
        signs
    }

    fn sign(&self, name: &str, field: &FieldDefinition) -> Option<Value> {
        let has_more = self.end < self.total;
        let number = |number: usize| Value::json(i64::try_from(number).unwrap_or(i64::MAX));
        let this_page = self.start / self.size.max(1) + 1;
        match field.ty.inner_named_type().as_str() {
            _ if field.ty.is_list() || !field.arguments.is_empty() => None,
            "Boolean" if is_one_of(name, &FLAGS) => Some(Value::json(has_more)),
            "Int" if is_one_of(name, &TOTALS) => Some(number(self.total)),
            "Int" if is_one_of(name, &LAST_PAGES) => {
                Some(number(self.total.div_ceil(self.size.max(1))))
            }
            "Int" if is_one_of(name, &THIS_PAGES) => Some(number(this_page)),
            "Int" if is_one_of(name, &NEXT_PAGES) && !has_more => Some(Value::NULL),
            "Int" if is_one_of(name, &NEXT_PAGES) => Some(number(this_page + 1)),
            _ if is_one_of(name, &NEXT_TOKENS) && is_text(&field.ty) => {
                Some(self.next_token(field.ty.is_non_null()))
            }
            _ => None,
        }
    }

    /// The token of the next page; on the last page null, or an empty text if it may not be null.
    fn next_token(&self, is_non_null: bool) -> Value {
        if self.end < self.total {
            Value::json(token(self.end))
        } else if is_non_null {
            Value::json("")
        } else {
            Value::NULL
        }
    }
}

/// Whether a field of a page object is the list of its items.
fn is_page_of(schema: &'static ApiSchema, field: &FieldDefinition) -> bool {
    is_list_of_objects(schema, field) && !PagingArguments::takes_place(field)
}

/// Whether a type, or an object below it, has the token of the next page.
fn has_next_token(schema: &'static ApiSchema, ty: &'static ObjectType) -> bool {
    let is_token = |name: &str, field: &FieldDefinition| {
        is_one_of(name, &NEXT_TOKENS) && is_text(&field.ty) && !field.ty.is_list()
    };
    ty.fields.iter().any(|(name, field)| {
        let inner = match object_type(schema, field) {
            Some((_, inner)) if !field.ty.is_list() => inner,
            _ => return is_token(name, field),
        };
        inner
            .fields
            .iter()
            .any(|(name, field)| is_token(name, field))
    })
}

/// The object type of a field, with its name.
fn object_type(
    schema: &'static ApiSchema,
    field: &FieldDefinition,
) -> Option<(&'static str, &'static ObjectType)> {
    let name = field.ty.inner_named_type();
    let ty = schema.schema.get_object(name)?;
    Some((schema.name(name), ty))
}

fn is_text(ty: &crate::graphql::Type) -> bool {
    // Tokens are text or a scalar of their own.
    !matches!(ty.inner_named_type().as_str(), "Int" | "Float" | "Boolean") && !ty.is_list()
}

fn is_one_of(name: &str, names: &[&str]) -> bool {
    let name = name.replace('_', "").to_lowercase();
    names.contains(&name.as_str())
}

fn token(index: usize) -> String {
    STANDARD.encode(format!("token:{index}"))
}

fn position(token: Option<&str>) -> Result<usize, Failure> {
    let Some(given) = token.filter(|token| !token.is_empty()) else {
        return Ok(0);
    };
    let bytes = STANDARD.decode(given).unwrap_or_default();
    let text = String::from_utf8(bytes).unwrap_or_default();
    let index = text.strip_prefix("token:");
    match index.and_then(|index| index.parse().ok()) {
        Some(index) => Ok(index),
        None => Err(Failure::plain(format!(
            "`{given}` is not a token of this list"
        ))),
    }
}
