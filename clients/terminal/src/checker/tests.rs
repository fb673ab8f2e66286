//! A clean run is called clean, and each planted fault is found. A checker that finds nothing would
//! make every trial look good.

use super::*;
use crate::record::{ClientRecorder, Recorder, What, fingerprint};
use crate::sample::*;
use alongside_protocol::client::Resume;
use alongside_protocol::server::{Resync, ResyncReason, Snapshot, StreamVerdict};
use alongside_protocol::stream::{Batch, EventKind, Position};
use alongside_protocol::{Message, MessageState};

const WRITER: u32 = 1;
const READER: u32 = 2;

/// A run in the making. Faults are planted by what is left out or added.
struct Run {
    recorder: Recorder,
    rules: Rules,
}

impl Run {
    /// Two clients, both subscribed to an empty room.
    fn new() -> Self {
        let run = Self { recorder: Recorder::new(), rules: Rules::default() };
        for client in [WRITER, READER] {
            run.subscribe(client, None);
            run.snapshot(client, ResyncReason::New, 0, Vec::new());
        }
        run
    }
    fn pen(&self, client: u32) -> ClientRecorder {
        self.recorder.client(client)
    }
    fn subscribe(&self, client: u32, at: Option<Position>) {
        self.pen(client).write(What::Subscribe { stream: ROOM.into(), position: at });
    }
    fn resume(&self, client: u32, from: i64, head: i64) {
        let resume = vec![Resume { stream: ROOM.into(), position: Some(position(from)), quiet: false }];
        self.pen(client).write(What::Hello { resume });
        self.pen(client).write(What::Welcomed);
        self.pen(client).verdict(&StreamVerdict::Replay { stream: ROOM.into(), head: Seq(head) });
    }
    fn snapshot(&self, client: u32, reason: ResyncReason, at: i64, messages: Vec<Message>) {
        let snapshot = Snapshot::Room(crate::sample::snapshot(messages, false));
        let (stream, position) = (ROOM.into(), position(at));
        self.pen(client).resync(&Resync { stream, reason, position, purge: true, snapshot });
    }
    fn batch(&self, client: u32, batch: &Batch) {
        self.pen(client).batch(batch);
    }
    fn sending(&self, number: i64) {
        let text = fingerprint(&message(number).body);
        self.pen(WRITER).write(What::Sending { room: ROOM, client_id: client_id(number as u128), text });
    }
    fn acknowledged(&self, number: i64) {
        self.acknowledged_as(number, number, number);
    }
    fn acknowledged_as(&self, number: i64, message: i64, seq: i64) {
        self.pen(WRITER).write(What::Acknowledged {
            room: ROOM,
            client_id: client_id(number as u128),
            message: message_id(message as u128),
            seq: Seq(seq),
            state: MessageState::Visible,
        });
    }
    /// Messages 1 to `last`, each sent, acknowledged and seen by both.
    fn talk(&self, last: i64) {
        for number in 1..=last {
            self.sending(number);
            self.acknowledged(number);
            self.batch(WRITER, &posts(number - 1, number));
        }
        self.batch(READER, &posts(0, last));
    }
    fn deleted(&self, number: i64, seq: i64) {
        let gone = batch(seq - 1, seq, vec![event(seq, EventKind::MessageDeleted { message: deleted(number) })]);
        self.batch(WRITER, &gone);
        self.pen(WRITER).write(What::DeletionAcknowledged { message: message_id(number as u128), seq: Seq(seq) });
    }
    fn page(&self, client: u32, head: i64, messages: &[Message]) {
        self.pen(client).write(What::PageAsked { request: 9, room: ROOM });
        self.pen(client).page(9, ROOM, messages, (false, false), Seq(head));
    }
    fn reached(&self, client: u32, head: i64) {
        self.pen(client).write(What::Reached { room: ROOM, head: Seq(head) });
    }
    fn report(&self) -> Report {
        check(&self.recorder.records(), &self.rules)
    }
    fn found(&self, wanted: impl Fn(&Violation) -> bool) {
        let report = self.report();
        assert!(report.violations.iter().any(wanted), "not found in {:?}", report.violations);
        assert!(!report.is_clean());
    }
}

