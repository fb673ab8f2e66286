use super::applying::{Said, complete, in_order, may_apply, may_apply_at, may_decide, next, reason};
use super::dates::{day_ends, review_due, today};
use super::standing::Held;
use super::*;
use crate::duty::policy::{Span, StandingPolicy};
use alongside_protocol::standing::{CertificateState, StandingBasis, StandingState, StandingStep};
use alongside_protocol::{CertificateId, Date, RefusalCode, Timestamp};
use chrono::{DateTime, TimeDelta};
use uuid::Uuid;

fn at(text: &str) -> Timestamp {
    DateTime::parse_from_rfc3339(text).expect("an instant").to_utc().into()
}

fn date(text: &str) -> Date {
    text.parse().expect("a date")
}

const MS: TimeDelta = TimeDelta::milliseconds(1);
const DAY: TimeDelta = TimeDelta::days(1);

/// Policy 1.3: an expiry date ends at the end of that day in the issuer's zone.
#[test]
fn a_day_ends_where_the_issuer_is() {
    for (zone, day, ends) in [
        // The day on which clocks go forward has 23 hours, the one on which they go back has 25.
        ("America/New_York", "2026-03-07", "2026-03-08T05:00:00Z"),
        ("America/New_York", "2026-03-08", "2026-03-09T04:00:00Z"),
        ("America/New_York", "2026-10-31", "2026-11-01T04:00:00Z"),
        ("America/New_York", "2026-11-01", "2026-11-02T05:00:00Z"),
        ("America/Los_Angeles", "2026-03-08", "2026-03-09T07:00:00Z"),
        ("America/Los_Angeles", "2026-11-01", "2026-11-02T08:00:00Z"),
        // No summer time.
        ("America/Phoenix", "2026-03-08", "2026-03-09T07:00:00Z"),
        ("America/Phoenix", "2026-11-01", "2026-11-02T07:00:00Z"),
        ("Pacific/Honolulu", "2026-12-31", "2027-01-01T10:00:00Z"),
        // Its last day is over before that of most others begins.
        ("Pacific/Guam", "2026-06-30", "2026-06-30T14:00:00Z"),
        // Half an hour, in both directions.
        ("Australia/Lord_Howe", "2026-04-05", "2026-04-05T13:30:00Z"),
        ("Australia/Lord_Howe", "2026-10-04", "2026-10-04T13:00:00Z"),
        // Midnight itself is left out: the day ends when the clock jumps over it.
        ("Africa/Cairo", "2026-04-23", "2026-04-23T22:00:00Z"),
        // Clocks go back at midnight, so eleven at night comes twice: the day ends after the second.
        ("Africa/Cairo", "2026-10-29", "2026-10-29T22:00:00Z"),
        // Midnight comes twice: the day ends with the first.
        ("America/Havana", "2026-10-31", "2026-11-01T04:00:00Z"),
        ("America/Havana", "2026-03-07", "2026-03-08T05:00:00Z"),
        // Leap day, and ends of months and years.
        ("America/Chicago", "2028-02-28", "2028-02-29T06:00:00Z"),
        ("America/Chicago", "2028-02-29", "2028-03-01T06:00:00Z"),
        ("America/Chicago", "2027-02-28", "2027-03-01T06:00:00Z"),
        ("America/Chicago", "2026-04-30", "2026-05-01T05:00:00Z"),
        ("America/Chicago", "2026-12-31", "2027-01-01T06:00:00Z"),
    ] {
        let zone_known = zone.parse().expect("a zone");
        assert_eq!(day_ends(date(day), Some(zone_known)), at(ends), "{day} in {zone}");
    }
    // Unknown: where the day lasts longest.
    assert_eq!(day_ends(date("2026-06-30"), None), at("2026-07-01T12:00:00Z"));
    assert_eq!(day_ends(date("2028-02-29"), None), at("2028-03-01T12:00:00Z"));
    for zone in [None, Some("Pacific/Guam"), Some("Africa/Cairo"), Some("America/New_York")] {
        let zone = zone.map(|zone| zone.parse().expect("a zone"));
        let ends = day_ends(date("2026-06-30"), zone);
        assert_eq!((today(ends - MS, zone), today(ends, zone)), (date("2026-06-30"), date("2026-07-01")), "{zone:?}");
    }
}

