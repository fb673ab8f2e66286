//! Where we are in every log that we follow, and which batch may be applied. No clock and no socket
//! in here: instants come in, decisions go out.

use alongside_protocol::client::Resume;
use alongside_protocol::server::{Resync, StreamVerdict};
use alongside_protocol::stream::{Batch, Position, Seq};
use alongside_protocol::{Refusal, Retry, StreamId};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;
use tokio::time::Instant;

/// Streams that hello names at most: 64 take about 9 KiB of the 16 KiB that a frame may have. The
/// others are subscribed after the welcome.
pub const RESUMES_IN_HELLO: usize = 64;
/// The second hole in a row waits this long before asking again, the next twice as long.
const HOLE_PAUSE: Duration = Duration::from_millis(100);
const HOLE_PAUSE_MAX: Duration = Duration::from_secs(5);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// Not followed on this connection; to be asked for at the given moment.
    Unasked(Option<Instant>),
    /// Asked for; no verdict yet.
    Asked,
    /// A resync was announced and its snapshot has not come.
    AwaitingSnapshot,
    Following,
}

#[derive(Debug, Clone)]
struct Stream {
    position: Option<Position>,
    /// Followed without being present.
    quiet: bool,
    phase: Phase,
    /// What has to be reached to be current: the newest head that the server named.
    target: Seq,
    /// A head that we are behind of, and the moment to subscribe again.
    behind: Option<(Seq, Instant)>,
    holes: u32,
    /// The last ping did not name this stream.
    unlisted: bool,
    told_current: bool,
}

impl Stream {
    fn resume(&self, stream: StreamId) -> Resume {
        Resume { stream, position: self.position, quiet: self.quiet }
    }
    fn cursor(&self) -> Option<Seq> {
        self.position.map(|position| position.seq)
    }
    fn is_current(&self) -> bool {
        self.phase == Phase::Following && self.cursor().is_some_and(|cursor| cursor >= self.target)
    }
}

/// What to do with a batch.
#[derive(Debug, Clone, PartialEq)]
pub enum Take {
    /// Exactly what is new in it; the cursor has moved.
    Apply(Batch),
    /// Everything in it was known, or the stream is none of ours.
    Nothing,
    /// Something before it is missing (or it is no sound batch); the stream will be asked for again.
    Hole,
}

#[derive(Debug, Default)]
pub struct Streams {
    streams: BTreeMap<StreamId, Stream>,
    /// The account's own stream comes with every welcome.
    own: Option<StreamId>,
}

impl Streams {
    /// A stream that is followed already keeps its position; it is asked for anew only when it turns
    /// quiet or loud.
    pub fn follow(&mut self, wanted: Resume) {
        let stream = self.streams.entry(wanted.stream).or_insert(Stream {
            position: wanted.position,
            quiet: wanted.quiet,
            phase: Phase::Unasked(None),
            target: Seq(0),
            behind: None,
            holes: 0,
            unlisted: false,
            told_current: false,
        });
        if stream.quiet != wanted.quiet {
            stream.quiet = wanted.quiet;
            stream.phase = Phase::Unasked(None);
        }
    }
    pub fn unfollow(&mut self, stream: StreamId) -> bool {
        self.streams.remove(&stream).is_some()
    }
    pub fn follows(&self, stream: StreamId) -> bool {
        self.streams.contains_key(&stream)
    }
    pub fn position(&self, stream: StreamId) -> Option<Position> {
        self.streams.get(&stream)?.position
    }
    pub fn positions(&self) -> BTreeMap<StreamId, Position> {
        self.streams.iter().filter_map(|(id, stream)| Some((*id, stream.position?))).collect()
    }
    /// The head named last, once this stream is followed.
    pub fn followed_head(&self, stream: StreamId) -> Option<Seq> {
        self.streams.get(&stream).filter(|stream| stream.phase == Phase::Following).map(|stream| stream.target)
    }

    /// What hello asks for.
    pub fn resumes(&self) -> Vec<Resume> {
        let own = self.own.iter().filter_map(|id| self.streams.get_key_value(id));
        let others = self.streams.iter().filter(|(id, _)| Some(**id) != self.own);
        own.chain(others).take(RESUMES_IN_HELLO).map(|(id, stream)| stream.resume(*id)).collect()
    }

    /// A new connection was welcomed after a hello with `asked`. Returns streams that were asked for
    /// and are no longer wanted.
    pub fn welcomed(&mut self, own: StreamId, asked: &[Resume]) -> Vec<StreamId> {
        self.own = Some(own);
        self.follow(Resume { stream: own, position: None, quiet: false });
        let asked: BTreeSet<_> = asked.iter().map(|resume| resume.stream).chain([own]).collect();
        for (id, stream) in &mut self.streams {
            stream.phase = if asked.contains(id) { Phase::Asked } else { Phase::Unasked(None) };
            stream.behind = None;
            stream.unlisted = false;
        }
        asked.into_iter().filter(|id| !self.streams.contains_key(id)).collect()
    }
    pub fn lost(&mut self) {
        for stream in self.streams.values_mut() {
            stream.phase = Phase::Unasked(None);
            stream.behind = None;
        }
    }

