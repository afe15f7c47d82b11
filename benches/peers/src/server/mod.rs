//! Serves prepared pages from a process of its own, for every row of the table.
//!
//! It knows only the queries of this program, with the response keys that they have. It keeps no state. The variable `owner` is its latency in milliseconds, and `name` is the number of items.

mod pages;

use std::convert::Infallible;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command, Stdio};
use std::rc::Rc;
use std::time::Duration;

use anyhow::{Context, Result};
use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;

pub(crate) use self::pages::{PAGE, Pages, REVIEWS};

/// The argument that makes this program the server.
pub(crate) const SERVE: &str = "serve";

/// A running server, killed when it is dropped.
pub(crate) struct Server {
    child: Child,
    url: String,
}

impl Server {
    /// Starts this program as the server.
    pub(crate) fn start() -> Result<Self> {
        let mut child = Command::new(std::env::current_exe()?)
            .arg(SERVE)
            .stdout(Stdio::piped())
            .spawn()?;
        let stdout = child.stdout.take().context("the server's output")?;
        let mut url = String::new();
        BufReader::new(stdout).read_line(&mut url)?;
        Ok(Self {
            child,
            url: url.trim().to_owned(),
        })
    }

    /// The endpoint, which ends in `/graphql`.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // A server that has ended already needs no end.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Prints the endpoint and serves requests until the process is killed.
pub(crate) async fn serve() -> Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    println!("http://{}/graphql", listener.local_addr()?);
    std::io::stdout().flush()?;
    let pages = Rc::new(Pages::new());
    let local = tokio::task::LocalSet::new();
    local
        .run_until(async {
            loop {
                let (stream, _) = listener.accept().await?;
                stream.set_nodelay(true)?;
                let pages = Rc::clone(&pages);
                tokio::task::spawn_local(async move {
                    let service = service_fn(|request| answer(&pages, request));
                    let connection = hyper::server::conn::http1::Builder::new()
                        .serve_connection(TokioIo::new(stream), service);
                    // A client that closes its connection is not an error.
                    let _ = connection.await;
                });
            }
        })
        .await
}

async fn answer(
    pages: &Pages,
    request: Request<Incoming>,
) -> Result<Response<Full<Bytes>>, Infallible> {
    let Ok(body) = request.into_body().collect().await else {
        return Ok(Response::new(Full::default()));
    };
    let answer = pages.answer(&body.to_bytes());
    if answer.latency > 0 {
        tokio::time::sleep(Duration::from_millis(answer.latency)).await;
    }
    let response = Response::builder()
        .header("content-type", "application/json")
        .body(Full::new(answer.body));
    Ok(response.expect("the header is valid"))
}
