use super::*;
use crate::frames::tests::{EPOCH, STREAM, events};
use crate::frames::{covering, encode};
use alongside_protocol::{
    AccountId, ClientMessageId, Event, EventKind, Message, MessageState, Person, ReplyTo, RoomId, Timestamp,
};
use uuid::Uuid;

fn push(tail: &mut Tail, events: Vec<Event>) -> Arrival {
    let prev = Seq(events[0].seq.0 - 1);
    tail.push(encode(STREAM, EPOCH, prev, events))
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
    assert_eq!(push(&mut tail, events(1..=1)), Arrival::Known, "nobody has read the head yet");
    assert_eq!(tail.read(Seq(0), 1), Reading::Behind);
    assert_eq!(tail.reached(Seq(5)), Arrival::Known);
    assert_eq!(push(&mut tail, events(6..=7)), Arrival::Grown);
    assert_eq!(push(&mut tail, events(6..=7)), Arrival::Known);
    assert_eq!(push(&mut tail, events(9..=9)), Arrival::Hole);
    assert!(!tail.is_whole());
    assert_eq!(tail.ends(), Some((Seq(7), Seq(9))));
    assert_eq!(push(&mut tail, events(8..=8)), Arrival::Grown, "9 was here already");
    assert_eq!(tail.ends(), Some((Seq(9), Seq(9))));
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
    assert_eq!(
        tail.push_read(Seq(4), covering(STREAM, EPOCH, Seq(4), Seq(9), read.clone())),
        Arrival::Hole,
        "does not join on"
    );
    assert_eq!(tail.push_read(Seq(5), covering(STREAM, EPOCH, Seq(5), Seq(9), read)), Arrival::Grown);
    assert_eq!(spans(tail.read(Seq(5), usize::MAX)), [(5, 8), (8, 9)]);
}

#[test]
fn a_database_that_is_ahead_is_a_hole() {
    let mut tail = Tail::default();
    assert_eq!(tail.reached(Seq(5)), Arrival::Known);
    assert_eq!(tail.reached(Seq(8)), Arrival::Hole);
    assert_eq!(push(&mut tail, events(6..=8)), Arrival::Grown);
}

fn message(id: u128, reply_to: Option<u128>) -> Message {
    let author = Person { id: AccountId(Uuid::from_u128(9)), alias: "Heron".into() };
    let reply = |id| ReplyTo { id: MessageId(Uuid::from_u128(id)), author: author.clone(), excerpt: Some("x".into()) };
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
        let event = |n: usize, kind| Event { seq: Seq(n as i64 + 1), at: Timestamp::from_millis(0), actor: None, kind };
        for (n, message) in posts.into_iter().enumerate() {
            push(&mut tail, vec![event(n, EventKind::MessagePosted { message })]);
        }
        push(&mut tail, vec![event(4, kind)]);
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
        push(&mut tail, events(n..=n));
    }
    assert_eq!(tail.frames.len(), TAIL_FRAMES);
    assert_eq!(tail.bytes, tail.frames.iter().map(|frame| frame.text.len()).sum::<usize>());
    assert_eq!(tail.read(Seq(0), 1), Reading::Behind);
}

#[test]
fn whatever_order_frames_come_in_the_tail_is_the_same() {
    // A small generator of orders; the seed decides.
    for seed in 0_u64..200 {
        let mut frames: Vec<_> = (6..=25).map(|n| encode(STREAM, EPOCH, Seq(n - 1), events(n..=n))).collect();
        frames.extend_from_within(5..9);
        let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
        for at in (1..frames.len()).rev() {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            frames.swap(at, (state >> 33) as usize % (at + 1));
        }
        let mut tail = Tail::default();
        tail.reached(Seq(5));
        for frame in frames {
            tail.push(frame);
        }
        let expected: Vec<_> = (6..=25).map(|n| (n - 1, n)).collect();
        assert_eq!(spans(tail.read(Seq(5), usize::MAX)), expected, "seed {seed}");
        assert!(tail.is_whole() && tail.early.is_empty());
    }
}

#[test]
fn a_frame_that_overlaps_waits_for_a_read() {
    let mut tail = Tail::default();
    tail.reached(Seq(5));
    assert_eq!(push(&mut tail, events(4..=8)), Arrival::Hole, "its beginning is in already");
    assert_eq!(tail.push_read(Seq(5), covering(STREAM, EPOCH, Seq(5), Seq(8), events(6..=8))), Arrival::Grown);
}

#[test]
fn what_was_heard_and_is_not_there_is_forgotten() {
    let mut tail = Tail::default();
    tail.reached(Seq(5));
    assert_eq!(tail.heard(Seq(99)), Arrival::Hole);
    tail.heard(Seq(100));
    tail.ends_here(Seq(99));
    assert!(!tail.is_whole(), "more was heard of after the read began");
    tail.ends_here(Seq(100));
    assert!(tail.is_whole());
}

#[test]
fn early_frames_are_bounded() {
    let mut tail = Tail::default();
    tail.reached(Seq(0));
    for n in 2..=500 {
        push(&mut tail, events(n..=n));
    }
    assert_eq!(tail.early.len(), EARLY_FRAMES);
    push(&mut tail, events(1..=1));
    assert_eq!(tail.ends(), Some((Seq(65), Seq(500))), "the others are for a read to bring");
}
