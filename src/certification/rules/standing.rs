//! Whether somebody may keep rooms and host meetings: [`should`] says what their standing should be, and until when.

use crate::duty::policy::{Span, StandingPolicy};
use alongside_protocol::standing::{StandingBasis, StandingState};
use alongside_protocol::{CertificateId, NotificationKind, Timestamp};
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
        match self.state {
            StandingState::Active => [self.until, self.agreement_due].into_iter().flatten().min(),
            // What is paused ends all the same.
            StandingState::Paused => self.until,
            _ => None,
        }
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

/// When the role of somebody who has it ends by itself from `now` on, and what their standing becomes then; nothing when it lasts
/// beyond `until`.
pub fn ends(
    policy: &StandingPolicy,
    facts: &Facts,
    now: Timestamp,
    until: Timestamp,
) -> Option<(Timestamp, StandingState)> {
    let mut at = now;
    loop {
        let should = should(policy, facts, at);
        if should.state != StandingState::Active {
            return Some((at, should.state));
        }
        // What it rests on may pass to something else, and the role goes on.
        at = should.changes_at().filter(|next| at < *next && *next <= until)?;
    }
}

/// Policy 1.7: the first acceptance comes before any act of a supporter, except that an attestation gives time for it; a new
/// version gives time from when the first version came that was not accepted.
fn agreement_due(policy: &StandingPolicy, facts: &Facts) -> Option<Timestamp> {
    match (facts.agreed, facts.unaccepted_since) {
        (true, since) => since.map(|since| since + policy.agreement.delta()),
        (false, _) => Some(facts.attested_at.map_or(Timestamp::from_millis(0), |at| at + policy.agreement.delta())),
    }
}

/// Whether somebody's standing, their role or the certificate that others are shown are other than they should be.
pub fn differs(facts: &Facts, has_role: bool, shown: Option<CertificateId>, should: &Should) -> bool {
    let active = should.state == StandingState::Active;
    should.state != facts.state || active != has_role || active && should.certificate != shown
}

/// The last reminders that somebody got: of which end, and how long before it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Reminded {
    pub certificate: Option<(Timestamp, TimeDelta)>,
    pub agreement: Option<(Timestamp, TimeDelta)>,
}

/// A reminder that is due: what it is called, of what it reminds, and how long before that, in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due {
    pub kind: NotificationKind,
    pub of: Timestamp,
    pub before: i64,
}

/// The reminders that are due now (policy 1.4, 1.7).
pub fn reminders(policy: &StandingPolicy, should: &Should, told: &Reminded, now: Timestamp) -> Vec<Due> {
    // Whoever has yet to accept the agreement keeps their certificate current all the same.
    if !matches!(should.state, StandingState::Active | StandingState::Paused) {
        return Vec::new();
    }
    let mut due = Vec::new();
    if let (Some(until), Some(begun)) = (should.until, should.begun)
        && let Some(before) = reminder(&policy.reminders, begun, until, told.certificate, now)
    {
        let kind = match should.basis {
            Some(StandingBasis::Attestation) => NotificationKind::CertificateMissing,
            _ => NotificationKind::CertificateReminder,
        };
        due.push(Due { kind, of: until, before: before.millis() });
    }
    if let Some(until) = should.agreement_due.filter(|_| should.state == StandingState::Active) {
        let begun = until - policy.agreement.delta();
        // The first word of a new version comes at once, whatever the reminders are.
        let mut spans = policy.reminders.clone();
        spans.push(policy.agreement);
        if let Some(before) = reminder(&spans, begun, until, told.agreement, now) {
            due.push(Due { kind: NotificationKind::AgreementDue, of: until, before: before.millis() });
        }
    }
    due
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
