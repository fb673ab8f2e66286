//! A server in this process, people in it, and sockets that help with nothing.

use alongside::accounts::roles::{self, By};
use alongside::clock::{Chance, Clock};
use alongside::config::Config;
use alongside::duty::Policy;
use alongside::serve::{self, Running};
use alongside::storage::DbOptions;
use alongside_protocol::client::{Command, Hello, Resume, Send};
use alongside_protocol::stream::Batch;
use alongside_protocol::{
    AccountId, ClientMessageId, OkResult, Position, Refusal, Role, RoomId, RoomKind, ServerFrame, StreamId, Timestamp,
};
use alongside_terminal::socket::{Received, Upgrade};
use alongside_terminal::{Api, Socket};
use std::collections::VecDeque;
use std::path::Path;
use std::time::Duration;
use tempfile::TempDir;
use uuid::Uuid;

/// How long anything may take before a test fails. Nothing waits for it to pass.
pub const PATIENCE: Duration = Duration::from_secs(15);
/// A span so long that nobody's turn in it comes during a test.
pub const HOURS_MS: u64 = 36_000_000;
pub const PASSWORD: &str = "kettle-lantern-ninepins";
/// When every test begins.
pub const START: Timestamp = Timestamp::from_millis(1_773_100_800_000);

pub struct World {
    running: Option<Running>,
    pub clock: Clock,
    folder: TempDir,
    database_url: String,
    policy: Policy,
}

impl World {
    pub async fn new() -> Self {
        Self::with_policy(Policy::default()).await
    }

    pub async fn with_policy(policy: Policy) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let database_url = format!("sqlite://{}", folder.path().join("alongside.db").display());
        let clock = Clock::test(START);
        let running = Some(start(folder.path(), &database_url, &clock, 0, &policy).await);
        Self { running, clock, folder, database_url, policy }
    }

    pub fn running(&self) -> &Running {
        self.running.as_ref().expect("the server runs, except inside restart")
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.running().addr)
    }

    /// One look at everything that runs by itself, beside the timers' own.
    pub async fn look(&self) {
        alongside::jobs::look(&self.running().app).await.expect("a look");
    }

    /// Ends the server gently and starts it on the same data and port.
    pub async fn restart(&mut self) {
        let old = self.running.take().expect("it ran");
        let port = old.addr.port();
        old.stop().await.expect("it stops");
        self.running = Some(start(self.folder.path(), &self.database_url, &self.clock, port, &self.policy).await);
    }

    pub async fn stop(mut self) {
        self.running.take().expect("it ran").stop().await.expect("it stops");
    }

    pub async fn person(&self, alias: &str) -> Somebody {
        let api = Api::new(self.url()).expect("a client");
        api.sign_up(alias, PASSWORD).await.expect("signing up");
        let signed_in = api.sign_in(alias, PASSWORD, "test").await.expect("signing in");
        let token = signed_in.token.expect("a token was asked for");
        Somebody { id: signed_in.account.id, api: api.with_token(&token), token, url: self.url() }
    }

    /// Somebody whose account a test made itself.
    pub fn known(&self, id: AccountId, token: &str) -> Somebody {
        let api = Api::new(self.url()).expect("a client").with_token(token);
        Somebody { id, api, token: token.to_owned(), url: self.url() }
    }

    /// A connection that has not said who it is.
    pub async fn nobody(&self) -> Talker {
        let socket = Socket::connect(&Upgrade::to(&self.url())).await.expect("a socket");
        Talker { socket, waiting: VecDeque::new(), next_id: 1 }
    }

    pub async fn supporter(&self, alias: &str) -> Somebody {
        self.with_role(alias, Role::Supporter).await
    }

    pub async fn with_role(&self, alias: &str, role: Role) -> Somebody {
        let somebody = self.person(alias).await;
        let app = &self.running().app;
        let mut tx = app.db.write().await.expect("a transaction");
        roles::grant(&mut tx, app.clock.now(), By::CommandLine, somebody.id, role).await.expect("granted");
        app.commit(tx).await.expect("committed");
        somebody
    }

    /// A room with a moderator and two members.
    pub async fn kitchen(&self) -> Kitchen {
        let heron = self.supporter("Heron").await;
        let birch = self.person("Quiet Birch").await;
        let tide = self.person("Low Tide").await;
        let room = heron.api.create_room(RoomKind::Public, "Night Kitchen", "For a test.").await.expect("a room");
        let id = room.info.id;
        for member in [&birch, &tide] {
            member.api.join(id).await.expect("joined");
        }
        Kitchen { id, heron, birch, tide }
    }
}

