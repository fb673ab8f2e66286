//! Several nodes, and posts that race a closure.

use super::*;
use crate::duty::record::{self, Told};
use crate::duty::rules::Lapse;
use crate::storage::testing::each_engine;
use alongside_protocol::{DutyStage, RoomState};
use futures_util::future::join_all;
use std::collections::BTreeMap;

const NODES: usize = 3;
const ROUNDS: usize = 200;
const RACES: usize = 300;
/// Races that share the machine, so that they meet in many ways.
const AT_ONCE: usize = 8;
/// Rooms that are made by one transaction.
const TOGETHER: usize = 50;

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

/// Asks again as long as the answer is that the database is busy: on a full machine a transaction may not get its turn in time.
async fn patiently<T>(mut ask: impl AsyncFnMut() -> Result<T>) -> Result<T> {
    loop {
        match ask().await {
            Err(error) if error.code() == RefusalCode::Degraded => tokio::task::yield_now().await,
            answer => return answer,
        }
    }
}

/// How many rooms close while somebody posts. A long trial: `ALONGSIDE_RACES=10000`.
fn races() -> usize {
    std::env::var("ALONGSIDE_RACES").map_or(RACES, |races| races.parse().expect("a number of races"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_post_that_races_a_closure_is_refused_or_keeps_the_room_open() {
    each_engine(async |db| {
        let mut world = World::new(db);
        world.policy.brake.closures_an_hour = 1_000_000;
        let world = world;
        let heron = world.person("Heron", &[Role::Supporter]).await;
        let mut rooms = Vec::new();
        for _ in (0..races()).step_by(TOGETHER) {
            rooms.extend(world.kept(async |tx| world.noticed_rooms(tx, &heron).await).await);
        }
        rooms.truncate(races());
        world.clock.advance_millis(TimeDelta::days(30).num_milliseconds());
        let (mut kept, mut closed) = (0, 0);
        for at_once in rooms.chunks(AT_ONCE) {
            world.watched().await;
            let racing = at_once.iter().enumerate().map(async |(n, room)| world.race(&heron, *room, n).await);
            let posted = join_all(racing).await;
            let mut tx = world.db.read().await.expect("a transaction");
            let infos = rooms::view::infos(&mut tx, at_once).await.expect("rooms");
            for (info, posted) in infos.into_iter().zip(posted) {
                match (posted, info.state) {
                    (Ok(_), RoomState::Open) => kept += 1,
                    (Err(error), RoomState::Closed) if error.code() == RefusalCode::RoomClosed => closed += 1,
                    (posted, state) => panic!("a room is {state} and the post is {posted:?}"),
                }
            }
        }
        println!("races={} kept={kept} closed={closed} both=0", rooms.len());
        assert_eq!(kept + closed, rooms.len());
        assert!(kept > 0 && closed > 0, "both happened: {kept} kept, {closed} closed");
    })
    .await;
}

impl World {
    /// A keeper closes a room for silence while its moderator posts, who comes `later` by so many looks at the database;
    /// what became of the post.
    async fn race(&self, author: &Caller, room: RoomId, later: usize) -> Result<messages::Posted> {
        let now = self.clock.now();
        let close = patiently(async || self.keeper().room(room, &mut Done::default()).await);
        let send = self.message(room, "Still here.");
        let post = async {
            for _ in 0..later {
                let look = patiently(async || store::facts(&mut self.db.read().await?, now, room).await);
                look.await.expect("a look");
                // SQLite answers at once.
                tokio::task::yield_now().await;
            }
            patiently(async || {
                let mut tx = self.db.write().await?.patient();
                let posted = messages::post(&mut tx, now, author.account, self.chance.id(now), &send).await;
                let _nobody_listens = tx.commit().await?;
                posted
            })
            .await
        };
        let (posted, closed) = tokio::join!(biased; post, close);
        closed.expect("a look that ends");
        posted
    }

    /// Rooms that have been silent for 28 days, and were told so. Many by one transaction: it is the races that count.
    async fn noticed_rooms(&self, tx: &mut Tx, by: &Caller) -> Result<Vec<RoomId>> {
        let (at, closes_at) = (START + TimeDelta::days(28), Some(START + TimeDelta::days(30)));
        let mut made = Vec::new();
        for n in 0..TOGETHER {
            let wanted = crate::testing::room(RoomKind::Group, &format!("Night Kitchen {n}"));
            let room = rooms::create(tx, START, &self.chance, by, &wanted).await?;
            let lapse = Lapse {
                start: START,
                reached: DutyStage::LastNotice,
                warned_at: None,
                last_noticed_at: Some(at),
                unreached_at: None,
            };
            let told = Told { closes_at, write_by: None };
            record::stage(tx, &self.chance, &self.policy, room, Some(lapse), told, at).await?;
            made.push(room);
        }
        Ok(made)
    }
}
