//! Several nodes, many roles that end at once, and time that is not to be trusted.

use super::*;
use crate::storage::testing::each_engine;
use futures_util::future::join_all;

const NODES: usize = 3;

#[tokio::test(flavor = "multi_thread", worker_threads = 3)]
async fn three_nodes_do_each_thing_once() {
    each_engine(async |db| {
        let world = World::new(db);
        let mut people = Vec::new();
        for n in 0..3 {
            people.push(world.supporter(&format!("Heron {n}"), "2026-11-01").await);
        }
        let rooms = join_all(people.iter().map(async |person| world.room(person, &person.alias).await)).await;
        let ends = at("2026-11-02T08:00:00Z");
        for now in [60, 30, 14, 7, 1, 0].map(|days| ends - DAY * days) {
            world.clock.advance_millis(now.since(world.now()).num_milliseconds());
            world.kept(async |tx| watched(tx, now).await).await;
            join_all((0..NODES).map(async |_| world.pass().await)).await;
            assert_eq!(world.pass().await.steps, 0, "all was done at {now}");
        }
        for (person, room) in people.iter().zip(rooms) {
            let told = world.told(person.account).await;
            use NotificationKind::{CertificateReminder, CertificateVerified, RoleLapsed};
            let mut expected = vec![CertificateVerified];
            expected.extend([CertificateReminder; 5]);
            expected.push(RoleLapsed);
            assert_eq!(told, expected);
            let history = world.kept(async |tx| standings::history(tx, person.account, 10).await).await;
            let states: Vec<_> = history.iter().rev().map(|change| change.state.as_str()).collect();
            assert_eq!(states, ["paused", "active", "lapsed"]);
            world.recorded(person.account, "2028-02-29").await;
            assert_eq!(world.keeps(person.account).await, [room]);
        }
    })
    .await;
}

/// At most max(3, 2 %) of roles end in an hour; the rest wait, and staff are told.
#[tokio::test]
async fn many_roles_that_end_at_once_wait_for_staff() {
    each_engine(async |db| {
        let world = World::new(db);
        let staff = world.person("Weathervane", &[Role::Staff]).await;
        let mut people = Vec::new();
        for n in 0..8 {
            people.push(world.supporter(&format!("Heron {n}"), "2026-11-01").await);
        }
        let ends = at("2026-11-02T08:00:00Z");
        let supporters = async || {
            let mut left = 0;
            for person in &people {
                left += usize::from(world.is_supporter(person.account).await);
            }
            left
        };
        let done = world.go_to(ends).await;
        assert_eq!((done.held, supporters().await), (5, 5));
        world.pass().await;
        assert_eq!(supporters().await, 5);
        let told = world.told(staff.account).await;
        assert_eq!(told, [NotificationKind::LapsesHeld], "once in an hour");
        world.go_to(ends + TimeDelta::hours(1) - MS).await;
        assert_eq!(supporters().await, 5);
        world.go_to(ends + TimeDelta::hours(1)).await;
        assert_eq!(supporters().await, 2);
        // One that is renewed meanwhile never ends.
        let waiting = join_all(people.iter().map(async |person| world.is_supporter(person.account).await)).await;
        let renewed = people.iter().zip(waiting).find(|(_, waits)| *waits).expect("one waits").0;
        world.recorded(renewed.account, "2028-02-29").await;
        world.go_to(ends + TimeDelta::hours(2)).await;
        assert_eq!(supporters().await, 1);
    })
    .await;
}

/// Who was paused loses nothing more when their certificate ends, so that takes nobody's place.
#[tokio::test]
async fn only_roles_that_somebody_had_count_for_the_brake() {
    each_engine(async |db| {
        let world = World::new(db);
        for n in 0..8 {
            let paused = world.person(&format!("Moss {n}"), &[]).await;
            world.recorded(paused.account, "2026-11-01").await;
        }
        for n in 0..3 {
            world.supporter(&format!("Heron {n}"), "2026-11-01").await;
        }
        let done = world.go_to(at("2026-11-02T08:00:00Z")).await;
        assert_eq!((done.held, done.steps), (0, 11));
        let now = world.now();
        let ended = world.kept(async |tx| standings::ended_since(tx, now - DAY, now).await).await;
        assert_eq!(ended.len(), 3, "as what is ahead counts them");
    })
    .await;
}

#[tokio::test]
async fn no_role_ends_while_time_is_not_to_be_trusted() {
    each_engine(async |db| {
        let world = World::new(db);
        let heron = world.supporter("Heron", "2026-11-01").await;
        world.pass().await;
        // The clock leaps, or the server was away: nobody can tell.
        world.clock.advance_millis(TimeDelta::days(300).num_milliseconds());
        let done = world.pass().await;
        assert_eq!((done.held, done.steps), (1, 0));
        assert!(world.is_supporter(heron.account).await);
        for _ in 0..3 {
            world.clock.advance_millis(TimeDelta::minutes(10).num_milliseconds() - 1);
            assert_eq!(world.pass().await.held, 1);
        }
        world.clock.advance_millis(3);
        assert_eq!(world.pass().await.steps, 1);
        assert!(!world.is_supporter(heron.account).await);
        assert_eq!(world.told(heron.account).await.last(), Some(&NotificationKind::RoleLapsed));
    })
    .await;
}
