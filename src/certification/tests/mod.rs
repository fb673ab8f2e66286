//! Standings on both engines, with a clock that the test moves.

mod ahead;
mod applying;
mod at_once;
mod ending;
mod staff;

use super::evidence::Evidence;
use super::reconcile::{self, Done};
use super::standing::store as standings;
use super::{With, files, own, review, role};
use crate::accounts::Caller;
use crate::accounts::roles::{self, By};
use crate::duty::reconcile::watched;
use crate::error::Result;
use crate::notifications::inbox;
use crate::rooms::{self, members};
use crate::storage::{Db, Tx};
use crate::testing::Made;
use alongside_protocol::standing::*;
use alongside_protocol::{
    AccountId, CertificateId, CertificateKind, Date, NotificationKind, RefusalCode, Role, RoomId, RoomKind, RoomState,
    Timestamp,
};
use chrono::{DateTime, TimeDelta};
use uuid::Uuid;

const MS: TimeDelta = TimeDelta::milliseconds(1);
const DAY: TimeDelta = TimeDelta::days(1);

fn at(text: &str) -> Timestamp {
    DateTime::parse_from_rfc3339(text).expect("an instant").to_utc().into()
}

fn date(text: &str) -> Date {
    text.parse().expect("a date")
}

/// Supporters, and a node that keeps their standings.
struct World(Made);
crate::testing::built_on_made!(World);

impl World {
    fn new(db: Db) -> Self {
        Self(Made::new(db))
    }

    fn with(&self) -> With<'_> {
        With { chance: &self.chance, policy: &self.policy.standing }
    }

    async fn pass(&self) -> Done {
        reconcile::pass(&self.keeper()).await.expect("a pass")
    }

    /// Moves the clock, as if somebody had watched all the time.
    async fn go_to(&self, to: Timestamp) -> Done {
        self.clock.advance_millis(to.since(self.now()).num_milliseconds());
        self.kept(async |tx| watched(tx, to).await).await;
        self.pass().await
    }

    async fn refused<T>(&self, act: impl AsyncFnOnce(&mut Tx) -> Result<T>) -> RefusalCode {
        self.no(act).await.code()
    }

    async fn person(&self, alias: &str, granted: &[Role]) -> Caller {
        self.somebody(alias, granted, None).await
    }

    /// A peer supporter by a certificate of Oregon, who has accepted the agreement.
    async fn supporter(&self, alias: &str, expires_on: &str) -> Caller {
        let mut caller = self.person(alias, &[]).await;
        self.recorded(caller.account, expires_on).await;
        self.agreed(&caller).await;
        caller.roles = vec![Role::Supporter];
        caller
    }

    async fn recorded(&self, account: AccountId, expires_on: &str) -> CertificateReview {
        let wanted = seen(expires_on);
        self.kept(async |tx| review::record(tx, self.now(), self.with(), By::CommandLine, account, &wanted).await).await
    }

    async fn agreed(&self, caller: &Caller) -> MyCertification {
        let version = self.mine(caller).await.agreement.current;
        let wanted = AcceptAgreement { version };
        self.kept(async |tx| own::agree(tx, self.now(), self.with(), caller, &wanted).await).await
    }

    async fn mine(&self, caller: &Caller) -> MyCertification {
        self.kept(async |tx| own::view(tx, self.now(), self.with(), caller.account).await).await
    }

    /// A draft that has all that it needs.
    async fn filled(&self, caller: &Caller, expires_on: &str) -> CertificateId {
        let wanted = details(expires_on);
        let id = self.kept(async |tx| own::begin(tx, self.now(), self.with(), caller, &wanted).await).await.id;
        self.with_file(caller, id).await;
        id
    }

    async fn with_file(&self, caller: &Caller, id: CertificateId) -> Certificate {
        let scan = evidence();
        self.kept(async |tx| files::add(tx, self.now(), self.with(), caller, id, "scan.pdf", &scan).await).await
    }

    async fn submitted(&self, caller: &Caller, id: CertificateId) -> MyCertification {
        self.kept(async |tx| own::submit(tx, self.now(), self.with(), caller, id).await).await
    }

    async fn reviewed(&self, staff: &Caller, id: CertificateId) -> CertificateReview {
        self.kept(async |tx| review::view(tx, self.now(), self.with(), staff, id).await).await
    }

    async fn decided(&self, staff: &Caller, id: CertificateId, decision: CertificateDecision) -> CertificateReview {
        let wanted = decision_on(&self.reviewed(staff, id).await, decision);
        self.kept(async |tx| review::decide(tx, self.now(), self.with(), staff, id, &wanted).await).await
    }

    async fn room(&self, by: &Caller, name: &str) -> RoomId {
        self.opened(by, RoomKind::Public, name).await
    }

    async fn keeps(&self, account: AccountId) -> Vec<RoomId> {
        self.kept(async |tx| members::moderated_by(tx, account).await).await
    }

    async fn is_supporter(&self, account: AccountId) -> bool {
        self.kept(async |tx| members::is_supporter(tx, account).await).await
    }

    /// What somebody was told, oldest first.
    async fn told(&self, account: AccountId) -> Vec<NotificationKind> {
        let mut page = self.kept(async |tx| inbox::list(tx, account, None).await).await.notifications;
        page.reverse();
        page.into_iter().map(|one| one.kind).collect()
    }
}

fn evidence() -> Evidence {
    Evidence { format: EvidenceFormat::Pdf, content: b"%PDF-1.7\n%%EOF".to_vec() }
}

fn details(expires_on: &str) -> CertificateDetails {
    CertificateDetails {
        kind: None,
        issuer: Some("us-or".into()),
        issuer_name: None,
        number: Some(" OR 12 ".into()),
        issued_on: Some(date("2025-03-01")),
        expires_on: Some(date(expires_on)),
        renews: None,
    }
}

fn seen(expires_on: &str) -> RecordCertificate {
    RecordCertificate {
        kind: CertificateKind::State,
        issuer: Some("us-or".into()),
        issuer_name: None,
        number: "OR 12".into(),
        issued_on: date("2025-03-01"),
        expires_on: date(expires_on),
        note: None,
    }
}

fn decision_on(seen: &CertificateReview, decision: CertificateDecision) -> DecideCertificate {
    DecideCertificate {
        version: seen.certificate.version,
        decision,
        reason: (decision != CertificateDecision::Verify).then(|| "The date cannot be read.".into()),
        number: None,
        issued_on: None,
        expires_on: None,
    }
}
