//! The builder's settings for the REST APIs: sizes and limits.

use std::time::Duration;

use super::Builder;

/// # REST APIs
impl Builder {
    /// Sets the number of JobAffinity's jobs and of its webhook tasks, 45 by default. They are numbered from 1.
    pub fn jobs(mut self, count: usize) -> Self {
        self.settings.rest.jobs = count;
        self
    }

    /// Sets the number of JobAffinity's candidates, 130 by default. They are numbered from 1.
    pub fn candidates(mut self, count: usize) -> Self {
        self.settings.rest.candidates = count;
        self
    }

    /// Sets the number of JobAffinity's applications, 260 by default. They are assigned to jobs and candidates in turn.
    ///
    /// Each application has one step change, and every second one has a note.
    pub fn applications(mut self, count: usize) -> Self {
        self.settings.rest.applications = count;
        self
    }

    /// Sets the requests per minute that JobAffinity accepts before it answers 429, 45 by default, as documented.
    pub fn jobaffinity_requests_per_minute(mut self, count: usize) -> Self {
        self.settings.rest.requests_per_minute = count;
        self
    }

    /// Sets the number of Position Green's reporting years, 4 by default, as in its documentation.
    pub fn years(mut self, count: usize) -> Self {
        self.settings.rest.years = count;
        self
    }

    /// Sets the number of Position Green's measures, 70 by default, as in its documentation.
    pub fn measures(mut self, count: usize) -> Self {
        self.settings.rest.measures = count;
        self
    }

    /// Sets the lifetime of Position Green's access tokens, one hour by default, as documented.
    pub fn access_token_lifetime(mut self, lifetime: Duration) -> Self {
        self.settings.rest.token_lifetime = lifetime;
        self
    }

    /// Sets the number of requests after which one of Position Green's access tokens is refused with 401, to simulate
    /// revoked tokens. It is unlimited by default.
    pub fn access_token_uses(mut self, count: usize) -> Self {
        self.settings.rest.token_uses = Some(count);
        self
    }

    /// Sets the number of Sage's accounts (`comptes`), 257 by default.
    pub fn accounts(mut self, count: usize) -> Self {
        self.settings.rest.accounts = count;
        self
    }

    /// Sets the number of Sage's customers (`clients`), 6,500 by default, of which 175 live in Lyon.
    pub fn customers(mut self, count: usize) -> Self {
        self.settings.rest.clients = count;
        self
    }

    /// Sets the number of Sage's accounting entries (`ecritures`), 4,001 by default.
    pub fn entries(mut self, count: usize) -> Self {
        self.settings.rest.entries = count;
        self
    }

    /// Sets the number of products in the catalogue, 250 by default.
    pub fn products(mut self, count: usize) -> Self {
        self.settings.rest.products = count;
        self
    }

    /// Makes the catalogue's OData service return next and delta links relative to its root; they are absolute by default.
    pub fn relative_links(mut self) -> Self {
        self.settings.rest.relative_links = true;
        self
    }
}
