//! A log that somebody on this node follows, and who they are.

use super::connection::{Connection, Offered};
use super::presence::Presence;
use super::tail::{Reading, Tail};
use super::{Hub, locked};
use crate::wire::Text;
use alongside_protocol::{AccountId, Person, Seq, StreamId};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// What is written to a follower at once, in bytes; more waits in the log.
const TURN_BYTES: usize = 64 * 1024;
/// A head that a look read for everybody may be told to one until the next look is so late.
const LATE_MS: u64 = 2_000;

pub struct Stream {
    pub(super) id: StreamId,
    pub(super) tail: Mutex<Tail>,
    pub(super) presence: Mutex<Presence>,
    followers: Mutex<Followers>,
    pub(super) repairing: AtomicBool,
    pub(super) rounds: super::rounds::Rounds,
    /// The head that the last look found in the database, and when that was, in the hub's milliseconds.
    looked: Mutex<Option<(Seq, u64)>>,
}

/// Each has a place; a round goes from place to place, while others come and go.
#[derive(Default)]
struct Followers {
    places: Vec<Option<Arc<Follower>>>,
    free: Vec<usize>,
}

struct Follower {
    connection: Arc<Connection>,
    /// The connection has been told and has not looked yet.
    told: AtomicBool,
    /// Where the connection stands, as long as others may write to it what comes; else it reads for itself.
    lent: Mutex<Option<Seq>>,
}

impl Follower {
    fn tell(&self, stream: StreamId) {
        if !self.told.swap(true, Ordering::AcqRel) {
            self.connection.told(stream);
        }
    }
}

impl Followers {
    fn add(&mut self, follower: Arc<Follower>) -> usize {
        if let Some(place) = self.free.pop() {
            self.places[place] = Some(follower);
            return place;
        }
        self.places.push(Some(follower));
        self.places.len() - 1
    }

    fn remove(&mut self, place: usize) {
        self.places[place] = None;
        self.free.push(place);
        if self.is_empty() {
            *self = Self::default();
        }
    }

    fn is_empty(&self) -> bool {
        self.free.len() == self.places.len()
    }

    fn iter(&self) -> impl Iterator<Item = &Arc<Follower>> {
        self.places.iter().flatten()
    }
}

/// What a round last wrote: most followers stand at the same place.
#[derive(Default)]
pub(super) struct Piece {
    from: Seq,
    to: Seq,
    frames: Vec<Text>,
    /// Where the tail ended then: past `to`, when that is more than one write takes.
    head: Seq,
    /// Somebody was brought a part, and the rest is still to be brought.
    pub more: bool,
}

impl Stream {
    pub(super) fn new(id: StreamId) -> Self {
        Self {
            id,
            tail: Mutex::default(),
            presence: Mutex::default(),
            followers: Mutex::default(),
            repairing: AtomicBool::new(false),
            rounds: super::rounds::Rounds::default(),
            looked: Mutex::default(),
        }
    }

    pub(super) fn looked(&self, head: Seq, now: u64) {
        *locked(&self.looked) = Some((head, now));
    }

    /// Makes every follower's own task look.
    pub(super) fn tell(&self) {
        locked(&self.followers).iter().for_each(|follower| follower.tell(self.id));
    }

    /// Somebody who lent their cursor has not been brought everything, though nobody is on their way.
    pub(super) fn has_forgotten(&self) -> bool {
        let Some((head, _)) = locked(&self.tail).ends() else { return false };
        let behind = |follower: &Arc<Follower>| locked(&follower.lent).is_some_and(|cursor| cursor < head);
        self.rounds.is_calm() && locked(&self.followers).iter().any(behind)
    }

    pub(super) fn is_abandoned(&self) -> bool {
        locked(&self.followers).is_empty()
    }

    pub(super) fn each_connection(&self, each: impl Fn(&Connection)) {
        locked(&self.followers).iter().for_each(|follower| each(&follower.connection));
    }

    /// Writes what is new to the followers at some places from `at` on; false when there are none further on.
    pub(super) fn serve(&self, at: usize, places: usize, piece: &mut Piece) -> bool {
        let followers = locked(&self.followers);
        let to = (at + places).min(followers.places.len());
        for follower in followers.places.get(at..to).into_iter().flatten().flatten() {
            self.serve_one(follower, piece);
        }
        to < followers.places.len()
    }

