use super::*;
use crate::sample::*;
use alongside_protocol::RefusalCode;
use alongside_protocol::server::{ResyncReason, Snapshot};
use uuid::Uuid;

const OWN: StreamId = StreamId(Uuid::from_u128(0x4E));
const PATIENCE: Duration = Duration::from_secs(5);

fn stream() -> StreamId {
    ROOM.into()
}
/// Following the room, at 10.
fn following(now: Instant) -> Streams {
    let mut streams = Streams::default();
    streams.follow(Resume { stream: stream(), position: Some(position(10)), quiet: false });
    streams.follow(Resume { stream: OWN, position: Some(position(0)), quiet: false });
    let asked = streams.resumes();
    streams.welcomed(OWN, &asked);
    streams.verdict(&StreamVerdict::Replay { stream: stream(), head: Seq(10) }, now);
    streams.verdict(&StreamVerdict::Replay { stream: OWN, head: Seq(0) }, now);
    streams
}
fn heads(seq: i64) -> BTreeMap<StreamId, Seq> {
    [(stream(), Seq(seq)), (OWN, Seq(0))].into()
}
fn asked_for(due: &[Resume]) -> Vec<(StreamId, Option<Seq>)> {
    due.iter().map(|resume| (resume.stream, resume.position.map(|position| position.seq))).collect()
}

#[tokio::test(start_paused = true)]
async fn only_what_follows_the_cursor_is_applied() {
    let now = Instant::now();
    let mut streams = following(now);
    assert_eq!(streams.take(posts(10, 12), now), Take::Apply(posts(10, 12)));
    assert_eq!(streams.take(posts(8, 12), now), Take::Nothing, "all known");
    assert_eq!(streams.take(posts(11, 14), now), Take::Apply(posts(12, 14)), "the known part is cut off");
    assert_eq!(streams.position(stream()), Some(position(14)));
    assert_eq!(streams.take(batch(14, 20, vec![]), now), Take::Apply(batch(14, 20, vec![])), "an empty span moves on");
    assert_eq!(streams.due(now), []);
}

#[tokio::test(start_paused = true)]
async fn a_hole_is_asked_for_from_the_cursor_once() {
    let now = Instant::now();
    let mut streams = following(now);
    assert_eq!(streams.take(posts(11, 12), now), Take::Hole);
    assert_eq!(asked_for(&streams.due(now)), [(stream(), Some(Seq(10)))]);
    assert_eq!(streams.take(posts(12, 13), now), Take::Hole);
    assert_eq!(streams.due(now), [], "while it is asked for, more holes ask nothing");
    streams.verdict(&StreamVerdict::Replay { stream: stream(), head: Seq(13) }, now);
    assert_eq!(streams.take(posts(10, 13), now), Take::Apply(posts(10, 13)));
    assert_eq!(streams.turned(stream()), Some(true));
}

#[tokio::test(start_paused = true)]
async fn holes_that_come_back_are_asked_for_ever_more_slowly() {
    let start = Instant::now();
    let mut streams = following(start);
    let mut now = start;
    let mut pauses = Vec::new();
    for _ in 0..10 {
        assert_eq!(streams.take(posts(11, 12), now), Take::Hole);
        let next = streams.deadline().unwrap_or(now);
        pauses.push(next - now);
        now = next;
        assert_eq!(streams.due(now).len(), 1);
        streams.verdict(&StreamVerdict::Replay { stream: stream(), head: Seq(12) }, now);
    }
    assert_eq!(pauses[0], Duration::ZERO);
    assert!(pauses.windows(2).all(|pair| pair[0] <= pair[1]), "{pauses:?}");
    assert_eq!(pauses[9], HOLE_PAUSE_MAX);
}

#[tokio::test(start_paused = true)]
async fn unsound_batches_and_other_epochs_are_holes() {
    let now = Instant::now();
    let foreign = Batch { epoch: alongside_protocol::Epoch(Uuid::from_u128(0xF)), ..posts(10, 11) };
    let unsorted = batch(10, 12, vec![posted(12), posted(11)]);
    for unsound in [foreign, unsorted, batch(10, 11, vec![posted(12)]), batch(10, 9, vec![])] {
        let mut streams = following(now);
        assert_eq!(streams.take(unsound, now), Take::Hole);
        assert_eq!(streams.position(stream()), Some(position(10)));
    }
}

