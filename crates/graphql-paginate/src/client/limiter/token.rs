//! One token: its remaining quota, and when it may be used again.

use std::time::{Duration, SystemTime};

use http::{HeaderMap, HeaderValue};

use super::Pace;
use crate::progress::{Quota, WaitReason};
use crate::retry::{LIMIT, REMAINING, header_number, later, reset};

pub(super) struct Token {
    pub(super) authorization: Option<HeaderValue>,
    pace: Pace,
    paused_until: Option<SystemTime>,
    quota: Option<Quota>,
    last_sent: Option<SystemTime>,
}

impl Token {
    pub(super) fn new(authorization: Option<HeaderValue>, pace: Pace) -> Self {
        Self {
            authorization,
            pace,
            paused_until: None,
            quota: None,
            last_sent: None,
        }
    }

    /// When the next request may be sent, and the reason for the wait; `None` means now.
    pub(super) fn ready_at(&self, now: SystemTime) -> Option<(SystemTime, WaitReason)> {
        let paused = self
            .paused_until
            .map(|until| (until, WaitReason::Throttled));
        let paced = self
            .pace
            .ready_at(now)
            .map(|until| (until, WaitReason::Pace));
        let spread = self.spread_slot(now).map(|until| (until, WaitReason::Pace));
        [paused, paced, spread]
            .into_iter()
            .flatten()
            .filter(|(until, _)| *until > now)
            .max_by_key(|(until, _)| *until)
    }

    pub(super) fn sent(&mut self, now: SystemTime) {
        self.last_sent = Some(now);
        self.pace.sent(now);
    }

    pub(super) fn pause(&mut self, until: SystemTime) {
        self.paused_until = self.paused_until.max(Some(until));
    }

    /// Reads the quota headers of a response. If no quota remains, the token pauses, because a request would be
    /// refused.
    pub(super) fn note(&mut self, headers: &HeaderMap, now: SystemTime) -> Option<Quota> {
        let remaining = header_number(headers, &REMAINING)?;
        let limit = header_number(headers, &LIMIT);
        let resets_at = reset(headers, now).map(|wait| later(now, wait));
        let quota = Quota {
            limit,
            remaining,
            resets_at,
        };
        self.quota = Some(quota);
        // GitHub reports a limit of 0 for an invalid token; waiting would not help.
        if remaining == 0
            && limit != Some(0)
            && let Some(until) = resets_at
        {
            self.pause(until);
        }
        Some(quota)
    }

    /// If less than a tenth of the quota remains, requests are spread over the rest of the window, at most ten seconds
    /// apart: other programs may use the same token.
    fn spread_slot(&self, now: SystemTime) -> Option<SystemTime> {
        const WIDEST: Duration = Duration::from_secs(10);
        let Quota {
            limit,
            remaining,
            resets_at,
        } = self.quota?;
        let left = resets_at?.duration_since(now).ok()?;
        if remaining == 0 || remaining.saturating_mul(10) >= limit? {
            return None;
        }
        let apart = left / u32::try_from(remaining).unwrap_or(u32::MAX);
        Some(self.last_sent?.min(now) + apart.min(WIDEST))
    }
}
