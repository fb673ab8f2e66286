//! What staff decide, and that two of them do not decide over each other.

use super::*;
use crate::error::Error;
use crate::storage::testing::each_engine;

#[tokio::test]
async fn of_two_reviewers_the_second_learns_of_the_first() {
    each_engine(async |db| {
        let world = World::new(db);
        let wren = world.person("Wren", &[]).await;
        let staff = world.person("Weathervane", &[Role::Staff]).await;
        let other = world.person("Alder", &[Role::Staff]).await;
        let id = world.filled(&wren, "2027-02-28").await;
        world.submitted(&wren, id).await;
        let seen = world.reviewed(&staff, id).await;
        let first = decision_on(&seen, CertificateDecision::Verify);
        let second = decision_on(&seen, CertificateDecision::Reject);
        let nobody = async |tx: &mut Tx| review::decide(tx, world.now(), world.with(), &wren, id, &first).await;
        assert_eq!(world.refused(nobody).await, RefusalCode::Forbidden);
        world.kept(async |tx| review::decide(tx, world.now(), world.with(), &staff, id, &first).await).await;
        let late = async |tx: &mut Tx| review::decide(tx, world.now(), world.with(), &other, id, &second).await;
        assert_eq!(world.refused(late).await, RefusalCode::Conflict);
        let without = DecideCertificate {
            reason: None,
            ..decision_on(&world.reviewed(&other, id).await, CertificateDecision::Reject)
        };
        let silent = async |tx: &mut Tx| review::decide(tx, world.now(), world.with(), &other, id, &without).await;
        assert_eq!(world.refused(silent).await, RefusalCode::Invalid, "a reason is owed");
        // The issuer took it back: the role ends at once, and comes from nothing else.
        world.agreed(&wren).await;
        assert!(world.is_supporter(wren.account).await);
        let taken = world.decided(&other, id, CertificateDecision::Reject).await;
        assert_eq!(taken.standing.state, StandingState::Lapsed);
        assert!(!world.is_supporter(wren.account).await);
    })
    .await;
}

#[tokio::test]
async fn staff_see_who_is_on_a_certificate_and_it_is_in_nobodys_way() {
    each_engine(async |db| {
        let world = World::new(db);
        let wren = world.person("Wren", &[]).await;
        let staff = world.person("Weathervane", &[Role::Staff]).await;
        let other = world.person("Alder", &[Role::Staff]).await;
        let id = world.filled(&wren, "2027-02-28").await;
        let claim =
            async |tx: &mut Tx, by: &Caller, on: bool| review::claim(tx, world.now(), world.with(), by, id, on).await;
        assert_eq!(world.refused(async |tx| claim(tx, &staff, true).await).await, RefusalCode::NotFound, "a draft");
        world.submitted(&wren, id).await;
        assert_eq!(world.refused(async |tx| claim(tx, &wren, true).await).await, RefusalCode::Forbidden);
        let seen = world.reviewed(&staff, id).await;
        let on = |review: &CertificateReview| review.claimed_by.as_ref().map(|person| person.id);
        assert_eq!(on(&seen), None);
        for (by, set, expected) in [
            (&staff, true, Some(staff.account)),
            (&other, true, Some(other.account)),
            (&staff, false, Some(other.account)),
            (&other, false, None),
            (&staff, true, Some(staff.account)),
        ] {
            let shown = world.kept(async |tx| claim(tx, by, set).await).await;
            assert_eq!((on(&shown), shown.certificate.version), (expected, seen.certificate.version));
            let queue = world.kept(async |tx| review::queue(tx, world.now(), &other).await).await;
            assert_eq!(queue.items[0].claimed_by.as_ref().map(|person| person.id), expected);
        }
        // Nobody is kept from deciding by what another one said, and the decision ends it.
        let wanted = decision_on(&seen, CertificateDecision::Verify);
        let decided = async |tx: &mut Tx| review::decide(tx, world.now(), world.with(), &other, id, &wanted).await;
        assert_eq!(on(&world.kept(decided).await), None);
        world.decided(&other, id, CertificateDecision::Reject).await;
        assert_eq!(world.refused(async |tx| claim(tx, &staff, true).await).await, RefusalCode::Conflict);
        let own = world.filled(&staff, "2027-02-28").await;
        world.submitted(&staff, own).await;
        let conflict = async |tx: &mut Tx| review::claim(tx, world.now(), world.with(), &staff, own, true).await;
        assert_eq!(world.refused(conflict).await, RefusalCode::ConflictOfInterest);
    })
    .await;
}

