//! A checker that finds nothing would make every trial look good. Each fault that is planted here makes it fail, and the
//! same run without the fault does not.

use crate::harness::PATIENCE;
use crate::nodes_harness::House;
use alongside::config::Planted;
use alongside_protocol::client::{Command, Send};
use alongside_protocol::{ClientMessageId, OkResult, RefusalCode, RoomId, Seq, ServerFrame};
use alongside_terminal::checker::{Report, Violation};
use alongside_terminal::record::{What, fingerprint};
use alongside_terminal::socket::Upgrade;
use alongside_terminal::{ClientRecorder, Connection, Draft, Socket};
use alongside_testkit::{Direction, End, Faults};
use std::time::{Duration, Instant};
use tokio::time::timeout;
use uuid::Uuid;

/// After any fault everybody has everything within this time.
const CONVERGED_WITHIN: Duration = Duration::from_secs(5);
const LOOK: Duration = Duration::from_millis(10);
/// The number of the client that sends by itself.
const OWN_CLIENT: u32 = 7;

const NONE: Planted = Planted { publish_before_commit: false, no_look: false, tell_nobody: false };

/// The first commit never reaches the database: what it held was never said.
async fn a_commit_that_fails(planted: Planted) -> Report {
    let house = House::with(planted).await;
    let (writer, reader) = (house.client(0).await, house.client(1).await);
    writer.send(Draft::new(house.room, "one")).await.expect("sent");
    let way = &house.nodes[0].to_postgres;
    way.set(Direction::ToServer, Faults { end_at: Some((b"COMMIT", End::Reset)), ..Faults::default() });
    let sending = writer.post(Draft::new(house.room, "two")).await;
    until(|| way.ended_at() > 0).await;
    way.heal();
    let sent = timeout(PATIENCE, sending).await.expect("in time").expect("sent in the end");
    // The wrong message may have come already; the right one has to, before it is judged.
    timeout(PATIENCE, reader.wait_until(house.room, sent.seq)).await.expect("in time").expect("the way there is whole");
    let report = house.judge().await;
    house.stop().await;
    report
}

#[tokio::test(flavor = "multi_thread")]
async fn telling_before_it_is_durable_is_found() {
    let report = a_commit_that_fails(NONE).await;
    assert!(report.is_clean() && report.acknowledged == 2, "{report}: {:?}", report.violations);
    let report = a_commit_that_fails(Planted { publish_before_commit: true, ..NONE }).await;
    let two_of_one = |found: &Violation| matches!(found, Violation::Duplicated { .. } | Violation::Reordered { .. });
    assert!(report.violations.iter().any(two_of_one), "{report}: {:?}", report.violations);
}

/// Redis is away while somebody speaks, once, before silence.
async fn a_word_without_redis(planted: Planted) -> Report {
    let mut house = House::with(planted).await;
    let (writer, reader) = (house.client(0).await, house.client(1).await);
    house.redis.kill();
    let degraded = || house.nodes.iter().all(|node| node.running.app.bus.degraded());
    until(degraded).await;
    let sent = timeout(PATIENCE, writer.send(Draft::new(house.room, "one"))).await.expect("in time").expect("sent");
    as_long_as_it_may_take(&reader, house.room, sent.seq).await;
    house.recorder.client(1).write(What::Due { room: house.room, head: sent.seq });
    let report = house.judge().await;
    house.stop().await;
    report
}

#[tokio::test(flavor = "multi_thread")]
async fn never_comparing_heads_is_found() {
    let report = a_word_without_redis(NONE).await;
    assert!(report.is_clean() && report.acknowledged == 1, "{report}: {:?}", report.violations);
    let report = a_word_without_redis(Planted { no_look: true, ..NONE }).await;
    assert!(report.violations.iter().any(late), "{report}: {:?}", report.violations);
}

