//! What the preview says is what then happens.

use super::*;
use crate::duty::{board, close, leave, preview, reopen};
use crate::rooms::members;
use crate::storage::testing::each_engine;
use alongside_protocol::http::{DutyChange, DutyPreview, PlanLeave};
use alongside_protocol::{DutyStage, RestReason, RoomState};
use std::collections::BTreeMap;

type Thing = (Timestamp, String, DutyChange);

async fn looked_ahead(world: &World, staff: &Caller, hours: i64) -> DutyPreview {
    world.kept(async |tx| asked(tx, world, staff, Some(hours)).await).await
}

/// Nobody here has a role that ends.
async fn asked(tx: &mut Tx, world: &World, by: &Caller, hours: Option<i64>) -> Result<DutyPreview> {
    let window = preview::window(tx, &world.clock, by, hours).await?;
    preview::preview(tx, &world.policy, window, preview::Roles::default()).await
}

/// What a room is like, for telling what a pass did to it: its state, why, the stages that it has had, whether it is still there,
/// and when it was found that a notice of it had reached nobody.
type Shape = (RoomState, Option<RestReason>, Vec<DutyStage>, bool, Option<Timestamp>);

async fn shapes(world: &World, rooms: &[(String, RoomId)]) -> BTreeMap<String, Shape> {
    let mut shapes = BTreeMap::new();
    for (name, room) in rooms {
        let info = world.info(*room).await;
        let here = world.kept(async |tx| store::facts(tx, world.clock.now(), *room).await).await;
        let unreached = here.as_ref().and_then(|known| known.facts.lapse).and_then(|lapse| lapse.unreached_at);
        let mut stages = world.kept(async |tx| store::stages_of(tx, *room, 50).await).await;
        stages.reverse();
        let stages = stages.into_iter().map(|done| done.stage).collect();
        shapes.insert(name.clone(), (info.state, info.rest.map(|rest| rest.reason), stages, here.is_some(), unreached));
    }
    shapes
}

/// What became of a room between two looks, in the preview's words.
fn became(before: &Shape, after: &Shape) -> Vec<DutyChange> {
    let new = after.2.iter().skip(before.2.len());
    let mut changes: Vec<DutyChange> = new
        .map(|stage| match stage {
            DutyStage::Reminder => DutyChange::Reminder,
            DutyStage::Warning => DutyChange::Warning,
            DutyStage::Overdue => DutyChange::Overdue,
            DutyStage::FirstNotice => DutyChange::FirstNotice,
            DutyStage::LastNotice => DutyChange::LastNotice,
            DutyStage::Closed => DutyChange::Close,
        })
        .collect();
    match (before.0, after.0) {
        (from, RoomState::ReadOnly) if from != RoomState::ReadOnly => changes.push(DutyChange::Rest),
        (RoomState::ReadOnly, RoomState::Open) => changes.push(DutyChange::Wake),
        _ => {}
    }
    if after.4.is_some() && before.4 != after.4 {
        changes.push(DutyChange::PutOff);
    }
    if before.3 && !after.3 {
        changes.push(DutyChange::Archive);
    }
    changes
}

/// Moves the clock to each instant of the preview, and to the millisecond before it, and notes what happened when.
async fn lived(world: &World, rooms: &[(String, RoomId)], instants: &[Timestamp], until: Timestamp) -> Vec<Thing> {
    let mut moments: Vec<Timestamp> = Vec::new();
    for at in instants {
        moments.extend([*at - TimeDelta::milliseconds(1), *at]);
    }
    moments.push(until);
    moments.sort_unstable();
    let mut happened = Vec::new();
    for at in moments {
        let step = at.since(world.clock.now());
        if step < TimeDelta::zero() {
            continue;
        }
        let before = shapes(world, rooms).await;
        world.jump(step).await;
        let after = shapes(world, rooms).await;
        for (name, _) in rooms {
            let changes = became(&before[name], &after[name]);
            happened.extend(changes.into_iter().map(|change| (at, name.clone(), change)));
        }
    }
    happened
}

/// Asks what `hours` bring, lives them, and compares.
pub(super) async fn check(world: &World, staff: &Caller, rooms: &[(String, RoomId)], hours: i64) -> Vec<Thing> {
    let told = looked_ahead(world, staff, hours).await;
    assert!(!told.more);
    let told: Vec<Thing> = told.ahead.into_iter().map(|one| (one.at, one.room.name, one.what)).collect();
    let mut instants: Vec<Timestamp> = told.iter().map(|(at, ..)| *at).collect();
    instants.dedup();
    let until = world.clock.now() + TimeDelta::hours(hours);
    let mut happened = lived(world, rooms, &instants, until).await;
    let mut sorted = told.clone();
    sorted.sort();
    happened.sort();
    assert_eq!(sorted, happened, "by {until}");
    told
}

