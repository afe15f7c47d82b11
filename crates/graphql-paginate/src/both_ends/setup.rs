//! Turns the settings of a walk from both ends into those of the walks of the two ends.

use super::end::End;
use super::end_walks::EndWalks;
use super::{BothEnds, BothEndsWalk, Candidate, TwoEnded};
use crate::client::Client;
use crate::connection::Direction;
use crate::driver::{Order, Walk, directed_page_size};
use crate::error::ErrorKind;
use crate::paginator::Paginator;
use crate::settings::WalkSettings;

impl<S: TwoEnded> BothEnds<S> {
    /// The walk that yields items.
    pub(super) fn walk_items(self, client: &Client) -> BothEndsWalk<S::FromBothEnds> {
        let client = client.with_headers(&self.settings.headers);
        let walks = S::end_walks(&self, &client);
        self.walk(walks)
    }

    /// The walk that yields pages.
    pub(super) fn walk_pages(self, client: &Client) -> BothEndsWalk<S::FromBothEnds> {
        if self.mode.is_ordered && S::is_one_request(&self.mode.ends) {
            let problem = "a page of a request for both ends has items of both, so pages have no order; omit `ordered`, or walk the `items`";
            let kind = ErrorKind::Setup {
                problem: problem.to_owned(),
            };
            let walk = self.refuse_end(kind, End::Front);
            return self.walk(EndWalks::one_request(walk));
        }
        self.walk_items(client)
    }

    fn walk(self, walks: EndWalks<S::FromBothEnds>) -> BothEndsWalk<S::FromBothEnds> {
        let (operation, is_ordered) =
            (S::operation(&self.subject).to_owned(), self.mode.is_ordered);
        let identify = S::identify(self.mode.ends, &self.subject);
        BothEndsWalk::new(walks, operation, identify, is_ordered, self.settings.limits)
    }

    /// A walk of one end that sends nothing and yields an error.
    pub(crate) fn refuse_end<T: Send + 'static, D: Send + 'static>(
        &self,
        kind: ErrorKind,
        end: End,
    ) -> Walk<Candidate<T>, D> {
        self.refuse(kind, end.direction())
    }

    /// The configuration of the walk from one end; an error for settings that a walk from both ends cannot have.
    pub(crate) fn one_end_of(&self, end: End, client: &Client) -> Result<Paginator<S>, ErrorKind> {
        if let Some(problem) = self.unsupported_setting()? {
            let problem = problem.to_owned();
            return Err(ErrorKind::Setup { problem });
        }
        let mut paginator = self.one_end();
        paginator.direction = end.direction();
        paginator.settings.page_size = self.end_page_size(end, client);
        // The walk from both ends counts items and pages itself, without null nodes and items that were seen before.
        let limits = &mut paginator.settings.limits;
        if limits.items.is_some() || limits.pages.is_some() {
            // Pages beyond the limit would be requested ahead.
            limits.prefetch = 0;
        }
        limits.items = None;
        limits.pages = None;
        Ok(paginator)
    }

    /// The page size of one end, at most the number of items that the caller wants; `None` leaves it to the server.
    fn end_page_size(&self, end: End, client: &Client) -> Option<u32> {
        let set = self.settings.page_size;
        let own = set.map(i64::from);
        let wanted = match own.or_else(|| self.implied_size(end.direction())) {
            // The start of the walk reports an invalid size.
            Some(size) if size < 1 => return set,
            Some(size) => Some(u32::try_from(size).unwrap_or(u32::MAX)),
            // An invalid size is reported by the end that it was set for.
            None => self
                .implied_size(end.opposite().direction())
                .and_then(|size| u32::try_from(size).ok()),
        };
        let order = if S::is_one_request(&self.mode.ends) {
            // Each request also asks for last items.
            Order::Reversed
        } else {
            end.direction().into()
        };
        let size = directed_page_size(wanted, client.profile().max_page_size, order)?;
        match self.settings.limits.items {
            Some(items) => Some(size.min(u32::try_from(items.max(1)).unwrap_or(u32::MAX))),
            None => Some(size),
        }
    }

    /// The page size that the query and the caller's variables imply.
    fn implied_size(&self, direction: Direction) -> Option<i64> {
        S::implied(&self.subject, direction).ok()?.size
    }

    /// Why a walk with these settings would not cover the whole list; `None` if it does.
    fn unsupported_setting(&self) -> Result<Option<&'static str>, ErrorKind> {
        let front = S::implied(&self.subject, Direction::Forward)?;
        let back = S::implied(&self.subject, Direction::Backward)?;
        let WalkSettings { resume, limits, .. } = &self.settings;
        let is_limited = limits.items.is_some() || limits.pages.is_some();
        let problem = if front.is_inside_list {
            "a connection inside a list has two ends for each parent, which never meet; walk it with `items`"
        } else if resume.is_some() {
            "a walk from both ends cannot be resumed; resume it with `items`, in one direction"
        } else if self.cursor(&front).is_some() || self.cursor(&back).is_some() {
            "a walk from both ends covers the whole list; remove the cursor, or walk from one end"
        } else if limits.tail.is_some() {
            "a walk from both ends is over when they meet; use `tail` in a forward walk"
        } else if self.mode.is_ordered && is_limited {
            S::ORDERED_AND_LIMITED
        } else {
            return Ok(None);
        };
        Ok(Some(problem))
    }
}
