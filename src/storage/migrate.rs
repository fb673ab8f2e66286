//! Brings the schema up to date: each migration runs once, in order, in a transaction of its own, and is
//! frozen from then on. A changed text of an applied migration refuses to start.

use super::{Db, Tx, meta, sql};
use crate::error::Result;
use sha2::{Digest, Sha256};

/// In order. A new one is added at the end; applied ones are never changed.
const MIGRATIONS: &[(i64, &str, &str)] = &[
    (1, "foundation", include_str!("../../migrations/0001_foundation.sql")),
    (2, "duty", include_str!("../../migrations/0002_duty.sql")),
    (3, "mail_outbox", include_str!("../../migrations/0003_mail_outbox.sql")),
    (4, "standing", include_str!("../../migrations/0004_standing.sql")),
    (5, "notices", include_str!("../../migrations/0005_notices.sql")),
    (6, "contact", include_str!("../../migrations/0006_contact.sql")),
    (7, "expected", include_str!("../../migrations/0007_expected.sql")),
    (8, "lookups", include_str!("../../migrations/0008_lookups.sql")),
    (9, "claims", include_str!("../../migrations/0009_claims.sql")),
    (10, "entries", include_str!("../../migrations/0010_entries.sql")),
];

/// Where the database keeps the lowest migration that a server must know to work with it. While servers are replaced one after
/// the other, old and new ones share a schema: first a migration adds what the new ones need (expand), then both write it (move), and
/// only a later release takes away what nobody uses any more (contract). That migration writes its number here.
const OLDEST: &str = "oldest_server";

/// Serialises nodes that start at the same time, on Postgres.
const LOCK: i64 = 0x616c_6f6e_6773_6964;

