//! Runs a test on each engine: SQLite in a new file, and Postgres in a new database of the cluster that
//! `ALONGSIDE_TEST_POSTGRES` names (`postgres://user@host:port`), else of one that this process starts once.

use super::{Db, DbOptions};
use alongside_testkit::Database;

/// Gives `test` an empty, migrated database of each engine in turn.
pub(crate) async fn each_engine(test: impl AsyncFn(Db)) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let sqlite = format!("sqlite://{}", folder.path().join("test.db").display());
    run(&sqlite, &test).await;
    // What is missing fails the test with the line to run; it is never passed over.
    let postgres = tokio::task::spawn_blocking(Database::fresh).await.expect("no panic");
    let postgres = postgres.unwrap_or_else(|why| panic!("{why}"));
    run(postgres.url(), &test).await;
}

/// Brings the schema up to date again, as at a start.
pub(crate) async fn migrate(db: &Db) {
    super::migrate::run(db).await.expect("a schema");
}

async fn run(url: &str, test: &impl AsyncFn(Db)) {
    let db = Db::open(url, &DbOptions::default()).await.expect("an empty database");
    test(db.clone()).await;
    db.close().await;
}
