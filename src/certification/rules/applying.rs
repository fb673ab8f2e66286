//! What a certificate must have, who may decide about it, and what its owner does next.

use super::standing::Should;
use crate::duty::policy::StandingPolicy;
use alongside_protocol::limits::REASON_CHARACTERS;
use alongside_protocol::standing::{AgreementState, CertificateState, StandingBasis, StandingState, StandingStep};
use alongside_protocol::{Date, Refusal, RefusalCode, Timestamp};

/// Earliest year in which a certificate can have been issued: a mistyped date is found by it.
const EARLIEST_YEAR: i32 = 1980;
/// A certificate is valid at most this long: a mistyped date is found by it.
const LONGEST_YEARS: u32 = 20;

/// What a certificate says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said<'a> {
    pub issuer: &'a str,
    pub number: &'a str,
    pub issued_on: Option<Date>,
    pub expires_on: Option<Date>,
}

/// Refuses what is not whole. `today` is the day where the issuer is.
pub fn complete(said: &Said<'_>, today: Date) -> Result<(Date, Date), Refusal> {
    if said.issuer.is_empty() {
        return Err(Refusal::invalid("issuer", "Say who issued the certificate."));
    }
    if said.number.is_empty() {
        return Err(Refusal::invalid("number", "Write the number that stands on the certificate."));
    }
    let issued = said.issued_on.ok_or_else(|| Refusal::invalid("issued_on", "Say when it was issued."))?;
    let expires = said.expires_on.ok_or_else(|| Refusal::invalid("expires_on", "Say which is its last day."))?;
    in_order(Some(issued), Some(expires), today)?;
    if expires < today {
        return Err(Refusal::invalid("expires_on", "This certificate is over. A current one is needed."));
    }
    Ok((issued, expires))
}

/// Refuses dates that cannot be true, as far as they are there.
pub fn in_order(issued: Option<Date>, expires: Option<Date>, today: Date) -> Result<(), Refusal> {
    use chrono::{Datelike, Months};
    if let Some(issued) = issued {
        // The owner's today may be ahead of the issuer's by a day.
        if issued.0.pred_opt().is_some_and(|before| before > today.0) {
            return Err(Refusal::invalid("issued_on", "This day has not come yet."));
        }
        if issued.0.year() < EARLIEST_YEAR {
            return Err(Refusal::invalid("issued_on", "This is too long ago. Please look at the year again."));
        }
    }
    let Some(expires) = expires else { return Ok(()) };
    let begins = issued.unwrap_or(today);
    if issued.is_some_and(|issued| expires <= issued) {
        return Err(Refusal::invalid("expires_on", "Its last day comes after the day on which it was issued."));
    }
    if begins.0.checked_add_months(Months::new(12 * LONGEST_YEARS)).is_some_and(|latest| expires.0 > latest) {
        return Err(Refusal::invalid("expires_on", "This is too far ahead. Please look at the year again."));
    }
    Ok(())
}

/// Policy 1.2: after a rejection, when another application may be made; nothing when it may be made now.
pub fn may_apply_at(policy: &StandingPolicy, rejected_at: Option<Timestamp>, now: Timestamp) -> Option<Timestamp> {
    rejected_at.map(|at| at + policy.apply_again.delta()).filter(|at| now < *at)
}

pub fn may_apply(policy: &StandingPolicy, rejected_at: Option<Timestamp>, now: Timestamp) -> Result<(), Refusal> {
    let Some(at) = may_apply_at(policy, rejected_at, now) else { return Ok(()) };
    let day = at.datetime().format("%-d %B %Y");
    let sentence = format!("Your application was not accepted. You can make another one on {day}.");
    let wait = at.since(now).num_milliseconds().try_into().unwrap_or_default();
    Err(Refusal::new(RefusalCode::ApplyLater, sentence).after(wait))
}

/// Its owner may still change it.
pub fn editable(state: CertificateState) -> bool {
    matches!(state, CertificateState::Draft | CertificateState::RevisionNeeded)
}

