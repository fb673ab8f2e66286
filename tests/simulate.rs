//! Years of rooms under the real rules, with faults, and mistakes planted to see that they are found.

use alongside::certification::rules::standing::{Due, Reminded, reminders};
use alongside::certification::rules::{Facts as Person, Should, should};
use alongside::duty::Policy;
use alongside::duty::policy::StandingPolicy;
use alongside::duty::policy::{BrakePolicy, DutyPolicy, Span};
use alongside::duty::rules::time::{Heard, hear};
use alongside::duty::rules::{Beat, Facts, Look, Outages, Step, upcoming};
use alongside::simulation::{self, Real, Subject, Tally, Trial};
use alongside_protocol::standing::StandingState;
use alongside_protocol::{DutyStage, RestReason, RoomKind, RoomState, Timestamp};
use chrono::TimeDelta;

fn trial(rooms: u32, seed: u64, faults: bool) -> Trial {
    Trial { rooms, days: 365, seed, faults, policy: Policy::default() }
}

fn check_clean(trial: &Trial) -> Tally {
    let tally = simulation::run(trial, &Real);
    assert!(tally.is_clean(), "seed {} of {} rooms: {tally:#?}", trial.seed, trial.rooms);
    assert_eq!(tally.room_years(), i64::from(trial.rooms));
    let often = tally.by_stage.iter().all(|count| *count > i64::from(trial.rooms));
    assert!(often && tally.others > i64::from(trial.rooms), "every kind of step is tried: {tally:?}");
    let rooms = i64::from(trial.rooms);
    let roles = tally.role_changes > 2 * rooms && tally.reminders > 2 * rooms && tally.checks > rooms / 4;
    assert!(roles, "roles end and come back, people are reminded and certificates looked at again: {tally:?}");
    tally
}

#[test]
fn eight_thousand_room_years_with_faults_come_out_right() {
    check_clean(&trial(8_000, 4_711, true));
}

#[test]
fn two_thousand_room_years_come_out_right_to_the_look() {
    check_clean(&trial(2_000, 815, false));
}

#[test]
fn a_policy_of_other_numbers_comes_out_right_too() {
    let mut harder = trial(400, 5, true);
    harder.policy.duty = DutyPolicy {
        reminder: Span::hours(12),
        warning: Span::hours(36),
        close_when_overdue: true,
        ..DutyPolicy::default()
    };
    let tally = simulation::run(&harder, &Real);
    assert!(tally.is_clean(), "{tally:#?}");
    assert!(tally.by_stage[DutyStage::Closed as usize] > 2_000, "overdue rooms are closed: {tally:?}");
}

#[test]
fn the_same_seed_gives_the_same_lives() {
    assert_eq!(simulation::run(&trial(80, 3, true), &Real), simulation::run(&trial(80, 3, true), &Real));
    assert_ne!(simulation::run(&trial(80, 3, true), &Real), simulation::run(&trial(80, 4, true), &Real));
}

/// A mistake that somebody could make, and which number must show it.
fn planted(trial: &Trial, bug: &dyn Subject, shows: impl Fn(&Tally) -> i64, what: &str) {
    let tally = simulation::run(trial, bug);
    assert!(shows(&tally) > 0, "{what} was not found: {tally:#?}");
}

type Next = Option<(Timestamp, Step)>;

struct TwiceBySeveralNodes;
impl Subject for TwiceBySeveralNodes {
    fn looks_again(&self) -> bool {
        false
    }
    fn keeps_keys(&self) -> bool {
        false
    }
}

#[test]
fn a_stage_without_key_and_second_look_is_found() {
    planted(&trial(200, 1, true), &TwiceBySeveralNodes, |tally| tally.duplicate, "a doubled stage");
}

struct WarnsAnHourEarly;
impl Subject for WarnsAnHourEarly {
    fn upcoming(&self, policy: &DutyPolicy, facts: &Facts, outages: &Outages, now: Timestamp) -> Next {
        let wrong = DutyPolicy { warning: Span::hours(47), ..policy.clone() };
        upcoming(&wrong, facts, outages, now)
    }
}

