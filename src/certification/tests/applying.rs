//! From a first draft to a role, and what its owner sees on the way.

use super::*;
use crate::storage::testing::each_engine;

#[tokio::test]
async fn an_application_becomes_a_role_when_it_is_verified_and_the_agreement_accepted() {
    each_engine(async |db| {
        let world = World::new(db);
        world.pass().await;
        let (wren, staff) = (world.person("Wren", &[]).await, world.person("Weathervane", &[Role::Staff]).await);
        assert_eq!(world.mine(&wren).await.next, StandingStep::Apply);
        let wanted = CertificateDetails { number: None, ..details("2026-11-01") };
        let id = world.kept(async |tx| own::begin(tx, world.now(), world.with(), &wren, &wanted).await).await.id;
        let shown = world.mine(&wren).await;
        assert_eq!((shown.next, shown.certificates[0].issuer.name.as_str()), (StandingStep::Finish, "Oregon"));
        let submit = async |tx: &mut Tx| own::submit(tx, world.now(), world.with(), &wren, id).await;
        assert_eq!(world.refused(submit).await, RefusalCode::Invalid, "no number");
        let number = CertificateDetails { number: Some("OR 12".into()), issuer: None, ..details("2026-11-01") };
        world.kept(async |tx| own::change(tx, world.now(), &wren, id, &number).await).await;
        assert_eq!(world.refused(submit).await, RefusalCode::Invalid, "no file");
        let hidden = async |tx: &mut Tx| review::view(tx, world.now(), world.with(), &staff, id).await;
        assert_eq!(world.refused(hidden).await, RefusalCode::NotFound, "a draft is its owner's alone");
        world.with_file(&wren, id).await;
        assert_eq!(world.submitted(&wren, id).await.next, StandingStep::Agree);
        assert_eq!(world.told(staff.account).await, [NotificationKind::CertificateSubmitted]);
        let change = async |tx: &mut Tx| own::change(tx, world.now(), &wren, id, &number).await;
        assert_eq!(world.refused(change).await, RefusalCode::Conflict, "it was handed in");

        let queue = world.kept(async |tx| review::queue(tx, world.now(), &staff).await).await;
        assert_eq!((queue.items.len(), queue.applications, queue.checks), (1, 1, 0));
        let asked = world.decided(&staff, id, CertificateDecision::Revise).await;
        assert_eq!(asked.certificate.reason.as_deref(), Some("The date cannot be read."));
        assert_eq!(world.mine(&wren).await.next, StandingStep::Revise);
        world.with_file(&wren, id).await;
        world.submitted(&wren, id).await;
        let verified = world.decided(&staff, id, CertificateDecision::Verify).await;
        // The last day of summer time there has 25 hours.
        assert_eq!(verified.certificate.valid_until, Some(at("2026-11-02T08:00:00Z")));
        assert_eq!(verified.certificate.review_due_at, verified.certificate.valid_until);
        assert_eq!(verified.certificate.checked_on, Some(date("2026-03-10")));
        assert_eq!(verified.standing.state, StandingState::Paused, "the agreement was not accepted");
        assert!(!world.is_supporter(wren.account).await);
        let done: Vec<_> = verified.history.iter().map(|act| act.what).collect();
        use CertificateActKind::{RevisionAsked, Submitted, Verified};
        assert_eq!(done, [Submitted, RevisionAsked, Submitted, Verified]);
        assert_eq!(verified.history[3].by.as_ref().map(|by| by.id), Some(staff.account));

        let mine = world.agreed(&wren).await;
        assert_eq!((mine.standing.state, mine.next), (StandingState::Active, StandingStep::Nothing));
        assert_eq!(mine.standing.basis, Some(StandingBasis::Certificate));
        assert!(world.is_supporter(wren.account).await);
        let profile = world.kept(async |tx| super::super::profile(tx, "wren").await).await.expect("somebody");
        let badge = profile.badge.expect("a badge");
        assert_eq!((badge.issuer.as_str(), badge.valid_through), ("Oregon", date("2026-11-01")));
        assert_eq!(world.pass().await.steps, 0, "there is nothing left to do");
    })
    .await;
}