    fn serve_one(&self, follower: &Follower, piece: &mut Piece) {
        let mut lent = locked(&follower.lent);
        let Some(cursor) = *lent else {
            drop(lent);
            return follower.tell(self.id);
        };
        let offered = match self.piece_from(cursor, piece) {
            Ok(true) => follower.connection.offer(&piece.frames),
            Ok(false) => return,
            Err(NotShared) => Offered::Busy,
        };
        if offered != Offered::Busy {
            *lent = Some(piece.to);
            piece.more |= piece.to < piece.head;
        }
        drop(lent);
        match offered {
            Offered::Written => {}
            Offered::Held => follower.connection.wake(),
            Offered::Busy => follower.tell(self.id),
        }
    }

    /// The frames that follow on a cursor; false when there are none.
    fn piece_from(&self, cursor: Seq, piece: &mut Piece) -> Result<bool, NotShared> {
        let tail = locked(&self.tail);
        let head = tail.ends().map_or(piece.to, |(head, _)| head);
        if head == piece.head && piece.from == cursor && !piece.frames.is_empty() {
            return Ok(true);
        }
        match tail.read(cursor, TURN_BYTES) {
            Reading::UpToDate => Ok(false),
            Reading::Behind => Err(NotShared),
            Reading::Frames(frames) => {
                let whole = frames.first().is_some_and(|frame| frame.prev == cursor);
                if !whole {
                    return Err(NotShared);
                }
                piece.from = cursor;
                piece.to = frames.last().map_or(cursor, |frame| frame.to);
                piece.head = head;
                piece.frames = frames.iter().map(|frame| frame.text.clone()).collect();
                Ok(true)
            }
        }
    }
}

/// No frames follow on just this place: the connection reads for itself.
struct NotShared;

/// A connection's place at a stream; dropping it ends the following.
pub struct Following {
    hub: Arc<Hub>,
    stream: Arc<Stream>,
    follower: Arc<Follower>,
    place: usize,
    /// Counted as present; whether as a moderator.
    present: Option<bool>,
}

impl Following {
    pub(super) fn new(hub: Arc<Hub>, stream: Arc<Stream>, connection: &Arc<Connection>) -> Self {
        let follower = Arc::new(Follower {
            connection: Arc::clone(connection),
            told: AtomicBool::new(false),
            lent: Mutex::new(None),
        });
        let place = locked(&stream.followers).add(Arc::clone(&follower));
        Self { hub, stream, follower, place, present: None }
    }

    /// The connection is about to look: changes after this tell it again.
    pub fn looking(&self) {
        self.follower.told.store(false, Ordering::Release);
    }

    /// Lets others write what comes after `cursor`. What comes before must have been handed to the connection's outlet.
    pub fn lend(&self, cursor: Seq) {
        if self.follower.connection.has_outlet() {
            *locked(&self.follower.lent) = Some(cursor);
        }
    }

    /// The connection writes for itself again; where others have brought it, if they were let.
    pub fn take_back(&self) -> Option<Seq> {
        locked(&self.follower.lent).take()
    }

    /// Rounds begin at once here: nothing was brought just now.
    pub fn is_calm(&self) -> bool {
        self.stream.rounds.is_calm()
    }

    pub fn read(&self, cursor: Seq, bytes: usize) -> Reading {
        locked(&self.stream.tail).read(cursor, bytes)
    }

    /// The database's head, as the connection has just read it.
    pub fn reached(&self, head: Seq) {
        let arrival = locked(&self.stream.tail).reached(head);
        self.hub.arrived(&self.stream, arrival);
    }

    /// The database's head, if a look has read it, and the next one, which comes `every` so often, is not overdue.
    pub fn database_head(&self, every: Duration) -> Option<Seq> {
        let (head, at) = (*locked(&self.stream.looked))?;
        let lasts = Duration::from_millis(LATE_MS) + every;
        (u128::from(self.hub.milliseconds() - at) <= lasts.as_millis()).then_some(head)
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
        locked(&self.stream.followers).remove(self.place);
        self.hub.streams.remove_if(&self.stream.id, |_, stream| stream.is_abandoned());
    }
}

#[cfg(test)]
#[path = "stream_tests.rs"]
mod tests;