#[tokio::test]
async fn nobody_decides_about_themselves_unless_nobody_else_can() {
    each_engine(async |db| {
        let world = World::new(db);
        let alder = world.person("Alder", &[Role::Staff]).await;
        let id = world.filled(&alder, "2027-02-28").await;
        world.submitted(&alder, id).await;
        let other = world.person("Weathervane", &[Role::Staff]).await;
        let seen = world.reviewed(&alder, id).await;
        assert!(seen.own);
        let wanted = decision_on(&seen, CertificateDecision::Verify);
        let decide = async |tx: &mut Tx| review::decide(tx, world.now(), world.with(), &alder, id, &wanted).await;
        assert_eq!(world.refused(decide).await, RefusalCode::ConflictOfInterest);
        let record = async |tx: &mut Tx| {
            let by = By::Caller(&alder);
            review::record(tx, world.now(), world.with(), by, alder.account, &seen_one()).await
        };
        assert_eq!(world.refused(record).await, RefusalCode::ConflictOfInterest);
        world.kept(async |tx| roles::suspend(tx, world.now(), By::CommandLine, other.account).await).await;
        let decided = world.kept(decide).await;
        assert!(decided.history.last().is_some_and(|act| act.self_reviewed));
    })
    .await;
}

/// One that nobody has to look at waits for nobody, so nobody is on it.
#[tokio::test]
async fn a_verified_certificate_is_claimed_when_its_yearly_check_is_due() {
    each_engine(async |db| {
        let world = World::new(db);
        let staff = world.person("Weathervane", &[Role::Staff]).await;
        let heron = world.supporter("Heron", "2027-08-31").await;
        let id = world.mine(&heron).await.certificates[0].id;
        let claim = async |tx: &mut Tx, on: bool| review::claim(tx, world.now(), world.with(), &staff, id, on).await;
        let due = world.now() + DAY * 365;
        world.go_to(due - MS).await;
        let Error::Refused(no) = world.no(async |tx| claim(tx, true).await).await else { panic!("a fault") };
        assert_eq!(no.code, RefusalCode::Conflict);
        assert!(no.message.contains("not due yet"), "{}", no.message);
        world.kept(async |tx| claim(tx, false).await).await;
        world.go_to(due).await;
        assert!(world.kept(async |tx| claim(tx, true).await).await.claimed_by.is_some());
        world.go_to(at("2027-09-02T08:00:00Z")).await;
        assert_eq!(world.refused(async |tx| claim(tx, true).await).await, RefusalCode::Conflict, "it is over");
        assert!(world.kept(async |tx| claim(tx, false).await).await.claimed_by.is_none());
    })
    .await;
}

fn seen_one() -> RecordCertificate {
    seen("2027-02-28")
}

#[tokio::test]
async fn a_certificate_is_looked_at_again_after_a_year() {
    each_engine(async |db| {
        let world = World::new(db);
        let staff = world.person("Weathervane", &[Role::Staff]).await;
        let heron = world.supporter("Heron", "2030-02-28").await;
        let id = world.mine(&heron).await.certificates[0].id;
        let due = world.now() + DAY * 365;
        world.go_to(due - MS).await;
        assert!(world.told(staff.account).await.is_empty());
        world.go_to(due).await;
        world.pass().await;
        assert_eq!(world.told(staff.account).await, [NotificationKind::CertificateCheckDue]);
        let queue = world.kept(async |tx| review::queue(tx, world.now(), &staff).await).await;
        assert_eq!((queue.checks, queue.items[0].why), (1, ReviewReason::YearlyCheck));
        assert!(world.is_supporter(heron.account).await, "that staff are late is not the supporter's fault");
        let version = world.reviewed(&staff, id).await.certificate.version;
        let wanted = CheckCertificate { version, expires_on: None, note: Some("Seen in the register.".into()) };
        let checked =
            world.kept(async |tx| review::check(tx, world.now(), world.with(), &staff, id, &wanted).await).await;
        assert_eq!(checked.certificate.review_due_at, Some(due + DAY * 365));
        assert_eq!(world.kept(async |tx| review::queue(tx, world.now(), &staff).await).await.checks, 0);
        let again = async |tx: &mut Tx| review::check(tx, world.now(), world.with(), &staff, id, &wanted).await;
        assert_eq!(world.refused(again).await, RefusalCode::Conflict, "another version was looked at");
    })
    .await;
}