#[test]
fn a_warning_an_hour_early_is_found() {
    planted(&trial(40, 1, false), &WarnsAnHourEarly, |tally| tally.early, "an early warning");
}

struct ForgetsGroups;
impl Subject for ForgetsGroups {
    fn upcoming(&self, policy: &DutyPolicy, facts: &Facts, outages: &Outages, now: Timestamp) -> Next {
        upcoming(policy, facts, outages, now).filter(|_| facts.kind != RoomKind::Group)
    }
}

#[test]
fn forgotten_groups_are_found() {
    planted(&trial(40, 1, false), &ForgetsGroups, |tally| tally.missing, "a forgotten group");
}

struct CountsOutagesAsSilence;
impl Subject for CountsOutagesAsSilence {
    fn upcoming(&self, policy: &DutyPolicy, facts: &Facts, _: &Outages, now: Timestamp) -> Next {
        upcoming(policy, facts, &Outages::default(), now)
    }
}

#[test]
fn an_outage_counted_as_silence_is_found() {
    planted(&trial(200, 1, true), &CountsOutagesAsSilence, |tally| tally.early, "an outage that counted");
}

struct ClosesInsteadOfNotice;
impl Subject for ClosesInsteadOfNotice {
    fn upcoming(&self, policy: &DutyPolicy, facts: &Facts, outages: &Outages, now: Timestamp) -> Next {
        let (due, step) = upcoming(policy, facts, outages, now)?;
        let skipped = matches!(step, Step::Tell { stage: DutyStage::LastNotice, .. });
        Some((due, if skipped { Step::Close(RestReason::Unmonitored) } else { step }))
    }
}

#[test]
fn a_closure_without_its_last_notice_is_found() {
    planted(&trial(40, 1, false), &ClosesInsteadOfNotice, |tally| tally.unwarned_closures, "an unwarned closure");
}

struct ClosesUnheard;
impl Subject for ClosesUnheard {
    fn upcoming(&self, policy: &DutyPolicy, facts: &Facts, outages: &Outages, now: Timestamp) -> Next {
        upcoming(policy, &Facts { unheard: false, ..*facts }, outages, now)
    }
}

#[test]
fn a_closure_that_nobody_could_know_of_is_found() {
    planted(&trial(100, 1, false), &ClosesUnheard, |tally| tally.unwarned_closures, "a closure unheard of");
}

struct PutsOffForEver;
impl Subject for PutsOffForEver {
    fn upcoming(&self, policy: &DutyPolicy, facts: &Facts, outages: &Outages, now: Timestamp) -> Next {
        match upcoming(policy, facts, outages, now)? {
            (due, Step::Close(RestReason::Unmonitored)) => Some((due, Step::Postpone(due + TimeDelta::days(1)))),
            other => Some(other),
        }
    }
}

#[test]
fn a_closure_that_is_put_off_again_and_again_is_found() {
    planted(&trial(40, 1, false), &PutsOffForEver, |tally| tally.duplicate, "a closure put off for ever");
}

struct GivesNoTimeToSucceed;
impl Subject for GivesNoTimeToSucceed {
    fn upcoming(&self, policy: &DutyPolicy, facts: &Facts, outages: &Outages, now: Timestamp) -> Next {
        match upcoming(policy, facts, outages, now)? {
            (_, Step::Close(RestReason::NoSuccessor)) => Some((now, Step::Close(RestReason::NoSuccessor))),
            other => Some(other),
        }
    }
}

#[test]
fn a_week_that_was_not_given_is_found() {
    planted(&trial(200, 1, false), &GivesNoTimeToSucceed, |tally| tally.unwarned_closures, "a week not given");
}

struct TrustsAnyClock;
impl Subject for TrustsAnyClock {
    fn hear(&self, policy: &BrakePolicy, last: Option<Beat>, look: &Look) -> Heard {
        let heard = hear(policy, last, look);
        Heard { beat: Beat { unsteady_until: None, ..heard.beat }, outage: None, ..heard }
    }
}

#[test]
fn a_jump_of_the_clock_taken_for_time_is_found() {
    let shows = |tally: &Tally| tally.destructive_in_clock_jump;
    planted(&trial(800, 1, true), &TrustsAnyClock, shows, "a closure in a clock jump");
}

