//! Those who keep the rooms: certificates that run out, are renewed in time or late, looked at again or taken back; an agreement that
//! changes; and nodes that look at all that as `certification::reconcile` does. Whoever loses the role loses the room, and gets
//! it back with the role unless it was closed or passed on meanwhile.

use super::life::{Act, DAY, Dice, HOUR, PersonAct};
use super::roles::Roles;
use super::world::{Ended, World};
use crate::certification::rules::dates::{ZONES, day_ends};
use crate::certification::rules::standing::{Due, Held, Reminded, differs};
use crate::certification::rules::{Facts, Should};
use crate::duty::rules::time::BRAKE_WINDOW;
use alongside_protocol::standing::StandingState;
use alongside_protocol::{CertificateId, Date, NotificationKind, RoomState, Timestamp};
use chrono::{Days, TimeDelta};
use std::collections::HashSet;
use uuid::Uuid;

/// A verified certificate, in the database's time.
struct Certificate {
    id: CertificateId,
    decided_at: Timestamp,
    valid_until: Timestamp,
    review_due: Timestamp,
    told_for: Option<Timestamp>,
    taken_back: bool,
}

/// Whoever keeps the room of the same number.
pub(super) struct Person {
    state: StandingState,
    shown: Option<CertificateId>,
    changes: u64,
    certificates: Vec<Certificate>,
    unaccepted_since: Option<Timestamp>,
    reminded: Reminded,
    /// In lived time.
    acts: Vec<(i64, PersonAct)>,
    /// When somebody has to look at them next.
    pub(super) due: Option<Timestamp>,
}

/// What is there once, whoever writes it.
#[derive(Default)]
pub(super) struct Keys {
    changes: HashSet<(usize, u64)>,
    reminders: HashSet<(usize, NotificationKind, Timestamp, i64)>,
    checks: HashSet<(CertificateId, Timestamp)>,
}

impl Person {
    pub(super) fn new(dice: &mut Dice, roles: &mut Roles, beginning: Timestamp) -> Self {
        let decided_at = beginning - TimeDelta::milliseconds(dice.between(0, 300 * DAY));
        let valid_until = last_day(dice, beginning, 5, 500);
        let mut person = Self {
            state: StandingState::None,
            shown: None,
            changes: 0,
            certificates: Vec::new(),
            unaccepted_since: None,
            reminded: Reminded::default(),
            acts: Vec::new(),
            due: None,
        };
        let review_due = valid_until.min(decided_at + TimeDelta::days(365)).max(beginning + TimeDelta::hours(1));
        let held = Held { certificate: id(dice), decided_at, valid_until };
        person.hold(dice, held, review_due, beginning.millis());
        roles.begins(held, review_due, beginning);
        person
    }

    /// Has another certificate from now on. It is renewed up to ninety days before its end, or up to forty days late.
    fn hold(&mut self, dice: &mut Dice, held: Held, review_due: Timestamp, lived: i64) {
        let Held { certificate: id, decided_at, valid_until } = held;
        let left = valid_until.since(decided_at).num_milliseconds();
        let begun = lived - decided_at.millis().min(lived);
        let renewed = lived + (left - begun.max(0) - 90 * DAY + dice.between(0, 130 * DAY)).max(HOUR);
        self.acts.push((renewed, PersonAct::Renew));
        if dice.happens(80) {
            self.acts.push((lived + dice.between(DAY, 200 * DAY), PersonAct::TakeBack));
        }
        self.certificates.retain(|old| old.valid_until + TimeDelta::days(100) > decided_at);
        self.certificates.push(Certificate {
            id,
            decided_at,
            valid_until,
            review_due,
            told_for: None,
            taken_back: false,
        });
    }

    pub(super) fn is_active(&self) -> bool {
        self.state == StandingState::Active
    }

