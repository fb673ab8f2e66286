//! The end of one log, encoded once, for everybody on this node who follows it.
//!
//! Followers have no queue of their own. Each is a cursor over the log; the tail is a cache of the log's last frames. Whoever
//! falls behind its beginning reads the database until they are back. A slow reader therefore costs nothing but their own time.

use crate::frames::Frame;
use alongside_protocol::limits::{TAIL_BYTES, TAIL_FRAMES};
use alongside_protocol::{MessageId, Seq};
use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

/// Frames that came before the ones they follow on are kept, up to so many, until those come too.
const EARLY_FRAMES: usize = 64;

#[derive(Debug, Default)]
pub struct Tail {
    /// The log's last event in here; `None` until somebody has read it from the database.
    head: Option<Seq>,
    /// The highest place anybody has told of.
    heard: Seq,
    frames: VecDeque<Arc<Frame>>,
    bytes: usize,
    /// By what they follow on. Two nodes write into one log, and what they tell of it can overtake on the way.
    early: BTreeMap<Seq, Arc<Frame>>,
}

/// What came of an arrival.
#[derive(Debug, PartialEq, Eq)]
pub enum Arrival {
    /// There is something new for followers.
    Grown,
    /// Nothing new.
    Known,
    /// Events are missing in between: read them, if they do not come by themselves.
    Hole,
}

/// What a follower finds past a cursor.
#[derive(Debug, PartialEq)]
pub enum Reading {
    UpToDate,
    /// The next frames. The first may begin before the cursor.
    Frames(Vec<Arc<Frame>>),
    /// The tail does not reach back so far, or is not started: read the log.
    Behind,
}

impl Tail {
    /// The database's head, as somebody has just read it.
    pub fn reached(&mut self, head: Seq) -> Arrival {
        if self.head.is_none() {
            self.head = Some(head);
            self.join_early();
        }
        self.heard(head)
    }

    /// Somebody says that the log reaches so far.
    pub fn heard(&mut self, to: Seq) -> Arrival {
        self.heard = self.heard.max(to);
        self.arrival(false)
    }

    /// Takes in events that were stored; out of order, doubled or with holes does no harm.
    pub fn push(&mut self, frames: Vec<Arc<Frame>>) -> Arrival {
        let before = self.head;
        for frame in frames {
            self.heard = self.heard.max(frame.to);
            if self.head == Some(frame.prev) {
                self.append(frame);
                self.join_early();
            } else if self.head.is_some_and(|head| frame.prev > head) && self.early.len() < EARLY_FRAMES {
                self.early.insert(frame.prev, frame);
            }
        }
        self.arrival(self.head != before)
    }

    /// Takes in a read of the log that follows on `prev`; its frames cover everything up to their end.
    pub fn push_read(&mut self, prev: Seq, frames: Vec<Arc<Frame>>) -> Arrival {
        let before = self.head;
        if before == Some(prev) {
            frames.into_iter().for_each(|frame| self.append(frame));
            self.join_early();
        }
        self.arrival(self.head != before)
    }

    /// The log was read after `heard` was heard of, and ends at our head: what said more was wrong.
    pub fn ends_here(&mut self, heard: Seq) {
        if self.heard == heard {
            self.heard = self.head.unwrap_or_default();
        }
    }

    /// Appends early frames whose time has come, and forgets those that have come another way.
    fn join_early(&mut self) {
        while let (Some(head), Some((&prev, _))) = (self.head, self.early.first_key_value()) {
            if prev > head {
                break;
            }
            if let Some(frame) = self.early.remove(&prev)
                && prev == head
            {
                self.append(frame);
            }
        }
    }

    fn append(&mut self, frame: Arc<Frame>) {
        self.forget_texts(&frame.outdates);
        self.head = Some(frame.to);
        self.heard = self.heard.max(frame.to);
        self.bytes += frame.text.len();
        self.frames.push_back(frame);
        while self.frames.len() > TAIL_FRAMES || (self.bytes > TAIL_BYTES && self.frames.len() > 1) {
            self.drop_oldest();
        }
    }

    /// Drops every frame up to the last that holds a text of these messages: whoever is behind it reads the log, which
    /// shows them as they are now. Old frames would bring back what was removed.
    fn forget_texts(&mut self, stale: &[MessageId]) {
        let holds = |frame: &Arc<Frame>| stale.iter().any(|id| frame.tells.contains(id));
        let keep_from = self.frames.iter().rposition(holds).map_or(0, |last| last + 1);
        for _ in 0..keep_from {
            self.drop_oldest();
        }
    }

    fn drop_oldest(&mut self) {
        if let Some(old) = self.frames.pop_front() {
            self.bytes -= old.text.len();
        }
    }

    fn arrival(&self, grown: bool) -> Arrival {
        match self.head {
            Some(head) if head < self.heard => Arrival::Hole,
            _ if grown => Arrival::Grown,
            _ => Arrival::Known,
        }
    }

    /// (what is in here, what was heard of)
    pub fn ends(&self) -> Option<(Seq, Seq)> {
        self.head.map(|head| (head, self.heard))
    }

    pub fn is_whole(&self) -> bool {
        self.head.is_none_or(|head| head >= self.heard)
    }

    /// Up to `bytes` of frames past `cursor`, at least one.
    pub fn read(&self, cursor: Seq, bytes: usize) -> Reading {
        let Some(head) = self.head else { return Reading::Behind };
        if cursor >= head {
            return Reading::UpToDate;
        }
        match self.frames.front() {
            Some(first) if first.prev <= cursor => {}
            _ => return Reading::Behind,
        }
        let start = self.frames.partition_point(|frame| frame.to <= cursor);
        let mut taken = 0;
        let frames = self.frames.range(start..).take_while(|frame| {
            let first = taken == 0;
            taken += frame.text.len();
            first || taken <= bytes
        });
        Reading::Frames(frames.cloned().collect())
    }
}

#[cfg(test)]
#[path = "tail_tests.rs"]
mod tests;
