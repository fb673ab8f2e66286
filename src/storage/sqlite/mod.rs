//! Connections to SQLite.
//!
//! Statements run where they are asked, on the thread of the task: most take less time than two switches between threads.
//! What may wait for the disk or for others has a thread of its own: a commit that is not known to be quick ([`disk`]), a writer
//! who finds the file taken by another program, and all of a transaction that is [`patient`](Begun::patient).

mod disk;
mod query;
mod values;

use disk::Disk;
pub use query::{Query, query};
use values::Told;

use super::{ACQUIRE, STATEMENTS, Synchronous};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};
use sqlx::Error;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::{coop, spawn_blocking};
use tokio::time::timeout;

/// Page cache of the writer, in KiB (negative, as the pragma wants it).
const WRITER_CACHE_KIB: i64 = -16_384;

/// What connections are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Use {
    Write(Synchronous),
    Read,
}

/// How to open one.
#[derive(Debug, Clone)]
struct Options {
    file: PathBuf,
    purpose: Use,
}

impl Options {
    fn open(&self) -> rusqlite::Result<Connection> {
        // A connection has one user at a time, so SQLite needs no mutex of its own.
        let flags = OpenFlags::SQLITE_OPEN_NO_MUTEX
            | match self.purpose {
                Use::Write(_) => OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE,
                Use::Read => OpenFlags::SQLITE_OPEN_READ_ONLY,
            };
        let connection = Connection::open_with_flags(&self.file, flags)?;
        connection.busy_timeout(ACQUIRE)?;
        connection.set_prepared_statement_cache_capacity(STATEMENTS);
        // Without it a statement with a partial index is prepared anew for each value that is bound to it.
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
        connection.pragma_update(None, "foreign_keys", true)?;
        connection.pragma_update(None, "temp_store", "memory")?;
        if let Use::Write(synchronous) = self.purpose {
            connection.pragma_update(None, "journal_mode", "wal")?;
            connection.pragma_update(None, "synchronous", synchronous.as_str())?;
            connection.pragma_update(None, "cache_size", WRITER_CACHE_KIB)?;
            disk::look_after_log(&connection);
            // See `Begun::begin`.
            connection.busy_timeout(Duration::ZERO)?;
        }
        Ok(connection)
    }
}

/// A few connections; who wants one waits in line.
#[derive(Debug)]
pub struct Connections {
    options: Options,
    idle: Mutex<Vec<Connection>>,
    places: Arc<Semaphore>,
    size: u32,
    disk: Disk,
}

impl Connections {
    pub(super) async fn open(file: impl Into<PathBuf>, purpose: Use, size: u32) -> Result<Arc<Self>, Error> {
        let options = Options { file: file.into(), purpose };
        let opening = options.clone();
        let open = move || (0..size).map(|_| opening.open()).collect::<rusqlite::Result<Vec<_>>>();
        let idle = apart(open).await?.map_err(Told::error)?;
        let places = Arc::new(Semaphore::new(size as usize));
        Ok(Arc::new(Self { options, idle: Mutex::new(idle), places, size, disk: Disk::default() }))
    }

    fn idle(&self) -> MutexGuard<'_, Vec<Connection>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The next commit is expected to be made where it is asked for.
    pub fn is_quick(&self) -> bool {
        self.disk.is_quick()
    }

    /// Begins a transaction with this statement.
    pub async fn begin(self: &Arc<Self>, statement: &'static str) -> Result<Begun, Error> {
        let place = timeout(ACQUIRE, Arc::clone(&self.places).acquire_owned()).await;
        let place = place.map_err(|_| Error::PoolTimedOut)?.map_err(|_| Error::PoolClosed)?;
        let idle = self.idle().pop();
        let connection = match idle {
            Some(connection) => connection,
            // One that was given up on is replaced.
            None => {
                let options = self.options.clone();
                apart(move || options.open()).await?.map_err(Told::error)?
            }
        };
        let lent = Lent { connection: Some(Mutex::new(connection)), home: Arc::clone(self), _place: place };
        let mut begun = Begun { lent: Some(lent), apart: false };
        begun.begin(statement).await?;
        Ok(begun)
    }