#[tokio::test]
async fn after_a_rejection_one_waits_and_others_files_stay_closed() {
    each_engine(async |db| {
        let world = World::new(db);
        let (wren, staff) = (world.person("Wren", &[]).await, world.person("Weathervane", &[Role::Staff]).await);
        let birch = world.person("Quiet Birch", &[]).await;
        let id = world.filled(&wren, "2027-02-28").await;
        let file = world.mine(&wren).await.certificates[0].files[0].id;
        let open = async |caller: &Caller| {
            let mut tx = world.db.read().await.expect("a transaction");
            files::open(&mut tx, caller, id, file).await.map(|file| (file.name, file.content)).map_err(|e| e.code())
        };
        assert_eq!(open(&wren).await.expect("one's own"), ("scan.pdf".into(), evidence().content));
        assert_eq!(open(&staff).await.expect_err("a draft"), RefusalCode::NotFound);
        world.submitted(&wren, id).await;
        assert!(open(&staff).await.is_ok());
        assert_eq!(open(&birch).await.expect_err("nobody's business"), RefusalCode::NotFound);
        world.decided(&staff, id, CertificateDecision::Reject).await;
        let mine = world.mine(&wren).await;
        assert_eq!((mine.next, mine.may_apply_at), (StandingStep::WaitToApply, Some(world.now() + DAY * 60)));
        let begin = async |tx: &mut Tx| own::begin(tx, world.now(), world.with(), &wren, &details("2027-02-28")).await;
        assert_eq!(world.refused(begin).await, RefusalCode::ApplyLater);
        world.go_to(world.now() + DAY * 60 - MS).await;
        assert_eq!(world.refused(begin).await, RefusalCode::ApplyLater);
        // The files have served for 30 days and are gone; that they were there is not.
        let forgotten = files::forget(&world.db, &world.policy.standing, world.now()).await.expect("done");
        assert_eq!(forgotten, 1);
        assert_eq!(open(&wren).await.expect_err("gone"), RefusalCode::NotFound);
        let shown = world.reviewed(&staff, id).await;
        assert_eq!(shown.certificate.files[0].deleted_at, Some(world.now()));
        assert_eq!(shown.history.last().map(|act| act.what), Some(CertificateActKind::FilesDeleted));
        assert_eq!(files::forget(&world.db, &world.policy.standing, world.now()).await.expect("done"), 0);
        world.go_to(world.now() + MS).await;
        world.kept(begin).await;
        assert_eq!(world.told(wren.account).await, [NotificationKind::CertificateRejected]);
    })
    .await;
}

#[tokio::test]
async fn what_is_open_has_a_bound_and_can_be_taken_back() {
    each_engine(async |db| {
        let world = World::new(db);
        let (wren, birch) = (world.person("Wren", &[]).await, world.person("Quiet Birch", &[]).await);
        let mut ids = Vec::new();
        for _ in 0..3 {
            ids.push(world.filled(&wren, "2027-02-28").await);
        }
        let begin = async |tx: &mut Tx| own::begin(tx, world.now(), world.with(), &wren, &details("2027-02-28")).await;
        assert_eq!(world.refused(begin).await, RefusalCode::LimitReached);
        let not_theirs = async |tx: &mut Tx| own::withdraw(tx, world.now(), world.with(), &birch, ids[0]).await;
        assert_eq!(world.refused(not_theirs).await, RefusalCode::NotFound);
        world.submitted(&wren, ids[0]).await;
        for id in &ids[..2] {
            world.kept(async |tx| own::withdraw(tx, world.now(), world.with(), &wren, *id).await).await;
        }
        let again = async |tx: &mut Tx| own::withdraw(tx, world.now(), world.with(), &wren, ids[0]).await;
        assert_eq!(world.refused(again).await, RefusalCode::Conflict);
        for _ in 1..6 {
            world.with_file(&wren, ids[2]).await;
        }
        let scan = evidence();
        let seventh = async |tx: &mut Tx| files::add(tx, world.now(), world.with(), &wren, ids[2], "", &scan).await;
        assert_eq!(world.refused(seventh).await, RefusalCode::LimitReached);
        let file = world.mine(&wren).await.certificates[0].files[0].id;
        let left = world.kept(async |tx| files::remove(tx, world.now(), &wren, ids[2], file).await).await;
        assert_eq!(left.files.len(), 5);
        for wrong in [
            CertificateDetails { issuer: Some("us-xx".into()), ..details("2027-02-28") },
            CertificateDetails { number: Some("x".repeat(61)), ..details("2027-02-28") },
            CertificateDetails { renews: Some(CertificateId(Uuid::nil())), ..details("2027-02-28") },
            details("2025-02-28"),
        ] {
            world.refused(async |tx| own::begin(tx, world.now(), world.with(), &wren, &wrong).await).await;
        }
    })
    .await;
}
