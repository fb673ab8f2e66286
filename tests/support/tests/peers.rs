//! Programs that nobody who wrote the server has written talk to it: see `tests/peers/README.md`.

use alongside_protocol::{MessageState, Role};
use alongside_testkit::people::PASSWORD;
use alongside_testkit::{Launch, People, Process, Scratch, Server, tools};
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

const PATIENCE: Duration = Duration::from_secs(120);
/// 301 cases, some with messages of 16 MiB, took 15 s.
const CASES_PATIENCE: Duration = Duration::from_secs(400);

#[derive(Clone, Copy)]
enum Peer {
    Python,
    Node,
}

impl Peer {
    fn command(self, script: &str) -> Command {
        let folder = tools::repository().join("tests/peers");
        let (program, script) = match self {
            Self::Python => (python(), folder.join(format!("{script}.py"))),
            Self::Node => (node(), folder.join(format!("{script}.mjs"))),
        };
        let mut command = Command::new(program);
        command.arg(script);
        command
    }
}

fn python() -> PathBuf {
    let path = tools::repository().join(".venv/bin/python");
    assert!(
        path.exists(),
        "The peers' Python is missing. `make test` brings it, or: python3 -m venv .venv && \
         .venv/bin/pip install -r tests/peers/requirements.txt"
    );
    path
}

fn node() -> PathBuf {
    let packages = tools::repository().join("tests/peers/node_modules");
    assert!(packages.exists(), "npm's `ws` is missing. `make test` brings it, or: cd tests/peers && npm ci");
    tools::program("node", "nodejs").expect("node")
}

/// A server, kept with its folder.
async fn server(arguments: &[&str]) -> (Server, Scratch) {
    let folder = Scratch::new("peers").expect("a folder");
    let launch = arguments.iter().fold(Launch::on(folder.path()), |launch, argument| launch.argument(*argument));
    (launch.start().await.expect("a server"), folder)
}

async fn finished(mut process: Process, patience: Duration) {
    let ended = tokio::task::spawn_blocking(move || {
        let status = process.wait(patience).expect("its end");
        // Its last lines may still be on their way to us.
        process.output().wait_for(PATIENCE, |_| None::<()>);
        (status, process.output().text())
    });
    let (status, said) = ended.await.expect("the waiting thread");
    assert!(status.success(), "{status}:\n{said}");
    println!("{said}");
}

async fn converse(first: Peer, second: Peer) {
    let (server, _folder) = server(&[]).await;
    let people = People::of(server.url()).expect("a client");
    let keeper = people.with_role(&server, "Lamplighter", Role::Supporter).await.expect("a supporter");
    let room = keeper.open_room("Evening kitchen").await.expect("a room").info.id;
    let mut speakers = Vec::new();
    for (peer, role, alias) in [(first, "first", "Heron"), (second, "second", "Quiet Birch")] {
        people.sign_up(alias).await.expect("an account");
        let mut command = peer.command("talk");
        command.arg(role).env("PEER_URL", server.url()).env("PEER_ROOM", room.to_string());
        command.env("PEER_ALIAS", alias).env("PEER_PASSWORD", PASSWORD);
        speakers.push(Process::start(role, command, libc::SIGKILL).expect("a speaker"));
    }
    for speaker in speakers {
        finished(speaker, PATIENCE).await;
    }
    let history = keeper.history(room).await.expect("the history");
    let visible: Vec<_> = history.iter().filter(|message| message.state == MessageState::Visible).collect();
    let bodies: Vec<_> = visible.iter().map(|message| message.body.as_str()).collect();
    assert_eq!(
        bodies,
        [
            "Is anybody up? (edited)",
            "I am.",
            "Back in a moment.",
            "one",
            "two and a half",
            "four",
            "done",
            "Good night."
        ]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn python_loses_the_connection_and_goes_on_talking_with_node() {
    converse(Peer::Python, Peer::Node).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn node_loses_the_connection_and_goes_on_talking_with_python() {
    converse(Peer::Node, Peer::Python).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_autobahn_cases_pass() {
    let (server, _folder) = server(&["--echo"]).await;
    let mut command = Peer::Python.command("cases");
    command.arg(format!("ws://{}/api/v1/echo", server.address()));
    finished(Process::start("kosoku", command, libc::SIGKILL).expect("kosoku"), CASES_PATIENCE).await;
}