    pub fn verdict(&mut self, verdict: &StreamVerdict, now: Instant) {
        match verdict {
            StreamVerdict::Replay { stream, head } => {
                if let Some(stream) = self.streams.get_mut(stream) {
                    stream.phase = Phase::Following;
                    stream.target = *head;
                }
            }
            StreamVerdict::Resync { stream, .. } => {
                if let Some(stream) = self.streams.get_mut(stream) {
                    stream.phase = Phase::AwaitingSnapshot;
                }
            }
            StreamVerdict::Refused { stream, refusal } => self.refused(*stream, refusal, now),
        }
    }
    /// Asks again later where the refusal says so; otherwise the stream is no longer followed.
    pub fn refused(&mut self, id: StreamId, refusal: &Refusal, now: Instant) {
        let pause = match refusal.retry {
            Retry::Never | Retry::Reauthenticate => {
                self.streams.remove(&id);
                return;
            }
            Retry::Now | Retry::Resync => HOLE_PAUSE,
            Retry::After => Duration::from_millis(refusal.retry_after_ms.unwrap_or(1_000)),
        };
        if let Some(stream) = self.streams.get_mut(&id) {
            stream.phase = Phase::Unasked(Some(now + pause));
        }
    }

    pub fn take(&mut self, mut batch: Batch, now: Instant) -> Take {
        let Some(stream) = self.streams.get_mut(&batch.stream) else { return Take::Nothing };
        let Some(position) = stream.position else { return Take::Nothing };
        if batch.epoch != position.epoch || batch.prev > position.seq || !is_sound(&batch) {
            stream.hole(now);
            return Take::Hole;
        }
        if batch.to <= position.seq {
            return Take::Nothing;
        }
        if batch.prev < position.seq {
            batch.events.retain(|event| event.seq > position.seq);
            batch.prev = position.seq;
        }
        stream.position = Some(Position { seq: batch.to, ..position });
        stream.holes = 0;
        if stream.behind.is_some_and(|(head, _)| batch.to >= head) {
            stream.behind = None;
        }
        Take::Apply(batch)
    }

    /// True when the stream is ours and begins anew from the snapshot.
    pub fn restart(&mut self, resync: &Resync) -> bool {
        let Some(stream) = self.streams.get_mut(&resync.stream) else { return false };
        stream.position = Some(resync.position);
        stream.phase = Phase::Following;
        stream.target = resync.position.seq;
        stream.behind = None;
        stream.holes = 0;
        true
    }

    /// Heads that rode in a ping. A followed stream that two pings in a row do not name was lost by
    /// the server and is asked for again.
    pub fn heads(&mut self, heads: &BTreeMap<StreamId, Seq>, patience: Duration, now: Instant) {
        for (id, stream) in &mut self.streams {
            if stream.phase != Phase::Following {
                continue;
            }
            match heads.get(id) {
                Some(head) => {
                    stream.unlisted = false;
                    stream.target = stream.target.max(*head);
                    if stream.behind.is_none() && !stream.is_current() {
                        stream.behind = Some((*head, now + patience));
                    }
                }
                None if stream.unlisted => stream.phase = Phase::Unasked(None),
                None => stream.unlisted = true,
            }
        }
    }

    /// The server wants this stream to be subscribed from its cursor before it goes on.
    pub fn ask_again(&mut self, stream: StreamId) {
        if let Some(stream) = self.streams.get_mut(&stream) {
            stream.phase = Phase::Unasked(None);
        }
    }
    /// Streams to subscribe now, each with its cursor.
    pub fn due(&mut self, now: Instant) -> Vec<Resume> {
        let mut due = Vec::new();
        for (id, stream) in &mut self.streams {
            if stream.behind.is_some_and(|(_, at)| at <= now) {
                stream.behind = None;
                stream.phase = Phase::Unasked(None);
            }
            if matches!(stream.phase, Phase::Unasked(at) if at.is_none_or(|at| at <= now)) {
                stream.phase = Phase::Asked;
                due.push(stream.resume(*id));
            }
        }
        due
    }
    /// When [`Self::due`] has to be asked next, beside after every change.
    pub fn deadline(&self) -> Option<Instant> {
        self.streams
            .values()
            .flat_map(|stream| {
                let asked_at = match stream.phase {
                    Phase::Unasked(at) => at,
                    _ => None,
                };
                [asked_at, stream.behind.map(|(_, at)| at)]
            })
            .flatten()
            .min()
    }

    /// Streams that have become current or stopped being it since the last call.
    pub fn turned(&mut self, id: StreamId) -> Option<bool> {
        let stream = self.streams.get_mut(&id)?;
        let current = stream.is_current();
        (current != std::mem::replace(&mut stream.told_current, current)).then_some(current)
    }
    pub fn all(&self) -> Vec<StreamId> {
        self.streams.keys().copied().collect()
    }
}

impl Stream {
    fn hole(&mut self, now: Instant) {
        if self.phase != Phase::Following {
            // Asked already: what belongs in the hole comes after the verdict.
            return;
        }
        let pause = match self.holes {
            0 => None,
            n => Some(now + HOLE_PAUSE.saturating_mul(1 << n.min(8)).min(HOLE_PAUSE_MAX)),
        };
        self.holes += 1;
        self.phase = Phase::Unasked(pause);
    }
}

/// Its events stand in order and inside its span.
fn is_sound(batch: &Batch) -> bool {
    let mut last = batch.prev;
    batch.to >= batch.prev
        && batch.events.iter().all(|event| {
            let follows = event.seq > last && event.seq <= batch.to;
            last = event.seq;
            follows
        })
}

#[cfg(test)]
#[path = "streams_tests.rs"]
mod tests;
