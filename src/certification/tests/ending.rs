//! Roles that end and come back, with the rooms that go with them.

use super::*;
use crate::duty::leave;
use crate::storage::testing::each_engine;
use alongside_protocol::RestReason;
use alongside_protocol::http::{PlanLeave, UpdateRoom};

const ENDS: &str = "2026-11-02T08:00:00Z";

#[tokio::test]
async fn a_role_lapses_at_its_instant_and_a_new_certificate_brings_it_back_with_its_rooms() {
    each_engine(async |db| {
        let world = World::new(db);
        let heron = world.supporter("Heron", "2026-11-01").await;
        let kept = world.room(&heron, "Night Kitchen").await;
        let closed = world.room(&heron, "The Long Table").await;
        let left = world.room(&heron, "Early Light").await;
        let ends = at(ENDS);
        for (days, told) in [(61, 0), (60, 1), (30, 2), (14, 3), (7, 4), (1, 5)] {
            world.go_to(ends - DAY * days).await;
            world.pass().await;
            let reminders = world.told(heron.account).await;
            let reminders = reminders.iter().filter(|kind| **kind == NotificationKind::CertificateReminder).count();
            assert_eq!(reminders, told, "{days} days before");
        }
        let done = world.go_to(ends - MS).await;
        assert_eq!((done.steps, done.next), (0, Some(ends)), "it is to be woken then");
        assert!(world.is_supporter(heron.account).await);
        assert_eq!(world.go_to(ends).await.steps, 1);
        assert_eq!(world.pass().await, Done { next: None, ..Done::default() });
        assert!(!world.is_supporter(heron.account).await);
        assert!(world.keeps(heron.account).await.is_empty());
        let mine = world.mine(&heron).await;
        assert_eq!((mine.standing.state, mine.next), (StandingState::Lapsed, StandingStep::Renew));
        assert!(mine.certificates[0].lapsed);
        // They are a participant still, in rooms that nobody keeps (policy 1.6).
        world.keeper().pass().await.expect("a pass");
        let info = world.kept(async |tx| rooms::info(tx, kept).await).await;
        assert_eq!(info.rest.map(|rest| rest.reason), Some(RestReason::NeedsModerator));
        let part = world.kept(async |tx| rooms::access(tx, kept, heron.account).await).await.expect("a room");
        assert!(part.role.is_some() && !part.is_moderator());

        let staff = world.person("Weathervane", &[Role::Staff]).await;
        let close =
            UpdateRoom { name: None, description: None, topics: None, rules: None, state: Some(RoomState::Closed) };
        world.kept(async |tx| rooms::update(tx, world.now(), &staff, closed, &close).await).await;
        let open = UpdateRoom { state: Some(RoomState::Open), ..close };
        world.kept(async |tx| rooms::update(tx, world.now() + MS, &staff, closed, &open).await).await;
        world.kept(async |tx| rooms::leave(tx, world.now(), &heron, left).await).await;
        world.go_to(ends + DAY).await;
        world.recorded(heron.account, "2028-02-29").await;
        assert!(world.is_supporter(heron.account).await, "at once, by itself");
        assert_eq!(world.keeps(heron.account).await, [kept], "not what was closed, nor what they left");
        world.keeper().pass().await.expect("a pass");
        assert_eq!(world.kept(async |tx| rooms::info(tx, kept).await).await.state, RoomState::Open);
        let told = world.told(heron.account).await;
        use NotificationKind::{CertificateVerified, RoleLapsed, RoleRestored};
        assert_eq!(told.iter().filter(|kind| **kind == RoleLapsed).count(), 1);
        assert_eq!(told.iter().filter(|kind| **kind == RoleRestored).count(), 1);
        assert_eq!(told.iter().filter(|kind| **kind == CertificateVerified).count(), 2);
    })
    .await;
}

#[tokio::test]
async fn the_word_of_whoever_runs_the_server_holds_for_two_weeks_and_once() {
    each_engine(async |db| {
        let world = World::new(db);
        // As an older server, or a script, granted it.
        let heron = world.person("Heron", &[Role::Supporter]).await;
        let room = world.room(&heron, "Night Kitchen").await;
        let began = world.now();
        world.pass().await;
        let mine = world.mine(&heron).await;
        assert_eq!((mine.standing.state, mine.next), (StandingState::Active, StandingStep::Agree));
        assert_eq!(mine.standing.basis, Some(StandingBasis::Attestation));
        let end = began + DAY * 14;
        assert_eq!((mine.standing.until, mine.standing.agreement_due), (Some(end), Some(end)));
        use NotificationKind::{AgreementDue, CertificateMissing, RoleLapsed};
        for days in [7, 1] {
            world.go_to(end - DAY * days).await;
        }
        let told = world.told(heron.account).await;
        let count = |kind| told.iter().filter(|told| **told == kind).count();
        assert_eq!(
            (count(CertificateMissing), count(AgreementDue)),
            (3, 3),
            "at once, after a week, and on the last day"
        );
        world.agreed(&heron).await;
        assert_eq!(world.mine(&heron).await.next, StandingStep::Apply);
        world.go_to(end - MS).await;
        assert!(world.is_supporter(heron.account).await);
        world.go_to(end).await;
        assert!(!world.is_supporter(heron.account).await);
        assert_eq!(world.told(heron.account).await.last(), Some(&RoleLapsed));
        let again = async |tx: &mut Tx| role::attest(tx, world.now(), world.with(), heron.account).await;
        assert_eq!(world.refused(again).await, RefusalCode::CertificateNeeded);
        world.recorded(heron.account, "2027-02-28").await;
        assert_eq!(world.keeps(heron.account).await, [room]);
        assert_eq!(world.kept(again).await, role::Attested::Certificate, "nothing needs it");
    })
    .await;
}