fn facts() -> Facts {
    Facts {
        held: None,
        attested_at: None,
        measure: None,
        agreed: true,
        unaccepted_since: None,
        state: StandingState::Active,
    }
}

fn held(decided_at: Timestamp, valid_until: Timestamp) -> Held {
    Held { certificate: CertificateId(Uuid::nil()), decided_at, valid_until }
}

#[test]
fn a_role_lapses_with_the_last_instant_of_the_last_day() {
    let policy = StandingPolicy::default();
    for (zone, day) in [
        ("America/New_York", "2026-03-08"),
        ("America/New_York", "2026-11-01"),
        ("America/Los_Angeles", "2028-02-29"),
        ("Pacific/Guam", "2026-04-30"),
        ("Pacific/Honolulu", "2026-12-31"),
        ("Africa/Cairo", "2026-04-23"),
        ("Australia/Lord_Howe", "2026-10-04"),
    ] {
        let ends = day_ends(date(day), Some(zone.parse().expect("a zone")));
        let facts = Facts { held: Some(held(ends - DAY * 100, ends)), ..facts() };
        for (now, state) in
            [(ends - MS, StandingState::Active), (ends, StandingState::Lapsed), (ends + MS, StandingState::Lapsed)]
        {
            let should = should(&policy, &facts, now);
            assert_eq!(should.state, state, "{day} in {zone} at {now}");
            assert_eq!(should.until, Some(ends));
            let basis = (state == StandingState::Active).then_some(StandingBasis::Certificate);
            assert_eq!((should.basis, should.changes_at()), (basis, basis.map(|_| ends)));
        }
    }
}

#[test]
fn an_attestation_and_its_grace_end_to_the_millisecond() {
    let policy = StandingPolicy::default();
    let began = at("2026-03-01T12:00:00Z");
    let end = began + policy.attestation.delta();
    let facts = Facts { attested_at: Some(began), agreed: false, ..facts() };
    for (now, state) in [(began, "active"), (end - MS, "active"), (end, "lapsed"), (end + MS, "lapsed")] {
        assert_eq!(should(&policy, &facts, now).state.as_str(), state, "{now}");
    }
    // A certificate takes its place, with the same agreement to accept.
    let facts = Facts { held: Some(held(began + DAY, end + DAY * 300)), ..facts };
    assert_eq!(should(&policy, &facts, end - MS).state, StandingState::Active);
    assert_eq!(should(&policy, &facts, end).state, StandingState::Paused);
    assert_eq!(should(&policy, &Facts { agreed: true, ..facts }, end).state, StandingState::Active);
}

#[test]
fn the_agreement_pauses_and_the_measures_of_staff_come_first() {
    let policy = StandingPolicy::default();
    let now = at("2026-03-01T12:00:00Z");
    let good = Facts { held: Some(held(now - DAY, now + DAY * 300)), ..facts() };
    let published = now - policy.agreement.delta();
    let state = |facts: &Facts, now| should(&policy, facts, now).state;
    assert_eq!(state(&good, now), StandingState::Active);
    assert_eq!(state(&Facts { agreed: false, ..good }, now), StandingState::Paused, "never accepted");
    let newer = Facts { unaccepted_since: Some(published), ..good };
    for (now, expected) in
        [(now - MS, StandingState::Active), (now, StandingState::Paused), (now + MS, StandingState::Paused)]
    {
        assert_eq!(state(&newer, now), expected, "{now}");
    }
    for (measure, expected) in
        [(Measure::Suspended, StandingState::Suspended), (Measure::Revoked, StandingState::Revoked)]
    {
        assert_eq!(state(&Facts { measure: Some(measure), ..good }, now), expected);
        assert_eq!(state(&Facts { measure: Some(measure), held: None, ..good }, now), expected);
    }
    let nobody = Facts { agreed: false, state: StandingState::None, ..facts() };
    assert_eq!(state(&nobody, now), StandingState::None);
    assert_eq!(
        state(&Facts { state: StandingState::Active, ..nobody }, now),
        StandingState::Lapsed,
        "it was taken back"
    );
}

