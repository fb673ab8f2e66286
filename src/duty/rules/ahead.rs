//! The rules run forward: what will happen to rooms, and when, if nobody does anything. It is the same [`decide`] and
//! [`Facts::after`] that the reconciler acts by, on copies of the facts; people go and come back as their leaves say.

use super::stages::{Facts, Step, decide, upcoming};
use super::time::{BRAKE_WINDOW, Outages, closures_left};
use crate::duty::policy::Policy;
use alongside_protocol::{AccountId, RoomState, Timestamp};
use std::collections::BTreeSet;

/// Time away that was planned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Away {
    pub account: AccountId,
    pub from: Timestamp,
    pub until: Timestamp,
    /// Somebody in good standing who has accepted to stand in.
    pub relief: Option<AccountId>,
    /// They moderate the room because of this leave.
    pub relieving: bool,
}

/// A room and those who keep it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    pub facts: Facts,
    /// Its moderators in good standing.
    pub moderators: BTreeSet<AccountId>,
    pub leaves: Vec<Away>,
}

/// What may hold closures back.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Brake {
    pub unsteady_until: Option<Timestamp>,
    /// Closures of the last hour.
    pub closed: Vec<Timestamp>,
}

/// Something that will happen to a room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ahead {
    pub at: Timestamp,
    /// Which of the rooms that were given.
    pub room: usize,
    pub step: Step,
    /// It would have happened then, but for the brake.
    pub held_since: Option<Timestamp>,
}

/// What will happen from `now` to `until`, in the order in which a look at the rooms does it: by time, then as the rooms
/// were given. At most `most`; whoever gets as many knows that there is more.
pub fn ahead(
    policy: &Policy,
    rooms: Vec<Kept>,
    outages: &Outages,
    brake: Brake,
    (now, until): (Timestamp, Timestamp),
    most: usize,
) -> Vec<Ahead> {
    let mut run = Run::new(policy, rooms, outages, brake, now);
    let mut found = Vec::new();
    while let Some((at, room)) = run.looks.pop_first().filter(|(at, _)| *at <= until) {
        found.extend(run.look(room, at));
        if found.len() == most {
            break;
        }
    }
    found
}

struct Run<'a> {
    policy: &'a Policy,
    outages: &'a Outages,
    rooms: Vec<Kept>,
    brake: Brake,
    /// When to look at which room.
    looks: BTreeSet<(Timestamp, usize)>,
    held_since: Vec<Option<Timestamp>>,
}

impl<'a> Run<'a> {
    fn new(policy: &'a Policy, rooms: Vec<Kept>, outages: &'a Outages, brake: Brake, now: Timestamp) -> Self {
        let looks = (0..rooms.len()).map(|room| (now, room)).collect();
        let held_since = vec![None; rooms.len()];
        Self { policy, outages, rooms, brake, looks, held_since }
    }

    fn look(&mut self, room: usize, at: Timestamp) -> Option<Ahead> {
        let kept = &mut self.rooms[room];
        kept.people_at(at);
        let Some(step) = decide(&self.policy.duty, &kept.facts, self.outages, at) else {
            self.looks.extend(self.next_look(room, at).map(|next| (next, room)));
            return None;
        };
        if step.destroys()
            && let Some(free) = self.held_until(step, at)
        {
            self.held_since[room].get_or_insert(at);
            self.looks.insert((free, room));
            return None;
        }
        self.done(room, step, at);
        Some(Ahead { at, room, step, held_since: self.held_since[room].take() })
    }

    fn done(&mut self, room: usize, step: Step, at: Timestamp) {
        let kept = &mut self.rooms[room];
        kept.facts = kept.facts.after(&self.policy.duty, step, at);
        if matches!(step, Step::Close(_)) {
            self.brake.closed.push(at);
        }
        // Nobody looks at an archived room again.
        if step != Step::Archive {
            self.looks.insert((at, room));
        }
    }

    /// What is due next in a room, or somebody going or coming back.
    fn next_look(&self, room: usize, at: Timestamp) -> Option<Timestamp> {
        let kept = &self.rooms[room];
        let due = upcoming(&self.policy.duty, &kept.facts, self.outages, at).map(|(due, _)| due);
        let people = kept.leaves.iter().flat_map(|leave| [leave.from, leave.until]).filter(|moment| *moment > at);
        due.into_iter().chain(people).min()
    }

    /// When what destroys may be tried again; `None` when nothing holds it back.
    fn held_until(&self, step: Step, at: Timestamp) -> Option<Timestamp> {
        if let Some(until) = self.brake.unsteady_until.filter(|until| at < *until) {
            return Some(until);
        }
        let counted = self.brake.closed.iter().filter(|closed| **closed + BRAKE_WINDOW > at);
        let open = self.rooms.iter().filter(|kept| kept.facts.state != RoomState::Closed).count();
        let left = closures_left(&self.policy.brake, open as i64, counted.clone().count() as i64);
        (step != Step::Archive && left == 0).then(|| counted.min().map_or(at, |oldest| *oldest) + BRAKE_WINDOW)
    }
}

impl Kept {
    /// Lets leaves end and reliefs begin, and sees who is away.
    fn people_at(&mut self, at: Timestamp) {
        let (over, mut leaves): (Vec<Away>, Vec<Away>) = self.leaves.iter().partition(|leave| leave.until <= at);
        for leave in over.iter().filter(|leave| leave.relieving) {
            self.moderators.remove(&leave.relief.unwrap_or(leave.account));
        }
        for leave in leaves.iter_mut().filter(|leave| leave.from <= at && !leave.relieving) {
            let relief = leave.relief.filter(|_| self.facts.state != RoomState::Closed);
            leave.relieving = relief.is_some_and(|relief| self.moderators.insert(relief));
        }
        let under_way = |leave: &&Away| leave.from <= at && self.moderators.contains(&leave.account);
        let away: Vec<&Away> = leaves.iter().filter(under_way).collect();
        let gone: BTreeSet<AccountId> = away.iter().map(|leave| leave.account).collect();
        let back = away.iter().map(|leave| leave.until).min();
        self.facts.away_until = back.filter(|_| gone.len() == self.moderators.len());
        self.facts.moderators = self.moderators.len().try_into().unwrap_or(u32::MAX);
        self.leaves = leaves;
    }
}