    /// The verified one that is valid longest, as the database answers.
    fn held(&self) -> Option<Held> {
        let verified = self.certificates.iter().filter(|one| !one.taken_back);
        let best = verified.max_by_key(|one| one.valid_until)?;
        Some(Held { certificate: best.id, decided_at: best.decided_at, valid_until: best.valid_until })
    }

    fn facts(&self) -> Facts {
        Facts {
            held: self.held(),
            attested_at: None,
            measure: None,
            agreed: true,
            unaccepted_since: self.unaccepted_since,
            state: self.state,
        }
    }

    pub(super) fn next_act(&self) -> i64 {
        self.acts.iter().map(|(at, _)| *at).min().unwrap_or(i64::MAX)
    }

    /// They were away until then; late things come by and by.
    pub(super) fn away_until(&mut self, at: i64) {
        for (due, _) in &mut self.acts {
            *due = (*due).max(at);
        }
    }

    /// The clock, which had been ahead, went back.
    fn at_most(&mut self, now: Timestamp) {
        self.unaccepted_since = self.unaccepted_since.map(|at| at.min(now));
        for certificate in &mut self.certificates {
            certificate.decided_at = certificate.decided_at.min(now);
        }
        // A reminder that is yet to come was not given.
        for mark in [&mut self.reminded.certificate, &mut self.reminded.agreement] {
            *mark = mark.filter(|(of, before)| *of - *before <= now);
        }
    }
}

fn id(dice: &mut Dice) -> CertificateId {
    CertificateId(Uuid::from_u128(dice.between(1, i64::MAX) as u128))
}

fn last_day(dice: &mut Dice, now: Timestamp, least: i64, most: i64) -> Timestamp {
    let zone = ZONES[dice.between(0, 5) as usize].and_then(|zone| zone.parse().ok());
    let day = now.datetime().date_naive() + Days::new(dice.between(least, most).unsigned_abs());
    day_ends(Date(day), zone)
}

