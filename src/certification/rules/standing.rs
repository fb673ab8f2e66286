//! Whether somebody may keep rooms and host meetings: [`should`] says what their standing should be, and until when.

use crate::duty::policy::{Span, StandingPolicy};
use alongside_protocol::standing::{StandingBasis, StandingState};
use alongside_protocol::{CertificateId, Timestamp};
use chrono::TimeDelta;

/// What staff decided about the role.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    Suspended,
    Revoked,
}

/// The verified certificate that is valid longest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Held {
    pub certificate: CertificateId,
    pub decided_at: Timestamp,
    /// The first instant at which it is valid no more.
    pub valid_until: Timestamp,
}

/// All that the rules look at of one person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facts {
    pub held: Option<Held>,
    /// When whoever runs the server gave their word.
    pub attested_at: Option<Timestamp>,
    pub measure: Option<Measure>,
    /// Some version of the agreement was accepted.
    pub agreed: bool,
    /// When the first version was published that this person has not accepted.
    pub unaccepted_since: Option<Timestamp>,
    /// What the standing was when somebody last looked.
    pub state: StandingState,
}

/// What a standing should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Should {
    pub state: StandingState,
    /// When the certificate or the attestation ends that it rests on, or rested on last.
    pub until: Option<Timestamp>,
    pub basis: Option<StandingBasis>,
    /// The certificate that it rests on.
    pub certificate: Option<CertificateId>,
    /// From when the role ends or reminders run.
    pub begun: Option<Timestamp>,
    /// The agreement has to be accepted by then.
    pub agreement_due: Option<Timestamp>,
}

impl Should {
    /// When it is another one by itself.
    pub fn changes_at(&self) -> Option<Timestamp> {
        if self.state != StandingState::Active {
            return None;
        }
        [self.until, self.agreement_due].into_iter().flatten().min()
    }
}

/// What holds at `now`. What staff decided comes first, then the certificate, then the agreement.
pub fn should(policy: &StandingPolicy, facts: &Facts, now: Timestamp) -> Should {
    let attested = facts.attested_at.map(|at| (at, at + policy.attestation.delta()));
    let certificate = facts.held.filter(|held| now < held.valid_until);
    let (basis, begun, until) = match (certificate, attested) {
        (Some(held), _) => (Some(StandingBasis::Certificate), Some(held.decided_at), Some(held.valid_until)),
        (None, Some((at, until))) if now < until => (Some(StandingBasis::Attestation), Some(at), Some(until)),
        (None, attested) => (None, None, facts.held.map(|held| held.valid_until).max(attested.map(|(_, until)| until))),
    };
    let agreement_due = agreement_due(policy, facts);
    let state = match (facts.measure, basis) {
        (Some(Measure::Revoked), _) => StandingState::Revoked,
        (Some(Measure::Suspended), _) => StandingState::Suspended,
        (None, None) if until.is_none() && facts.state == StandingState::None => StandingState::None,
        (None, None) => StandingState::Lapsed,
        (None, Some(_)) if agreement_due.is_some_and(|due| due <= now) => StandingState::Paused,
        (None, Some(_)) => StandingState::Active,
    };
    let certificate = certificate.map(|held| held.certificate);
    Should { state, until, basis, certificate, begun, agreement_due }
}

/// Policy 1.7: the first acceptance comes before any act of a supporter, except that an attestation gives time for it; a new
/// version gives time from when the first version came that was not accepted.
fn agreement_due(policy: &StandingPolicy, facts: &Facts) -> Option<Timestamp> {
    match (facts.agreed, facts.unaccepted_since) {
        (true, since) => since.map(|since| since + policy.agreement.delta()),
        (false, _) => Some(facts.attested_at.map_or(Timestamp::from_millis(0), |at| at + policy.agreement.delta())),
    }
}

/// The reminder that is due before `end`, if any: the last of those whose time has come. One that would have come before
/// `begun` is left out, and so are those that were overtaken while nobody watched.
pub fn reminder(
    reminders: &[Span],
    begun: Timestamp,
    end: Timestamp,
    told: Option<(Timestamp, TimeDelta)>,
    now: Timestamp,
) -> Option<Span> {
    if end <= now {
        return None;
    }
    let due = reminders.iter().copied().filter(|before| {
        let at = end - before.delta();
        begun <= at && at <= now
    });
    let last = due.min()?;
    let already = told.is_some_and(|(of, before)| of == end && before <= last.delta());
    (!already).then_some(last)
}