/// Policy 1.3: the earlier of a year after the last look and its end.
#[test]
fn a_certificate_is_looked_at_again_within_a_year() {
    let policy = StandingPolicy::default();
    let checked = at("2027-06-01T09:00:00Z");
    let year = at("2028-05-31T09:00:00Z");
    for (valid_until, due) in [(year - MS, year - MS), (year, year), (year + MS, year)] {
        assert_eq!(review_due(&policy, checked, valid_until), due);
    }
}

/// Policy 1.4: at 60, 30, 14, 7 and 1 days, each once, the last of those that were overtaken.
#[test]
fn reminders_come_at_their_time_and_once() {
    let policy = StandingPolicy::default();
    let end = at("2026-11-02T05:00:00Z");
    let begun = end - DAY * 300;
    for days in [60, 30, 14, 7, 1] {
        let due = end - DAY * days;
        let span = Span::days(days.into());
        let check = |told, now| reminder(&policy.reminders, begun, end, told, now);
        assert_ne!(check(None, due - MS), Some(span), "{days} days, too early");
        assert_eq!(check(None, due), Some(span), "{days} days");
        assert_eq!(check(None, due + MS), Some(span), "{days} days");
        assert_eq!(check(Some((end, span.delta())), due + MS), None, "{days} days, told");
        assert_eq!(check(Some((end - DAY, span.delta())), due + MS), Some(span), "{days} days, told of an older end");
    }
    let at_end = |now| reminder(&policy.reminders, begun, end, None, now);
    assert_eq!(at_end(end - MS), Some(Span::days(1)));
    assert_eq!(at_end(end), None);
    // Verified ten days before its end: only what comes after that.
    let late = end - DAY * 10;
    assert_eq!(reminder(&policy.reminders, late, end, None, late), None);
    assert_eq!(reminder(&policy.reminders, late, end, None, end - DAY * 7), Some(Span::days(7)));
    // An attestation is told of at once: it begins where its first reminder stands.
    let word = end - DAY * 14;
    assert_eq!(reminder(&policy.reminders, word, end, None, word), Some(Span::days(14)));
}

#[test]
fn what_is_handed_in_is_whole_and_can_be_true() {
    let good = Said {
        issuer: "Oregon",
        number: "A 1",
        issued_on: Some(date("2025-03-01")),
        expires_on: Some(date("2027-02-28")),
    };
    let today = date("2026-03-10");
    let wrong = |said: Said<'_>| complete(&said, today).err().and_then(|refusal| refusal.field);
    assert_eq!(wrong(good.clone()), None);
    assert_eq!(wrong(Said { issuer: "", ..good.clone() }).as_deref(), Some("issuer"));
    assert_eq!(wrong(Said { number: "", ..good.clone() }).as_deref(), Some("number"));
    assert_eq!(wrong(Said { issued_on: None, ..good.clone() }).as_deref(), Some("issued_on"));
    assert_eq!(wrong(Said { expires_on: None, ..good.clone() }).as_deref(), Some("expires_on"));
    assert_eq!(wrong(Said { expires_on: Some(date("2026-03-09")), ..good.clone() }).as_deref(), Some("expires_on"));
    assert_eq!(wrong(Said { expires_on: Some(today), ..good }), None, "its last day is a day");
    for (issued, expires, field) in [
        ("2026-03-11", "2027-01-01", None),
        ("2026-03-12", "2027-01-01", Some("issued_on")),
        ("1979-12-31", "1990-01-01", Some("issued_on")),
        ("2025-03-01", "2025-03-01", Some("expires_on")),
        ("2025-03-01", "2045-03-01", None),
        ("2025-03-01", "2045-03-02", Some("expires_on")),
    ] {
        let refused = in_order(Some(date(issued)), Some(date(expires)), today).err();
        assert_eq!(refused.and_then(|refusal| refusal.field).as_deref(), field, "{issued} to {expires}");
    }
}

