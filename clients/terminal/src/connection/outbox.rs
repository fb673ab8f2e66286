//! Commands until they are answered for good. They go out in order within their lane: messages of
//! one room after each other, changes of one message after each other, all else freely. No clock and
//! no socket in here.

use super::update::Failure;
use alongside_protocol::client::{Command, RequestId};
use alongside_protocol::server::OkResult;
use alongside_protocol::{ClientMessageId, MessageId, Refusal, Retry, RoomId};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;
use tokio::sync::oneshot;
use tokio::time::Instant;

pub type Answer = oneshot::Sender<Result<OkResult, Failure>>;

/// After this many refusals that ask to come back at once, the refusal is final.
const QUICK_RETRIES: u32 = 6;
/// The pause after the first of those; it doubles.
const QUICK_PAUSE: Duration = Duration::from_millis(50);
/// For a refusal that says `after` without saying when.
const DEFAULT_PAUSE: Duration = Duration::from_secs(1);

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Lane {
    Free,
    Room(RoomId),
    Message(MessageId),
}

fn lane_of(command: &Command) -> Lane {
    match command {
        Command::Send(send) => Lane::Room(send.room),
        Command::Edit { message, .. } | Command::Delete { message } | Command::React { message, .. } => {
            Lane::Message(*message)
        }
        _ => Lane::Free,
    }
}

#[derive(Debug)]
pub struct Entry {
    pub command: Command,
    pub answer: Answer,
    /// It went out on a connection that broke before the answer.
    pub unanswered_before: bool,
    pub ever_sent: bool,
    quick_retries: u32,
    not_before: Option<Instant>,
}

impl Entry {
    pub fn client_id(&self) -> Option<ClientMessageId> {
        match &self.command {
            Command::Send(send) => Some(send.client_id),
            _ => None,
        }
    }
    /// The failure to tell when no answer can come any more.
    pub fn given_up(&self, why: &str) -> Failure {
        if self.ever_sent { Failure::Unanswered(why.into()) } else { Failure::NotSent(why.into()) }
    }
}

/// What a refusal leads to.
#[derive(Debug)]
pub enum Refused {
    Final(Box<Entry>),
    /// Goes again by itself.
    Delayed {
        client_id: Option<ClientMessageId>,
        retry_in: Duration,
    },
    /// No command of ours has this number.
    Stranger,
}

#[derive(Debug, Default)]
struct Queue {
    waiting: BTreeSet<RequestId>,
    in_flight: usize,
}

#[derive(Debug)]
pub struct Outbox {
    entries: BTreeMap<RequestId, Entry>,
    lanes: BTreeMap<Lane, Queue>,
    in_flight: BTreeMap<RequestId, Instant>,
    next: RequestId,
    capacity: usize,
    sends_per_room: usize,
}

impl Outbox {
    pub fn new(capacity: usize, sends_per_room: usize) -> Self {
        Self {
            entries: BTreeMap::new(),
            lanes: BTreeMap::new(),
            in_flight: BTreeMap::new(),
            next: 1,
            capacity,
            sends_per_room: sends_per_room.max(1),
        }
    }
    /// A number for a command that is not kept here.
    pub fn number(&mut self) -> RequestId {
        self.next += 1;
        self.next - 1
    }

    /// Gives the answer's sender back when the outbox is full.
    pub fn add(&mut self, command: Command, answer: Answer) -> Result<RequestId, Answer> {
        if self.entries.len() >= self.capacity {
            return Err(answer);
        }
        let id = self.number();
        self.lanes.entry(lane_of(&command)).or_default().waiting.insert(id);
        let entry =
            Entry { command, answer, unanswered_before: false, ever_sent: false, quick_retries: 0, not_before: None };
        self.entries.insert(id, entry);
        Ok(id)
    }

    /// The next command that may go out; from then on it is in flight.
    pub fn next_ready(&mut self, in_flight_at_most: usize, now: Instant) -> Option<(RequestId, &Command)> {
        if self.in_flight.len() >= in_flight_at_most {
            return None;
        }
        let entries = &self.entries;
        let sends_per_room = self.sends_per_room;
        let rested = |id: &RequestId| entries.get(id).is_some_and(|entry| entry.not_before.is_none_or(|at| at <= now));
        let (queue, id) = self.lanes.iter_mut().find_map(|(lane, queue)| {
            let id = match lane {
                Lane::Free => queue.waiting.iter().copied().find(rested),
                // Whoever stands behind a delayed one waits too: order before haste.
                Lane::Room(_) if queue.in_flight < sends_per_room => queue.waiting.first().copied().filter(rested),
                Lane::Message(_) if queue.in_flight == 0 => queue.waiting.first().copied().filter(rested),
                _ => None,
            }?;
            Some((queue, id))
        })?;
        queue.waiting.remove(&id);
        queue.in_flight += 1;
        self.in_flight.insert(id, now);
        let entry = self.entries.get_mut(&id)?;
        entry.ever_sent = true;
        entry.not_before = None;
        Some((id, &entry.command))
    }

