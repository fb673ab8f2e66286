//! Who is connected to this node and follows which log; fan-out; repair.
//!
//! - [`tail`]: the last frames of a log, shared by its followers;
//! - [`presence`]: who is here, who is writing; [`elsewhere`]: the same as other nodes tell of it;
//! - [`look`]: compares heads with the database;
//! - [`appender`]: group commit: many sends, one transaction.
//!
//! A connection follows a stream with [`Hub::follow`] and is woken through its [`Connection`] when there is something past its
//! cursor. It then reads as much as it can send: from the tail, or, when it has fallen behind the tail, from the log.

pub mod appender;
mod elsewhere;
pub mod look;
mod presence;
mod tail;

pub use elsewhere::REFRESH as PRESENCE_REFRESH;
pub use tail::Reading;

use crate::announcement::Control;
use crate::bus::{RoomPresence, Sink};
use crate::clock::Clock;
use crate::error::{Result, chain};
use crate::frames::{self, Frame};
use crate::rooms;
use crate::storage::Db;
use crate::streams;
use alongside_protocol::{AccountId, Epoch, NodeId, Person, RoomId, Seq, SessionId, StreamId};
use dashmap::DashMap;
use elsewhere::Elsewhere;
use presence::Presence;
use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;
use tail::{Arrival, Tail};
use tokio::sync::Notify;

/// Events that a repair reads at a time.
const REPAIR_PAGE: i64 = 500;
/// A hole that is only somebody overtaking on the way closes by itself within this time.
const OVERTAKING: Duration = Duration::from_millis(20);
/// A repair that could not read waits so long before it tries again.
const REPAIR_RETRY: Duration = Duration::from_millis(250);
/// Changes of presence and writing are told at most this often.
pub const PRESENCE_INTERVAL: Duration = Duration::from_millis(500);

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
}

/// One open connection, as others reach it.
pub struct Connection {
    pub id: u64,
    pub account: AccountId,
    session: Mutex<SessionId>,
    dirty: Mutex<Vec<StreamId>>,
    nudges: Mutex<Nudges>,
    wake: Notify,
}

/// What a connection should look at again.
#[derive(Debug, Default)]
pub struct Nudges {
    /// Session, account, roles, whom the person blocks.
    pub caller: bool,
    /// Rights to these streams.
    pub streams: Vec<StreamId>,
}

impl Nudges {
    fn add(&mut self, more: Self) {
        self.caller |= more.caller;
        more.streams.into_iter().for_each(|stream| self.add_stream(stream));
    }

    /// Each once, however often it is told.
    fn add_stream(&mut self, stream: StreamId) {
        if !self.streams.contains(&stream) {
            self.streams.push(stream);
        }
    }
}

impl Connection {
    pub async fn woken(&self) {
        self.wake.notified().await;
    }

    /// Streams with something new, and what else to look at; both are empty afterwards.
    pub fn take(&self) -> (Vec<StreamId>, Nudges) {
        (std::mem::take(&mut *locked(&self.dirty)), std::mem::take(&mut *locked(&self.nudges)))
    }

    /// What could not be looked at yet.
    pub fn put_back(&self, nudges: Nudges) {
        self.nudge(|waiting| waiting.add(nudges));
    }

    fn nudge(&self, change: impl FnOnce(&mut Nudges)) {
        change(&mut locked(&self.nudges));
        self.wake.notify_one();
    }

    /// Another session of the same person carries the connection from now on.
    pub fn set_session(&self, session: SessionId) {
        *locked(&self.session) = session;
        self.recheck();
    }

    /// Look at everything again.
    pub fn recheck(&self) {
        self.nudge(|nudges| nudges.caller = true);
    }
}

/// A log that somebody on this node follows.
pub struct Stream {
    id: StreamId,
    tail: Mutex<Tail>,
    presence: Mutex<Presence>,
    followers: Mutex<HashMap<u64, Arc<Follower>>>,
    repairing: AtomicBool,
}

struct Follower {
    connection: Arc<Connection>,
    /// The connection has been told and has not looked yet.
    told: AtomicBool,
}

impl Stream {
    /// Tells every follower that there is something to read.
    fn tell(&self) {
        for follower in locked(&self.followers).values() {
            follower.tell(self.id);
        }
    }
}

impl Follower {
    fn tell(&self, stream: StreamId) {
        if !self.told.swap(true, Ordering::AcqRel) {
            locked(&self.connection.dirty).push(stream);
            self.connection.wake.notify_one();
        }
    }
}