async fn start(data: &Path, database_url: &str, clock: &Clock, port: u16, policy: &Policy) -> Running {
    let config = Config {
        database_url: database_url.to_owned(),
        limit_factor: 100_000,
        drain_spread_ms: 50,
        policy: policy.clone(),
        ..Config::embedded(([127, 0, 0, 1], port).into(), data.to_owned())
    };
    serve::start(config, clock.clone(), Chance::System, &DbOptions::default()).await.expect("a server")
}

pub struct Kitchen {
    pub id: RoomId,
    pub heron: Somebody,
    pub birch: Somebody,
    pub tide: Somebody,
}

pub struct Somebody {
    pub id: AccountId,
    pub api: Api,
    pub token: String,
    url: String,
}

impl Somebody {
    pub async fn raw(&self) -> Socket {
        Socket::connect(&Upgrade::to(&self.url)).await.expect("a socket")
    }

    pub fn upgrade(&self) -> Upgrade {
        Upgrade::to(&self.url)
    }

    /// Connects and follows these streams from these positions.
    pub async fn connect(&self, resume: &[(StreamId, Option<Position>)]) -> Talker {
        self.connect_on(self.raw().await, resume).await
    }

    pub async fn connect_on(&self, socket: Socket, resume: &[(StreamId, Option<Position>)]) -> Talker {
        let mut talker = Talker { socket, waiting: VecDeque::new(), next_id: 1 };
        let resume =
            resume.iter().map(|(stream, position)| Resume { stream: *stream, position: *position, quiet: false });
        let hello = Hello { token: Some(self.token.clone()), resume: resume.collect(), ..Hello::default() };
        talker.socket.command(Some(0), Command::Hello(hello)).await.expect("hello goes out");
        talker.frame(|frame| matches!(frame, ServerFrame::Welcome(_)).then_some(())).await;
        talker
    }
}

/// Somebody with an open connection. Frames that a test has not asked for yet wait in order.
pub struct Talker {
    pub socket: Socket,
    waiting: VecDeque<ServerFrame>,
    next_id: u64,
}

impl Talker {
    /// The first frame that `wanted` finds something in; others stay.
    pub async fn frame<T>(&mut self, mut wanted: impl FnMut(&ServerFrame) -> Option<T>) -> T {
        for at in 0..self.waiting.len() {
            if let Some(found) = wanted(&self.waiting[at]) {
                self.waiting.remove(at);
                return found;
            }
        }
        let search = async {
            loop {
                match self.socket.receive().await {
                    Received::Frame(frame) => match wanted(&frame) {
                        Some(found) => return found,
                        None => self.waiting.push_back(*frame),
                    },
                    other => panic!("while waiting for a frame came {other:?}; before it {:?}", self.waiting),
                }
            }
        };
        match tokio::time::timeout(PATIENCE, search).await {
            Ok(found) => found,
            Err(_) => panic!("nothing fitting came in time; there came {:?}", self.waiting),
        }
    }

    pub async fn ask(&mut self, command: Command) -> Result<OkResult, Refusal> {
        let id = self.next_id;
        self.next_id += 1;
        self.socket.command(Some(id), command).await.expect("a command goes out");
        self.answer(id).await
    }

    pub async fn answer(&mut self, id: u64) -> Result<OkResult, Refusal> {
        self.frame(|frame| match frame {
            ServerFrame::Ok { re, result } if *re == Some(id) => Some(Ok(result.clone())),
            ServerFrame::Error { re, refusal } if *re == Some(id) => Some(Err(refusal.clone())),
            _ => None,
        })
        .await
    }

    pub async fn say(&mut self, room: RoomId, body: &str) -> OkResult {
        self.ask(Command::Send(message(room, body))).await.expect("sent")
    }

    pub async fn batch(&mut self, stream: impl Into<StreamId>) -> Batch {
        let stream = stream.into();
        self.frame(|frame| match frame {
            ServerFrame::Events(batch) if batch.stream == stream => Some(batch.clone()),
            _ => None,
        })
        .await
    }

    /// The code that the server closes with.
    pub async fn close_code(&mut self) -> u16 {
        let search = async {
            loop {
                match self.socket.receive().await {
                    Received::Frame(frame) => self.waiting.push_back(*frame),
                    Received::Closed(Some((code, _))) => return code,
                    other => panic!("instead of a close came {other:?}"),
                }
            }
        };
        tokio::time::timeout(PATIENCE, search).await.expect("a close in time")
    }
}

pub fn message(room: RoomId, body: &str) -> Send {
    Send { room, client_id: ClientMessageId(Uuid::new_v4()), body: body.into(), note: None, reply_to: None }
}
