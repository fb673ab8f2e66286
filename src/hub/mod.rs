//! Who is connected to this node and follows which log; fan-out; repair.
//!
//! - [`connection`]: one open connection, as others reach it;
//! - [`stream`]: a log and its followers; [`tail`]: its last frames, shared by them;
//! - [`rounds`]: brings what is new to all followers, by one task for each room;
//! - [`presence`]: who is here, who is writing; [`elsewhere`]: the same as other nodes tell of it;
//! - [`look`]: compares heads with the database;
//! - [`appender`]: group commit: many sends, one transaction.
//!
//! A connection follows a stream with [`Hub::follow`]. Once it is up to date it lends its cursor: a round then writes what comes
//! straight to it. Otherwise it is woken through its [`Connection`], and reads as much as it can send: from the tail, or, when
//! it has fallen behind the tail, from the log.

pub mod appender;
mod connection;
mod elsewhere;
pub mod look;
mod presence;
mod rounds;
mod stream;
mod tail;

pub use connection::{Connection, Nudges, Offered, Outlet};
pub use elsewhere::REFRESH as PRESENCE_REFRESH;
pub use stream::Following;
pub use tail::Reading;

use crate::announcement::Control;
use crate::bus::{About, RoomPresence, Sink};
use crate::clock::Clock;
use crate::error::{Result, chain};
use crate::frames::{self, Frame};
use crate::rooms;
use crate::storage::Db;
use crate::streams;
use alongside_protocol::{AccountId, Epoch, NodeId, RoomId, Seq, SessionId, StreamId};
use dashmap::DashMap;
use elsewhere::Elsewhere;
use presence::Presence;
use std::collections::HashSet;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;
use stream::Stream;
use tail::Arrival;
use tokio::sync::Notify;
use tokio::time::Instant;

/// Events that a repair reads at a time.
const REPAIR_PAGE: i64 = 500;
/// A hole that is only somebody overtaking on the way closes by itself within this time.
const OVERTAKING: Duration = Duration::from_millis(20);
/// A repair that could not read waits so long before it tries again.
const REPAIR_RETRY: Duration = Duration::from_millis(250);
/// Changes of presence and writing are told at most this often.
pub const PRESENCE_INTERVAL: Duration = Duration::from_millis(500);
/// How exact alarms are.
pub const ALARM_INTERVAL: Duration = Duration::from_millis(250);

/// A mutex guards plain data here, never half-done work: a panic elsewhere leaves it usable.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

pub struct Hub {
    db: Db,
    epoch: Epoch,
    clock: Clock,
    streams: DashMap<StreamId, Arc<Stream>>,
    connections: DashMap<u64, Arc<Connection>>,
    next_connection: AtomicU64,
    /// Streams whose presence changed since the last tick.
    changed: Mutex<HashSet<StreamId>>,
    /// Who is where on other nodes.
    elsewhere: Elsewhere,
    /// Heads should be compared with the database soon.
    doubt: Notify,
    /// For tasks that outlive a call.
    me: Weak<Hub>,
    began: Instant,
}

impl Hub {
    pub fn new(db: Db, epoch: Epoch, clock: Clock) -> Arc<Self> {
        Arc::new_cyclic(|me| Self {
            db,
            epoch,
            clock,
            streams: DashMap::new(),
            connections: DashMap::new(),
            next_connection: AtomicU64::new(1),
            changed: Mutex::default(),
            elsewhere: Elsewhere::default(),
            doubt: Notify::new(),
            me: me.clone(),
            began: Instant::now(),
        })
    }

    pub fn connect(&self, account: AccountId, session: SessionId) -> Arc<Connection> {
        let id = self.next_connection.fetch_add(1, Ordering::Relaxed);
        let connection = Arc::new(Connection::new(id, account, session));
        self.connections.insert(connection.id, Arc::clone(&connection));
        connection
    }

    pub fn disconnect(&self, connection: &Connection) {
        self.connections.remove(&connection.id);
    }

    pub fn connection_count(&self) -> usize {
        self.connections.len()
    }

