//! Batches, holes, pings, resyncs.

use crate::fake::*;
use alongside_protocol::client::{Command, Resume};
use alongside_protocol::server::{OkResult, Resync, ResyncReason, RoomSnapshot, ServerFrame, Snapshot, StreamVerdict};
use alongside_protocol::{Refusal, RefusalCode, Room, Seq};
use alongside_terminal::checker::{Rules, check};
use alongside_terminal::{Options, Recorder, RoomModel, Update};

fn room() -> Room {
    let text = r#"{"id":"00000000-0000-0000-0000-00000000000a","kind":"public","state":"open","name":"Night Kitchen",
        "description":"","topics":[],"language":"en","guidelines_version":1,"slow_ms":0,
        "created_at":"2026-03-10T02:41:07.250Z","moderators":[],"here":1,"head":3}"#;
    serde_json::from_str(text).expect("a room")
}

/// Expects a subscribe of the room from `seq` and answers it with a replay up to `head`.
async fn expect_subscribe(peer: &mut Peer, seq: i64, head: i64) {
    let (id, command) = peer.command().await;
    assert_eq!(command, Command::Subscribe { room: ROOM, position: Some(position(seq)), quiet: false });
    let result = OkResult::Subscribed { stream: replay(ROOM, head) };
    peer.say(ServerFrame::Ok { re: Some(id), result }).await;
}

#[tokio::test]
async fn batches_are_applied_once_and_in_order() {
    let fake = Fake::start().await;
    let (_connection, mut updates) = start(fake.following(3)).await;
    let (mut peer, hello) = fake.admit(5).await;
    assert_eq!(hello.token.as_deref(), Some("token"));
    let asked = Resume { stream: ROOM.into(), position: Some(position(3)), quiet: false };
    assert!(hello.resume.contains(&asked), "{hello:?}");
    peer.posts(3, 5).await;
    peer.posts(3, 5).await;
    peer.posts(4, 7).await;
    assert_eq!(spans(&mut updates, 7).await, [(3, 5, vec![4, 5]), (5, 7, vec![6, 7])]);
}

#[tokio::test]
async fn a_hole_is_filled_from_the_cursor_and_the_record_says_so() {
    let fake = Fake::start().await;
    let recorder = Recorder::new();
    let (connection, mut updates) = start(fake.following(3).recorder(recorder.client(1))).await;
    let (mut peer, _) = fake.admit(3).await;
    peer.posts(4, 5).await;
    expect_subscribe(&mut peer, 3, 5).await;
    peer.posts(3, 5).await;
    assert_eq!(spans(&mut updates, 5).await, [(3, 5, vec![4, 5])]);
    soon(connection.wait_until(ROOM, Seq(5))).await.expect("it is followed");
    let report = check(&recorder.records(), &Rules::default());
    assert!(report.is_clean(), "{:?}", report.violations);
    assert_eq!(report.holes_repaired, 1);
}

#[tokio::test]
async fn a_ping_is_answered_and_a_head_that_stays_ahead_is_asked_for() {
    let mut fake = Fake::start().await;
    fake.limits.behind_ms = 30;
    let (_connection, mut updates) = start(fake.following(3)).await;
    let (mut peer, _) = fake.admit(3).await;
    let heads = [(ROOM.into(), Seq(6)), (ME.into(), Seq(0))].into();
    peer.say(ServerFrame::Ping { ping: 8, heads }).await;
    assert_eq!(peer.maybe_command().await.map(|frame| frame.command), Some(Command::Pong { ping: 8 }));
    let turned = |update: &Update| match update {
        Update::Current { stream, current } if *stream == ROOM.into() => Some(*current),
        _ => None,
    };
    assert!(until(&mut updates, turned).await, "up to date after the welcome");
    assert!(!until(&mut updates, turned).await, "not after the ping");
    expect_subscribe(&mut peer, 3, 6).await;
    peer.posts(3, 6).await;
    assert!(until(&mut updates, turned).await, "up to date again");
}

