//! Outages, jumps of the clock, and many rooms at once.

use super::*;
use crate::storage::testing::each_engine;
use alongside_protocol::RoomState;

#[tokio::test]
async fn an_outage_moves_what_was_running() {
    each_engine(async |db| {
        let world = World::new(db);
        let heron = world.person("Heron", &[Role::Supporter]).await;
        let room = world.room(&heron, RoomKind::Public, "Night Kitchen").await;
        world.jump(TimeDelta::hours(23)).await;
        // Forty days without anybody watching, then a look.
        world.clock.advance_millis(TimeDelta::days(40).num_milliseconds());
        assert_eq!(world.pass().await, Done::default());
        assert_eq!(world.told(heron.account).await, []);
        world.live(TimeDelta::minutes(59)).await;
        assert_eq!(world.told(heron.account).await, []);
        world.live(TimeDelta::minutes(1)).await;
        let told = world.told(heron.account).await;
        assert_eq!(told, [(NotificationKind::DutyReminder, Some(START + TimeDelta::days(70)))]);
        assert_eq!(world.info(room).await.state, RoomState::Open);
    })
    .await;
}

#[tokio::test]
async fn a_clock_that_was_ahead_leaves_nothing_behind() {
    each_engine(async |db| {
        let world = World::new(db);
        let heron = world.person("Heron", &[Role::Supporter]).await;
        let room = world.room(&heron, RoomKind::Public, "Night Kitchen").await;
        world.pass().await;
        let forty_days = TimeDelta::days(40).num_milliseconds();
        world.clock.advance_millis(forty_days);
        world.pass().await;
        world.post(room, &heron, "What day is it?").await;
        world.clock.advance_millis(-forty_days);
        world.pass().await;
        let known = world.kept(async |tx| store::facts(tx, world.clock.now(), room).await).await.expect("there");
        assert_eq!(known.facts.last_post_at, Some(START));
        world.live(TimeDelta::hours(24)).await;
        assert_eq!(world.told(heron.account).await.len(), 1, "reminded a day after the post, as people lived it");
    })
    .await;
}

#[tokio::test]
async fn nothing_is_closed_until_time_has_settled() {
    each_engine(async |db| {
        let world = World::new(db);
        let heron = world.person("Heron", &[Role::Supporter]).await;
        let room = world.room(&heron, RoomKind::Public, "Night Kitchen").await;
        for days in [1, 1, 19, 7] {
            world.jump(TimeDelta::days(days)).await;
        }
        world.jump(TimeDelta::days(2) - TimeDelta::minutes(1)).await;
        world.clock.advance_millis(TimeDelta::minutes(16).num_milliseconds());
        world.pass().await;
        // The outage of 16 minutes moved the closing; 30 minutes of even time must pass too.
        world.live(TimeDelta::minutes(29)).await;
        assert_eq!(world.info(room).await.state, RoomState::Open);
        world.live(TimeDelta::minutes(1)).await;
        assert_eq!(world.info(room).await.state, RoomState::Closed);
    })
    .await;
}

#[tokio::test]
async fn only_so_many_rooms_are_closed_in_an_hour() {
    each_engine(async |db| {
        let world = World::new(db);
        let heron = world.person("Heron", &[Role::Supporter]).await;
        let staff = world.person("Slow River", &[Role::Staff]).await;
        for n in 0..8 {
            world.room(&heron, RoomKind::Group, &format!("Night Kitchen {n}")).await;
        }
        for days in [21, 7, 2] {
            world.jump(TimeDelta::days(days)).await;
        }
        let closed = async || 8 - world.kept(async |tx| store::open_rooms(tx).await).await;
        let held = async || {
            let told = world.told(staff.account).await;
            told.iter().filter(|(kind, _)| *kind == NotificationKind::ClosuresHeld).count()
        };
        for (after, expected, told) in [
            (TimeDelta::zero(), 3, 1),
            (TimeDelta::minutes(1), 3, 1),
            (TimeDelta::minutes(59), 6, 2),
            (TimeDelta::minutes(60), 8, 2),
        ] {
            world.jump(after).await;
            assert_eq!((closed().await, held().await), (expected, told), "{after} later");
        }
    })
    .await;
}
