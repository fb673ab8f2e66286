//! NATS over its WebSocket: alone, as something that passes messages on; or with JetStream, which stores each message and
//! syncs its file before it acknowledges (`sync_interval: always`), as ours does.
//!
//! The protocol is <https://docs.nats.io/reference/reference-protocols/nats-protocol>.

use super::{Shape, Target, listens};
use crate::Mishap;
use crate::swarm::Dialect;
use alongside_testkit::{Process, Scratch, free_port};
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::Command;
use std::time::Duration;

const ANSWER_WITHIN: Duration = Duration::from_secs(10);

/// What JetStream keeps messages in. A stream is a file; it syncs one message after the other in each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Streams {
    None,
    /// One for all rooms: one file on one disk, as ours.
    One,
    /// One for each room, so that they need not wait for one another.
    Each,
}

impl Streams {
    /// Names, and which rooms each takes.
    fn list(self, rooms: usize) -> Vec<(String, String)> {
        match self {
            Self::None => Vec::new(),
            Self::One => vec![("bench".into(), "room.*".into())],
            Self::Each => (0..rooms).map(|room| (format!("bench-{room}"), format!("room.{room}"))).collect(),
        }
    }
}

pub fn start(program: &Path, streams: Streams, shape: Shape) -> Result<Target, Mishap> {
    let (scratch, port, web) = (Scratch::new("nats")?, free_port()?, free_port()?);
    let store = scratch.join("store");
    let mut settings = format!(
        "listen: 127.0.0.1:{port}\nmax_pending: 268435456\nwrite_deadline: \"60s\"\n\
         websocket {{ listen: \"127.0.0.1:{web}\", no_tls: true }}\n"
    );
    let stores = streams != Streams::None;
    if stores {
        settings.push_str(&format!("jetstream {{ store_dir: \"{}\", sync_interval: always }}\n", store.display()));
    }
    let file = scratch.join("nats.conf");
    std::fs::write(&file, settings).map_err(Mishap::io("writing nats.conf"))?;
    let mut command = Command::new(program);
    command.arg("-c").arg(file);
    let mut process = Process::start("nats-server", command, libc::SIGKILL)?;
    let (plain, address) = (SocketAddr::from(([127, 0, 0, 1], port)), SocketAddr::from(([127, 0, 0, 1], web)));
    // It opens this one last.
    listens(&mut process, plain)?;
    for (name, subject) in streams.list(shape.rooms) {
        create_stream(plain, &name, &subject)?;
    }
    let pid = process.id();
    let folder = stores.then(|| scratch.path().to_owned());
    let mut target = Target::plain(address, pid, shape, vec![Box::new(process), Box::new(scratch)]);
    target.dialect = if stores { Dialect::JetStream } else { Dialect::Nats };
    target.folder = folder;
    Ok(target)
}

/// Asks for the stream over the plain protocol, and waits for the yes.
fn create_stream(address: SocketAddr, name: &str, subject: &str) -> Result<(), Mishap> {
    let doing = || Mishap::io("making a JetStream stream");
    let mut socket = TcpStream::connect(address).map_err(doing())?;
    socket.set_read_timeout(Some(ANSWER_WITHIN)).map_err(doing())?;
    let stream = format!(
        r#"{{"name":"{name}","subjects":["{subject}"],"storage":"file","retention":"limits","discard":"old","num_replicas":1,"max_consumers":-1,"max_msgs":-1,"max_bytes":-1,"max_age":0}}"#
    );
    let request = format!(
        "CONNECT {{\"verbose\":false}}\r\nSUB answer 1\r\nPUB $JS.API.STREAM.CREATE.{name} answer {}\r\n{stream}\r\n",
        stream.len()
    );
    socket.write_all(request.as_bytes()).map_err(doing())?;
    let mut lines = BufReader::new(socket).lines();
    while let Some(line) = lines.next().transpose().map_err(doing())? {
        if line.starts_with("MSG answer ") {
            let answer = lines.next().transpose().map_err(doing())?.unwrap_or_default();
            let refused = answer.contains("\"error\"");
            return if refused { Err(Mishap::Stuck(format!("JetStream refused: {answer}"))) } else { Ok(()) };
        }
        if line.starts_with("-ERR") {
            return Err(Mishap::Stuck(format!("NATS refused: {line}")));
        }
    }
    Err(Mishap::Stuck("NATS hung up instead of making a stream.".into()))
}
