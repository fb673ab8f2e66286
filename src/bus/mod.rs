//! The bus carries announcements to every node's hub.
//!
//! Its guarantee: an announcement may be lost, doubled, late or out of order on its way to other nodes, and nothing depends on
//! it. The log is the truth: hubs notice a hole by its numbers and read it from the database; heads are compared with the
//! database on a timer; rights are checked against it on a timer as well. On its own node an announcement is delivered at
//! once and in order.
//!
//! - [`message`]: what goes from node to node, sealed so that only nodes of one installation are believed;
//! - [`redis`]: publishes and subscribes; tells of every time that something may have been missed;
//! - [`teller`]: for a program that tells something and ends;
//! - [`recent`]: how far the logs reach that this node wrote to, for the beacon;
//! - [`roster`]: which nodes there are, by their beacons.

mod message;
mod recent;
mod redis;
mod roster;
mod teller;

pub use message::{About, Key, RoomPresence};
pub use redis::Options as RedisOptions;
pub use roster::KnownNode;
pub use teller::tell_once;

use crate::announcement::{Announcement, Control};
use crate::frames::{self, Frame};
use crate::storage::Committed;
use alongside_protocol::{AccountId, Epoch, Event, NodeId, Seq, StreamId};
use message::Message;
use redis::Redis;
use std::sync::Arc;
use std::time::Duration;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// How often heads are compared with the database while nothing can be published.
const POLL: Duration = Duration::from_millis(500);
/// How often they are compared when all seems well: what no other means noticed is found then.
const LOOK: Duration = Duration::from_secs(4);
/// The same on one node, where nothing is ever on its way.
const LOOK_ALONE: Duration = Duration::from_secs(20);
/// What concerns no log in particular goes with this one.
const NO_STREAM: StreamId = StreamId(uuid::Uuid::nil());

/// Where announcements arrive: the hub. Nothing here may block.
pub trait Sink: Send + Sync {
    /// Somebody on this node follows the log.
    fn follows(&self, stream: StreamId) -> bool;
    /// Events that are in a log.
    fn frames(&self, stream: StreamId, frames: Vec<Arc<Frame>>);
    /// A log is said to reach so far.
    fn heard(&self, stream: StreamId, to: Seq);
    fn control(&self, control: Control);
    fn writing(&self, stream: StreamId, account: AccountId, alias: &str);
    /// Who is in a room on another node.
    fn elsewhere(&self, node: NodeId, presence: RoomPresence);
    /// Another node says goodbye.
    fn gone(&self, node: NodeId);
    /// Who is in which room on this node.
    fn here(&self) -> Vec<RoomPresence>;
    /// What other nodes are told of this one.
    fn about(&self) -> About;
    /// Something may have been missed: compare the heads of all followed logs with the database.
    fn doubt(&self);
}

#[derive(Clone)]
pub struct Bus {
    epoch: Epoch,
    sink: Arc<dyn Sink>,
    /// Absent on a single node: then publishing is delivering.
    redis: Option<Arc<Redis>>,
}

impl Bus {
    /// One node.
    pub fn local(epoch: Epoch, sink: Arc<dyn Sink>) -> Self {
        Self { epoch, sink, redis: None }
    }

    /// One node of many. Begins to connect; until it has, the bus is degraded.
    pub fn among_nodes(
        options: RedisOptions,
        epoch: Epoch,
        sink: Arc<dyn Sink>,
        tasks: &TaskTracker,
        stop: CancellationToken,
    ) -> Self {
        let redis = Redis::start(options, epoch, Arc::clone(&sink), tasks, stop);
        Self { epoch, sink, redis: Some(redis) }
    }

    /// Tells everybody what became durable. Never waits for the network.
    pub fn publish(&self, committed: Committed) {
        self.announce(committed.into_announcements());
    }

    /// The same for what has been taken out of [`Committed`]; a test plants here what is not durable yet.
    pub fn announce(&self, announcements: Vec<Announcement>) {
        let mut controls = Vec::new();
        let mut runs: Vec<(StreamId, Vec<Event>)> = Vec::new();
        for announcement in announcements {
            match announcement {
                Announcement::Control(control) => controls.push(control),
                Announcement::Event { stream, event } => match runs.iter_mut().find(|(id, _)| *id == stream) {
                    Some((_, events)) => events.push(event),
                    None => runs.push((stream, vec![event])),
                },
            }
        }
        for (stream, events) in runs {
            self.tell_events(stream, events);
        }
        for control in controls {
            self.sink.control(control);
            self.send(stream_of(control), Message::Control(control));
        }
    }

    /// The events of one transaction follow on each other: the log was held by it.
    fn tell_events(&self, stream: StreamId, events: Vec<Event>) {
        let Some(first) = events.first() else { return };
        if self.redis.is_none() && !self.sink.follows(stream) {
            return;
        }
        let prev = Seq(first.seq.0 - 1);
        let frames = frames::encode(stream, self.epoch, prev, events);
        if let Some(redis) = &self.redis {
            redis.frames(stream, &frames);
        }
        self.sink.frames(stream, frames);
    }

    /// Something may be in the logs that nobody was told of.
    pub fn doubt(&self) {
        self.sink.doubt();
    }

    /// Somebody is writing.
    pub fn writing(&self, stream: StreamId, account: AccountId, alias: &str) {
        self.sink.writing(stream, account, alias);
        self.send(stream, Message::Writing { stream, account, alias: alias.to_owned() });
    }

    /// Who is in rooms of this node: after a change, and again before the lease runs out.
    pub fn presence(&self, rooms: &[RoomPresence]) {
        if let Some(redis) = &self.redis {
            redis.presence(rooms);
        }
    }

    fn send(&self, stream: StreamId, message: Message) {
        if let Some(redis) = &self.redis {
            redis.send(stream, message, "");
        }
    }

    /// Other nodes may not hear of what happens here right now, and this one not of them.
    pub fn degraded(&self) -> bool {
        self.redis.as_ref().is_some_and(|redis| redis.degraded())
    }

    /// Nodes that were heard lately, this one among them; nobody where no beacons go.
    pub fn nodes(&self) -> Vec<KnownNode> {
        self.redis.as_ref().map(|redis| redis.nodes()).unwrap_or_default()
    }

    /// Whether announcements leave this process.
    pub fn has_other_nodes(&self) -> bool {
        self.redis.is_some()
    }

    /// How long the hub waits before it compares heads with the database again.
    pub fn look_interval(&self) -> Duration {
        match &self.redis {
            None => LOOK_ALONE,
            Some(redis) if redis.degraded() => POLL,
            Some(_) => LOOK,
        }
    }

    /// Says goodbye, after everything that still waits to be told.
    pub async fn leave(&self) {
        if let Some(redis) = &self.redis {
            redis.leave().await;
        }
    }
}

/// Which log a control is about; it only decides the partition.
fn stream_of(control: Control) -> StreamId {
    match control {
        Control::SessionEnded(_) => NO_STREAM,
        Control::AccountChanged(account) | Control::BlocksChanged(account) => account.into(),
        Control::AccessChanged { stream, .. } | Control::StreamChanged(stream) => stream,
    }
}
