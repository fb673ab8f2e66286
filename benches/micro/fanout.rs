//! From the log to those who follow it: one message wakes everybody, and each looks once. Sockets are left out.

use crate::community::{NOW, posted, runtime};
use alongside::bus::Sink;
use alongside::clock::{Chance, Clock};
use alongside::frames;
use alongside::hub::{Hub, Reading};
use alongside::storage::{Db, DbOptions};
use alongside_protocol::{Epoch, RoomId, Seq, StreamId};
use divan::{Bencher, counter::ItemsCount};

#[divan::bench(args = [10, 1_000, 10_000])]
fn tell(bencher: Bencher, followers: usize) {
    let (runtime, chance, folder) = (runtime(), Chance::seeded(1), tempfile::tempdir().expect("a folder"));
    let _inside = runtime.enter();
    let url = format!("sqlite://{}", folder.path().join("hub.db").display());
    let db = runtime.block_on(Db::open(&url, &DbOptions::default())).expect("a database");
    let epoch = chance.id::<Epoch>(NOW);
    let (hub, room) = (Hub::new(db, epoch, Clock::System), chance.id::<RoomId>(NOW));
    let stream = StreamId::from(room);
    let mut following: Vec<_> = (0..followers)
        .map(|_| {
            let connection = hub.connect(chance.id(NOW), chance.id(NOW));
            let following = hub.follow(&connection, stream);
            following.reached(Seq(0));
            (connection, following)
        })
        .collect();
    let mut seq = Seq(0);
    bencher.counter(ItemsCount::new(followers)).bench_local(|| {
        let prev = seq;
        seq = seq.next();
        hub.frames(stream, frames::encode(stream, epoch, prev, vec![posted(&chance, room, seq)]));
        for (connection, following) in &mut following {
            let dirty = connection.take_told();
            following.looking();
            assert!(dirty.contains(&stream) && matches!(following.read(prev, 65_536), Reading::Frames(_)));
        }
    });
}