impl World<'_> {
    fn should(&self, n: usize, now: Timestamp) -> Should {
        self.subject.should(&self.policy.standing, &self.people[n].facts(), now)
    }

    fn differs(&self, n: usize, should: &Should) -> bool {
        let person = &self.people[n];
        differs(&person.facts(), person.is_active(), person.shown, should)
    }

    fn reminders(&self, n: usize, now: Timestamp) -> Vec<Due> {
        let should = self.should(n, now);
        self.subject.reminders(&self.policy.standing, &should, &self.people[n].reminded, now)
    }

    /// When somebody has to look at a person next.
    pub(super) fn reckon_person(&mut self, n: usize) {
        let now = self.now();
        let should = self.should(n, now);
        let due = if self.differs(n, &should) || !self.reminders(n, now).is_empty() {
            Some(now)
        } else {
            let reminders = &self.policy.standing.reminders;
            let before = |end: Timestamp| reminders.iter().map(move |span| end - span.delta());
            let told = [should.until, should.agreement_due].into_iter().flatten().flat_map(before);
            let checks = self.people[n].certificates.iter().filter(|one| untold(one, one.review_due.max(now)));
            let checks = checks.map(|one| one.review_due.max(now));
            let turns = [should.until, should.agreement_due].into_iter().flatten();
            told.chain(turns).filter(|at| now < *at).chain(checks).min()
        };
        self.people[n].due = due;
    }

    /// One node's pass over all people; false when it crashed.
    pub(super) fn pass_people(&mut self, node: usize, others: bool) -> bool {
        let now = self.now();
        for n in 0..self.people.len() {
            if self.people[n].due.is_none_or(|due| now < due) {
                continue;
            }
            let snapshot = (self.should(n, now), self.people[n].changes, self.reminders(n, now));
            if others && self.interrupted() {
                self.pass(self.next_node(node), false);
            }
            if matches!(self.step_person(n, &snapshot), Ended::Crashed) {
                return false;
            }
            let told = if self.subject.looks_again() { self.reminders(n, now) } else { snapshot.2 };
            self.remind(n, &told, now);
            self.tell_checks(n, now);
            self.reckon_person(n);
        }
        true
    }

    fn step_person(&mut self, n: usize, (first, changes, _): &(Should, u64, Vec<Due>)) -> Ended {
        let now = self.now();
        let again = self.subject.looks_again();
        let should = if again { self.should(n, now) } else { *first };
        let changes = if again { self.people[n].changes } else { *changes };
        if again && !self.differs(n, &should) || !again && should.state == StandingState::None {
            return Ended::Nothing;
        }
        if should.state == self.people[n].state && again {
            self.people[n].shown = should.certificate;
            return Ended::Stepped;
        }
        let ends = self.people[n].is_active() && should.state != StandingState::Active;
        if ends && self.role_is_held(now) {
            return Ended::Held;
        }
        if self.crashes() {
            return Ended::Crashed;
        }
        if !self.keys_of_people.changes.insert((n, changes + 1)) && self.subject.keeps_keys() {
            return Ended::Nothing;
        }
        if !again && first.state == self.people[n].state && changes == self.people[n].changes {
            return Ended::Nothing;
        }
        self.change(n, &should, false);
        Ended::Stepped
    }

    /// While time is not to be trusted, or when too many would end in one hour.
    fn role_is_held(&self, now: Timestamp) -> bool {
        if self.beat.is_none_or(|beat| beat.unsteady(now)) {
            return true;
        }
        let hour_ago = now - BRAKE_WINDOW;
        let ended = self.ended.iter().filter(|at| **at > hour_ago && **at <= now).count() as i64;
        let active = self.people.iter().filter(|person| person.is_active()).count() as i64;
        self.subject.closures_left(&self.policy.brake, active, ended) == 0
    }

    /// Writes another standing, and what it does to the room.
    fn change(&mut self, n: usize, should: &Should, by_staff: bool) {
        let now = self.now();
        let (lived, offset) = (self.lived, self.offset);
        let active = self.people.iter().filter(|person| person.is_active()).count() as i64;
        let person = &mut self.people[n];
        let was = person.is_active();
        person.changes += 1;
        (person.state, person.shown) = (should.state, should.certificate);
        let is = person.is_active();
        self.roles.changed(n, should.state, by_staff, (now, lived, offset), active);
        if was && !is && !by_staff {
            self.ended.push(now);
        }
        match (was, is) {
            (true, false) => self.lose_room(n),
            (false, true) => self.return_room(n),
            _ => {}
        }
    }

    fn lose_room(&mut self, n: usize) {
        let (successor, wait) = (self.dice.happens(500), self.dice.between(HOUR, 10 * DAY));
        let lived = self.lived;
        let room = &mut self.rooms[n];
        if room.kept_by_person && room.facts.moderators > 0 {
            room.facts.moderators = 0;
            if successor && room.facts.state != RoomState::Closed {
                room.next_act = (lived + wait, Act::Succeed);
            }
        }
        self.reckon(n);
    }

    fn return_room(&mut self, n: usize) {
        let room = &mut self.rooms[n];
        if room.kept_by_person && room.facts.state != RoomState::Closed {
            room.facts.moderators = 1;
        }
        self.reckon(n);
    }

    fn remind(&mut self, n: usize, due: &[Due], now: Timestamp) {
        for Due { kind, of, before } in due.iter().copied() {
            let told = &mut self.people[n].reminded;
            let mark = match kind {
                NotificationKind::AgreementDue => &mut told.agreement,
                _ => &mut told.certificate,
            };
            *mark = Some((of, TimeDelta::milliseconds(before)));
            let new = self.keys_of_people.reminders.insert((n, kind, of, before));
            if new || !self.subject.keeps_keys() {
                self.roles.reminded(n, kind, (of, before), now);
            }
        }
    }

    /// Staff are told of certificates that have to be looked at again, and do it by and by.
    fn tell_checks(&mut self, n: usize, now: Timestamp) {
        for at in 0..self.people[n].certificates.len() {
            let certificate = &mut self.people[n].certificates[at];
            if !untold(certificate, now) {
                continue;
            }
            let (id, due) = (certificate.id, certificate.review_due);
            certificate.told_for = Some(due);
            if self.keys_of_people.checks.insert((id, due)) || !self.subject.keeps_keys() {
                self.roles.check_told(n, id, now);
                let done = self.lived + self.dice.between(HOUR, 40 * DAY);
                self.people[n].acts.push((done, PersonAct::Check(id)));
            }
        }
    }

    // What people do --------------------------------------------------------------------------------

    /// A new version of the agreement comes, and each accepts it in their own time.
    pub(super) fn publish(&mut self) {
        let now = self.now();
        for n in 0..self.people.len() {
            let accepted = self.lived + self.dice.between(HOUR, 25 * DAY);
            let person = &mut self.people[n];
            person.unaccepted_since.get_or_insert(now);
            person.acts.push((accepted, PersonAct::Accept));
            self.roles.published(n, now);
            self.reckon_person(n);
        }
        self.next_agreement = self.lived + self.dice.between(120 * DAY, 300 * DAY);
    }

    pub(super) fn act_of(&mut self, n: usize) {
        let (now, lived) = (self.now(), self.lived);
        let acts = &mut self.people[n].acts;
        let Some(first) = acts.iter().enumerate().min_by_key(|(_, (at, _))| *at).map(|(first, _)| first) else {
            return;
        };
        match acts.swap_remove(first).1 {
            PersonAct::Renew => {
                let valid_until = last_day(&mut self.dice, now, 60, 800);
                let review_due = self.subject.review_due(&self.policy.standing, now, valid_until);
                let held = Held { certificate: id(&mut self.dice), decided_at: now, valid_until };
                self.people[n].hold(&mut self.dice, held, review_due, lived);
                self.roles.verified(n, held);
            }
            PersonAct::TakeBack => self.take_back(n, now),
            PersonAct::Check(id) => self.check(n, id, now),
            PersonAct::Accept => {
                self.people[n].unaccepted_since = None;
                self.roles.accepted(n, now);
            }
        }
        // Whoever decides or accepts settles it in the same transaction.
        let should = self.should(n, now);
        if should.state != self.people[n].state {
            let changes = self.people[n].changes;
            self.keys_of_people.changes.insert((n, changes + 1));
            self.change(n, &should, true);
        } else {
            self.people[n].shown = should.certificate;
        }
        self.reckon_person(n);
    }

    fn take_back(&mut self, n: usize, now: Timestamp) {
        let again = self.lived + self.dice.between(HOUR, 60 * DAY);
        let person = &mut self.people[n];
        let valid = person.certificates.iter_mut().filter(|one| !one.taken_back && now < one.valid_until);
        if let Some(best) = valid.max_by_key(|one| one.valid_until) {
            best.taken_back = true;
            person.acts.push((again, PersonAct::Renew));
            let id = best.id;
            self.roles.taken_back(n, id, now);
        }
    }

    fn check(&mut self, n: usize, id: CertificateId, now: Timestamp) {
        let certificates = &mut self.people[n].certificates;
        let Some(one) = certificates.iter_mut().find(|one| one.id == id && now < one.valid_until && !one.taken_back)
        else {
            return;
        };
        one.review_due = self.subject.review_due(&self.policy.standing, now, one.valid_until);
        self.roles.checked(n, id, now);
    }

    /// The clock, which had been ahead, went back.
    pub(super) fn people_at_most(&mut self, now: Timestamp) {
        for n in 0..self.people.len() {
            self.people[n].at_most(now);
        }
        self.roles.went_back(now);
    }
}

/// Staff have yet to be told that it has to be looked at.
fn untold(certificate: &Certificate, now: Timestamp) -> bool {
    let Certificate { review_due, valid_until, told_for, taken_back, .. } = certificate;
    !taken_back && *review_due <= now && now < *valid_until && *told_for != Some(*review_due)
}
