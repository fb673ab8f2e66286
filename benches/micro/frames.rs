//! Frames to text and back.

use crate::community::{NOW, posted};
use alongside::clock::Chance;
use alongside::frames;
use alongside_protocol::{ClientFrame, Epoch, RoomId, Seq, ServerFrame, StreamId};
use divan::{Bencher, black_box};

const SEND: &str = r#"{"id":7,"type":"send","room":"01968a1e-7a6c-7000-8000-000000000001","client_id":"01968a1e-7a6c-7000-8000-000000000002","body":"the kettle is on and the lamp by the window stays lit until the last of us has gone to sleep"}"#;

/// What a member sends.
#[divan::bench]
fn decode_a_send(bencher: Bencher) {
    bencher.bench(|| ClientFrame::parse(black_box(SEND)).expect("a frame"));
}

/// What a room hears, as it goes into the tail of its log: once for all members.
#[divan::bench(args = [1, 16, 64])]
fn encode_posted(bencher: Bencher, messages: i64) {
    let chance = Chance::seeded(1);
    let (room, epoch) = (chance.id::<RoomId>(NOW), chance.id::<Epoch>(NOW));
    let events: Vec<_> = (1..=messages).map(|seq| posted(&chance, room, Seq(seq))).collect();
    bencher.with_inputs(|| events.clone()).bench_values(|events| frames::encode(room.into(), epoch, Seq(0), events));
}

/// What is done again for whoever blocks somebody in it, or begins in its middle.
#[divan::bench(args = [1, 16, 64])]
fn decode_posted(bencher: Bencher, messages: i64) {
    let chance = Chance::seeded(1);
    let (room, epoch) = (chance.id::<RoomId>(NOW), chance.id::<Epoch>(NOW));
    let events = (1..=messages).map(|seq| posted(&chance, room, Seq(seq))).collect();
    let text = ServerFrame::events(StreamId::from(room), epoch, Seq(0), Seq(messages), events).encode();
    bencher.bench(|| serde_json::from_str::<ServerFrame>(black_box(&text)).expect("a frame"));
}
