//! The end of one log, encoded once, for everybody on this node who follows it.
//!
//! Followers have no queue of their own. Each is a cursor over the log; the tail is a cache of the log's last frames. Whoever
//! falls behind its beginning reads the database until they are back. A slow reader therefore costs nothing but their own time.

use alongside_protocol::limits::{TAIL_BYTES, TAIL_FRAMES};
use alongside_protocol::stream::Batch;
use alongside_protocol::{AccountId, Epoch, Event, Seq, ServerFrame, StreamId};
use axum::extract::ws::Utf8Bytes;
use std::collections::VecDeque;
use std::sync::Arc;

/// Events are put into one frame until it has about this many bytes.
pub const FRAME_TARGET_BYTES: usize = 32 * 1024;

/// A run of events, encoded once and shared by all who receive it.
#[derive(Debug, PartialEq)]
pub struct Frame {
    pub prev: Seq,
    pub to: Seq,
    pub text: Utf8Bytes,
    /// Who caused these events: looked up when a receiver blocks somebody.
    pub actors: Vec<AccountId>,
}

/// Encodes contiguous events as frames of bounded size. `prev` is what the first frame follows on.
pub fn encode(stream: StreamId, epoch: Epoch, prev: Seq, events: Vec<Event>) -> Vec<Arc<Frame>> {
    let mut frames = Vec::new();
    let mut from = prev;
    let mut run: Vec<Event> = Vec::new();
    let mut bytes = 0;
    for event in events {
        bytes += approximate_bytes(&event);
        run.push(event);
        if bytes >= FRAME_TARGET_BYTES {
            from = close_run(stream, epoch, from, &mut run, &mut frames);
            bytes = 0;
        }
    }
    if !run.is_empty() {
        close_run(stream, epoch, from, &mut run, &mut frames);
    }
    frames
}

fn close_run(stream: StreamId, epoch: Epoch, prev: Seq, run: &mut Vec<Event>, frames: &mut Vec<Arc<Frame>>) -> Seq {
    let to = run.last().map_or(prev, |event| event.seq);
    let mut actors: Vec<AccountId> = run.iter().filter_map(|event| event.actor).collect();
    actors.sort_unstable();
    actors.dedup();
    let batch = Batch { stream, epoch, prev, to, events: std::mem::take(run) };
    frames.push(Arc::new(Frame { prev, to, text: ServerFrame::Events(batch).encode().into(), actors }));
    to
}

/// Only bodies are large; the rest of an event is some hundred bytes.
fn approximate_bytes(event: &Event) -> usize {
    use alongside_protocol::EventKind::*;
    400 + match &event.kind {
        MessagePosted { message } | MessageEdited { message } | MessageRestored { message } => message.body.len(),
        _ => 0,
    }
}

#[derive(Debug, Default)]
pub struct Tail {
    /// The log's last event in here; `None` until somebody has read it from the database.
    head: Option<Seq>,
    /// The highest place anybody has told of.
    heard: Seq,
    frames: VecDeque<Arc<Frame>>,
    bytes: usize,
}

