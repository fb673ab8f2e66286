//! The `alongside` program: started on a free port, killed, stopped and started again at will.

use crate::process::Process;
use crate::{KitError, Result, tools};
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

/// Names the program to run; without it, it is built first.
pub const VARIABLE: &str = "ALONGSIDE_BIN";
const START_WITHIN: Duration = Duration::from_secs(120);
/// Longer than any spread that a trial gives a node's people.
const STOP_WITHIN: Duration = Duration::from_secs(90);
/// How often readiness is asked for.
const LOOK: Duration = Duration::from_millis(5);
/// An answer about readiness that takes longer is a no.
const LOOK_AT_MOST: Duration = Duration::from_secs(2);
/// What a started server says, before its address.
const LISTENING: &str = "listening on ";

/// The program under test.
pub fn binary() -> Result<&'static Path> {
    static BINARY: OnceLock<std::result::Result<PathBuf, String>> = OnceLock::new();
    let found = BINARY.get_or_init(|| match std::env::var_os(VARIABLE) {
        Some(path) => Ok(PathBuf::from(path)),
        None => build().map_err(|error| error.to_string()),
    });
    match found {
        Ok(path) => Ok(path),
        Err(error) => Err(KitError::failed("building the server", error)),
    }
}

/// Builds it beside the running test, with the features that the whole workspace gives its dependencies.
fn build() -> Result<PathBuf> {
    let test = std::env::current_exe().map_err(KitError::io("finding the running program"))?;
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(tools::repository()).args(["build", "--quiet", "--workspace", "--bin", "alongside"]);
    crate::process::run("cargo build", command)?;
    let folders = test.ancestors().skip(1).take(2);
    folders
        .map(|folder| folder.join("alongside"))
        .find(|path| path.is_file())
        .ok_or_else(|| KitError::failed("finding the server", format!("It is not beside {}.", test.display())))
}

/// How to start a server. The same value starts it again.
#[derive(Debug, Clone)]
pub struct Launch {
    /// Absent: the program under test.
    program: Option<PathBuf>,
    data: PathBuf,
    /// 0 until the first start, which keeps the port that the system chose.
    port: u16,
    arguments: Vec<OsString>,
    environment: Vec<(OsString, OsString)>,
}

impl Launch {
    /// On an embedded database in `data`.
    pub fn on(data: impl Into<PathBuf>) -> Self {
        Self { program: None, data: data.into(), port: 0, arguments: Vec::new(), environment: Vec::new() }
    }
    pub fn argument(mut self, argument: impl Into<OsString>) -> Self {
        self.arguments.push(argument.into());
        self
    }
    /// An option and its value.
    pub fn option(self, name: &str, value: impl Into<OsString>) -> Self {
        self.argument(name).argument(value)
    }
    pub fn variable(mut self, name: impl Into<OsString>, value: impl Into<OsString>) -> Self {
        self.environment.push((name.into(), value.into()));
        self
    }
    /// Another build than the one under test.
    pub fn program(self, program: impl Into<PathBuf>) -> Self {
        Self { program: Some(program.into()), ..self }
    }
    pub fn port(self, port: u16) -> Self {
        Self { port, ..self }
    }
    /// The same server on other data.
    pub fn data(self, data: impl Into<PathBuf>) -> Self {
        Self { data: data.into(), ..self }
    }

    /// `alongside SUBCOMMAND` with this server's data, run to its end; returns what it printed.
    pub fn subcommand(&self, words: &[&str], arguments: &[OsString]) -> Result<String> {
        let mut command = Command::new(self.binary()?);
        command.args(words).arg("--data").arg(&self.data).args(arguments).envs(self.environment.iter().cloned());
        crate::process::run(&format!("alongside {}", words.join(" ")), command)
    }

    fn binary(&self) -> Result<&Path> {
        match &self.program {
            Some(program) => Ok(program),
            None => binary(),
        }
    }

    fn command(&self) -> Result<Command> {
        let mut command = Command::new(self.binary()?);
        command.arg("serve").arg("--listen").arg(format!("127.0.0.1:{}", self.port)).arg("--data").arg(&self.data);
        command.args(&self.arguments).envs(self.environment.iter().cloned());
        Ok(command)
    }

