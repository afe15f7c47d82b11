//! Lists inside items that cannot be continued for each item, but say whether they are complete: by a token of the next
//! page, or by a flag. The runtime counts the incomplete ones.

use super::super::counted::Extra;
use super::super::found::Found;
use super::super::view::{FieldView, crosses_list_of_lists, starts_with};
use super::Nesting;
use crate::style::{EndMark, Style};

/// A list of another style than Relay's inside an item.
pub(super) struct Counted<'f, 'v, 'a> {
    pub(super) list: &'f Found<'v, 'a>,
    pub(super) view: &'f FieldView<'v, 'a>,
    /// The token or the flag.
    pub(super) sign: Extra,
}

impl<'v, 'a> Nesting<'_, 'v, 'a> {
    /// The lists of other styles inside the items of `outer` that say whether they are complete.
    pub(super) fn counted_inside<'f>(
        &'f self,
        outer: &'f Found<'v, 'a>,
    ) -> Vec<Counted<'f, 'v, 'a>> {
        let Some(item) = outer.item() else {
            return Vec::new();
        };
        let mut counted = Vec::new();
        for list in self.found {
            let is_inside = list.path.len() > outer.path.len() && list.paged.path == list.path;
            let mut views = list.views.iter();
            let view = views.find(|view| starts_with(&view.steps, &item.steps));
            if let (true, Some(_), Some(view), Some(sign)) =
                (is_inside, list.item(), view, sign(list))
                && !crosses_list_of_lists(&view.steps)
            {
                counted.push(Counted { list, view, sign });
            }
        }
        counted
    }
}

/// The token or the flag that says whether a list of another style than Relay's is complete.
fn sign(list: &Found<'_, '_>) -> Option<Extra> {
    match list.offer.style {
        Style::Token => list.token(),
        Style::Offset | Style::PageNumber => match list.end()? {
            (EndMark::HasMore, flag) => Some(flag),
            _ => None,
        },
        Style::Relay | Style::KeySet => None,
    }
}