/// What came of an arrival.
#[derive(Debug, PartialEq, Eq)]
pub enum Arrival {
    /// There is something new for followers.
    Grown,
    /// Nothing new.
    Known,
    /// Events are missing in between: read them.
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
        self.heard = self.heard.max(head);
        if self.head.is_none() {
            self.head = Some(head);
        }
        self.arrival(false)
    }

    /// Takes in events that were stored; out of order, doubled or with holes does no harm.
    pub fn push(&mut self, stream: StreamId, epoch: Epoch, mut events: Vec<Event>) -> Arrival {
        if let Some(last) = events.last() {
            self.heard = self.heard.max(last.seq);
        }
        let Some(head) = self.head else { return Arrival::Known };
        events.retain(|event| event.seq > head);
        let contiguous = events.iter().zip(1..).all(|(event, n)| event.seq.0 == head.0 + n);
        if events.is_empty() || !contiguous {
            return self.arrival(false);
        }
        for frame in encode(stream, epoch, head, events) {
            self.head = Some(frame.to);
            self.bytes += frame.text.len();
            self.frames.push_back(frame);
        }
        while self.frames.len() > TAIL_FRAMES || (self.bytes > TAIL_BYTES && self.frames.len() > 1) {
            if let Some(old) = self.frames.pop_front() {
                self.bytes -= old.text.len();
            }
        }
        self.arrival(true)
    }

    fn arrival(&self, grown: bool) -> Arrival {
        match self.head {
            Some(head) if head < self.heard => Arrival::Hole,
            _ if grown => Arrival::Grown,
            _ => Arrival::Known,
        }
    }

    pub fn head(&self) -> Option<Seq> {
        self.head
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
mod tests {
    use super::*;
    use alongside_protocol::{EventKind, RoomId, Timestamp};
    use uuid::Uuid;

    const STREAM: StreamId = StreamId(Uuid::from_u128(1));
    const EPOCH: Epoch = Epoch(Uuid::from_u128(2));

    fn events(range: std::ops::RangeInclusive<i64>) -> Vec<Event> {
        range
            .map(|n| Event {
                seq: Seq(n),
                at: Timestamp::from_millis(n),
                actor: None,
                kind: EventKind::RoomJoined { room: RoomId(Uuid::from_u128(3)) },
            })
            .collect()
    }

    fn spans(reading: Reading) -> Vec<(i64, i64)> {
        match reading {
            Reading::Frames(frames) => frames.iter().map(|frame| (frame.prev.0, frame.to.0)).collect(),
            Reading::UpToDate => vec![],
            Reading::Behind => vec![(-1, -1)],
        }
    }

    #[test]
    fn arrivals_out_of_order_doubled_and_with_holes() {
        let mut tail = Tail::default();
        assert_eq!(tail.push(STREAM, EPOCH, events(1..=1)), Arrival::Known, "nobody has read the head yet");
        assert_eq!(tail.read(Seq(0), 1), Reading::Behind);
        assert_eq!(tail.reached(Seq(5)), Arrival::Known);
        assert_eq!(tail.push(STREAM, EPOCH, events(6..=7)), Arrival::Grown);
        assert_eq!(tail.push(STREAM, EPOCH, events(6..=7)), Arrival::Known);
        assert_eq!(tail.push(STREAM, EPOCH, events(9..=9)), Arrival::Hole);
        assert_eq!(tail.push(STREAM, EPOCH, events(7..=8)), Arrival::Hole, "8 is in, 9 was heard of");
        assert_eq!(tail.head(), Some(Seq(8)));
        assert!(!tail.is_whole());
        assert_eq!(tail.push(STREAM, EPOCH, events(9..=9)), Arrival::Grown);
        assert_eq!(spans(tail.read(Seq(5), usize::MAX)), [(5, 7), (7, 8), (8, 9)]);
        assert_eq!(spans(tail.read(Seq(6), usize::MAX)), [(5, 7), (7, 8), (8, 9)], "may begin before the cursor");
        assert_eq!(spans(tail.read(Seq(7), 1)), [(7, 8)], "at least one, however small the bound");
        assert_eq!(spans(tail.read(Seq(9), 1)), []);
        assert_eq!(tail.read(Seq(4), 1), Reading::Behind);
    }

    #[test]
    fn a_database_that_is_ahead_is_a_hole() {
        let mut tail = Tail::default();
        assert_eq!(tail.reached(Seq(5)), Arrival::Known);
        assert_eq!(tail.reached(Seq(8)), Arrival::Hole);
        assert_eq!(tail.push(STREAM, EPOCH, events(6..=8)), Arrival::Grown);
    }

    #[test]
    fn it_stays_small() {
        let mut tail = Tail::default();
        tail.reached(Seq(0));
        for n in 1..=2_000 {
            tail.push(STREAM, EPOCH, events(n..=n));
        }
        assert_eq!(tail.frames.len(), TAIL_FRAMES);
        assert_eq!(tail.bytes, tail.frames.iter().map(|frame| frame.text.len()).sum::<usize>());
        assert_eq!(tail.read(Seq(0), 1), Reading::Behind);
    }

    #[test]
    fn long_runs_are_split_and_cover_everything() {
        let frames = encode(STREAM, EPOCH, Seq(0), events(1..=1_000));
        assert!(frames.len() > 1);
        assert_eq!(frames[0].prev, Seq(0));
        assert!(frames.windows(2).all(|pair| pair[0].to == pair[1].prev));
        assert_eq!(frames.last().map(|frame| frame.to), Some(Seq(1_000)));
    }
}
