//! Group commit. Sends wait in lanes; each lane takes what has gathered while its last transaction was written, up to
//! [`GROUP`], and stores it in one. Nobody waits for a timer: when little happens a group is one send.
//!
//! A room always has the same lane, so that sends keep their order. SQLite has one lane, since it has one writer.

use crate::bus::Bus;
use crate::clock::{Chance, Clock};
use crate::config::Planted;
use crate::error::{Error, Result, chain};
use crate::messages::{self, Posted};
use crate::storage::{Db, Tx};
use alongside_protocol::client::Send;
use alongside_protocol::{AccountId, RoomId};
use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};
use std::time::Duration;
use tokio::sync::{mpsc, oneshot};
use tokio::time::{Instant, timeout};
use tokio_util::task::TaskTracker;

/// Sends in one transaction.
const GROUP: usize = 64;
/// How long storing a group may take. A send is answered within this, or is refused as degraded and tried again.
const STORE: Duration = Duration::from_millis(2_500);
/// A transaction takes no further send after this long: what is left goes into the next one, so that a database that is far
/// away or busy makes smaller groups, and not groups that never come to their end.
const TAKE: Duration = Duration::from_millis(500);
/// Sends waiting in one lane; past it, senders wait.
const LANE: usize = 1_024;

struct Append {
    author: AccountId,
    send: Send,
    reply: oneshot::Sender<Result<Posted>>,
}

#[derive(Clone)]
pub struct Appender {
    lanes: Vec<mpsc::Sender<Append>>,
}

/// What a lane works with.
#[derive(Clone)]
pub struct Tools {
    pub db: Db,
    pub bus: Bus,
    pub clock: Clock,
    pub chance: Chance,
    pub planted: Planted,
}

impl Appender {
    /// Starts the lanes; they end when every `Appender` is dropped.
    pub fn start(tools: &Tools, tasks: &TaskTracker) -> Self {
        let lanes = (0..tools.db.writers())
            .map(|_| {
                let (sender, receiver) = mpsc::channel(LANE);
                tasks.spawn(lane(tools.clone(), receiver));
                sender
            })
            .collect();
        Self { lanes }
    }

    /// Takes a place in the room's lane. Sends of one caller keep the order of these calls; the answer comes after the commit.
    pub async fn submit(&self, author: AccountId, send: Send) -> oneshot::Receiver<Result<Posted>> {
        let (reply, answer) = oneshot::channel();
        let lane = &self.lanes[self.lane_of(send.room)];
        if let Err(mpsc::error::SendError(append)) = lane.send(Append { author, send, reply }).await {
            let _receiver_is_ours = append.reply.send(Err(Error::Unavailable("the server is stopping".into())));
        }
        answer
    }

    fn lane_of(&self, room: RoomId) -> usize {
        let hash = BuildHasherDefault::<DefaultHasher>::default().hash_one(room);
        (hash % self.lanes.len() as u64) as usize
    }
}

async fn lane(tools: Tools, mut queue: mpsc::Receiver<Append>) {
    let mut group = Vec::with_capacity(GROUP);
    // What the last transaction had no time for comes first.
    while !group.is_empty() || queue.recv_many(&mut group, GROUP).await > 0 {
        // Rooms in one order, whoever stores: two nodes that hold each other's rooms would wait for ever.
        group.sort_by_key(|append| append.send.room);
        metrics::histogram!("alongside_commit_group").record(group.len() as f64);
        let stored = timeout(STORE, together(&tools, &group)).await;
        match stored.unwrap_or_else(|late| Err(Error::Unavailable(late.into()))) {
            Ok(answers) => {
                for (append, answer) in group.drain(..answers.len()).zip(answers) {
                    // The sender may be gone; what it sent is stored all the same.
                    let _gone = append.reply.send(answer);
                }
            }
            // Nothing was stored, or nobody knows: senders try again with the same client ids.
            Err(Error::Unavailable(source)) => {
                tracing::warn!(error = %chain(&*source), sends = group.len(), "a group could not be stored");
                // It may be stored, and only the word of it lost on the way.
                tools.bus.doubt();
                // Those who wait behind it have waited as long as they should.
                while let Ok(append) = queue.try_recv() {
                    group.push(append);
                }
                for append in group.drain(..) {
                    let _gone = append.reply.send(Err(Error::Unavailable("the group could not be stored".into())));
                }
            }
            // One of them spoilt the transaction: each on its own, so that only that one fails.
            Err(_) => {
                for append in group.drain(..) {
                    let answer = alone(&tools, &append).await;
                    let _gone = append.reply.send(answer);
                }
            }
        }
    }
}

/// As many as there is time for, in one transaction. A refusal writes nothing, so the others are not touched by it; a fault ends the attempt.
async fn together(tools: &Tools, group: &[Append]) -> Result<Vec<Result<Posted>>> {
    let mut tx = tools.db.write().await?;
    let until = Instant::now() + TAKE;
    let mut answers = Vec::with_capacity(group.len());
    for append in group {
        match store(tools, &mut tx, append).await {
            Err(fault @ (Error::Fault(_) | Error::Unavailable(_))) => return Err(fault),
            answer => answers.push(answer),
        }
        if Instant::now() >= until {
            break;
        }
    }
    if tools.planted.publish_before_commit {
        tools.bus.announce(tx.announced().to_vec());
    }
    tools.bus.publish(tx.commit().await?);
    Ok(answers)
}

async fn alone(tools: &Tools, append: &Append) -> Result<Posted> {
    let mut tx = tools.db.write().await?;
    let posted = store(tools, &mut tx, append).await?;
    tools.bus.publish(tx.commit().await?);
    Ok(posted)
}

async fn store(tools: &Tools, tx: &mut Tx, append: &Append) -> Result<Posted> {
    let now = tools.clock.now();
    messages::post(tx, now, append.author, tools.chance.id(now), &append.send).await
}
