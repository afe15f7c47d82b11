//! Shared by the examples for REST APIs: connects to the API or the sandbox.
//!
//! Without credentials, the examples use a sandbox in their own process; with credentials, the real API.

use graphql_paginate::Client;
use graphql_paginate::rest::jobaffinity::JobAffinity;
use graphql_paginate::rest::position_green::PositionGreen;
use graphql_paginate::rest::sage::Sage;
use graphql_paginate_sandbox::Sandbox;

use crate::variable;

/// A typed client, and the sandbox unless the client uses the real API.
#[derive(Debug)]
pub struct Reached<A> {
    /// The client of the API.
    pub api: A,
    /// Keeps the sandbox running.
    pub sandbox: Option<Sandbox>,
}

/// Connects to JobAffinity with `JOBAFFINITY_LOGIN` and `JOBAFFINITY_PASSWORD`, or else to the sandbox.
pub async fn jobaffinity() -> anyhow::Result<Reached<JobAffinity>> {
    if let (Some(login), Some(password)) = (
        variable("JOBAFFINITY_LOGIN"),
        variable("JOBAFFINITY_PASSWORD"),
    ) {
        return Ok(Reached {
            api: Client::jobaffinity(login, password),
            sandbox: None,
        });
    }
    let sandbox = Sandbox::start().await?;
    let url = sandbox.jobaffinity().url();
    println!("no JOBAFFINITY_LOGIN and JOBAFFINITY_PASSWORD: talking to the sandbox at {url}\n");
    let api = Client::jobaffinity("login", "password").endpoint(url);
    Ok(Reached {
        api,
        sandbox: Some(sandbox),
    })
}

/// Connects to Position Green with `POSITION_GREEN_CLIENT_ID` and `POSITION_GREEN_CLIENT_SECRET`, or else to the
/// sandbox.
pub async fn position_green() -> anyhow::Result<Reached<PositionGreen>> {
    let (id, secret) = (
        variable("POSITION_GREEN_CLIENT_ID"),
        variable("POSITION_GREEN_CLIENT_SECRET"),
    );
    if let (Some(id), Some(secret)) = (id, secret) {
        return Ok(Reached {
            api: Client::position_green(id, secret),
            sandbox: None,
        });
    }
    let sandbox = Sandbox::start().await?;
    let endpoint = sandbox.position_green();
    println!(
        "no POSITION_GREEN_CLIENT_ID and POSITION_GREEN_CLIENT_SECRET: talking to the sandbox at {}\n",
        endpoint.url()
    );
    let token_service = format!("{}/connect/token", endpoint.origin());
    let api = PositionGreen::at(endpoint.url(), &token_service, "client", "secret");
    Ok(Reached {
        api,
        sandbox: Some(sandbox),
    })
}

/// Connects to Sage with `SAGE_URL`, `SAGE_DATASET` and `SAGE_TOKEN`, or else to the sandbox.
pub async fn sage() -> anyhow::Result<Reached<Sage>> {
    let variables = (
        variable("SAGE_URL"),
        variable("SAGE_DATASET"),
        variable("SAGE_TOKEN"),
    );
    if let (Some(url), Some(dataset), Some(token)) = variables {
        return Ok(Reached {
            api: Client::sage(&url, &dataset, token),
            sandbox: None,
        });
    }
    let sandbox = Sandbox::start().await?;
    let url = sandbox.sage().url();
    println!("no SAGE_URL, SAGE_DATASET and SAGE_TOKEN: talking to the sandbox at {url}\n");
    let api = Client::sage(url, Sandbox::SAGE_DATASET, Sandbox::TOKEN);
    Ok(Reached {
        api,
        sandbox: Some(sandbox),
    })
}
