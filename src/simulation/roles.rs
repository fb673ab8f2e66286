//! What should have become of those who keep rooms. As [`super::oracle`], this uses none of the rules: it knows from when until
//! when each certificate counts and who has accepted what, and looks whether roles were there exactly then.

use super::life::{DAY, HOUR, MINUTE};
use super::oracle::{BRAKED, LOOK, Tally};
use crate::certification::rules::standing::Held;
use crate::duty::policy::Policy;
use alongside_protocol::standing::StandingState;
use alongside_protocol::{CertificateId, NotificationKind, Timestamp};
use chrono::TimeDelta;
use std::collections::BTreeSet;

const MS: TimeDelta = TimeDelta::milliseconds(1);

/// Database's time, lived time, and the one less the other.
type Moment = (Timestamp, i64, i64);

/// From when until when a certificate counts, and when it is looked at again.
struct Span {
    id: CertificateId,
    from: Timestamp,
    until: Timestamp,
    taken_back: Option<Timestamp>,
    check_due: Timestamp,
    check_told: bool,
}

impl Span {
    fn counts(&self, now: Timestamp) -> bool {
        self.from <= now && now < self.until && self.taken_back.is_none_or(|at| now < at)
    }
}

struct Seen {
    spans: Vec<Span>,
    /// A version of the agreement waited for their yes from then until then.
    unaccepted: Vec<(Timestamp, Option<Timestamp>)>,
    state: StandingState,
    /// Since when their role is there.
    active_since: Option<Timestamp>,
    told: BTreeSet<(Timestamp, i64)>,
    told_of_agreement: BTreeSet<(Timestamp, i64)>,
    /// It was counted that the state is wrong.
    counted: bool,
}

pub struct Roles {
    policy: Policy,
    people: Vec<Seen>,
    slack: i64,
    /// When time last ran otherwise than people lived it, in lived time: what is late counts from there.
    trouble_at: i64,
    last_jump: Option<i64>,
    ended_at: Vec<i64>,
    pub tally: Tally,
}

impl Roles {
    pub fn new(policy: &Policy, faults: bool) -> Self {
        let slack = if faults { 2 * HOUR } else { 0 };
        let (people, tally) = (Vec::new(), Tally::default());
        let ended_at = Vec::new();
        Self { policy: policy.clone(), people, slack, trouble_at: i64::MIN, last_jump: None, ended_at, tally }
    }

    /// Somebody with a certificate, from the beginning.
    pub fn begins(&mut self, held: Held, check_due: Timestamp, now: Timestamp) {
        let span = Span {
            id: held.certificate,
            from: held.decided_at.min(now),
            until: held.valid_until,
            taken_back: None,
            check_due,
            check_told: false,
        };
        self.people.push(Seen {
            spans: vec![span],
            unaccepted: Vec::new(),
            state: StandingState::None,
            active_since: None,
            told: BTreeSet::new(),
            told_of_agreement: BTreeSet::new(),
            counted: false,
        });
    }

    // What happened to people ----------------------------------------------------------------------

    pub fn verified(&mut self, n: usize, held: Held) {
        let Held { certificate: id, decided_at: from, valid_until: until } = held;
        let check_due = until.min(from + self.policy.standing.review.delta());
        let span = Span { id, from, until, taken_back: None, check_due, check_told: false };
        self.people[n].spans.push(span);
    }

    pub fn taken_back(&mut self, n: usize, id: CertificateId, now: Timestamp) {
        let spans = self.people[n].spans.iter_mut();
        spans.filter(|span| span.id == id).for_each(|span| span.taken_back = Some(now));
    }

    pub fn checked(&mut self, n: usize, id: CertificateId, now: Timestamp) {
        let review = self.policy.standing.review.delta();
        for span in self.people[n].spans.iter_mut().filter(|span| span.id == id) {
            (span.check_due, span.check_told) = (span.until.min(now + review), false);
        }
    }

