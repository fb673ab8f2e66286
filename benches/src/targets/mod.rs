//! What is measured: our server, the floor under it, and programs of others. All are processes of their own on one core,
//! the generator has another.

mod alongside;
pub mod floor;
mod nats;
mod past;
mod peers;
pub use peers::JETSTREAM;
pub mod rooms;
mod seed;

use crate::swarm::Dialect;
use crate::{Mishap, machine};
use alongside_testkit::Process;
use std::any::Any;
use std::net::{SocketAddr, TcpStream};
use std::path::PathBuf;
use std::str::FromStr;
use std::time::{Duration, Instant};

/// The generator's core.
pub const OWN_CORE: usize = 0;

/// The core of everything that is measured: the last one.
pub fn server_core() -> usize {
    machine::cores() - 1
}

/// A server of others is there within this.
const START_WITHIN: Duration = Duration::from_secs(10);

/// Waits for a server that does not say by itself that it listens.
fn listens(process: &mut Process, address: SocketAddr) -> Result<(), Mishap> {
    let began = Instant::now();
    while TcpStream::connect(address).is_err() {
        if began.elapsed() > START_WITHIN || !process.is_running() {
            return Err(process.too_late("the start of", START_WITHIN).into());
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    Ok(())
}

/// Rooms, and members in each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shape {
    pub rooms: usize,
    pub members: usize,
}

/// A place for a client.
#[derive(Debug, Clone)]
pub struct Seat {
    pub room: usize,
    /// As the server names it.
    pub room_id: String,
    pub token: String,
}

/// A process whose CPU and memory are read.
#[derive(Debug, Clone)]
pub struct Watched {
    pub name: String,
    pub pid: u32,
    /// Serves clients itself; databases and the like do not.
    pub serves: bool,
}

/// Which server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    Alongside(Deployment),
    /// The least that a server could do: raw sockets, no accounts, no log. `batched`: one write a member and turn.
    Floor {
        batched: bool,
    },
    /// One of `benches/peers`.
    Peer(String),
}

/// How ours is set up.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Deployment {
    pub nodes: usize,
    pub postgres: bool,
    pub redis: bool,
    /// Messages in the first room before anybody comes.
    pub past: usize,
    /// Started already: its address, its database, its process.
    pub given: Option<Given>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    pub address: SocketAddr,
    /// Where accounts and rooms are made: nobody could sign up so many people over HTTP.
    pub database_url: String,
    pub pid: Option<u32>,
}

impl Kind {
    /// Says so when a message is stored for good.
    pub fn acknowledges(&self) -> bool {
        matches!(self, Self::Alongside(_)) || self.is_jetstream()
    }

    pub fn is_jetstream(&self) -> bool {
        matches!(self, Self::Peer(name) if JETSTREAM.contains(&name.as_str()))
    }

    pub fn name(&self) -> String {
        match self {
            Self::Alongside(Deployment { given: Some(given), .. }) => format!("alongside at {}", given.address),
            Self::Alongside(how) => {
                let mut name = "alongside".to_owned();
                if how.nodes > 1 {
                    name.push_str(&format!(" × {}", how.nodes));
                }
                if how.postgres {
                    name.push_str(" + postgres");
                }
                if how.redis {
                    name.push_str(" + redis");
                }
                name
            }
            Self::Floor { batched: true } => "floor, batched".into(),
            Self::Floor { batched: false } => "floor, one write a frame".into(),
            Self::Peer(name) => name.clone(),
        }
    }
}

impl FromStr for Kind {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "alongside" => Ok(Self::Alongside(Deployment { nodes: 1, ..Deployment::default() })),
            "floor" => Ok(Self::Floor { batched: true }),
            "floor-single" => Ok(Self::Floor { batched: false }),
            other if peers::NAMES.contains(&other) => Ok(Self::Peer(other.into())),
            other => Err(format!("{other:?} is none of alongside, floor, floor-single, {}", peers::NAMES.join(", "))),
        }
    }
}

/// A running server with everybody who may enter. It ends when this value goes.
pub struct Target {
    pub name: String,
    pub dialect: Dialect,
    pub addresses: Vec<SocketAddr>,
    pub seats: Vec<Seat>,
    pub watched: Vec<Watched>,
    /// Where it keeps its data.
    pub folder: Option<PathBuf>,
    /// From the start of the first process until it was ready.
    pub started_in: Duration,
    _kept: Vec<Box<dyn Any>>,
}

impl Target {
    pub fn start(kind: &Kind, shape: Shape) -> Result<Self, Mishap> {
        // What is started from here on stays on that core.
        machine::pin_to(server_core());
        let started = match kind {
            Kind::Alongside(how) => alongside::start(how, shape),
            Kind::Floor { batched } => floor::start(*batched, shape),
            Kind::Peer(name) => peers::start(name, shape),
        };
        machine::pin_to(OWN_CORE);
        let mut target = started?;
        target.name = kind.name();
        Ok(target)
    }

    /// What its data folder holds.
    pub fn stored_bytes(&self) -> u64 {
        let files = self.folder.iter().flat_map(std::fs::read_dir).flatten().flatten();
        files.filter_map(|file| file.metadata().ok()).filter(std::fs::Metadata::is_file).map(|file| file.len()).sum()
    }

    /// A server that only passes texts on, and knows nobody.
    fn plain(address: SocketAddr, pid: u32, shape: Shape, kept: Vec<Box<dyn Any>>) -> Self {
        let seat = |room: usize| Seat { room, room_id: room.to_string(), token: String::new() };
        Self {
            name: String::new(),
            dialect: Dialect::Plain,
            addresses: vec![address],
            seats: (0..shape.rooms).flat_map(|room| std::iter::repeat_n(seat(room), shape.members)).collect(),
            watched: vec![Watched { name: "server-1".into(), pid, serves: true }],
            folder: None,
            started_in: Duration::ZERO,
            _kept: kept,
        }
    }
}
