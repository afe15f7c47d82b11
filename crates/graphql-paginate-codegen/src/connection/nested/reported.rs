//! Lists inside items that cannot be continued for each item, but say whether they are complete: by a flag, by the token of
//! the next page, or by a number. The runtime counts the incomplete ones.

use super::super::detect::Binding;
use super::super::model::InnerEnd;
use super::super::selected_connection::SelectedConnection;
use super::super::view::{crosses_list_of_lists, is_same_path};
use super::super::walk::ControlField;
use super::Nesting;
use super::in_item::InItem;
use crate::style::{EndMark, Style};

/// A list of another style than Relay's inside an item.
pub(super) struct ReportedList<'f, 'v, 'a> {
    pub(super) place: InItem<'f, 'v, 'a>,
    pub(super) sign: CompletenessSign,
}

/// What says whether a list is complete.
pub(super) struct CompletenessSign {
    pub(super) mark: EndMark,
    pub(super) field: ControlField,
}

/// What says whether a list has further pages.
pub(crate) enum MoreSign {
    /// A flag.
    Flag,
    /// The token, or the number, of the next page.
    Token,
    /// A number of pages, if it is above that of the only page.
    AbovePage(u64),
    /// A number of elements, if it is above that in the list at these response keys.
    AboveElements(Vec<String>),
}

impl ReportedList<'_, '_, '_> {
    /// What its field leads to.
    pub(super) fn more_sign(&self) -> MoreSign {
        match self.sign.mark {
            EndMark::HasMore => MoreSign::Flag,
            EndMark::Next => MoreSign::Token,
            EndMark::Pages => MoreSign::AbovePage(1),
            EndMark::LastPage => MoreSign::AbovePage(self.place.list.paging.first),
            EndMark::Total => MoreSign::AboveElements(elements(self.place.list)),
        }
    }
}

impl<'v, 'a> Nesting<'_, 'v, 'a> {
    /// The lists of other styles inside the items of `outer` that say whether they are complete, and are not in lists of
    /// lists, in which the runtime finds none.
    pub(super) fn reported_inside<'f>(
        &'f self,
        outer: &'f SelectedConnection<'v, 'a>,
    ) -> Vec<ReportedList<'f, 'v, 'a>> {
        let mut reported = self.with_sign(outer);
        reported.retain(|reported| !crosses_list_of_lists(&reported.place.view.steps));
        reported
    }

    /// Whether the items of `outer` have such lists in lists of lists.
    pub(super) fn has_reported_in_lists_of_lists(
        &self,
        outer: &SelectedConnection<'v, 'a>,
    ) -> bool {
        let reported = self.with_sign(outer);
        let mut views = reported.iter().map(|reported| reported.place.view);
        views.any(|view| crosses_list_of_lists(&view.steps))
    }

    /// The lists of other styles inside the items of `outer` that say whether they are complete.
    pub(super) fn with_sign<'f>(
        &'f self,
        outer: &'f SelectedConnection<'v, 'a>,
    ) -> Vec<ReportedList<'f, 'v, 'a>> {
        let mut reported: Vec<ReportedList<'_, 'v, 'a>> = Vec::new();
        for list in self.found {
            // Lists that share a page share what says whether more pages follow.
            let mut known = reported.iter().map(|known| known.place.list);
            if list.paged.path.len() <= outer.path.len()
                || known.any(|known| is_same_page(known, list))
            {
                continue;
            }
            if let Some((place, sign)) = self.reported_in(list, outer) {
                reported.push(ReportedList { place, sign });
            }
        }
        reported
    }

    fn reported_in<'f>(
        &self,
        list: &'f SelectedConnection<'v, 'a>,
        outer: &SelectedConnection<'v, 'a>,
    ) -> Option<(InItem<'f, 'v, 'a>, CompletenessSign)> {
        list.item()?;
        Some((self.page_below(list, outer.item()?)?, self.sign(list)?))
    }

    /// What says whether a list inside the items of a walkable one is complete.
    pub(crate) fn inner_end(&self, list: &SelectedConnection<'v, 'a>) -> Option<InnerEnd> {
        let is_inside =
            |outer: &&&SelectedConnection<'v, 'a>| self.reported_in(list, outer).is_some();
        self.outer.iter().find(is_inside)?;
        let CompletenessSign { mark, field } = self.sign(list)?;
        let page = list.paged.path.iter();
        Some(InnerEnd {
            mark,
            page: page.map(|key| (*key).to_owned()).collect(),
            field: field.keys,
            list: elements(list),
            first: list.paging.first,
        })
    }

    /// What says whether a list of another style than Relay's is complete. A flag or a token says it wherever the list
    /// begins, and numbers only of a list that is requested from its first item on.
    fn sign(&self, list: &SelectedConnection<'v, 'a>) -> Option<CompletenessSign> {
        let (mark, field) = match list.paging.style {
            Style::Relay => return None,
            // A token may be that of the request, or of the last item.
            Style::Token => match list.flag() {
                Some(flag) => (EndMark::HasMore, flag),
                None => (EndMark::Next, list.token()?),
            },
            Style::Offset | Style::PageNumber => list.end()?,
            Style::KeySet => list.end_of_page()?,
        };
        let is_number = !matches!(mark, EndMark::HasMore | EndMark::Next);
        if is_number && (begins_later(list) || self.has_lists_beside(list)) {
            return None;
        }
        Some(CompletenessSign { mark, field })
    }

    /// Whether the query selects several lists of one page, so that it is not known which of them a number counts.
    fn has_lists_beside(&self, list: &SelectedConnection<'v, 'a>) -> bool {
        let mut found = self.found.iter();
        found.any(|other| other.paged.path == list.paged.path && other.path != list.path)
    }
}

fn is_same_page(one: &SelectedConnection<'_, '_>, other: &SelectedConnection<'_, '_>) -> bool {
    is_same_path(&one.paged.views[0].steps, &other.paged.views[0].steps)
}

/// Whether the query requests a list from a literal position other than its first.
fn begins_later(list: &SelectedConnection<'_, '_>) -> bool {
    match list.arguments.after {
        Binding::Fixed(_) => list.arguments.after.number() != Some(list.paging.first),
        Binding::Absent | Binding::Variable { .. } | Binding::Member { .. } => false,
    }
}

/// Response keys from the page to the list of items, or of edges.
fn elements(list: &SelectedConnection<'_, '_>) -> Vec<String> {
    let Some(view) = list.items().or_else(|| list.edges()) else {
        return Vec::new();
    };
    let keys = view.keys().into_iter().skip(list.paged.path.len());
    keys.map(str::to_owned).collect()
}
