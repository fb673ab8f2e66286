//! Stopping is gentle (protocol P12).

use crate::harness::{HOURS_MS, World, message};
use alongside_protocol::client::Command;
use alongside_protocol::{RefusalCode, ServerFrame, close};
use alongside_terminal::Socket;
use futures_util::future::join_all;
use serde_json::json;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

/// Connections that stay to the end.
const LAST: usize = 100;

#[tokio::test]
async fn clients_are_asked_to_come_back_and_the_old_socket_works_until_then() {
    let world = World::new().await;
    let kitchen = world.kitchen().await;
    let mut birch = kitchen.birch.connect(&[(kitchen.id.into(), None)]).await;
    let app = world.running().app.clone();
    app.stopping.cancel();
    let spread = birch
        .frame(|frame| match frame {
            ServerFrame::Goaway { spread_ms } => Some(*spread_ms),
            _ => None,
        })
        .await;
    assert_eq!(spread, app.config.drain_spread_ms);
    birch.ask(Command::Send(message(kitchen.id, "still here"))).await.expect("the old socket works");
    let stopping = tokio::spawn(world.stop());
    assert_eq!(birch.close_code().await, close::RESTART);
    stopping.await.expect("it stops");
}

#[tokio::test]
async fn newcomers_are_sent_on_while_the_server_stops() {
    let world = World::new().await;
    let kitchen = world.kitchen().await;
    let mut birch = kitchen.birch.connect(&[]).await;
    let mut silent = kitchen.tide.raw().await;
    world.running().app.stopping.cancel();
    assert!(Socket::connect(&kitchen.tide.upgrade()).await.is_err(), "no upgrade any more");
    for (method, path) in [(reqwest::Method::GET, "/ws"), (reqwest::Method::POST, "/events")] {
        let request = kitchen.tide.api.request(method, path).json(&json!({}));
        let request = request.header("connection", "upgrade").header("upgrade", "websocket");
        let request =
            request.header("sec-websocket-version", "13").header("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ==");
        let response = request.send().await.expect("an answer");
        assert_eq!(response.status(), 503, "{path}");
        assert!(response.headers().contains_key("retry-after"), "{path}");
        let body: alongside_protocol::http::ErrorBody = response.json().await.expect("a refusal");
        assert_eq!(body.error.code, RefusalCode::GoingAway, "{path}");
    }
    silent.hello(&kitchen.tide.token).await.expect("hello goes out");
    let code = loop {
        match silent.receive_within(crate::harness::PATIENCE).await.expect("an answer") {
            alongside_terminal::socket::Received::Closed(code) => break code.map(|(code, _)| code),
            _ => continue,
        }
    };
    assert_eq!(code, Some(close::RESTART), "the socket was open, and hello came too late");
    birch.ask(Command::Send(message(kitchen.id, "who was here goes on"))).await.expect("stored");
}

/// Those who have not left by themselves would otherwise all come to the other nodes in one instant.
#[tokio::test]
async fn the_last_connections_end_one_after_the_other_and_not_all_at_once() {
    let world = World::new().await;
    let kitchen = world.kitchen().await;
    let mut last = Vec::new();
    for _ in 0..LAST {
        last.push(kitchen.birch.connect(&[(kitchen.id.into(), None)]).await);
    }
    let stopping = tokio::spawn(world.stop());
    let ends = last.into_iter().map(|mut talker| async move { (talker.close_code().await, Instant::now()) });
    let mut ends = join_all(ends).await;
    stopping.await.expect("it stops");
    assert!(ends.iter().all(|(code, _)| *code == close::RESTART), "{ends:?}");
    ends.sort_by_key(|(_, at)| *at);
    // Of a span of half a second the middle half takes a quarter, more or less.
    let (early, late) = (ends[LAST / 4].1, ends[LAST * 3 / 4].1);
    assert!(late - early >= Duration::from_millis(100), "half of them ended within {:?}", late - early);
}

/// Who is among the last is served until their turn comes.
#[tokio::test]
async fn a_connection_is_answered_until_it_ends() {
    let world = World::new().await;
    let kitchen = world.kitchen().await;
    let mut birch = kitchen.birch.connect(&[(kitchen.id.into(), None)]).await;
    let app = world.running().app.clone();
    app.close_spread_ms.store(HOURS_MS, Ordering::Relaxed);
    app.stopping.cancel();
    app.closing.cancel();
    for text in ["one", "two", "three"] {
        birch.ask(Command::Send(message(kitchen.id, text))).await.expect("an answer until the end");
    }
    drop(birch);
    world.stop().await;
}
