//! The preview of rooms knows of roles that will end, and what it says is what then happens.

use super::*;
use crate::certification::ahead;
use crate::duty::preview;
use crate::storage::testing::each_engine;
use alongside_protocol::RestReason;
use alongside_protocol::http::{DutyChange, DutyPreview};

async fn looked_ahead(world: &World, staff: &Caller) -> DutyPreview {
    world
        .kept(async |tx| {
            let window = preview::window(tx, &world.clock, staff, Some(48)).await?;
            let roles = ahead::roles(tx, &world.policy.standing, window).await?;
            preview::preview(tx, &world.policy, window, roles).await
        })
        .await
}

#[tokio::test]
async fn a_role_that_will_end_is_seen_with_what_it_does_to_rooms() {
    each_engine(async |db| {
        let world = World::new(db);
        let staff = world.person("Weathervane", &[Role::Staff]).await;
        let heron = world.supporter("Heron", "2026-11-01").await;
        let moss = world.supporter("Soft Moss", "2027-11-01").await;
        let ends = at("2026-11-02T08:00:00Z");
        world.go_to(ends - TimeDelta::hours(49)).await;
        let alone = world.room(&heron, "Night Kitchen").await;
        let shared = world.room(&moss, "Early Light").await;
        world.kept(async |tx| members::appoint(tx, world.now(), &staff, shared, heron.account).await).await;
        assert!(looked_ahead(&world, &staff).await.roles.is_empty(), "an hour too far");
        world.go_to(ends - TimeDelta::hours(47)).await;
        let seen = looked_ahead(&world, &staff).await;
        let roles: Vec<_> = seen.roles.iter().map(|role| (role.at, role.person.id, role.state)).collect();
        assert_eq!(roles, [(ends, heron.account, StandingState::Lapsed)]);
        let rests: Vec<_> = seen.ahead.iter().filter(|one| one.what == DutyChange::Rest).collect();
        let [rest] = rests[..] else { panic!("{rests:?}") };
        assert_eq!((rest.at, rest.room.id, rest.reason), (ends, alone, Some(RestReason::NeedsModerator)));

        world.go_to(ends - MS).await;
        world.keeper().pass().await.expect("a pass");
        assert_eq!(world.kept(async |tx| rooms::info(tx, alone).await).await.rest, None);
        world.go_to(ends).await;
        world.keeper().pass().await.expect("a pass");
        assert!(!world.is_supporter(heron.account).await);
        for (room, expected) in [(alone, Some(RestReason::NeedsModerator)), (shared, None)] {
            let info = world.kept(async |tx| rooms::info(tx, room).await).await;
            assert_eq!(info.rest.map(|rest| rest.reason), expected);
        }
        assert!(looked_ahead(&world, &staff).await.roles.is_empty());
    })
    .await;
}

#[tokio::test]
async fn roles_that_the_brake_will_hold_back_are_seen_as_such() {
    each_engine(async |db| {
        let world = World::new(db);
        let staff = world.person("Weathervane", &[Role::Staff]).await;
        let mut people = Vec::new();
        for n in 0..5 {
            people.push(world.supporter(&format!("Heron {n}"), "2026-11-01").await);
        }
        let paused = world.supporter("Soft Moss", "2027-11-01").await;
        let ends = at("2026-11-02T08:00:00Z");
        world.go_to(ends - DAY * 13).await;
        let state = AgreementState { current: 1, version: None, at: None, due_at: None };
        world
            .kept(async |tx| {
                let mut texts = crate::agreements::view(tx, state).await?.texts;
                texts.iter_mut().for_each(|text| text.clauses[0].text.push_str(" Again."));
                let wanted = PublishAgreement { after: 1, texts };
                crate::agreements::publish(tx, world.now(), &staff, &wanted).await
            })
            .await;
        for person in &people {
            world.agreed(person).await;
        }
        world.go_to(ends - DAY).await;
        let told = looked_ahead(&world, &staff).await.roles;
        let seen: Vec<_> = told.iter().map(|role| (role.at.since(ends).num_hours(), role.held_since)).collect();
        assert_eq!(seen, [(0, None), (0, None), (0, None), (1, Some(ends)), (1, Some(ends)), (24, None)]);
        assert_eq!((told[5].person.id, told[5].state), (paused.account, StandingState::Paused));
        for hours in [0, 1, 24] {
            world.go_to(ends + TimeDelta::hours(hours)).await;
            for role in &told {
                let ended = role.at <= world.now();
                assert_eq!(world.is_supporter(role.person.id).await, !ended, "{} at {hours} h", role.person.alias);
            }
        }
    })
    .await;
}
