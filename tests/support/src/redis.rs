//! A private Redis that keeps nothing on disk.

use crate::process::Process;
use crate::resp::Resp;
use crate::scratch::Scratch;
use crate::{KitError, Result, free_port, tools};
use std::net::SocketAddr;
use std::process::Command;
use std::time::Duration;

/// Where an already started Redis is told.
pub const VARIABLE: &str = "ALONGSIDE_TEST_REDIS";
const START_WITHIN: Duration = Duration::from_secs(10);
/// Somebody may take the free port first.
const PORTS_TRIED: u32 = 5;

#[derive(Debug)]
pub struct Redis {
    process: Process,
    port: u16,
    folder: Scratch,
}

impl Redis {
    pub fn start() -> Result<Self> {
        let folder = Scratch::new("redis")?;
        let mut last = None;
        for _ in 0..PORTS_TRIED {
            let port = free_port()?;
            match launch(&folder, port) {
                Ok(process) => return Ok(Self { process, port, folder }),
                Err(error) => last = Some(error),
            }
        }
        Err(last.unwrap_or_else(|| KitError::failed("finding a port for redis-server", "")))
    }
    pub fn port(&self) -> u16 {
        self.port
    }
    pub fn url(&self) -> String {
        format!("redis://127.0.0.1:{}/", self.port)
    }
    pub fn address(&self) -> SocketAddr {
        ([127, 0, 0, 1], self.port).into()
    }
    /// A connection of our own to it.
    pub async fn talk(&self) -> Result<Resp> {
        Resp::connect(self.address()).await
    }
    /// kill − 9. It stays away until [`Redis::restart`].
    pub fn kill(&mut self) {
        self.process.kill();
    }
    /// SIGSTOP: connections stay open, and nobody answers until [`Redis::thaw`].
    pub fn freeze(&self) -> Result<()> {
        self.process.freeze()
    }
    pub fn thaw(&mut self) {
        if self.process.is_running() {
            self.process.signal(libc::SIGCONT);
        }
    }
    /// Starts it again, empty, on the same port.
    pub fn restart(&mut self) -> Result<()> {
        self.kill();
        self.process = launch(&self.folder, self.port)?;
        Ok(())
    }
    pub fn process(&self) -> &Process {
        &self.process
    }
}

fn launch(folder: &Scratch, port: u16) -> Result<Process> {
    let mut command = Command::new(tools::program("redis-server", "redis-server")?);
    command.args(["--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--port", &port.to_string()]);
    command.arg("--dir").arg(folder.path());
    let process = Process::start("redis-server", command, libc::SIGKILL)?;
    let ready = |line: &str| line.contains("Ready to accept connections").then_some(());
    if process.output().wait_for(START_WITHIN, ready).is_some() {
        Ok(process)
    } else {
        Err(process.too_late("the start of", START_WITHIN))
    }
}