    /// Begins to follow: from here on the connection is told of every change. Read the database after this, then call
    /// [`Following::reached`] with the head that it has.
    pub fn follow(self: &Arc<Self>, connection: &Arc<Connection>, id: StreamId) -> Following {
        // The entry stays locked until the follower is in, so that the stream is not dropped in between.
        let entry = self.streams.entry(id).or_insert_with(|| Arc::new(Stream::new(id)));
        Following::new(Arc::clone(self), Arc::clone(&entry), connection)
    }

    /// Milliseconds since this hub began: what alarms are set by.
    pub fn milliseconds(&self) -> u64 {
        u64::try_from(self.began.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    /// Wakes every connection whose alarm has come; called every [`ALARM_INTERVAL`]. One look at all of them is cheaper than
    /// timers of each.
    pub fn ring(&self) {
        let (at, now) = (self.milliseconds(), self.clock.now());
        self.connections.iter().filter(|entry| entry.is_due(at, now)).for_each(|entry| entry.wake());
    }

    /// Makes every connection look around: the server is about to stop.
    pub fn wake_all(&self) {
        self.connections.iter().for_each(|entry| entry.wake());
    }

    fn arrived(&self, stream: &Arc<Stream>, arrival: Arrival) {
        match arrival {
            Arrival::Known => {}
            Arrival::Grown => rounds::bring(stream),
            Arrival::Hole => {
                rounds::bring(stream);
                self.repair(stream);
            }
        }
    }

    /// Reads what is missing, once for all followers.
    fn repair(&self, stream: &Arc<Stream>) {
        if stream.repairing.swap(true, Ordering::AcqRel) {
            return;
        }
        let Some(hub) = self.me.upgrade() else { return };
        let stream = Arc::clone(stream);
        // Ends when the hole is filled or nobody follows any more.
        tokio::spawn(async move {
            tokio::time::sleep(OVERTAKING).await;
            loop {
                if !locked(&stream.tail).is_whole()
                    && let Err(error) = hub.fill(&stream).await
                {
                    tracing::warn!(stream = %stream.id, error = %chain(&error), "a hole could not be read yet");
                    tokio::time::sleep(REPAIR_RETRY).await;
                }
                stream.repairing.store(false, Ordering::Release);
                let abandoned = stream.is_abandoned();
                let whole = locked(&stream.tail).is_whole();
                if abandoned || whole || stream.repairing.swap(true, Ordering::AcqRel) {
                    break;
                }
            }
        });
    }

    async fn fill(&self, stream: &Arc<Stream>) -> Result<()> {
        let Some((from, heard)) = locked(&stream.tail).ends() else { return Ok(()) };
        metrics::counter!("alongside_repairs_total").increment(1);
        let mut tx = self.db.read().await?;
        let page = streams::events(&mut tx, stream.id, from, REPAIR_PAGE).await?;
        drop(tx);
        let mut tail = locked(&stream.tail);
        if page.to > from {
            tail.push_read(from, frames::covering(stream.id, self.epoch, from, page.to, page.events));
        } else {
            // The database is right.
            tail.ends_here(heard);
        }
        drop(tail);
        rounds::bring(stream);
        Ok(())
    }

    fn presence_changed(&self, stream: StreamId) {
        locked(&self.changed).insert(stream);
    }

    /// Tells followers whose room's presence changed, and returns who is in those rooms now, for other nodes; called every
    /// [`PRESENCE_INTERVAL`].
    pub fn tick(&self) -> Vec<RoomPresence> {
        let now = self.clock.now();
        for room in self.elsewhere.expire(now) {
            self.presence_told(room);
        }
        let changed = std::mem::take(&mut *locked(&self.changed));
        let mut told = Vec::new();
        for id in changed {
            let Some(stream) = self.streams.get(&id).map(|entry| Arc::clone(&entry)) else {
                told.push(RoomPresence::nobody(id));
                continue;
            };
            let mut presence = locked(&stream.presence);
            presence.expire(now);
            if !presence.nobody_writes() {
                self.presence_changed(id);
            }
            if presence.take_change() {
                told.push(presence.told(id));
            }
            drop(presence);
            stream.tell();
        }
        told
    }

    /// Something about who is here came from another node.
    fn presence_told(&self, id: StreamId) {
        if let Some(stream) = self.streams.get(&id).map(|entry| Arc::clone(&entry)) {
            locked(&stream.presence).here_version += 1;
            self.presence_changed(id);
        }
    }

    fn heed(&self, control: Control) {
        let each = |concerned: &dyn Fn(&Connection) -> bool, change: &dyn Fn(&mut Nudges)| {
            for connection in self.connections.iter().filter(|entry| concerned(entry)) {
                connection.nudge(change);
            }
        };
        match control {
            Control::SessionEnded(session) => each(&|c| c.session() == session, &|n| n.caller = true),
            Control::AccountChanged(account) | Control::BlocksChanged(account) => {
                each(&|c| c.account == account, &|n| n.caller = true);
            }
            Control::AccessChanged { stream, account } => {
                each(&|c| c.account == account, &|n| n.add_stream(stream));
            }
            Control::StreamChanged(stream) => {
                let Some(stream) = self.streams.get(&stream).map(|entry| Arc::clone(&entry)) else { return };
                stream.each_connection(|connection| connection.nudge(|nudges| nudges.add_stream(stream.id)));
            }
        }
    }
}

impl Sink for Hub {
    fn follows(&self, stream: StreamId) -> bool {
        self.streams.contains_key(&stream)
    }

    fn frames(&self, id: StreamId, frames: Vec<Arc<Frame>>) {
        let Some(stream) = self.streams.get(&id).map(|entry| Arc::clone(&entry)) else { return };
        let mut presence = locked(&stream.presence);
        if !presence.nobody_writes() {
            for author in frames.iter().flat_map(|frame| &frame.authors) {
                if presence.stop_writing(*author) {
                    self.presence_changed(id);
                }
            }
        }
        drop(presence);
        let arrival = locked(&stream.tail).push(frames);
        self.arrived(&stream, arrival);
    }

    fn heard(&self, id: StreamId, to: Seq) {
        if let Some(stream) = self.streams.get(&id).map(|entry| Arc::clone(&entry)) {
            let arrival = locked(&stream.tail).heard(to);
            self.arrived(&stream, arrival);
        }
    }

    fn control(&self, control: Control) {
        self.heed(control);
    }

    /// Those who have the room open are told.
    fn writing(&self, id: StreamId, account: AccountId, alias: &str) {
        let Some(stream) = self.streams.get(&id).map(|entry| Arc::clone(&entry)) else { return };
        let mut presence = locked(&stream.presence);
        let (here, _) = self.elsewhere.with(id, &presence);
        if presence.write(account, alias, here, self.clock.now()) {
            self.presence_changed(id);
        }
    }

    fn elsewhere(&self, node: NodeId, presence: RoomPresence) {
        let room = presence.room;
        if self.elsewhere.told(node, presence, self.clock.now()) {
            self.presence_told(room);
        }
    }

    fn gone(&self, node: NodeId) {
        for room in self.elsewhere.forget(node) {
            self.presence_told(room);
        }
    }

    fn here(&self) -> Vec<RoomPresence> {
        let streams: Vec<_> = self.streams.iter().map(|entry| Arc::clone(&entry)).collect();
        let told = streams.iter().map(|stream| locked(&stream.presence).told(stream.id));
        told.filter(|presence| presence.here > 0).collect()
    }

    fn about(&self) -> About {
        let connections = u32::try_from(self.connection_count()).unwrap_or(u32::MAX);
        About { version: env!("CARGO_PKG_VERSION").into(), connections }
    }

    fn doubt(&self) {
        self.doubt.notify_one();
    }
}

impl rooms::Presence for Hub {
    fn present(&self, room: RoomId) -> (u32, Vec<AccountId>) {
        match self.streams.get(&room.into()).map(|entry| Arc::clone(&entry)) {
            Some(stream) => self.elsewhere.with(stream.id, &locked(&stream.presence)),
            None => self.elsewhere.with(room.into(), &Presence::default()),
        }
    }
}
