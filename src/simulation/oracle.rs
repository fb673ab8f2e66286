//! What should have come of a life. The oracle uses none of the rules: it counts the time that people lived while the
//! server watched, so an outage is simply time that does not count, and a clock that was set is no time at all.

use super::life::{HOUR, MINUTE};
use crate::duty::policy::Policy;
use crate::duty::rules::Step;
use alongside_protocol::{DutyStage as Stage, RestReason, RoomKind};

/// What was found. All but the first seven should be 0.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    pub room_days: i64,
    pub transitions: i64,
    pub by_stage: [i64; Stage::ALL.len()],
    /// Rests, wakings, archivings and closures put off.
    pub others: i64,
    /// Standings that became others, reminders to those who keep rooms, and checks that staff were told of.
    pub role_changes: i64,
    pub reminders: i64,
    pub checks: i64,
    pub duplicate: i64,
    /// Not there though its time had come, or late.
    pub missing: i64,
    pub early: i64,
    pub unwarned_closures: i64,
    pub destructive_in_clock_jump: i64,
    /// Closures of one hour beyond what the brake allows.
    pub over_the_brake: i64,
    /// Posts that a closed or resting room took.
    pub posts_in_closed_rooms: i64,
    /// Stages that nobody was told of.
    pub untold: i64,
}

impl Tally {
    pub fn room_years(&self) -> i64 {
        self.room_days / 365
    }

    /// Nothing went wrong.
    pub fn is_clean(&self) -> bool {
        let wrong = [
            self.duplicate,
            self.missing,
            self.early,
            self.unwarned_closures,
            self.destructive_in_clock_jump,
            self.over_the_brake,
            self.posts_in_closed_rooms,
            self.untold,
        ];
        wrong.iter().all(|count| *count == 0)
    }

    pub fn add(&mut self, other: &Self) {
        self.room_days += other.room_days;
        self.transitions += other.transitions;
        for (sum, more) in self.by_stage.iter_mut().zip(other.by_stage) {
            *sum += more;
        }
        self.others += other.others;
        self.role_changes += other.role_changes;
        self.reminders += other.reminders;
        self.checks += other.checks;
        self.duplicate += other.duplicate;
        self.missing += other.missing;
        self.early += other.early;
        self.unwarned_closures += other.unwarned_closures;
        self.destructive_in_clock_jump += other.destructive_in_clock_jump;
        self.over_the_brake += other.over_the_brake;
        self.posts_in_closed_rooms += other.posts_in_closed_rooms;
        self.untold += other.untold;
    }
}

/// A silence as the oracle sees it, in watched time.
#[derive(Debug, Clone, Default)]
struct Silence {
    since: i64,
    /// When each stage happened.
    seen: [Option<i64>; Stage::ALL.len()],
    /// The clock went back in it: when its stages should come cannot be said, only that each comes once.
    blurred: bool,
    /// Set while the room rests or is closed, or has nobody: silence does not count.
    standing: bool,
    no_moderator_since: Option<i64>,
    /// The notice that the next step follows from reached nobody.
    unheard: bool,
    /// When that was put off for it.
    postponed: Option<i64>,
}

pub struct Oracle {
    policy: Policy,
    kinds: Vec<RoomKind>,
    rooms: Vec<Silence>,
    /// How early or late things may be in a world with faults: a look comes every ten minutes.
    slack: i64,
    last_jump: Option<i64>,
    closed_at: Vec<i64>,
    pub tally: Tally,
}

/// A look comes this often; stages come at the first look after their time.
pub const LOOK: i64 = 10 * MINUTE;
/// The brake lets three rooms close in an hour, and a shaken clock has to settle: closures may come so late.
pub const BRAKED: i64 = 15 * HOUR;

impl Oracle {
    pub fn new(policy: &Policy, kinds: Vec<RoomKind>, faults: bool) -> Self {
        let rooms = vec![Silence::default(); kinds.len()];
        let slack = if faults { 2 * HOUR } else { 0 };
        let tally = Tally::default();
        Self { policy: policy.clone(), kinds, rooms, slack, last_jump: None, closed_at: Vec::new(), tally }
    }

