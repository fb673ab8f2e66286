//! Nobody is there to keep a room, for a while or for good.

use super::*;
use crate::duty::leave;
use crate::error::Error;
use crate::rooms::members;
use crate::storage::testing::each_engine;
use alongside_protocol::LeaveId;
use alongside_protocol::http::{PlanLeave, ReliefState};
use alongside_protocol::{RestReason, RoomState};
use std::collections::BTreeSet;

struct Nobody;

impl rooms::Presence for Nobody {
    fn present(&self, _room: RoomId) -> (u32, Vec<AccountId>) {
        (0, Vec::new())
    }
}

fn until(at: Timestamp, relief: Option<&str>) -> PlanLeave {
    PlanLeave { from: None, until: at, relief: relief.map(str::to_owned) }
}

#[tokio::test]
async fn a_room_that_lost_its_moderator_rests_until_a_successor_comes() {
    each_engine(async |db| {
        let world = World::new(db);
        let heron = world.person("Heron", &[Role::Supporter]).await;
        let moss = world.person("Soft Moss", &[Role::Supporter]).await;
        let staff = world.person("Slow River", &[Role::Staff]).await;
        let room = world.room(&heron, RoomKind::Public, "Night Kitchen").await;
        let other = world.room(&heron, RoomKind::Group, "Night Kitchen, later").await;
        let now = world.clock.now();
        world.kept(async |tx| members::dismiss_everywhere(tx, now, None, heron.account).await).await;
        world.pass().await;
        let info = world.info(room).await;
        let rest = info.rest.expect("a reason");
        assert_eq!((info.state, rest.reason), (RoomState::ReadOnly, RestReason::NeedsModerator));
        assert_eq!(rest.until, Some(now + TimeDelta::days(7)));
        assert_eq!(world.told(staff.account).await.len(), 2, "one for each room");

        world.jump(TimeDelta::days(6)).await;
        world.kept(async |tx| members::appoint(tx, world.clock.now(), &staff, room, moss.account).await).await;
        world.pass().await;
        assert_eq!(world.info(room).await.state, RoomState::Open);
        world.jump(TimeDelta::days(1)).await;
        let info = world.info(other).await;
        assert_eq!((info.state, info.rest.map(|rest| rest.reason)), (RoomState::Closed, Some(RestReason::NoSuccessor)));
        assert_eq!(world.info(room).await.state, RoomState::Open);
        world.pass().await;
        assert_eq!(world.told(staff.account).await.len(), 2, "told once");
    })
    .await;
}

