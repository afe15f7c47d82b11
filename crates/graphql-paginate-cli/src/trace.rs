//! Forwards the library's trace events to the messages: warnings always, requests with `-v`, everything with `-vv`.

use std::fmt::{self, Write as _};

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Level, Metadata, Subscriber};

use crate::messages::Messages;

/// Sends the library's trace events to the messages from now on.
pub(crate) fn forward_events(messages: &Messages) {
    let subscriber = Forwarder {
        messages: *messages,
    };
    // Fails only if a subscriber is already set, as in tests.
    let _ = tracing::subscriber::set_global_default(subscriber);
}

struct Forwarder {
    messages: Messages,
}

impl Subscriber for Forwarder {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        let most = match self.messages.verbose {
            0 => Level::WARN,
            1 => Level::DEBUG,
            _ => Level::TRACE,
        };
        let is_ours = metadata.target().starts_with("graphql_paginate");
        metadata.is_event() && *metadata.level() <= most && (is_ours || self.messages.verbose > 1)
    }

    fn event(&self, event: &Event<'_>) {
        let mut text = Text::default();
        event.record(&mut text);
        let text = format!("{}{}", text.message, text.fields);
        if *event.metadata().level() <= Level::WARN {
            self.messages.warning(&text);
        } else {
            self.messages.detail(&text);
        }
    }

    fn new_span(&self, _attributes: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _span: &Id, _values: &Record<'_>) {}

    fn record_follows_from(&self, _span: &Id, _follows: &Id) {}

    fn enter(&self, _span: &Id) {}

    fn exit(&self, _span: &Id) {}
}

/// An event's message and its other fields.
#[derive(Default)]
struct Text {
    message: String,
    fields: String,
}

impl Visit for Text {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        let _ = match field.name() {
            "message" => write!(self.message, "{value:?}"),
            name => write!(self.fields, ", {name} {value:?}"),
        };
    }
}
