//! Years of rooms, and of those who keep them, in seconds: the real rules over seeded, made-up time, with oracles that know only what
//! happened.
//!
//! - [`life`]: what people do, and what befalls a server, drawn from a seed;
//! - [`world`]: a database's worth of rooms, nodes that look at them as [`crate::duty::reconcile`] does, and faults;
//! - [`people`]: certificates and roles in it, looked at as [`crate::certification::reconcile`] does;
//! - [`oracle`], [`roles`]: what should have come of both, computed by other means than the rules.
//!
//! [`Subject`] is what is tried. Everything in it is the real rule unless a test plants a mistake.

mod life;
mod oracle;
mod people;
mod roles;
mod world;

pub use oracle::Tally;

use crate::certification::rules as standing;
use crate::duty::policy::{BrakePolicy, DutyPolicy, Policy, StandingPolicy};
use crate::duty::rules::time::{self, Heard};
use crate::duty::rules::{self, Beat, Facts, Look, Outages, Step};
use alongside_protocol::{RoomState, Timestamp};

/// What is tried.
pub trait Subject {
    fn upcoming(
        &self,
        policy: &DutyPolicy,
        facts: &Facts,
        outages: &Outages,
        now: Timestamp,
    ) -> Option<(Timestamp, Step)> {
        rules::upcoming(policy, facts, outages, now)
    }
    fn hear(&self, policy: &BrakePolicy, last: Option<Beat>, look: &Look) -> Heard {
        time::hear(policy, last, look)
    }
    fn closures_left(&self, policy: &BrakePolicy, rooms: i64, closed: i64) -> i64 {
        time::closures_left(policy, rooms, closed)
    }
    fn qualifies(&self, body: &str, last_posts: &[String]) -> bool {
        rules::qualifies(body, last_posts)
    }
    fn accepts_posts(&self, state: RoomState) -> bool {
        state == RoomState::Open
    }
    fn should(&self, policy: &StandingPolicy, facts: &standing::Facts, now: Timestamp) -> standing::Should {
        standing::should(policy, facts, now)
    }
    fn reminders(
        &self,
        policy: &StandingPolicy,
        should: &standing::Should,
        told: &standing::standing::Reminded,
        now: Timestamp,
    ) -> Vec<standing::standing::Due> {
        standing::standing::reminders(policy, should, told, now)
    }
    fn review_due(&self, policy: &StandingPolicy, checked_at: Timestamp, valid_until: Timestamp) -> Timestamp {
        standing::dates::review_due(policy, checked_at, valid_until)
    }
    /// Decides again once the room, or the person, is its own.
    fn looks_again(&self) -> bool {
        true
    }
    /// A stage is written under its key.
    fn keeps_keys(&self) -> bool {
        true
    }
    /// The stage and what follows from it are one transaction.
    fn is_atomic(&self) -> bool {
        true
    }
}

/// The rules as they are.
pub struct Real;
impl Subject for Real {}

/// How much is lived through.
#[derive(Debug, Clone)]
pub struct Trial {
    pub rooms: u32,
    pub days: u32,
    pub seed: u64,
    /// Crashes, double runs, restarts, outages of 3 and 40 days, jumps of the clock.
    pub faults: bool,
    pub policy: Policy,
}

/// Rooms of one database. More rooms are several databases, each with faults of its own.
const ROOMS_TOGETHER: u32 = 40;

/// Lives through a trial. The same seed gives the same life.
pub fn run(trial: &Trial, subject: &dyn Subject) -> Tally {
    let mut tally = Tally::default();
    let mut left = trial.rooms;
    let mut world = 0;
    while left > 0 {
        let rooms = left.min(ROOMS_TOGETHER);
        let seed = trial.seed.wrapping_mul(0x9e37_79b9_7f4a_7c15).wrapping_add(world);
        tally.add(&world::World::new(trial, subject, seed, rooms as usize).live());
        left -= rooms;
        world += 1;
    }
    tally
}