    /// Waits for those who have one, and closes all.
    pub(super) async fn close(&self) {
        let _all = self.places.acquire_many(self.size).await;
        self.places.close();
        let idle = std::mem::take(&mut *self.idle());
        // The last one brings the write-ahead log into the database.
        let closed = apart(move || idle.into_iter().try_for_each(|one| one.close().map_err(|(_, error)| error))).await;
        if let Err(error) = closed.and_then(|closed| closed.map_err(Told::error)) {
            tracing::warn!(%error, "a connection to SQLite did not close");
        }
    }
}

/// Runs what may wait on a thread that may.
async fn apart<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Error> {
    spawn_blocking(work).await.map_err(|_| Error::WorkerCrashed)
}

/// A connection that goes back when this is dropped, wherever that is, with no transaction open.
struct Lent {
    /// Absent only while this is dropped. The mutex is never locked: with it, a transaction may be seen by several threads.
    connection: Option<Mutex<Connection>>,
    home: Arc<Connections>,
    /// Given back after the connection.
    _place: OwnedSemaphorePermit,
}

impl Lent {
    fn connection(&mut self) -> Result<&mut Connection, Error> {
        let connection = self.connection.as_mut().ok_or(Error::WorkerCrashed)?;
        Ok(connection.get_mut().unwrap_or_else(PoisonError::into_inner))
    }

    fn say(&mut self, statement: &'static str) -> Result<(), Error> {
        let mut statement = self.connection()?.prepare_cached(statement).map_err(Told::error)?;
        statement.raw_execute().map_err(Told::error)?;
        Ok(())
    }

    /// Whether the log is longer than it should be now.
    fn commit(&mut self) -> Result<bool, Error> {
        let home = Arc::clone(&self.home);
        home.disk.time(|| self.say("COMMIT"))?;
        Ok(disk::log_is_long())
    }

    /// As [`say`](Self::say), and waits while another program writes.
    fn insist(&mut self, statement: &'static str) -> Result<(), Error> {
        self.connection()?.busy_timeout(ACQUIRE).map_err(Told::error)?;
        let said = self.say(statement);
        self.connection()?.busy_timeout(Duration::ZERO).map_err(Told::error)?;
        said
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        let Some(connection) = self.connection.take() else { return };
        let connection = connection.into_inner().unwrap_or_else(PoisonError::into_inner);
        if connection.is_autocommit() || connection.execute_batch("ROLLBACK").is_ok() {
            self.home.idle().push(connection);
        } else {
            // Closing rolls back. A new one is opened in its place when it is needed.
            tracing::warn!("a transaction on SQLite could not be rolled back, so its connection is closed");
        }
    }
}

/// A transaction on one of the connections. Dropping it rolls back.
pub struct Begun {
    /// Absent only while a statement runs elsewhere.
    lent: Option<Lent>,
    apart: bool,
}

impl Begun {
    /// Its statements may take long: each runs where it holds nobody up.
    pub fn patient(&mut self) {
        self.apart = true;
    }

    pub async fn commit(mut self) -> Result<(), Error> {
        match self.lent()?.home.options.purpose {
            Use::Read => self.lent()?.say("COMMIT"),
            Use::Write(_) => {
                let on_the_spot = !self.apart && self.lent()?.home.is_quick();
                let long = if on_the_spot { self.lent()?.commit()? } else { self.elsewhere(Lent::commit).await? };
                if long {
                    self.checkpoint();
                }
                Ok(())
            }
        }
    }

    /// Looks after the log, and gives the connection back then. What was committed is durable, so nobody waits for it but the next
    /// writer.
    fn checkpoint(&mut self) {
        if let Some(mut lent) = self.lent.take() {
            spawn_blocking(move || lent.connection().map(|writer| disk::checkpoint(writer)));
        }
    }

    pub async fn rollback(mut self) -> Result<(), Error> {
        self.lent()?.say("ROLLBACK")
    }

    fn lent(&mut self) -> Result<&mut Lent, Error> {
        self.lent.as_mut().ok_or(Error::WorkerCrashed)
    }

    async fn begin(&mut self, statement: &'static str) -> Result<(), Error> {
        let begun = self.lent()?.say(statement);
        match (&begun, self.lent()?.home.options.purpose) {
            // We are the only writer of this program, so that another one has the file.
            (Err(error), Use::Write(_)) if super::is_trouble(error) => {
                self.elsewhere(move |lent| lent.insist(statement)).await
            }
            _ => begun,
        }
    }

