//! What staff see of certificates and decide about them. Each decision names the version that was looked at, so that of two
//! reviewers the second learns that the first was there; and nobody decides about themselves.

use super::own::{filled_in, new_row, number, put, said};
use super::rules::{applying, dates};
use super::standing::{self, Cause};
use super::store::{self, Act, Row};
use super::{With, certificates, changed_meanwhile, issuers, no_such_certificate, one_shown, shown, tell};
use crate::accounts;
use crate::accounts::Caller;
use crate::accounts::roles::{self, By};
use crate::error::{Result, refuse};
use crate::rooms::members;
use crate::storage::Tx;
use alongside_protocol::standing::{
    CertificateActKind, CertificateDecision, CertificateDetails, CertificateReview, CertificateState, CheckCertificate,
    DecideCertificate, RecordCertificate, ReviewItem, ReviewQueue, ReviewReason,
};
use alongside_protocol::{AccountId, CertificateId, NotificationKind, Person, Refusal, RefusalCode, Timestamp};

/// Certificates in the queue.
const LISTED: i64 = 100;

/// What waits for staff: what was handed in, and what has to be looked at again.
pub async fn queue(tx: &mut Tx, now: Timestamp, caller: &Caller) -> Result<ReviewQueue> {
    By::Caller(caller).check()?;
    let (applications, checks) = store::waiting(tx, now).await?;
    let mut items = Vec::new();
    for (why, rows) in [
        (ReviewReason::Application, store::applications(tx, LISTED).await?),
        (ReviewReason::YearlyCheck, store::checks(tx, now, LISTED).await?),
    ] {
        let parts: Vec<(AccountId, Option<AccountId>)> = rows.iter().map(|row| (row.account, row.claimed_by)).collect();
        let named: Vec<AccountId> = parts.iter().flat_map(|(owner, on)| [Some(*owner), *on]).flatten().collect();
        let people = accounts::persons(tx, &named).await?;
        let named = |id: AccountId| people.iter().find(|person| person.id == id).cloned();
        for (certificate, (owner, on)) in shown(tx, rows, now).await?.into_iter().zip(parts) {
            let Some(person) = named(owner) else { continue };
            let claimed_by = on.and_then(named);
            let since = match why {
                ReviewReason::Application => certificate.submitted_at,
                ReviewReason::YearlyCheck => certificate.review_due_at,
            };
            let since = since.unwrap_or(certificate.created_at);
            items.push(ReviewItem { why, own: person.id == caller.account, person, certificate, since, claimed_by });
        }
    }
    items.sort_by_key(|item| (item.since, item.certificate.id));
    items.truncate(LISTED as usize);
    Ok(ReviewQueue { items, applications, checks })
}

/// What somebody needs to decide. A draft that was never handed in is its owner's alone.
pub async fn view(
    tx: &mut Tx,
    now: Timestamp,
    with: With<'_>,
    caller: &Caller,
    id: CertificateId,
) -> Result<CertificateReview> {
    By::Caller(caller).check()?;
    let row = store::one(tx, id).await?.filter(|row| row.submitted_at.is_some()).ok_or_else(no_such_certificate)?;
    review(tx, now, with, Some(caller.account), row).await
}

async fn review(
    tx: &mut Tx,
    now: Timestamp,
    with: With<'_>,
    viewer: Option<AccountId>,
    row: Row,
) -> Result<CertificateReview> {
    let account = row.account;
    let person = person(tx, account).await?;
    let looked_up = standing::looked_up(tx, with.policy, account, now).await?;
    let issuer = match &row.issuer_key {
        Some(key) => issuers::find(tx, key).await?,
        None => None,
    };
    let claimed_by = match row.claimed_by {
        Some(on) => accounts::person(tx, on).await?,
        None => None,
    };
    let history = store::acts(tx, row.id).await?;
    let others = certificates(tx, account, now).await?;
    let handed_in = |state: CertificateState| state != CertificateState::Draft;
    Ok(CertificateReview {
        others: others.into_iter().filter(|other| other.id != row.id && handed_in(other.state)).collect(),
        certificate: one_shown(tx, row, now).await?,
        standing: standing::shown(looked_up.as_ref()),
        history,
        registry_url: issuer.and_then(|issuer| issuer.registry_url),
        own: viewer == Some(account),
        claimed_by,
        person,
    })
}