#[tokio::test(start_paused = true)]
async fn a_head_that_stays_ahead_for_the_patience_is_asked_for() {
    let start = Instant::now();
    let mut streams = following(start);
    assert_eq!(streams.turned(stream()), Some(true));
    streams.heads(&heads(12), PATIENCE, start);
    assert_eq!(streams.turned(stream()), Some(false), "not up to date any more");
    let almost = start + PATIENCE - Duration::from_millis(1);
    assert_eq!(streams.due(almost), []);
    assert_eq!(asked_for(&streams.due(start + PATIENCE)), [(stream(), Some(Seq(10)))]);

    let mut streams = following(start);
    streams.heads(&heads(12), PATIENCE, start);
    streams.take(posts(10, 12), start);
    assert_eq!(streams.due(start + PATIENCE), [], "it came by itself");
    assert_eq!(streams.deadline(), None);
}

#[tokio::test(start_paused = true)]
async fn a_stream_that_pings_no_longer_name_is_asked_for() {
    let now = Instant::now();
    let mut streams = following(now);
    let without: BTreeMap<_, _> = [(OWN, Seq(0))].into();
    streams.heads(&without, PATIENCE, now);
    assert_eq!(streams.due(now), [], "one ping may cross a subscription");
    streams.heads(&without, PATIENCE, now);
    assert_eq!(asked_for(&streams.due(now)), [(stream(), Some(Seq(10)))]);
}

#[tokio::test(start_paused = true)]
async fn a_resync_restarts_also_to_an_earlier_place() {
    let now = Instant::now();
    let mut streams = following(now);
    streams.verdict(&StreamVerdict::Resync { stream: stream(), reason: ResyncReason::EpochChanged }, now);
    assert_eq!(streams.turned(stream()), None);
    let snapshot = Snapshot::Room(snapshot(vec![], false));
    let resync =
        Resync { stream: stream(), reason: ResyncReason::EpochChanged, position: position(3), purge: true, snapshot };
    assert!(streams.restart(&resync));
    assert_eq!(streams.take(posts(3, 4), now), Take::Apply(posts(3, 4)));
}

#[tokio::test(start_paused = true)]
async fn a_refused_stream_is_given_up_or_tried_again_as_told() {
    let now = Instant::now();
    let mut streams = following(now);
    let wait = Refusal::new(RefusalCode::RateLimited, "Wait.").after(700);
    streams.verdict(&StreamVerdict::Refused { stream: stream(), refusal: wait }, now);
    assert_eq!(streams.due(now), []);
    assert_eq!(streams.due(now + Duration::from_millis(700)).len(), 1);
    let never = Refusal::new(RefusalCode::NotFound, "There is no such room.");
    streams.verdict(&StreamVerdict::Refused { stream: stream(), refusal: never }, now);
    assert!(!streams.follows(stream()));
}

#[tokio::test(start_paused = true)]
async fn hello_names_a_bounded_number_and_the_rest_is_subscribed() {
    let now = Instant::now();
    let mut streams = Streams::default();
    for number in 0..200_u128 {
        let position = Some(position(i64::MAX >> 11));
        streams.follow(Resume { stream: StreamId(Uuid::from_u128(1_000 + number)), position, quiet: true });
    }
    let asked = streams.resumes();
    assert_eq!(asked.len(), RESUMES_IN_HELLO);
    streams.unfollow(asked[0].stream);
    assert_eq!(streams.welcomed(OWN, &asked), [asked[0].stream], "no longer wanted");
    assert_eq!(streams.due(now).len(), 200 - RESUMES_IN_HELLO);
    let hello = alongside_protocol::client::Hello { resume: streams.resumes(), ..Default::default() };
    let text = crate::wire::encode(None, &alongside_protocol::Command::Hello(hello));
    assert!(text.len() < alongside_protocol::limits::FRAME_BYTES, "{} bytes", text.len());
}
