//! A slow reader is neither kicked nor dropped from (protocol P8). These take as long as their bounds do.

use crate::harness::{PATIENCE, World};
use alongside_protocol::limits::NO_PROGRESS_MS;
use alongside_protocol::{EventKind, OkResult, ServerFrame, close};
use alongside_terminal::Socket;
use alongside_terminal::socket::Received;
use std::time::{Duration, Instant};

#[tokio::test]
async fn a_reader_at_a_kilobyte_a_second_misses_nothing() {
    let world = World::new().await;
    let kitchen = world.kitchen().await;
    let mut upgrade = kitchen.tide.upgrade();
    upgrade.network.receive_buffer_bytes = Some(4_096);
    let socket = Socket::connect(&upgrade).await.expect("a socket");
    let mut slow = kitchen.tide.connect_on(socket, &[(kitchen.id.into(), None)]).await;
    slow.socket.read_slowly(Some(1_000));
    let mut heron = kitchen.heron.connect(&[]).await;
    let mut sent = Vec::new();
    for n in 0..30 {
        let body = format!("{n} {}", "talk ".repeat(100));
        let OkResult::Sent { message, .. } = heron.say(kitchen.id, &body).await else { panic!("sent") };
        sent.push(message);
    }
    let mut seen = Vec::new();
    let since = Instant::now();
    while seen.len() < sent.len() {
        match tokio::time::timeout(Duration::from_secs(90), slow.socket.receive()).await.expect("it goes on") {
            Received::Frame(frame) => {
                if let ServerFrame::Events(batch) = *frame {
                    seen.extend(batch.events.into_iter().filter_map(|event| match event.kind {
                        EventKind::MessagePosted { message } => Some(message.id),
                        _ => None,
                    }));
                }
            }
            other => panic!("after {:?} came {other:?}", since.elapsed()),
        }
    }
    assert_eq!(seen, sent);
}

#[tokio::test]
async fn a_reader_that_stops_holds_no_memory_and_resumes_without_a_hole() {
    let world = World::new().await;
    let kitchen = world.kitchen().await;
    let mut upgrade = kitchen.tide.upgrade();
    upgrade.network.receive_buffer_bytes = Some(4_096);
    let socket = Socket::connect(&upgrade).await.expect("a socket");
    let mut stopped = kitchen.tide.connect_on(socket, &[(kitchen.id.into(), None)]).await;
    let mut heron = kitchen.heron.connect(&[]).await;
    let began = Instant::now();
    // About 2 MB: more than the sockets' buffers and more than the tail keeps.
    for n in 0..600 {
        heron.say(kitchen.id, &format!("{n} {}", "x".repeat(3_500))).await;
    }
    // Not read at all until the server gives up on it, which takes the bound.
    let hub = &world.running().app.hub;
    let since = Instant::now();
    while hub.connection_count() > 1 {
        assert!(since.elapsed() < Duration::from_millis(NO_PROGRESS_MS) + PATIENCE, "it is still held");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert!(began.elapsed() > Duration::from_millis(NO_PROGRESS_MS / 2), "it was given up after {:?}", began.elapsed());
    let mut position = None;
    let mut seen = 0;
    let code = loop {
        match stopped.socket.receive_within(PATIENCE).await {
            Some(Received::Frame(frame)) => {
                if let ServerFrame::Events(batch) = *frame {
                    seen += batch.events.len();
                    position = Some(alongside_protocol::Position { epoch: batch.epoch, seq: batch.to });
                }
            }
            Some(Received::Closed(code)) => break code.map(|(code, _)| code),
            Some(Received::Broken(_)) | None => break None,
            Some(Received::Text(text)) => panic!("{text}"),
        }
    };
    assert!(code.is_none_or(|code| code == close::NO_PROGRESS), "{code:?}");
    let mut back = kitchen.tide.connect(&[(kitchen.id.into(), position)]).await;
    while seen < 600 {
        let batch = back.batch(kitchen.id).await;
        if let Some(position) = position {
            assert_eq!(batch.prev, position.seq, "what follows joins on");
        }
        position = Some(alongside_protocol::Position { epoch: batch.epoch, seq: batch.to });
        seen += batch.events.len();
    }
    assert_eq!(seen, 600);
}
