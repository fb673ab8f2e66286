//! A database that is some milliseconds away: what a group of sends costs is how often it waits for an answer.

use super::Kitchen;
use crate::messages::{self, Post};
use crate::storage::{Db, DbOptions};
use alongside_testkit::{Database, Direction, Faults, Proxy};
use std::time::{Duration, Instant};

/// Each way.
const AWAY: Duration = Duration::from_millis(5);
const GROUP: usize = 256;
/// What a lane gives a group (`hub/appender.rs`).
const STORED_WITHIN: Duration = Duration::from_millis(2_500);

#[tokio::test(flavor = "multi_thread")]
async fn a_group_that_names_people_is_stored_in_time_though_the_database_is_far() {
    let database = tokio::task::spawn_blocking(Database::fresh).await.expect("no panic").expect("a database");
    let way = Proxy::to(database.address().expect("an address")).await.expect("a proxy");
    let db = Db::open(&database.url_by(way.address()), &DbOptions::default()).await.expect("an empty database");
    let kitchen = Kitchen::new(db.clone()).await;
    let sends: Vec<_> = (0..GROUP).map(|n| kitchen.send(&format!("{n} for @Quiet Birch and @Heron"))).collect();
    let posts = sends.iter().map(|send| Post { author: kitchen.heron, id: kitchen.chance.id(super::NOW), send });
    let posts: Vec<_> = posts.collect();
    for direction in [Direction::ToServer, Direction::ToClient] {
        way.set(direction, Faults { latency: AWAY, ..Faults::default() });
    }
    let began = Instant::now();
    let mut tx = db.write().await.expect("a transaction");
    let answers = messages::post_all(&mut tx, super::NOW, &posts).await.expect("no fault");
    let _nobody_listens = tx.commit().await.expect("durable");
    let took = began.elapsed();
    way.heal();
    assert!(took < STORED_WITHIN, "{GROUP} sends took {} ms", took.as_millis());
    let ids: Vec<_> = answers.into_iter().map(|answer| answer.expect("taken").message).collect();
    let mut tx = db.read().await.expect("a transaction");
    let named = messages::load(&mut tx, &ids, None).await.expect("messages");
    assert_eq!(named.len(), GROUP);
    assert!(named.iter().all(|message| message.mentions.len() == 1), "Birch in each, and nobody by themselves");
    drop(tx);
    db.close().await;
}
