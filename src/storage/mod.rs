//! Storage: one handle over SQLite and Postgres, transactions, and the `sql!` macro that runs one text on both.
//! It knows no word of the domain.
//!
//! To run SQL: take `&mut Tx`, write portable text with `$1` parameters, call `sql!` (see `query.rs`).
//! SQLite has one writer (`BEGIN IMMEDIATE`, WAL, `synchronous=FULL`) and several readers; its statements run on the thread
//! that asks, but for those of [`Db::scan`] and [`Tx::patient`].
//!
//! Nothing can be told to others before it is durable: [`Tx::announce`] collects, and only
//! [`Tx::commit`] gives the [`Committed`] that the bus takes.

pub mod clock;
pub mod guarantee;
pub mod meta;
mod migrate;
mod postgres;
mod query;
pub mod sqlite;
#[cfg(test)]
pub(crate) mod testing;

pub use migrate::MigrateError;
pub use postgres::Pool;
use postgres::Purpose;
pub(crate) use query::{Marks, Texts, padded, sql};

use crate::announcement::{Announcement, Control};
use crate::error::{Error, Result};
use sqlite::{Begun, Connections, Use};
use sqlx::postgres::PgConnectOptions;
use sqlx::{Postgres, Transaction};
use std::path::Path;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

/// Connections that read at the same time on SQLite.
const SQLITE_READERS: u32 = 4;
/// Connections for what walks through many rows: however many ask for that, the others are free.
const SQLITE_SCANNERS: u32 = 2;
/// Groups of sends that are written to Postgres at the same time, at most.
const LANES: u32 = 8;
/// Prepared statements kept for each connection.
const STATEMENTS: usize = 256;
/// How long a use case waits for a connection to SQLite before it is refused as degraded.
const ACQUIRE: Duration = Duration::from_secs(3);
/// How long Postgres may take to answer one statement; then the use case is refused as degraded.
const ANSWER: Duration = Duration::from_millis(2_500);
/// The same for what nobody waits for: migrations, jobs.
const PATIENT: Duration = Duration::from_secs(600);
#[derive(Clone, Debug)]
pub enum Db {
    Sqlite { writer: Arc<Connections>, readers: Arc<Connections>, scanners: Arc<Connections> },
    Postgres(Arc<Pool>),
}

#[derive(Debug, Clone)]
pub struct DbOptions {
    /// Half of them for what writes.
    pub postgres_connections: u32,
    /// How SQLite waits for the disk; anything under `Full` loses acknowledged rows in a power cut and
    /// exists for trials that prove it.
    pub sqlite_synchronous: Synchronous,
}

/// How SQLite waits for the disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Synchronous {
    Full,
    Normal,
    Off,
}

impl FromStr for Synchronous {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "full" => Ok(Self::Full),
            "normal" => Ok(Self::Normal),
            "off" => Ok(Self::Off),
            other => Err(format!("{other:?} is none of full, normal, off")),
        }
    }
}

impl Synchronous {
    fn as_str(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Normal => "normal",
            Self::Off => "off",
        }
    }
}

impl Default for DbOptions {
    fn default() -> Self {
        Self { postgres_connections: 10, sqlite_synchronous: Synchronous::Full }
    }
}

impl Db {
    /// Opens (and creates, for SQLite) the database and brings its schema up to date.
    pub async fn open(url: &str, options: &DbOptions) -> Result<Self> {
        let db = if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            Self::open_postgres(url, options).await?
        } else if let Some(path) = url.strip_prefix("sqlite://") {
            Self::open_sqlite(Path::new(path), options).await?
        } else {
            return Err(Error::fault("the database URL must begin with sqlite:// or postgres://"));
        };
        migrate::run(&db).await.map_err(Error::fault)?;
        Ok(db)
    }

    async fn open_sqlite(path: &Path, options: &DbOptions) -> Result<Self> {
        let writer = Connections::open(path, Use::Write(options.sqlite_synchronous), 1).await?;
        let readers = Connections::open(path, Use::Read, SQLITE_READERS).await?;
        let scanners = Connections::open(path, Use::Read, SQLITE_SCANNERS).await?;
        Ok(Self::Sqlite { writer, readers, scanners })
    }

    async fn open_postgres(url: &str, options: &DbOptions) -> Result<Self> {
        let connect = PgConnectOptions::from_str(url)?.statement_cache_capacity(STATEMENTS);
        Ok(Self::Postgres(Pool::open(connect, options.postgres_connections).await?))
    }

    /// A transaction that may write.
    pub async fn write(&self) -> Result<Tx> {
        let inner = match self {
            Self::Sqlite { writer, .. } => Inner::Sqlite(writer.begin("BEGIN IMMEDIATE").await?),
            Self::Postgres(pool) => Inner::Postgres(pool.begin(Purpose::Write).await?, Wait::new(pool)),
        };
        Ok(Tx::new(inner))
    }

    /// A transaction that sees one instant of the database and cannot write.
    pub async fn read(&self) -> Result<Tx> {
        let inner = match self {
            Self::Sqlite { readers, .. } => Inner::Sqlite(readers.begin("BEGIN").await?),
            Self::Postgres(pool) => Inner::Postgres(pool.begin(Purpose::Read).await?, Wait::new(pool)),
        };
        Ok(Tx::new(inner))
    }

    /// As [`read`](Self::read), for statements that walk through many rows: on SQLite they run where they hold nobody up.
    pub async fn scan(&self) -> Result<Tx> {
        let Self::Sqlite { scanners, .. } = self else { return self.read().await };
        let mut tx = scanners.begin("BEGIN").await?;
        tx.patient();
        Ok(Tx::new(Inner::Sqlite(tx)))
    }

    pub async fn close(&self) {
        match self {
            Self::Sqlite { writer, readers, scanners } => {
                scanners.close().await;
                readers.close().await;
                writer.close().await;
            }
            Self::Postgres(pool) => pool.close().await,
        }
    }

    /// A commit is expected to hold up the task's thread, for a short while, and not to wait elsewhere.
    pub fn commits_on_the_spot(&self) -> bool {
        matches!(self, Self::Sqlite { writer, .. } if writer.is_quick())
    }

    pub fn is_postgres(&self) -> bool {
        matches!(self, Self::Postgres(_))
    }

    /// How many groups of sends may be written at the same time.
    pub fn writers(&self) -> usize {
        match self {
            Self::Sqlite { .. } => 1,
            Self::Postgres(pool) => pool.size(Purpose::Write).min(LANES) as usize,
        }
    }

    /// How many transactions may read at the same time.
    pub fn readers(&self) -> usize {
        match self {
            Self::Sqlite { .. } => SQLITE_READERS as usize,
            Self::Postgres(pool) => pool.size(Purpose::Read) as usize,
        }
    }
}

