//! The bus over Redis or Valkey: RESP3 publish and subscribe on one set of connections for the whole node.
//!
//! A generation is one life of these connections. It begins with subscribing and a look at the database, since whatever was
//! published before is gone. It ends when anything is odd: a closed connection, an unsubscription that nobody asked for,
//! an error, or our own beacon not coming back; then the next begins. Nothing reconnects behind our back, so nothing is
//! missed without our knowing it.
//!
//! On one Redis there is one channel. On a cluster there are [`PARTITIONS`] of the sharded kind, by log. Every node hears all
//! of them: what goes on in an installation is little beside what fans out of a node.

use super::message::{self, Events, Header, Key, Message, RoomPresence};
use super::recent::Recent;
use super::roster::{KnownNode, Roster};
use super::{NO_STREAM, Sink};
use crate::frames::Frame;
use alongside_protocol::{Epoch, NodeId, StreamId};
use link::Link;
use redis::{PushInfo, PushKind, Value};
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::{mpsc, oneshot};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

mod link;

/// Channels on a cluster.
const PARTITIONS: usize = 8;
/// How often a node says how far the logs reach that it wrote to (protocol P6 asks for 2 s at most).
const BEACON: Duration = Duration::from_millis(500);
/// Our own beacon is this late: other nodes may not hear us, nor we them.
const LATE: Duration = Duration::from_millis(1_250);
/// It is this late: begin anew.
const LOST: Duration = Duration::from_secs(5);
/// Between two attempts to connect.
const RETRY: Duration = Duration::from_millis(250);
/// Messages that wait for Redis, and their bytes; more are dropped, and the beacon tells of them.
const QUEUE: usize = 8_192;
const QUEUE_BYTES: usize = 16 * 1024 * 1024;
/// Messages in one write to Redis.
const BATCH: usize = 64;
/// Messages from Redis that wait for us; more are dropped, and heads are compared with the database.
const ARRIVALS: usize = 8_192;
/// Rooms in one message about who is here.
const ROOMS_TOLD: usize = 200;
/// How long a goodbye may take.
const GOODBYE: Duration = Duration::from_secs(1);

pub struct Options {
    /// `redis://…` or `rediss://…`; several separated by commas are the first addresses of one cluster.
    pub url: String,
    /// Send no text: other nodes read it from the database. For a Redis that others can read.
    pub hints_only: bool,
    pub node: NodeId,
    pub key: Key,
    /// Tell of no event; a test plants this.
    pub mute: bool,
}

pub struct Redis {
    node: NodeId,
    key: Key,
    hints_only: bool,
    mute: bool,
    sink: Arc<dyn Sink>,
    number: AtomicU64,
    queue: mpsc::Sender<Outgoing>,
    queued_bytes: AtomicUsize,
    recent: Mutex<Recent>,
    roster: Mutex<Roster>,
    connected: AtomicBool,
    degraded: AtomicBool,
}

enum Outgoing {
    Message {
        stream: StreamId,
        sealed: Vec<u8>,
    },
    /// Everything before this is out.
    Flushed(oneshot::Sender<()>),
}

