//! A private Postgres cluster in a temporary folder, and a fresh database for each test.

use crate::process::{Process, run};
use crate::scratch::Scratch;
use crate::{KitError, Result, free_port, tools};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;
use std::time::Duration;

/// Where an already started cluster is told: `postgres://USER@HOST:PORT`, without a database.
pub const VARIABLE: &str = "ALONGSIDE_TEST_POSTGRES";
const START_WITHIN: Duration = Duration::from_secs(30);
/// Somebody may take the free port first.
const PORTS_TRIED: u32 = 5;
const CONNECTIONS: u32 = 300;

/// What a power cut may take from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Durability {
    /// Nothing that was committed: as on a real machine.
    Full,
    /// Anything; for tests that never cut the power.
    None,
}

/// A running cluster.
#[derive(Debug)]
pub struct Postgres {
    pub(crate) process: Process,
    port: u16,
    pub(crate) durability: Durability,
    folder: Scratch,
}

impl Postgres {
    pub fn start(durability: Durability) -> Result<Self> {
        Self::start_in(Scratch::new("postgres")?, durability)
    }
    /// On what an earlier cluster left in this folder, or on a fresh one.
    pub fn start_in(folder: Scratch, durability: Durability) -> Result<Self> {
        let data = folder.join("data");
        if !data.exists() {
            prepare(&folder, &data)?;
        }
        Self::start_on(folder, durability)
    }
    /// On a data folder that is there.
    pub(crate) fn start_on(folder: Scratch, durability: Durability) -> Result<Self> {
        let mut last = None;
        for _ in 0..PORTS_TRIED {
            let port = free_port()?;
            match launch(&folder, port, durability) {
                Ok(process) => return Ok(Self { process, port, durability, folder }),
                Err(error) => last = Some(error),
            }
        }
        Err(last.unwrap_or_else(|| KitError::failed("finding a port for postgres", "")))
    }

    pub fn port(&self) -> u16 {
        self.port
    }
    /// The cluster, without a database.
    pub fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}", self.port)
    }
    pub fn database(&self) -> Result<Database> {
        Database::create(&self.url())
    }
    /// Ends it as a crash would: no session is asked, nothing is written any more.
    pub fn crash(&mut self) {
        self.thaw();
        // On SIGQUIT the parent kills its children at once; SIGKILL would leave them behind.
        if self.process.end(libc::SIGQUIT, START_WITHIN).is_err() {
            self.process.kill();
        }
    }
    /// kill −9 of all of its processes at once.
    pub fn kill(&mut self) -> Result<()> {
        self.process.kill_family()
    }
    /// SIGSTOP to all of its processes: connections stay open, and nobody answers until [`Postgres::thaw`].
    pub fn freeze(&self) -> Result<()> {
        self.process.freeze_family()
    }
    pub fn thaw(&mut self) {
        if self.process.is_running() {
            self.process.thaw_family();
        }
    }
    pub fn address(&self) -> std::net::SocketAddr {
        ([127, 0, 0, 1], self.port).into()
    }
    /// Starts it again on the same data and port, after [`Postgres::crash`] or [`Postgres::kill`] too. Returns when it
    /// takes connections.
    pub fn restart(&mut self) -> Result<()> {
        self.crash();
        self.process = launch(&self.folder, self.port, self.durability)?;
        Ok(())
    }
    pub fn process(&self) -> &Process {
        &self.process
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        self.crash();
    }
}

/// Makes the data folder. Postgres refuses to run as root, so root lends it the account `postgres`.
fn prepare(folder: &Scratch, data: &Path) -> Result<()> {
    let mut command = as_postgres(&tools::postgres_program("initdb")?)?;
    lend(folder)?;
    command.arg("-D").arg(data).args(["-U", "postgres", "--auth=trust", "--encoding=UTF8", "--no-locale", "--no-sync"]);
    run("initdb", command).map(drop)
}

/// Gives the folder to the account that Postgres runs as.
pub(crate) fn lend(folder: &Scratch) -> Result<()> {
    let Some((user, group)) = lent_account()? else { return Ok(()) };
    std::os::unix::fs::chown(folder.path(), Some(user), Some(group))
        .map_err(KitError::io("giving the folder to the account postgres"))
}

fn lent_account() -> Result<Option<(u32, u32)>> {
    if !tools::is_root() {
        return Ok(None);
    }
    tools::account("postgres").map(Some).ok_or_else(|| tools::missing("postgres", "postgresql"))
}

