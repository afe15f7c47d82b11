//! Control fields: the fields by which the pages of a list that is no Relay connection are continued and ended.
//!
//! They are the token of the next page, what marks the end, and what identifies an item. Walk documents add them.

use super::super::detect::{EndField, Lists, field_at, is_plain, object, total};
use super::super::selected_connection::SelectedConnection;
use super::super::view::FieldView;
use crate::name;
use crate::schema::Composite;
use crate::style::EndMark;
use crate::syntax::{Field, FieldId, Selection};
use bluejay_core::definition::{FieldDefinition as _, OutputType as _};

/// A field at a path of names below the paged field, with its response keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ControlField {
    names: Vec<String>,
    /// Response keys from the paged field.
    pub(crate) keys: Vec<String>,
    /// Whether the query selects nothing under the first key.
    pub(crate) is_added: bool,
}

impl<'v, 'a> SelectedConnection<'v, 'a> {
    /// The token of the next page.
    pub(crate) fn token(&self) -> Option<ControlField> {
        if self.paging.token.is_empty() {
            return None;
        }
        Some(self.control_field(&self.paging.token))
    }

    /// The field that marks the end of the list.
    pub(crate) fn end(&self) -> Option<(EndMark, ControlField)> {
        let EndField { mark, names } = self.paging.end.as_ref()?;
        Some((*mark, self.control_field(names)))
    }

    /// The flag for further pages of a page that has one, whatever marks its end.
    pub(crate) fn flag(&self) -> Option<ControlField> {
        match self.end_of_page()? {
            (EndMark::HasMore, flag) => Some(flag),
            _ => None,
        }
    }

    /// The flag beside the token of the next page, if it is never null.
    pub(crate) fn flag_beside_token(&self) -> Option<ControlField> {
        let flag = self.flag()?;
        let field = field_at(self.schema, self.paged_type()?, &flag.names)?;
        if field.r#type().is_required() {
            Some(flag)
        } else {
            None
        }
    }

    /// The field of a page that marks the end of its list, whatever the style.
    pub(crate) fn end_of_page(&self) -> Option<(EndMark, ControlField)> {
        let EndField { mark, names } =
            EndField::of(self.schema, self.paged_type()?, self.paging.style)?;
        Some((mark, self.control_field(&names)))
    }

    /// Response keys from the paged field to the total, which the query selects or the walk document adds.
    pub(crate) fn counted_total(&self) -> Option<Vec<String>> {
        if let Some((EndMark::Total, field)) = self.end() {
            return Some(field.keys);
        }
        let names = total(self.schema, self.paged_type()?)?;
        let (first, below) = names.split_first()?;
        let mut fields = self.paged.fields.iter();
        let view = fields.find(|view| view.is_plainly(first))?;
        let mut keys = vec![view.field.key.to_owned()];
        if let [name] = below {
            let fields = self.below(view);
            let mut fields = fields.iter();
            let total = fields.find(|view| view.is_plainly(name))?;
            keys.push(total.field.key.to_owned());
        }
        Some(keys)
    }

    /// The field that identifies an item, and its response key.
    pub(crate) fn item_key(&self) -> Option<ControlField> {
        let name = self.paging.key.as_deref().unwrap_or("id");
        let item = self.item()?;
        let ty = self
            .schema
            .composite(item.field.definition.r#type().base_name())?;
        ty.field(name).filter(|field| is_plain(field))?;
        let fields = self.item_fields(item);
        let mut others = fields.iter();
        let is_other = |view: &FieldView<'v, 'a>| view.field.key == name && !view.is_plainly(name);
        let key = if others.any(is_other) {
            let is_taken = |key: &str| fields.iter().any(|view| view.field.key == key);
            name::free(walk_key(name), is_taken)
        } else {
            name.to_owned()
        };
        Some(ControlField {
            names: vec![name.to_owned()],
            keys: vec![key],
            is_added: true,
        })
    }

    /// All fields of an item, at each of their places.
    fn item_fields(&self, item: &FieldView<'v, 'a>) -> Vec<FieldView<'v, 'a>> {
        let places = self.places(item).into_iter();
        places.flat_map(|view| self.below(view)).collect()
    }

    /// Response keys from `data` to an item of the list, and the fields of the query that select the item.
    pub(crate) fn item_place(&self) -> Option<(Vec<String>, Vec<FieldId>)> {
        let item = self.item()?;
        let keys = item.keys().into_iter().map(str::to_owned).collect();
        let ids = item.field.nodes.iter().map(|node| FieldId::of(node));
        Some((keys, ids.collect()))
    }

    fn control_field(&self, names: &[String]) -> ControlField {
        let (first, below) = names.split_first().expect("a path has a name");
        let is_other = |view: &FieldView<'v, 'a>| {
            view.field.key == first.as_str() && (!view.is_plainly(first) || self.hides(view, below))
        };
        let fields = &self.paged.fields;
        let key = if fields.iter().any(is_other) {
            let is_taken = |key: &str| fields.iter().any(|view| view.field.key == key);
            name::free(walk_key(first), is_taken)
        } else {
            first.clone()
        };
        let is_added = !fields.iter().any(|view| view.field.key == key);
        let mut keys = vec![key];
        keys.extend(below.iter().cloned());
        ControlField {
            names: names.to_vec(),
            keys,
            is_added,
        }
    }

    /// Whether the query selects the field directly in each page.
    pub(crate) fn selects(&self, field: &ControlField) -> bool {
        let ([name], [key]) = (field.names.as_slice(), field.keys.as_slice()) else {
            return false;
        };
        let shared = self.shared_steps();
        let mut fields = self.paged.fields.iter();
        fields.any(|view| {
            let mut steps = view.steps[shared..].iter();
            view.is_plainly(name) && view.field.key == key && steps.all(|step| self.is_always(step))
        })
    }

    /// Whether the object already has another field under the response key of a field to be added.
    fn hides(&self, view: &FieldView<'v, 'a>, below: &[String]) -> bool {
        let [name] = below else {
            return false;
        };
        let fields = self.below(view);
        fields
            .iter()
            .any(|view| view.field.key == name && !view.is_plainly(name))
    }

    fn paged_type(&self) -> Option<Composite<'a>> {
        if let Some(page) = self.paged.paging.on {
            return Some(page);
        }
        match self.paged.paging.lists {
            Lists::Itself if self.paged.path.len() == self.path.len() => None,
            _ => object(self.schema, self.paged.views[0].field.definition),
        }
    }
}

impl ControlField {
    /// Selects the field, unless it is already selected.
    pub(crate) fn select(&self, field: &mut Field) {
        let mut field = field;
        for (name, key) in self.names.iter().zip(&self.keys) {
            field = field.selected(name, key);
        }
    }
}

impl Field {
    /// The field of this name under this response key, added if it is missing.
    pub(super) fn selected(&mut self, name: &str, key: &str) -> &mut Self {
        let is_it = |selection: &Selection| {
            matches!(selection, Selection::Field(field)
                if field.name == name && field.response_key() == key
                    && field.arguments.is_empty() && field.directives.is_empty())
        };
        let index = match self.selections.iter().position(is_it) {
            Some(index) => index,
            None => {
                let mut added = Self::added(name, Vec::new());
                added.set_response_key(key);
                self.selections.push(Selection::Field(added));
                self.selections.len() - 1
            }
        };
        match &mut self.selections[index] {
            Selection::Field(field) => field,
            Selection::Inline(_) | Selection::Spread(_) => unreachable!("it is a field"),
        }
    }
}

fn walk_key(name: &str) -> String {
    format!("walk{}", name::segment(name))
}
