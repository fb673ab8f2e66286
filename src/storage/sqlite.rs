//! Connections to SQLite.
//!
//! Each has a thread of its own (sqlx gives it one), and every word to it costs two switches between threads. sqlx's pool
//! says four words for each transaction beside its statements: it asks whether the connection lives before and after it,
//! and waits for the end of a reader that nobody waits for. A connection to a file of one's own does not die in the meantime,
//! so these say two, and one of them without waiting.

use super::ACQUIRE;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteTransactionManager};
use sqlx::{Connection, Error, SqlSafeStr};
use sqlx_core::transaction::TransactionManager;
use std::ops::{Deref, DerefMut};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

/// A few connections; who wants one waits in line.
#[derive(Debug)]
pub struct Connections {
    options: SqliteConnectOptions,
    idle: Mutex<Vec<SqliteConnection>>,
    places: Arc<Semaphore>,
    size: u32,
}

impl Connections {
    pub(super) async fn open(options: SqliteConnectOptions, size: u32) -> Result<Arc<Self>, Error> {
        let mut idle = Vec::with_capacity(size as usize);
        for _ in 0..size {
            idle.push(SqliteConnection::connect_with(&options).await?);
        }
        let places = Arc::new(Semaphore::new(size as usize));
        Ok(Arc::new(Self { options, idle: Mutex::new(idle), places, size }))
    }

    fn idle(&self) -> MutexGuard<'_, Vec<SqliteConnection>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Begins a transaction with this statement.
    pub async fn begin(self: &Arc<Self>, statement: &'static str) -> Result<Begun, Error> {
        let place = timeout(ACQUIRE, Arc::clone(&self.places).acquire_owned()).await;
        let place = place.map_err(|_| Error::PoolTimedOut)?.map_err(|_| Error::PoolClosed)?;
        let idle = self.idle().pop();
        let connection = match idle {
            Some(connection) => connection,
            None => SqliteConnection::connect_with(&self.options).await?,
        };
        let mut begun = Begun { connection: Some(connection), home: Arc::clone(self), ended: false, _place: place };
        let answer = SqliteTransactionManager::begin(&mut begun, Some(statement.into_sql_str())).await;
        if matches!(answer, Err(Error::WorkerCrashed)) {
            // Its thread has ended. A new one is opened in its place when it is needed.
            begun.connection = None;
        }
        answer.map(|()| begun)
    }

    /// Waits for those who have one, and closes all.
    pub(super) async fn close(&self) {
        let _all = self.places.acquire_many(self.size).await;
        self.places.close();
        let idle = std::mem::take(&mut *self.idle());
        for connection in idle {
            if let Err(error) = connection.close().await {
                tracing::warn!(%error, "a connection to SQLite did not close");
            }
        }
    }
}

/// A transaction on one of the connections. Dropping it rolls back, and does not wait for that.
pub struct Begun {
    /// Absent only while this is dropped.
    connection: Option<SqliteConnection>,
    home: Arc<Connections>,
    ended: bool,
    /// Given back after the connection.
    _place: OwnedSemaphorePermit,
}

impl Begun {
    pub async fn commit(mut self) -> Result<(), Error> {
        // Whether it was rolled back when this fails is not known: then it is rolled back again.
        SqliteTransactionManager::commit(&mut self).await?;
        self.ended = true;
        Ok(())
    }

    pub async fn rollback(mut self) -> Result<(), Error> {
        SqliteTransactionManager::rollback(&mut self).await?;
        self.ended = true;
        Ok(())
    }
}

impl Deref for Begun {
    type Target = SqliteConnection;
    fn deref(&self) -> &SqliteConnection {
        self.connection.as_ref().expect("it is there until the drop")
    }
}

impl DerefMut for Begun {
    fn deref_mut(&mut self) -> &mut SqliteConnection {
        self.connection.as_mut().expect("it is there until the drop")
    }
}

impl Drop for Begun {
    fn drop(&mut self) {
        let Some(mut connection) = self.connection.take() else { return };
        if !self.ended {
            // Whoever has this connection next waits for it in their turn.
            SqliteTransactionManager::start_rollback(&mut connection);
        }
        self.home.idle().push(connection);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    async fn one(folder: &tempfile::TempDir) -> Arc<Connections> {
        let options = SqliteConnectOptions::new().filename(folder.path().join("one.db")).create_if_missing(true);
        Connections::open(options, 1).await.expect("a connection")
    }

    async fn rows(connections: &Arc<Connections>) -> i64 {
        let mut begun = connections.begin("BEGIN").await.expect("a transaction");
        sqlx::query_scalar("SELECT COUNT(*) FROM t").fetch_one(&mut *begun).await.expect("a number")
    }

    #[tokio::test]
    async fn what_is_dropped_is_rolled_back_and_what_is_committed_stays() {
        let folder = tempfile::tempdir().expect("a folder");
        let connections = one(&folder).await;
        let mut begun = connections.begin("BEGIN IMMEDIATE").await.expect("a transaction");
        sqlx::query("CREATE TABLE t (a)").execute(&mut *begun).await.expect("a table");
        begun.commit().await.expect("kept");
        let mut begun = connections.begin("BEGIN IMMEDIATE").await.expect("a transaction");
        sqlx::query("INSERT INTO t VALUES (1)").execute(&mut *begun).await.expect("a row");
        drop(begun);
        assert_eq!(rows(&connections).await, 0);
        let mut begun = connections.begin("BEGIN IMMEDIATE").await.expect("a transaction");
        sqlx::query("INSERT INTO t VALUES (1)").execute(&mut *begun).await.expect("a row");
        begun.commit().await.expect("kept");
        assert_eq!(rows(&connections).await, 1);
        // Nobody waits for the answer of this commit; the next transaction begins all the same, after it.
        let mut begun = connections.begin("BEGIN IMMEDIATE").await.expect("a transaction");
        sqlx::query("INSERT INTO t VALUES (1)").execute(&mut *begun).await.expect("a row");
        let _given_up = timeout(Duration::ZERO, begun.commit()).await;
        assert!((1..=2).contains(&rows(&connections).await));
        connections.close().await;
    }

    #[tokio::test]
    async fn whoever_finds_all_taken_waits_and_is_refused_in_the_end() {
        let folder = tempfile::tempdir().expect("a folder");
        let connections = one(&folder).await;
        let begun = connections.begin("BEGIN").await.expect("a transaction");
        tokio::time::pause();
        assert!(matches!(connections.begin("BEGIN").await, Err(Error::PoolTimedOut)));
        tokio::time::resume();
        drop(begun);
        let given_up = timeout(Duration::ZERO, connections.begin("BEGIN")).await;
        drop(given_up);
        drop(connections.begin("BEGIN").await.expect("giving up loses no connection"));
        connections.close().await;
        assert!(matches!(connections.begin("BEGIN").await, Err(Error::PoolClosed)));
    }
}