#[tokio::test]
async fn the_next_hours_bring_what_the_preview_says() {
    each_engine(async |db| {
        let world = World::new(db);
        let heron = world.person("Heron", &[Role::Supporter]).await;
        let moss = world.person("Soft Moss", &[Role::Supporter]).await;
        let staff = world.person("Slow River", &[Role::Staff]).await;
        let mut rooms = Vec::new();
        for (name, kind, by) in [
            ("Silent", RoomKind::Public, &heron),
            ("Lively", RoomKind::Public, &heron),
            ("Group", RoomKind::Group, &heron),
            ("Away", RoomKind::Public, &moss),
            ("Left", RoomKind::Public, &heron),
        ] {
            rooms.push((name.to_owned(), world.room(by, kind, name).await));
        }
        let id = |wanted: &str| rooms.iter().find(|(name, _)| name == wanted).expect("made").1;
        let (chance, policy) = (&world.chance, &world.policy);
        // Soft Moss goes for two days; then Heron stands in for them.
        let days = |n: i64| START + TimeDelta::days(n);
        let alone = PlanLeave { from: Some(days(1)), until: days(3), relief: None };
        let relieved = PlanLeave { from: Some(days(4)), until: days(6), relief: Some("Heron".into()) };
        world.kept(async |tx| leave::plan(tx, START, chance, policy, &moss, id("Away"), &alone).await).await;
        let planned =
            world.kept(async |tx| leave::plan(tx, START, chance, policy, &moss, id("Away"), &relieved).await).await;
        world.kept(async |tx| leave::answer(tx, START, chance, policy, &heron, planned.id, true).await).await;
        world.pass().await;

        let mut told = Vec::new();
        for day in 0..46_i64 {
            if day == 2 {
                world.post(id("Lively"), &heron, "Good morning, kettle is on.").await;
            }
            if day == 5 {
                world.kept(async |tx| members::dismiss(tx, days(5), &staff, id("Left"), heron.account).await).await;
            }
            if day % 2 == 0 {
                told.extend(check(&world, &staff, &rooms, 48).await);
            }
        }
        for change in [
            DutyChange::Reminder,
            DutyChange::Warning,
            DutyChange::Overdue,
            DutyChange::FirstNotice,
            DutyChange::LastNotice,
            DutyChange::Close,
            DutyChange::Rest,
            DutyChange::Wake,
            DutyChange::Archive,
        ] {
            assert!(told.iter().any(|(.., what)| *what == change), "{change} was among what came");
        }
    })
    .await;
}

#[tokio::test]
async fn the_preview_knows_the_brake() {
    each_engine(async |db| {
        let world = World::new(db);
        let heron = world.person("Heron", &[Role::Supporter]).await;
        let staff = world.person("Slow River", &[Role::Staff]).await;
        let mut rooms = Vec::new();
        for n in 0..8 {
            let name = format!("Night Kitchen {n}");
            rooms.push((name.clone(), world.room(&heron, RoomKind::Group, &name).await));
        }
        for days in [21, 7] {
            world.jump(TimeDelta::days(days)).await;
        }
        world.jump(TimeDelta::days(2) - TimeDelta::hours(1)).await;
        let preview = looked_ahead(&world, &staff, 48).await;
        let closing = START + TimeDelta::days(30);
        let at: Vec<i64> = preview.ahead.iter().map(|one| one.at.since(closing).num_minutes()).collect();
        assert_eq!(at, [0, 0, 0, 60, 60, 60, 120, 120], "three in an hour");
        let held: Vec<bool> = preview.ahead.iter().map(|one| one.held_since == Some(closing)).collect();
        assert_eq!(held, [false, false, false, true, true, true, true, true]);
        assert!(preview.ahead.iter().all(|one| one.reason == Some(RestReason::Unmonitored)));
        let told = check(&world, &staff, &rooms, 48).await;
        assert_eq!(told.len(), 8);
    })
    .await;
}

#[tokio::test]
async fn the_preview_waits_for_a_steady_clock_and_is_for_staff() {
    each_engine(async |db| {
        let world = World::new(db);
        let heron = world.person("Heron", &[Role::Supporter]).await;
        let staff = world.person("Slow River", &[Role::Staff]).await;
        let room = world.room(&heron, RoomKind::Group, "Night Kitchen").await;
        for days in [21, 7, 1] {
            world.jump(TimeDelta::days(days)).await;
        }
        let now = world.clock.now();
        let (due, free) = (now + TimeDelta::hours(1), now + TimeDelta::hours(2));
        world
            .kept(async |tx| {
                store::set_beat(tx, &super::super::rules::Beat { at: now, unsteady_until: Some(free) }).await
            })
            .await;
        // It is due in a day; an hour before that the clock is unsteady for two.
        let preview = looked_ahead(&world, &staff, 48).await;
        assert_eq!(preview.ahead.len(), 1);
        assert_eq!(preview.ahead[0].at, now + TimeDelta::days(1), "steady long before");
        world.clock.advance_millis(TimeDelta::hours(23).num_milliseconds());
        let late = world.clock.now() + TimeDelta::hours(2);
        let beat = super::super::rules::Beat { at: world.clock.now(), unsteady_until: Some(late) };
        world.kept(async |tx| store::set_beat(tx, &beat).await).await;
        let preview = looked_ahead(&world, &staff, 48).await;
        assert_eq!((preview.ahead[0].at, preview.ahead[0].held_since), (late, Some(now + TimeDelta::days(1))));
        assert!(due < late && preview.ahead[0].room.id == room);
        for hours in [0, 337] {
            let look = async |tx: &mut Tx| asked(tx, &world, &staff, Some(hours)).await;
            assert_eq!(world.refused(look).await, RefusalCode::Invalid, "{hours} hours");
        }
        let look = async |tx: &mut Tx| asked(tx, &world, &heron, None).await;
        assert_eq!(world.refused(look).await, RefusalCode::Forbidden);
    })
    .await;
}

