//! Group commit: so many sends in one transaction, each to a room of its own, until they are stored for good.

use crate::community::{NOW, people, runtime, send};
use alongside::clock::Chance;
use alongside::messages::{self, Post};
use alongside::storage::{Db, DbOptions};
use alongside_testkit::Database;
use divan::{Bencher, counter::ItemsCount};

const GROUPS: [usize; 4] = [1, 16, 64, 256];

#[divan::bench(args = GROUPS)]
fn on_sqlite(bencher: Bencher, group: usize) {
    let folder = tempfile::tempdir().expect("a folder");
    append(bencher, &format!("sqlite://{}", folder.path().join("log.db").display()), group);
}

/// A Postgres that does not wait for its disk, as tests have it: what is compared is the statements.
#[divan::bench(args = GROUPS)]
fn on_postgres(bencher: Bencher, group: usize) {
    let database = Database::fresh().unwrap_or_else(|why| panic!("{why}"));
    append(bencher, database.url(), group);
}

fn append(bencher: Bencher, url: &str, group: usize) {
    let (runtime, chance) = (runtime(), Chance::System);
    let db = runtime.block_on(Db::open(url, &DbOptions::default())).expect("a database");
    let people = runtime.block_on(people(&db, &chance, group)).expect("people");
    bencher.counter(ItemsCount::new(group)).bench_local(|| {
        runtime.block_on(async {
            let sends: Vec<_> = people.iter().map(|(author, room)| (*author, send(&chance, *room))).collect();
            let posts: Vec<Post> =
                sends.iter().map(|(author, send)| Post { author: *author, id: chance.id(NOW), send }).collect();
            let mut tx = db.write().await.expect("a transaction");
            let answers = messages::post_all(&mut tx, NOW, &posts).await.expect("no fault");
            assert!(answers.iter().all(Result::is_ok));
            tx.commit().await.expect("durable")
        })
    });
    runtime.block_on(db.close());
}
