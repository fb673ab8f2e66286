//! Standings on both engines, with a clock that the test moves.

mod applying;
mod at_once;
mod ending;
mod staff;

use super::evidence::Evidence;
use super::reconcile::{self, Done};
use super::standing::store as standings;
use super::{With, files, own, review, role};
use crate::accounts::roles::{self, By};
use crate::accounts::{self, Alias, Caller, NewAccount, PasswordHash};
use crate::clock::{Chance, Clock};
use crate::duty::Policy;
use crate::duty::reconcile::{Commit, Keeper, Memory, watched};
use crate::error::Result;
use crate::notifications::inbox;
use crate::rooms::{self, members};
use crate::storage::{Db, Tx};
use alongside_protocol::http::{CreateRoom, SessionKind};
use alongside_protocol::standing::*;
use alongside_protocol::{
    AccountId, CertificateId, CertificateKind, Date, NotificationKind, RefusalCode, Role, RoomId, RoomKind, RoomState,
    SessionId, Timestamp,
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

struct World {
    db: Db,
    clock: Clock,
    chance: Chance,
    policy: Policy,
    memory: Memory,
}

impl World {
    fn new(db: Db) -> Self {
        let (clock, chance) = (Clock::test(at("2026-03-10T02:41:07.250Z")), Chance::seeded(7));
        Self { db, clock, chance, policy: Policy::default(), memory: Memory::default() }
    }

    fn keeper(&self) -> Keeper<'_> {
        let Self { db, clock, chance, policy, memory } = self;
        let commit: &Commit = &|tx| Box::pin(async { tx.commit().await.map(|_nobody_listens| ()) });
        Keeper { db, clock, chance, policy, memory, commit }
    }

    fn with(&self) -> With<'_> {
        With { chance: &self.chance, policy: &self.policy.standing }
    }

    fn now(&self) -> Timestamp {
        self.clock.now()
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

    async fn kept<T>(&self, act: impl AsyncFnOnce(&mut Tx) -> Result<T>) -> T {
        let mut tx = self.db.write().await.expect("a transaction");
        let done = act(&mut tx).await.expect("accepted");
        let _nobody_listens = tx.commit().await.expect("durable");
        done
    }

    async fn refused<T>(&self, act: impl AsyncFnOnce(&mut Tx) -> Result<T>) -> RefusalCode {
        let mut tx = self.db.write().await.expect("a transaction");
        let Err(error) = act(&mut tx).await else { panic!("accepted") };
        tx.rollback().await.expect("rolled back");
        error.code()
    }

    async fn person(&self, alias: &str, granted: &[Role]) -> Caller {
        let now = self.now();
        let new = NewAccount {
            alias: Alias::parse(alias).expect("a good alias"),
            password: PasswordHash(String::new()),
            email: None,
            language: None,
        };
        let account = self
            .kept(async |tx| {
                let account = accounts::create(tx, now, &self.chance, new).await?;
                for role in granted {
                    roles::grant(tx, now, By::CommandLine, account, *role).await?;
                }
                Ok(account)
            })
            .await;
        Caller {
            account,
            alias: alias.into(),
            roles: granted.to_vec(),
            session: SessionId(Uuid::nil()),
            kind: SessionKind::Device,
            last_seen_at: now,
            expires_at: now,
        }
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
        let wanted = CreateRoom {
            kind: RoomKind::Public,
            name: name.into(),
            description: String::new(),
            topics: vec![],
            language: None,
            rules: vec![],
        };
        self.kept(async |tx| rooms::create(tx, self.now(), &self.chance, by, &wanted).await).await
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
