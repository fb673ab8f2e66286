//! The end of one log, encoded once, for everybody on this node who follows it.
//!
//! Followers have no queue of their own. Each is a cursor over the log; the tail is a cache of the log's last frames. Whoever
//! falls behind its beginning reads the database until they are back. A slow reader therefore costs nothing but their own time.

use alongside_protocol::limits::{TAIL_BYTES, TAIL_FRAMES};
use alongside_protocol::stream::Batch;
use alongside_protocol::{AccountId, Epoch, Event, EventKind, MessageId, Seq, ServerFrame, StreamId};
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
    /// Messages whose text is in here, also as a quotation.
    pub tells: Vec<MessageId>,
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

/// Frames of a read of the log; together they cover all of it, though entries may have been left out.
pub fn covering(stream: StreamId, epoch: Epoch, prev: Seq, to: Seq, events: Vec<Event>) -> Vec<Arc<Frame>> {
    let mut frames = encode(stream, epoch, prev, events);
    let reached = frames.last().map_or(prev, |frame| frame.to);
    if reached < to {
        let rest = Batch { stream, epoch, prev: reached, to, events: Vec::new() };
        let text = ServerFrame::Events(rest).encode().into();
        frames.push(Arc::new(Frame { prev: reached, to, text, actors: Vec::new(), tells: Vec::new() }));
    }
    frames
}

fn close_run(stream: StreamId, epoch: Epoch, prev: Seq, run: &mut Vec<Event>, frames: &mut Vec<Arc<Frame>>) -> Seq {
    let to = run.last().map_or(prev, |event| event.seq);
    let mut actors: Vec<AccountId> = run.iter().filter_map(|event| event.actor).collect();
    actors.sort_unstable();
    actors.dedup();
    let tells = run.iter().flat_map(told).collect();
    let batch = Batch { stream, epoch, prev, to, events: std::mem::take(run) };
    frames.push(Arc::new(Frame { prev, to, text: ServerFrame::Events(batch).encode().into(), actors, tells }));
    to
}

/// The messages whose text an event holds.
fn told(event: &Event) -> impl Iterator<Item = MessageId> + use<> {
    use EventKind::*;
    let (own, quoted) = match &event.kind {
        MessagePosted { message } | MessageEdited { message } | MessageRestored { message } => {
            (Some(message.id), message.reply_to.as_ref().map(|reply| reply.id))
        }
        _ => (None, None),
    };
    own.into_iter().chain(quoted)
}

/// The message whose earlier text an event makes stale.
fn outdates(event: &Event) -> Option<MessageId> {
    match &event.kind {
        EventKind::MessageEdited { message } | EventKind::MessageDeleted { message } => Some(message.id),
        _ => None,
    }
}

/// Only bodies are large; the rest of an event is some hundred bytes.
fn approximate_bytes(event: &Event) -> usize {
    use EventKind::*;
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
        self.append(events.iter().filter_map(outdates).collect(), |head| encode(stream, epoch, head, events));
        self.arrival(true)
    }

    /// Takes in a read of the log that joins on to the head; it covers everything up to `to`, also what it left out.
    pub fn push_read(&mut self, stream: StreamId, epoch: Epoch, prev: Seq, to: Seq, events: Vec<Event>) -> Arrival {
        if self.head != Some(prev) || to <= prev {
            return self.arrival(false);
        }
        self.append(events.iter().filter_map(outdates).collect(), |head| covering(stream, epoch, head, to, events));
        self.arrival(true)
    }

    fn append(&mut self, stale: Vec<MessageId>, encode: impl FnOnce(Seq) -> Vec<Arc<Frame>>) {
        let Some(head) = self.head else { return };
        self.forget_texts(&stale);
        for frame in encode(head) {
            self.head = Some(frame.to);
            self.bytes += frame.text.len();
            self.frames.push_back(frame);
        }
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
    use alongside_protocol::{ClientMessageId, Message, MessageState, Person, ReplyTo, RoomId, Timestamp};
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
    fn a_read_covers_what_it_left_out() {
        let mut tail = Tail::default();
        tail.reached(Seq(5));
        assert_eq!(tail.reached(Seq(9)), Arrival::Hole);
        let read = [events(6..=6), events(8..=8)].concat();
        assert_eq!(tail.push_read(STREAM, EPOCH, Seq(4), Seq(9), read.clone()), Arrival::Hole, "does not join on");
        assert_eq!(tail.push_read(STREAM, EPOCH, Seq(5), Seq(9), read), Arrival::Grown);
        assert_eq!(spans(tail.read(Seq(5), usize::MAX)), [(5, 8), (8, 9)]);
    }

    #[test]
    fn a_database_that_is_ahead_is_a_hole() {
        let mut tail = Tail::default();
        assert_eq!(tail.reached(Seq(5)), Arrival::Known);
        assert_eq!(tail.reached(Seq(8)), Arrival::Hole);
        assert_eq!(tail.push(STREAM, EPOCH, events(6..=8)), Arrival::Grown);
    }

    fn message(id: u128, reply_to: Option<u128>) -> Message {
        let author = Person { id: AccountId(Uuid::from_u128(9)), alias: "Heron".into() };
        let reply =
            |id| ReplyTo { id: MessageId(Uuid::from_u128(id)), author: author.clone(), excerpt: Some("x".into()) };
        Message {
            id: MessageId(Uuid::from_u128(id)),
            room: RoomId(STREAM.0),
            by_moderator: false,
            client_id: ClientMessageId(Uuid::from_u128(id)),
            state: MessageState::Visible,
            body: "secret".into(),
            note: None,
            reply_to: reply_to.map(reply),
            author,
            mentions: vec![],
            revision: 1,
            reactions: vec![],
            mine: vec![],
            posted_at: Timestamp::from_millis(0),
            edited_at: None,
            deleted_at: None,
            seq: Seq(1),
        }
    }

    #[test]
    fn a_changed_or_deleted_text_is_not_told_again_from_here() {
        for (kind, first_kept) in [
            (EventKind::MessageDeleted { message: message(1, None) }, 3),
            (EventKind::MessageEdited { message: message(2, None) }, 2),
            (EventKind::MessageDeleted { message: message(7, None) }, 0),
        ] {
            let mut tail = Tail::default();
            tail.reached(Seq(0));
            let posts = [message(1, None), message(2, None), message(3, Some(1)), message(4, None)];
            let event =
                |n: usize, kind| Event { seq: Seq(n as i64 + 1), at: Timestamp::from_millis(0), actor: None, kind };
            for (n, message) in posts.into_iter().enumerate() {
                tail.push(STREAM, EPOCH, vec![event(n, EventKind::MessagePosted { message })]);
            }
            tail.push(STREAM, EPOCH, vec![event(4, kind)]);
            for cursor in 0..5 {
                let behind = tail.read(Seq(cursor), usize::MAX) == Reading::Behind;
                assert_eq!(behind, cursor < first_kept, "from {cursor}");
            }
            assert_eq!(tail.bytes, tail.frames.iter().map(|frame| frame.text.len()).sum::<usize>());
        }
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