    /// Silence begins anew.
    pub fn begins(&mut self, room: usize, watched: i64) {
        self.ends(room, watched);
        self.rooms[room] = Silence { since: watched, ..Silence::default() };
    }

    /// What should have happened before this and did not.
    pub fn ends(&mut self, room: usize, watched: i64) {
        let silence = &self.rooms[room];
        if silence.blurred || silence.standing {
            return;
        }
        for stage in self.stages(room) {
            let Some(due) = self.due(room, stage) else { break };
            let late = if stage == Stage::Closed { BRAKED } else { LOOK };
            let missed = self.rooms[room].seen[stage as usize].is_none() && due + late + self.slack < watched;
            self.tally.missing += i64::from(missed);
        }
    }

    fn stages(&self, room: usize) -> Vec<Stage> {
        let public = self.kinds[room] == RoomKind::Public;
        Stage::ALL.iter().copied().filter(|stage| public || *stage as usize >= Stage::FirstNotice as usize).collect()
    }

    /// In watched time. `None` where it follows from something that has not happened.
    fn due(&self, room: usize, stage: Stage) -> Option<i64> {
        let duty = &self.policy.duty;
        let silence = &self.rooms[room];
        let seen = |stage: Stage| silence.seen[stage as usize];
        let put_off = silence.postponed.map_or(i64::MIN, |at| at + duty.unreached.millis());
        Some(match stage {
            Stage::Reminder => silence.since + duty.reminder.millis(),
            Stage::Warning => silence.since + duty.warning.millis(),
            Stage::Overdue => (seen(Stage::Warning)? + duty.action_window.millis()).max(put_off),
            Stage::FirstNotice => silence.since + duty.first_notice.millis(),
            Stage::LastNotice => silence.since + duty.last_notice.millis(),
            Stage::Closed if duty.close_when_overdue && self.kinds[room] == RoomKind::Public => seen(Stage::Overdue)?,
            Stage::Closed => {
                let notice = duty.closure.millis() - duty.last_notice.millis();
                (silence.since + duty.closure.millis()).max(seen(Stage::LastNotice)? + notice).max(put_off)
            }
        })
    }

    /// The server did something.
    pub fn acted(&mut self, room: usize, step: Step, watched: i64, lived: i64, open_rooms: i64) {
        self.tally.transitions += 1;
        if step.destroys() && self.last_jump.is_some_and(|at| lived < at + self.policy.brake.settling.millis()) {
            self.tally.destructive_in_clock_jump += 1;
        }
        match step {
            Step::Tell { stage, .. } => self.stage(room, stage, watched),
            Step::Close(reason) => self.closed(room, reason, watched, lived, open_rooms),
            Step::Postpone(_) => self.postponed(room, watched),
            Step::Rest(reason, _) => {
                self.tally.others += 1;
                self.ends(room, watched);
                let alone = reason == RestReason::NeedsModerator;
                let silence = &mut self.rooms[room];
                let again = silence.standing && silence.no_moderator_since.is_some() == alone;
                self.tally.duplicate += i64::from(again);
                *silence =
                    Silence { standing: true, no_moderator_since: alone.then_some(watched), ..Silence::default() };
            }
            Step::Wake => {
                self.tally.others += 1;
                self.tally.duplicate += i64::from(!self.rooms[room].standing);
                self.rooms[room] = Silence { since: watched, ..Silence::default() };
            }
            Step::Archive => self.tally.others += 1,
        }
    }

    /// A notice went out, and reached somebody or nobody.
    pub fn told(&mut self, room: usize, stage: Stage, unheard: bool) {
        debug_assert!(matches!(stage, Stage::Warning | Stage::LastNotice));
        let silence = &mut self.rooms[room];
        (silence.unheard, silence.postponed) = (unheard, None);
    }