#[tokio::test]
async fn a_new_agreement_pauses_the_role_after_its_time_and_a_yes_brings_it_back() {
    each_engine(async |db| {
        let world = World::new(db);
        let heron = world.supporter("Heron", "2027-02-28").await;
        let staff = world.person("Weathervane", &[Role::Staff]).await;
        let room = world.room(&heron, "Night Kitchen").await;
        let publish = async |after: i64| {
            world
                .kept(async |tx| {
                    let state = AgreementState { current: after, version: None, at: None, due_at: None };
                    let mut texts = crate::agreements::view(tx, state).await?.texts;
                    texts.iter_mut().for_each(|text| text.clauses[0].text.push_str(" Again."));
                    let wanted = PublishAgreement { after, texts };
                    crate::agreements::publish(tx, world.now(), &staff, &wanted).await
                })
                .await;
        };
        publish(1).await;
        let due = world.now() + DAY * 14;
        world.pass().await;
        let mine = world.mine(&heron).await;
        assert_eq!((mine.standing.state, mine.standing.agreement_due), (StandingState::Active, Some(due)));
        assert_eq!((mine.agreement.current, mine.agreement.version, mine.agreement.due_at), (2, Some(1), Some(due)));
        assert!(world.told(heron.account).await.contains(&NotificationKind::AgreementDue));
        world.go_to(due - DAY * 3).await;
        publish(2).await;
        assert_eq!(world.mine(&heron).await.standing.agreement_due, Some(due), "a newer one gives no more time");
        world.go_to(due - MS).await;
        assert!(world.is_supporter(heron.account).await);
        assert_eq!(world.go_to(due).await.steps, 1);
        let mine = world.mine(&heron).await;
        assert_eq!((mine.standing.state, mine.next), (StandingState::Paused, StandingStep::Agree));
        assert!(world.keeps(heron.account).await.is_empty());
        let old = AcceptAgreement { version: 2 };
        let accept = async |tx: &mut Tx| own::agree(tx, world.now(), world.with(), &heron, &old).await;
        assert_eq!(world.refused(accept).await, RefusalCode::Conflict);
        let mine = world.agreed(&heron).await;
        assert_eq!((mine.standing.state, mine.next), (StandingState::Active, StandingStep::Nothing));
        assert_eq!(world.keeps(heron.account).await, [room]);
        assert!(world.told(heron.account).await.contains(&NotificationKind::RoleRestored));
    })
    .await;
}

#[tokio::test]
async fn a_relief_whose_role_ends_stands_in_again_only_while_the_leave_goes_on() {
    each_engine(async |db| {
        let world = World::new(db);
        let heron = world.supporter("Heron", "2028-02-29").await;
        let moss = world.supporter("Soft Moss", "2026-11-01").await;
        let room = world.room(&heron, "Night Kitchen").await;
        let ends = at(ENDS);
        world.go_to(ends - DAY).await;
        let plan = PlanLeave { from: None, until: ends + DAY * 20, relief: Some("Soft Moss".into()) };
        let (now, policy) = (world.now(), &world.policy);
        let planned =
            world.kept(async |tx| leave::plan(tx, now, &world.chance, policy, &heron, room, &plan).await).await;
        world.kept(async |tx| leave::answer(tx, now, &world.chance, policy, &moss, planned.id, true).await).await;
        world.keeper().pass().await.expect("a pass");
        assert_eq!(world.keeps(moss.account).await, [room]);
        world.go_to(ends).await;
        assert!(world.keeps(moss.account).await.is_empty());
        world.keeper().pass().await.expect("a pass");
        assert!(world.keeps(moss.account).await.is_empty(), "without the role nobody stands in");
        world.recorded(moss.account, "2028-02-29").await;
        assert!(world.keeps(moss.account).await.is_empty(), "it was never their own");
        world.keeper().pass().await.expect("a pass");
        assert_eq!(world.keeps(moss.account).await, [room], "the leave goes on");
        world.go_to(ends + DAY * 20).await;
        world.keeper().pass().await.expect("a pass");
        assert!(world.keeps(moss.account).await.is_empty());
    })
    .await;
}
