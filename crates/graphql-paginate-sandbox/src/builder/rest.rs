//! Sizes and limits of the REST APIs.

use std::time::Duration;

use super::Builder;

/// # REST APIs
impl Builder {
    /// JobAffinity's jobs, numbered from 1; 45 by default. There are as many webhook tasks.
    pub fn jobs(mut self, count: usize) -> Self {
        self.settings.rest.jobs = count;
        self
    }

    /// JobAffinity's candidates, numbered from 1; 130 by default.
    pub fn candidates(mut self, count: usize) -> Self {
        self.settings.rest.candidates = count;
        self
    }

    /// JobAffinity's applications, dealt out to jobs and candidates in turn; 260 by default.
    ///
    /// Each has one step change; every second one has a note.
    pub fn applications(mut self, count: usize) -> Self {
        self.settings.rest.applications = count;
        self
    }

    /// Requests that JobAffinity answers in any minute before it says 429; 45 by default, as documented.
    pub fn jobaffinity_requests_per_minute(mut self, count: usize) -> Self {
        self.settings.rest.requests_per_minute = count;
        self
    }

    /// Position Green's reporting years; 4 by default, as in its documentation.
    pub fn years(mut self, count: usize) -> Self {
        self.settings.rest.years = count;
        self
    }

    /// Position Green's measures; 70 by default, as in its documentation.
    pub fn measures(mut self, count: usize) -> Self {
        self.settings.rest.measures = count;
        self
    }

    /// How long Position Green's access tokens live; an hour by default, as documented.
    pub fn access_token_lifetime(mut self, lifetime: Duration) -> Self {
        self.settings.rest.token_lifetime = lifetime;
        self
    }

    /// How many requests one of Position Green's access tokens is good for before it is refused with 401;
    /// unlimited by default. It stands for tokens revoked before their time.
    pub fn access_token_uses(mut self, count: usize) -> Self {
        self.settings.rest.token_uses = Some(count);
        self
    }

    /// Sage's accounts (`comptes`); 257 by default.
    pub fn accounts(mut self, count: usize) -> Self {
        self.settings.rest.accounts = count;
        self
    }

    /// Sage's customers (`clients`); 6,500 by default, of which 175 live in Lyon.
    pub fn customers(mut self, count: usize) -> Self {
        self.settings.rest.clients = count;
        self
    }

    /// Sage's accounting entries (`ecritures`); 4,001 by default.
    pub fn entries(mut self, count: usize) -> Self {
        self.settings.rest.entries = count;
        self
    }

    /// Products of the catalogue; 250 by default.
    pub fn products(mut self, count: usize) -> Self {
        self.settings.rest.products = count;
        self
    }

    /// The catalogue's OData service writes next and delta links relative to its root; absolute by default.
    pub fn relative_links(mut self) -> Self {
        self.settings.rest.relative_links = true;
        self
    }
}
