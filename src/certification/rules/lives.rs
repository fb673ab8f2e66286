//! Made-up lives: certificates that are verified, renewed in time or late, taken back, and a server that looks at odd moments.
//! Beside the rules walks an oracle that knows the life and asks no rule.

use super::dates::{ZONES, day_ends};
use super::standing::{Held, reminder, should};
use super::{Facts, Measure};
use crate::clock::Chance;
use crate::duty::policy::StandingPolicy;
use alongside_protocol::standing::StandingState;
use alongside_protocol::{CertificateId, Date, Timestamp};
use chrono::{Days, TimeDelta};
use std::collections::BTreeSet;
use uuid::Uuid;

const LIVES: u64 = 400;
const LIFE: TimeDelta = TimeDelta::days(5 * 365);

/// A certificate as the life has it: from when until when it counts.
struct Span {
    from: Timestamp,
    until: Timestamp,
    taken_back: Option<Timestamp>,
}

impl Span {
    fn counts(&self, now: Timestamp) -> bool {
        self.from <= now && now < self.until && self.taken_back.is_none_or(|at| now < at)
    }
}

fn life(chance: &Chance, began: Timestamp) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut from = began;
    while from < began + LIFE {
        let zone = ZONES[chance.below(6) as usize].map(|zone| zone.parse().expect("a zone"));
        let last = from.datetime().date_naive() + Days::new(2 + chance.below(800));
        let until = day_ends(Date(last), zone);
        let taken_back = (chance.below(10) == 0).then(|| from + TimeDelta::hours(chance.below(4_000) as i64));
        spans.push(Span { from, until, taken_back });
        // Renewed up to ninety days before its end, or up to forty days late.
        from = until - TimeDelta::days(90) + TimeDelta::minutes(chance.below(130 * 24 * 60) as i64);
        from = from.max(spans.last().map_or(from, |span| span.from + TimeDelta::hours(1)));
    }
    spans
}

/// The verified certificate that is valid longest, as the database would answer.
fn held(spans: &[Span], now: Timestamp) -> Option<Held> {
    let known = spans.iter().filter(|span| span.from <= now && span.taken_back.is_none_or(|at| now < at));
    let best = known.max_by_key(|span| span.until)?;
    Some(Held { certificate: CertificateId(Uuid::nil()), decided_at: best.from, valid_until: best.until })
}

#[test]
fn in_made_up_lives_roles_are_there_exactly_while_a_certificate_counts_and_reminders_come_once() {
    let policy = StandingPolicy::default();
    let (mut looks, mut told_in_all, mut ends) = (0, 0, 0);
    for seed in 0..LIVES {
        let chance = Chance::seeded(seed);
        let began = Timestamp::from_millis(1_773_110_467_250 + chance.below(86_400_000 * 400) as i64);
        let spans = life(&chance, began);
        let suspended = began + TimeDelta::hours(chance.below(40_000) as i64);
        let suspended = suspended..suspended + TimeDelta::hours(chance.below(2_000) as i64);
        let (mut now, mut state, mut mark) = (began, StandingState::None, None::<(Timestamp, TimeDelta)>);
        let mut told = BTreeSet::new();
        while now < began + LIFE {
            let measure = suspended.contains(&now).then_some(Measure::Suspended);
            let held = held(&spans, now);
            let facts = Facts { held, attested_at: None, measure, agreed: true, unaccepted_since: None, state };
            let should = should(&policy, &facts, now);
            let counts = spans.iter().any(|span| span.counts(now));
            assert_eq!(should.state == StandingState::Active, counts && measure.is_none(), "life {seed} at {now}");
            if let Some(at) = should.changes_at() {
                assert!(now < at && spans.iter().any(|span| span.until == at), "life {seed} at {now}: wakes at {at}");
            }
            ends += usize::from(state == StandingState::Active && should.state == StandingState::Lapsed);
            state = should.state;
            if let (StandingState::Active, Some(begun), Some(end)) = (state, should.begun, should.until)
                && let Some(before) = reminder(&policy.reminders, begun, end, mark, now)
            {
                assert!(end - before.delta() <= now && now < end, "life {seed}: at its time");
                // When a later certificate is taken back, the earlier end comes back into view; the inbox knows it by its key.
                let seen_before = mark.is_some_and(|(of, _)| of != end);
                assert!(told.insert((end, before)) || seen_before, "life {seed}: told twice of {end}");
                mark = Some((end, before.delta()));
            }
            looks += 1;
            now = now + TimeDelta::minutes(1 + chance.below(3 * 24 * 60) as i64);
        }
        // Looked at every three days at least: each certificate that ran out was told of on its last week.
        for span in spans.iter().filter(|span| span.taken_back.is_none() && span.until < began + LIFE) {
            let week = span.until - TimeDelta::days(7);
            let alone = !spans.iter().any(|other| other.until > span.until && other.from < span.until);
            let undisturbed = suspended.end < week || span.until < suspended.start;
            if alone && undisturbed && span.from <= week {
                let seven = crate::duty::policy::Span::days(7);
                let some = told.iter().any(|(end, before)| *end == span.until && *before <= seven);
                assert!(some, "life {seed}: nobody was told that {} comes", span.until);
            }
        }
        told_in_all += told.len();
    }
    assert!(looks > 100_000 && told_in_all > 2_000 && ends > 200, "{looks} looks, {told_in_all} told, {ends} ends");
}
