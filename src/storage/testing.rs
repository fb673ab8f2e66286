//! Runs a test on each engine: SQLite in a new file always, and Postgres in a new database when
//! `ALONGSIDE_TEST_POSTGRES` says where databases can be created (`postgres://user@host:port`).

use super::{Db, DbOptions};
use sqlx::Connection;

/// Gives `test` an empty, migrated database of each engine in turn.
pub(crate) async fn each_engine(test: impl AsyncFn(Db)) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let sqlite = format!("sqlite://{}", folder.path().join("test.db").display());
    run(&sqlite, &test).await;
    if let Ok(base) = std::env::var("ALONGSIDE_TEST_POSTGRES") {
        let base = base.trim_end_matches('/');
        let name = format!("test_{}", uuid::Uuid::new_v4().simple());
        let mut server =
            sqlx::PgConnection::connect(&format!("{base}/postgres")).await.expect("the Postgres for tests");
        let create = sqlx::AssertSqlSafe(format!("CREATE DATABASE {name}"));
        sqlx::query(create).execute(&mut server).await.expect("a database of this test's own");
        run(&format!("{base}/{name}"), &test).await;
        let drop = sqlx::AssertSqlSafe(format!("DROP DATABASE {name}"));
        sqlx::query(drop).execute(&mut server).await.expect("nothing uses it any more");
    }
}

async fn run(url: &str, test: &impl AsyncFn(Db)) {
    let db = Db::open(url, &DbOptions::default()).await.expect("an empty database");
    test(db.clone()).await;
    db.close().await;
}
