//! The outbox: acknowledged, sent again, delayed, refused.

use crate::fake::*;
use alongside_protocol::client::Command;
use alongside_protocol::{Refusal, RefusalCode, Retry, Seq};
use alongside_terminal::{Draft, Failure, Options, Update};
use std::time::Duration;

#[tokio::test]
async fn what_was_not_answered_goes_again_with_the_same_id_and_in_order() {
    let fake = Fake::start().await;
    let options = Options { sends_per_room: 3, ..fake.following(0) };
    let (connection, _updates) = start(options).await;
    let (mut peer, _) = fake.admit(0).await;
    let first = connection.post(Draft::new(ROOM, "one")).await;
    let second = connection.post(Draft::new(ROOM, "two")).await;
    let third = connection.post(Draft::new(ROOM, "three")).await;
    let ids = [first.client_id, second.client_id, third.client_id];
    let mut came = Vec::new();
    for _ in 0..3 {
        came.push(peer.a_send().await.1.client_id);
    }
    assert_eq!(came, ids);
    drop(peer);

    let (mut peer, _) = fake.admit(0).await;
    for (seq, id) in (1..).zip(ids) {
        let (re, send) = peer.a_send().await;
        assert_eq!(send.client_id, id);
        peer.sent(re, seq, seq == 1).await;
    }
    let first = soon(first).await.expect("acknowledged");
    assert!(first.duplicate && first.seq == Seq(1));
    assert_eq!(soon(second).await.map(|sent| sent.seq), Ok(Seq(2)));
    assert_eq!(soon(third).await.map(|sent| sent.message), Ok(message_id(3)));
}

#[tokio::test]
async fn what_was_written_while_offline_goes_when_there_is_a_server() {
    let fake = Fake::start().await;
    let (connection, _updates) = start(fake.options()).await;
    let sending = connection.post(Draft::new(ROOM, "hello there")).await;
    let (mut peer, _) = fake.admit(0).await;
    let (re, send) = peer.a_send().await;
    assert_eq!(send.body, "hello there");
    peer.sent(re, 1, false).await;
    assert!(soon(sending).await.is_ok());
}

#[tokio::test]
async fn a_refusal_is_final_or_waits_as_it_says() {
    let fake = Fake::start().await;
    let (connection, mut updates) = start(fake.following(0)).await;
    let (mut peer, _) = fake.admit(0).await;
    let sending = connection.post(Draft::new(ROOM, "quick")).await;
    let next = connection.post(Draft::new(ROOM, "behind it")).await;
    let (re, send) = peer.a_send().await;
    let quick = Refusal::new(RefusalCode::RateLimited, "That was quick.").after(20);
    peer.refuse(re, quick.clone()).await;
    let told = until(&mut updates, |update| match update {
        Update::Delayed { client_id, refusal, retry_in } => Some((*client_id, refusal.clone(), *retry_in)),
        _ => None,
    })
    .await;
    assert_eq!(told, (send.client_id, quick, Duration::from_millis(20)));
    let (re, again) = peer.a_send().await;
    assert_eq!(again, send, "the same, before what came behind it");
    peer.sent(re, 1, false).await;
    assert!(soon(sending).await.is_ok());

    let (re, _) = peer.a_send().await;
    let closed = Refusal::new(RefusalCode::RoomClosed, "This room is closed.");
    peer.refuse(re, closed.clone()).await;
    assert_eq!(soon(next).await, Err(Failure::Refused { refusal: closed, may_have_happened: false }));
}

#[tokio::test]
async fn a_refusal_that_asks_to_resync_is_obeyed_before_the_message_goes_again() {
    let fake = Fake::start().await;
    let (connection, _updates) = start(fake.following(2)).await;
    let (mut peer, _) = fake.admit(2).await;
    let sending = connection.post(Draft::new(ROOM, "words")).await;
    let (re, _) = peer.a_send().await;
    peer.refuse(re, Refusal::new(RefusalCode::Conflict, "Look again first.").retry(Retry::Resync)).await;
    let (_, command) = peer.command().await;
    assert_eq!(command, Command::Subscribe { room: ROOM, position: Some(position(2)), quiet: false });
    let (re, _) = peer.a_send().await;
    peer.sent(re, 3, false).await;
    assert!(soon(sending).await.is_ok());
}

#[tokio::test]
async fn a_refusal_after_a_broken_attempt_says_that_it_may_have_happened() {
    let fake = Fake::start().await;
    let (connection, _updates) = start(fake.following(0)).await;
    let (mut peer, _) = fake.admit(0).await;
    let sending = connection.post(Draft::new(ROOM, "words")).await;
    peer.a_send().await;
    drop(peer);
    let (mut peer, _) = fake.admit(0).await;
    let (re, _) = peer.a_send().await;
    peer.refuse(re, Refusal::new(RefusalCode::Muted, "You cannot write here now.")).await;
    let failure = soon(sending).await.expect_err("refused");
    assert!(failure.may_have_happened());
}

#[tokio::test]
async fn changes_are_sent_again_too_and_typing_is_not() {
    let mut fake = Fake::start().await;
    fake.limits.typing_interval_ms = 60_000;
    let (connection, _updates) = start(fake.following(0)).await;
    let (mut peer, _) = fake.admit(0).await;
    soon(connection.welcomed()).await.expect("live");
    connection.typing(ROOM).await;
    connection.typing(ROOM).await;
    let frame = peer.maybe_command().await.expect("a frame");
    assert_eq!((frame.id, frame.command), (None, Command::Typing { room: ROOM }));
    let deleting = tokio::spawn({
        let connection = connection.clone();
        async move { connection.delete(message_id(1)).await }
    });
    let (_, command) = peer.command().await;
    assert_eq!(command, Command::Delete { message: message_id(1) }, "no second typing before it");
    drop(peer);
    let (mut peer, _) = fake.admit(0).await;
    let (re, again) = peer.command().await;
    assert_eq!(again, command);
    let result = alongside_protocol::OkResult::Changed { message: message_id(1), seq: Seq(4) };
    peer.say(alongside_protocol::ServerFrame::Ok { re: Some(re), result }).await;
    assert_eq!(soon(deleting).await.expect("no panic"), Ok(Seq(4)));
}

#[tokio::test]
async fn client_ids_come_from_the_seed() {
    let fake = Fake::start().await;
    let (one, _updates) = start(fake.options()).await;
    let (same, _same_updates) = start(fake.options()).await;
    let other = Options { seed: None, ..fake.options() };
    let (other, _other_updates) = start(other).await;
    let id = one.new_client_id();
    assert_eq!(id, same.new_client_id());
    assert_ne!(id, one.new_client_id());
    assert_ne!(id, other.new_client_id());
    assert_eq!(id.0.get_version_num(), 4);
}