#[test]
fn a_clean_run_is_clean() {
    let run = Run::new();
    run.talk(5);
    run.resume(READER, 3, 5);
    run.batch(READER, &posts(3, 5));
    run.deleted(2, 6);
    run.subscribe(READER, Some(position(5)));
    run.snapshot(
        READER,
        ResyncReason::TooFarBehind,
        6,
        vec![message(1), deleted(2), message(3), message(4), message(5)],
    );
    run.page(WRITER, 6, &[message(1), deleted(2), message(3), message(4), message(5)]);
    run.reached(READER, 6);
    let report = run.report();
    assert_eq!(report.violations, BTreeSet::new());
    assert_eq!((report.acknowledged, report.deliveries), (5, 13));
}

#[test]
fn a_lost_message_is_found() {
    let run = Run::new();
    run.talk(3);
    run.sending(4);
    run.acknowledged(4);
    // Both read past it, and something else stands there.
    let other =
        batch(3, 4, vec![event(4, EventKind::MessagePosted { message: Message { seq: Seq(4), ..message(40) } })]);
    run.batch(WRITER, &other);
    run.batch(READER, &other);
    run.found(|found| matches!(found, Violation::Lost { seq: Seq(4), .. }));
    assert_eq!(run.report().lost(), 1);
}

#[test]
fn a_message_that_nobody_looked_for_is_not_called_fine() {
    let run = Run::new();
    run.talk(3);
    run.sending(4);
    run.acknowledged(4);
    run.found(|found| matches!(found, Violation::Unproven { seq: Seq(4), .. }));
}

#[test]
fn a_log_that_lost_its_end_is_found() {
    let run = Run::new();
    run.talk(4);
    run.resume(READER, 4, 3);
    run.found(|found| matches!(found, Violation::WentBack { client: READER, .. }));

    let mut run = Run::new();
    run.talk(4);
    run.subscribe(READER, Some(position(4)));
    run.snapshot(READER, ResyncReason::Ahead, 3, vec![message(1), message(2), message(3)]);
    run.found(|found| matches!(found, Violation::WentBack { client: READER, .. }));
    run.rules.restores = true;
    assert!(!run.report().is_clean(), "a shorter log of the same life is never fine");
}

#[test]
fn duplicates_are_found() {
    let run = Run::new();
    run.talk(3);
    run.batch(READER, &posts(1, 3));
    run.found(|found| matches!(found, Violation::Duplicated { what: "a subscription delivered an event twice", .. }));

    let run = Run::new();
    run.talk(3);
    let again = EventKind::MessagePosted { message: Message { id: message_id(77), seq: Seq(4), ..message(3) } };
    run.batch(READER, &batch(3, 4, vec![event(4, again)]));
    run.found(|found| matches!(found, Violation::Duplicated { what: "one client id made two messages", .. }));

    let run = Run::new();
    run.talk(3);
    run.acknowledged_as(3, 77, 4);
    run.found(|found| matches!(found, Violation::Duplicated { what, .. } if what.contains("acknowledged as two")));
}

#[test]
fn a_key_of_its_own_for_each_attempt_is_found() {
    let mut run = Run::new();
    run.talk(3);
    let same = Message { body: message(2).body, ..message(4) };
    run.batch(READER, &batch(3, 4, vec![event(4, EventKind::MessagePosted { message: same })]));
    assert_eq!(run.report().violations, BTreeSet::new(), "people may say the same twice");
    run.rules.unique_texts = true;
    run.found(|found| matches!(found, Violation::Duplicated { what: "words of one person stand there twice", .. }));
    assert_eq!(run.report().duplicated(), 1);
}

#[test]
fn what_did_not_come_in_time_is_found() {
    let run = Run::new();
    run.talk(3);
    run.pen(READER).write(What::Due { room: ROOM, head: Seq(3) });
    assert_eq!(run.report().violations, BTreeSet::new());
    run.pen(READER).write(What::Due { room: ROOM, head: Seq(4) });
    run.batch(READER, &posts(3, 4));
    run.found(|found| {
        matches!(found, Violation::Gap { client: READER, seq: Seq(4), what: "it did not come in time", .. })
    });
}

#[test]
fn another_order_is_found() {
    let run = Run::new();
    run.talk(2);
    let swap = |seq: i64, number: i64| {
        event(seq, EventKind::MessagePosted { message: Message { seq: Seq(seq), ..message(number) } })
    };
    run.batch(WRITER, &batch(2, 4, vec![swap(3, 3), swap(4, 4)]));
    run.batch(READER, &batch(2, 4, vec![swap(3, 4), swap(4, 3)]));
    run.found(|found| matches!(found, Violation::Reordered { what: "two clients saw different events", .. }));
}