#[tokio::test]
async fn a_resync_replaces_everything() {
    let fake = Fake::start().await;
    let (_connection, mut updates) = start(fake.following(9)).await;
    let mut peer = fake.accept().await;
    peer.hello().await;
    let reason = ResyncReason::EpochChanged;
    peer.welcome(vec![StreamVerdict::Resync { stream: ROOM.into(), reason }, replay(ME, 0)]).await;
    let snapshot = RoomSnapshot { room: room(), messages: vec![message(2), message(3)], has_older: true };
    let snapshot = Snapshot::Room(snapshot);
    let resync = Resync { stream: ROOM.into(), reason, position: position(3), purge: true, snapshot };
    peer.say(ServerFrame::Resync(Box::new(resync))).await;
    peer.posts(3, 4).await;
    let mut model = RoomModel::new(ROOM);
    let bodies = until(&mut updates, |update| {
        model.apply(update);
        let bodies: Vec<_> = model.messages().map(|message| message.body.clone()).collect();
        (bodies.len() == 3).then_some(bodies)
    })
    .await;
    assert_eq!(bodies, ["words 2", "words 3", "words 4"]);
}

#[tokio::test]
async fn following_and_its_end_reach_the_application() {
    let fake = Fake::start().await;
    let (connection, mut updates) = start(fake.options()).await;
    let (mut peer, hello) = fake.admit(0).await;
    assert_eq!(hello.resume, []);
    let (verdict, (id, command)) = tokio::join!(connection.subscribe(ROOM, None), async {
        let asked = peer.command().await;
        let refusal = Refusal::new(RefusalCode::NotFound, "There is no such room.");
        let stream = StreamVerdict::Refused { stream: ROOM.into(), refusal };
        peer.say(ServerFrame::Ok { re: Some(asked.0), result: OkResult::Subscribed { stream } }).await;
        asked
    });
    assert_eq!(command, Command::Subscribe { room: ROOM, position: None, quiet: false });
    assert!(id > 0 && matches!(verdict, Ok(StreamVerdict::Refused { .. })), "{verdict:?}");
    assert!(soon(connection.wait_until(ROOM, Seq(1))).await.is_err(), "nothing is followed");

    let again = Resume { stream: ROOM.into(), position: Some(position(1)), quiet: true };
    let (verdict, ()) = tokio::join!(connection.follow(again), async {
        let (id, command) = peer.command().await;
        assert_eq!(command, Command::Subscribe { room: ROOM, position: Some(position(1)), quiet: true });
        let result = OkResult::Subscribed { stream: replay(ROOM, 1) };
        peer.say(ServerFrame::Ok { re: Some(id), result }).await;
    });
    assert_eq!(verdict, Ok(replay(ROOM, 1)));
    let refusal = Refusal::new(RefusalCode::NotMember, "You left this room.");
    peer.say(ServerFrame::StreamEnded { stream: ROOM.into(), refusal }).await;
    until(&mut updates, |update| matches!(update, Update::Ended { .. }).then_some(())).await;
    assert!(!connection.positions().await.contains_key(&ROOM.into()));
}

#[tokio::test]
async fn waiting_until_current_asks_for_the_head_and_awaits_it() {
    let fake = Fake::start().await;
    let (connection, _updates) = start(fake.following(3)).await;
    let (mut peer, _) = fake.admit(3).await;
    let server = async {
        let (id, command) = peer.command().await;
        assert!(matches!(command, Command::History(history) if history.limit == Some(1)));
        let result = OkResult::History { messages: vec![message(5)], has_older: true, has_newer: false, head: Seq(5) };
        peer.say(ServerFrame::Ok { re: Some(id), result }).await;
        peer.posts(3, 4).await;
        peer.posts(4, 5).await;
    };
    let (head, ()) = tokio::join!(connection.wait_until_current(ROOM), server);
    assert_eq!(head, Ok(Seq(5)));
    assert_eq!(connection.positions().await[&ROOM.into()], position(5));
}

#[tokio::test]
async fn an_application_that_does_not_read_stops_the_reading_and_loses_nothing() {
    const MANY: i64 = 400;
    let fake = Fake::start().await;
    let options = Options { updates: 2, ..fake.following(0) };
    let (connection, mut updates) = start(options).await;
    let (mut peer, _) = fake.admit(MANY).await;
    for seq in 0..MANY {
        peer.posts(seq, seq + 1).await;
    }
    // The task still answers, although the updates wait.
    let at = async || connection.positions().await[&ROOM.into()].seq.0;
    soon(async { while at().await < 60 {} }).await;
    for _ in 0..200 {
        let at = at().await;
        assert!(at < 80, "it reads on, to {at}");
    }
    let seen: Vec<_> = spans(&mut updates, MANY).await.into_iter().flat_map(|(_, _, seqs)| seqs).collect();
    assert_eq!(seen, (1..=MANY).collect::<Vec<_>>());
}
