//! `alongside simulate`: what the rules over time would do to made-up rooms, and to the roles of those who keep them, before an operator
//! changes a number.

use crate::duty::Policy;
use crate::error::{Error, Result};
use crate::simulation::{self, Real, Tally, Trial};
use alongside_protocol::DutyStage;
use clap::Args;

#[derive(Args, Debug)]
pub struct Simulate {
    /// Rooms that are lived through
    #[arg(long, default_value_t = 1_000)]
    rooms: u32,
    /// Days of each
    #[arg(long, default_value_t = 365)]
    days: u32,
    /// The same seed gives the same lives
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// With crashes, double runs, restarts, outages of 3 and 40 days, and jumps of the clock
    #[arg(long)]
    faults: bool,
}

/// Prints what happened, and last the line that a script reads. An error when anything came out wrong.
pub fn run(given: &Simulate, policy: Policy) -> Result<()> {
    let trial = Trial { rooms: given.rooms, days: given.days, seed: given.seed, faults: given.faults, policy };
    let tally = simulation::run(&trial, &Real);
    println!("{}", report(&tally));
    if tally.is_clean() { Ok(()) } else { Err(Error::fault("something came out wrong; see the numbers above")) }
}

fn report(tally: &Tally) -> String {
    let stages: Vec<String> =
        DutyStage::ALL.iter().map(|stage| format!("{stage}={}", tally.by_stage[*stage as usize])).collect();
    format!(
        "{} rested_woken_archived={}\nrole_changes={} reminders={} checks_due={}\nearly={} untold={} over_the_brake={} posts_in_closed_rooms={}\n\
         room_years={} transitions={} duplicate={} missing={} unwarned_closures={} destructive_in_clock_jump={}",
        stages.join(" "),
        tally.others,
        tally.role_changes,
        tally.reminders,
        tally.checks,
        tally.early,
        tally.untold,
        tally.over_the_brake,
        tally.posts_in_closed_rooms,
        tally.room_years(),
        tally.transitions,
        tally.duplicate,
        tally.missing,
        tally.unwarned_closures,
        tally.destructive_in_clock_jump
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_line_is_the_one_that_scripts_read() {
        let trial = Trial { rooms: 4, days: 365, seed: 3, faults: false, policy: Policy::default() };
        let tally = simulation::run(&trial, &Real);
        let expected = format!(
            "room_years=4 transitions={} duplicate=0 missing=0 unwarned_closures=0 destructive_in_clock_jump=0",
            tally.transitions
        );
        assert_eq!(report(&tally).lines().last(), Some(expected.as_str()));
        assert!(tally.transitions > 0);
        assert!(report(&tally).contains(&format!("role_changes={} ", tally.role_changes)));
    }
}
