//! What staff, and whoever runs the server, do to the role of a supporter itself. A role follows from a verified certificate
//! (policy 1.1); the command line's word stands for one, once for each account and for some days.

use super::review::{may_decide, person};
use super::rules::{Measure, applying};
use super::standing::{self, Cause};
use super::{With, agreement, certificates};
use crate::accounts::Caller;
use crate::accounts::roles::By;
use crate::error::{Result, refuse};
use crate::storage::Tx;
use alongside_protocol::standing::{
    AccountCertification, CertificateState, ChangeStanding, StandingMeasure, StandingState,
};
use alongside_protocol::{AccountId, Refusal, RefusalCode, Timestamp};

/// Changes of a standing that staff are shown.
const HISTORY: i64 = 100;

/// Somebody's standing, with how it came to be.
pub async fn view(
    tx: &mut Tx,
    now: Timestamp,
    with: With<'_>,
    caller: &Caller,
    account: AccountId,
) -> Result<AccountCertification> {
    By::Caller(caller).check()?;
    let person = person(tx, account).await?;
    let looked_up = standing::looked_up(tx, with.policy, account, now).await?;
    let certificates = certificates(tx, account, now).await?;
    let agreement = agreement(tx, account, looked_up.as_ref()).await?;
    Ok(AccountCertification {
        person,
        standing: standing::shown(looked_up.as_ref()),
        certificates: certificates.into_iter().filter(|one| one.state != CertificateState::Draft).collect(),
        agreement,
        history: standing::store::history(tx, account, HISTORY).await?,
    })
}

/// Staff suspend or revoke somebody's role, or lift that.
pub async fn change(
    tx: &mut Tx,
    now: Timestamp,
    with: With<'_>,
    caller: &Caller,
    account: AccountId,
    wanted: &ChangeStanding,
) -> Result<AccountCertification> {
    let by = By::Caller(caller);
    may_decide(tx, by, account).await?;
    person(tx, account).await?;
    let reason = applying::reason(wanted.reason.as_deref(), wanted.change != StandingMeasure::Reinstate)?;
    standing::hold(tx, account).await?;
    let Some((known, _)) = standing::looked_up(tx, with.policy, account, now).await? else {
        return refuse(RefusalCode::Conflict, "This person never was a peer supporter here.");
    };
    let measure = match wanted.change {
        StandingMeasure::Suspend => Some(Measure::Suspended),
        StandingMeasure::Revoke => Some(Measure::Revoked),
        StandingMeasure::Reinstate => None,
    };
    if known.facts.measure == measure {
        return refuse(RefusalCode::Conflict, "This is how it is already.");
    }
    let cause = Cause { by: by.account(), reason: reason.as_deref() };
    standing::measure(tx, now, account, measure, cause).await?;
    standing::settle(tx, now, with.chance, with.policy, account, cause).await?;
    view(tx, now, with, caller, account).await
}

/// Staff give the role with the other roles, which needs all that it rests on, or take it, which revokes it.
pub async fn set(
    tx: &mut Tx,
    now: Timestamp,
    with: With<'_>,
    caller: &Caller,
    account: AccountId,
    wanted: bool,
) -> Result<()> {
    let by = By::Caller(caller);
    by.check()?;
    person(tx, account).await?;
    standing::hold(tx, account).await?;
    let cause = Cause { by: by.account(), reason: None };
    let looked_up = standing::looked_up(tx, with.policy, account, now).await?;
    let has = match &looked_up {
        Some((known, _)) => known.has_role,
        None => crate::rooms::members::is_supporter(tx, account).await?,
    };
    if has == wanted {
        return Ok(());
    }
    if !wanted {
        standing::measure(tx, now, account, Some(Measure::Revoked), cause).await?;
    } else if looked_up.is_some_and(|(known, _)| known.facts.measure.is_some()) {
        may_decide(tx, by, account).await?;
        standing::measure(tx, now, account, None, cause).await?;
    }
    let state = standing::settle(tx, now, with.chance, with.policy, account, cause).await?;
    if wanted { granted(state) } else { Ok(()) }
}

/// Whether the role came of it, or what is missing.
fn granted(state: StandingState) -> Result<()> {
    let missing = match state {
        StandingState::Active => return Ok(()),
        StandingState::Paused => "This person has to accept the supporter agreement first.",
        _ => {
            "A peer supporter needs a verified certificate. Record the one that you have seen, or ask the person to apply."
        }
    };
    Err(Refusal::new(RefusalCode::CertificateNeeded, missing).field("roles").into())
}

/// What the command line's word came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Attested {
    /// It stands for a certificate until then.
    Until(Timestamp),
    /// There is a certificate, so nothing needs it.
    Certificate,
}

/// The word of whoever runs the server: the role holds for some days, in which a certificate has to be verified.
pub async fn attest(tx: &mut Tx, now: Timestamp, with: With<'_>, account: AccountId) -> Result<Attested> {
    standing::hold(tx, account).await?;
    let before = standing::looked_up(tx, with.policy, account, now).await?;
    if before.as_ref().is_none_or(|(_, should)| should.basis.is_none()) {
        standing::attest(tx, now, account).await?;
    }
    if before.is_some_and(|(known, _)| known.facts.measure.is_some()) {
        standing::measure(tx, now, account, None, Cause::default()).await?;
    }
    standing::settle(tx, now, with.chance, with.policy, account, Cause::default()).await?;
    match standing::looked_up(tx, with.policy, account, now).await? {
        Some((known, should)) if should.basis.is_some() => Ok(match (known.facts.held, should.until) {
            (None, Some(until)) => Attested::Until(until),
            _ => Attested::Certificate,
        }),
        _ => refuse(
            RefusalCode::CertificateNeeded,
            "The word of the command line stood for a certificate once and is over. Record the certificate: \
             alongside admin certificate.",
        ),
    }
}

/// The command line takes the role away.
pub async fn take(tx: &mut Tx, now: Timestamp, with: With<'_>, account: AccountId) -> Result<()> {
    standing::hold(tx, account).await?;
    standing::measure(tx, now, account, Some(Measure::Revoked), Cause::default()).await?;
    standing::settle(tx, now, with.chance, with.policy, account, Cause::default()).await.map(drop)
}