/// Whether somebody of the staff can be on it: it was handed in, or its yearly check is due (policy 1.3).
pub fn waits(
    state: CertificateState,
    review_due_at: Option<Timestamp>,
    valid_until: Option<Timestamp>,
    now: Timestamp,
) -> Result<(), Refusal> {
    let valid = valid_until.is_some_and(|until| now < until);
    let sentence = match state {
        CertificateState::InReview => return Ok(()),
        CertificateState::Verified if valid && review_due_at.is_some_and(|due| due <= now) => return Ok(()),
        CertificateState::Verified if valid => {
            "This certificate was looked at, and its yearly check is not due yet. It comes to the queue when it is."
        }
        _ => "This certificate does not wait for a decision.",
    };
    Err(Refusal::new(RefusalCode::Conflict, sentence))
}

/// Nobody decides about themselves, unless nobody else could. Answers whether it has to be shown as their own decision.
pub fn may_decide(own: bool, only_staff: bool) -> Result<bool, Refusal> {
    match (own, only_staff) {
        (true, false) => Err(Refusal::new(
            RefusalCode::ConflictOfInterest,
            "This is about yourself, so somebody else of the staff decides.",
        )),
        (own, _) => Ok(own),
    }
}

/// What staff write, cut of white space. `needed`: the person has to be told something.
pub fn reason(text: Option<&str>, needed: bool) -> Result<Option<String>, Refusal> {
    let text = text.unwrap_or_default().trim();
    if needed && text.is_empty() {
        return Err(Refusal::invalid("reason", "Say why, in plain words. The person reads it."));
    }
    if text.chars().count() > REASON_CHARACTERS {
        return Err(Refusal::invalid("reason", format!("A reason has at most {REASON_CHARACTERS} characters.")));
    }
    if text.chars().any(|c| c.is_control() && c != '\n') {
        return Err(Refusal::invalid("reason", "This has signs in it that nobody can read."));
    }
    Ok((!text.is_empty()).then(|| text.to_owned()))
}

/// The one thing for somebody to do. `states` are those of their certificates.
pub fn next(
    policy: &StandingPolicy,
    should: &Should,
    states: &[CertificateState],
    may_apply_at: Option<Timestamp>,
    now: Timestamp,
) -> StandingStep {
    let has = |state: CertificateState| states.contains(&state);
    let agree = should.agreement_due.is_some();
    match should.state {
        StandingState::Suspended | StandingState::Revoked => StandingStep::AskStaff,
        _ if has(CertificateState::RevisionNeeded) => StandingStep::Revise,
        StandingState::Paused => StandingStep::Agree,
        StandingState::Active if agree => StandingStep::Agree,
        _ if has(CertificateState::Draft) => StandingStep::Finish,
        StandingState::Active if has(CertificateState::InReview) => StandingStep::Nothing,
        StandingState::Active if should.basis == Some(StandingBasis::Attestation) => apply(may_apply_at),
        StandingState::Active => match (should.until, policy.reminders.first()) {
            (Some(until), Some(first)) if until - first.delta() <= now => StandingStep::Renew,
            _ => StandingStep::Nothing,
        },
        StandingState::None | StandingState::Lapsed if has(CertificateState::InReview) => {
            if agree {
                StandingStep::Agree
            } else {
                StandingStep::Wait
            }
        }
        StandingState::Lapsed if may_apply_at.is_none() && has(CertificateState::Verified) => StandingStep::Renew,
        StandingState::None | StandingState::Lapsed => apply(may_apply_at),
    }
}

fn apply(may_apply_at: Option<Timestamp>) -> StandingStep {
    if may_apply_at.is_some() { StandingStep::WaitToApply } else { StandingStep::Apply }
}

/// Somebody whose standing has not begun.
pub fn nobody(agreement: &AgreementState) -> Should {
    let agreed = agreement.version == Some(agreement.current);
    Should {
        state: StandingState::None,
        until: None,
        basis: None,
        certificate: None,
        begun: None,
        agreement_due: (!agreed).then_some(Timestamp::from_millis(0)),
    }
}