/// Why a generation ended.
#[derive(Debug, thiserror::Error)]
enum Ended {
    #[error("redis")]
    Redis(#[from] redis::RedisError),
    #[error("redis did not answer in time")]
    TooLate(#[from] tokio::time::error::Elapsed),
    #[error("the connection was closed")]
    Closed,
    #[error("our own beacon did not come back")]
    Unheard,
}

impl Redis {
    pub fn start(
        options: Options,
        epoch: Epoch,
        sink: Arc<dyn Sink>,
        tasks: &TaskTracker,
        stop: CancellationToken,
    ) -> Arc<Self> {
        let (queue, waiting) = mpsc::channel(QUEUE);
        let Options { url, hints_only, node, key, mute } = options;
        let redis = Arc::new(Self {
            node,
            key,
            hints_only,
            mute,
            sink,
            number: AtomicU64::new(1),
            queue,
            queued_bytes: AtomicUsize::new(0),
            recent: Mutex::default(),
            roster: Mutex::default(),
            connected: AtomicBool::new(false),
            degraded: AtomicBool::new(true),
        });
        metrics::gauge!("alongside_bus_degraded").set(1);
        tasks.spawn(Arc::clone(&redis).run(url, epoch, waiting, stop));
        redis
    }

    pub fn degraded(&self) -> bool {
        self.degraded.load(Ordering::Acquire)
    }

    fn set_degraded(&self, degraded: bool) {
        if self.degraded.swap(degraded, Ordering::AcqRel) != degraded {
            metrics::gauge!("alongside_bus_degraded").set(if degraded { 1 } else { 0 });
            if degraded {
                tracing::warn!(
                    "other nodes may not hear of what happens here; heads are read from the database instead"
                );
            } else {
                tracing::info!("the bus to other nodes works");
            }
            // Whatever was missed until now, either way.
            self.sink.doubt();
        }
    }

    pub fn frames(&self, stream: StreamId, frames: &[Arc<Frame>]) {
        if self.mute {
            return;
        }
        if let Some(last) = frames.last() {
            self.recent().wrote(stream, last.to);
        }
        for frame in frames {
            let text = if self.hints_only { "" } else { frame.text.as_str() };
            self.send(stream, Message::Events(Events::of(stream, frame)), text);
        }
    }

    pub fn presence(&self, rooms: &[RoomPresence]) {
        for page in rooms.chunks(ROOMS_TOLD) {
            self.send(NO_STREAM, Message::Presence { rooms: page.to_vec() }, "");
        }
    }

    /// The text is that of a frame; other messages have none.
    pub fn send(&self, stream: StreamId, message: Message, text: &str) {
        if self.connected.load(Ordering::Acquire) {
            self.put(Outgoing::Message { stream, sealed: self.seal(message, text) });
        }
    }

    fn seal(&self, message: Message, text: &str) -> Vec<u8> {
        let number = self.number.fetch_add(1, Ordering::Relaxed);
        message::seal(&self.key, &Header { node: self.node, number, message }, text)
    }

    fn put(&self, outgoing: Outgoing) {
        let bytes = outgoing.bytes();
        let queued = self.queued_bytes.fetch_add(bytes, Ordering::AcqRel);
        if queued + bytes > QUEUE_BYTES || self.queue.try_send(outgoing).is_err() {
            self.queued_bytes.fetch_sub(bytes, Ordering::AcqRel);
            metrics::counter!("alongside_bus_dropped_total").increment(1);
        }
    }

    fn recent(&self) -> std::sync::MutexGuard<'_, Recent> {
        self.recent.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn roster(&self) -> std::sync::MutexGuard<'_, Roster> {
        self.roster.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn nodes(&self) -> Vec<KnownNode> {
        self.roster().all(Instant::now())
    }

    pub async fn leave(&self) {
        self.send(NO_STREAM, Message::Goodbye, "");
        let (flushed, done) = oneshot::channel();
        self.put(Outgoing::Flushed(flushed));
        // Whoever does not hear it lets our presence run out.
        let _heard = tokio::time::timeout(GOODBYE, done).await;
    }

    async fn run(
        self: Arc<Self>,
        url: String,
        epoch: Epoch,
        mut waiting: mpsc::Receiver<Outgoing>,
        stop: CancellationToken,
    ) {
        let mut told = String::new();
        loop {
            let began = Instant::now();
            let ended = tokio::select! {
                () = stop.cancelled() => return,
                ended = self.generation(&url, epoch, &mut waiting) => ended,
            };
            self.connected.store(false, Ordering::Release);
            self.set_degraded(true);
            metrics::counter!("alongside_bus_generations_total").increment(1);
            let why = crate::error::chain(&ended);
            // The same trouble again and again is said once.
            if why != told || began.elapsed() > LOST {
                tracing::warn!(%why, "the bus to other nodes does not work; trying again");
                told = why;
            }
            while let Ok(outgoing) = waiting.try_recv() {
                self.queued_bytes.fetch_sub(outgoing.bytes(), Ordering::AcqRel);
            }
            tokio::select! {
                () = stop.cancelled() => return,
                () = tokio::time::sleep(RETRY) => {}
            }
        }
    }

    async fn generation(&self, url: &str, epoch: Epoch, waiting: &mut mpsc::Receiver<Outgoing>) -> Ended {
        let (sender, mut arrivals) = mpsc::channel(ARRIVALS);
        let sink = Arc::clone(&self.sink);
        let take = move |push: PushInfo| {
            if sender.try_send(push).is_err() {
                metrics::counter!("alongside_bus_missed_total").increment(1);
                sink.doubt();
            }
            Ok::<(), std::convert::Infallible>(())
        };
        let link = match Link::open(url, epoch, take).await {
            Ok(link) => link,
            Err(ended) => return ended,
        };
        // From here on everything is heard; what came before is in the database.
        self.connected.store(true, Ordering::Release);
        self.sink.doubt();
        self.send(NO_STREAM, Message::WhoIsHere, "");
        self.presence(&self.sink.here());
        let proof = Proof::new(link.partitions());
        tokio::select! {
            ended = self.publish(link.clone(), waiting) => ended,
            ended = self.receive(&mut arrivals, &proof) => ended,
            ended = self.beacons(link, &proof) => ended,
        }
    }

    async fn publish(&self, link: Link, waiting: &mut mpsc::Receiver<Outgoing>) -> Ended {
        let mut batch = Vec::with_capacity(BATCH);
        loop {
            if waiting.recv_many(&mut batch, BATCH).await == 0 {
                return Ended::Closed;
            }
            let mut messages = Vec::with_capacity(batch.len());
            let mut flushed = Vec::new();
            for outgoing in batch.drain(..) {
                self.queued_bytes.fetch_sub(outgoing.bytes(), Ordering::AcqRel);
                match outgoing {
                    Outgoing::Message { stream, sealed } => messages.push((link.partition(stream), sealed)),
                    Outgoing::Flushed(done) => flushed.push(done),
                }
            }
            if let Err(ended) = link.publish(messages).await {
                return ended;
            }
            for done in flushed {
                let _nobody_waits = done.send(());
            }
        }
    }

    async fn receive(&self, arrivals: &mut mpsc::Receiver<PushInfo>, proof: &Proof) -> Ended {
        let mut presence_numbers: HashMap<NodeId, u64> = HashMap::new();
        while let Some(push) = arrivals.recv().await {
            match push.kind {
                PushKind::Message | PushKind::SMessage => {
                    if let Some(Value::BulkString(sealed)) = push.data.into_iter().nth(1) {
                        self.arrived(sealed, proof, &mut presence_numbers);
                    }
                }
                PushKind::Disconnection | PushKind::Unsubscribe | PushKind::SUnsubscribe => return Ended::Closed,
                _ => {}
            }
        }
        Ended::Closed
    }

    fn arrived(&self, sealed: Vec<u8>, proof: &Proof, presence_numbers: &mut HashMap<NodeId, u64>) {
        let Some((Header { node, number, message }, text)) = message::open(&self.key, &sealed) else {
            metrics::counter!("alongside_bus_rejected_total").increment(1);
            return self.sink.doubt();
        };
        if let Message::Beacon { about: Some(about), .. } = &message {
            self.roster().heard(node, about.clone(), Instant::now());
        }
        if node == self.node {
            if let Message::Beacon { partition, .. } = message {
                proof.heard(partition);
            }
            return;
        }
        match message {
            Message::Events(events) if text.is_empty() => self.sink.heard(events.stream, events.to),
            Message::Events(events) => {
                if self.sink.follows(events.stream) {
                    self.sink.frames(events.stream, vec![events.into_frame(text)]);
                }
            }
            Message::Control(control) => self.sink.control(control),
            Message::Writing { stream, account, alias } => self.sink.writing(stream, account, &alias),
            Message::Presence { rooms } => {
                let last = presence_numbers.entry(node).or_default();
                if number > *last {
                    *last = number;
                    rooms.into_iter().for_each(|room| self.sink.elsewhere(node, room));
                }
            }
            Message::WhoIsHere => self.presence(&self.sink.here()),
            Message::Beacon { heads, .. } => heads.into_iter().for_each(|(stream, to)| self.sink.heard(stream, to)),
            Message::Goodbye => {
                presence_numbers.remove(&node);
                self.roster().gone(node);
                self.sink.gone(node);
                self.sink.doubt();
            }
            Message::Unknown => {}
        }
    }

    async fn beacons(&self, link: Link, proof: &Proof) -> Ended {
        let mut timer = tokio::time::interval(BEACON);
        timer.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            timer.tick().await;
            let heads = self.recent().heads();
            let beacons = (0..link.partitions()).map(|partition| {
                let heads = heads.iter().filter(|(stream, _)| link.partition(*stream) == partition).copied();
                let about = (partition == 0).then(|| self.sink.about());
                (partition, self.seal(Message::Beacon { partition, heads: heads.collect(), about }, ""))
            });
            if let Err(ended) = link.publish(beacons.collect()).await {
                return ended;
            }
            self.recent().told(&heads);
            let age = proof.age();
            self.set_degraded(age.is_none_or(|age| age > LATE));
            if age.unwrap_or_else(|| proof.since.elapsed()) > LOST {
                return Ended::Unheard;
            }
        }
    }
}

impl Outgoing {
    fn bytes(&self) -> usize {
        match self {
            Self::Message { sealed, .. } => sealed.len(),
            Self::Flushed(_) => 0,
        }
    }
}

/// When our own beacon last came back through each partition.
struct Proof {
    since: Instant,
    heard: Mutex<Vec<Option<Instant>>>,
}

impl Proof {
    fn new(partitions: usize) -> Self {
        Self { since: Instant::now(), heard: Mutex::new(vec![None; partitions]) }
    }

    fn heard(&self, partition: usize) {
        let mut heard = self.heard.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(at) = heard.get_mut(partition) {
            *at = Some(Instant::now());
        }
    }

    /// Of the partition that was silent longest; `None` while one has never been heard.
    fn age(&self) -> Option<Duration> {
        let heard = self.heard.lock().unwrap_or_else(PoisonError::into_inner);
        let ages = heard.iter().map(|at| at.map(|at| at.elapsed()));
        ages.collect::<Option<Vec<_>>>()?.into_iter().max()
    }
}
