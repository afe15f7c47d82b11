//! The HTTP servers: listeners on loopback, with one thread for all APIs of a sandbox.
//!
//! A request is read completely, answered by its API and recorded; the response is delayed by the latency and sent.
//! Answering is synchronous, so that requests are recorded in the order of their arrival. Scripted faults are applied to
//! the API's response before it is sent, by [`Faulty`].

use std::convert::Infallible;
use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::routing::any;
use http::{Response, StatusCode};
use tokio::sync::oneshot;

use crate::faults::Faulty;
use crate::recorded::Recorded;

/// Larger request bodies are answered with 413.
const MAX_BODY_BYTES: usize = 8 * 1024 * 1024;

/// An API with a bound port that is not served yet.
pub(crate) struct Listening {
    listener: TcpListener,
    served: Served,
}

#[derive(Clone)]
struct Served {
    api: Arc<Faulty>,
    recorded: Arc<Recorded>,
    latency: Duration,
}

impl Listening {
    /// Binds a port that the system chooses. Connections are queued until the server runs.
    pub(crate) fn bind(
        api: Arc<Faulty>,
        recorded: Arc<Recorded>,
        latency: Duration,
    ) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        listener.set_nonblocking(true)?;
        Ok(Self {
            listener,
            served: Served {
                api,
                recorded,
                latency,
            },
        })
    }

    pub(crate) fn address(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }
}

/// The thread of the servers. Dropping it stops them and closes their ports.
#[derive(Debug)]
pub(crate) struct Servers {
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Servers {
    pub(crate) fn start(listening: Vec<Listening>) -> io::Result<Self> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_io()
            .enable_time()
            .build()?;
        let (stop, stopped) = oneshot::channel();
        let thread = thread::Builder::new()
            .name("graphql-paginate-sandbox".into())
            .spawn(move || {
                runtime.block_on(async {
                    for listening in listening {
                        tokio::spawn(serve(listening));
                    }
                    // Ends when the sender is dropped together with the sandbox.
                    let _ = stopped.await;
                });
            })?;
        Ok(Self {
            stop: Some(stop),
            thread: Some(thread),
        })
    }
}

impl Drop for Servers {
    fn drop(&mut self) {
        self.stop = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

async fn serve(Listening { listener, served }: Listening) {
    let listener = tokio::net::TcpListener::from_std(listener)
        .expect("a non-blocking listener on a running runtime");
    let router = Router::new().fallback(any(handle)).with_state(served);
    axum::serve(listener, router)
        .await
        .expect("axum retries failed accepts and never returns");
}

async fn handle(
    State(served): State<Served>,
    request: Request,
) -> Result<Response<Body>, Infallible> {
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, MAX_BODY_BYTES).await else {
        let mut refused = Response::new(Body::empty());
        *refused.status_mut() = StatusCode::PAYLOAD_TOO_LARGE;
        return Ok(refused);
    };
    let request = http::Request::from_parts(parts, body);
    let outgoing = served.api.answer(request.clone());
    served
        .recorded
        .push(&request, outgoing.answer.status(), outgoing.faulted);
    let held_back = served.latency + outgoing.delay;
    if !held_back.is_zero() {
        tokio::time::sleep(held_back).await;
    }
    Ok(outgoing.into_response())
}