    pub fn published(&mut self, n: usize, now: Timestamp) {
        let open = self.people[n].unaccepted.last().is_some_and(|(_, accepted)| accepted.is_none());
        if !open {
            self.people[n].unaccepted.push((now, None));
        }
    }

    pub fn accepted(&mut self, n: usize, now: Timestamp) {
        if let Some((_, accepted)) = self.people[n].unaccepted.last_mut() {
            accepted.get_or_insert(now);
        }
    }

    /// Time ran otherwise than people lived it: an outage, or a clock that was set.
    pub fn trouble(&mut self, lived: i64, jump: bool) {
        self.trouble_at = lived;
        if jump {
            self.last_jump = Some(lived);
        }
    }

    pub fn went_back(&mut self, now: Timestamp) {
        for seen in &mut self.people {
            seen.active_since = seen.active_since.map(|at| at.min(now));
            for span in &mut seen.spans {
                span.from = span.from.min(now);
                span.taken_back = span.taken_back.map(|at| at.min(now));
            }
            for (since, accepted) in &mut seen.unaccepted {
                *since = (*since).min(now);
                *accepted = accepted.map(|at| at.min(now));
            }
        }
    }

    // What the server did --------------------------------------------------------------------------

    /// What somebody's standing should be.
    fn expected(&self, n: usize, now: Timestamp) -> StandingState {
        let Seen { spans, unaccepted, .. } = &self.people[n];
        let given = self.policy.standing.agreement.delta();
        let overdue = |(since, accepted): &(Timestamp, Option<Timestamp>)| {
            *since + given <= now && accepted.is_none_or(|at| now < at)
        };
        match spans.iter().any(|span| span.counts(now)) {
            false => StandingState::Lapsed,
            true if unaccepted.iter().any(overdue) => StandingState::Paused,
            true => StandingState::Active,
        }
    }

    /// How long it has been what it should be, in lived time that was as the clock says.
    fn late(&self, n: usize, (now, lived, offset): Moment) -> i64 {
        let Seen { spans, unaccepted, .. } = &self.people[n];
        let given = self.policy.standing.agreement.delta();
        let of_spans = spans.iter().flat_map(|span| [Some(span.from), Some(span.until), span.taken_back]);
        let of_agreement = unaccepted.iter().flat_map(|(since, accepted)| [Some(*since + given), *accepted]);
        let mut turns: Vec<Timestamp> = of_spans.chain(of_agreement).flatten().filter(|at| *at <= now).collect();
        turns.sort_unstable_by(|one, other| other.cmp(one));
        let is = self.expected(n, now);
        let turned = turns.into_iter().find(|at| self.expected(n, *at - MS) != is);
        lived - turned.map_or(i64::MIN, |at| at.millis() - offset).max(self.trouble_at)
    }

    /// How late a state may be what it should be: the brake lets three roles end in an hour, and a shaken clock has to settle.
    fn bound(&self, is: StandingState) -> i64 {
        self.slack + if is == StandingState::Active { BRAKED } else { LOOK }
    }

    pub fn changed(&mut self, n: usize, to: StandingState, by_staff: bool, at: Moment, active: i64) {
        let (now, lived, _) = at;
        self.tally.transitions += 1;
        self.tally.role_changes += 1;
        let was = self.people[n].state;
        let expected = self.expected(n, now);
        self.tally.duplicate += i64::from(to == was);
        self.tally.early += i64::from(to != expected && to != was);
        let late = self.late(n, at) > self.bound(was);
        self.tally.missing += i64::from(late && !self.people[n].counted && was != StandingState::None);
        let ends = was == StandingState::Active && to != StandingState::Active;
        if ends && !by_staff {
            self.ended(lived, active);
        }
        if ends && to == StandingState::Lapsed && !by_staff {
            self.told_before_the_end(n, at);
        }
        let seen = &mut self.people[n];
        (seen.state, seen.counted) = (to, false);
        seen.active_since = match to {
            StandingState::Active => seen.active_since.filter(|_| was == to).or(Some(now)),
            // Whoever has yet to accept the agreement is reminded all the same.
            StandingState::Paused => seen.active_since,
            _ => None,
        };
    }

