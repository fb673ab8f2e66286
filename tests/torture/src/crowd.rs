//! The clients: people in several rooms who write, edit, react and take back as fast as they are
//! answered, and go on by themselves after every blow.

pub mod deliveries;
mod writer;

use crate::Mishap;
use alongside_protocol::{MessageId, Role, RoomId};
use alongside_terminal::{Backoff, Connection, Draft, Options, Recorder, Sent, State};
use alongside_testkit::{Participant, People, Server};
use deliveries::Deliveries;
use futures_util::future::join_all;
use std::sync::{Arc, Mutex, PoisonError};
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

/// People and rooms of a server, or of several over the same database.
pub struct Hall {
    /// Where the clients connect, by turns.
    pub doors: Vec<String>,
    pub people: Vec<Participant>,
    pub rooms: Vec<RoomId>,
    /// All write in the last room; in the others only those of one door do, so that the rest learn nothing of them by
    /// their own writing.
    pub apart: bool,
}

impl Hall {
    pub async fn open(server: &Server) -> Result<Self, Mishap> {
        Self::with_doors(server, vec![server.url()]).await
    }
    /// What is asked by HTTP goes to `server`; clients connect to `doors`.
    pub async fn with_doors(server: &Server, doors: Vec<String>) -> Result<Self, Mishap> {
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
        let apart = doors.len() > 1;
        Ok(Self { doors, people, rooms, apart })
    }
    /// Where those of this door write.
    fn rooms_of(&self, door: usize) -> Vec<RoomId> {
        let last = self.rooms.len() - 1;
        let writes = |room: usize| !self.apart || room == last || room == door;
        self.rooms.iter().enumerate().filter(|(room, _)| writes(*room)).map(|(_, id)| *id).collect()
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
    pace: watch::Sender<Pace>,
    /// Writers that have nothing under way and begin nothing.
    resting: Arc<watch::Sender<usize>>,
    /// Single messages that a trial asked for.
    said: Mutex<Written>,
    pub deliveries: Deliveries,
}

/// What the writers do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pace {
    Writing,
    Resting,
    Over,
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
        let pace = watch::channel(Pace::Writing).0;
        let resting = Arc::new(watch::channel(0).0);
        let deliveries = Deliveries::new(hall.people.len());
        let clients = hall.people.iter().zip(1..).map(|(participant, number)| {
            let seed = seed.wrapping_add(u64::from(number));
            let door = number as usize % hall.doors.len();
            let connection = connect(hall, &hall.doors[door], participant, recorder.client(number), seed, &deliveries);
            tokio::spawn(count_reconnects(connection.clone(), reconnects.clone()));
            let counts = writer::Counts {
                acknowledged: acknowledged.clone(),
                resting: resting.clone(),
                deliveries: deliveries.clone(),
            };
            let writer = writer::Writer::new(connection.clone(), hall.rooms_of(door), seed, counts);
            Client { connection, writer: tokio::spawn(writer.run(pace.subscribe())) }
        });
        let clients = clients.collect();
        let (rooms, said) = (hall.rooms.clone(), Mutex::default());
        Self { rooms, recorder, clients, acknowledged, reconnects, pace, resting, said, deliveries }
    }
    /// Returns when everybody is connected.
    pub async fn connected(&self) -> Result<(), Mishap> {
        for client in &self.clients {
            let welcomed = timeout(SETTLE_WITHIN, client.connection.welcomed()).await;
            if !matches!(welcomed, Ok(Ok(()))) {
                return Err(Mishap::Stuck(format!("Not everybody was welcomed: {}", self.states())));
            }
        }
        Ok(())
    }
    /// Nobody writes until [`Crowd::go_on`]; returns when all that was under way is answered, and seen by everybody.
    pub async fn rest(&self) -> Result<(), Mishap> {
        self.pace.send_replace(Pace::Resting);
        let mut resting = self.resting.subscribe();
        let all = self.clients.len();
        let quiet = async {
            // The channel lives as long as this value.
            let _ = resting.wait_for(|now| *now == all).await;
            current(self.clients.iter().map(|client| &client.connection), &self.rooms).await
        };
        let late = || Mishap::Stuck(format!("The clients did not come to rest: {}", self.states()));
        timeout(SETTLE_WITHIN, quiet).await.map_err(|_| late())?
    }
    pub fn go_on(&self) {
        self.pace.send_replace(Pace::Writing);
    }
    /// One message of one client, and how long after its acknowledgement the last of all clients had it.
    pub async fn say(&self, client: usize, text: &str, patience: Duration) -> Result<Duration, Mishap> {
        let (room, connection) = (self.rooms[0], &self.clients[client].connection);
        let sent = timeout(patience, connection.send(Draft::new(room, text))).await;
        let sent = match sent {
            Ok(Ok(sent)) => sent,
            other => return Err(Mishap::Stuck(format!("A single message was not acknowledged: {other:?}"))),
        };
        self.deliveries.acknowledged(sent.message);
        self.said.lock().unwrap_or_else(PoisonError::into_inner).acknowledged.push((room, sent));
        Ok(self.deliveries.of(sent.message, patience).await)
    }
    /// So that a trial's own clients write into the same record.
    pub fn recorder(&self) -> &Recorder {
        &self.recorder
    }
    /// What a trial's own clients got acknowledged.
    pub fn also_acknowledged(&self, room: RoomId, sent: Sent) {
        self.said.lock().unwrap_or_else(PoisonError::into_inner).acknowledged.push((room, sent));
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
        self.pace.send_replace(Pace::Over);
        let states = self.states();
        let clients = self.clients.len();
        let said = self.said.into_inner().unwrap_or_else(PoisonError::into_inner);
        match timeout(SETTLE_WITHIN, come_to_an_end(self.clients, &self.rooms)).await {
            Ok(written) => {
                let mut written = written?;
                written.push(said);
                Ok(Outcome { clients, recorder: self.recorder, written })
            }
            Err(_) => Err(Mishap::Stuck(format!(
                "The clients did not come to rest within {} s. Connections before that: {states}",
                SETTLE_WITHIN.as_secs()
            ))),
        }
    }
    /// Everybody is cut off; what was acknowledged so far.
    pub async fn scatter(self) -> Vec<(RoomId, Sent)> {
        self.pace.send_replace(Pace::Over);
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

async fn come_to_an_end(clients: Vec<Client>, rooms: &[RoomId]) -> Result<Vec<Written>, Mishap> {
    let mut written = Vec::new();
    let mut connections = Vec::new();
    for client in clients {
        written.push(client.writer.await.map_err(|error| Mishap::Stuck(format!("A client failed: {error}")))?);
        connections.push(client.connection);
    }
    current(connections.iter(), rooms).await?;
    for connection in &connections {
        connection.close().await;
    }
    Ok(written)
}

/// Returns when each of them has everything of each room.
async fn current(connections: impl Iterator<Item = &Connection>, rooms: &[RoomId]) -> Result<(), Mishap> {
    let current = connections.flat_map(|connection| rooms.iter().map(|room| connection.wait_until_current(*room)));
    for reached in join_all(current).await {
        reached.map_err(|error| Mishap::Stuck(format!("A client could not become current: {error}")))?;
    }
    Ok(())
}

fn connect(
    hall: &Hall,
    door: &str,
    participant: &Participant,
    recorder: alongside_terminal::ClientRecorder,
    seed: u64,
    deliveries: &Deliveries,
) -> Connection {
    let mut options = Options::new(door).token(&participant.token).backoff(Backoff::quick()).recorder(recorder);
    options.sends_per_room = ABREAST;
    options.seed = Some(seed);
    for room in &hall.rooms {
        options = options.follow(*room, None);
    }
    let (connection, updates) = Connection::start(options);
    tokio::spawn(deliveries.clone().watch(updates));
    connection
}

async fn count_reconnects(connection: Connection, count: Arc<watch::Sender<u64>>) {
    let mut states = connection.watch_state();
    drop(connection);
    let mut before = false;
    while states.changed().await.is_ok() {
        if states.borrow_and_update().is_live() {
            if before {
                count.send_modify(|count| *count += 1);
            }
            before = true;
        }
    }
}
