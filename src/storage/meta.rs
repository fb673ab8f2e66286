//! Facts about the database as a whole.

use super::{Tx, sql};
use crate::error::{Error, Result};
use std::fmt::Display;
use std::str::FromStr;

/// The value under a key; the first who asks decides it.
pub async fn get_or_set<T>(tx: &mut Tx, key: &str, new: impl FnOnce() -> T) -> Result<T>
where
    T: FromStr + Display,
{
    sql!(
        tx,
        execute,
        "INSERT INTO meta (key, value) VALUES ($1, $2) ON CONFLICT (key) DO NOTHING",
        key,
        new().to_string()
    )?;
    let (value,) = sql!(tx, one(String,), "SELECT value FROM meta WHERE key = $1", key)?;
    value.parse().map_err(|_| Error::fault(format!("the database holds an unreadable {key}")))
}

/// The value under a key, if there is one.
pub async fn get(tx: &mut Tx, key: &str) -> Result<Option<String>> {
    Ok(sql!(tx, optional(String,), "SELECT value FROM meta WHERE key = $1", key)?.map(|(value,)| value))
}