/// A connection's place at a stream; dropping it ends the following.
pub struct Following {
    hub: Arc<Hub>,
    stream: Arc<Stream>,
    follower: Arc<Follower>,
    /// Counted as present; whether as a moderator.
    present: Option<bool>,
}

impl Following {
    /// The connection is about to look: changes after this tell it again.
    pub fn looking(&self) {
        self.follower.told.store(false, Ordering::Release);
    }

    pub fn read(&self, cursor: Seq, bytes: usize) -> Reading {
        locked(&self.stream.tail).read(cursor, bytes)
    }

    /// The database's head, as the connection has just read it.
    pub fn reached(&self, head: Seq) {
        let arrival = locked(&self.stream.tail).reached(head);
        self.hub.arrived(&self.stream, arrival);
    }

    /// Look again soon, though nothing new has come.
    pub fn look_again(&self) {
        self.follower.tell(self.stream.id);
    }

    /// Counts this connection's person as having the room open, or not.
    pub fn set_present(&mut self, present: Option<bool>) {
        if self.present == present {
            return;
        }
        let account = self.follower.connection.account;
        let mut presence = locked(&self.stream.presence);
        if let Some(moderator) = present {
            presence.enter(account, moderator);
        }
        if self.present.is_some() {
            presence.leave(account);
        }
        drop(presence);
        self.present = present;
        self.hub.presence_changed(self.stream.id);
    }

    /// (version, people, moderators), on all nodes.
    pub fn here(&self) -> (u64, u32, Vec<AccountId>) {
        let presence = locked(&self.stream.presence);
        let (here, moderators) = self.hub.elsewhere.with(self.stream.id, &presence);
        (presence.here_version, here, moderators)
    }

    pub fn writing(&self) -> (u64, Vec<Person>) {
        let presence = locked(&self.stream.presence);
        (presence.writing_version, presence.writing())
    }

    /// (who is here, who is writing): compared to know whether anything changed.
    pub fn versions(&self) -> (u64, u64) {
        let presence = locked(&self.stream.presence);
        (presence.here_version, presence.writing_version)
    }
}

impl Drop for Following {
    fn drop(&mut self) {
        self.set_present(None);
        locked(&self.stream.followers).remove(&self.follower.connection.id);
        self.hub.streams.remove_if(&self.stream.id, |_, stream| locked(&stream.followers).is_empty());
    }
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
        })
    }

    pub fn connect(&self, account: AccountId, session: SessionId) -> Arc<Connection> {
        let connection = Arc::new(Connection {
            id: self.next_connection.fetch_add(1, Ordering::Relaxed),
            account,
            session: Mutex::new(session),
            dirty: Mutex::default(),
            nudges: Mutex::default(),
            wake: Notify::new(),
        });
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
        let follower = Arc::new(Follower { connection: Arc::clone(connection), told: AtomicBool::new(false) });
        // The entry stays locked until the follower is in, so that the stream is not dropped in between.
        let entry = self.streams.entry(id).or_insert_with(|| {
            Arc::new(Stream {
                id,
                tail: Mutex::default(),
                presence: Mutex::default(),
                followers: Mutex::default(),
                repairing: AtomicBool::new(false),
            })
        });
        locked(&entry.followers).insert(connection.id, Arc::clone(&follower));
        let stream = Arc::clone(&entry);
        drop(entry);
        Following { hub: Arc::clone(self), stream, follower, present: None }
    }

    fn arrived(&self, stream: &Arc<Stream>, arrival: Arrival) {
        match arrival {
            Arrival::Known => {}
            Arrival::Grown => stream.tell(),
            Arrival::Hole => {
                stream.tell();
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
                let abandoned = locked(&stream.followers).is_empty();
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
        stream.tell();
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
            Control::SessionEnded(session) => each(&|c| *locked(&c.session) == session, &|n| n.caller = true),
            Control::AccountChanged(account) | Control::BlocksChanged(account) => {
                each(&|c| c.account == account, &|n| n.caller = true);
            }
            Control::AccessChanged { stream, account } => {
                each(&|c| c.account == account, &|n| n.add_stream(stream));
            }
            Control::StreamChanged(stream) => {
                let Some(stream) = self.streams.get(&stream).map(|entry| Arc::clone(&entry)) else { return };
                for follower in locked(&stream.followers).values() {
                    follower.connection.nudge(|nudges| nudges.add_stream(stream.id));
                }
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
