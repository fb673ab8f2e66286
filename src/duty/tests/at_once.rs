//! Several nodes, and posts that race a closure.

use super::*;
use crate::storage::testing::each_engine;
use alongside_protocol::{DutyStage, RoomState};
use futures_util::future::join_all;
use std::collections::BTreeMap;

const NODES: usize = 3;
const ROUNDS: usize = 200;
const RACES: usize = 300;

#[tokio::test(flavor = "multi_thread", worker_threads = 3)]
async fn three_nodes_do_each_thing_once() {
    each_engine(async |db| {
        let world = World::new(db);
        let heron = world.person("Heron", &[Role::Supporter]).await;
        let mut rooms = Vec::new();
        for n in 0..3 {
            rooms.push(world.room(&heron, RoomKind::Public, &format!("Night Kitchen {n}")).await);
        }
        for round in 0..ROUNDS {
            // In turn each room hears from its moderator every seventh round, but for a long silence of the last one.
            for (n, room) in rooms.iter().enumerate() {
                if n < 2 && round % 7 == n * 3 {
                    world.post(*room, &heron, &format!("Round {round} in room {n}.")).await;
                }
            }
            world.clock.advance_millis(TimeDelta::hours(8).num_milliseconds());
            world.watched().await;
            let done = join_all((0..NODES).map(async |_| world.pass().await)).await;
            let steps: usize = done.iter().map(|done| done.steps).sum();
            let again = world.pass().await;
            assert_eq!(again.steps, 0, "round {round}: {steps} steps and then none");
        }
        let stages = world.kept(async |tx| store::all_stages(tx).await).await;
        let told = world.kept(async |tx| store::all_notices(tx).await).await;
        let to_moderators = stages.iter().filter(|(.., stage)| *stage != DutyStage::Overdue).count();
        assert_eq!(told, to_moderators as i64, "one notice for each stage");
        assert_eq!(world.info(rooms[2]).await.state, RoomState::Closed);
        let last: Vec<_> = stages.iter().filter(|(room, ..)| *room == rooms[2]).map(|(.., stage)| *stage).collect();
        assert_eq!(last, DutyStage::ALL, "the silent room went through every stage");
        // A post every 56 hours: a reminder and a warning in each silence between two.
        for room in &rooms[..2] {
            let theirs = stages.iter().filter(|(of, ..)| of == room);
            let mut by_lapse: BTreeMap<i64, Vec<DutyStage>> = BTreeMap::new();
            for (_, lapse, stage) in theirs {
                by_lapse.entry(lapse.millis()).or_default().push(*stage);
            }
            assert!(by_lapse.len() >= 28, "{} lapses", by_lapse.len());
            let whole =
                by_lapse.values().filter(|stages| **stages == [DutyStage::Reminder, DutyStage::Warning]).count();
            assert!(whole + 2 >= by_lapse.len(), "{whole} of {} lapses have both stages", by_lapse.len());
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_post_that_races_a_closure_is_refused_or_keeps_the_room_open() {
    each_engine(async |db| {
        let mut world = World::new(db);
        world.policy.brake.closures_an_hour = 1_000_000;
        let world = world;
        let heron = world.person("Heron", &[Role::Supporter]).await;
        let mut rooms = Vec::new();
        for n in 0..RACES {
            rooms.push(world.room(&heron, RoomKind::Group, &format!("Night Kitchen {n}")).await);
        }
        for days in [21, 7] {
            world.jump(TimeDelta::days(days)).await;
        }
        world.clock.advance_millis(TimeDelta::days(2).num_milliseconds());
        world.watched().await;
        let now = world.clock.now();
        let (mut kept, mut closed) = (0, 0);
        let posts = async {
            let posting = rooms.iter().enumerate().rev().map(async |(n, room)| {
                let send = world.message(*room, "Still here.");
                let mut tx = world.db.write().await.expect("a transaction");
                let posted = messages::post(&mut tx, now, heron.account, world.chance.id(now), &send).await;
                let _nobody_listens = tx.commit().await.expect("durable");
                (n, posted)
            });
            // Eight at a time, so that passes and posts alternate in many ways.
            let mut results = Vec::new();
            let mut waiting: Vec<_> = posting.collect();
            while !waiting.is_empty() {
                let rest = waiting.split_off(waiting.len().min(8));
                results.extend(join_all(waiting).await);
                waiting = rest;
            }
            results
        };
        let passes = async {
            world.pass().await;
            world.pass().await
        };
        let (results, _) = tokio::join!(posts, passes);
        for (n, posted) in results {
            match (posted, world.info(rooms[n]).await.state) {
                (Ok(_), RoomState::Open) => kept += 1,
                (Err(error), RoomState::Closed) if error.code() == RefusalCode::RoomClosed => closed += 1,
                (posted, state) => panic!("room {n} is {state} and the post is {posted:?}"),
            }
        }
        assert_eq!(kept + closed, RACES);
        assert!(kept > 0 && closed > 0, "both happened: {kept} kept, {closed} closed");
    })
    .await;
}
