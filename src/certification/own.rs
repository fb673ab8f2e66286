//! One's own certificates: filling one in, handing it in, taking it back. A draft is nobody else's business.

use super::rules::applying::{self, Said};
use super::rules::dates;
use super::store::{self, Act, Row};
use super::{
    Given, With, agreement, certificates, changed_meanwhile, issuers, no_such_certificate, one_shown, standing,
};
use crate::accounts::Caller;
use crate::agreements;
use crate::duty::reconcile::staff;
use crate::error::{Result, refuse};
use crate::notifications::inbox::{self, News};
use crate::storage::Tx;
use alongside_protocol::limits::{CERTIFICATE_NUMBER_CHARACTERS, CERTIFICATES_OPEN};
use alongside_protocol::standing::{
    AcceptAgreement, Certificate, CertificateActKind, CertificateDetails, CertificateState, MyCertification,
};
use alongside_protocol::{
    AccountId, CertificateId, CertificateKind, NotificationKind, Refusal, RefusalCode, Timestamp,
};

/// Where somebody stands, what they handed in, and what to do next.
pub async fn view(tx: &mut Tx, now: Timestamp, with: With<'_>, account: AccountId) -> Result<MyCertification> {
    let looked_up = standing::looked_up(tx, with.policy, account, now).await?;
    let certificates = certificates(tx, account, now).await?;
    let may_apply_at = applying::may_apply_at(with.policy, store::rejected_at(tx, account).await?, now);
    let agreement = agreement(tx, account, looked_up.as_ref()).await?;
    let states: Vec<CertificateState> = certificates.iter().map(|certificate| certificate.state).collect();
    let should = looked_up.as_ref().map(|(_, should)| *should).unwrap_or_else(|| applying::nobody(&agreement));
    let next = applying::next(with.policy, &should, &states, may_apply_at, now);
    Ok(MyCertification { standing: standing::shown(looked_up.as_ref()), certificates, agreement, next, may_apply_at })
}

/// Begins an application, or a renewal.
pub async fn begin(
    tx: &mut Tx,
    now: Timestamp,
    with: With<'_>,
    caller: &Caller,
    wanted: &CertificateDetails,
) -> Result<Certificate> {
    applying::may_apply(with.policy, store::rejected_at(tx, caller.account).await?, now)?;
    let others = store::of(tx, caller.account).await?;
    let open = |row: &&Row| applying::editable(row.state) || row.state == CertificateState::InReview;
    if others.iter().filter(open).count() >= CERTIFICATES_OPEN {
        let sentence = format!("You have {CERTIFICATES_OPEN} that are not decided. Finish one or take it back first.");
        return refuse(RefusalCode::LimitReached, sentence);
    }
    if wanted.renews.is_some_and(|renews| others.iter().all(|other| other.id != renews)) {
        return Err(Refusal::invalid("renews", "You have no such certificate.").into());
    }
    let empty = Given {
        kind: CertificateKind::State,
        issuer_key: None,
        issuer_name: String::new(),
        number: String::new(),
        issued_on: None,
        expires_on: None,
    };
    let given = filled_in(tx, now, empty, wanted).await?;
    let row = new_row(with.chance.id(now), caller.account, given, wanted.renews, now);
    store::insert(tx, &row, now).await?;
    one_shown(tx, row, now).await
}

pub(super) fn new_row(
    id: CertificateId,
    account: AccountId,
    given: Given,
    renews: Option<CertificateId>,
    now: Timestamp,
) -> Row {
    Row {
        id,
        account,
        version: 1,
        kind: given.kind,
        issuer_key: given.issuer_key,
        issuer_name: given.issuer_name,
        number: given.number,
        issued_on: given.issued_on,
        expires_on: given.expires_on,
        state: CertificateState::Draft,
        created_at: now,
        submitted_at: None,
        decided_at: None,
        reason: None,
        checked_on: None,
        review_due_at: None,
        valid_until: None,
        renews,
        claimed_by: None,
    }
}

/// What is there in `wanted`, over what was there before.
pub(super) async fn filled_in(
    tx: &mut Tx,
    now: Timestamp,
    before: Given,
    wanted: &CertificateDetails,
) -> Result<Given> {
    let mut given = before;
    given.kind = wanted.kind.unwrap_or(given.kind);
    if let Some(name) = wanted.issuer_name.as_deref() {
        given.issuer_key = None;
        given.issuer_name = if name.trim().is_empty() { String::new() } else { issuers::name(name)? };
    }
    if let Some(key) = wanted.issuer.as_deref().filter(|key| !key.is_empty()) {
        let issuer = issuers::find(tx, key).await?.ok_or_else(issuers::unknown)?;
        (given.kind, given.issuer_name, given.issuer_key) = (issuer.kind, issuer.name, Some(issuer.key));
    }
    if let Some(number) = &wanted.number {
        given.number = self::number(number)?;
    }
    given.issued_on = wanted.issued_on.or(given.issued_on);
    given.expires_on = wanted.expires_on.or(given.expires_on);
    applying::in_order(given.issued_on, given.expires_on, dates::today(now, None))?;
    Ok(given)
}

