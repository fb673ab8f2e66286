//! A room falls silent.

use super::*;
use crate::duty::{board, reopen};
use crate::storage::testing::each_engine;
use NotificationKind::*;
use alongside_protocol::http::DutyChange;
use alongside_protocol::{RestReason, RoomState};

fn kinds(told: Vec<(NotificationKind, Option<Timestamp>)>) -> Vec<NotificationKind> {
    told.into_iter().map(|(kind, _)| kind).collect()
}

#[tokio::test]
async fn a_silent_room_is_warned_of_and_closed_and_its_team_opens_it_again() {
    each_engine(async |db| {
        let world = World::new(db);
        let heron = world.person("Heron", &[Role::Supporter]).await;
        let staff = world.person("Slow River", &[Role::Staff]).await;
        let room = world.room(&heron, RoomKind::Public, "Night Kitchen").await;
        let day = TimeDelta::days(1);
        let closing = START + day * 30;
        for (after, steps, last) in [
            (day - TimeDelta::milliseconds(1), 0, None),
            (TimeDelta::milliseconds(1), 1, Some((DutyReminder, Some(closing)))),
            (day, 1, Some((DutyWarning, Some(closing)))),
            (day * 19, 2, Some((DutyFirstNotice, Some(closing)))),
            (day * 7, 1, Some((DutyLastNotice, Some(closing)))),
            (day * 2, 1, Some((RoomClosed, Some(closing + day * 30)))),
            (day, 0, Some((RoomClosed, Some(closing + day * 30)))),
        ] {
            let mut done = world.jump(after).await.steps;
            done += world.pass().await.steps;
            assert_eq!(done, steps, "steps by {}", world.clock.now());
            assert_eq!(world.told(heron.account).await.last().copied(), last, "by {}", world.clock.now());
        }
        assert_eq!(kinds(world.told(staff.account).await), [DutyOverdue]);
        let info = world.info(room).await;
        assert_eq!((info.state, info.rest.map(|rest| rest.reason)), (RoomState::Closed, Some(RestReason::Unmonitored)));
        let send = world.message(room, "Anybody?");
        let code = world
            .refused(async |tx| messages::post(tx, START, heron.account, world.chance.id(START), &send).await)
            .await;
        assert_eq!(code, RefusalCode::RoomClosed);

        let now = world.clock.now();
        world.kept(async |tx| reopen(tx, now, &world.policy, &heron, room).await).await;
        let info = world.info(room).await;
        assert_eq!((info.state, info.rest), (RoomState::Open, None));
        world.post(room, &heron, "Good morning, kettle is on.").await;
        world.jump(day * 30).await;
        world.jump(day * 3).await;
        world.jump(day * 3).await;
        assert_eq!(world.info(room).await.state, RoomState::Closed, "caught up by and by");
        let now = world.clock.now();
        let code = world.refused(async |tx| reopen(tx, now, &world.policy, &heron, room).await).await;
        assert_eq!(code, RefusalCode::Forbidden, "the second closure within 90 days");
        world.kept(async |tx| reopen(tx, now, &world.policy, &staff, room).await).await;
        assert_eq!(world.info(room).await.state, RoomState::Open);
    })
    .await;
}

#[tokio::test]
async fn what_the_reconciler_writes_is_what_the_rules_say() {
    each_engine(async |db| {
        let world = World::new(db);
        let heron = world.person("Heron", &[Role::Supporter]).await;
        for kind in [RoomKind::Public, RoomKind::Group] {
            let room = world.room(&heron, kind, "Night Kitchen").await;
            let mut seen = 0;
            for _ in 0..70 {
                let before = world.kept(async |tx| store::facts(tx, world.clock.now(), room).await).await;
                let Some(before) = before else { break };
                world.clock.advance_millis(TimeDelta::days(1).num_milliseconds());
                let now = world.clock.now();
                let mut facts = before.facts;
                let none = crate::duty::rules::Outages::default();
                while let Some(step) = crate::duty::rules::decide(&world.policy.duty, &facts, &none, now) {
                    facts = facts.after(&world.policy.duty, step, now);
                    seen += 1;
                    if step == crate::duty::rules::Step::Archive {
                        break;
                    }
                }
                world.jump(TimeDelta::zero()).await;
                if let Some(after) = world.kept(async |tx| store::facts(tx, now, room).await).await {
                    assert_eq!(after.facts, facts, "{kind} on {now}");
                }
            }
            assert_eq!(seen, if kind == RoomKind::Public { 7 } else { 4 }, "{kind}: all stages and the archive");
            let gone = world.refused(async |tx| rooms::readable(tx, room, heron.account).await).await;
            assert_eq!(gone, RefusalCode::NotFound, "archived: members read it no longer");
        }
    })
    .await;
}

#[tokio::test]
async fn only_a_post_that_counts_ends_the_lapse() {
    each_engine(async |db| {
        let world = World::new(db);
        let heron = world.person("Heron", &[Role::Supporter]).await;
        let birch = world.person("Quiet Birch", &[]).await;
        let room = world.room(&heron, RoomKind::Public, "Night Kitchen").await;
        world.kept(async |tx| rooms::join(tx, START, &world.chance, &birch, room, 1).await).await;
        world.post(room, &heron, "Good morning.").await;
        for (author, body, counts) in [
            (&birch, "Is anybody here?", false),
            (&heron, "good morning!", false),
            (&heron, "The kettle is on.", true),
            (&heron, "Good morning", false),
            (&heron, "How was the night?", true),
            (&heron, "Tea?", true),
            (&heron, "It rains here.", true),
            (&heron, "Good morning", true),
        ] {
            world.jump(TimeDelta::hours(1)).await;
            world.post(room, author, body).await;
            let known = world.kept(async |tx| store::facts(tx, world.clock.now(), room).await).await.expect("there");
            let marked = known.facts.last_post_at == Some(world.clock.now());
            assert_eq!(marked, counts, "{} says {body:?}", author.alias);
        }
    })
    .await;
}

#[tokio::test]
async fn clocks_are_shown_with_what_comes_next() {
    each_engine(async |db| {
        let world = World::new(db);
        let heron = world.person("Heron", &[Role::Supporter]).await;
        let staff = world.person("Slow River", &[Role::Staff]).await;
        let silent = world.room(&heron, RoomKind::Public, "Night Kitchen").await;
        world.jump(TimeDelta::hours(97)).await;
        world.jump(TimeDelta::hours(49)).await;
        let lively = world.room(&heron, RoomKind::Public, "Morning Bench").await;
        let mine = world.kept(async |tx| board::mine(tx, &world.clock, &world.policy, &heron).await).await;
        let next = |at: usize| mine.rooms[at].next.as_ref().map(|next| (next.what, next.at));
        assert_eq!(mine.rooms.iter().map(|duty| duty.room.id).collect::<Vec<_>>(), [silent, lively]);
        assert_eq!(next(0), Some((DutyChange::FirstNotice, START + TimeDelta::days(21))));
        assert_eq!(next(1), Some((DutyChange::Reminder, world.clock.now() + TimeDelta::days(1))));
        let all = world.kept(async |tx| board::all(tx, &world.clock, &world.policy, &staff).await).await;
        assert_eq!((all.rooms.len(), all.closures_left), (2, 3));
        let code = world.refused(async |tx| board::all(tx, &world.clock, &world.policy, &heron).await).await;
        assert_eq!(code, RefusalCode::Forbidden);
    })
    .await;
}
