//! Starts a PostgreSQL server for the tests, on a socket in a temporary directory.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use tempfile::TempDir;

use crate::support::{Database, Files};

/// A running server, stopped on drop.
pub(crate) struct Server {
    process: Child,
    directory: TempDir,
}

impl Server {
    /// Starts a server; prints why and returns `None` if `initdb` is not installed.
    pub(crate) fn start() -> Option<Self> {
        let Some(binaries) = binaries() else {
            eprintln!("skipped: no PostgreSQL server is installed (`initdb` was not found)");
            return None;
        };
        let directory = tempfile::tempdir().expect("a temporary directory");
        let data = directory.path().join("data");
        let socket = directory.path();
        if is_root() {
            run(Command::new("chown").arg("postgres").arg(socket));
        }
        run(as_postgres(&binaries.join("initdb"))
            .args([
                "--auth=trust",
                "--encoding=UTF8",
                "--locale=C",
                "--no-sync",
                "-U",
                "postgres",
                "-D",
            ])
            .arg(&data));
        let process = as_postgres(&binaries.join("postgres"))
            .arg("-D")
            .arg(&data)
            .args(["-c", "listen_addresses=", "-c", "fsync=off", "-k"])
            .arg(socket)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the server starts");
        let server = Self { process, directory };
        server.wait();
        Some(server)
    }

    /// The URL of a new, empty database.
    pub(crate) fn database(&self, name: &str) -> String {
        let connect = self.url("postgres");
        block_on(async {
            let (client, connection) = tokio_postgres::connect(&connect, tokio_postgres::NoTls)
                .await
                .expect("the server accepts connections");
            tokio::spawn(connection);
            client
                .batch_execute(&format!("CREATE DATABASE \"{name}\""))
                .await
                .expect("the database is new");
        });
        self.url(name)
    }

    fn url(&self, name: &str) -> String {
        let socket = self.directory.path().display().to_string();
        format!("postgres://postgres@{}/{name}", socket.replace('/', "%2F"))
    }

    /// Waits until the server accepts connections; limited by attempts, not by time.
    fn wait(&self) {
        let url = self.url("postgres");
        for _ in 0..600 {
            if block_on(async {
                tokio_postgres::connect(&url, tokio_postgres::NoTls)
                    .await
                    .is_ok()
            }) {
                return;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        panic!("the server does not accept connections");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // SIGINT is PostgreSQL's fast shutdown; SIGKILL would leave its child processes for a moment.
        let id = self.process.id().to_string();
        let _ = Command::new("kill").args(["-INT", &id]).status();
        let _ = self.process.wait();
    }
}

/// Runs a test with two empty databases: in SQLite, then in PostgreSQL if it is installed.
pub(crate) async fn on_both(test: impl AsyncFn(&Database, &Database)) {
    let files = Files::new();
    test(&files.database("one.db"), &files.database("other.db")).await;
    let started = tokio::task::spawn_blocking(|| {
        let server = Server::start()?;
        let urls = (server.database("one"), server.database("other"));
        Some((server, urls))
    });
    if let Some((_server, (one, other))) = started.await.expect("the server starts") {
        test(&Database::Postgres(one), &Database::Postgres(other)).await;
    }
}

/// A command run as another user if necessary: PostgreSQL refuses to run as root.
fn as_postgres(program: &Path) -> Command {
    if !is_root() {
        return Command::new(program);
    }
    let mut command = Command::new("setpriv");
    command
        .args(["--reuid=postgres", "--regid=postgres", "--clear-groups"])
        .arg(program);
    command
}

fn is_root() -> bool {
    let output = Command::new("id").arg("-u").output().expect("`id` exists");
    output.stdout == b"0\n"
}

/// The directory of `initdb` and `postgres`: from the `PATH`, or Debian's.
fn binaries() -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut candidates: Vec<PathBuf> = std::env::split_paths(&path).collect();
    if let Ok(versions) = std::fs::read_dir("/usr/lib/postgresql") {
        candidates.extend(versions.flatten().map(|version| version.path().join("bin")));
    }
    candidates
        .into_iter()
        .find(|directory| directory.join("initdb").exists() && directory.join("postgres").exists())
}

fn run(command: &mut Command) {
    let output = command.output().expect("the program exists");
    assert!(
        output.status.success(),
        "{command:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
}

fn block_on<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime")
        .block_on(work)
}
