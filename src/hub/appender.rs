//! Group commit. Sends wait in lanes; each lane takes what has gathered while its last transaction was written, up to
//! [`GROUP`], and stores it in one. Nobody waits for a timer: when little happens a group is one send.
//!
//! A room always has the same lane, so that sends keep their order. SQLite has one lane, since it has one writer.

use crate::bus::Bus;
use crate::clock::{Chance, Clock};
use crate::config::Planted;
use crate::error::{Error, Result, chain};
use crate::messages::{self, Post, Posted};
use crate::storage::{Committed, Db};
use alongside_protocol::client::Send;
use alongside_protocol::{AccountId, RoomId};
use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};
use std::time::Duration;
use tokio::sync::{mpsc, oneshot};
use tokio::time::timeout;
use tokio_util::task::TaskTracker;

/// Sends in one transaction, which takes few more words to the database for all of them than for one.
const GROUP: usize = 256;
/// How long storing a group may take. A send is answered within this, or is refused as degraded and tried again; but where commits
/// are made on the spot and the disk stops in one, everything waits for it.
const STORE: Duration = Duration::from_millis(2_500);
/// Sends waiting in one lane; past it, senders wait.
const LANE: usize = 1_024;

struct Append {
    author: AccountId,
    send: Send,
    reply: oneshot::Sender<Result<Posted>>,
}

impl Append {
    /// The sender may be gone; what it sent is stored all the same.
    fn answer(self, answer: Result<Posted>) {
        let _gone = self.reply.send(answer);
    }
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
            append.answer(Err(Error::Unavailable("the server is stopping".into())));
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
    // So many at its front are stored each on its own: one of them spoilt the transaction that they shared.
    let mut apart = 0_usize;
    // What the last transaction had no time for comes first.
    while !group.is_empty() || queue.recv_many(&mut group, GROUP).await > 0 {
        if apart == 0 && tools.db.commits_on_the_spot() {
            // Nobody else gets a turn while that lasts: who is about to send comes along.
            tokio::task::yield_now().await;
            while group.len() < GROUP
                && let Ok(append) = queue.try_recv()
            {
                group.push(append);
            }
        }
        // Rooms in one order, whoever stores: two nodes that hold each other's rooms would wait for ever.
        group.sort_by_key(|append| append.send.room);
        let take = if apart > 0 { 1 } else { group.len() };
        metrics::histogram!("alongside_commit_group").record(take as f64);
        let stored = timeout(STORE, together(&tools, &group[..take])).await;
        match stored.unwrap_or_else(|late| Err(Error::Unavailable(late.into()))) {
            Ok((answers, committed)) => {
                apart = apart.saturating_sub(answers.len());
                for (append, answer) in group.drain(..answers.len()).zip(answers) {
                    append.answer(answer);
                }
                // After the answers: a sender who finds their own message in the tail writes both at once.
                tools.bus.publish(committed);
            }
            // Nothing was stored, or nobody knows: senders try again with the same client ids.
            Err(Error::Unavailable(source)) => {
                // Those who wait behind it have waited as long as they should.
                while let Ok(append) = queue.try_recv() {
                    group.push(append);
                }
                tracing::warn!(error = %chain(&*source), sends = group.len(), "sends could not be stored");
                // Some may be stored, and only the word of it lost on the way.
                tools.bus.doubt();
                apart = 0;
                for append in group.drain(..) {
                    append.answer(Err(Error::Unavailable("the group could not be stored".into())));
                }
            }
            Err(fault) if take == 1 => {
                apart = apart.saturating_sub(1);
                group.remove(0).answer(Err(fault));
            }
            Err(_) => apart = take,
        }
    }
}

/// All of them in one transaction. A refusal writes nothing, so the others are not touched by it; a fault ends the attempt.
async fn together(tools: &Tools, group: &[Append]) -> Result<(Vec<Result<Posted>>, Committed)> {
    let mut tx = tools.db.write().await?;
    let now = tools.clock.now();
    let posts: Vec<Post> = group
        .iter()
        .map(|append| Post { author: append.author, id: tools.chance.id(now), send: &append.send })
        .collect();
    let answers = messages::post_all(&mut tx, now, &posts).await?;
    if tools.planted.publish_before_commit {
        tools.bus.announce(tx.announced().to_vec());
    }
    Ok((answers, tx.commit().await?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hub::Hub;
    use crate::messages::tests::Kitchen;
    use crate::storage::sql;
    use crate::storage::testing::each_engine;
    use alongside_protocol::{Epoch, RefusalCode};

    /// From now on the database takes no message that says "spoilt".
    async fn refuse_spoilt(db: &Db) {
        let statement = match db {
            Db::Sqlite { .. } => {
                "CREATE TRIGGER no BEFORE INSERT ON message WHEN NEW.body = 'spoilt' BEGIN SELECT RAISE(ABORT, 'no'); END"
            }
            Db::Postgres(_) => "ALTER TABLE message ADD CONSTRAINT no CHECK (body <> 'spoilt')",
        };
        let mut tx = db.write().await.expect("a transaction");
        sql!(tx, execute, statement).expect("done");
        let _nobody_listens = tx.commit().await.expect("durable");
    }

    #[tokio::test]
    async fn one_send_that_cannot_be_stored_spoils_no_other() {
        each_engine(async |db| {
            let kitchen = Kitchen::new(db.clone()).await;
            refuse_spoilt(&db).await;
            let clock = Clock::test(alongside_protocol::Timestamp::from_millis(1_773_110_467_250));
            let epoch = kitchen.chance.id::<Epoch>(clock.now());
            let bus = Bus::local(epoch, Hub::new(db.clone(), epoch, clock.clone()));
            let tools = Tools { db, bus, clock, chance: kitchen.chance.clone(), planted: Planted::default() };
            let tasks = TaskTracker::new();
            let appender = Appender::start(&tools, &tasks);
            let mut answers = Vec::new();
            // The lane has not run yet: they make one group.
            for body in ["one", "two", "spoilt", "four", "five"] {
                answers.push(appender.submit(kitchen.heron, kitchen.send(body)).await);
            }
            let mut codes = Vec::new();
            for answer in answers {
                codes.push(answer.await.expect("each is answered").err().map(|error| error.code()));
            }
            assert_eq!(codes, [None, None, Some(RefusalCode::Fault), None, None]);
            let page = kitchen.page(kitchen.heron, kitchen.newest()).await;
            let bodies: Vec<_> = page.messages.iter().map(|message| message.body.as_str()).collect();
            assert_eq!(bodies, ["one", "two", "four", "five"]);
            assert!(page.messages.windows(2).all(|pair| pair[1].seq.0 == pair[0].seq.0 + 1));
            drop(appender);
            tasks.close();
            tasks.wait().await;
        })
        .await;
    }
}
