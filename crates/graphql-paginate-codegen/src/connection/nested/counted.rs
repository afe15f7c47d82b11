//! Lists inside items that cannot be continued for each item, but say whether they are complete: by a token of the next
//! page, or by a flag. The runtime counts the incomplete ones.

use super::super::counted::Extra;
use super::super::found::Found;
use super::super::view::crosses_list_of_lists;
use super::Nesting;
use super::in_item::InItem;
use crate::style::{EndMark, Style};

/// A list of another style than Relay's inside an item.
pub(super) struct Counted<'f, 'v, 'a> {
    pub(super) place: InItem<'f, 'v, 'a>,
    /// Where it says whether it is complete, and how.
    pub(super) sign: (Extra, Sign),
}

/// How a list says whether it is complete.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sign {
    /// By a flag that is true if there are more pages.
    Flag,
    /// By the token or the number of the next page, which is null if there is none.
    Token,
}

impl<'v, 'a> Nesting<'_, 'v, 'a> {
    /// The lists of other styles inside the items of `outer` that say whether they are complete, and are not in lists of
    /// lists, in which the runtime finds none.
    pub(super) fn counted_inside<'f>(
        &'f self,
        outer: &'f Found<'v, 'a>,
    ) -> Vec<Counted<'f, 'v, 'a>> {
        let mut counted = self.with_sign(outer);
        counted.retain(|counted| !crosses_list_of_lists(&counted.place.view.steps));
        counted
    }

    /// Whether the items of `outer` have such lists in lists of lists.
    pub(super) fn has_counted_in_lists_of_lists(&self, outer: &Found<'v, 'a>) -> bool {
        let counted = self.with_sign(outer);
        let mut views = counted.iter().map(|counted| counted.place.view);
        views.any(|view| crosses_list_of_lists(&view.steps))
    }

    /// The lists of other styles inside the items of `outer` that say whether they are complete.
    fn with_sign<'f>(&'f self, outer: &'f Found<'v, 'a>) -> Vec<Counted<'f, 'v, 'a>> {
        let Some(item) = outer.item() else {
            return Vec::new();
        };
        let mut counted = Vec::new();
        for list in self.found {
            let is_inside = list.path.len() > outer.path.len() && list.paged.path == list.path;
            if !is_inside || list.item().is_none() {
                continue;
            }
            if let (Some(place), Some(sign)) = (self.place_below(list, item), sign(list)) {
                counted.push(Counted { place, sign });
            }
        }
        counted
    }
}

/// What says whether a list of another style than Relay's is complete.
fn sign(list: &Found<'_, '_>) -> Option<(Extra, Sign)> {
    match list.offer.style {
        // A token may be that of the request, or of the last item.
        Style::Token => match list.flag() {
            Some(flag) => Some((flag, Sign::Flag)),
            None => Some((list.token()?, Sign::Token)),
        },
        Style::Offset | Style::PageNumber => match list.end()? {
            (EndMark::HasMore, flag) => Some((flag, Sign::Flag)),
            (EndMark::Next, next) => Some((next, Sign::Token)),
            (EndMark::LastPage | EndMark::Pages | EndMark::Total, _) => None,
        },
        Style::Relay | Style::KeySet => None,
    }
}