#[derive(Debug, thiserror::Error)]
pub enum MigrateError {
    #[error("migration {0} was changed after it had been applied to this database")]
    Changed(i64),
    #[error("the database needs a version of Alongside that knows migration {0}; use a newer version")]
    FromTheFuture(i64),
    #[error("migration {0} failed")]
    Failed(i64, #[source] crate::error::Error),
    #[error("the database could not be read")]
    Database(#[from] crate::error::Error),
}

pub async fn run(db: &Db) -> Result<(), MigrateError> {
    let mut tx = db.write().await?.patient();
    if matches!(db, Db::Postgres(_)) {
        sql!(tx, execute, "SELECT pg_advisory_xact_lock($1)", LOCK)?;
    }
    sql!(
        tx,
        execute,
        "CREATE TABLE IF NOT EXISTS migration (number BIGINT NOT NULL PRIMARY KEY, name TEXT NOT NULL, sha256 TEXT NOT NULL)"
    )?;
    let applied = sql!(tx, all(i64, String), "SELECT number, sha256 FROM migration ORDER BY number")?;
    let newest = MIGRATIONS.iter().map(|(number, ..)| *number).max().unwrap_or_default();
    if let Some(needed) = oldest_server(&mut tx, !applied.is_empty()).await?
        && needed > newest
    {
        return Err(MigrateError::FromTheFuture(needed));
    }
    for (number, hash) in &applied {
        match MIGRATIONS.iter().find(|(known, ..)| known == number) {
            None => tracing::info!(number, "a newer version of Alongside works on this database too"),
            Some((.., text)) if digest(text) != *hash => return Err(MigrateError::Changed(*number)),
            Some(_) => {}
        }
    }
    for (number, name, text) in MIGRATIONS {
        if applied.iter().any(|(done, _)| done == number) {
            continue;
        }
        for statement in statements(text) {
            sql!(tx, execute, statement).map_err(|error| MigrateError::Failed(*number, error))?;
        }
        sql!(
            tx,
            execute,
            "INSERT INTO migration (number, name, sha256) VALUES ($1, $2, $3)",
            number,
            *name,
            digest(text)
        )?;
    }
    let _nothing_announced = tx.commit().await?;
    Ok(())
}

/// What [`OLDEST`] holds; the first migration makes the table.
async fn oldest_server(tx: &mut Tx, has_meta: bool) -> Result<Option<i64>> {
    if !has_meta {
        return Ok(None);
    }
    Ok(meta::get(tx, OLDEST).await?.and_then(|number| number.parse().ok()))
}

fn digest(text: &str) -> String {
    hex::encode(Sha256::digest(text))
}

/// One statement ends where a line ends with `;`.
fn statements(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.split_inclusive(";\n").map(str::trim).filter(|statement| statement.lines().any(|l| !l.starts_with("--")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::storage::testing::each_engine;

    #[tokio::test]
    async fn an_older_server_works_beside_a_newer_one_until_the_schema_contracts() {
        each_engine(async |db| {
            let newest = MIGRATIONS.iter().map(|(number, ..)| *number).max().expect("there is one");
            let mut tx = db.write().await.expect("a transaction");
            let newer = "INSERT INTO migration (number, name, sha256) VALUES ($1, 'from_later', 'x')";
            sql!(tx, execute, newer, newest + 1).expect("written");
            let _nobody_listens = tx.commit().await.expect("committed");
            run(&db).await.expect("an added table hurts nobody");

            let mut tx = db.write().await.expect("a transaction");
            let contract = "UPDATE meta SET value = $2 WHERE key = $1";
            sql!(tx, execute, contract, OLDEST, (newest + 1).to_string()).expect("written");
            let _nobody_listens = tx.commit().await.expect("committed");
            let refused = run(&db).await.expect_err("something is gone");
            assert!(matches!(refused, MigrateError::FromTheFuture(number) if number == newest + 1), "{refused}");
        })
        .await;
    }

    /// Whether servers that do not know of this statement go on as before: it adds, and asks nothing of their inserts.
    fn only_adds(statement: &str) -> bool {
        let lines = statement.lines().filter(|line| !line.trim_start().starts_with("--"));
        let text = lines.collect::<Vec<_>>().join(" ").to_uppercase();
        let words: Vec<&str> = text.split_whitespace().collect();
        match words[..] {
            ["CREATE", "TABLE" | "INDEX", ..] | ["INSERT", "INTO", ..] | ["UPDATE", ..] => true,
            ["ALTER", "TABLE", _, "ADD", "COLUMN", ..] => {
                !text.contains("UNIQUE") && (!text.contains("NOT NULL") || text.contains("DEFAULT"))
            }
            _ => false,
        }
    }

    #[test]
    fn what_only_adds() {
        for (statement, expected) in [
            ("CREATE TABLE a (b TEXT NOT NULL)", true),
            ("-- why\nCREATE INDEX a_b ON a (b)", true),
            ("CREATE UNIQUE INDEX a_b ON a (b)", false),
            ("ALTER TABLE a ADD COLUMN c TEXT", true),
            ("ALTER TABLE a ADD COLUMN c TEXT NOT NULL DEFAULT ''", true),
            ("ALTER TABLE a ADD COLUMN c TEXT NOT NULL", false),
            ("ALTER TABLE a ADD COLUMN c TEXT UNIQUE", false),
            ("ALTER TABLE a DROP COLUMN b", false),
            ("ALTER TABLE a RENAME COLUMN b TO c", false),
            ("DROP TABLE a", false),
            ("DELETE FROM a", false),
        ] {
            assert_eq!(only_adds(statement), expected, "{statement}");
        }
    }

    #[test]
    fn a_migration_that_does_more_than_add_says_which_servers_may_stay() {
        // The first finds an empty database.
        for (number, name, text) in &MIGRATIONS[1..] {
            let more = statements(text).find(|statement| !only_adds(statement));
            let says = text.contains(&format!("'{OLDEST}'"));
            assert!(more.is_none() || says, "{number} ({name}): {more:?}");
        }
    }
}