/// Whether somebody of the staff is on it, while it waits for one. Whoever says so last is; only they take it back.
pub async fn claim(
    tx: &mut Tx,
    now: Timestamp,
    with: With<'_>,
    caller: &Caller,
    id: CertificateId,
    on: bool,
) -> Result<CertificateReview> {
    let by = By::Caller(caller);
    by.check()?;
    store::lock(tx, id).await?;
    let row = store::one(tx, id).await?.filter(|row| row.submitted_at.is_some()).ok_or_else(no_such_certificate)?;
    if on {
        may_decide(tx, by, row.account).await?;
        applying::waits(row.state, row.review_due_at, row.valid_until, now)?;
    }
    // Nobody takes back what somebody else said.
    if on || row.claimed_by == Some(caller.account) {
        store::set_claimed(tx, id, on.then_some(caller.account)).await?;
    }
    view(tx, now, with, caller, id).await
}

pub(super) async fn person(tx: &mut Tx, account: AccountId) -> Result<Person> {
    match accounts::person(tx, account).await? {
        Some(person) => Ok(person),
        None => refuse(RefusalCode::NotFound, "There is no such person."),
    }
}

/// Whether `by` may decide about somebody, and whether it has to be shown as their own decision.
pub(super) async fn may_decide(tx: &mut Tx, by: By<'_>, account: AccountId) -> Result<bool> {
    by.check()?;
    let own = by.account() == Some(account);
    let only = own && roles::is_only_staff(tx, account).await?;
    Ok(applying::may_decide(own, only)?)
}

/// Takes all that a decision touches, then the certificate as the reviewer saw it.
async fn taken(tx: &mut Tx, by: By<'_>, id: CertificateId, version: i64) -> Result<(Row, bool)> {
    by.check()?;
    let account = store::one(tx, id).await?.ok_or_else(no_such_certificate)?.account;
    let self_reviewed = may_decide(tx, by, account).await?;
    standing::hold(tx, account).await?;
    store::lock(tx, id).await?;
    let row = store::one(tx, id).await?.ok_or_else(no_such_certificate)?;
    if row.submitted_at.is_none() && row.state == CertificateState::Draft {
        return Err(no_such_certificate());
    }
    if row.version != version { Err(changed_meanwhile()) } else { Ok((row, self_reviewed)) }
}

pub async fn decide(
    tx: &mut Tx,
    now: Timestamp,
    with: With<'_>,
    caller: &Caller,
    id: CertificateId,
    wanted: &DecideCertificate,
) -> Result<CertificateReview> {
    let by = By::Caller(caller);
    let (mut row, self_reviewed) = taken(tx, by, id, wanted.version).await?;
    let taken_back = row.state == CertificateState::Verified && wanted.decision == CertificateDecision::Reject;
    if row.state != CertificateState::InReview && !taken_back {
        return refuse(RefusalCode::Conflict, "This certificate does not wait for a decision.");
    }
    let reason = applying::reason(wanted.reason.as_deref(), wanted.decision != CertificateDecision::Verify)?;
    row.decided_at = Some(now);
    row.reason = reason.clone();
    let (what, news) = match wanted.decision {
        CertificateDecision::Verify => {
            correct(&mut row, wanted)?;
            verify(tx, now, with, &mut row).await?;
            (CertificateActKind::Verified, (NotificationKind::CertificateVerified, row.valid_until))
        }
        CertificateDecision::Revise => {
            row.state = CertificateState::RevisionNeeded;
            (CertificateActKind::RevisionAsked, (NotificationKind::CertificateRevision, None))
        }
        CertificateDecision::Reject => {
            row.state = CertificateState::Rejected;
            let again = now + with.policy.apply_again.delta();
            (CertificateActKind::Rejected, (NotificationKind::CertificateRejected, Some(again)))
        }
    };
    let act = Act { what, by: by.account(), reason: reason.as_deref(), self_reviewed };
    written(tx, now, &mut row, &act).await?;
    tell(tx, now, with.chance, row.account, news, &row).await?;
    let cause = Cause { by: by.account(), reason: None };
    standing::settle(tx, now, with.chance, with.policy, row.account, cause).await?;
    review(tx, now, with, by.account(), row).await
}

/// As the evidence has it.
fn correct(row: &mut Row, wanted: &DecideCertificate) -> Result<()> {
    if let Some(text) = &wanted.number {
        row.number = number(text)?;
    }
    row.issued_on = wanted.issued_on.or(row.issued_on);
    row.expires_on = wanted.expires_on.or(row.expires_on);
    Ok(())
}

