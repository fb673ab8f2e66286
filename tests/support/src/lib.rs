//! What tests stand on: real servers in folders and on ports of their own, which end when the test
//! ends, however it ends.
//!
//! In reading order:
//! - [`tools`]: finding programs, and saying how to get the one that is missing;
//! - [`scratch`]: temporary folders, with those of dead runs swept away;
//! - [`process`]: a child process that cannot outlive this one;
//! - [`postgres`] and [`redis`]: private clusters, one database a test; [`resp`] talks with a Redis;
//! - [`standby`]: copies of a Postgres that follow it and take its place;
//! - [`server`]: the `alongside` program, killed, stopped and started again at will;
//! - [`people`]: accounts and tokens for it;
//! - [`proxy`]: TCP with latency, little bandwidth, stalls, losses, cuts and half-closes;
//! - [`balancer`]: TCP to the next server that listens;
//! - [`nginx`]: the reverse proxy of `deploy/`;
//! - [`nodes`]: several servers over one Postgres and one Redis, with a proxy on each way.
//!
//! Nothing here is ever skipped: what is missing fails the test, with the line to run.

pub mod balancer;
pub mod nginx;
pub mod nodes;
pub mod people;
pub mod postgres;
pub mod process;
pub mod proxy;
pub mod redis;
pub mod resp;
pub mod scratch;
pub mod server;
pub mod standby;
pub mod tools;

pub use balancer::Balancer;
pub use nginx::Nginx;
pub use nodes::{Node, Nodes};
pub use people::{Participant, People};
pub use postgres::{Database, Postgres};
pub use process::Process;
pub use proxy::{Direction, End, Faults, Proxy};
pub use redis::Redis;
pub use resp::Resp;
pub use scratch::Scratch;
pub use server::{Launch, Server};

/// Why a helper could not do its work. A test shows it and fails.
#[derive(Debug, thiserror::Error)]
pub enum KitError {
    #[error("{0}")]
    Missing(String),
    #[error("{what}: {source}")]
    Io { what: String, source: std::io::Error },
    #[error("{what} did not happen within {seconds} s.\n{output}")]
    TooLate { what: String, seconds: u64, output: String },
    #[error("{what} failed.\n{output}")]
    Failed { what: String, output: String },
}

impl KitError {
    pub(crate) fn io(what: impl Into<String>) -> impl FnOnce(std::io::Error) -> Self {
        let what = what.into();
        move |source| Self::Io { what, source }
    }
    pub fn failed(what: impl Into<String>, output: impl Into<String>) -> Self {
        Self::Failed { what: what.into(), output: output.into() }
    }
}

pub type Result<T> = std::result::Result<T, KitError>;

/// A port on loopback that nothing listens on now. Somebody else may take it before its user does:
/// whoever starts a program on it tries another one then.
pub fn free_port() -> Result<u16> {
    let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).map_err(KitError::io("asking for a free port"))?;
    Ok(listener.local_addr().map_err(KitError::io("reading the free port"))?.port())
}
