//! Pictures of a room, drawn without a terminal.

use super::rows::Picture;
use super::*;
use crate::chat::say::Tone;
use crate::chat::text::width;
use alongside_protocol::server::Resync;
use alongside_protocol::stream::Batch;
use alongside_terminal::connection::State;
use alongside_terminal::{Api, Connection, Options, Update};
use serde_json::{Value, json};

const ROOM: &str = "00000000-0000-0000-0000-00000000000a";
const EPOCH: &str = "00000000-0000-0000-0000-00000000000e";
const AT: &str = "2026-03-10T02:41:07.250Z";

fn account() -> Value {
    json!({"id": "00000000-0000-0000-0000-00000000004e", "alias": "Heron", "roles": [], "created_at": AT, "settings": {}})
}
fn message(seq: i64, body: &str) -> Value {
    let id = format!("00000000-0000-0000-0000-{seq:012}");
    let author = json!({"id": "00000000-0000-0000-0000-0000000000b1", "alias": "Quiet Birch"});
    json!({"id": id, "room": ROOM, "author": author, "client_id": id, "state": "visible", "body": body,
        "revision": 1, "posted_at": AT, "seq": seq})
}
fn resync(messages: Vec<Value>) -> Update {
    let head = messages.len();
    let room = json!({"id": ROOM, "kind": "public", "state": "open", "name": "Night Kitchen", "description": "",
        "topics": [], "language": "en", "guidelines_version": 1, "slow_ms": 0, "created_at": AT, "moderators": [],
        "here": 2, "head": head});
    let snapshot = json!({"of": "room", "room": room, "messages": messages, "has_older": false});
    let position = json!({"epoch": EPOCH, "seq": head});
    let resync = json!({"stream": ROOM, "reason": "new", "position": position, "purge": true, "snapshot": snapshot});
    let resync: Resync = serde_json::from_value(resync).expect("a resync");
    Update::Resync(Box::new(resync))
}
fn posted(seq: i64, body: &str) -> Update {
    let event = json!({"seq": seq, "at": AT, "kind": "message_posted", "message": message(seq, body)});
    let batch = json!({"stream": ROOM, "epoch": EPOCH, "prev": seq - 1, "to": seq, "events": [event]});
    let batch: Batch = serde_json::from_value(batch).expect("a batch");
    Update::Batch(batch)
}

/// A screen in the room, with these messages. Nothing answers at its server.
fn screen(columns: usize, lines: usize, bodies: &[&str]) -> Screen {
    const NOBODY: &str = "http://127.0.0.1:9";
    let api = Api::new(NOBODY).expect("a client");
    let (connection, _) = Connection::start(Options::new(NOBODY));
    let me = serde_json::from_value(account()).expect("an account");
    let (mut talk, _) = Talk::new(api, connection, me);
    talk.room = Some(alongside_terminal::RoomModel::new(ROOM.parse().expect("an id")));
    let messages = (1..).zip(bodies).map(|(seq, body)| message(seq, body)).collect();
    talk.news(resync(messages));
    let mut screen = Screen::new(talk, (columns, lines));
    screen.collect();
    screen
}
fn texts(picture: &Picture) -> Vec<&str> {
    picture.rows.iter().map(|row| row.text.trim()).collect()
}
fn type_keys(screen: &mut Screen, text: &str) {
    for c in text.chars() {
        screen.key(KeyEvent::new(KeyCode::Char(c), KeyModifiers::NONE));
    }
}

