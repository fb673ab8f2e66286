//! Time that the rules can rely on. The server leaves a beat in the database with each look at the rooms; what the beats
//! say about time decides how deadlines move and whether anything may be closed now (policy 2.6).

use crate::duty::policy::BrakePolicy;
use alongside_protocol::Timestamp;
use chrono::TimeDelta;

/// The last look that any node had at the rooms, as the database has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Beat {
    pub at: Timestamp,
    /// Nothing is closed before this.
    pub unsteady_until: Option<Timestamp>,
}

impl Beat {
    pub fn unsteady(&self, now: Timestamp) -> bool {
        self.unsteady_until.is_some_and(|until| now < until)
    }
}

/// What one node knows of time when it looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// The database's clock: policy time.
    pub now: Timestamp,
    /// The node's own clock, which stamps posts.
    pub node: Timestamp,
    /// This node's last look: the database's clock then, and the time since by a clock that cannot be set. Absent after
    /// a restart.
    pub earlier: Option<(Timestamp, TimeDelta)>,
}

/// A time in which nobody watched and perhaps nobody could post.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outage {
    pub began_at: Timestamp,
    pub ended_at: Timestamp,
}

/// What a look says about time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Heard {
    pub beat: Beat,
    /// To be noted: deadlines that were running move by its length.
    pub outage: Option<Outage>,
    /// The clock went back: what is noted for later than now never was.
    pub went_back: bool,
}

/// Compares a look with the last beat.
pub fn hear(policy: &BrakePolicy, last: Option<Beat>, look: &Look) -> Heard {
    let now = look.now;
    let jump = policy.clock_jump.delta();
    let silence = last.map_or(TimeDelta::zero(), |beat| now.since(beat.at));
    let went_back = silence < -jump;
    let outage = last.filter(|_| silence > policy.outage.delta());
    let uneven = look.earlier.is_some_and(|(at, elapsed)| (now.since(at) - elapsed).abs() > jump);
    let apart = look.node.since(now).abs() > jump;
    let unsteady_until = if went_back || outage.is_some() || uneven || apart {
        Some(now + policy.settling.delta())
    } else {
        last.and_then(|beat| beat.unsteady_until).filter(|until| now < *until)
    };
    Heard {
        beat: Beat { at: now, unsteady_until },
        outage: outage.map(|beat| Outage { began_at: beat.at, ended_at: now }),
        went_back,
    }
}

/// The outages that are known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outages(Vec<Outage>);

impl Outages {
    pub fn new(known: Vec<Outage>) -> Self {
        Self(known)
    }

    /// When something is due that was to come `after` a moment: every outage since then moves it by its length.
    pub fn due(&self, from: Timestamp, after: TimeDelta) -> Timestamp {
        let lost = |outage: &Outage| outage.ended_at.since(outage.began_at.max(from)).max(TimeDelta::zero());
        self.0.iter().map(lost).fold(from + after, |due, lost| due + lost)
    }
}

/// How many rooms may still be closed, of `rooms`, when `closed` were in the last hour; the same for roles that end.
pub fn closures_left(policy: &BrakePolicy, rooms: i64, closed: i64) -> i64 {
    let share = rooms.max(0) * i64::from(policy.closures_an_hour_percent) / 100;
    (share.max(policy.closures_an_hour.into()) - closed).max(0)
}

/// Over which closures are counted.
pub const BRAKE_WINDOW: TimeDelta = TimeDelta::hours(1);