    /// The room that a message goes to.
    pub fn room_of(&self, id: RequestId) -> Option<RoomId> {
        match &self.entries.get(&id)?.command {
            Command::Send(send) => Some(send.room),
            _ => None,
        }
    }
    /// The command is answered for good.
    pub fn finish(&mut self, id: RequestId) -> Option<Entry> {
        self.in_flight.remove(&id)?;
        let entry = self.entries.remove(&id)?;
        let lane = lane_of(&entry.command);
        if let Some(queue) = self.lanes.get_mut(&lane) {
            queue.in_flight -= 1;
            if queue.in_flight == 0 && queue.waiting.is_empty() {
                self.lanes.remove(&lane);
            }
        }
        Some(entry)
    }

    pub fn refuse(&mut self, id: RequestId, refusal: &Refusal, wait_at_most: Duration, now: Instant) -> Refused {
        if !self.in_flight.contains_key(&id) {
            return Refused::Stranger;
        }
        let Some(retry_in) = self.pause_after(id, refusal, wait_at_most) else {
            return self.finish(id).map_or(Refused::Stranger, |entry| Refused::Final(Box::new(entry)));
        };
        self.put_back(id);
        let Some(entry) = self.entries.get_mut(&id) else { return Refused::Stranger };
        entry.not_before = Some(now + retry_in);
        Refused::Delayed { client_id: entry.client_id(), retry_in }
    }

    /// How long to wait before sending it again; `None` when the refusal is final.
    fn pause_after(&mut self, id: RequestId, refusal: &Refusal, wait_at_most: Duration) -> Option<Duration> {
        let entry = self.entries.get_mut(&id)?;
        match refusal.retry {
            Retry::Never | Retry::Reauthenticate => None,
            Retry::After => {
                let pause = refusal.retry_after_ms.map_or(DEFAULT_PAUSE, Duration::from_millis);
                (pause <= wait_at_most).then_some(pause)
            }
            Retry::Now | Retry::Resync => {
                entry.quick_retries += 1;
                let pause = QUICK_PAUSE.saturating_mul(1 << (entry.quick_retries - 1).min(16));
                (entry.quick_retries <= QUICK_RETRIES && pause <= wait_at_most).then_some(pause)
            }
        }
    }

    fn put_back(&mut self, id: RequestId) {
        self.in_flight.remove(&id);
        let Some(entry) = self.entries.get(&id) else { return };
        let queue = self.lanes.entry(lane_of(&entry.command)).or_default();
        queue.in_flight -= 1;
        queue.waiting.insert(id);
    }

    /// The connection is gone: everything in flight goes out again, in its old place and with its old
    /// client id, on the next one.
    pub fn lost(&mut self) {
        let unanswered: Vec<_> = self.in_flight.keys().copied().collect();
        for id in unanswered {
            self.put_back(id);
            if let Some(entry) = self.entries.get_mut(&id) {
                entry.unanswered_before = true;
            }
        }
    }

    /// The moment when the oldest command in flight has waited for `patience`.
    pub fn overdue_at(&self, patience: Duration) -> Option<Instant> {
        self.in_flight.values().min().map(|sent| *sent + patience)
    }
    /// When a delayed command may go.
    pub fn deadline(&self, now: Instant) -> Option<Instant> {
        self.lanes
            .iter()
            .flat_map(|(lane, queue)| queue.waiting.iter().take(if *lane == Lane::Free { usize::MAX } else { 1 }))
            .filter_map(|id| self.entries.get(id)?.not_before)
            .filter(|at| *at > now)
            .min()
    }
    /// Everything that waits, oldest first.
    pub fn drain(&mut self) -> Vec<Entry> {
        self.lanes.clear();
        self.in_flight.clear();
        std::mem::take(&mut self.entries).into_values().collect()
    }
}

#[cfg(test)]
#[path = "outbox_tests.rs"]
mod tests;
