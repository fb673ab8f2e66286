//! One client's doings.

use super::deliveries::Deliveries;
use super::{Pace, Written};
use alongside_protocol::{MessageId, Reaction, RoomId, Seq};
use alongside_terminal::{Connection, Draft, Failure, Sent};
use futures_util::StreamExt;
use futures_util::future::{BoxFuture, FutureExt};
use futures_util::stream::FuturesUnordered;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{Rng, SeedableRng};
use std::sync::Arc;
use tokio::sync::watch;

/// Things under way at once.
const WINDOW: usize = 6;
/// The newest messages of this client, which it may still change.
const CHANGEABLE: usize = 50;
/// Messages are this long, in words; most are short.
const WORDS: std::ops::Range<usize> = 1..40;

pub struct Writer {
    connection: Connection,
    rooms: Vec<RoomId>,
    rng: StdRng,
    counts: Counts,
    written: Written,
    changeable: Vec<MessageId>,
    posted: u64,
}

/// What all writers count together.
pub struct Counts {
    pub acknowledged: Arc<watch::Sender<u64>>,
    pub resting: Arc<watch::Sender<usize>>,
    pub deliveries: Deliveries,
}

enum Done {
    Sent(RoomId, Result<Sent, Failure>),
    Changed(&'static str, Result<Seq, Failure>),
}

impl Writer {
    pub fn new(connection: Connection, rooms: Vec<RoomId>, seed: u64, counts: Counts) -> Self {
        Self {
            connection,
            rooms,
            rng: StdRng::seed_from_u64(seed),
            counts,
            written: Written::default(),
            changeable: Vec::new(),
            posted: 0,
        }
    }

    /// Writes at the given pace until it is over, then until everything under way is answered.
    pub async fn run(mut self, mut pace: watch::Receiver<Pace>) -> Written {
        let mut under_way = FuturesUnordered::new();
        loop {
            let now = *pace.borrow_and_update();
            while now == Pace::Writing && under_way.len() < WINDOW {
                under_way.push(self.something());
            }
            match now {
                Pace::Over if under_way.is_empty() => return self.written,
                Pace::Resting if under_way.is_empty() => self.rest(&mut pace).await,
                _ => tokio::select! {
                    Some(done) = under_way.next() => self.take(done),
                    _ = pace.changed() => {}
                },
            }
        }
    }
    async fn rest(&self, pace: &mut watch::Receiver<Pace>) {
        self.counts.resting.send_modify(|resting| *resting += 1);
        // The crowd is gone when this fails, and with it its connections.
        let _ = pace.wait_for(|pace| *pace != Pace::Resting).await;
        self.counts.resting.send_modify(|resting| *resting -= 1);
    }

    fn something(&mut self) -> BoxFuture<'static, Done> {
        let connection = self.connection.clone();
        match self.rng.random_range(0..20) {
            0 => match self.forget_one() {
                Some(message) => {
                    self.written.deleted.push(message);
                    async move { Done::Changed("delete", connection.delete(message).await) }.boxed()
                }
                None => self.post(),
            },
            1..=2 => match self.any_one() {
                Some(message) => {
                    let text = self.text();
                    async move { Done::Changed("edit", connection.edit(message, text, None).await) }.boxed()
                }
                None => self.post(),
            },
            3..=4 => match self.any_one() {
                Some(message) => {
                    let on = self.rng.random();
                    async move { Done::Changed("react", connection.react(message, Reaction::WithYou, on).await) }
                        .boxed()
                }
                None => self.post(),
            },
            _ => self.post(),
        }
    }
    fn post(&mut self) -> BoxFuture<'static, Done> {
        let room = self.rooms[self.rng.random_range(0..self.rooms.len())];
        let draft = Draft::new(room, self.text());
        let connection = self.connection.clone();
        async move { Done::Sent(room, connection.send(draft).await) }.boxed()
    }
    fn text(&mut self) -> String {
        self.posted += 1;
        let words = ["kettle", "rain", "porch", "slow", "bread", "again", "today", "letter"];
        let count = self.rng.random_range(WORDS);
        let chosen: Vec<_> = (0..count).filter_map(|_| words.choose(&mut self.rng).copied()).collect();
        format!("{} {}", self.posted, chosen.join(" "))
    }
    fn any_one(&mut self) -> Option<MessageId> {
        self.changeable.choose(&mut self.rng).copied()
    }
    fn forget_one(&mut self) -> Option<MessageId> {
        if self.changeable.is_empty() {
            return None;
        }
        let index = self.rng.random_range(0..self.changeable.len());
        Some(self.changeable.swap_remove(index))
    }

    fn take(&mut self, done: Done) {
        match done {
            Done::Sent(room, Ok(sent)) => {
                self.written.acknowledged.push((room, sent));
                self.changeable.push(sent.message);
                if self.changeable.len() > CHANGEABLE {
                    self.changeable.remove(0);
                }
                self.counts.acknowledged.send_modify(|count| *count += 1);
                self.counts.deliveries.acknowledged(sent.message);
            }
            Done::Changed(_, Ok(_)) => {}
            Done::Sent(_, Err(failure)) => self.refused("send", &failure),
            Done::Changed(what, Err(failure)) => self.refused(what, &failure),
        }
    }
    /// Only the server's word counts; what a closing connection leaves unanswered is nobody's fault.
    fn refused(&mut self, what: &str, failure: &Failure) {
        if let Failure::Refused { .. } | Failure::Unexpected(_) = failure {
            self.written.refused.push(format!("{what}: {failure:?}"));
        }
    }
}
