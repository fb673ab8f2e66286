//! A warning, or a notice of closing, that reaches nobody.

use super::*;
use crate::duty::board;
use crate::notifications::outbox;
use crate::storage::testing::each_engine;
use alongside_protocol::{RestReason, RoomState};

const DAY: TimeDelta = TimeDelta::days(1);

/// A room whose last notice was told, an instant before it would be closed.
async fn noticed(world: &World, moderator: &Caller) -> RoomId {
    // Nobody warns a private group: its notices are the first and the last.
    let room = world.room(moderator, RoomKind::Group, "Night Kitchen").await;
    for days in [21, 7] {
        world.jump(DAY * days).await;
    }
    world.jump(DAY * 2 - TimeDelta::milliseconds(1)).await;
    assert_eq!(world.told(moderator.account).await.last().map(|told| told.0), Some(NotificationKind::DutyLastNotice));
    room
}

async fn unreached_told(world: &World, staff: &Caller) -> Vec<Option<Timestamp>> {
    let told = world.told(staff.account).await.into_iter();
    told.filter(|(kind, _)| *kind == NotificationKind::DutyUnreached).map(|(_, due_at)| due_at).collect()
}

#[tokio::test]
async fn a_room_whose_moderators_could_not_know_is_closed_a_day_later_and_staff_are_told_once() {
    each_engine(async |db| {
        let world = World::new(db);
        let heron = world.stranger_to_the_app("Heron", &[Role::Supporter]).await;
        let staff = world.person("Slow River", &[Role::Staff]).await;
        let room = noticed(&world, &heron).await;
        let closing = START + DAY * 31;
        for (after, state, told) in [
            (TimeDelta::milliseconds(1), RoomState::Open, 1),
            (TimeDelta::hours(12), RoomState::Open, 1),
            (TimeDelta::hours(12) - TimeDelta::milliseconds(1), RoomState::Open, 1),
            (TimeDelta::milliseconds(1), RoomState::Closed, 1),
        ] {
            world.jump(after).await;
            world.pass().await;
            assert_eq!(world.info(room).await.state, state, "{after} later");
            assert_eq!(unreached_told(&world, &staff).await, vec![Some(closing); told], "{after} later");
        }
        assert!(world.info(room).await.rest.is_some_and(|rest| rest.unreached), "members hear why");
    })
    .await;
}

#[tokio::test]
async fn a_warning_that_reached_nobody_gives_a_day_more_before_staff_may_close_the_room() {
    each_engine(async |db| {
        let world = World::new(db);
        let heron = world.stranger_to_the_app("Heron", &[Role::Supporter]).await;
        let staff = world.person("Slow River", &[Role::Staff]).await;
        let room = world.room(&heron, RoomKind::Public, "Night Kitchen").await;
        let Made { clock, chance, policy, .. } = &*world;
        let close = async |tx: &mut Tx| crate::duty::close(tx, clock, chance, policy, &staff, room).await;
        world.jump(DAY * 2).await;
        for (after, told) in [
            (DAY * 2 - TimeDelta::milliseconds(1), 0),
            (TimeDelta::milliseconds(1), 1),
            (DAY - TimeDelta::milliseconds(1), 1),
        ] {
            world.jump(after).await;
            assert_eq!(unreached_told(&world, &staff).await, vec![Some(START + DAY * 5); told], "{after} later");
            assert_eq!(world.refused(close).await, RefusalCode::Conflict, "{after} later");
        }
        let all = world.kept(async |tx| board::all(tx, &world.clock, &world.policy, &staff).await).await;
        assert_eq!(all.rooms[0].left.as_ref().map(|left| left.until), Some(START + DAY * 5), "people see the day, too");
        world.jump(TimeDelta::milliseconds(1)).await;
        let told = world.told(staff.account).await;
        assert!(told.iter().any(|(kind, _)| *kind == NotificationKind::DutyOverdue));
        world.kept(close).await;
        let info = world.info(room).await;
        assert_eq!(info.state, RoomState::Closed);
        assert!(info.rest.is_some_and(|rest| rest.reason == RestReason::Overdue && rest.unreached), "{:?}", info.rest);
        let all = world.kept(async |tx| board::all(tx, &world.clock, &world.policy, &staff).await).await;
        assert_eq!(all.rooms[0].rest, info.rest, "staff see the same");
    })
    .await;
}

