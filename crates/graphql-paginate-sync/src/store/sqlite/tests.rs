//! Tests of opening and migrating SQLite databases, and of rebuilding their views.

use std::sync::Mutex;

use super::*;

#[test]
fn a_database_of_version_1_is_brought_up_to_date() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("old.db");
    let old = Connection::open(&path).unwrap();
    old.execute_batch(&schema::migration(Dialect::Sqlite, 1))
        .unwrap();
    old.pragma_update(None, "user_version", 1).unwrap();
    old.execute_batch(
        "INSERT INTO sync_state (key, since, checkpoint, saved_at) VALUES ('k', 's', 'c', 't')",
    )
    .unwrap();
    drop(old);

    let mut sqlite = Sqlite::open(&path).unwrap();

    // It is unknown whether its walk reached the end, so the next run looks again.
    let state = sqlite.state("k").unwrap().unwrap();
    assert_eq!((state.checkpoint.as_str(), state.at_end), ("c", false));
    assert_eq!(sqlite.sources().unwrap(), [""; 0]);
    let version = sqlite
        .connection
        .pragma_query_value(None, "user_version", |row| row.get::<_, i64>(0));
    assert_eq!(version.unwrap(), VERSION);
}

#[test]
fn a_database_that_can_only_be_read_is_read() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("read.db");
    let mut writer = Sqlite::open(&path).unwrap();
    writer.set("key", "value").unwrap();
    let read_only = format!("file:{}?mode=ro", path.display());

    let mut sqlite = Sqlite::open(Path::new(&read_only)).unwrap();

    assert_eq!(sqlite.setting("key").unwrap().as_deref(), Some("value"));
    let error = sqlite.set("key", "other").unwrap_err().to_string();
    assert!(
        error.contains("make the file and its directory writable"),
        "{error}"
    );
}

#[test]
fn a_database_of_a_newer_version_that_can_only_be_read_is_refused() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("newer.db");
    let writer = Sqlite::open(&path).unwrap();
    let newer = VERSION + 1;
    let connection = &writer.connection;
    connection
        .pragma_update(None, "user_version", newer)
        .unwrap();
    let read_only = format!("file:{}?mode=ro", path.display());

    let error = Sqlite::open(Path::new(&read_only)).unwrap_err();

    let SyncError::NewerDatabase { found, known } = error else {
        panic!("{error}");
    };
    assert_eq!((found, known), (newer, VERSION));
}

/// A writer in the middle of its transaction, which ends it when the first statement has to wait.
static OTHER: Mutex<Option<Connection>> = Mutex::new(None);

fn end_other(_attempts: i32) -> bool {
    if let Some(other) = OTHER.lock().unwrap().take() {
        other.execute_batch("COMMIT").unwrap();
    }
    true
}

#[test]
fn views_are_rebuilt_while_another_process_writes() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("shared.db");
    let mut sqlite = Sqlite::open(&path).unwrap();
    let other = Connection::open(&path).unwrap();
    other
        .execute_batch("BEGIN IMMEDIATE; INSERT INTO setting VALUES ('other', 'written')")
        .unwrap();
    *OTHER.lock().unwrap() = Some(other);
    sqlite.connection.busy_handler(Some(end_other)).unwrap();

    sqlite.rebuild_views(1).unwrap();

    let view = "SELECT COUNT(*) FROM v_1_dossiers";
    let rows = sqlite
        .connection
        .query_row(view, [], |row| row.get::<_, i64>(0));
    assert_eq!(rows.unwrap(), 0);
}
