//! Reconnects: resume, jitter, goaway, silence.

use crate::fake::*;
use alongside_protocol::ServerFrame;
use alongside_protocol::close;
use alongside_terminal::{Backoff, Connection, Draft, Options, State, Update};
use std::time::Duration;

#[tokio::test]
async fn after_a_break_it_goes_on_where_it_was() {
    let fake = Fake::start().await;
    let (connection, mut updates) = start(fake.following(3)).await;
    let (mut peer, _) = fake.admit(5).await;
    peer.posts(3, 5).await;
    spans(&mut updates, 5).await;
    drop(peer);
    until(&mut updates, |update| matches!(update, Update::State(State::Waiting { .. })).then_some(())).await;
    let (mut peer, hello) = fake.admit(7).await;
    assert!(hello.resume.iter().any(|resume| resume.position == Some(position(5))), "{hello:?}");
    peer.posts(5, 7).await;
    assert_eq!(spans(&mut updates, 7).await, [(5, 7, vec![6, 7])]);
    assert!(connection.state().is_live());
}

#[tokio::test]
async fn every_code_that_says_so_brings_it_back() {
    let fake = Fake::start().await;
    let (_connection, _updates) = start(fake.following(0)).await;
    for code in [close::RESTART, close::TRY_LATER, close::NO_PROGRESS, close::SILENT, close::RIGHTS_CHANGED, 1011] {
        let (peer, _) = fake.admit(0).await;
        peer.close(code).await;
    }
    let (_peer, _) = fake.admit(0).await;
}

#[tokio::test]
async fn a_server_that_turns_away_for_now_is_asked_again() {
    let fake = Fake::start().await;
    let (connection, mut updates) = start(fake.options()).await;
    fake.turn_away("HTTP/1.1 503 Service Unavailable\r\ncontent-length: 0\r\n\r\n").await;
    let why = until(&mut updates, |update| match update {
        Update::State(State::Waiting { why, .. }) => Some(why.clone()),
        _ => None,
    })
    .await;
    assert!(why.contains("503"), "{why}");
    drop(fake.tcp().await);
    let (_peer, _) = fake.admit(0).await;
    soon(connection.welcomed()).await.expect("live");
}

#[tokio::test]
async fn after_goaway_the_old_socket_works_until_the_new_one_is_welcomed() {
    let fake = Fake::start().await;
    let (connection, mut updates) = start(fake.following(0)).await;
    let (mut old, _) = fake.admit(0).await;
    old.say(ServerFrame::Goaway { spread_ms: 20 }).await;
    let mut new = fake.accept().await;
    let hello = new.hello().await;
    // The new socket is not welcomed yet: the old one still carries everything.
    old.posts(0, 1).await;
    assert_eq!(spans(&mut updates, 1).await, [(0, 1, vec![1])]);
    let sending = connection.post(Draft::new(ROOM, "between two servers")).await;
    let (_, on_old) = old.a_send().await;

    new.welcome(hello.resume.iter().map(|resume| replay(resume.stream, 2)).collect()).await;
    assert!(old.maybe_command().await.is_none(), "the old one is closed now");
    let (re, on_new) = new.a_send().await;
    assert_eq!(on_new, on_old, "sent again, as the same message");
    new.sent(re, 2, true).await;
    new.posts(0, 2).await;
    assert_eq!(spans(&mut updates, 2).await, [(1, 2, vec![2])], "what the old one brought is not repeated");
    assert!(soon(sending).await.is_ok());
}

#[tokio::test]
async fn a_silent_server_and_an_unanswered_command_end_the_connection() {
    let mut fake = Fake::start().await;
    fake.ping_interval_ms = 20;
    let (_connection, _updates) = start(fake.following(0)).await;
    let (_silent, _) = fake.admit(0).await;
    let (_second, _) = fake.admit(0).await;

    let fake = Fake::start().await;
    let options = Options { answer_within: Duration::from_millis(40), ..fake.following(0) };
    let (connection, _updates) = start(options).await;
    let (mut deaf, _) = fake.admit(0).await;
    let sending = connection.post(Draft::new(ROOM, "words")).await;
    deaf.a_send().await;
    let (mut peer, _) = fake.admit(0).await;
    let (re, _) = peer.a_send().await;
    peer.sent(re, 1, false).await;
    assert!(soon(sending).await.is_ok());
}

#[tokio::test]
async fn the_application_can_ask_for_a_new_socket() {
    let fake = Fake::start().await;
    let (connection, _updates) = start(fake.following(0)).await;
    let (mut first, _) = fake.admit(0).await;
    soon(connection.welcomed()).await.expect("live");
    connection.reconnect().await;
    assert!(first.frame().await.is_none());
    let (_second, _) = fake.admit(0).await;
}

/// A crowd that lost its server comes back spread over the window, not all at once.
#[tokio::test]
async fn first_retries_are_spread() {
    let first = Duration::from_secs(3_600);
    let backoff = Backoff { first, longest: first, steady: first };
    let mut waits = Vec::new();
    for seed in 0..20 {
        let fake = Fake::start().await;
        let options = Options { seed: Some(seed), backoff, ..fake.options() };
        let (_connection, mut updates) = Connection::start(options);
        let (peer, _) = fake.admit(0).await;
        peer.close(close::RESTART).await;
        let wait = until(&mut updates, |update| match update {
            Update::State(State::Waiting { retry_in, .. }) => Some(*retry_in),
            _ => None,
        })
        .await;
        waits.push(wait);
    }
    let (early, late) = (waits.iter().filter(|wait| **wait < first / 2).count(), waits.len());
    assert!(early >= 3 && late - early >= 3, "{waits:?}");
}