/// What is said on one node is told to the others neither by a message nor by a beacon, though Redis is well: as when a node dies
/// between commit and publishing, or the very last word before silence is lost.
async fn a_word_that_nobody_is_told_of(planted: Planted) -> (Report, Duration) {
    let house = House::with(Planted { tell_nobody: true, ..planted }).await;
    let (writer, reader) = (house.client(0).await, house.client(1).await);
    let sent = timeout(PATIENCE, writer.send(Draft::new(house.room, "one"))).await.expect("in time").expect("sent");
    let began = Instant::now();
    as_long_as_it_may_take(&reader, house.room, sent.seq).await;
    let took = began.elapsed();
    house.recorder.client(1).write(What::Due { room: house.room, head: sent.seq });
    assert!(house.nodes.iter().all(|node| !node.running.app.bus.degraded()), "nothing says that something is wrong");
    let report = house.judge().await;
    house.stop().await;
    (report, took)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_last_word_that_no_node_is_told_of_comes_within_five_seconds() {
    let (report, took) = a_word_that_nobody_is_told_of(NONE).await;
    assert!(report.is_clean() && report.acknowledged == 1, "{report}: {:?}", report.violations);
    assert!(took < CONVERGED_WITHIN, "after {} ms", took.as_millis());
    let (report, _) = a_word_that_nobody_is_told_of(Planted { no_look: true, ..NONE }).await;
    assert!(report.violations.iter().any(late), "{report}: {:?}", report.violations);
}

/// The answer to a commit is lost, and the client tries again: with the same key, or with another.
async fn a_lost_answer(same_key: bool) -> Report {
    let house = House::with(NONE).await;
    let reader = house.client(1).await;
    let mut socket = Socket::connect(&Upgrade::to(&house.url(0))).await.expect("a socket");
    socket.hello(&house.token).await.expect("hello goes out");
    let pen = house.recorder.client(OWN_CLIENT);
    let way = &house.nodes[0].to_postgres;
    way.set(Direction::ToClient, Faults { end_at: Some((b"COMMIT\0", End::Reset)), ..Faults::default() });
    let first = ClientMessageId(Uuid::from_u128(1));
    let refused = attempt(&mut socket, &pen, &house, first).await;
    assert_eq!(refused, Err(RefusalCode::Degraded), "an answer that is not known is not made up");
    way.heal();
    let key = if same_key { first } else { ClientMessageId(Uuid::from_u128(2)) };
    let end = Instant::now() + PATIENCE;
    let seq = loop {
        match attempt(&mut socket, &pen, &house, key).await {
            Ok(seq) => break seq,
            Err(code) => assert!(Instant::now() < end, "still {code:?}"),
        }
        tokio::time::sleep(LOOK).await;
    };
    timeout(PATIENCE, reader.wait_until(house.room, seq)).await.expect("in time").expect("reached");
    let report = house.judge().await;
    house.stop().await;
    report
}

/// One try, recorded as what it is: a refusal says nothing about what has happened.
async fn attempt(
    socket: &mut Socket,
    pen: &ClientRecorder,
    house: &House,
    client_id: ClientMessageId,
) -> Result<Seq, RefusalCode> {
    let (room, body) = (house.room, "said once");
    pen.write(What::Sending { room, client_id, text: fingerprint(body) });
    let send = Send { room, client_id, body: body.into(), note: None, reply_to: None };
    socket.command(Some(1), Command::Send(send)).await.expect("it goes out");
    let answer = socket.receive_until(PATIENCE, |frame| match frame {
        ServerFrame::Ok { re: Some(1), result } => Some(Ok(result.clone())),
        ServerFrame::Error { re: Some(1), refusal } => Some(Err(refusal.code)),
        _ => None,
    });
    match answer.await.expect("an answer") {
        Ok(OkResult::Sent { message, seq, state, .. }) => {
            pen.write(What::Acknowledged { room, client_id, message, seq, state });
            Ok(seq)
        }
        Ok(other) => panic!("{other:?}"),
        Err(code) => {
            pen.write(What::NotSent { client_id, code: Some(code), may_have_happened: true });
            Err(code)
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_for_each_attempt_is_found() {
    let report = a_lost_answer(true).await;
    assert!(report.is_clean() && report.acknowledged == 1, "{report}: {:?}", report.violations);
    let report = a_lost_answer(false).await;
    let twice =
        |found: &Violation| matches!(found, Violation::Duplicated { what, .. } if what.contains("stand there twice"));
    assert!(report.violations.iter().any(twice), "{report}: {:?}", report.violations);
}

/// Gives a message the time within which it has to come, or less. Without the planted fault it comes and with it it must not: which of
/// the two it was is the checker's to find in the record, so nothing is made of it here.
async fn as_long_as_it_may_take(reader: &Connection, room: RoomId, seq: Seq) {
    if let Ok(came) = timeout(CONVERGED_WITHIN, reader.wait_until(room, seq)).await {
        came.expect("the connection lives");
    }
}

fn late(found: &Violation) -> bool {
    matches!(found, Violation::Gap { client: 1, what: "it did not come in time", .. })
}

async fn until(mut reached: impl FnMut() -> bool) {
    let end = Instant::now() + PATIENCE;
    while !reached() {
        assert!(Instant::now() < end, "it did not happen in time");
        tokio::time::sleep(LOOK).await;
    }
}
