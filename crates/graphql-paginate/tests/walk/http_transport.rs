//! The default transport against a socket on this machine.

use std::error::Error as _;
use std::io::Write;
use std::sync::Arc;
use std::time::Duration;

use flate2::Compression;
use flate2::write::GzEncoder;
use graphql_paginate::{
    Client, ClientBuilder, Error, ErrorKind, Paginator, ReqwestTransport, RetryPolicy,
    TransportFailure,
};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

use crate::fixture::{Data, Variables, Widgets};
use crate::script::{Reply, last, more};

/// `{"data":{"shelf":null}}`, compressed.
const GZIPPED: &[u8] =
    b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\xab\x56\x4a\x49\x2c\x49\x54\xb2\xaa\x56\x2a\xce\x48\xcd\
    \x49\x53\xb2\xca\x2b\xcd\xc9\xa9\xad\x05\x00\xf0\xbc\xa1\xd1\x17\x00\x00\x00";

/// Answers one request per connection, each with the next of these bytes, and returns the requests received.
async fn serve(answers: Vec<Vec<u8>>) -> (String, JoinHandle<Vec<String>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/graphql", listener.local_addr().unwrap());
    let server = tokio::spawn(async move {
        let mut requests = Vec::new();
        for answer in answers {
            let (mut stream, _) = listener.accept().await.unwrap();
            requests.push(read_request(&mut stream).await);
            stream.write_all(&answer).await.unwrap();
        }
        requests
    });
    (url, server)
}

/// Up to the end of its JSON body, whose last field is the operation's name.
async fn read_request(stream: &mut TcpStream) -> String {
    let mut request = Vec::new();
    while !request.ends_with(br#""Widgets"}"#) {
        assert!(
            stream.read_buf(&mut request).await.unwrap() > 0,
            "the request broke off"
        );
    }
    String::from_utf8(request).unwrap()
}

