//! Days of the calendar as instants.

use crate::duty::policy::StandingPolicy;
use alongside_protocol::{Date, Timestamp};
use chrono::{Days, FixedOffset, LocalResult, NaiveDateTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;

/// Where it is still today when it is so nowhere else: nobody loses a day because we do not know a zone (policy 1.3).
const UNKNOWN_ZONE_HOURS: i32 = -12;
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
        None => FixedOffset::east_opt(UNKNOWN_ZONE_HOURS * 3_600)
            .and_then(|offset| offset.from_local_datetime(&midnight).earliest())
            .map_or_else(|| midnight.and_utc().into(), |at| at.with_timezone(&Utc).into()),
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

/// The day that it is somewhere.
pub fn today(now: Timestamp, zone: Option<Tz>) -> Date {
    match zone {
        Some(zone) => Date(now.datetime().with_timezone(&zone).date_naive()),
        None => Date(now.datetime().date_naive()),
    }
}

/// Policy 1.3: the earlier of a year after the last look and the end of its last day.
pub fn review_due(policy: &StandingPolicy, checked_at: Timestamp, valid_until: Timestamp) -> Timestamp {
    valid_until.min(checked_at + policy.review.delta())
}
