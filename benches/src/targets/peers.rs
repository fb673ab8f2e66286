//! Servers that others wrote, for comparison. They know nobody, and all but JetStream keep nothing: what they do is a part of
//! what ours does.

use super::floor::start_plain;
use super::nats::{self, Streams};
use super::{START_WITHIN, Shape, Target, listens};
use crate::Mishap;
use crate::swarm::Dialect;
use alongside_testkit::{Process, Scratch, free_port, tools};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Command;

/// NATS JetStream with one stream, and with one for each room.
pub const JETSTREAM: [&str; 2] = ["jetstream", "jetstream-rooms"];
pub const NAMES: &[&str] = &["axum", "uws", "ws", "socketio", "nchan", "nats", JETSTREAM[0], JETSTREAM[1]];

pub fn start(name: &str, shape: Shape) -> Result<Target, Mishap> {
    match name {
        "axum" => start_plain(Command::new(beside_us("peer-axum")?), name, shape),
        "ws" => start_plain(node("ws.mjs")?, name, shape),
        "socketio" => {
            let mut target = start_plain(node("socketio.mjs")?, name, shape)?;
            target.dialect = Dialect::SocketIo;
            Ok(target)
        }
        "uws" => start_plain(python("uws.py")?, name, shape),
        "nchan" => nchan(shape),
        "nats" => nats::start(&nats_server()?, Streams::None, shape),
        "jetstream" => nats::start(&nats_server()?, Streams::One, shape),
        "jetstream-rooms" => nats::start(&nats_server()?, Streams::Each, shape),
        other => Err(Mishap::Needs(format!("There is no peer called {other}."))),
    }
}

fn folder() -> PathBuf {
    tools::repository().join("benches/peers")
}

fn beside_us(program: &str) -> Result<PathBuf, Mishap> {
    let path = std::env::current_exe().map_err(Mishap::io("finding this program"))?.with_file_name(program);
    let missing = || Mishap::Needs("It is missing. Build it with: cargo build --release -p alongside-load".into());
    path.is_file().then_some(path).ok_or_else(missing)
}

fn fetched(path: &Path) -> Result<(), Mishap> {
    let missing = || Mishap::Needs(format!("{} is missing. To fetch it: scripts/bench peers", path.display()));
    path.exists().then_some(()).ok_or_else(missing)
}

fn node(script: &str) -> Result<Command, Mishap> {
    fetched(&folder().join("node_modules"))?;
    let mut command = Command::new(tools::program("node", "nodejs")?);
    command.arg(script).current_dir(folder()).env("NODE_ENV", "production");
    Ok(command)
}

fn nats_server() -> Result<PathBuf, Mishap> {
    let program = folder().join(".venv/bin/nats-server");
    fetched(&program)?;
    Ok(program)
}

fn python(script: &str) -> Result<Command, Mishap> {
    let program = folder().join(".venv/bin/python");
    fetched(&program)?;
    let mut command = Command::new(program);
    command.arg(script).current_dir(folder());
    Ok(command)
}

/// nginx does not say that it listens: it is asked.
fn nchan(shape: Shape) -> Result<Target, Mishap> {
    let nginx = tools::program("nginx", "nginx-light libnginx-mod-nchan")?;
    let (scratch, port) = (Scratch::new("nchan")?, free_port()?);
    let text = std::fs::read_to_string(folder().join("nginx.conf")).map_err(Mishap::io("reading nginx.conf"))?;
    let text = text.replace("FOLDER", &scratch.path().display().to_string()).replace("PORT", &port.to_string());
    let file = scratch.join("nginx.conf");
    std::fs::write(&file, text).map_err(Mishap::io("writing nginx.conf"))?;
    let mut command = Command::new(nginx);
    command.arg("-c").arg(file).arg("-p").arg(scratch.path());
    // On SIGTERM it ends its worker; SIGKILL would leave that behind.
    let mut process = Process::start("nginx", command, libc::SIGTERM)?;
    let address = SocketAddr::from(([127, 0, 0, 1], port));
    listens(&mut process, address)?;
    let (pid, nginx) = (process.id(), Nginx(process));
    Ok(Target::plain(address, pid, shape, vec![Box::new(nginx), Box::new(scratch)]))
}

struct Nginx(Process);

impl Drop for Nginx {
    fn drop(&mut self) {
        // What does not end in time is killed when the process goes.
        let _ = self.0.end(libc::SIGTERM, START_WITHIN);
    }
}