/// Works out until when it holds, and when it is looked at again (policy 1.3).
async fn verify(tx: &mut Tx, now: Timestamp, with: With<'_>, row: &mut Row) -> Result<()> {
    let issuer = match &row.issuer_key {
        Some(key) => issuers::find(tx, key).await?,
        None => None,
    };
    let zone = issuers::zone(issuer.as_ref());
    let (_, expires) = applying::complete(&said(row), dates::today(now, zone))?;
    let valid_until = dates::day_ends(expires, zone);
    if valid_until <= now {
        return Err(Refusal::invalid("expires_on", "This certificate is over. A current one is needed.").into());
    }
    row.state = CertificateState::Verified;
    row.checked_on = Some(dates::utc_day(now));
    row.valid_until = Some(valid_until);
    row.review_due_at = Some(dates::review_due(with.policy, now, valid_until));
    Ok(())
}

async fn written(tx: &mut Tx, now: Timestamp, row: &mut Row, act: &Act<'_>) -> Result<()> {
    row.version += 1;
    row.claimed_by = None;
    if !store::replace(tx, row, now).await? {
        return Err(changed_meanwhile());
    }
    store::insert_act(tx, row, act, now).await?;
    if row.state == CertificateState::Verified {
        standing::begin(tx, now, row.account).await?;
    }
    Ok(())
}

/// A verified certificate was looked at again and holds.
pub async fn check(
    tx: &mut Tx,
    now: Timestamp,
    with: With<'_>,
    caller: &Caller,
    id: CertificateId,
    wanted: &CheckCertificate,
) -> Result<CertificateReview> {
    let by = By::Caller(caller);
    let (mut row, self_reviewed) = taken(tx, by, id, wanted.version).await?;
    if row.state != CertificateState::Verified {
        return refuse(RefusalCode::Conflict, "Only a verified certificate is looked at again.");
    }
    let note = applying::reason(wanted.note.as_deref(), false).map_err(|refusal| refusal.field("note"))?;
    let badge_before = members::badge(tx, row.account).await?;
    row.expires_on = wanted.expires_on.or(row.expires_on);
    verify(tx, now, with, &mut row).await?;
    let act = Act { what: CertificateActKind::Checked, by: by.account(), reason: note.as_deref(), self_reviewed };
    written(tx, now, &mut row, &act).await?;
    if members::badge(tx, row.account).await? != badge_before {
        members::badge_changed(tx, now, by.account(), row.account).await?;
    }
    let cause = Cause { by: by.account(), reason: None };
    standing::settle(tx, now, with.chance, with.policy, row.account, cause).await?;
    review(tx, now, with, by.account(), row).await
}

/// A certificate that somebody has seen is written down, and verified by that. For staff and for the command line.
pub async fn record(
    tx: &mut Tx,
    now: Timestamp,
    with: With<'_>,
    by: By<'_>,
    account: AccountId,
    wanted: &RecordCertificate,
) -> Result<CertificateReview> {
    by.check()?;
    person(tx, account).await?;
    let self_reviewed = may_decide(tx, by, account).await?;
    let note = applying::reason(wanted.note.as_deref(), false).map_err(|refusal| refusal.field("note"))?;
    standing::hold(tx, account).await?;
    let details = CertificateDetails {
        kind: Some(wanted.kind),
        issuer: wanted.issuer.clone(),
        issuer_name: wanted.issuer_name.clone(),
        number: Some(wanted.number.clone()),
        issued_on: Some(wanted.issued_on),
        expires_on: Some(wanted.expires_on),
        renews: None,
    };
    let id = with.chance.id(now);
    let mut row = new_row(id, account, empty(wanted), None, now);
    let given = filled_in(tx, now, row.given(), &details).await?;
    put(&mut row, given);
    store::insert(tx, &row, now).await?;
    (row.submitted_at, row.decided_at) = (Some(now), Some(now));
    verify(tx, now, with, &mut row).await?;
    let act = Act { what: CertificateActKind::Recorded, by: by.account(), reason: note.as_deref(), self_reviewed };
    written(tx, now, &mut row, &act).await?;
    tell(tx, now, with.chance, account, (NotificationKind::CertificateVerified, row.valid_until), &row).await?;
    let cause = Cause { by: by.account(), reason: None };
    standing::settle(tx, now, with.chance, with.policy, account, cause).await?;
    review(tx, now, with, by.account(), row).await
}

fn empty(wanted: &RecordCertificate) -> super::Given {
    super::Given {
        kind: wanted.kind,
        issuer_key: None,
        issuer_name: String::new(),
        number: String::new(),
        issued_on: None,
        expires_on: None,
    }
}
