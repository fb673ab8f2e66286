//! Bad input has a stable code and a sentence, and the connection's other work goes on.

use crate::harness::{PATIENCE, World, message};
use alongside_protocol::client::Command;
use alongside_protocol::limits::FRAME_BYTES;
use alongside_protocol::{RefusalCode, ServerFrame, close};
use alongside_terminal::Socket;
use alongside_terminal::socket::Received;
use serde_json::json;

#[tokio::test]
async fn every_bad_frame_has_its_code_and_the_talk_goes_on() {
    let world = World::new().await;
    let kitchen = world.kitchen().await;
    let mut birch = kitchen.birch.connect(&[(kitchen.id.into(), None)]).await;
    let send = |body: &str| {
        json!({ "type": "send", "id": 9, "room": kitchen.id, "client_id": uuid::Uuid::new_v4(), "body": body })
            .to_string()
    };
    let deep = format!("{}{}", "[".repeat(2_000), "]".repeat(2_000));
    use RefusalCode::*;
    for (what, text, code, re) in [
        ("no JSON", "{".to_owned(), Malformed, None),
        ("an array", "[]".to_owned(), Malformed, None),
        ("null", "null".to_owned(), Malformed, None),
        ("deep", deep, Malformed, None),
        ("no type", r#"{"id":9}"#.to_owned(), Malformed, Some(9)),
        ("an unknown type", r#"{"type":"nope","id":9}"#.to_owned(), UnknownFrame, Some(9)),
        ("a wrong type of field", r#"{"type":"delete","id":9,"message":7}"#.to_owned(), Malformed, Some(9)),
        ("a missing field", r#"{"type":"send","id":9}"#.to_owned(), Malformed, Some(9)),
        ("a lone surrogate", send("x").replace("\"x\"", r#""\ud800""#), Malformed, Some(9)),
        ("NUL", send("a\0b"), Invalid, Some(9)),
        ("nothing to read", send(" \n "), BodyEmpty, Some(9)),
        ("4,001 characters", send(&"ä".repeat(4_001)), BodyTooLong, Some(9)),
        ("a frame over the limit", send(&"x".repeat(FRAME_BYTES)), TooBig, None),
        ("a second hello", r#"{"type":"hello","id":9}"#.to_owned(), Conflict, Some(9)),
    ] {
        birch.socket.text(text).await.expect("it goes out");
        let (got, got_re, sentence) = birch
            .frame(|frame| match frame {
                ServerFrame::Error { re, refusal } => Some((refusal.code, *re, refusal.message.clone())),
                _ => None,
            })
            .await;
        // NUL may be refused where frames are read or where texts are checked.
        let fits = got == code || (what == "NUL" && got == Malformed);
        assert!(fits, "{what}: {got} instead of {code}");
        assert!(got_re == re || got_re.is_none(), "{what}: answers {got_re:?}");
        assert!(sentence.ends_with('.') || sentence.contains(' '), "{what}: {sentence}");
        birch.say(kitchen.id, what).await;
    }
}

async fn ended(mut socket: Socket) -> (Vec<RefusalCode>, u16) {
    let mut codes = Vec::new();
    loop {
        match socket.receive_within(PATIENCE).await.expect("an end in time") {
            Received::Frame(frame) => {
                if let ServerFrame::Error { refusal, .. } = *frame {
                    codes.push(refusal.code);
                }
            }
            Received::Closed(Some((code, _))) => return (codes, code),
            other => panic!("instead of a close came {other:?}"),
        }
    }
}

#[tokio::test]
async fn what_ends_a_connection_says_so_with_its_code() {
    let world = World::new().await;
    let kitchen = world.kitchen().await;

    let mut socket = kitchen.birch.raw().await;
    socket.text(r#"{"type":"typing","id":1,"room":"00000000-0000-0000-0000-000000000000"}"#).await.expect("out");
    assert_eq!(ended(socket).await, (vec![RefusalCode::Malformed], close::BAD_HELLO), "no hello");

    let mut socket = kitchen.birch.raw().await;
    socket.hello("not a token").await.expect("out");
    assert_eq!(ended(socket).await, (vec![RefusalCode::Unauthenticated], close::UNAUTHENTICATED));

    let mut socket = kitchen.birch.raw().await;
    socket.command(Some(1), Command::Hello(Default::default())).await.expect("out");
    assert_eq!(ended(socket).await.1, close::UNAUTHENTICATED, "nobody at all");

    let mut birch = kitchen.birch.connect(&[]).await;
    birch.socket.binary(vec![1, 2, 3]).await.expect("out");
    assert_eq!(birch.close_code().await, close::UNSUPPORTED);

    let mut birch = kitchen.birch.connect(&[]).await;
    birch.socket.fragments(&[b"{\"a\":\"\xc3", b"\x28\"}"]).await.expect("out");
    assert_eq!(birch.close_code().await, close::INVALID_TEXT);

    let mut birch = kitchen.birch.connect(&[]).await;
    birch.socket.text("x".repeat(5 * FRAME_BYTES)).await.expect("out");
    assert_eq!(birch.close_code().await, close::TOO_BIG);

    let mut birch = kitchen.birch.connect(&[]).await;
    for _ in 0..101 {
        birch.socket.text("{").await.expect("out");
    }
    assert_eq!(birch.close_code().await, close::MALFORMED);
}

#[tokio::test]
async fn a_cookie_opens_a_socket_only_for_our_own_pages() {
    let world = World::new().await;
    let kitchen = world.kitchen().await;
    let api = alongside_terminal::Api::new(world.url()).expect("a client");
    let admission = api.sign_in_with_cookie("Quiet Birch", crate::harness::PASSWORD).await.expect("signed in");
    let cookie = admission.cookie.expect("a cookie");
    let own = world.url();
    for (origin, opens) in [(own.as_str(), true), ("https://elsewhere.example", false), ("null", false)] {
        let upgrade = kitchen.birch.upgrade().header("cookie", &cookie).header("origin", origin);
        assert_eq!(Socket::connect(&upgrade).await.is_ok(), opens, "{origin}");
    }
}

#[tokio::test]
async fn pipelined_frames_are_bounded_and_all_answered() {
    let world = World::new().await;
    let kitchen = world.kitchen().await;
    let mut birch = kitchen.birch.connect(&[]).await;
    for n in 1..=500u64 {
        birch.socket.command(Some(n), Command::Send(message(kitchen.id, "many at once"))).await.expect("out");
    }
    for n in 1..=500 {
        birch.answer(n).await.expect("sent");
    }
}