fn answer(head: &str, body: &[u8]) -> Vec<u8> {
    let head = format!(
        "HTTP/1.1 {head}\r\nconnection: close\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    [head.as_bytes(), body].concat()
}

fn json_answer(reply: Reply) -> Vec<u8> {
    let Reply::Json(200, value) = reply else {
        unreachable!()
    };
    answer("200 OK", value.to_string().as_bytes())
}

async fn execute(builder: ClientBuilder) -> Result<Data, Error> {
    builder
        .retry(RetryPolicy::never())
        .build()
        .unwrap()
        .execute::<Widgets>(Variables::default())
        .await
}

fn failure(error: &Error) -> TransportFailure {
    match error.kind() {
        ErrorKind::Transport(error) => error.failure(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_walk_over_http() {
    let (url, server) = serve(vec![json_answer(more("a b", "c1")), json_answer(last("c"))]).await;
    let client = Client::github("secret-token").endpoint(&url);
    let items: Vec<_> = Paginator::<Widgets>::new(Variables::default())
        .items(&client)
        .try_collect()
        .await
        .unwrap();
    assert_eq!(
        items
            .into_iter()
            .map(|widget| widget.name)
            .collect::<String>(),
        "abc"
    );

    let requests = server.await.unwrap();
    assert!(
        requests[0].starts_with("POST /graphql HTTP/1.1\r\n"),
        "{}",
        requests[0]
    );
    for header in [
        "authorization: Bearer secret-token\r\n",
        "user-agent: graphql-paginate/",
        "accept-encoding: ",
    ] {
        assert!(
            requests.iter().all(|request| request.contains(header)),
            "{header} in {requests:?}"
        );
    }
    assert!(requests[1].contains(r#""after":"c1""#));
}

#[tokio::test]
async fn compressed_bodies_are_decoded() {
    let (url, server) = serve(vec![answer("200 OK\r\ncontent-encoding: gzip", GZIPPED)]).await;
    assert!(execute(Client::builder(url)).await.unwrap().shelf.is_none());
    let request = server.await.unwrap().remove(0);
    for coding in ["gzip", "br", "zstd"] {
        assert!(
            request.contains(coding),
            "{coding} is not accepted in {request}"
        );
    }
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[tokio::test]
async fn content_encodings_in_any_spelling_and_order_are_decoded() {
    let text = br#"{"data":{"shelf":null}}"#;
    let members = [gzip(&text[..10]), gzip(&text[10..])].concat();
    for (encoding, body) in [
        ("GZIP", gzip(text)),
        ("x-gzip", gzip(text)),
        ("X-GZip", members.clone()),
        ("gzip", members.clone()),
        ("gzip, gzip", gzip(&members)),
        ("identity, gzip", gzip(text)),
        ("gzip\r\ncontent-encoding: x-gzip", gzip(&gzip(text))),
        ("identity", text.to_vec()),
        ("utf-8", text.to_vec()),
    ] {
        let head = format!("200 OK\r\ncontent-encoding: {encoding}");
        let (url, _server) = serve(vec![answer(&head, &body)]).await;
        let data = execute(Client::builder(url)).await;
        assert!(data.expect(encoding).shelf.is_none());
    }
}

#[tokio::test]
async fn an_empty_body_has_no_encoding() {
    let (url, _server) = serve(vec![answer(
        "401 Unauthorized\r\ncontent-encoding: gzip",
        b"",
    )])
    .await;
    let error = execute(Client::builder(url)).await.unwrap_err();
    assert_eq!(error.status().unwrap().as_u16(), 401);
}

#[tokio::test]
async fn encodings_on_top_of_each_other_are_bounded() {
    let head = format!("200 OK\r\ncontent-encoding: {}", ["gzip"; 100].join(","));
    let (url, _server) = serve(vec![answer(&head, &gzip(b"{}"))]).await;
    let error = execute(Client::builder(url)).await.unwrap_err();
    assert_eq!(failure(&error), TransportFailure::Interrupted);
}

#[tokio::test]
async fn a_client_that_is_ready_to_use_becomes_a_transport() {
    let reqwest = reqwest::Client::builder()
        .user_agent("of its own")
        .build()
        .unwrap();
    let (url, server) = serve(vec![answer("200 OK\r\ncontent-encoding: gzip", GZIPPED)]).await;
    let builder = Client::builder(url).transport(ReqwestTransport::from(reqwest));
    assert!(execute(builder).await.unwrap().shelf.is_none());
    server.await.unwrap();
}

#[tokio::test]
async fn requests_go_through_the_proxy() {
    let (proxy, server) = serve(vec![json_answer(last("a"))]).await;
    let proxy = proxy.replace("http://", "http://user:pass@");
    let builder = Client::builder("http://api.example.test/graphql").proxy(proxy);
    execute(builder).await.unwrap();
    let request = server.await.unwrap().remove(0);
    assert!(
        request.starts_with("POST http://api.example.test/graphql HTTP/1.1\r\n"),
        "{request}"
    );
    assert!(request.contains("proxy-authorization: Basic dXNlcjpwYXNz\r\n"));
}

#[test]
fn settings_that_cannot_be_read_are_refused_without_being_shown() {
    for builder in [
        Client::builder("https://api.example.test/").proxy("secret :"),
        Client::builder("https://api.example.test/").root_certificates("secret"),
        Client::builder("https://api.example.test/").identity("secret"),
    ] {
        let error = builder.build().unwrap_err();
        assert_eq!(failure(&error), TransportFailure::Setup);
        assert!(!format!("{error} {error:?}").contains("secret"), "{error}");
    }
}

/// Accepts TLS connections by a certificate of a private authority; counts them.
async fn serve_tls(answers: usize) -> (String, String, JoinHandle<usize>) {
    let certified = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let pem = certified.cert.pem();
    let key = PrivateKeyDer::try_from(certified.signing_key.serialize_der()).unwrap();
    let config = ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(vec![certified.cert.der().clone()], key)
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!(
        "https://localhost:{}/",
        listener.local_addr().unwrap().port()
    );
    let server = tokio::spawn(async move {
        let mut refused = 0;
        for _ in 0..answers {
            let (stream, _) = listener.accept().await.unwrap();
            let Ok(mut stream) = acceptor.accept(stream).await else {
                refused += 1;
                continue;
            };
            let mut request = Vec::new();
            while !request.ends_with(br#""Widgets"}"#) {
                if stream.read_buf(&mut request).await.unwrap_or(0) == 0 {
                    refused += 1;
                    break;
                }
            }
            let _ = stream.write_all(&json_answer(last("a"))).await;
        }
        refused
    });
    (url, pem, server)
}

#[tokio::test]
async fn an_unknown_certificate_authority_is_one_error_with_the_fix() {
    let (url, _, server) = serve_tls(1).await;
    let client = Client::builder(&url)
        .retry(RetryPolicy::default())
        .build()
        .unwrap();
    let error = client
        .execute::<Widgets>(Variables::default())
        .await
        .unwrap_err();
    assert_eq!(failure(&error), TransportFailure::Tls);
    assert_eq!((error.attempts(), error.is_retryable()), (1, false));
    let text = error.to_string();
    assert!(
        text.starts_with("`Widgets`: the TLS connection was refused: invalid peer certificate: "),
        "{text}"
    );
    assert!(
        text.ends_with("; to trust a private certificate authority, use `root_certificates` or the environment variable `SSL_CERT_FILE`"),
        "{text}"
    );
    assert_eq!(server.await.unwrap(), 1);
}

#[tokio::test]
async fn a_private_certificate_authority_is_trusted_if_configured() {
    let (url, pem, server) = serve_tls(1).await;
    execute(Client::builder(&url).root_certificates(pem))
        .await
        .unwrap();
    assert_eq!(server.await.unwrap(), 0);
}

#[test]
fn a_missing_tokio_runtime_is_an_error_that_says_so() {
    let client = Client::builder("http://127.0.0.1:9/").build().unwrap();
    let execute = || client.execute::<Widgets>(Variables::default());
    let error = futures::executor::block_on(execute()).unwrap_err();
    assert_eq!(failure(&error), TransportFailure::Setup);
    assert_eq!(
        error.to_string(),
        "`Widgets`: the request cannot be sent: there is no tokio runtime; run inside one, or give the client a transport that needs none"
    );

    let without_drivers = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    let error = without_drivers.block_on(execute()).unwrap_err();
    assert_eq!(failure(&error), TransportFailure::Setup);
    assert_eq!(
        error.to_string(),
        "`Widgets`: the request cannot be sent: the tokio runtime has I/O or time disabled; build it with `enable_all`"
    );
}

#[tokio::test]
async fn a_body_cut_in_the_middle_is_an_interruption() {
    let mut cut = json_answer(last("a"));
    cut.truncate(cut.len() - 10);
    let (url, _server) = serve(vec![cut]).await;
    let error = execute(Client::builder(url)).await.unwrap_err();
    assert_eq!(failure(&error), TransportFailure::Interrupted);
    assert!(error.source().is_some(), "the cause stays reachable");
}

#[tokio::test]
async fn a_truncated_compression_is_an_interruption() {
    let (url, _server) = serve(vec![answer(
        "200 OK\r\ncontent-encoding: gzip",
        &GZIPPED[..20],
    )])
    .await;
    let error = execute(Client::builder(url)).await.unwrap_err();
    assert_eq!(failure(&error), TransportFailure::Interrupted);
}

#[tokio::test]
async fn a_body_over_the_limit_is_an_error() {
    let (url, _server) = serve(vec![answer("200 OK\r\ncontent-encoding: gzip", GZIPPED)]).await;
    let error = execute(Client::builder(url).max_body_bytes(22))
        .await
        .unwrap_err();
    assert_eq!(failure(&error), TransportFailure::TooLarge { limit: 22 });
    let (url, _server) = serve(vec![answer("200 OK\r\ncontent-encoding: gzip", GZIPPED)]).await;
    execute(Client::builder(url).max_body_bytes(23))
        .await
        .expect("23 bytes when decoded");
}

#[tokio::test]
async fn an_unreachable_or_slow_server_is_an_error() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let soon = Duration::from_millis(20);
    for impatient in [
        Client::builder(&url).timeout(soon),
        Client::builder(&url).read_timeout(soon),
    ] {
        let error = execute(impatient).await.unwrap_err();
        assert_eq!(failure(&error), TransportFailure::Timeout);
    }

    drop(listener);
    let error = execute(Client::builder(&url)).await.unwrap_err();
    assert_eq!(failure(&error), TransportFailure::Connect);
    assert!(
        !format!("{error:?}").contains(&url),
        "the cause repeats no URL"
    );
}

#[tokio::test]
async fn redirects_are_not_followed() {
    let elsewhere = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let target = elsewhere.local_addr().unwrap();
    let (url, _server) = serve(vec![answer(
        &format!("307 Temporary Redirect\r\nlocation: http://{target}/"),
        b"",
    )])
    .await;
    let error = execute(Client::builder(url).bearer_token("secret-token"))
        .await
        .unwrap_err();
    assert_eq!(error.status().unwrap().as_u16(), 307);
    let nobody = futures::FutureExt::now_or_never(elsewhere.accept());
    assert!(nobody.is_none(), "the other server was asked");
}
