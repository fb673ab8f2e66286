use super::*;
use crate::sample::*;
use alongside_protocol::{Reaction, ReactionCount};

fn model(messages: Vec<Message>) -> RoomModel {
    let mut model = RoomModel::new(ROOM);
    let head = messages.last().map_or(Seq(0), |message| message.seq);
    model.restart(&snapshot(messages, true), head);
    model
}
fn bodies(model: &RoomModel) -> Vec<&str> {
    model.messages().map(|message| message.body.as_str()).collect()
}
fn page(messages: Vec<Message>, head: i64) -> Page {
    Page { messages, has_older: false, has_newer: true, head: Seq(head) }
}

#[test]
fn events_become_a_list_in_the_order_of_the_log() {
    let mut model = model(vec![message(3)]);
    assert_eq!(model.batch(&posts(3, 5)), [Change::Posted(message_id(4)), Change::Posted(message_id(5))]);
    model.page(&page(vec![message(1), message(2)], 5));
    assert_eq!(bodies(&model), ["words 1", "words 2", "words 3", "words 4", "words 5"]);
    assert!(!model.has_older);
}

#[test]
fn a_deletion_takes_the_text_and_its_quotations() {
    let mut model = model(vec![message(1), answer(2, 1)]);
    let gone = batch(2, 3, vec![event(3, EventKind::MessageDeleted { message: deleted(1) })]);
    assert_eq!(model.batch(&gone), [Change::Gone(message_id(1))]);
    assert!(!format!("{model:?}").contains("words 1"), "no copy is left");
}

#[test]
fn a_page_that_was_read_before_a_deletion_brings_nothing_back() {
    let mut model = model(vec![answer(5, 1)]);
    let gone = batch(5, 6, vec![event(6, EventKind::MessageDeleted { message: deleted(1) })]);
    assert_eq!(model.batch(&gone), []);
    model.page(&page(vec![message(1), answer(2, 1)], 5));
    assert_eq!(bodies(&model), ["", "words 2", "words 5"]);
    assert!(!format!("{model:?}").contains("words 1"), "no copy is left");
}

#[test]
fn an_older_copy_does_not_undo_an_edit() {
    let mut model = model(vec![message(1)]);
    let edited = Message { body: "better words".into(), revision: 2, ..message(1) };
    model.batch(&batch(1, 2, vec![event(2, EventKind::MessageEdited { message: edited })]));
    model.page(&page(vec![message(1)], 1));
    assert_eq!(bodies(&model), ["better words"]);
}

#[test]
fn your_own_reactions_survive_events_that_cannot_know_them() {
    let mine = Message { mine: vec![Reaction::WithYou], ..message(1) };
    let mut model = model(vec![mine]);
    let edited = Message { body: "better words".into(), revision: 2, ..message(1) };
    let reactions = vec![ReactionCount { reaction: Reaction::WithYou, count: 2 }];
    let changed = EventKind::ReactionChanged {
        message: message_id(1),
        reaction: Reaction::WithYou,
        on: true,
        reactions: reactions.clone(),
    };
    model.batch(&batch(1, 3, vec![event(2, EventKind::MessageEdited { message: edited }), event(3, changed)]));
    let message = model.message(message_id(1)).map(|message| (message.mine.clone(), message.reactions.clone()));
    assert_eq!(message, Some((vec![Reaction::WithYou], reactions)));
}

#[test]
fn your_own_reactions_follow_events_when_the_reader_is_known() {
    let react = |seq, actor, on| {
        let reaction = Reaction::SameHere;
        let kind = EventKind::ReactionChanged { message: message_id(1), reaction, on, reactions: Vec::new() };
        batch(seq - 1, seq, vec![Event { actor: Some(actor), ..event(seq, kind) }])
    };
    let mut model = RoomModel::of_reader(ROOM, heron().id);
    model.restart(&snapshot(vec![message(1)], false), Seq(1));
    let mine = |model: &RoomModel| model.message(message_id(1)).map(|message| message.mine.clone());
    let other = AccountId(uuid::Uuid::from_u128(0xB1));
    model.batch(&react(2, other, true));
    assert_eq!(mine(&model), Some(vec![]));
    model.batch(&react(3, heron().id, true));
    model.batch(&react(4, other, false));
    assert_eq!(mine(&model), Some(vec![Reaction::SameHere]));
    model.batch(&react(5, heron().id, false));
    assert_eq!(mine(&model), Some(vec![]));
}

#[test]
fn a_resync_drops_everything_and_an_end_too() {
    let mut model = model(vec![message(1), message(2)]);
    model.restart(&snapshot(vec![message(9)], false), Seq(9));
    assert_eq!(bodies(&model), ["words 9"]);
    let refusal = alongside_protocol::Refusal::new(alongside_protocol::RefusalCode::NotMember, "You left.");
    assert_eq!(model.apply(&Update::Ended { stream: ROOM.into(), refusal }), [Change::Ended]);
    assert_eq!(bodies(&model), [""; 0]);
}
