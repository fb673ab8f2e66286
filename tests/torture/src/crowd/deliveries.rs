//! When each message was acknowledged, and when the last of all clients had it.

use alongside_protocol::server::Snapshot;
use alongside_protocol::stream::EventKind;
use alongside_protocol::{Message, MessageId, RoomId, Seq};
use alongside_terminal::{Update, Updates};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// How often an awaited delivery is looked for.
const LOOK: Duration = Duration::from_millis(5);

#[derive(Debug, Default, Clone, Copy)]
struct Delivery {
    acknowledged: Option<Instant>,
    /// How many clients have it, and when the last of them got it.
    seen: usize,
    last: Option<Instant>,
}

#[derive(Debug, Clone)]
pub struct Deliveries {
    clients: usize,
    messages: Arc<Mutex<HashMap<MessageId, Delivery>>>,
}

impl Deliveries {
    pub fn new(clients: usize) -> Self {
        Self { clients, messages: Arc::default() }
    }
    fn lock(&self) -> MutexGuard<'_, HashMap<MessageId, Delivery>> {
        self.messages.lock().unwrap_or_else(PoisonError::into_inner)
    }
    pub fn acknowledged(&self, message: MessageId) {
        self.lock().entry(message).or_default().acknowledged.get_or_insert_with(Instant::now);
    }
    fn seen(&self, message: MessageId) {
        let mut messages = self.lock();
        let delivery = messages.entry(message).or_default();
        delivery.seen += 1;
        delivery.last = Some(Instant::now());
    }
    /// Empties one client's updates, and notes each message that it did not have before.
    pub async fn watch(self, mut updates: Updates) {
        let mut had: HashMap<RoomId, Seq> = HashMap::new();
        let mut take = |message: &Message| {
            let had = had.entry(message.room).or_default();
            if message.seq > *had {
                *had = message.seq;
                self.seen(message.id);
            }
        };
        while let Some(update) = updates.next().await {
            match update {
                Update::Batch(batch) => {
                    for event in &batch.events {
                        if let EventKind::MessagePosted { message } = &event.kind {
                            take(message);
                        }
                    }
                }
                Update::Resync(resync) => {
                    if let Snapshot::Room(room) = &resync.snapshot {
                        room.messages.iter().for_each(&mut take);
                    }
                }
                _ => {}
            }
        }
    }

    /// From a message's acknowledgement until everybody had it; at most `patience`.
    pub async fn of(&self, message: MessageId, patience: Duration) -> Duration {
        let end = Instant::now() + patience;
        loop {
            let delivery = self.lock().get(&message).copied().unwrap_or_default();
            if let Some(took) = self.took(&delivery) {
                return took;
            }
            if Instant::now() >= end {
                return patience;
            }
            tokio::time::sleep(LOOK).await;
        }
    }
    fn took(&self, delivery: &Delivery) -> Option<Duration> {
        let (acknowledged, last) = (delivery.acknowledged?, delivery.last?);
        (delivery.seen >= self.clients).then(|| last.saturating_duration_since(acknowledged))
    }
    /// The slowest of the messages that were acknowledged in this span and everybody has by now, and how many they are.
    /// One that somebody still misses counts with the time that it has taken until now.
    pub fn slowest(&self, from: Instant, to: Instant) -> (Duration, usize) {
        let messages = self.lock();
        let in_span = messages.values().filter_map(|delivery| {
            let acknowledged = delivery.acknowledged.filter(|at| (from..to).contains(at))?;
            Some(self.took(delivery).unwrap_or_else(|| acknowledged.elapsed()))
        });
        in_span.fold((Duration::ZERO, 0), |(slowest, count), took| (slowest.max(took), count + 1))
    }
}
