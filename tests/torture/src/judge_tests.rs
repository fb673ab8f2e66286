use super::*;
use alongside_protocol::{MessageState, Person, Timestamp};
use std::str::FromStr;

fn id<T: FromStr>(number: u32) -> T
where
    T::Err: std::fmt::Debug,
{
    format!("00000000-0000-4000-8000-{number:012}").parse().expect("an id")
}

fn at() -> Timestamp {
    serde_json::from_str("\"2026-03-10T02:41:07.250Z\"").expect("an instant")
}

fn message(number: u32, client_id: u32, seq: i64) -> Message {
    Message {
        id: id(number),
        room: id(1),
        author: Person { id: id(2), alias: "Heron".into() },
        by_moderator: false,
        client_id: id(client_id),
        state: MessageState::Visible,
        body: "hello".into(),
        note: None,
        reply_to: None,
        mentions: Vec::new(),
        revision: 1,
        reactions: Vec::new(),
        mine: Vec::new(),
        posted_at: at(),
        edited_at: None,
        deleted_at: None,
        seq: Seq(seq),
    }
}

fn acknowledged(number: u32, client_id: u32, seq: i64) -> (RoomId, Sent) {
    let sent = Sent {
        client_id: id(client_id),
        message: id(number),
        seq: Seq(seq),
        at: at(),
        state: MessageState::Visible,
        duplicate: false,
    };
    (id(1), sent)
}

/// (lost, duplicated, disordered)
fn verdict(messages: Vec<Message>, acknowledged: &[(RoomId, Sent)], deleted: &[u32]) -> (usize, usize, usize) {
    let rooms = BTreeMap::from([(id(1), messages)]);
    let deleted = deleted.iter().map(|number| id(*number)).collect();
    let stored = compare(&rooms, acknowledged, &deleted);
    (stored.lost.len(), stored.duplicated.len(), stored.disordered.len())
}

#[test]
fn what_is_there_once_and_in_its_place_is_fine() {
    let messages = vec![message(11, 21, 3), message(12, 22, 4)];
    assert_eq!(verdict(messages, &[acknowledged(12, 22, 4), acknowledged(11, 21, 3)], &[]), (0, 0, 0));
}

#[test]
fn what_is_not_there_or_elsewhere_is_lost() {
    assert_eq!(verdict(vec![], &[acknowledged(11, 21, 3)], &[]), (1, 0, 0));
    assert_eq!(verdict(vec![message(11, 21, 4)], &[acknowledged(11, 21, 3)], &[]), (1, 0, 0));
    assert_eq!(verdict(vec![], &[acknowledged(11, 21, 3)], &[11]), (0, 0, 0), "taken back by its author");
}

#[test]
fn two_rows_of_one_client_id_are_a_duplicate() {
    assert_eq!(verdict(vec![message(11, 21, 3), message(12, 21, 4)], &[], &[]), (0, 1, 0));
}

#[test]
fn a_history_out_of_order_is_told() {
    assert_eq!(verdict(vec![message(12, 22, 4), message(11, 21, 3)], &[], &[]), (0, 0, 1));
}