    /// Starts the process and waits until it has said where it listens.
    pub async fn start(self) -> Result<Server> {
        let began = Instant::now();
        let process = Process::start("alongside serve", self.command()?, libc::SIGKILL)?;
        let output = process.output().clone();
        let address = tokio::task::spawn_blocking(move || output.wait_for(START_WITHIN, address_in))
            .await
            .map_err(|error| KitError::failed("waiting for the server", error.to_string()))?;
        let Some(address) = address else {
            return Err(process.too_late("the start of", START_WITHIN));
        };
        let port = address.rsplit(':').next().and_then(|port| port.parse().ok());
        let Some(port) = port else {
            return Err(KitError::failed("reading the server's address", address));
        };
        let server = Server { process, launch: Self { port, ..self }, http: client()? };
        server.wait_ready(began).await?;
        Ok(server)
    }
}

fn address_in(line: &str) -> Option<String> {
    let (_, rest) = line.split_once(LISTENING)?;
    rest.split_whitespace().next().filter(|word| word.starts_with("http")).map(|word| word.trim_end_matches('/').into())
}

fn client() -> Result<reqwest::Client> {
    alongside_terminal::install_crypto();
    let client = reqwest::Client::builder().timeout(LOOK_AT_MOST).no_proxy().build();
    client.map_err(|error| KitError::failed("making an HTTP client", error.to_string()))
}

/// A running server; killed when this value goes.
#[derive(Debug)]
pub struct Server {
    process: Process,
    launch: Launch,
    http: reqwest::Client,
}

impl Server {
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.launch.port)
    }
    pub fn address(&self) -> std::net::SocketAddr {
        ([127, 0, 0, 1], self.launch.port).into()
    }
    pub fn data(&self) -> &Path {
        &self.launch.data
    }
    pub fn launch(&self) -> &Launch {
        &self.launch
    }
    pub fn process(&self) -> &Process {
        &self.process
    }
    /// What it has said, for a message about a failure.
    pub fn said(&self) -> String {
        self.process.output().text()
    }

    /// From the next start on it is another build, or again the one under test.
    pub fn set_program(&mut self, program: Option<PathBuf>) {
        self.launch.program = program;
    }

    /// kill −9: what it had not made durable is gone.
    pub fn kill(&mut self) {
        self.process.kill();
    }
    /// SIGTERM, and its end.
    pub fn terminate(&mut self) -> Result<ExitStatus> {
        self.process.end(libc::SIGTERM, STOP_WITHIN)
    }
    /// Starts it again on the same data and port, killed first if it still runs. Returns the time from
    /// the start of the process until it was ready.
    pub async fn restart(&mut self) -> Result<Duration> {
        self.kill();
        let began = Instant::now();
        *self = self.launch.clone().start().await?;
        Ok(began.elapsed())
    }
    /// Starts it on the same data and port and kills it after a while, whatever it is doing then.
    pub async fn stumble(&mut self, after: Duration) -> Result<()> {
        self.kill();
        let _short_lived = Process::start("alongside serve", self.launch.command()?, libc::SIGKILL)?;
        tokio::time::sleep(after).await;
        Ok(())
    }
    /// SIGSTOP: the process stays, and does nothing until [`Server::thaw`]. Returns when all of its threads stand.
    pub fn freeze(&self) -> Result<()> {
        self.process.freeze()
    }
    pub fn thaw(&self) {
        self.process.signal(libc::SIGCONT);
    }

    /// Whether `/readyz` says yes.
    pub async fn is_ready(&self) -> bool {
        let answer = self.http.get(format!("{}/readyz", self.url())).send().await;
        answer.is_ok_and(|answer| answer.status().is_success())
    }
    /// Whether it says that other nodes may not hear of what happens here. `None`: it does not answer.
    pub async fn is_degraded(&self) -> Option<bool> {
        let answer = self.http.get(format!("{}/readyz", self.url())).send().await.ok()?;
        let answer: serde_json::Value = answer.json().await.ok()?;
        answer.get("degraded")?.as_bool()
    }
    async fn wait_ready(&self, began: Instant) -> Result<()> {
        while !self.is_ready().await {
            if began.elapsed() > START_WITHIN {
                return Err(self.process.too_late("the readiness of", START_WITHIN));
            }
            tokio::time::sleep(LOOK).await;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_is_read_from_what_the_server_says() {
        assert_eq!(address_in("listening on http://127.0.0.1:8080"), Some("http://127.0.0.1:8080".into()));
        let dressed = "INFO alongside: listening on http://127.0.0.1:80/ with data in x";
        assert_eq!(address_in(dressed), Some("http://127.0.0.1:80".into()));
        assert_eq!(address_in("listening on fire"), None);
    }
}
