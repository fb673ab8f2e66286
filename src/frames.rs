//! Events encoded once, for everybody who receives them: the followers on this node, and the other nodes.

use crate::wire::Text;
use alongside_protocol::stream::Batch;
use alongside_protocol::{AccountId, Epoch, Event, EventKind, MessageId, Seq, ServerFrame, StreamId};
use std::sync::Arc;

/// Events are put into one frame until it has about this many bytes.
pub const FRAME_TARGET_BYTES: usize = 32 * 1024;

/// A run of events, encoded once and shared by all who receive it.
#[derive(Debug, Default, PartialEq)]
pub struct Frame {
    pub prev: Seq,
    pub to: Seq,
    pub text: Text,
    /// Who caused these events: looked up when a receiver blocks somebody.
    pub actors: Vec<AccountId>,
    /// Messages whose text is in here, also as a quotation.
    pub tells: Vec<MessageId>,
    /// Messages whose earlier text this makes stale.
    pub outdates: Vec<MessageId>,
    /// Who posted in here: they no longer write.
    pub authors: Vec<AccountId>,
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
        let text = Text::from(&ServerFrame::Events(rest));
        frames.push(Arc::new(Frame { prev: reached, to, text, ..Frame::default() }));
    }
    frames
}

fn close_run(stream: StreamId, epoch: Epoch, prev: Seq, run: &mut Vec<Event>, frames: &mut Vec<Arc<Frame>>) -> Seq {
    let to = run.last().map_or(prev, |event| event.seq);
    let actors = unique(run.iter().filter_map(|event| event.actor));
    let authors = unique(run.iter().filter_map(author));
    let tells = run.iter().flat_map(told).collect();
    let outdates = run.iter().filter_map(outdates).collect();
    let batch = Batch { stream, epoch, prev, to, events: std::mem::take(run) };
    let text = Text::from(&ServerFrame::Events(batch));
    frames.push(Arc::new(Frame { prev, to, text, actors, tells, outdates, authors }));
    to
}

fn unique(accounts: impl Iterator<Item = AccountId>) -> Vec<AccountId> {
    let mut unique: Vec<AccountId> = accounts.collect();
    unique.sort_unstable();
    unique.dedup();
    unique
}

/// Who posted a message.
fn author(event: &Event) -> Option<AccountId> {
    match event.kind {
        EventKind::MessagePosted { .. } => event.actor,
        _ => None,
    }
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

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use alongside_protocol::{RoomId, Timestamp};
    use uuid::Uuid;

    pub(crate) const STREAM: StreamId = StreamId(Uuid::from_u128(1));
    pub(crate) const EPOCH: Epoch = Epoch(Uuid::from_u128(2));

    /// Events of no importance, with these numbers.
    pub(crate) fn events(range: std::ops::RangeInclusive<i64>) -> Vec<Event> {
        range
            .map(|n| Event {
                seq: Seq(n),
                at: Timestamp::from_millis(n),
                actor: None,
                kind: EventKind::RoomJoined { room: RoomId(Uuid::from_u128(3)) },
            })
            .collect()
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