/// A transaction. Dropping it rolls back.
pub struct Tx {
    pub(crate) inner: Inner,
    announcements: Vec<Announcement>,
}

pub(crate) enum Inner {
    Sqlite(Begun),
    Postgres(Transaction<'static, Postgres>, Wait),
}

/// For whom an answer is waited, and how long.
pub(crate) struct Wait {
    pool: Arc<Pool>,
    patience: Duration,
}

impl Wait {
    fn new(pool: &Arc<Pool>) -> Self {
        Self { pool: Arc::clone(pool), patience: ANSWER }
    }

    pub(crate) async fn on<T>(&self, answer: impl Future<Output = Result<T, sqlx::Error>>) -> Result<T, sqlx::Error> {
        self.pool.within(self.patience, answer).await
    }
}

impl Tx {
    fn new(inner: Inner) -> Self {
        Self { inner, announcements: Vec::new() }
    }

    /// For work that nobody waits for: its statements may take long.
    pub fn patient(mut self) -> Self {
        match &mut self.inner {
            Inner::Sqlite(tx) => tx.patient(),
            Inner::Postgres(_, wait) => wait.patience = PATIENT,
        }
        self
    }

    /// To be told once this transaction is durable.
    pub fn announce(&mut self, announcement: Announcement) {
        self.announcements.push(announcement);
    }

    /// What will be told once this transaction is durable.
    pub fn announced(&self) -> &[Announcement] {
        &self.announcements
    }

    pub fn control(&mut self, control: Control) {
        self.announce(Announcement::Control(control));
    }

    /// Several transactions may write at the same time, and rows must be locked where order matters.
    pub fn locks_rows(&self) -> bool {
        matches!(self.inner, Inner::Postgres(..))
    }

    pub async fn commit(self) -> Result<Committed> {
        match self.inner {
            Inner::Sqlite(tx) => tx.commit().await?,
            Inner::Postgres(tx, wait) => wait.on(tx.commit()).await?,
        }
        Ok(Committed(self.announcements))
    }

    pub async fn rollback(self) -> Result<()> {
        match self.inner {
            Inner::Sqlite(tx) => tx.rollback().await?,
            Inner::Postgres(tx, wait) => wait.on(tx.rollback()).await?,
        }
        Ok(())
    }
}

/// What became durable; the bus takes it.
#[must_use = "others learn of a change only when the bus gets this"]
#[derive(Debug)]
pub struct Committed(Vec<Announcement>);

impl Committed {
    pub fn into_announcements(self) -> Vec<Announcement> {
        self.0
    }
}

impl From<sqlx::Error> for Error {
    fn from(source: sqlx::Error) -> Self {
        if is_trouble(&source) { Self::Unavailable(Box::new(source)) } else { Self::Fault(Box::new(source)) }
    }
}

/// Whether the way to the database is broken, or it says that it cannot now.
fn is_trouble(error: &sqlx::Error) -> bool {
    use sqlx::Error::{Database, Io, PoolClosed, PoolTimedOut, Protocol, Tls, WorkerCrashed};
    match error {
        Io(_) | Protocol(_) | Tls(_) | PoolTimedOut | PoolClosed | WorkerCrashed => true,
        Database(told) => told.code().is_some_and(|code| passes(&code)),
        _ => false,
    }
}

/// Whether the database says that it is busy, full or going away: SQLite's BUSY, LOCKED, IOERR, FULL and CANTOPEN
/// (the low byte of its codes); Postgres's classes 08, 53 and 57P, and 25006: it is a standby.
fn passes(code: &str) -> bool {
    match code.parse::<u32>() {
        Ok(number) if code.len() < 5 => matches!(number & 0xff, 5 | 6 | 10 | 13 | 14),
        _ => ["08", "53", "57P", "25006"].iter().any(|class| code.starts_with(class)),
    }
}

/// Whether an insert failed because its key was there already.
pub fn is_taken(error: &Error) -> bool {
    let Error::Fault(source) = error else { return false };
    source
        .downcast_ref::<sqlx::Error>()
        .and_then(sqlx::Error::as_database_error)
        .is_some_and(sqlx::error::DatabaseError::is_unique_violation)
}

#[cfg(test)]
mod tests {
    use super::passes;

    #[test]
    fn which_troubles_pass() {
        for (code, expected) in [
            ("5", true),
            ("517", true),
            ("13", true),
            ("10", true),
            ("2067", false),
            ("1", false),
            ("57P01", true),
            ("53300", true),
            ("08006", true),
            ("25006", true),
            ("25001", false),
            ("23505", false),
            ("40P01", false),
        ] {
            assert_eq!(passes(code), expected, "{code}");
        }
    }
}