#[test]
fn after_a_rejection_one_waits_to_the_millisecond() {
    let policy = StandingPolicy::default();
    let rejected = at("2026-03-01T12:00:00Z");
    let again = rejected + DAY * 60;
    for (now, refused) in [(again - MS, true), (again, false), (again + MS, false)] {
        let refusal = may_apply(&policy, Some(rejected), now).err();
        assert_eq!(refusal.as_ref().map(|refusal| refusal.code), refused.then_some(RefusalCode::ApplyLater));
        assert_eq!(may_apply_at(&policy, Some(rejected), now), refused.then_some(again));
    }
    assert_eq!(may_apply(&policy, Some(rejected), again - MS).expect_err("too early").retry_after_ms, Some(1));
    assert!(may_apply(&policy, None, rejected).is_ok());
}

#[test]
fn nobody_decides_about_themselves_unless_nobody_else_could() {
    for (own, only, expected) in
        [(false, false, Some(false)), (false, true, Some(false)), (true, true, Some(true)), (true, false, None)]
    {
        assert_eq!(may_decide(own, only).ok(), expected, "own={own} only={only}");
    }
    assert!(reason(None, true).is_err() && reason(Some(" \n"), true).is_err());
    assert_eq!(reason(Some(" It is blurred. "), true).expect("a reason").as_deref(), Some("It is blurred."));
    assert_eq!(reason(Some(""), false).expect("none"), None);
    assert!(reason(Some(&"x".repeat(1_001)), false).is_err());
}

#[test]
fn there_is_one_thing_to_do_next() {
    let policy = StandingPolicy::default();
    let now = at("2026-03-01T12:00:00Z");
    let nobody = Facts { agreed: false, state: StandingState::None, ..facts() };
    let good = Facts { held: Some(held(now - DAY, now + DAY * 300)), ..facts() };
    let ending = Facts { held: Some(held(now - DAY * 300, now + DAY * 60)), ..facts() };
    let over = Facts { held: Some(held(now - DAY * 300, now)), ..facts() };
    let word = Facts { attested_at: Some(now), ..facts() };
    let away = Facts { measure: Some(Measure::Revoked), ..good };
    use CertificateState::*;
    for (facts, states, blocked, expected) in [
        (nobody, vec![], false, StandingStep::Apply),
        (nobody, vec![Rejected], true, StandingStep::WaitToApply),
        (nobody, vec![Draft], false, StandingStep::Finish),
        (nobody, vec![InReview], false, StandingStep::Agree),
        (Facts { agreed: true, ..nobody }, vec![InReview], false, StandingStep::Wait),
        (nobody, vec![RevisionNeeded], false, StandingStep::Revise),
        (good, vec![Verified], false, StandingStep::Nothing),
        (Facts { agreed: false, ..good }, vec![Verified], false, StandingStep::Agree),
        (Facts { unaccepted_since: Some(now), ..good }, vec![Verified], false, StandingStep::Agree),
        (ending, vec![Verified], false, StandingStep::Renew),
        (ending, vec![Verified, InReview], false, StandingStep::Nothing),
        (ending, vec![Verified, Draft], false, StandingStep::Finish),
        (over, vec![Verified], false, StandingStep::Renew),
        (over, vec![Verified, InReview], false, StandingStep::Wait),
        (word, vec![], false, StandingStep::Apply),
        (away, vec![Verified], false, StandingStep::AskStaff),
    ] {
        let should = should(&policy, &facts, now);
        let may_apply_at = blocked.then_some(now + DAY);
        assert_eq!(next(&policy, &should, &states, may_apply_at, now), expected, "{facts:?} {states:?}");
    }
}
