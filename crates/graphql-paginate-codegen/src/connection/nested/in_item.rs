//! The lists inside an item, and where the query selects them.
//!
//! In `issues { ...A ...B }`, both fragments may select `nodes`. The response has each item once, with the fields of both
//! fragments, but generated types read it from one of them.

use super::super::selected_connection::SelectedConnection;
use super::super::view::{FieldView, SelectionStep, may_be_same_object, starts_with};
use super::Nesting;
use crate::style::Style;

/// A list inside an item.
pub(crate) struct InItem<'f, 'v, 'a> {
    pub(crate) list: &'f SelectedConnection<'v, 'a>,
    pub(crate) view: &'f FieldView<'v, 'a>,
    /// The number of steps of the view that lead to the item.
    pub(super) item: usize,
}

impl<'v, 'a> Nesting<'_, 'v, 'a> {
    /// The Relay connections inside the items of `outer` of which a page is selected and which the type of an item has, in
    /// the order of the document. One of which only `totalCount` is selected needs no further pages.
    pub(crate) fn inside<'f>(
        &'f self,
        outer: &'f SelectedConnection<'v, 'a>,
    ) -> Vec<(&'f SelectedConnection<'v, 'a>, &'f FieldView<'v, 'a>)> {
        let mut inside = Vec::new();
        let Some(item) = outer.item() else {
            return inside;
        };
        for nested in self.pages_below(outer) {
            if let Some(view) = self.place_in(nested, item) {
                inside.push((nested, view));
            }
        }
        inside
    }

    /// Those that the query selects only where it selects the items again, so that the response has them and the type of an
    /// item does not.
    pub(super) fn inside_elsewhere<'f>(
        &'f self,
        outer: &'f SelectedConnection<'v, 'a>,
    ) -> Vec<InItem<'f, 'v, 'a>> {
        let mut inside = Vec::new();
        let Some(item) = outer.item() else {
            return inside;
        };
        for nested in self.pages_below(outer) {
            if self.place_in(nested, item).is_none() {
                inside.extend(self.place_below(nested, item));
            }
        }
        inside
    }

    /// The Relay connections below `outer` of which a page is selected.
    fn pages_below<'f>(
        &'f self,
        outer: &SelectedConnection<'v, 'a>,
    ) -> impl Iterator<Item = &'f SelectedConnection<'v, 'a>> + use<'f, 'v, 'a> {
        let depth = outer.path.len();
        self.found.iter().filter(move |nested| {
            nested.path.len() > depth
                && nested.paging.style == Style::Relay
                && nested.selects_page()
        })
    }

    /// A connection in an item: where the type of the item has it, or else where the query selects the item again.
    pub(super) fn place_below<'f>(
        &self,
        nested: &'f SelectedConnection<'v, 'a>,
        item: &FieldView<'v, 'a>,
    ) -> Option<InItem<'f, 'v, 'a>> {
        let view = match self.place_in(nested, item) {
            Some(view) => view,
            None => self.best(nested, |view| steps_to(item, view).is_some())?,
        };
        Some(InItem {
            list: nested,
            view,
            item: steps_to(item, view)?,
        })
    }

    /// The page of a list in an item.
    pub(super) fn page_below<'f>(
        &self,
        list: &'f SelectedConnection<'v, 'a>,
        item: &FieldView<'v, 'a>,
    ) -> Option<InItem<'f, 'v, 'a>> {
        let pages = &list.paged.views;
        let mut own = pages
            .iter()
            .filter(|view| starts_with(&view.steps, &item.steps));
        let view = match own.next() {
            Some(view) => view,
            None => pages.iter().find(|view| steps_to(item, view).is_some())?,
        };
        Some(InItem {
            list,
            view,
            item: steps_to(item, view)?,
        })
    }

    /// The place of a connection in the type of an item.
    fn place_in<'f>(
        &self,
        nested: &'f SelectedConnection<'v, 'a>,
        item: &FieldView<'v, 'a>,
    ) -> Option<&'f FieldView<'v, 'a>> {
        self.best(nested, |view| starts_with(&view.steps, &item.steps))
    }

    /// The first of some places of a connection whose parent can be identified, or else the first one. The type of the
    /// parent may be an interface without an `id` in one fragment and an object in another.
    fn best<'f>(
        &self,
        nested: &'f SelectedConnection<'v, 'a>,
        is_candidate: impl Fn(&FieldView<'v, 'a>) -> bool,
    ) -> Option<&'f FieldView<'v, 'a>> {
        let mut places = Vec::new();
        for view in &nested.views {
            if is_candidate(view) {
                places.push(view);
            }
        }
        match places.as_slice() {
            // A lookup reads the whole query type.
            [] | [_] => places.pop(),
            [first, ..] => {
                let mut identified = places.iter().filter(|view| self.is_identified(view));
                Some(identified.next().unwrap_or(first))
            }
        }
    }

    /// Whether the type of a connection's parent has all fields that identify it.
    fn is_identified(&self, view: &FieldView<'v, 'a>) -> bool {
        let Some(lookup) = self.lookup(view) else {
            return false;
        };
        let mut fields = lookup.fields().into_iter();
        fields.all(|name| view.parent.field(name).is_some())
    }
}

/// The number of steps that lead to the item, if the place is in it: below the same response keys, and not on another type.
pub(super) fn steps_to(item: &FieldView<'_, '_>, view: &FieldView<'_, '_>) -> Option<usize> {
    let keys = item.keys();
    let mut depth = 0;
    for (index, step) in view.steps.iter().enumerate() {
        if depth == keys.len() {
            let is_inside = may_be_same_object(&view.steps[..index], &item.steps);
            return if is_inside { Some(index) } else { None };
        }
        if let Some(key) = SelectionStep::key(step) {
            if key != keys[depth] {
                return None;
            }
            depth += 1;
        }
    }
    None
}