#[tokio::test]
async fn staff_suspend_revoke_and_reinstate() {
    each_engine(async |db| {
        let world = World::new(db);
        let staff = world.person("Weathervane", &[Role::Staff]).await;
        let heron = world.supporter("Heron", "2028-02-29").await;
        let birch = world.person("Quiet Birch", &[]).await;
        let room = world.room(&heron, "Night Kitchen").await;
        let change = async |account: AccountId, change: StandingMeasure, reason: Option<&str>| {
            let wanted = ChangeStanding { change, reason: reason.map(str::to_owned) };
            let mut tx = world.db.write().await.expect("a transaction");
            let done = role::change(&mut tx, world.now(), world.with(), &staff, account, &wanted).await;
            match done {
                Ok(done) => {
                    let _nobody_listens = tx.commit().await.expect("durable");
                    Ok(done)
                }
                Err(error) => Err(error.code()),
            }
        };
        use StandingMeasure::{Reinstate, Revoke, Suspend};
        assert_eq!(change(birch.account, Suspend, Some("x")).await.expect_err("is none"), RefusalCode::Conflict);
        assert_eq!(change(heron.account, Suspend, None).await.expect_err("why"), RefusalCode::Invalid);
        let done = change(heron.account, Suspend, Some("Until we have talked.")).await.expect("done");
        assert_eq!(done.standing.reason.as_deref(), Some("Until we have talked."));
        assert!(!world.is_supporter(heron.account).await && world.keeps(heron.account).await.is_empty());
        assert_eq!(world.mine(&heron).await.next, StandingStep::AskStaff);
        world.recorded(heron.account, "2029-02-28").await;
        assert!(!world.is_supporter(heron.account).await, "a certificate does not lift it");
        change(heron.account, Reinstate, None).await.expect("done");
        assert_eq!(world.keeps(heron.account).await, [room], "the rooms come back");
        change(heron.account, Revoke, Some("For good.")).await.expect("done");
        let done = change(heron.account, Reinstate, None).await.expect("done");
        assert!(world.is_supporter(heron.account).await && world.keeps(heron.account).await.is_empty());
        let states: Vec<_> = done.history.iter().rev().map(|change| change.state.as_str()).collect();
        assert_eq!(states, ["paused", "active", "suspended", "active", "revoked", "active"]);

        // The list of roles takes it, and gives it only to whoever has what it rests on.
        let set = async |account: AccountId, wanted: bool| {
            let mut tx = world.db.write().await.expect("a transaction");
            let done = role::set(&mut tx, world.now(), world.with(), &staff, account, wanted).await;
            let _nobody_listens = tx.commit().await.expect("durable");
            done.map_err(|error| error.code())
        };
        assert_eq!(set(heron.account, false).await, Ok(()));
        assert!(!world.is_supporter(heron.account).await);
        assert_eq!(world.pass().await.steps, 0, "and it stays taken");
        assert_eq!(set(heron.account, true).await, Ok(()));
        assert!(world.is_supporter(heron.account).await);
        assert_eq!(set(birch.account, true).await, Err(RefusalCode::CertificateNeeded));
        assert_eq!(set(birch.account, false).await, Ok(()), "nothing to take");
        // Somebody took the row itself, as an older server would: that is a decision, too.
        world
            .kept(async |tx| roles::revoke(tx, world.now(), By::CommandLine, heron.account, Role::Supporter).await)
            .await;
        world.pass().await;
        assert_eq!(world.mine(&heron).await.standing.state, StandingState::Revoked);
        assert!(!world.is_supporter(heron.account).await);
    })
    .await;
}
