//! The pool of connections to Postgres, and what to do when the database goes away, also without a word.
//!
//! A cable that is pulled leaves connections that answer nothing and do not end for many minutes. So every wait has a bound, and
//! whoever has waited for [`SUSPICIOUS`], or in vain, raises a doubt: the database is asked over a new connection, by one task,
//! however many doubt. If it does not answer, it is *away*: everybody who waits is told at once, and from then on nobody waits
//! for it at all, until it answers again; then a new pool begins. The same happens when it answers, and yet nobody gets a
//! connection of this pool for [`STUCK`].
//!
//! So a database that vanishes without a word is known to be away after [`SUSPICIOUS`] + [`ASK`], well within the 3 s in which
//! a send is answered: a connection reads no further frame while its own look at the database waits.

use super::is_trouble;
use crate::error::{Error, Result};
use sqlx::pool::PoolConnectionMetadata;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{Connection, PgConnection, PgPool, Postgres, Transaction};
use std::convert::Infallible;
use std::io::{self, ErrorKind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, Weak};
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::{Instant, timeout};
use tokio_util::sync::CancellationToken;

/// How long a use case waits for a connection before it is refused as degraded.
const ACQUIRE: Duration = Duration::from_millis(2_000);
/// Whoever has waited for so long wonders whether the database is there, and goes on waiting.
const SUSPICIOUS: Duration = Duration::from_millis(1_000);
/// How long the database may take to answer when it is doubted, and how long until it is asked again.
const ASK: Duration = Duration::from_millis(1_000);
const BETWEEN: Duration = Duration::from_millis(250);
/// How long a server that starts waits for its database.
const FIRST_ANSWER: Duration = Duration::from_secs(30);
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
    away: watch::Sender<bool>,
    /// The database is being asked whether it is there.
    asking: AtomicBool,
    /// Since when nobody got a connection.
    failing_since: Mutex<Option<Instant>>,
    closed: CancellationToken,
    /// For the task that asks.
    me: Weak<Pool>,
}

impl Pool {
    /// Opens a pool, as soon as the database can be reached.
    pub async fn open(connect: PgConnectOptions, size: u32) -> Result<Arc<Self>> {
        first_answer(&connect).await?;
        let pool = options(size).connect_lazy_with(connect.clone());
        Ok(Arc::new_cyclic(|me| Self {
            connect,
            size,
            current: RwLock::new(pool),
            away: watch::Sender::new(false),
            asking: AtomicBool::new(false),
            failing_since: Mutex::new(None),
            closed: CancellationToken::new(),
            me: me.clone(),
        }))
    }

    pub fn size(&self) -> u32 {
        self.size
    }

    fn current(&self) -> PgPool {
        self.current.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn failing_since(&self) -> MutexGuard<'_, Option<Instant>> {
        self.failing_since.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Begins a transaction with this statement.
    pub async fn begin(&self, statement: &'static str) -> Result<Transaction<'static, Postgres>> {
        let pool = self.current();
        // The pool bounds the wait for a connection, not the statement.
        let begun = self.within(ACQUIRE + ACQUIRE / 4, pool.begin_with(statement)).await;
        let mut since = self.failing_since();
        match &begun {
            Ok(_) => *since = None,
            Err(_) => _ = since.get_or_insert_with(Instant::now),
        }
        begun.map_err(Error::from)
    }

    /// Bounds the wait for an answer, and ends it as soon as the database is known to be away. A connection that was given up
    /// on is not used again before it has answered.
    pub async fn within<T>(
        &self,
        patience: Duration,
        answer: impl Future<Output = Result<T, sqlx::Error>>,
    ) -> Result<T, sqlx::Error> {
        let mut away = self.away.subscribe();
        let answer = tokio::select! {
            biased;
            _ = away.wait_for(|away| *away) => return Err(io::Error::new(ErrorKind::NotConnected, "the database is away").into()),
            answer = timeout(patience, answer) => answer.unwrap_or_else(|late| Err(io::Error::new(ErrorKind::TimedOut, late).into())),
            never = self.wonder() => match never {},
        };
        if answer.as_ref().is_err_and(is_trouble) {
            self.doubt();
        }
        answer
    }

    /// Raises doubts beside a wait, ever more rarely: some work may take long.
    async fn wonder(&self) -> Infallible {
        let mut pause = SUSPICIOUS;
        loop {
            tokio::time::sleep(pause).await;
            self.doubt();
            pause *= 2;
        }
    }

    /// Asks the database, unless that is being done already.
    fn doubt(&self) {
        if !self.asking.swap(true, Ordering::AcqRel)
            && let Some(me) = self.me.upgrade()
        {
            tokio::spawn(me.ask());
        }
    }

    /// Ends when the database is there or the pool is closed.
    async fn ask(self: Arc<Self>) {
        while !self.closed.is_cancelled() {
            match reach(&self.connect, ASK).await {
                Err(error) if !is_there(&error) => {
                    if !self.away.send_replace(true) {
                        tracing::warn!(%error, "the database is away");
                    }
                    // Closing ends the wait and then the loop.
                    let _closed = self.closed.run_until_cancelled(tokio::time::sleep(BETWEEN)).await;
                }
                _ => {
                    let stuck = self.failing_since().is_some_and(|since| since.elapsed() > STUCK);
                    if stuck || *self.away.borrow() {
                        self.renew();
                    }
                    break;
                }
            }
        }
        self.asking.store(false, Ordering::Release);
    }

    /// Begins with new connections.
    fn renew(&self) {
        tracing::info!("new connections to the database");
        *self.failing_since() = None;
        let new = options(self.size).connect_lazy_with(self.connect.clone());
        let old = std::mem::replace(&mut *self.current.write().unwrap_or_else(PoisonError::into_inner), new);
        self.away.send_replace(false);
        // Ends by itself: what is still open after that goes with the last who holds it.
        tokio::spawn(async move { timeout(CLOSE, old.close()).await });
    }

    pub async fn close(&self) {
        self.closed.cancel();
        self.current().close().await;
    }
}

/// A new connection to a server that takes writes, and its end. A standby is nobody to talk with before it is promoted.
async fn reach(connect: &PgConnectOptions, patience: Duration) -> Result<(), sqlx::Error> {
    let reach = async {
        let mut connection = PgConnection::connect_with(connect).await?;
        let standby: bool = sqlx::query_scalar("SELECT pg_is_in_recovery()").fetch_one(&mut connection).await?;
        connection.close().await?;
        if standby { Err(io::Error::new(ErrorKind::NotConnected, "this is a standby").into()) } else { Ok(()) }
    };
    timeout(patience, reach).await.unwrap_or_else(|late| Err(io::Error::new(ErrorKind::TimedOut, late).into()))
}

/// Whoever refuses us is there, for instance with too many connections; not one that begins or ends (class 57P).
fn is_there(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(|told| told.code());
    code.is_some_and(|code| !code.starts_with("57P"))
}

/// A server that is started together with its database, or in the middle of a storm of clients, waits for it a while.
async fn first_answer(connect: &PgConnectOptions) -> Result<()> {
    let began = Instant::now();
    loop {
        match reach(connect, ACQUIRE).await {
            Err(error) if is_trouble(&error) && began.elapsed() < FIRST_ANSWER => {
                tracing::info!(%error, "the database does not answer yet");
                tokio::time::sleep(BETWEEN).await;
            }
            reached => return reached.map_err(Error::from),
        }
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