#[tokio::test]
async fn the_preview_knows_of_notices_that_reached_nobody() {
    each_engine(async |db| {
        let world = World::new(db);
        let heron = world.stranger_to_the_app("Heron", &[Role::Supporter]).await;
        let moss = world.person("Soft Moss", &[Role::Supporter]).await;
        let staff = world.person("Slow River", &[Role::Staff]).await;
        let mut rooms = Vec::new();
        for (name, by) in [("Unheard", &heron), ("Heard", &moss)] {
            rooms.push((name.to_owned(), world.room(by, RoomKind::Public, name).await));
        }
        world.jump(TimeDelta::days(2)).await;
        let mut told = Vec::new();
        // From the warning on, and again from the last notice on.
        for days in [0, 0, 15, 5, 0] {
            world.jump(TimeDelta::days(days)).await;
            told.extend(check(&world, &staff, &rooms, 48).await);
        }
        let of = |room: &str, change: DutyChange| {
            let hours = |at: Timestamp| at.since(START).num_hours();
            told.iter().filter(|(_, name, what)| name == room && *what == change).map(|told| hours(told.0)).collect()
        };
        let (unheard, heard): (Vec<i64>, Vec<i64>) =
            (of("Unheard", DutyChange::PutOff), of("Heard", DutyChange::PutOff));
        assert_eq!((unheard, heard), (vec![96, 30 * 24], vec![]));
        let (later, then): (Vec<i64>, Vec<i64>) = (of("Unheard", DutyChange::Close), of("Heard", DutyChange::Close));
        assert_eq!((later, then), (vec![31 * 24], vec![30 * 24]));
    })
    .await;
}

#[tokio::test]
async fn staff_close_what_is_overdue_and_nothing_else() {
    each_engine(async |db| {
        let world = World::new(db);
        let heron = world.person("Heron", &[Role::Supporter]).await;
        let staff = world.person("Slow River", &[Role::Staff]).await;
        let room = world.room(&heron, RoomKind::Public, "Night Kitchen").await;
        let Made { clock, chance, policy, .. } = &*world;
        let by = async |tx: &mut Tx, caller: &Caller| close(tx, clock, chance, policy, caller, room).await;
        world.jump(TimeDelta::hours(48)).await;
        world.jump(TimeDelta::hours(48) - TimeDelta::milliseconds(1)).await;
        assert_eq!(world.refused(async |tx| by(tx, &staff).await).await, RefusalCode::Conflict, "not yet");
        world.jump(TimeDelta::milliseconds(1)).await;
        assert_eq!(world.refused(async |tx| by(tx, &heron).await).await, RefusalCode::Forbidden);
        let now = clock.now();
        let beat = |unsteady_until| super::super::rules::Beat { at: now, unsteady_until };
        world.kept(async |tx| store::set_beat(tx, &beat(Some(now + TimeDelta::minutes(1)))).await).await;
        assert_eq!(world.refused(async |tx| by(tx, &staff).await).await, RefusalCode::Conflict, "the clock jumped");
        world.kept(async |tx| store::set_beat(tx, &beat(None)).await).await;

        let look = async |tx: &mut Tx| board::one(tx, clock, policy, &staff, room).await;
        assert!(world.kept(look).await.overdue);
        world.kept(async |tx| by(tx, &staff).await).await;
        let shown = world.kept(look).await;
        assert!(!shown.overdue);
        assert_eq!(shown.duty.keepers.iter().map(|keeper| keeper.id).collect::<Vec<_>>(), [heron.account]);
        let stages: Vec<DutyStage> = shown.stages.iter().map(|done| done.stage).collect();
        use DutyStage::*;
        assert_eq!(stages, [Closed, Overdue, Warning, Reminder]);
        let info = world.info(room).await;
        let rest = info.rest.map(|rest| (rest.reason, rest.unreached));
        assert_eq!((info.state, rest), (RoomState::Closed, Some((RestReason::Overdue, false))));
        assert_eq!(world.told(heron.account).await.last().map(|told| told.0), Some(NotificationKind::RoomClosed));
        assert_eq!(world.refused(async |tx| by(tx, &staff).await).await, RefusalCode::Conflict, "twice");
        world.kept(async |tx| reopen(tx, now, policy, &heron, room).await).await;
        assert_eq!(world.info(room).await.state, RoomState::Open, "its team may open it again");
        assert_eq!(world.refused(async |tx| by(tx, &staff).await).await, RefusalCode::Conflict, "a new silence");
    })
    .await;
}