    /// Once for a notice, when the time of what follows had come, and only when nobody could know.
    fn postponed(&mut self, room: usize, watched: i64) {
        self.tally.others += 1;
        let seen = &self.rooms[room].seen;
        let of_warning = seen[Stage::LastNotice as usize].is_none() && seen[Stage::Warning as usize].is_some();
        let due = self.due(room, if of_warning { Stage::Overdue } else { Stage::Closed });
        let slack = self.slack;
        let silence = &mut self.rooms[room];
        let again = silence.postponed.replace(watched).is_some();
        self.tally.duplicate += i64::from(again && !silence.blurred);
        let early = !silence.unheard || due.is_none_or(|due| watched < due - slack);
        self.tally.early += i64::from(early && !again && !silence.blurred);
    }

    fn stage(&mut self, room: usize, stage: Stage, watched: i64) {
        self.tally.by_stage[stage as usize] += 1;
        let due = self.due(room, stage);
        let slack = self.slack;
        let silence = &mut self.rooms[room];
        let again = silence.seen[stage as usize].replace(watched).is_some();
        self.tally.duplicate += i64::from(again);
        if again || silence.blurred {
            return;
        }
        let unheard = stage == Stage::Overdue && silence.unheard && silence.postponed.is_none();
        if silence.standing || unheard || due.is_none_or(|due| watched < due - slack) {
            self.tally.early += 1;
        }
        // Counted here too: the stage came, but long after its time.
        let late = if stage == Stage::Closed { BRAKED } else { LOOK };
        self.tally.missing += i64::from(due.is_some_and(|due| due + late + slack < watched));
    }

    fn closed(&mut self, room: usize, reason: RestReason, watched: i64, lived: i64, open_rooms: i64) {
        self.closed_at.retain(|at| lived - at < HOUR);
        self.closed_at.push(lived);
        let share = open_rooms * i64::from(self.policy.brake.closures_an_hour_percent) / 100;
        let most = share.max(self.policy.brake.closures_an_hour.into());
        self.tally.over_the_brake += i64::from(self.closed_at.len() as i64 > most);
        let duty = &self.policy.duty;
        let warned = match reason {
            RestReason::NoSuccessor => self.rooms[room].no_moderator_since.map(|at| (at, duty.succession.millis())),
            RestReason::Overdue => {
                self.rooms[room].seen[Stage::Warning as usize].map(|at| (at, duty.action_window.millis()))
            }
            _ => {
                let between = duty.closure.millis() - duty.last_notice.millis();
                self.rooms[room].seen[Stage::LastNotice as usize].map(|at| (at, between))
            }
        };
        let slack = self.slack;
        let blurred = self.rooms[room].blurred;
        if warned.is_none_or(|(at, least)| watched - at < least - slack && !blurred) {
            self.tally.unwarned_closures += 1;
        }
        let waited = self.rooms[room].postponed.is_some_and(|at| watched - at >= duty.unreached.millis() - slack);
        if reason != RestReason::NoSuccessor && self.rooms[room].unheard && !waited && !blurred {
            self.tally.unwarned_closures += 1;
        }
        if reason == RestReason::NoSuccessor {
            self.tally.by_stage[Stage::Closed as usize] += 1;
        } else {
            self.stage(room, Stage::Closed, watched);
        }
        self.rooms[room].standing = true;
    }

    /// The clock was set. `back` when silences may have lost their beginning.
    pub fn jumped(&mut self, lived: i64, back: bool) {
        self.last_jump = Some(lived);
        if back {
            self.blur();
        }
    }

    fn blur(&mut self) {
        for silence in &mut self.rooms {
            silence.blurred = true;
        }
    }

    /// After the clock went back a silence may be counted anew.
    pub fn recounted(&mut self, room: usize) {
        let silence = &mut self.rooms[room];
        *silence = Silence { blurred: true, seen: Default::default(), postponed: None, ..silence.clone() };
    }

    /// Opened, or opened again: whatever went before is over.
    pub fn opened(&mut self, room: usize, watched: i64) {
        self.rooms[room] = Silence { since: watched, ..Silence::default() };
    }

    pub fn post_in_closed_room(&mut self) {
        self.tally.posts_in_closed_rooms += 1;
    }

    pub fn untold(&mut self) {
        self.tally.untold += 1;
    }
}
