//! The clients: people in several rooms who write, edit, react and take back as fast as they are
//! answered, and go on by themselves after every blow.

mod writer;

use crate::Mishap;
use alongside_protocol::{MessageId, Role, RoomId};
use alongside_terminal::{Backoff, Connection, Options, Recorder, Sent, State};
use alongside_testkit::{Participant, People, Server};
use futures_util::future::join_all;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::timeout;

const ALIASES: [&str; 6] = ["Heron", "Quiet Birch", "Otter", "Juniper", "Slow River", "Maple"];
const ROOMS: [&str; 3] = ["Evening kitchen", "Long walks", "First year"];
/// Messages that one client may have under way in one room.
const ABREAST: usize = 4;
/// Everything that is under way must be answered, and everything seen, within this time after the last blow.
const SETTLE_WITHIN: Duration = Duration::from_secs(60);

/// People and rooms of a server.
pub struct Hall {
    pub url: String,
    pub people: Vec<Participant>,
    pub rooms: Vec<RoomId>,
}

impl Hall {
    pub async fn open(server: &Server) -> Result<Self, Mishap> {
        let door = People::of(server.url())?;
        let keeper = door.with_role(server, "Lamplighter", Role::Supporter).await?;
        let mut rooms = Vec::new();
        for name in ROOMS {
            rooms.push(keeper.open_room(name).await?.info.id);
        }
        let mut people = Vec::new();
        for alias in ALIASES {
            let participant = door.sign_up(alias).await?;
            for room in &rooms {
                participant.join(*room).await?;
            }
            people.push(participant);
        }
        Ok(Self { url: server.url(), people, rooms })
    }
}

struct Client {
    connection: Connection,
    writer: JoinHandle<Written>,
}

/// What one client did.
#[derive(Debug, Default)]
pub struct Written {
    pub acknowledged: Vec<(RoomId, Sent)>,
    /// Messages that it took back.
    pub deleted: Vec<MessageId>,
    /// What the server refused for good, which nothing here gives it a reason for.
    pub refused: Vec<String>,
}

pub struct Crowd {
    rooms: Vec<RoomId>,
    recorder: Recorder,
    clients: Vec<Client>,
    acknowledged: Arc<watch::Sender<u64>>,
    reconnects: Arc<watch::Sender<u64>>,
    writing: watch::Sender<bool>,
}

/// What is left when a crowd has come to rest.
pub struct Outcome {
    pub clients: usize,
    pub recorder: Recorder,
    pub written: Vec<Written>,
}

impl Crowd {
    /// Everybody connects and begins to write.
    pub fn gather(hall: &Hall, seed: u64) -> Self {
        let recorder = Recorder::new();
        let acknowledged = Arc::new(watch::channel(0).0);
        let reconnects = Arc::new(watch::channel(0).0);
        let writing = watch::channel(true).0;
        let clients = hall.people.iter().zip(1..).map(|(participant, number)| {
            let seed = seed.wrapping_add(u64::from(number));
            let connection = connect(hall, participant, recorder.client(number), seed);
            tokio::spawn(count_reconnects(connection.clone(), reconnects.clone()));
            let writer = writer::Writer::new(connection.clone(), hall.rooms.clone(), seed, acknowledged.clone());
            Client { connection, writer: tokio::spawn(writer.run(writing.subscribe())) }
        });
        let clients = clients.collect();
        Self { rooms: hall.rooms.clone(), recorder, clients, acknowledged, reconnects, writing }
    }
    pub fn acknowledged(&self) -> u64 {
        *self.acknowledged.borrow()
    }
    pub fn reconnects(&self) -> u64 {
        *self.reconnects.borrow()
    }
    /// Waits until so many more messages were acknowledged.
    pub async fn progress(&self, more: u64, patience: Duration) -> Result<(), Mishap> {
        let mut acknowledged = self.acknowledged.subscribe();
        let goal = self.acknowledged() + more;
        match timeout(patience, acknowledged.wait_for(|now| *now >= goal)).await {
            Ok(_) => Ok(()),
            Err(_) => Err(Mishap::Stuck(format!(
                "Nobody could get {more} messages acknowledged within {} s. Connections: {}",
                patience.as_secs(),
                self.states()
            ))),
        }
    }
    fn states(&self) -> String {
        let states = self.clients.iter().map(|client| match client.connection.state() {
            State::Live(_) => "live".into(),
            other => format!("{other:?}"),
        });
        states.collect::<Vec<String>>().join(", ")
    }

    /// Nobody writes any more; returns when all that was under way is answered and everybody has seen everything.
    pub async fn settle(self) -> Result<Outcome, Mishap> {
        self.writing.send_replace(false);
        let states = self.states();
        let clients = self.clients.len();
        match timeout(SETTLE_WITHIN, rest(self.clients, &self.rooms)).await {
            Ok(written) => Ok(Outcome { clients, recorder: self.recorder, written: written? }),
            Err(_) => Err(Mishap::Stuck(format!(
                "The clients did not come to rest within {} s. Connections before that: {states}",
                SETTLE_WITHIN.as_secs()
            ))),
        }
    }
    /// Everybody is cut off; what was acknowledged so far.
    pub async fn scatter(self) -> Vec<(RoomId, Sent)> {
        self.writing.send_replace(false);
        let mut acknowledged = Vec::new();
        for client in self.clients {
            client.connection.close().await;
            if let Ok(written) = client.writer.await {
                acknowledged.extend(written.acknowledged);
            }
        }
        acknowledged
    }
}

async fn rest(clients: Vec<Client>, rooms: &[RoomId]) -> Result<Vec<Written>, Mishap> {
    let mut written = Vec::new();
    let mut connections = Vec::new();
    for client in clients {
        written.push(client.writer.await.map_err(|error| Mishap::Stuck(format!("A client failed: {error}")))?);
        connections.push(client.connection);
    }
    let current =
        connections.iter().flat_map(|connection| rooms.iter().map(|room| connection.wait_until_current(*room)));
    for reached in join_all(current).await {
        reached.map_err(|error| Mishap::Stuck(format!("A client could not become current: {error}")))?;
    }
    for connection in &connections {
        connection.close().await;
    }
    Ok(written)
}

fn connect(
    hall: &Hall,
    participant: &Participant,
    recorder: alongside_terminal::ClientRecorder,
    seed: u64,
) -> Connection {
    let mut options = Options::new(&hall.url).token(&participant.token).backoff(Backoff::quick()).recorder(recorder);
    options.sends_per_room = ABREAST;
    options.seed = Some(seed);
    for room in &hall.rooms {
        options = options.follow(*room, None);
    }
    let (connection, mut updates) = Connection::start(options);
    // The recorder keeps what comes; the channel only has to be emptied.
    tokio::spawn(async move { while updates.next().await.is_some() {} });
    connection
}

async fn count_reconnects(connection: Connection, count: Arc<watch::Sender<u64>>) {
    let mut states = connection.watch_state();
    drop(connection);
    while states.changed().await.is_ok() {
        if states.borrow_and_update().is_live() {
            count.send_modify(|count| *count += 1);
        }
    }
}
