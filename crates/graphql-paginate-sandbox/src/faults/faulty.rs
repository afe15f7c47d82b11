//! An API with scripted faults.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::body::Body;
use bytes::Bytes;
use http::{HeaderValue, Request, Response, header};

use super::fault::{Effect, Situation};
use super::throttle::http_date;
use super::wire::Wire;
use super::{Fault, Faults, RequestView, Throttle, paging};
use crate::api::Api;
use crate::{Change, Clock};

/// Applies faults to the requests and responses of an API.
pub(crate) struct Faulty {
    api: Arc<dyn Api>,
    clock: Clock,
    running: Mutex<Running>,
}

/// A script with its state.
#[derive(Debug, Default)]
struct Running {
    faults: Faults,
    /// How often each rule was applied.
    applied: Vec<usize>,
    requests: usize,
    first_cursor: Option<String>,
    /// An enforced throttle and its end, as the time since the epoch.
    refusing: Option<(Throttle, Duration)>,
}

/// A response to be sent.
#[derive(Debug)]
pub(crate) struct Outgoing {
    pub(crate) answer: Response<Bytes>,
    /// Whether a fault was applied.
    pub(crate) faulted: bool,
    pub(crate) delay: Duration,
    wire: Wire,
}

impl Faulty {
    pub(crate) fn new(api: Arc<dyn Api>, faults: Faults, clock: Clock) -> Self {
        Self {
            api,
            clock,
            running: Mutex::new(Running::new(faults)),
        }
    }

    /// Replaces the script and resets its state.
    pub(crate) fn script(&self, faults: Faults) {
        *self.running() = Running::new(faults);
    }

    pub(crate) fn change(&self, change: Change) {
        self.api.change(change);
    }

    pub(crate) fn answer(&self, request: Request<Bytes>) -> Outgoing {
        let now = self.clock.now();
        let found = self.running().next(&request, now);
        let mut outgoing = match found {
            Some((fault, situation)) => self.faulted(&fault, &situation, request, now),
            None => Outgoing::plain(self.api.answer(&request)),
        };
        // Clients may compare the end of a wait with this date, so both must come from the same clock.
        let date =
            HeaderValue::try_from(http_date(now.as_secs())).expect("a date is visible ASCII");
        outgoing
            .answer
            .headers_mut()
            .entry(header::DATE)
            .or_insert(date);
        outgoing
    }

    fn faulted(
        &self,
        fault: &Fault,
        situation: &Situation,
        request: Request<Bytes>,
        now: Duration,
    ) -> Outgoing {
        let effects = fault.effects();
        let mut request = request;
        for effect in effects {
            request = self.before(effect, request);
        }
        let instead = effects.iter().find_map(|effect| self.instead(effect, now));
        let mut outgoing = Outgoing::plain(instead.unwrap_or_else(|| self.api.answer(&request)));
        outgoing.faulted = true;
        for effect in effects {
            outgoing.after(effect, situation);
        }
        outgoing
    }

    fn before(&self, effect: &Effect, request: Request<Bytes>) -> Request<Bytes> {
        match effect {
            Effect::Change(change) => {
                self.api.change(*change);
                request
            }
            Effect::Restart => paging::without_cursor(request),
            _ => request,
        }
    }

    fn instead(&self, effect: &Effect, now: Duration) -> Option<Response<Bytes>> {
        match effect {
            Effect::Instead(status) => {
                let mut answer = Response::default();
                *answer.status_mut() = *status;
                Some(answer)
            }
            Effect::Throttle(throttle) => {
                let end = self.running().refuse(throttle, now);
                Some(throttle.answer(now, end))
            }
            _ => None,
        }
    }

    fn running(&self) -> MutexGuard<'_, Running> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Running {
    fn new(faults: Faults) -> Self {
        Self {
            applied: vec![0; faults.len()],
            faults,
            ..Self::default()
        }
    }

    /// Counts a request and returns its fault: that of a throttle that is still enforced, or that of the script.
    fn next(&mut self, request: &Request<Bytes>, now: Duration) -> Option<(Fault, Situation)> {
        self.requests += 1;
        if self.faults.is_empty() {
            return None;
        }
        let asked = RequestView::read(request, self.requests);
        self.first_cursor = self.first_cursor.take().or(asked.cursor.clone());
        self.refusing.take_if(|(_, end)| *end <= now);
        let fault = match &self.refusing {
            Some((throttle, _)) => Fault::throttled(throttle.clone()),
            None => {
                let (index, fault) = self.faults.fault(&asked, &self.applied)?;
                self.applied[index] += 1;
                fault.clone()
            }
        };
        Some((
            fault,
            Situation {
                asked,
                first_cursor: self.first_cursor.clone(),
            },
        ))
    }

    /// The end of a throttle: that of the enforced one, or a new one.
    fn refuse(&mut self, throttle: &Throttle, now: Duration) -> Duration {
        if let Some((_, end)) = &self.refusing {
            return *end;
        }
        let end = throttle.end(now);
        if throttle.is_enforced() {
            self.refusing = Some((throttle.clone(), end));
        }
        end
    }
}

impl Outgoing {
    fn plain(answer: Response<Bytes>) -> Self {
        Self {
            answer,
            faulted: false,
            delay: Duration::ZERO,
            wire: Wire::Whole,
        }
    }

    pub(crate) fn into_response(self) -> Response<Body> {
        self.wire.send(self.answer)
    }

    fn after(&mut self, effect: &Effect, situation: &Situation) {
        match effect {
            Effect::Rewrite(rewrite) => rewrite.apply(&mut self.answer, situation),
            Effect::Header(name, value) => {
                self.answer.headers_mut().insert(name, value.clone());
            }
            Effect::Body(body) => *self.answer.body_mut() = body.clone(),
            Effect::Corrupt => corrupt(self.answer.body_mut()),
            Effect::Halve => {
                let half = self.answer.body().len() / 2;
                self.answer.body_mut().truncate(half);
            }
            Effect::Delay(by) => self.delay += *by,
            Effect::Wire(wire) => self.wire = *wire,
            Effect::Change(_) | Effect::Restart | Effect::Instead(_) | Effect::Throttle(_) => {}
        }
    }
}

/// Changes the byte in the middle.
fn corrupt(body: &mut Bytes) {
    let mut bytes = body.to_vec();
    let middle = bytes.len() / 2;
    if let Some(byte) = bytes.get_mut(middle) {
        *byte ^= 1;
    }
    *body = bytes.into();
}

impl fmt::Debug for Faulty {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Faulty")
            .field("running", &*self.running())
            .finish_non_exhaustive()
    }
}