pub(super) fn number(text: &str) -> Result<String, Refusal> {
    let number = text.trim();
    if number.chars().count() > CERTIFICATE_NUMBER_CHARACTERS || number.chars().any(char::is_control) {
        let sentence = format!("A number has at most {CERTIFICATE_NUMBER_CHARACTERS} characters.");
        return Err(Refusal::invalid("number", sentence));
    }
    Ok(number.to_owned())
}

/// One's own, that can still be changed.
pub(super) async fn editable(tx: &mut Tx, caller: &Caller, id: CertificateId) -> Result<Row> {
    let row = mine(tx, caller, id).await?;
    if !applying::editable(row.state) {
        return refuse(RefusalCode::Conflict, "This certificate was handed in. Take it back to change it.");
    }
    Ok(row)
}

async fn mine(tx: &mut Tx, caller: &Caller, id: CertificateId) -> Result<Row> {
    store::one(tx, id).await?.filter(|row| row.account == caller.account).ok_or_else(no_such_certificate)
}

/// Writes the next version; refused when there is another one by now.
pub(super) async fn write(tx: &mut Tx, row: &mut Row, now: Timestamp) -> Result<()> {
    row.version += 1;
    if store::replace(tx, row, now).await? { Ok(()) } else { Err(changed_meanwhile()) }
}

pub async fn change(
    tx: &mut Tx,
    now: Timestamp,
    caller: &Caller,
    id: CertificateId,
    wanted: &CertificateDetails,
) -> Result<Certificate> {
    store::lock(tx, id).await?;
    let mut row = editable(tx, caller, id).await?;
    let given = filled_in(tx, now, row.given(), wanted).await?;
    put(&mut row, given);
    write(tx, &mut row, now).await?;
    one_shown(tx, row, now).await
}

pub(super) fn put(row: &mut Row, given: Given) {
    row.kind = given.kind;
    row.issuer_key = given.issuer_key;
    row.issuer_name = given.issuer_name;
    row.number = given.number;
    row.issued_on = given.issued_on;
    row.expires_on = given.expires_on;
}

/// Hands it in; staff are told.
pub async fn submit(
    tx: &mut Tx,
    now: Timestamp,
    with: With<'_>,
    caller: &Caller,
    id: CertificateId,
) -> Result<MyCertification> {
    let mut row = editable(tx, caller, id).await?;
    applying::may_apply(with.policy, store::rejected_at(tx, caller.account).await?, now)?;
    let issuer = match &row.issuer_key {
        Some(key) => issuers::find(tx, key).await?,
        None => None,
    };
    applying::complete(&said(&row), dates::today(now, issuers::zone(issuer.as_ref())))?;
    if store::files(tx, &[id]).await?.iter().all(|file| file.deleted_at.is_some()) {
        return Err(Refusal::invalid("files", "Add a file that shows the certificate.").into());
    }
    row.state = CertificateState::InReview;
    row.submitted_at = Some(now);
    write(tx, &mut row, now).await?;
    let act = Act { what: CertificateActKind::Submitted, by: Some(caller.account), reason: None, self_reviewed: false };
    store::insert_act(tx, &row, &act, now).await?;
    let once = format!("certificate_submitted:{id}:{}", row.version);
    let news = News { kind: NotificationKind::CertificateSubmitted, room: None, due_at: None, write_by: None, once };
    let staff = staff(tx).await?;
    inbox::tell(tx, now, with.chance, &staff, &news).await?;
    view(tx, now, with, caller.account).await
}

pub(super) fn said(row: &Row) -> Said<'_> {
    Said { issuer: &row.issuer_name, number: &row.number, issued_on: row.issued_on, expires_on: row.expires_on }
}

/// Takes it back, as long as nobody verified it.
pub async fn withdraw(
    tx: &mut Tx,
    now: Timestamp,
    with: With<'_>,
    caller: &Caller,
    id: CertificateId,
) -> Result<MyCertification> {
    let mut row = mine(tx, caller, id).await?;
    if !applying::editable(row.state) && row.state != CertificateState::InReview {
        return refuse(RefusalCode::Conflict, "This certificate was decided about. Write to staff to change that.");
    }
    row.state = CertificateState::Withdrawn;
    row.claimed_by = None;
    write(tx, &mut row, now).await?;
    let act = Act { what: CertificateActKind::Withdrawn, by: Some(caller.account), reason: None, self_reviewed: false };
    store::insert_act(tx, &row, &act, now).await?;
    view(tx, now, with, caller.account).await
}

/// Accepts the agreement; a role that waited for it begins or comes back.
pub async fn agree(
    tx: &mut Tx,
    now: Timestamp,
    with: With<'_>,
    caller: &Caller,
    wanted: &AcceptAgreement,
) -> Result<MyCertification> {
    standing::hold(tx, caller.account).await?;
    agreements::accept(tx, now, caller.account, wanted.version).await?;
    let cause = standing::Cause { by: Some(caller.account), reason: None };
    standing::settle(tx, now, with.chance, with.policy, caller.account, cause).await?;
    view(tx, now, with, caller.account).await
}