#[tokio::test]
async fn staff_see_that_a_closure_waits_and_until_when() {
    each_engine(async |db| {
        let world = World::new(db);
        let heron = world.stranger_to_the_app("Heron", &[Role::Supporter]).await;
        let staff = world.person("Slow River", &[Role::Staff]).await;
        noticed(&world, &heron).await;
        world.jump(TimeDelta::milliseconds(1)).await;
        let all = world.kept(async |tx| board::all(tx, &world.clock, &world.policy, &staff).await).await;
        let duty = &all.rooms[0];
        assert_eq!(duty.unreached_at, Some(START + DAY * 30));
        assert_eq!(duty.next.as_ref().map(|next| next.at), Some(START + DAY * 31));
    })
    .await;
}

/// What is enough for a notice to have arrived.
#[derive(Debug, Clone, Copy)]
enum Way {
    Mailed,
    MailStillWaits,
    Read,
    WasThere,
    WasThereBefore,
    SomebodyElse,
}

#[tokio::test]
async fn one_way_to_one_moderator_is_enough() {
    each_engine(async |db| {
        let world = World::new(db);
        let mut rooms = Vec::new();
        for (way, closed) in [
            (Way::Mailed, true),
            (Way::MailStillWaits, false),
            (Way::Read, true),
            (Way::WasThere, true),
            (Way::WasThereBefore, false),
            (Way::SomebodyElse, false),
        ] {
            let heron = world.stranger_to_the_app(&format!("Heron {}", rooms.len()), &[Role::Supporter]).await;
            rooms.push((world.room(&heron, RoomKind::Group, "Night Kitchen").await, heron, way, closed));
        }
        for days in [21, 7] {
            world.jump(DAY * days).await;
        }
        let now = world.clock.now();
        for (_, heron, way, _) in &rooms {
            let last = world.kept(async |tx| inbox::list(tx, heron.account, None).await).await.notifications[0].clone();
            match way {
                Way::Mailed => world.kept(async |tx| outbox::testing::sent(tx, last.id).await).await,
                Way::MailStillWaits | Way::SomebodyElse => {}
                Way::Read => {
                    world.kept(async |tx| inbox::read(tx, now, heron.account, last.id).await).await;
                }
                Way::WasThere | Way::WasThereBefore => {
                    let before = TimeDelta::milliseconds(i64::from(matches!(way, Way::WasThereBefore)));
                    let at = now - before;
                    world
                        .kept(async |tx| sessions::open_device(tx, at, &world.chance, heron.account, None).await)
                        .await;
                }
            }
        }
        world.person("Quiet Birch", &[Role::Supporter]).await;
        world.jump(DAY * 2).await;
        for (room, _, way, closed) in rooms {
            let state = world.info(room).await.state;
            assert_eq!(state == RoomState::Closed, closed, "{way:?}: {state}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_post_while_it_waits_keeps_the_room() {
    each_engine(async |db| {
        let world = World::new(db);
        let heron = world.stranger_to_the_app("Heron", &[Role::Supporter]).await;
        let room = noticed(&world, &heron).await;
        world.jump(TimeDelta::hours(1)).await;
        world.post(room, &heron, "I am back.").await;
        world.jump(TimeDelta::hours(23)).await;
        assert_eq!(world.info(room).await.state, RoomState::Open);
        let known = world.kept(async |tx| store::facts(tx, world.clock.now(), room).await).await.expect("there");
        assert!(known.facts.lapse.is_none_or(|lapse| lapse.start < known.facts.last_post_at.expect("posted")));
    })
    .await;
}
