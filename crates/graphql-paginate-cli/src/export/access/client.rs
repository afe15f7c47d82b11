//! Builds the clients of APIs.

use graphql_paginate::{Client, ClientBuilder, Profile};

use super::Access;
use crate::export::api::Api;
use crate::failure::Failure;

impl Access {
    /// The client of a GraphQL API.
    pub(crate) fn graphql_client(&self) -> Result<Client, Failure> {
        self.build(self.authorized_builder())
    }

    /// A builder for the client of a GraphQL API, with credentials.
    pub(crate) fn authorized_builder(&self) -> ClientBuilder {
        let builder = self.graphql_builder();
        if self.settings.tokens.is_empty() {
            builder
        } else {
            builder.bearer_tokens(self.settings.tokens.clone())
        }
    }

    /// A builder for the client of a GraphQL API, without credentials.
    pub(crate) fn graphql_builder(&self) -> ClientBuilder {
        match (self.api, &self.sandbox) {
            (Some(Api::Github), Some(sandbox)) => {
                self.builder(sandbox.github().url(), Profile::github())
            }
            (Some(Api::Github), None) => {
                self.builder("https://api.github.com/graphql", Profile::github())
            }
            (Some(Api::DemarchesSimplifiees), Some(sandbox)) => self.builder(
                sandbox.demarches_simplifiees().url(),
                Profile::demarches_simplifiees(),
            ),
            (Some(Api::DemarchesSimplifiees), None) => self.builder(
                "https://demarche.numerique.gouv.fr/api/v2/graphql",
                Profile::demarches_simplifiees(),
            ),
            (Some(Api::Jobaffinity | Api::PositionGreen | Api::Sage), _) => {
                unreachable!("these are REST APIs")
            }
            (None, _) => self.builder("", Profile::default()),
        }
    }

    /// A builder for the client of an API at its usual URL, without credentials.
    pub(crate) fn builder(&self, usual: &str, profile: Profile) -> ClientBuilder {
        let endpoint = match (&self.settings.endpoint, &self.sandbox) {
            (Some(endpoint), None) => endpoint,
            _ => usual,
        };
        let mut builder = Client::builder(endpoint)
            .profile(profile)
            .max_wait(self.settings.max_wait)
            .user_agent(concat!("graphql-paginate-cli/", env!("CARGO_PKG_VERSION")));
        for (name, value) in &self.settings.headers {
            builder = builder.header(name, value);
        }
        builder
    }

    /// Builds the client.
    pub(crate) fn build(&self, builder: ClientBuilder) -> Result<Client, Failure> {
        builder
            .build()
            .map_err(|error| Failure::usage(error.to_string()))
    }
}
