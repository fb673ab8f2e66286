//! A TCP proxy that makes a connection bad on purpose: latency, little bandwidth, stalls, losses, cuts
//! after a byte or at a word, half-closes. (The kernel's own network emulation is not on every machine.)
//!
//! Faults may change while connections are open; the bytes counted for a cut are those of each
//! connection and direction.

mod pump;

use crate::{KitError, Result};
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    ToServer,
    ToClient,
}

/// How a direction of a connection ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// Both directions end with a reset, nothing said.
    Reset,
    /// Both directions end as a program that closes its socket.
    Close,
    /// This direction says that nothing more comes (FIN) and what follows is swallowed; the other goes on.
    Half,
}

/// What is wrong with one direction. The default is nothing.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Faults {
    /// Every byte arrives so much later.
    pub latency: Duration,
    /// No more than this gets through.
    pub bytes_per_second: Option<u32>,
    /// Nothing gets through, and nothing is read: buffers fill.
    pub stalled: bool,
    /// What comes is read and thrown away.
    pub swallowed: bool,
    /// After so many bytes of a connection it ends in this way.
    pub end: Option<(u64, End)>,
    /// A connection ends in this way when these bytes come, and they do not get through.
    pub end_at: Option<(&'static [u8], End)>,
}

#[derive(Debug)]
struct Settings {
    /// Where new connections go.
    server: watch::Sender<SocketAddr>,
    to_server: watch::Sender<Faults>,
    to_client: watch::Sender<Faults>,
    /// Connections made in an earlier round are reset.
    round: watch::Sender<u64>,
    /// New connections are closed at once.
    refusing: watch::Sender<bool>,
    passed: [AtomicU64; 2],
    swallowed: AtomicU64,
    ended_at: AtomicU64,
    accepted: AtomicU64,
}

/// A running proxy; every connection through it ends with this value.
#[derive(Debug)]
pub struct Proxy {
    address: SocketAddr,
    settings: Arc<Settings>,
    _tasks: JoinSet<()>,
}

impl Proxy {
    pub async fn to(server: SocketAddr) -> Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.map_err(KitError::io("opening a proxy"))?;
        let address = listener.local_addr().map_err(KitError::io("reading the proxy's address"))?;
        let settings = Arc::new(Settings {
            server: watch::channel(server).0,
            to_server: watch::channel(Faults::default()).0,
            to_client: watch::channel(Faults::default()).0,
            round: watch::channel(0).0,
            refusing: watch::channel(false).0,
            passed: Default::default(),
            swallowed: AtomicU64::new(0),
            ended_at: AtomicU64::new(0),
            accepted: AtomicU64::new(0),
        });
        let mut tasks = JoinSet::new();
        tasks.spawn(accept(listener, settings.clone()));
        Ok(Self { address, settings, _tasks: tasks })
    }
    pub fn address(&self) -> SocketAddr {
        self.address
    }
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }
    /// From now on, for open connections too.
    pub fn set(&self, direction: Direction, faults: Faults) {
        self.settings.faults(direction).send_replace(faults);
    }
    /// From now on no fault; what ended stays ended.
    pub fn heal(&self) {
        self.set(Direction::ToServer, Faults::default());
        self.set(Direction::ToClient, Faults::default());
        self.settings.refusing.send_replace(false);
    }
    /// Another server from now on; open connections end with a reset, as when a balancer marks the old one down.
    pub fn lead_to(&self, server: SocketAddr) {
        self.settings.server.send_replace(server);
        self.reset_all();
    }
    /// Ends every open connection with a reset.
    pub fn reset_all(&self) {
        self.settings.round.send_modify(|round| *round += 1);
    }
    /// New connections are closed at once.
    pub fn refuse(&self, refusing: bool) {
        self.settings.refusing.send_replace(refusing);
    }
    /// Bytes that have come through so far.
    pub fn passed(&self, direction: Direction) -> u64 {
        self.settings.passed[direction as usize].load(Ordering::Relaxed)
    }
    /// Bytes that were thrown away so far.
    pub fn swallowed(&self) -> u64 {
        self.settings.swallowed.load(Ordering::Relaxed)
    }
    /// Connections that `end_at` has ended so far.
    pub fn ended_at(&self) -> u64 {
        self.settings.ended_at.load(Ordering::Relaxed)
    }
    /// Connections so far.
    pub fn accepted(&self) -> u64 {
        self.settings.accepted.load(Ordering::Relaxed)
    }
}

impl Settings {
    fn faults(&self, direction: Direction) -> &watch::Sender<Faults> {
        match direction {
            Direction::ToServer => &self.to_server,
            Direction::ToClient => &self.to_client,
        }
    }
}

async fn accept(listener: TcpListener, settings: Arc<Settings>) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => {
                // A client that gave up before we looked, or too many open files: the next one may do.
                let Ok((client, _)) = accepted else { continue };
                settings.accepted.fetch_add(1, Ordering::Relaxed);
                if !*settings.refusing.borrow() {
                    let server = *settings.server.borrow();
                    connections.spawn(carry(client, server, settings.clone()));
                }
            }
            Some(_) = connections.join_next() => {}
        }
    }
}

/// One connection, from both ends, until it is over.
async fn carry(mut client: TcpStream, server: SocketAddr, settings: Arc<Settings>) {
    let mut round = settings.round.subscribe();
    let began = *round.borrow_and_update();
    // A server that is away is felt by the client as a connection that ends at once.
    let Ok(mut upstream) = TcpStream::connect(server).await else { return };
    for stream in [&client, &upstream] {
        // Without it small frames wait for each other; a failure means that the other side is gone.
        let _ = stream.set_nodelay(true);
    }
    let (from_client, to_client) = client.split();
    let (from_server, to_server) = upstream.split();
    let up = pump::run(Direction::ToServer, &settings, from_client, to_server);
    let down = pump::run(Direction::ToClient, &settings, from_server, to_client);
    let end = tokio::select! {
        ended = async { tokio::try_join!(up, down) } => ended.err().unwrap_or(End::Close),
        _ = round.wait_for(|round| *round != began) => End::Reset,
    };
    if end == End::Reset {
        for stream in [client, upstream] {
            // A failure means that it is gone already.
            let _ = stream.set_zero_linger();
        }
    }
}