pub(crate) fn as_postgres(program: &Path) -> Result<Command> {
    let mut command = Command::new(program);
    // Our own folder may be closed to that account.
    command.current_dir("/").env("LC_ALL", "C");
    if let Some(account) = lent_account()? {
        Process::as_account(&mut command, account);
    }
    Ok(command)
}

fn launch(folder: &Scratch, port: u16, durability: Durability) -> Result<Process> {
    let mut command = as_postgres(&tools::postgres_program("postgres")?)?;
    command.arg("-D").arg(folder.join("data"));
    let mut set = |name: &str, value: &str| {
        command.arg("-c").arg(format!("{name}={value}"));
    };
    set("port", &port.to_string());
    set("listen_addresses", "127.0.0.1");
    set("unix_socket_directories", "");
    set("max_connections", &CONNECTIONS.to_string());
    set("shared_buffers", "64MB");
    if durability == Durability::None {
        set("fsync", "off");
        set("full_page_writes", "off");
    }
    let process = Process::start("postgres", command, libc::SIGQUIT)?;
    // A standby says "read-only connections".
    let ready = |line: &str| line.contains("database system is ready to accept").then_some(());
    if process.output().wait_for(START_WITHIN, ready).is_some() {
        Ok(process)
    } else {
        Err(process.too_late("the start of", START_WITHIN))
    }
}

/// An empty database of its own, dropped with this value.
#[derive(Debug)]
pub struct Database {
    name: String,
    url: String,
    cluster: String,
    lasting: bool,
}

impl Database {
    /// In the cluster that [`VARIABLE`] names or, without it, in one that this process starts once.
    pub fn fresh() -> Result<Self> {
        static OWN: OnceLock<std::result::Result<Postgres, String>> = OnceLock::new();
        if let Ok(cluster) = std::env::var(VARIABLE) {
            return Self::create(&cluster);
        }
        match OWN.get_or_init(|| Postgres::start(Durability::None).map_err(|error| error.to_string())) {
            Ok(postgres) => postgres.database(),
            Err(error) => Err(KitError::failed("starting postgres", error)),
        }
    }

    fn create(cluster: &str) -> Result<Self> {
        let name = format!("t{}", uuid::Uuid::now_v7().simple());
        sql(&first_database(cluster), &format!("CREATE DATABASE {name}"))?;
        Ok(Self { url: format!("{cluster}/{name}"), name, cluster: cluster.into(), lasting: false })
    }
    /// The one of this name, made when it is not there. It stays.
    pub fn lasting(cluster: &str, name: &str) -> Result<Self> {
        let there = sql(&first_database(cluster), &format!("SELECT 1 FROM pg_database WHERE datname = '{name}'"))?;
        if there.trim().is_empty() {
            sql(&first_database(cluster), &format!("CREATE DATABASE {name}"))?;
        }
        Ok(Self { url: format!("{cluster}/{name}"), name: name.into(), cluster: cluster.into(), lasting: true })
    }
    pub fn url(&self) -> &str {
        &self.url
    }
    /// Where its cluster listens.
    pub fn address(&self) -> Result<std::net::SocketAddr> {
        let place = self.cluster.rsplit(['@', '/']).next().unwrap_or_default();
        place.parse().map_err(|_| KitError::failed("finding the cluster's address", place))
    }
    /// The same database after its cluster was lost and a standby took its place.
    pub fn moved_to(&self, postgres: &Postgres) -> Self {
        let (name, cluster) = (self.name.clone(), postgres.url());
        Self { url: format!("{cluster}/{name}"), name, cluster, lasting: true }
    }
    /// The same database by another way, such as a proxy.
    pub fn url_by(&self, way: std::net::SocketAddr) -> String {
        format!("postgres://postgres@{way}/{}", self.name)
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        if self.lasting {
            return;
        }
        // A cluster that is gone took its databases with it.
        let _ = sql(&first_database(&self.cluster), &format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name));
    }
}

/// The one that every cluster has, from which others are made.
fn first_database(cluster: &str) -> String {
    format!("{cluster}/postgres")
}

/// Runs one statement and returns what it answers, without headings.
pub fn sql(url: &str, statement: &str) -> Result<String> {
    let mut command = Command::new(psql()?);
    command.args(["--no-psqlrc", "--quiet", "--no-align", "--tuples-only", "--set=ON_ERROR_STOP=1"]);
    command.arg("--dbname").arg(url).arg("--command").arg(statement);
    run("psql", command)
}

fn psql() -> Result<PathBuf> {
    tools::postgres_program("psql")
}
