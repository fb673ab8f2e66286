//! The pool of connections to Postgres, and what to do when the way to it is cut without a word.
//!
//! A cable that is pulled leaves connections that answer nothing and do not end for many minutes. Every wait has a bound, and a
//! pool from which nobody got a connection for [`STUCK`] is replaced by a new one, so that a database that has come back
//! elsewhere under the same name is found.

use crate::error::{Error, Result, chain};
use sqlx::pool::PoolConnectionMetadata;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{Connection, PgConnection, PgPool, Postgres, Transaction};
use std::sync::{Mutex, PoisonError, RwLock};
use std::time::Duration;
use tokio::time::{Instant, timeout};

/// How long a use case waits for a connection before it is refused as degraded.
const ACQUIRE: Duration = Duration::from_millis(2_000);
/// How long a server that starts waits for its database, and between two attempts.
const FIRST_ANSWER: Duration = Duration::from_secs(30);
const BETWEEN: Duration = Duration::from_millis(500);
/// A connection that lay idle for so long is asked whether it lives before it is used.
const ASK_AFTER: Duration = Duration::from_secs(1);
/// Nobody got a connection for so long: begin with a new pool.
const STUCK: Duration = Duration::from_secs(5);
/// How long the connections of a replaced pool may take to close.
const CLOSE: Duration = Duration::from_secs(30);

#[derive(Debug)]
pub struct Pool {
    connect: PgConnectOptions,
    size: u32,
    current: RwLock<PgPool>,
    failing_since: Mutex<Option<Instant>>,
}

impl Pool {
    /// Opens a pool, as soon as the database can be reached.
    pub async fn open(connect: PgConnectOptions, size: u32) -> Result<Self> {
        first_answer(&connect).await?;
        let pool = options(size).connect_lazy_with(connect.clone());
        Ok(Self { connect, size, current: RwLock::new(pool), failing_since: Mutex::new(None) })
    }

    pub fn size(&self) -> u32 {
        self.size
    }

    fn current(&self) -> PgPool {
        self.current.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Begins a transaction with this statement.
    pub async fn begin(&self, statement: &'static str) -> Result<Transaction<'static, Postgres>> {
        let pool = self.current();
        // The pool bounds the wait for a connection, not the statement.
        let begun = timeout(ACQUIRE + ACQUIRE / 4, pool.begin_with(statement)).await;
        let begun = begun.unwrap_or(Err(sqlx::Error::PoolTimedOut));
        match &begun {
            Ok(_) => *self.failing_since() = None,
            Err(_) => self.failed(&pool),
        }
        begun.map_err(Error::from)
    }

    fn failing_since(&self) -> std::sync::MutexGuard<'_, Option<Instant>> {
        self.failing_since.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn failed(&self, used: &PgPool) {
        let mut since = self.failing_since();
        if since.get_or_insert_with(Instant::now).elapsed() < STUCK {
            return;
        }
        *since = None;
        drop(since);
        tracing::warn!("no connection to the database for {} s; beginning with new ones", STUCK.as_secs());
        let new = options(self.size).connect_lazy_with(self.connect.clone());
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = new;
        let old = used.clone();
        // Ends by itself: what is still open after that goes with the last who holds it.
        tokio::spawn(async move { timeout(CLOSE, old.close()).await });
    }

    pub async fn close(&self) {
        self.current().close().await;
    }
}

/// A server that is started together with its database, or in the middle of a storm of clients, waits for it a while.
async fn first_answer(connect: &PgConnectOptions) -> Result<()> {
    let began = Instant::now();
    loop {
        let failed = match timeout(ACQUIRE, PgConnection::connect_with(connect)).await {
            Ok(Ok(connection)) => return connection.close().await.map_err(Error::from),
            Ok(Err(error)) => Error::from(error),
            Err(late) => Error::Unavailable(late.into()),
        };
        if !matches!(failed, Error::Unavailable(_)) || began.elapsed() > FIRST_ANSWER {
            return Err(failed);
        }
        tracing::info!(error = %chain(&failed), "the database does not answer yet");
        tokio::time::sleep(BETWEEN).await;
    }
}

fn options(size: u32) -> PgPoolOptions {
    PgPoolOptions::new().max_connections(size).acquire_timeout(ACQUIRE).test_before_acquire(false).before_acquire(
        |connection: &mut PgConnection, meta: PoolConnectionMetadata| {
            Box::pin(async move {
                if meta.idle_for > ASK_AFTER {
                    connection.ping().await?;
                }
                Ok(true)
            })
        },
    )
}