    async fn run(&mut self, query: Query) -> Result<query::Answer, Error> {
        if self.apart {
            return self.elsewhere(move |lent| query.run(lent.connection()?)).await;
        }
        // Whoever has many of them lets others have a turn in between.
        coop::consume_budget().await;
        query.run(self.lent()?.connection()?)
    }

    /// On a thread that may wait. If nobody waits for the answer any more, the connection goes home from there.
    async fn elsewhere<T: Send + 'static>(
        &mut self,
        work: impl FnOnce(&mut Lent) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let mut lent = self.lent.take().ok_or(Error::WorkerCrashed)?;
        let (lent, answer) = apart(move || {
            let answer = work(&mut lent);
            (lent, answer)
        })
        .await?;
        self.lent = Some(lent);
        answer
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::FutureExt;

    async fn one(folder: &tempfile::TempDir) -> Arc<Connections> {
        Connections::open(folder.path().join("one.db"), Use::Write(Synchronous::Full), 1).await.expect("a connection")
    }

    /// In a transaction of their own, which is committed.
    async fn keep(connections: &Arc<Connections>, statements: impl IntoIterator<Item = Query>) {
        let mut begun = connections.begin("BEGIN IMMEDIATE").await.expect("a transaction");
        for statement in statements {
            statement.execute(&mut begun).await.expect("done");
        }
        begun.commit().await.expect("kept");
    }

    async fn rows(connections: &Arc<Connections>) -> i64 {
        let mut begun = connections.begin("BEGIN").await.expect("a transaction");
        let (rows,) = query("SELECT COUNT(*) FROM t").fetch_one::<(i64,)>(&mut begun).await.expect("a number");
        rows
    }