#[tokio::test]
async fn nothing_is_wider_or_higher_than_the_terminal_and_help_stays() {
    let long = "a very long line that goes on and on until it has to be broken somewhere, 夜の台所 too".repeat(3);
    for (columns, lines) in [(20, 6), (40, 12), (80, 24), (200, 60), (9, 3)] {
        let mut screen = screen(columns, lines, &[&long, "short", &long]);
        type_keys(&mut screen, &long);
        let picture = screen.draw();
        assert!(picture.title.ends_with("/help-now"), "{}", picture.title);
        let all = picture.rows.iter().map(|row| &row.text).chain([&picture.title, &picture.status.text]);
        for text in all.chain(&picture.composer) {
            assert!(width(text) <= columns.max(9), "{text:?} at {columns}");
        }
        let height = 1 + picture.rows.len() + 1 + picture.composer.len();
        assert!(height <= lines.max(3), "{height} of {lines}");
        assert!(picture.cursor.0 < columns.max(9) && picture.cursor.1 < lines.max(3), "{:?}", picture.cursor);
    }
}

#[tokio::test]
async fn the_newest_is_shown_and_scrolling_keeps_its_place() {
    let bodies: Vec<_> = (1..=30).map(|number| format!("words {number}")).collect();
    let bodies: Vec<_> = bodies.iter().map(String::as_str).collect();
    let mut screen = screen(40, 12, &bodies);
    assert_eq!(texts(&screen.draw()).last(), Some(&"words 30"));
    screen.key(KeyEvent::new(KeyCode::PageUp, KeyModifiers::NONE));
    let before = screen.draw().rows;
    assert_ne!(before.last().map(|row| row.text.trim()), Some("words 30"));
    screen.keeping_place(|talk| talk.news(posted(31, "words 31")));
    screen.keeping_place(|talk| talk.state = State::Live(welcome()));
    let after = screen.draw();
    assert_eq!(after.rows, before, "the list does not move");
    assert!(after.status.text.contains("1 new below"), "{}", after.status.text);
    screen.key(KeyEvent::new(KeyCode::Esc, KeyModifiers::NONE));
    assert_eq!(texts(&screen.draw()).last(), Some(&"words 31"));
}

fn welcome() -> std::sync::Arc<alongside_protocol::server::Welcome> {
    let limits = serde_json::to_value(alongside_protocol::server::WelcomeLimits::default()).expect("limits");
    let welcome = json!({"account": account(), "session": ROOM, "node": ROOM, "epoch": EPOCH, "server_time": AT,
        "server_version": "0", "acknowledgement": "single", "degraded": false, "ping_interval_ms": 25_000,
        "limits": limits, "streams": []});
    serde_json::from_value(welcome).map(std::sync::Arc::new).expect("a welcome")
}

#[tokio::test]
async fn what_is_on_its_way_and_what_is_gone_is_said_in_words() {
    let mut screen = screen(80, 12, &["to be gone", "stays"]);
    type_keys(&mut screen, "hello");
    screen.key(KeyEvent::new(KeyCode::Enter, KeyModifiers::NONE));
    assert_eq!(texts(&screen.draw()).last(), Some(&"waiting (offline, it goes by itself): hello"));
    let mut gone = message(1, "");
    gone["state"] = json!("deleted");
    let event = json!({"seq": 3, "at": AT, "kind": "message_deleted", "message": gone});
    let batch = json!({"stream": ROOM, "epoch": EPOCH, "prev": 2, "to": 3, "events": [event]});
    screen.talk.news(Update::Batch(serde_json::from_value(batch).expect("a batch")));
    let picture = screen.draw();
    let gone = picture.rows.iter().find(|row| row.text.contains("(taken back by its author)"));
    assert_eq!(gone.map(|row| row.tone), Some(Tone::Quiet));
    assert!(!format!("{picture:?}").contains("to be gone"));
    assert!(picture.title.contains("| offline"), "{}", picture.title);
}

#[tokio::test]
async fn three_escapes_leave_and_one_does_not() {
    let mut screen = screen(40, 12, &["words"]);
    let escape = KeyEvent::new(KeyCode::Esc, KeyModifiers::NONE);
    screen.key(escape);
    screen.key(escape);
    assert!(!screen.talk.ended);
    screen.key(escape);
    assert!(screen.talk.ended);
}
