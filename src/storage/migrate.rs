//! Brings the schema up to date: each migration runs once, in order, in a transaction of its own, and is
//! frozen from then on. A changed text of an applied migration refuses to start.

use super::{Db, sql};
use crate::error::Result;
use sha2::{Digest, Sha256};

/// In order. A new one is added at the end; applied ones are never changed.
const MIGRATIONS: &[(i64, &str, &str)] = &[(1, "foundation", include_str!("../../migrations/0001_foundation.sql"))];

/// Serialises nodes that start at the same time, on Postgres.
const LOCK: i64 = 0x616c_6f6e_6773_6964;

#[derive(Debug, thiserror::Error)]
pub enum MigrateError {
    #[error("migration {0} was changed after it had been applied to this database")]
    Changed(i64),
    #[error("the database knows migration {0}, which this version of Alongside does not; use a newer version")]
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
    for (number, hash) in &applied {
        match MIGRATIONS.iter().find(|(known, ..)| known == number) {
            None => return Err(MigrateError::FromTheFuture(*number)),
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

fn digest(text: &str) -> String {
    hex::encode(Sha256::digest(text))
}

/// One statement ends where a line ends with `;`.
fn statements(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.split_inclusive(";\n").map(str::trim).filter(|statement| statement.lines().any(|l| !l.starts_with("--")))
}
