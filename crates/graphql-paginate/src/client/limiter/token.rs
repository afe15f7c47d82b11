//! One token: its remaining quota, and when it may be used again.

use std::collections::{BTreeMap, HashMap};
use std::time::{Duration, SystemTime};

use http::{HeaderMap, HeaderValue};

use super::Pace;
use crate::progress::{Quota, WaitReason};
use crate::retry::{LIMIT, REMAINING, header_number, later, reset};

/// The header in which GitHub names the resource that a request counts for.
///
/// See [rate limits](https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api).
const RESOURCE: &str = "x-ratelimit-resource";

/// The most paths whose resource is remembered.
const MAX_PATHS: usize = 1_000;

pub(super) struct Token {
    pub(super) authorization: Option<HeaderValue>,
    /// Whether the server refused it, so that it is not used while there are others.
    pub(super) is_refused: bool,
    pace: Pace,
    paused_until: Option<SystemTime>,
    /// The quotas by resource; GitHub has one for searches and one for most other requests. The resource is empty if the
    /// API names none.
    quotas: BTreeMap<String, ResourceQuota>,
    /// The resource of each path, as responses name it.
    resources: HashMap<String, String>,
    last_sent: Option<SystemTime>,
}

/// The quota of one resource.
#[derive(Debug, Clone, Copy)]
struct ResourceQuota {
    quota: Quota,
    /// When it resets, if it is used up.
    spent_until: Option<SystemTime>,
}

impl Token {
    pub(super) fn new(authorization: Option<HeaderValue>, pace: Pace) -> Self {
        Self {
            authorization,
            is_refused: false,
            pace,
            paused_until: None,
            quotas: BTreeMap::new(),
            resources: HashMap::new(),
            last_sent: None,
        }
    }

    /// When the next request to a path may be sent, and the reason for the wait; `None` means now.
    pub(super) fn ready_at(&self, now: SystemTime, path: &str) -> Option<(SystemTime, WaitReason)> {
        let quota = self.quota_of(path);
        let spent = quota.and_then(|quota| quota.spent_until);
        let throttled = |until| (until, WaitReason::Throttled);
        let paced = |until| (until, WaitReason::Pace);
        let spread = quota.and_then(|quota| self.spread_slot(quota.quota, now));
        [
            self.paused_until.map(throttled),
            spent.map(throttled),
            self.pace.ready_at(now).map(paced),
            spread.map(paced),
        ]
        .into_iter()
        .flatten()
        .filter(|(until, _)| *until > now)
        .max_by_key(|(until, _)| *until)
    }

    pub(super) fn sent(&mut self, now: SystemTime) {
        self.last_sent = Some(now);
        self.pace.sent(now);
    }

    /// Records that the server refused a request to a path until this time: for the quota of its resource if that is used
    /// up, and otherwise for the whole token.
    pub(super) fn pause(&mut self, path: &str, until: SystemTime, now: SystemTime) {
        let resource = self.resources.get(path);
        let quota = resource.and_then(|resource| self.quotas.get_mut(resource));
        match quota {
            Some(quota) if quota.spent_until.is_some_and(|spent| spent > now) => {
                quota.spent_until = quota.spent_until.max(Some(until));
            }
            _ => self.paused_until = self.paused_until.max(Some(until)),
        }
    }

    /// Forgets waits that end after this time.
    pub(super) fn forget_after(&mut self, time: SystemTime) {
        self.paused_until = self.paused_until.filter(|until| *until <= time);
        for quota in self.quotas.values_mut() {
            quota.spent_until = quota.spent_until.filter(|until| *until <= time);
        }
    }

    /// Reads the quota headers of the response from a path. If no quota remains, requests for the same resource wait,
    /// because they would be refused.
    pub(super) fn note(
        &mut self,
        path: &str,
        headers: &HeaderMap,
        now: SystemTime,
    ) -> Option<Quota> {
        let remaining = header_number(headers, &REMAINING)?;
        let limit = header_number(headers, &LIMIT);
        let resets_at = reset(headers, now).map(|wait| later(now, wait));
        let quota = Quota {
            limit,
            remaining,
            resets_at,
        };
        let resource = headers.get(RESOURCE).and_then(|name| name.to_str().ok());
        let resource = resource.unwrap_or_default().to_owned();
        if !resource.is_empty() {
            if self.resources.len() >= MAX_PATHS {
                self.resources.clear();
            }
            self.resources.insert(path.to_owned(), resource.clone());
        }
        let before = self.quotas.get(&resource);
        let mut spent_until = before.and_then(|before| before.spent_until);
        // GitHub reports a limit of 0 for an invalid token; waiting would not help.
        if remaining == 0 && limit != Some(0) {
            spent_until = spent_until.max(resets_at);
        }
        self.quotas
            .insert(resource, ResourceQuota { quota, spent_until });
        Some(quota)
    }

    /// The quota for requests to a path.
    fn quota_of(&self, path: &str) -> Option<ResourceQuota> {
        let resource = self.resources.get(path).map_or("", String::as_str);
        self.quotas.get(resource).copied()
    }

    /// If less than a tenth of the quota remains, requests are spread over the rest of the window, at most ten seconds
    /// apart: other programs may use the same token.
    fn spread_slot(&self, quota: Quota, now: SystemTime) -> Option<SystemTime> {
        const WIDEST: Duration = Duration::from_secs(10);
        let Quota {
            limit,
            remaining,
            resets_at,
        } = quota;
        let left = resets_at?.duration_since(now).ok()?;
        if remaining == 0 || remaining.saturating_mul(10) >= limit? {
            return None;
        }
        let apart = left / u32::try_from(remaining).unwrap_or(u32::MAX);
        Some(self.last_sent?.min(now) + apart.min(WIDEST))
    }
}
