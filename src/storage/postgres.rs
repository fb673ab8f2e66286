//! The connections to Postgres, and what to do when the database goes away, also without a word.
//!
//! There are two pools, for what may write and for what reads. A primary whose standby is missing takes no commit to its end, and
//! whoever gave up on one leaves a connection behind that is not free before the standby is back: reading goes on meanwhile. And
//! a crowd that comes in, which reads, leaves those who write their connections.
//!
//! A cable that is pulled leaves connections that answer nothing and do not end for many minutes. So every wait has a bound, and
//! whoever has waited for [`SUSPICIOUS`], or in vain, raises a doubt: the database is asked over a new connection, by one task,
//! however many doubt. If it does not answer, it is *away*: everybody who waits is told at once, and from then on nobody waits
//! for it at all, until it answers again; then new pools begin. The same happens when it answers, and yet nobody gets a
//! connection of one of them for [`STUCK`].
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

/// What a transaction is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    Write,
    Read,
}

impl Purpose {
    fn statement(self) -> &'static str {
        match self {
            Self::Write => "BEGIN",
            Self::Read => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
        }
    }
}

#[derive(Debug)]
pub struct Pool {
    connect: PgConnectOptions,
    writing: Half,
    reading: Half,
    away: watch::Sender<bool>,
    /// The database is being asked whether it is there.
    asking: AtomicBool,
    closed: CancellationToken,
    /// For the task that asks.
    me: Weak<Pool>,
}

/// Connections for one purpose.
#[derive(Debug)]
struct Half {
    size: u32,
    current: RwLock<PgPool>,
    /// Since when nobody got a connection.
    failing_since: Mutex<Option<Instant>>,
}

impl Half {
    fn new(connect: &PgConnectOptions, size: u32) -> Self {
        let current = RwLock::new(options(size).connect_lazy_with(connect.clone()));
        Self { size, current, failing_since: Mutex::new(None) }
    }

    fn current(&self) -> PgPool {
        self.current.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn failing_since(&self) -> MutexGuard<'_, Option<Instant>> {
        self.failing_since.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn is_stuck(&self) -> bool {
        self.failing_since().is_some_and(|since| since.elapsed() > STUCK)
    }

    fn note(&self, begun: bool) {
        let mut since = self.failing_since();
        if begun {
            *since = None;
        } else {
            _ = since.get_or_insert_with(Instant::now);
        }
    }

    /// Begins with new connections.
    fn renew(&self, connect: &PgConnectOptions) {
        *self.failing_since() = None;
        let new = options(self.size).connect_lazy_with(connect.clone());
        let old = std::mem::replace(&mut *self.current.write().unwrap_or_else(PoisonError::into_inner), new);
        // Ends by itself: what is still open after that goes with the last who holds it.
        tokio::spawn(async move { timeout(CLOSE, old.close()).await });
    }
}

impl Pool {
    /// Opens so many connections, one at least for each purpose, as soon as the database can be reached.
    pub async fn open(connect: PgConnectOptions, size: u32) -> Result<Arc<Self>> {
        first_answer(&connect).await?;
        let writing = (size / 2).max(1);
        let reading = size.saturating_sub(writing).max(1);
        Ok(Arc::new_cyclic(|me| Self {
            writing: Half::new(&connect, writing),
            reading: Half::new(&connect, reading),
            connect,
            away: watch::Sender::new(false),
            asking: AtomicBool::new(false),
            closed: CancellationToken::new(),
            me: me.clone(),
        }))
    }

    fn half(&self, purpose: Purpose) -> &Half {
        match purpose {
            Purpose::Write => &self.writing,
            Purpose::Read => &self.reading,
        }
    }

    /// How many transactions there may be at once.
    pub fn size(&self, purpose: Purpose) -> u32 {
        self.half(purpose).size
    }

    /// Begins a transaction.
    pub async fn begin(&self, purpose: Purpose) -> Result<Transaction<'static, Postgres>> {
        let half = self.half(purpose);
        let pool = half.current();
        // The pool bounds the wait for a connection, not the statement.
        let begun = self.within(ACQUIRE + ACQUIRE / 4, pool.begin_with(purpose.statement())).await;
        half.note(begun.is_ok());
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
                reached => {
                    self.renew(reached.is_ok_and(|there| there.commits_wait));
                    break;
                }
            }
        }
        self.asking.store(false, Ordering::Release);
    }

    /// Begins with new connections where the database was away, or nobody gets one. Not to write while commits wait for a standby:
    /// that is what they wait for, and each given up on would stay at the server until then.
    fn renew(&self, commits_wait: bool) {
        let was_away = *self.away.borrow();
        for (half, waits) in [(&self.writing, commits_wait), (&self.reading, false)] {
            if was_away || (half.is_stuck() && !waits) {
                tracing::info!("new connections to the database");
                half.renew(&self.connect);
            }
        }
        self.away.send_replace(false);
    }

    pub async fn close(&self) {
        self.closed.cancel();
        let (writing, reading) = (self.writing.current(), self.reading.current());
        tokio::join!(writing.close(), reading.close());
    }
}

/// A server that takes writes.
struct There {
    /// Commits wait for a standby.
    commits_wait: bool,
}

/// A new connection to a server that takes writes, and its end. A standby is nobody to talk with before it is promoted.
async fn reach(connect: &PgConnectOptions, patience: Duration) -> Result<There, sqlx::Error> {
    let reach = async {
        let mut connection = PgConnection::connect_with(connect).await?;
        // Each commit waits for a standby a moment; here it is about those that wait long.
        let asked = "SELECT pg_is_in_recovery(), EXISTS (SELECT FROM pg_stat_activity WHERE wait_event = 'SyncRep'
             AND datname = current_database() AND query_start < clock_timestamp() - interval '2 seconds')";
        let (standby, commits_wait) = sqlx::query_as(asked).fetch_one(&mut connection).await?;
        connection.close().await?;
        let there = There { commits_wait };
        if standby { Err(io::Error::new(ErrorKind::NotConnected, "this is a standby").into()) } else { Ok(there) }
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
            reached => return reached.map(|_| ()).map_err(Error::from),
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
