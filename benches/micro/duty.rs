//! The duty reconciler's look at rooms in which nothing is due.

use crate::community::runtime;
use crate::rooms;
use alongside::duty::reconcile::Memory;
use divan::{Bencher, counter::ItemsCount};

#[divan::bench(args = [1_000, 100_000], sample_count = 5, sample_size = 1)]
fn look(bencher: Bencher, count: i64) {
    let (runtime, folder, memory) = (runtime(), tempfile::tempdir().expect("a folder"), Memory::default());
    let url = format!("sqlite://{}", folder.path().join("rooms.db").display());
    let db = runtime.block_on(rooms::write(&url, count)).expect("rooms");
    bencher
        .counter(ItemsCount::new(count as usize))
        .bench_local(|| runtime.block_on(rooms::look(&db, &memory)).expect("a look"));
    runtime.block_on(db.close());
}