struct DoesNotSettle;
impl Subject for DoesNotSettle {
    fn hear(&self, policy: &BrakePolicy, last: Option<Beat>, look: &Look) -> Heard {
        let heard = hear(policy, last, look);
        Heard { beat: Beat { unsteady_until: None, ..heard.beat }, ..heard }
    }
}

#[test]
fn a_closure_before_time_has_settled_is_found() {
    let mut long = trial(1_200, 1, true);
    long.policy.brake.settling = Span::hours(12);
    planted(&long, &DoesNotSettle, |tally| tally.destructive_in_clock_jump, "a hasty closure");
}

struct ClosesAllAtOnce;
impl Subject for ClosesAllAtOnce {
    fn closures_left(&self, _: &BrakePolicy, rooms: i64, _: i64) -> i64 {
        rooms
    }
}

#[test]
fn a_brake_that_does_not_hold_is_found() {
    let mut one = trial(400, 1, false);
    one.policy.brake.closures_an_hour = 1;
    planted(&one, &ClosesAllAtOnce, |tally| tally.over_the_brake, "a brake that does not hold");
}

struct CountsRepeats;
impl Subject for CountsRepeats {
    fn qualifies(&self, body: &str, _: &[String]) -> bool {
        !body.is_empty()
    }
}

#[test]
fn a_repeat_that_counted_is_found() {
    planted(&trial(40, 1, false), &CountsRepeats, |tally| tally.missing, "a repeat that counted");
}

struct HearsNobody;
impl Subject for HearsNobody {
    fn qualifies(&self, _: &str, _: &[String]) -> bool {
        false
    }
}

#[test]
fn a_post_that_ended_no_silence_is_found() {
    planted(&trial(40, 1, false), &HearsNobody, |tally| tally.early, "a post that did not count");
}

struct TakesPostsAlways;
impl Subject for TakesPostsAlways {
    fn accepts_posts(&self, _: RoomState) -> bool {
        true
    }
}

#[test]
fn a_post_in_a_resting_room_is_found() {
    let shows = |tally: &Tally| tally.posts_in_closed_rooms;
    planted(&trial(200, 1, true), &TakesPostsAlways, shows, "a post in a resting room");
}

struct TellsAfterwards;
impl Subject for TellsAfterwards {
    fn is_atomic(&self) -> bool {
        false
    }
}

#[test]
fn a_stage_that_a_crash_kept_from_being_told_is_found() {
    planted(&trial(200, 1, true), &TellsAfterwards, |tally| tally.untold, "an untold stage");
}

struct ComesADayLate;
impl Subject for ComesADayLate {
    fn upcoming(&self, policy: &DutyPolicy, facts: &Facts, outages: &Outages, now: Timestamp) -> Next {
        let (due, step) = upcoming(policy, facts, outages, now)?;
        // A day late, each time.
        Some((if matches!(step, Step::Tell { .. }) { due + TimeDelta::days(1) } else { due }, step))
    }
}

#[test]
fn stages_a_day_late_are_found() {
    planted(&trial(40, 1, false), &ComesADayLate, |tally| tally.missing, "a late stage");
}

struct EndsRolesADayEarly;
impl Subject for EndsRolesADayEarly {
    fn should(&self, policy: &StandingPolicy, person: &Person, now: Timestamp) -> Should {
        should(policy, person, now + TimeDelta::days(1))
    }
}

#[test]
fn a_role_that_ended_a_day_early_is_found() {
    planted(&trial(40, 1, false), &EndsRolesADayEarly, |tally| tally.early, "a role that ended early");
}

struct NeverEndsARole;
impl Subject for NeverEndsARole {
    fn should(&self, policy: &StandingPolicy, person: &Person, now: Timestamp) -> Should {
        let right = should(policy, person, now);
        let lapsed = right.state == StandingState::Lapsed;
        Should { state: if lapsed { StandingState::Active } else { right.state }, ..right }
    }
}

#[test]
fn a_role_without_certificate_is_found() {
    planted(&trial(40, 1, false), &NeverEndsARole, |tally| tally.missing, "a role that went on");
}