#[tokio::test]
async fn leave_without_relief_stops_the_clock_and_rests_the_room() {
    each_engine(async |db| {
        let world = World::new(db);
        let heron = world.person("Heron", &[Role::Supporter]).await;
        let room = world.room(&heron, RoomKind::Public, "Night Kitchen").await;
        let back = START + TimeDelta::days(20);
        let wanted = until(back, None);
        let plan =
            async |tx: &mut Tx| leave::plan(tx, START, &world.chance, &world.policy, &heron, room, &wanted).await;
        world.kept(plan).await;
        assert_eq!(world.refused(plan).await, RefusalCode::Invalid, "twice the same time");
        world.pass().await;
        let info = world.info(room).await;
        assert_eq!((info.state, info.rest.map(|rest| rest.reason)), (RoomState::ReadOnly, Some(RestReason::Leave)));
        assert_eq!(info.rest.and_then(|rest| rest.until), Some(back));
        world.jump(TimeDelta::days(20) - TimeDelta::milliseconds(1)).await;
        assert_eq!(world.info(room).await.state, RoomState::ReadOnly);
        world.jump(TimeDelta::milliseconds(1)).await;
        assert_eq!(world.info(room).await.state, RoomState::Open);
        world.jump(TimeDelta::hours(23)).await;
        assert_eq!(world.told(heron.account).await, [], "the clock stood still");
        world.jump(TimeDelta::hours(1)).await;
        assert_eq!(world.told(heron.account).await.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_relief_who_accepted_keeps_the_room_for_that_time() {
    each_engine(async |db| {
        let world = World::new(db);
        let heron = world.person("Heron", &[Role::Supporter]).await;
        let moss = world.person("Soft Moss", &[Role::Supporter]).await;
        world.person("Quiet Birch", &[]).await;
        let room = world.room(&heron, RoomKind::Public, "Night Kitchen").await;
        let (chance, policy) = (&world.chance, &world.policy);
        let back = START + TimeDelta::days(30);
        let no_supporter = until(back, Some("Quiet Birch"));
        let refused =
            world.refused(async |tx| leave::plan(tx, START, chance, policy, &heron, room, &no_supporter).await).await;
        assert_eq!(refused, RefusalCode::Invalid);
        let wanted = until(back, Some("Soft Moss"));
        let planned = world.kept(async |tx| leave::plan(tx, START, chance, policy, &heron, room, &wanted).await).await;
        assert_eq!((planned.relief_state, planned.until), (ReliefState::Asked, START + TimeDelta::days(21)));
        world.pass().await;
        assert_eq!(world.info(room).await.state, RoomState::ReadOnly, "nobody has said yes");
        assert_eq!(world.told(moss.account).await[0].0, NotificationKind::ReliefAsked);

        let now = world.clock.now();
        let answered =
            world.kept(async |tx| leave::answer(tx, now, chance, policy, &moss, planned.id, true).await).await;
        assert_eq!((answered.relief_state, answered.until), (ReliefState::Accepted, back));
        world.pass().await;
        assert_eq!(world.info(room).await.state, RoomState::Open, "somebody keeps it");
        world.kept(async |tx| rooms::join(tx, now, chance, &moss, room, 1).await).await;
        world.jump(TimeDelta::hours(20)).await;
        world.post(room, &moss, "Here for a while, in the place of Heron.").await;
        let known = world.kept(async |tx| store::facts(tx, world.clock.now(), room).await).await.expect("there");
        assert_eq!(known.facts.last_post_at, Some(world.clock.now()), "the posts of a relief count");
        world.jump(TimeDelta::days(30)).await;
        let moderators = world.kept(async |tx| members::moderators_of(tx, room).await).await;
        assert_eq!(moderators, [heron.account], "the relief stops with the leave");
    })
    .await;
}

/// Heron keeps a room; Soft Moss is another supporter.
async fn kept_by_heron(db: Db) -> (World, Caller, Caller, RoomId) {
    let world = World::new(db);
    let heron = world.person("Heron", &[Role::Supporter]).await;
    let moss = world.person("Soft Moss", &[Role::Supporter]).await;
    let room = world.room(&heron, RoomKind::Public, "Night Kitchen").await;
    (world, heron, moss, room)
}

/// Soft Moss has said yes to stand in from the tenth day to the twentieth.
async fn relieved(db: Db) -> (World, Caller, Caller, RoomId, LeaveId) {
    let (world, heron, moss, room) = kept_by_heron(db).await;
    let (chance, policy) = (&world.chance, &world.policy);
    let wanted =
        PlanLeave { from: Some(START + TimeDelta::days(10)), ..until(START + TimeDelta::days(20), Some("Soft Moss")) };
    let id = world.kept(async |tx| leave::plan(tx, START, chance, policy, &heron, room, &wanted).await).await.id;
    world.kept(async |tx| leave::answer(tx, START, chance, policy, &moss, id, true).await).await;
    (world, heron, moss, room, id)
}

async fn keepers(world: &World, room: RoomId) -> BTreeSet<AccountId> {
    world.kept(async |tx| members::moderators_of(tx, room).await).await.into_iter().collect()
}

#[tokio::test]
async fn nobody_stands_in_for_somebody_who_keeps_the_room_no_more() {
    each_engine(async |db| {
        let (world, heron, _, room, _) = relieved(db).await;
        world.kept(async |tx| members::dismiss_everywhere(tx, START, None, heron.account).await).await;
        world.jump(TimeDelta::days(11)).await;
        assert_eq!(keepers(&world, room).await, BTreeSet::new());
        assert_eq!(world.kept(async |tx| leave::of(tx, heron.account).await).await, [], "the leave is over");
    })
    .await;
}

#[tokio::test]
async fn nobody_stands_in_for_a_closed_room() {
    each_engine(async |db| {
        let (world, heron, _, room, _) = relieved(db).await;
        let closed = RoomState::Closed;
        world.kept(async |tx| rooms::change_state(tx, START, None, room, closed, None).await).await;
        world.jump(TimeDelta::days(11)).await;
        assert_eq!(keepers(&world, room).await, BTreeSet::from([heron.account]));
    })
    .await;
}

#[tokio::test]
async fn who_stepped_back_and_was_appointed_later_stays() {
    each_engine(async |db| {
        let (world, heron, moss, room, id) = relieved(db).await;
        let staff = world.person("Slow River", &[Role::Staff]).await;
        let (chance, policy) = (&world.chance, &world.policy);
        world.jump(TimeDelta::days(11)).await;
        assert_eq!(keepers(&world, room).await, BTreeSet::from([heron.account, moss.account]));
        let now = world.clock.now();
        world.kept(async |tx| leave::end(tx, now, chance, policy, &moss, id).await).await;
        assert_eq!(keepers(&world, room).await, BTreeSet::from([heron.account]));
        world.kept(async |tx| members::appoint(tx, now, &staff, room, moss.account).await).await;
        world.jump(TimeDelta::days(10)).await;
        assert_eq!(keepers(&world, room).await, BTreeSet::from([heron.account, moss.account]));
    })
    .await;
}

#[tokio::test]
async fn leaves_that_touch_are_one_absence() {
    each_engine(async |db| {
        let world = World::new(db);
        let heron = world.person("Heron", &[Role::Supporter]).await;
        let room = world.room(&heron, RoomKind::Public, "Night Kitchen").await;
        let (chance, policy) = (&world.chance, &world.policy);
        let day = |n| START + TimeDelta::days(n);
        let span = |from, to| PlanLeave { from: Some(day(from)), ..until(day(to), None) };
        let plan =
            async |tx: &mut Tx, wanted: &PlanLeave| leave::plan(tx, START, chance, policy, &heron, room, wanted).await;
        world.kept(async |tx| plan(tx, &span(0, 10)).await).await;
        assert_eq!(
            world.refused(async |tx| plan(tx, &span(11, 10)).await).await,
            RefusalCode::Invalid,
            "it ends before it begins, beside another"
        );
        assert_eq!(
            world.refused(async |tx| plan(tx, &span(10, 22)).await).await,
            RefusalCode::Invalid,
            "22 days on end"
        );
        world.kept(async |tx| plan(tx, &span(10, 21)).await).await;
        assert_eq!(world.refused(async |tx| plan(tx, &span(21, 22)).await).await, RefusalCode::Invalid);
        assert_eq!(
            world.refused(async |tx| plan(tx, &span(22, 30)).await).await,
            RefusalCode::Invalid,
            "a day between"
        );
        // Two days, in which somebody may write: that is looked at when it begins.
        world.kept(async |tx| plan(tx, &span(23, 30)).await).await;
    })
    .await;
}

#[tokio::test]
async fn coming_back_for_a_moment_makes_no_new_leave() {
    each_engine(async |db| {
        let world = World::new(db);
        let heron = world.person("Heron", &[Role::Supporter]).await;
        let room = world.room(&heron, RoomKind::Public, "Night Kitchen").await;
        let (chance, policy) = (&world.chance, &world.policy);
        let day = |n| START + TimeDelta::days(n);
        let planned = world
            .kept(async |tx| leave::plan(tx, START, chance, policy, &heron, room, &until(day(21), None)).await)
            .await;
        world.jump(TimeDelta::days(20)).await;
        let now = world.clock.now();
        let longer = until(day(22), None);
        let changed = async |tx: &mut Tx| leave::change(tx, now, chance, policy, &heron, planned.id, &longer).await;
        assert_eq!(world.refused(changed).await, RefusalCode::Invalid, "put in the place of the old one");
        world.kept(async |tx| leave::end(tx, now, chance, policy, &heron, planned.id).await).await;
        let plan = async |tx: &mut Tx, n: i64, wanted: &PlanLeave| {
            leave::plan(tx, day(n), chance, policy, &heron, room, wanted).await
        };
        assert_eq!(
            world.refused(async |tx| plan(tx, 20, &longer).await).await,
            RefusalCode::Invalid,
            "ended, begun anew"
        );
        world.jump(TimeDelta::days(2)).await;
        let again = until(day(43), None);
        assert_eq!(
            world.refused(async |tx| plan(tx, 22, &again).await).await,
            RefusalCode::Invalid,
            "nobody wrote meanwhile"
        );
        world.post(room, &heron, "I am here again.").await;
        world.kept(async |tx| plan(tx, 22, &again).await).await;
    })
    .await;
}

/// Each end of a leave starts the clock (2.2); so leaves with nothing but silence between them are one (2.7).
#[tokio::test]
async fn leave_after_leave_without_a_word_is_one() {
    each_engine(async |db| {
        let world = World::new(db);
        let heron = world.person("Heron", &[Role::Supporter]).await;
        let room = world.room(&heron, RoomKind::Public, "Night Kitchen").await;
        let (chance, policy) = (&world.chance, &world.policy);
        let hour = TimeDelta::hours(1);
        let plan = async |tx: &mut Tx| {
            let now = world.clock.now();
            leave::plan(tx, now, chance, policy, &heron, room, &until(now + hour, None)).await
        };
        for times in 0..=10 {
            assert!(world.clock.now() == START + hour * 50 * times, "nobody lost count");
            world.kept(plan).await;
            world.pass().await;
            world.jump(hour).await;
            world.jump(hour * 49).await;
        }
        let Error::Refused(no) = world.no(plan).await else { panic!("a fault") };
        assert_eq!(no.code, RefusalCode::Invalid);
        assert!(no.message.contains("Post in the room") && no.message.contains("name a relief"), "{}", no.message);
        world.post(room, &heron, "I am here again.").await;
        world.kept(plan).await;
    })
    .await;
}

/// What a relief who has not said yes would carry ends where all of the time away would without one.
#[tokio::test]
async fn a_second_leave_with_a_relief_waits_for_their_yes() {
    each_engine(async |db| {
        let (world, heron, moss, room) = kept_by_heron(db).await;
        let (chance, policy) = (&world.chance, &world.policy);
        let day = |n| START + TimeDelta::days(n);
        let plan = async |tx: &mut Tx, now: Timestamp, from: i64, to: i64, relief: Option<&str>| {
            let wanted = PlanLeave { from: Some(day(from)), ..until(day(to), relief) };
            leave::plan(tx, now, chance, policy, &heron, room, &wanted).await
        };
        world.kept(async |tx| plan(tx, START, 0, 15, None).await).await;
        let asked = world.kept(async |tx| plan(tx, START, 15, 29, Some("Soft Moss")).await).await;
        assert_eq!(asked.until, day(21), "15 days alone, and six more");
        let answer = async |tx: &mut Tx| leave::answer(tx, START, chance, policy, &moss, asked.id, true).await;
        assert_eq!(world.kept(answer).await.until, day(29));
        let now = day(14);
        world.kept(async |tx| leave::end(tx, now, chance, policy, &moss, asked.id).await).await;
        let left = world.kept(async |tx| leave::of(tx, heron.account).await).await;
        assert_eq!(left.iter().map(|leave| leave.until).max(), Some(day(21)), "they stepped back");
        world.kept(async |tx| leave::end(tx, now, chance, policy, &heron, asked.id).await).await;
        world.jump(TimeDelta::days(22)).await;
        let too_soon = async |tx: &mut Tx| plan(tx, day(22), 22, 29, Some("Soft Moss")).await;
        let Error::Refused(no) = world.no(too_soon).await else { panic!("a fault") };
        assert_eq!(no.field.as_deref(), Some("from"), "nobody has said yes yet");
        let later = world.kept(async |tx| plan(tx, day(22), 23, 29, Some("Soft Moss")).await).await;
        assert_eq!(later.until, day(23), "as long as nobody says yes it does not begin");
    })
    .await;
}

/// Whether somebody posts between two leaves that are yet to come is known when the second begins.
#[tokio::test]
async fn leaves_planned_ahead_are_looked_at_again_when_they_begin() {
    each_engine(async |db| {
        let world = World::new(db);
        let heron = world.person("Heron", &[Role::Supporter]).await;
        let (chance, policy) = (&world.chance, &world.policy);
        let day = |n| START + TimeDelta::days(n);
        let mut rooms = Vec::new();
        for name in ["Night Kitchen", "Quiet Mornings"] {
            let room = world.room(&heron, RoomKind::Public, name).await;
            for (from, to) in [(0, 20), (30, 35)] {
                let wanted = PlanLeave { from: Some(day(from)), ..until(day(to), None) };
                let plan = async |tx: &mut Tx| leave::plan(tx, START, chance, policy, &heron, room, &wanted).await;
                world.kept(plan).await;
            }
            rooms.push(room);
        }
        world.jump(TimeDelta::days(25)).await;
        world.post(rooms[0], &heron, "Back, and well.").await;
        world.jump(TimeDelta::days(5)).await;
        let left = world.kept(async |tx| leave::of(tx, heron.account).await).await;
        let left: Vec<_> = left.iter().map(|leave| (leave.room.id, leave.until)).collect();
        assert_eq!(left, [(rooms[0], day(35))], "where nobody posted, time alone was over on day 21");
        let told = world.told(heron.account).await;
        let of_leave = told.iter().filter(|(kind, _)| *kind == NotificationKind::ReliefDeclined);
        assert_eq!(of_leave.collect::<Vec<_>>(), [&(NotificationKind::ReliefDeclined, Some(day(30)))], "told once");
    })
    .await;
}

/// Days that somebody stood in are not time alone.
#[tokio::test]
async fn a_leave_with_a_relief_does_not_use_up_the_time_alone() {
    each_engine(async |db| {
        let (world, heron, moss, room) = kept_by_heron(db).await;
        let (chance, policy) = (&world.chance, &world.policy);
        let day = |n| START + TimeDelta::days(n);
        let wanted = until(day(25), Some("Soft Moss"));
        let long = world.kept(async |tx| leave::plan(tx, START, chance, policy, &heron, room, &wanted).await).await;
        world.kept(async |tx| leave::answer(tx, START, chance, policy, &moss, long.id, true).await).await;
        let asked = PlanLeave { from: Some(day(26)), ..until(day(29), Some("Soft Moss")) };
        let more = world.kept(async |tx| leave::plan(tx, START, chance, policy, &heron, room, &asked).await).await;
        assert_eq!((more.until, more.wanted_until), (day(29), day(29)));
        world.jump(TimeDelta::days(22)).await;
        let changed = until(day(24), Some("Soft Moss"));
        let change = async |tx: &mut Tx| leave::change(tx, day(22), chance, policy, &heron, long.id, &changed).await;
        assert_eq!(world.kept(change).await.until, day(24), "coming back earlier is never refused");
    })
    .await;
}

/// Their role may end while they are away; whoever stands in was asked for all of that time.
#[tokio::test]
async fn a_relief_goes_on_when_the_one_who_is_away_loses_the_room() {
    each_engine(async |db| {
        let (world, heron, moss, room, _) = relieved(db).await;
        let staff = world.person("Slow River", &[Role::Staff]).await;
        let rooms = vec![("Night Kitchen".to_owned(), room)];
        world.jump(TimeDelta::days(11)).await;
        let now = world.clock.now();
        world.kept(async |tx| members::dismiss(tx, now, &staff, room, heron.account).await).await;
        super::ahead::check(&world, &staff, &rooms, 48).await;
        assert_eq!(keepers(&world, room).await, BTreeSet::from([moss.account]));
        world.jump(TimeDelta::days(6)).await;
        assert_eq!(keepers(&world, room).await, BTreeSet::from([moss.account]));
        super::ahead::check(&world, &staff, &rooms, 48).await;
        assert_eq!(keepers(&world, room).await, BTreeSet::new(), "the leave is over");
        assert_eq!(world.info(room).await.rest.map(|rest| rest.reason), Some(RestReason::NeedsModerator));
    })
    .await;
}

#[tokio::test]
async fn people_expect_whoever_is_away_when_the_leave_ends() {
    each_engine(async |db| {
        let world = World::new(db);
        let heron = world.person("Heron", &[Role::Supporter]).await;
        let room = world.room(&heron, RoomKind::Public, "Night Kitchen").await;
        let (chance, policy) = (&world.chance, &world.policy);
        let expected = async || {
            let moment = rooms::Moment { now: world.clock.now(), dormancy: TimeDelta::days(30), presence: &Nobody };
            let shown = world.kept(async |tx| rooms::view::room(tx, room, heron.account, &moment).await).await;
            shown.moderators[0].next_expected_at
        };
        let back = START + TimeDelta::days(5);
        let wanted = PlanLeave { from: Some(START + TimeDelta::days(2)), ..until(back, None) };
        let leave = world.kept(async |tx| leave::plan(tx, START, chance, policy, &heron, room, &wanted).await).await;
        world.pass().await;
        assert_eq!(expected().await, None, "it has not begun");
        world.jump(TimeDelta::days(2)).await;
        assert_eq!(expected().await, Some(back));

        let now = world.clock.now();
        let later = until(back + TimeDelta::days(1), None);
        let too_long = until(now + TimeDelta::days(22), None);
        let change = async |wanted: &PlanLeave| {
            world.refused(async |tx| leave::change(tx, now, chance, policy, &heron, leave.id, wanted).await).await
        };
        assert_eq!(change(&too_long).await, RefusalCode::Invalid);
        assert_eq!(expected().await, Some(back), "a change that may not be leaves the leave as it is");
        let changed =
            world.kept(async |tx| leave::change(tx, now, chance, policy, &heron, leave.id, &later).await).await;
        world.pass().await;
        assert_eq!(expected().await, Some(later.until));
        assert_eq!(world.info(room).await.rest.and_then(|rest| rest.until), Some(later.until), "the room rests on");
        assert_eq!(change(&later).await, RefusalCode::NotFound, "the old one is gone");

        world.kept(async |tx| leave::end(tx, now, chance, policy, &heron, changed.id).await).await;
        world.pass().await;
        assert_eq!(expected().await, None, "back early");
    })
    .await;
}
