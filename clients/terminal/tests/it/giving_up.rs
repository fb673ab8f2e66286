//! When coming back would not help: it says so, and what happened to everything under way.

use crate::fake::*;
use alongside_protocol::{Refusal, RefusalCode, ServerFrame, close};
use alongside_terminal::{Connection, Draft, Failure, Options, State, Update};

#[tokio::test]
async fn a_code_that_says_stop_ends_it_and_tells_what_became_of_each_message() {
    let fake = Fake::start().await;
    let (connection, mut updates) = start(fake.following(0)).await;
    let (mut peer, _) = fake.admit(0).await;
    let out = connection.post(Draft::new(ROOM, "on its way")).await;
    let waiting = connection.post(Draft::new(ROOM, "behind it")).await;
    peer.a_send().await;
    let refusal = Refusal::new(RefusalCode::Unauthenticated, "This session was ended.");
    peer.say(ServerFrame::Error { re: None, refusal: refusal.clone() }).await;
    peer.close(close::SESSION_ENDED).await;
    let stop = until(&mut updates, |update| match update {
        Update::State(State::Stopped(stop)) => Some(stop.clone()),
        _ => None,
    })
    .await;
    assert_eq!((stop.code, stop.refusal), (Some(close::SESSION_ENDED), Some(refusal)));
    assert!(matches!(soon(out).await, Err(Failure::Unanswered(_))));
    assert!(matches!(soon(waiting).await, Err(Failure::NotSent(_))));
    let after = connection.post(Draft::new(ROOM, "too late")).await;
    assert!(matches!(soon(after).await, Err(Failure::NotSent(_))));
    assert_eq!(soon(updates.next()).await, None);
}

#[tokio::test]
async fn a_refused_hello_ends_it_with_the_refusal() {
    let fake = Fake::start().await;
    let connecting = tokio::spawn(Connection::connect(fake.options()));
    let mut peer = fake.accept().await;
    peer.hello().await;
    let refusal = Refusal::new(RefusalCode::Unauthenticated, "Sign in first.");
    peer.say(ServerFrame::Error { re: None, refusal: refusal.clone() }).await;
    peer.close(close::UNAUTHENTICATED).await;
    let stop = soon(connecting).await.expect("no panic").expect_err("stopped");
    assert_eq!((stop.code, stop.refusal), (Some(close::UNAUTHENTICATED), Some(refusal)));
}

#[tokio::test]
async fn an_upgrade_that_is_forbidden_ends_it() {
    let fake = Fake::start().await;
    let connecting = tokio::spawn(Connection::connect(fake.options()));
    let body =
        r#"{"error":{"code":"foreign_origin","message":"This request came from another site.","retry":"never"}}"#;
    let answer = format!("HTTP/1.1 403 Forbidden\r\ncontent-length: {}\r\n\r\n{body}", body.len());
    fake.turn_away(&answer).await;
    let stop = soon(connecting).await.expect("no panic").expect_err("stopped");
    assert_eq!(stop.refusal.map(|refusal| refusal.code), Some(RefusalCode::ForeignOrigin));
}

#[tokio::test]
async fn closing_says_goodbye_and_full_is_told() {
    let fake = Fake::start().await;
    let options = Options { outbox: 1, ..fake.following(0) };
    let (connection, _updates) = start(options).await;
    let (mut peer, _) = fake.admit(0).await;
    let one = connection.post(Draft::new(ROOM, "one")).await;
    let two = connection.post(Draft::new(ROOM, "two")).await;
    assert_eq!(soon(two).await, Err(Failure::Full));
    peer.a_send().await;
    soon(connection.close()).await;
    assert!(matches!(soon(one).await, Err(Failure::Unanswered(_))));
    assert!(peer.frame().await.is_some_and(|frame| frame.is_close()));
    assert!(matches!(connection.state(), State::Stopped(_)));
}