    /// By the rules alone: under the brake, and not while time is not to be trusted.
    fn ended(&mut self, lived: i64, active: i64) {
        let brake = &self.policy.brake;
        if self.last_jump.is_some_and(|at| lived < at + brake.settling.millis()) {
            self.tally.destructive_in_clock_jump += 1;
        }
        self.ended_at.retain(|at| lived - at < HOUR);
        self.ended_at.push(lived);
        let share = active * i64::from(brake.closures_an_hour_percent) / 100;
        let most = share.max(brake.closures_an_hour.into());
        self.tally.over_the_brake += i64::from(self.ended_at.len() as i64 > most);
    }

    /// Each reminder whose time came while somebody watched was given before the role ended (policy 1.4).
    fn told_before_the_end(&mut self, n: usize, (now, _, offset): Moment) {
        let seen = &self.people[n];
        let over = seen.spans.iter().filter(|span| span.until <= now && span.taken_back.is_none());
        let Some(last) = over.max_by_key(|span| span.until) else { return };
        // With one that was taken back another end was in view for a while.
        let undisturbed = seen.spans.iter().all(|span| span.taken_back.is_none());
        let shown_since = seen.active_since.map_or(last.until, |since| since.max(last.from));
        let due = self.policy.standing.reminders.iter().filter(|before| {
            let at = last.until - before.delta();
            shown_since <= at && self.trouble_at < at.millis() - offset - 10 * MINUTE
        });
        let missed = due.filter(|before| !seen.told.contains(&(last.until, before.millis()))).count();
        self.tally.missing += if undisturbed { missed as i64 } else { 0 };
    }

    pub fn reminded(&mut self, n: usize, kind: NotificationKind, (of, before): (Timestamp, i64), now: Timestamp) {
        self.tally.transitions += 1;
        self.tally.reminders += 1;
        let at = of - TimeDelta::milliseconds(before);
        let seen = &mut self.people[n];
        let new = match kind {
            NotificationKind::AgreementDue => seen.told_of_agreement.insert((of, before)),
            _ => seen.told.insert((of, before)),
        };
        self.tally.duplicate += i64::from(!new);
        let mut known = seen.spans.iter().map(|span| span.until);
        let real = kind == NotificationKind::AgreementDue || known.any(|until| until == of);
        self.tally.early += i64::from(now < at || of <= now || !real);
    }

    pub fn check_told(&mut self, n: usize, id: CertificateId, now: Timestamp) {
        self.tally.transitions += 1;
        self.tally.checks += 1;
        let Some(span) = self.people[n].spans.iter_mut().find(|span| span.id == id) else { return };
        self.tally.duplicate += i64::from(span.check_told);
        self.tally.early += i64::from(now < span.check_due);
        span.check_told = true;
    }

    /// Counts what should have been done by now and was not.
    pub fn look(&mut self, at: Moment) {
        let (now, lived, offset) = at;
        for n in 0..self.people.len() {
            let is = self.people[n].state;
            let begun = is != StandingState::None;
            let wrong = begun && is != self.expected(n, now) && self.late(n, at) > self.bound(is);
            self.tally.missing += i64::from(wrong && !self.people[n].counted);
            self.people[n].counted = wrong;
            let (slack, trouble_at) = (self.slack, self.trouble_at);
            for span in self.people[n].spans.iter_mut().filter(|span| !span.check_told && span.counts(now)) {
                let since = (span.check_due.millis() - offset).max(trouble_at);
                if span.check_due <= now && lived - since > LOOK + slack + DAY {
                    self.tally.missing += 1;
                    span.check_told = true;
                }
            }
            let old = now - TimeDelta::days(500);
            let seen = &mut self.people[n];
            seen.spans.retain(|span| span.until > old);
            seen.unaccepted.retain(|(_, accepted)| accepted.is_none_or(|at| at > old));
        }
    }
}