struct WaitsForSomebodyToGiveItBack;
impl Subject for WaitsForSomebodyToGiveItBack {
    fn should(&self, policy: &StandingPolicy, person: &Person, now: Timestamp) -> Should {
        let right = should(policy, person, now);
        let ended = person.state == StandingState::Lapsed;
        Should { state: if ended { StandingState::Lapsed } else { right.state }, ..right }
    }
}

#[test]
fn a_role_that_does_not_come_back_is_found() {
    planted(&trial(40, 1, false), &WaitsForSomebodyToGiveItBack, |tally| tally.missing, "a role not given back");
}

struct PausesAtOnce;
impl Subject for PausesAtOnce {
    fn should(&self, policy: &StandingPolicy, person: &Person, now: Timestamp) -> Should {
        let wrong = StandingPolicy { agreement: Span::days(1), ..policy.clone() };
        should(&wrong, person, now)
    }
}

#[test]
fn an_agreement_that_gives_no_time_is_found() {
    planted(&trial(40, 1, false), &PausesAtOnce, |tally| tally.early, "a pause without its fourteen days");
}

struct RemindsOnceOnly;
impl Subject for RemindsOnceOnly {
    fn reminders(&self, policy: &StandingPolicy, should: &Should, told: &Reminded, now: Timestamp) -> Vec<Due> {
        let wrong = StandingPolicy { reminders: vec![Span::days(60)], ..policy.clone() };
        reminders(&wrong, should, told, now)
    }
}

#[test]
fn reminders_left_out_are_found() {
    planted(&trial(40, 1, false), &RemindsOnceOnly, |tally| tally.missing, "reminders left out");
}

struct RemindsADayBefore;
impl Subject for RemindsADayBefore {
    fn reminders(&self, policy: &StandingPolicy, should: &Should, told: &Reminded, now: Timestamp) -> Vec<Due> {
        reminders(policy, should, told, now + TimeDelta::days(1))
    }
}

#[test]
fn reminders_a_day_early_are_found() {
    planted(&trial(40, 1, false), &RemindsADayBefore, |tally| tally.early, "an early reminder");
}

struct ForgetsThatItReminded;
impl Subject for ForgetsThatItReminded {
    fn reminders(&self, policy: &StandingPolicy, should: &Should, _: &Reminded, now: Timestamp) -> Vec<Due> {
        reminders(policy, should, &Reminded::default(), now)
    }
    fn keeps_keys(&self) -> bool {
        false
    }
}

#[test]
fn reminders_without_end_are_found() {
    let mut short = trial(4, 1, false);
    short.days = 90;
    planted(&short, &ForgetsThatItReminded, |tally| tally.duplicate, "the same reminder again");
}

struct LooksEverySecondYear;
impl Subject for LooksEverySecondYear {
    fn review_due(&self, _: &StandingPolicy, checked_at: Timestamp, valid_until: Timestamp) -> Timestamp {
        valid_until.min(checked_at + TimeDelta::days(730))
    }
}

#[test]
fn a_yearly_check_that_was_left_out_is_found() {
    let mut long = trial(80, 1, false);
    long.days = 800;
    planted(&long, &LooksEverySecondYear, |tally| tally.missing, "a check left out");
}

struct EndsAllRolesAtOnce;
impl Subject for EndsAllRolesAtOnce {
    fn closures_left(&self, _: &BrakePolicy, rooms: i64, _: i64) -> i64 {
        rooms.max(1)
    }
}

#[test]
fn roles_that_end_all_at_once_are_found() {
    // Nobody posts less than once a day, so that no room is closed: what is over the brake are roles.
    let mut lively = trial(400, 1, true);
    lively.policy.duty.first_notice = Span::days(400);
    lively.policy.duty.last_notice = Span::days(410);
    lively.policy.duty.closure = Span::days(420);
    lively.policy.duty.succession = Span::days(400);
    planted(&lively, &EndsAllRolesAtOnce, |tally| tally.over_the_brake, "a brake that holds no role");
}

#[test]
fn three_years_of_roles_come_out_right() {
    let mut long = trial(400, 23, true);
    long.days = 3 * 365;
    let tally = simulation::run(&long, &Real);
    assert!(tally.is_clean(), "{tally:#?}");
}
