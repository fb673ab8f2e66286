//! Clients whose bytes come in odd ways, over bare sockets.

use crate::harness::{PATIENCE, World};
use alongside_protocol::limits::HELLO_MS;
use alongside_protocol::{EventKind, OkResult, ServerFrame, close};
use alongside_terminal::Socket;
use alongside_terminal::socket::Received;
use serde_json::json;
use std::time::{Duration, Instant};

const KEY: [u8; 4] = [1, 2, 3, 4];

/// A text as clients frame it (RFC 6455 section 5.2).
fn masked(text: &str) -> Vec<u8> {
    let length = u16::try_from(text.len()).expect("a short text");
    let mut frame = vec![0x81, 0x80 | 126];
    if length < 126 {
        frame[1] = 0x80 | length as u8;
    } else {
        frame.extend(length.to_be_bytes());
    }
    frame.extend(KEY);
    frame.extend(text.bytes().zip(KEY.iter().cycle()).map(|(byte, key)| byte ^ key));
    frame
}

async fn one_by_one(socket: &mut Socket, text: &str) {
    for byte in masked(text) {
        socket.bytes(&[byte]).await.expect("it goes out");
    }
}

async fn until<T>(socket: &mut Socket, mut wanted: impl FnMut(&ServerFrame) -> Option<T>) -> T {
    loop {
        match socket.receive_within(PATIENCE).await.expect("it comes in time") {
            Received::Frame(frame) => {
                if let Some(found) = wanted(&frame) {
                    return found;
                }
            }
            other => panic!("instead came {other:?}"),
        }
    }
}

#[tokio::test]
async fn bytes_may_come_one_by_one() {
    let world = World::new().await;
    let kitchen = world.kitchen().await;
    let mut socket = kitchen.birch.raw().await;
    let hello = json!({ "type": "hello", "id": 1, "token": kitchen.birch.token, "resume": [{ "stream": kitchen.id }] });
    one_by_one(&mut socket, &hello.to_string()).await;
    until(&mut socket, |frame| matches!(frame, ServerFrame::Welcome(_)).then_some(())).await;
    let send = json!({
        "type": "send", "id": 2, "room": kitchen.id, "client_id": uuid::Uuid::from_u128(5), "body": "grüße, langsam"
    });
    one_by_one(&mut socket, &send.to_string()).await;
    let (mut sent, mut heard) = (false, false);
    while !(sent && heard) {
        until(&mut socket, |frame| match frame {
            ServerFrame::Ok { re: Some(2), result: OkResult::Sent { .. } } => {
                sent = true;
                Some(())
            }
            ServerFrame::Events(batch) => {
                heard |= batch.events.iter().any(|event| {
                    matches!(&event.kind, EventKind::MessagePosted { message } if message.body == "grüße, langsam")
                });
                Some(())
            }
            _ => None,
        })
        .await;
    }
}

#[tokio::test]
async fn a_hello_that_trickles_in_takes_no_longer_than_one_that_does_not_come() {
    let world = World::new().await;
    let kitchen = world.kitchen().await;
    let mut socket = kitchen.birch.raw().await;
    let since = Instant::now();
    let hello = masked(&json!({ "type": "hello", "id": 1, "token": "x".repeat(200) }).to_string());
    let code = loop {
        // Never the whole of it.
        let at = (since.elapsed().as_millis() / 500) as usize;
        let _it_may_have_ended = socket.bytes(&hello[at..=at]).await;
        match socket.receive_within(Duration::from_millis(500)).await {
            None => assert!(since.elapsed() < Duration::from_millis(HELLO_MS) + PATIENCE, "it is still open"),
            Some(Received::Closed(code)) => break code.map(|(code, _)| code),
            Some(other) => panic!("instead of a close came {other:?}"),
        }
    };
    assert_eq!(code, Some(close::HELLO_TIMEOUT));
    assert!(since.elapsed() >= Duration::from_millis(HELLO_MS), "after {:?}", since.elapsed());
}

#[tokio::test]
async fn who_ends_their_half_has_ended_the_connection() {
    let world = World::new().await;
    let kitchen = world.kitchen().await;
    let mut birch = kitchen.birch.connect(&[(kitchen.id.into(), None)]).await;
    birch.socket.half_close().await.expect("half closed");
    let since = Instant::now();
    while world.running().app.hub.connection_count() > 0 {
        assert!(since.elapsed() < PATIENCE, "it is still held");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

#[tokio::test]
async fn who_has_said_half_of_something_hears_the_others() {
    let world = World::new().await;
    let kitchen = world.kitchen().await;
    let mut birch = kitchen.birch.connect(&[(kitchen.id.into(), None)]).await;
    let mut heron = kitchen.heron.connect(&[]).await;
    let ask = masked(&json!({ "type": "history", "id": 77, "room": kitchen.id, "limit": 1 }).to_string());
    let (half, rest) = ask.split_at(ask.len() / 2);
    birch.socket.bytes(half).await.expect("out");
    for n in 0..5 {
        heron.say(kitchen.id, &format!("number {n}")).await;
        let said = until(&mut birch.socket, |frame| match frame {
            ServerFrame::Events(batch) => batch.events.iter().find_map(|event| match &event.kind {
                EventKind::MessagePosted { message } => Some(message.body.clone()),
                _ => None,
            }),
            _ => None,
        });
        assert_eq!(said.await, format!("number {n}"));
    }
    birch.socket.bytes(rest).await.expect("out");
    until(&mut birch.socket, |frame| {
        matches!(frame, ServerFrame::Ok { re: Some(77), .. } | ServerFrame::Error { re: Some(77), .. }).then_some(())
    })
    .await;
}

#[tokio::test]
async fn pings_are_answered_between_and_within_what_is_said() {
    let world = World::new().await;
    let kitchen = world.kitchen().await;
    let mut socket = kitchen.birch.raw().await;
    let hello = masked(&json!({ "type": "hello", "id": 1, "token": kitchen.birch.token }).to_string());
    // A thousand pings and the hello in one go: pongs neither stop nor mix with the welcome.
    let ping = [&[0x89, 0x82][..], &KEY, &[b'h' ^ KEY[0], b'i' ^ KEY[1]]].concat();
    let mut bytes = ping.repeat(1_000);
    bytes.extend(hello);
    bytes.extend(ping.repeat(1_000));
    socket.bytes(&bytes).await.expect("out");
    until(&mut socket, |frame| matches!(frame, ServerFrame::Welcome(_)).then_some(())).await;
}