#[test]
fn a_message_before_one_acknowledged_earlier_is_found() {
    let run = Run::new();
    run.sending(2);
    run.acknowledged(2);
    run.sending(1);
    run.acknowledged(1);
    run.batch(WRITER, &posts(0, 2));
    run.found(|found| matches!(found, Violation::Reordered { seq: Seq(1), .. }));
}

#[test]
fn gaps_are_found() {
    let run = Run::new();
    run.talk(3);
    run.batch(WRITER, &posts(3, 5));
    run.batch(READER, &batch(3, 5, vec![posted(5)]));
    run.found(|found| matches!(found, Violation::Gap { client: READER, seq: Seq(4), .. }));

    let run = Run::new();
    run.talk(3);
    run.batch(WRITER, &batch(3, 5, vec![posted(5)]));
    run.batch(READER, &batch(3, 5, vec![posted(5)]));
    run.found(|found| {
        matches!(found, Violation::Gap { seq: Seq(4), what: "nobody ever saw an event of this number", .. })
    });

    let run = Run::new();
    run.talk(3);
    run.page(READER, 3, &[message(1), message(3)]);
    run.found(|found| matches!(found, Violation::Gap { seq: Seq(2), what: "a page misses a message", .. }));

    let run = Run::new();
    run.talk(3);
    run.reached(READER, 4);
    run.found(|found| matches!(found, Violation::Gap { client: READER, seq: Seq(4), .. }));
}

#[test]
fn a_hole_is_a_gap_only_while_it_is_not_filled() {
    let run = Run::new();
    run.talk(3);
    run.batch(WRITER, &posts(3, 5));
    run.batch(READER, &posts(4, 5));
    run.reached(READER, 5);
    run.found(|found| matches!(found, Violation::Gap { client: READER, .. }));

    let run = Run::new();
    run.talk(3);
    run.batch(READER, &posts(4, 5));
    run.subscribe(READER, Some(position(3)));
    run.pen(READER).verdict(&StreamVerdict::Replay { stream: ROOM.into(), head: Seq(5) });
    run.batch(READER, &posts(3, 5));
    run.reached(READER, 5);
    assert_eq!((run.report().violations, run.report().holes_repaired), (BTreeSet::new(), 1));
}

#[test]
fn filtered_clients_may_miss_what_others_see() {
    let mut run = Run::new();
    run.talk(3);
    run.batch(WRITER, &posts(3, 5));
    run.batch(READER, &batch(3, 5, vec![posted(5)]));
    run.rules.filtered.insert((READER, ROOM));
    assert_eq!(run.report().violations, BTreeSet::new());
}

#[test]
fn resurrected_text_is_found() {
    // In a replay that was asked for after the deletion.
    let run = Run::new();
    run.talk(3);
    run.deleted(2, 4);
    run.resume(READER, 1, 4);
    run.batch(READER, &posts(1, 3));
    run.found(|found| matches!(found, Violation::Resurrected { client: READER, by: "batch", .. }));

    // In a page, a snapshot, and a quotation.
    let run = Run::new();
    run.talk(3);
    run.deleted(2, 4);
    run.page(READER, 4, &[message(1), message(2), message(3)]);
    run.found(|found| matches!(found, Violation::Resurrected { by: "page", .. }));
    let run = Run::new();
    run.talk(3);
    run.deleted(2, 4);
    run.subscribe(READER, Some(position(3)));
    run.snapshot(READER, ResyncReason::TooFarBehind, 4, vec![message(1), deleted(2), answer(3, 2)]);
    run.found(|found| matches!(found, Violation::Resurrected { by: "snapshot", .. }));
}

#[test]
fn text_that_was_on_its_way_before_the_deletion_is_not_held_against_anybody() {
    let run = Run::new();
    run.talk(3);
    run.resume(READER, 1, 3);
    run.deleted(2, 4);
    run.batch(READER, &posts(1, 3));
    assert_eq!(run.report().violations, BTreeSet::new());
}

#[test]
fn altered_text_and_ghosts_are_found() {
    let run = Run::new();
    run.sending(1);
    run.acknowledged(1);
    let kind = EventKind::MessagePosted { message: Message { body: "other words".into(), ..message(1) } };
    run.batch(READER, &batch(0, 1, vec![event(1, kind)]));
    run.found(|found| matches!(found, Violation::Altered { .. }));

    let run = Run::new();
    run.sending(1);
    run.pen(WRITER).write(What::NotSent { client_id: client_id(1), code: None, may_have_happened: false });
    run.batch(READER, &posts(0, 1));
    run.found(|found| matches!(found, Violation::Ghost { .. }));
}
