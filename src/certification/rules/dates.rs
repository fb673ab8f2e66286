//! Days of the calendar as instants.

use crate::duty::policy::StandingPolicy;
use alongside_protocol::{Date, Timestamp};
use chrono::{Days, LocalResult, NaiveDateTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;

/// Zones of every sort, for made-up lives; `None` is an issuer whose zone nobody knows.
pub(crate) const ZONES: [Option<&str>; 6] = [
    None,
    Some("America/New_York"),
    Some("America/Phoenix"),
    Some("Pacific/Guam"),
    Some("Africa/Cairo"),
    Some("Australia/Lord_Howe"),
];
/// How long after UTC a day ends where it ends last: nobody loses a day because we do not know a zone (policy 1.3).
const UNKNOWN_ZONE: TimeDelta = TimeDelta::hours(12);
/// A local midnight that a change of the clock leaves out is looked for in steps of this.
const STEP: TimeDelta = TimeDelta::minutes(15);
/// No change of the clock leaves out more.
const STEPS: i32 = 4 * 24;

/// The first instant after a day: the day lasts until just before it.
pub fn day_ends(date: Date, zone: Option<Tz>) -> Timestamp {
    let Some(next) = date.0.checked_add_days(Days::new(1)) else { return Timestamp::from_millis(i64::MAX) };
    let midnight = next.and_hms_opt(0, 0, 0).unwrap_or_default();
    match zone {
        Some(zone) => first_from(zone, midnight),
        None => Timestamp::from(midnight.and_utc()) + UNKNOWN_ZONE,
    }
}

/// A midnight that comes twice is the first; one that does not come is the moment at which the clock jumps over it.
fn first_from(zone: Tz, midnight: NaiveDateTime) -> Timestamp {
    for step in 0..STEPS {
        match zone.from_local_datetime(&(midnight + STEP * step)) {
            LocalResult::Single(at) | LocalResult::Ambiguous(at, _) => return at.with_timezone(&Utc).into(),
            LocalResult::None => {}
        }
    }
    midnight.and_utc().into()
}

/// The day that it is somewhere; without a zone, where it comes last.
pub fn today(now: Timestamp, zone: Option<Tz>) -> Date {
    match zone {
        Some(zone) => Date(now.datetime().with_timezone(&zone).date_naive()),
        None => utc_day(now - UNKNOWN_ZONE),
    }
}

pub fn utc_day(now: Timestamp) -> Date {
    Date(now.datetime().date_naive())
}

/// Policy 1.3: the earlier of a year after the last look and the end of its last day.
pub fn review_due(policy: &StandingPolicy, checked_at: Timestamp, valid_until: Timestamp) -> Timestamp {
    valid_until.min(checked_at + policy.review.delta())
}
