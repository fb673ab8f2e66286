use super::*;
use crate::sample::{ROOM, client_id, message_id};
use alongside_protocol::client::Send;
use alongside_protocol::{RefusalCode, RoomId};
use uuid::Uuid;

const LIMIT: Duration = Duration::from_secs(60);
const OTHER: RoomId = RoomId(Uuid::from_u128(0xB));

fn send(room: RoomId, number: u128) -> Command {
    Command::Send(Send { room, client_id: client_id(number), body: "words".into(), note: None, reply_to: None })
}
fn put(outbox: &mut Outbox, command: Command) -> RequestId {
    let (answer, _) = oneshot::channel();
    outbox.add(command, answer).unwrap_or_else(|_| panic!("the outbox is full"))
}
/// Everything that may go out now.
fn ready(outbox: &mut Outbox, now: Instant) -> Vec<RequestId> {
    std::iter::from_fn(|| outbox.next_ready(64, now).map(|(id, _)| id)).collect()
}
fn refusal() -> Refusal {
    Refusal::new(RefusalCode::RateLimited, "That was quick.")
}

#[tokio::test(start_paused = true)]
async fn messages_of_a_room_go_one_after_the_other_and_rooms_side_by_side() {
    let now = Instant::now();
    let mut outbox = Outbox::new(10, 1);
    let first = put(&mut outbox, send(ROOM, 1));
    let second = put(&mut outbox, send(ROOM, 2));
    let elsewhere = put(&mut outbox, send(OTHER, 3));
    assert_eq!(ready(&mut outbox, now), [first, elsewhere]);
    assert!(outbox.finish(first).is_some());
    assert_eq!(ready(&mut outbox, now), [second]);
    assert!(outbox.finish(first).is_none(), "an answer counts once");
}

#[tokio::test(start_paused = true)]
async fn a_lost_connection_sends_everything_again_in_its_old_order() {
    let now = Instant::now();
    let mut outbox = Outbox::new(10, 3);
    let ids: Vec<_> = (1..=4).map(|number| put(&mut outbox, send(ROOM, number))).collect();
    assert_eq!(ready(&mut outbox, now), ids[..3]);
    assert!(outbox.finish(ids[1]).is_some());
    outbox.lost();
    assert_eq!(ready(&mut outbox, now), [ids[0], ids[2], ids[3]]);
    let entry = outbox.finish(ids[0]);
    assert!(entry.is_some_and(|entry| entry.unanswered_before && entry.client_id() == Some(client_id(1))));
    assert!(outbox.finish(ids[3]).is_some_and(|entry| !entry.unanswered_before));
}

#[tokio::test(start_paused = true)]
async fn a_delayed_message_holds_back_those_behind_it() {
    let now = Instant::now();
    let mut outbox = Outbox::new(10, 2);
    let ids: Vec<_> = (1..=3).map(|number| put(&mut outbox, send(ROOM, number))).collect();
    assert_eq!(ready(&mut outbox, now), ids[..2]);
    let refused = outbox.refuse(ids[0], &refusal().after(300), LIMIT, now);
    assert!(matches!(refused, Refused::Delayed { retry_in, .. } if retry_in == Duration::from_millis(300)));
    assert_eq!(ready(&mut outbox, now), [0; 0]);
    let due = outbox.deadline(now);
    assert_eq!(due, Some(now + Duration::from_millis(300)));
    assert_eq!(ready(&mut outbox, now + Duration::from_millis(300)), [ids[0]]);
}

#[tokio::test(start_paused = true)]
async fn refusals_are_final_when_they_say_so_or_ask_for_too_much() {
    let now = Instant::now();
    let mut outbox = Outbox::new(10, 4);
    let ids: Vec<_> = (1..=2).map(|number| put(&mut outbox, send(ROOM, number))).collect();
    assert_eq!(ready(&mut outbox, now), ids);
    assert!(matches!(outbox.refuse(ids[0], &refusal(), LIMIT, now), Refused::Final(_)));
    let tomorrow = refusal().after(86_400_000);
    assert!(matches!(outbox.refuse(ids[1], &tomorrow, LIMIT, now), Refused::Final(_)));
    assert!(matches!(outbox.refuse(ids[1], &tomorrow, LIMIT, now), Refused::Stranger));
}

#[tokio::test(start_paused = true)]
async fn a_refusal_that_says_now_for_ever_ends() {
    let mut now = Instant::now();
    let mut outbox = Outbox::new(10, 1);
    let id = put(&mut outbox, send(ROOM, 1));
    for attempt in 0.. {
        assert!(attempt <= QUICK_RETRIES, "it must end");
        assert_eq!(ready(&mut outbox, now), [id]);
        match outbox.refuse(id, &refusal().retry(Retry::Now), LIMIT, now) {
            Refused::Delayed { retry_in, .. } => now += retry_in,
            Refused::Final(_) => break,
            Refused::Stranger => panic!("it is ours"),
        }
    }
}

#[tokio::test(start_paused = true)]
async fn changes_of_one_message_keep_their_order_and_other_commands_do_not_wait() {
    let now = Instant::now();
    let mut outbox = Outbox::new(10, 1);
    let edit = |body: &str| Command::Edit { message: message_id(1), body: body.into(), note: None };
    let first = put(&mut outbox, edit("one"));
    let second = put(&mut outbox, edit("two"));
    let reads: Vec<_> = (1..=2)
        .map(|seq| put(&mut outbox, Command::Read { room: ROOM, up_to: alongside_protocol::Seq(seq) }))
        .collect();
    assert_eq!(ready(&mut outbox, now), [reads[0], reads[1], first]);
    outbox.refuse(reads[0], &refusal().after(500), LIMIT, now);
    outbox.finish(first);
    let third = put(&mut outbox, Command::Read { room: ROOM, up_to: alongside_protocol::Seq(3) });
    assert_eq!(ready(&mut outbox, now), [third, second], "a delayed read delays nobody");
}

#[tokio::test(start_paused = true)]
async fn the_bounds_hold() {
    let now = Instant::now();
    let mut outbox = Outbox::new(3, 10);
    for number in 0..3 {
        put(&mut outbox, send(ROOM, number));
    }
    let (answer, _) = oneshot::channel();
    assert!(outbox.add(send(ROOM, 9), answer).is_err());
    assert!(outbox.next_ready(2, now).is_some() && outbox.next_ready(2, now).is_some());
    assert!(outbox.next_ready(2, now).is_none(), "two in flight at most");
    assert_eq!(outbox.overdue_at(LIMIT), Some(now + LIMIT));
    let told: Vec<_> = outbox.drain().iter().map(|entry| entry.given_up("over")).collect();
    let (unanswered, not_sent) = (Failure::Unanswered("over".into()), Failure::NotSent("over".into()));
    assert_eq!(told, [unanswered.clone(), unanswered, not_sent]);
}