    #[tokio::test]
    async fn what_is_dropped_is_rolled_back_and_what_is_committed_stays() {
        let folder = tempfile::tempdir().expect("a folder");
        let connections = one(&folder).await;
        keep(&connections, [query("CREATE TABLE t (a)")]).await;
        let mut begun = connections.begin("BEGIN IMMEDIATE").await.expect("a transaction");
        query("INSERT INTO t VALUES (1)").execute(&mut begun).await.expect("a row");
        drop(begun);
        assert_eq!(rows(&connections).await, 0);
        keep(&connections, [query("INSERT INTO t VALUES (1)")]).await;
        assert_eq!(rows(&connections).await, 1);
        // Nobody waits for the answer of this commit; the next transaction begins all the same, after it.
        let mut begun = connections.begin("BEGIN IMMEDIATE").await.expect("a transaction");
        query("INSERT INTO t VALUES (1)").execute(&mut begun).await.expect("a row");
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

    #[tokio::test]
    async fn a_writer_waits_for_another_program_and_holds_nobody_up() {
        let folder = tempfile::tempdir().expect("a folder");
        let connections = one(&folder).await;
        let other = Connection::open(folder.path().join("one.db")).expect("another program");
        other.execute_batch("BEGIN IMMEDIATE").expect("it writes");
        let begin = connections.begin("BEGIN IMMEDIATE");
        // This runtime has one thread: it is free while the writer waits.
        let end = async { other.execute_batch("COMMIT") };
        let (begun, ended) = tokio::join!(begin, end);
        ended.expect("it is through");
        drop(begun.expect("then it is our turn"));
        connections.close().await;
    }

    #[tokio::test]
    async fn who_gives_up_on_a_long_statement_gets_the_connection_back_with_nothing_done() {
        let folder = tempfile::tempdir().expect("a folder");
        let connections = one(&folder).await;
        let mut begun = connections.begin("BEGIN IMMEDIATE").await.expect("a transaction");
        begun.patient();
        let long = "CREATE TABLE t AS WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000) SELECT i FROM n";
        assert!(query(long).execute(&mut begun).now_or_never().is_none(), "it runs elsewhere");
        assert!(query("SELECT 1").execute(&mut begun).await.is_err(), "nobody knows what the transaction holds now");
        drop(begun);
        let mut begun = connections.begin("BEGIN").await.expect("the one connection is back");
        let found = query("SELECT COUNT(*) FROM sqlite_schema WHERE name = 't'").fetch_one::<(i64,)>(&mut begun).await;
        assert_eq!(found.expect("a number"), (0,));
        drop(begun);
        connections.close().await;
    }

    #[tokio::test]
    async fn the_log_begins_anew_before_it_is_twice_as_long_as_it_should_be() {
        let folder = tempfile::tempdir().expect("a folder");
        let connections = one(&folder).await;
        keep(&connections, [query("CREATE TABLE t (a BLOB)"), query("INSERT INTO t VALUES (x'')")]).await;
        let mebibyte = 1 << 20;
        for _ in 0..32 {
            keep(&connections, [query("UPDATE t SET a = randomblob($1)").bind(4 * mebibyte)]).await;
        }
        let log = std::fs::metadata(folder.path().join("one.db-wal")).expect("a log").len();
        assert!((8 * mebibyte..64 * mebibyte).contains(&(log as i64)), "{} MiB of 128", log >> 20);
        connections.close().await;
    }

    #[tokio::test]
    async fn what_is_bound_is_what_is_read() {
        type Row = (i64, bool, f64, String, Vec<u8>, Option<i64>, Option<String>);
        let folder = tempfile::tempdir().expect("a folder");
        let connections = one(&folder).await;
        let mut begun = connections.begin("BEGIN").await.expect("a transaction");
        let asked = query("SELECT $2, $1, $3, $4, $5, $6, $7").bind(true).bind(-7_i64).bind(0.5).bind("kettle");
        let asked = asked.bind(vec![0_u8, 255]).bind(None::<i64>).bind(Some("lamp"));
        let read = asked.fetch_one::<Row>(&mut begun).await.expect("a row");
        assert_eq!(read, (-7, true, 0.5, "kettle".into(), vec![0, 255], None, Some("lamp".into())));
        let bare = query("SELECT ?, ?, $1").bind("a").bind("b").fetch_one::<(String, String, String)>(&mut begun).await;
        assert_eq!(bare.expect("a row"), ("a".into(), "b".into(), "a".into()));
        for (text, why) in [
            ("SELECT 'x'", "`INTEGER`) is not compatible with SQL type `TEXT`"),
            ("SELECT 1 WHERE 0", "no rows"),
            ("SELECT $1", "$1"),
        ] {
            let error = query(text).fetch_one::<(i64,)>(&mut begun).await.expect_err(text);
            assert!(crate::error::chain(&error).contains(why), "{text}: {}", crate::error::chain(&error));
        }
        drop(begun);
        connections.close().await;
    }

    #[tokio::test]
    async fn after_a_rollback_of_its_own_nothing_becomes_durable() {
        let folder = tempfile::tempdir().expect("a folder");
        let connections = one(&folder).await;
        keep(&connections, [query("CREATE TABLE t (a INTEGER UNIQUE)")]).await;
        let mut begun = connections.begin("BEGIN IMMEDIATE").await.expect("a transaction");
        query("INSERT INTO t VALUES (1)").execute(&mut begun).await.expect("a row");
        // As SQLite does by itself when the disk is full.
        let full = query("INSERT OR ROLLBACK INTO t VALUES (1)").execute(&mut begun).await;
        assert!(full.is_err());
        assert!(
            query("INSERT INTO t VALUES (2)").execute(&mut begun).await.is_err(),
            "there is no transaction any more"
        );
        assert!(begun.commit().await.is_err());
        assert_eq!(rows(&connections).await, 0);
        connections.close().await;
    }

    #[tokio::test]
    async fn what_changes_rows_runs_to_its_end() {
        let folder = tempfile::tempdir().expect("a folder");
        let connections = one(&folder).await;
        let mut begun = connections.begin("BEGIN IMMEDIATE").await.expect("a transaction");
        query("CREATE TABLE p (id INTEGER PRIMARY KEY)").execute(&mut begun).await.expect("a table");
        query("CREATE TABLE c (p INTEGER REFERENCES p (id))").execute(&mut begun).await.expect("a table");
        let orphan = query("INSERT INTO c VALUES (7) RETURNING p").fetch_one::<(i64,)>(&mut begun).await;
        assert!(orphan.is_err(), "{orphan:?}: there is no 7");
        drop(begun);
        connections.close().await;
    }
}
