//! What the command line does beside serving. Each works on the database directly.

pub mod admin;
pub mod simulate;

use crate::config::Config;
use crate::error::{Error, Result};
use crate::storage::{Db, DbOptions};

/// The database of a configuration, for a command that does its work and ends.
pub async fn open(config: &Config, options: &DbOptions) -> Result<Db> {
    std::fs::create_dir_all(&config.data).map_err(Error::fault)?;
    Db::open(&config.database_url, options).await
}
