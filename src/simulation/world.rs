//! Rooms in one database, and nodes that look at them as the reconciler does: snapshot, decide, lock, decide again, write
//! under a key. Time goes from one thing that matters to the next; looks in between that would find nothing only leave
//! their beat.

use super::life::{Act, DAY, Dice, Fault, HOUR, Habit, MINUTE};
use super::oracle::{LOOK, Oracle, Tally};
use super::people::{Keys, Person};
use super::roles::Roles;
use super::{Subject, Trial};
use crate::duty::policy::Policy;
use crate::duty::rules::people::{Asker, may_reopen};
use crate::duty::rules::time::BRAKE_WINDOW;
use crate::duty::rules::{Beat, Facts, Look, Outage, Outages, Step, clock_start};
use alongside_protocol::{DutyStage, RestReason, RoomKind, RoomState, Timestamp};
use chrono::TimeDelta;
use std::collections::HashSet;

const NODES: usize = 3;
/// Lived time begins here.
const BEGINNING: i64 = 1_773_100_800_000;
/// Of a thousand notices, those that reach nobody.
const UNHEARD: u32 = 150;
const LETTERS: u64 = 0x6c65_7474_6572_7300;
/// A node that catches up takes so many steps in one room.
const STEPS: usize = 8;

pub(super) struct Room {
    pub(super) facts: Facts,
    archived: bool,
    habit: Habit,
    pub(super) next_act: (i64, Act),
    /// By the person of its number; else by somebody whose standing nobody looks at here.
    pub(super) kept_by_person: bool,
    /// Until when all are away, by the database's clock.
    away_until: Option<Timestamp>,
    last_posts: Vec<String>,
    posts: u64,
    /// Earlier closures for silence.
    closures: Vec<Timestamp>,
    /// When the next step is due; `None` when nothing is.
    due: Option<Timestamp>,
}

#[derive(Default)]
struct Node {
    /// Database's time and lived time of its last look.
    memory: Option<(Timestamp, i64)>,
}

pub struct World<'a> {
    pub(super) policy: Policy,
    pub(super) subject: &'a dyn Subject,
    pub(super) dice: Dice,
    /// Whether notices arrive: drawn apart, so that lives are the same whatever becomes of them.
    letters: Dice,
    faults: bool,
    /// What people lived, in milliseconds.
    pub(super) lived: i64,
    end: i64,
    /// The database's clock less lived time.
    pub(super) offset: i64,
    /// Lived time in which nobody watched.
    unwatched: i64,
    next_fault: i64,
    pub(super) next_agreement: i64,
    nodes: [Node; NODES],
    last_look: i64,
    pub(super) beat: Option<Beat>,
    known_outages: Vec<Outage>,
    outages: Outages,
    keys: HashSet<(usize, Timestamp, DutyStage)>,
    closed: Vec<Timestamp>,
    /// Roles that ended by the rules.
    pub(super) ended: Vec<Timestamp>,
    pub(super) rooms: Vec<Room>,
    pub(super) people: Vec<Person>,
    pub(super) keys_of_people: Keys,
    oracle: Oracle,
    pub(super) roles: Roles,
}

/// How a node's step ended.
pub(super) enum Ended {
    Nothing,
    Stepped,
    Held,
    Crashed,
}

impl<'a> World<'a> {
    pub fn new(trial: &Trial, subject: &'a dyn Subject, seed: u64, rooms: usize) -> Self {
        let mut dice = Dice::new(seed);
        let rooms: Vec<Room> = (0..rooms).map(|_| Room::new(&mut dice)).collect();
        let kinds = rooms.iter().map(|room| room.facts.kind).collect();
        let mut roles = Roles::new(&trial.policy, trial.faults);
        let beginning = Timestamp::from_millis(BEGINNING);
        let people = rooms.iter().map(|_| Person::new(&mut dice, &mut roles, beginning)).collect();
        let mut world = Self {
            policy: trial.policy.clone(),
            subject,
            faults: trial.faults,
            lived: BEGINNING,
            end: BEGINNING + i64::from(trial.days) * DAY,
            offset: 0,
            unwatched: 0,
            next_fault: if trial.faults { BEGINNING + dice.between(DAY, 60 * DAY) } else { i64::MAX },
            next_agreement: BEGINNING + dice.between(20 * DAY, 200 * DAY),
            nodes: Default::default(),
            last_look: BEGINNING,
            beat: Some(Beat { at: Timestamp::from_millis(BEGINNING), unsteady_until: None }),
            known_outages: Vec::new(),
            outages: Outages::default(),
            keys: HashSet::new(),
            closed: Vec::new(),
            ended: Vec::new(),
            people,
            keys_of_people: Keys::default(),
            roles,
            oracle: Oracle::new(&trial.policy, kinds, trial.faults),
            rooms,
            dice,
            letters: Dice::new(seed ^ LETTERS),
        };
        for room in 0..world.rooms.len() {
            world.oracle.opened(room, BEGINNING);
            world.reckon(room);
            world.reckon_person(room);
        }
        world
    }

    pub fn live(mut self) -> Tally {
        loop {
            let act =
                self.rooms.iter().enumerate().map(|(n, room)| (room.next_act.0, n)).min().unwrap_or((i64::MAX, 0));
            let done =
                self.people.iter().enumerate().map(|(n, person)| (person.next_act(), n)).min().unwrap_or((i64::MAX, 0));
            let look = self.next_look();
            let next = act.0.min(done.0).min(look).min(self.next_fault).min(self.next_agreement);
            if next >= self.end {
                break;
            }
            self.lived = next;
            if next == self.next_fault {
                self.befall();
            } else if next == look {
                self.look();
            } else if next == self.next_agreement {
                self.publish();
            } else if next == done.0 {
                self.act_of(done.1);
            } else {
                self.act(act.1);
            }
        }
        self.lived = self.end;
        self.roles.look((self.now(), self.lived, self.offset));
        let watched = self.watched();
        for room in 0..self.rooms.len() {
            self.oracle.ends(room, watched);
        }
        self.oracle.tally.room_days = self.rooms.len() as i64 * ((self.end - BEGINNING) / DAY);
        self.oracle.tally.add(&self.roles.tally);
        self.oracle.tally
    }

    pub(super) fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.lived + self.offset)
    }

    fn watched(&self) -> i64 {
        self.lived - self.unwatched
    }

    fn facts(&self, room: usize) -> Facts {
        let now = self.now();
        let room = &self.rooms[room];
        Facts { away_until: room.away_until.filter(|until| now < *until), ..room.facts }
    }

    fn upcoming(&self, room: usize) -> Option<(Timestamp, Step)> {
        if self.rooms[room].archived {
            return None;
        }
        self.subject.upcoming(&self.policy.duty, &self.facts(room), &self.outages, self.now())
    }

    /// When somebody has to look at a room next. Coming back from leave is a change too; a leave that ended is over, also
    /// when the clock goes back.
    pub(super) fn reckon(&mut self, room: usize) {
        let now = self.now();
        let back = self.rooms[room].away_until.filter(|until| now < *until);
        self.rooms[room].away_until = back;
        let due = self.upcoming(room).map(|(due, _)| due);
        self.rooms[room].due = due.into_iter().chain(back).min();
    }

    // Looking ---------------------------------------------------------------------------------------

    /// Looks come on a grid; the first that finds something to do, in lived time.
    fn next_look(&self) -> i64 {
        let people = self.people.iter().filter_map(|person| person.due);
        let due = self.rooms.iter().filter_map(|room| room.due).chain(people).min();
        let Some(due) = due else { return i64::MAX };
        let due = (due.millis() - self.offset).max(self.last_look + 1).max(self.lived);
        due.div_euclid(LOOK) * LOOK + if due.rem_euclid(LOOK) == 0 { 0 } else { LOOK }
    }

    /// The looks until now that found nothing to do left their beats.
    fn idle(&mut self) {
        let last = (self.lived - 1).div_euclid(LOOK) * LOOK;
        if last <= self.last_look {
            return;
        }
        self.last_look = last;
        let at = Timestamp::from_millis(last + self.offset);
        let unsteady_until = self.beat.and_then(|beat| beat.unsteady_until);
        self.beat = Some(Beat { at, unsteady_until });
        for node in &mut self.nodes {
            node.memory = Some((at, last));
        }
    }

    fn look(&mut self) {
        self.idle();
        let node = self.dice.between(0, NODES as i64 - 1) as usize;
        self.last_look = self.lived;
        self.pass(node, true);
        self.roles.look((self.now(), self.lived, self.offset));
    }

    /// One node's pass over all people and rooms. `others` when another node may run at the same time.
    pub(super) fn pass(&mut self, node: usize, others: bool) {
        self.hear(node);
        if !self.pass_people(node, others) {
            self.nodes[node].memory = None;
            return;
        }
        let now = self.now();
        for room in 0..self.rooms.len() {
            if self.rooms[room].due.is_none_or(|due| now < due) {
                continue;
            }
            let snapshot = self.upcoming(room).filter(|(due, _)| *due <= now);
            if snapshot.is_some() && others && self.interrupted() {
                self.pass(self.next_node(node), false);
            }
            if let Some((_, step)) = snapshot
                && matches!(self.room(room, step), Ended::Crashed)
            {
                self.nodes[node].memory = None;
                return;
            }
            self.reckon(room);
        }
    }

    /// A node is stopped here; another does the whole pass before it goes on.
    pub(super) fn interrupted(&mut self) -> bool {
        self.faults && self.dice.happens(50)
    }

    pub(super) fn next_node(&self, node: usize) -> usize {
        (node + 1) % NODES
    }

    /// A node dies before it commits.
    pub(super) fn crashes(&mut self) -> bool {
        self.faults && self.dice.happens(3)
    }

    fn room(&mut self, room: usize, first: Step) -> Ended {
        let mut snapshot = first;
        for _ in 0..STEPS {
            match self.step(room, snapshot) {
                Ended::Stepped => {}
                ended => return ended,
            }
            match self.upcoming(room).filter(|(due, _)| *due <= self.now()) {
                Some((_, next)) => snapshot = next,
                None => return Ended::Nothing,
            }
        }
        Ended::Stepped
    }

    fn step(&mut self, room: usize, snapshot: Step) -> Ended {
        let now = self.now();
        let again = self.upcoming(room).filter(|(due, _)| *due <= now).map(|(_, step)| step);
        let Some(step) = (if self.subject.looks_again() { again } else { Some(snapshot) }) else {
            return Ended::Nothing;
        };
        if step.destroys() && self.held(step, now) {
            return Ended::Held;
        }
        let crash = self.faults && self.dice.happens(5);
        if crash && self.dice.happens(500) {
            // Nothing was committed.
            return Ended::Crashed;
        }
        let facts = self.facts(room);
        let after = facts.after(&self.policy.duty, step, now);
        if let (Some(stage), Some(start)) = (stage_of(step), clock_start(&facts)) {
            let new = self.keys.insert((room, start, stage));
            if !new && self.subject.keeps_keys() {
                return Ended::Nothing;
            }
        }
        if crash && !self.subject.is_atomic() {
            self.rooms[room].facts = Facts { away_until: None, ..after };
            self.oracle.untold();
            return Ended::Crashed;
        }
        let open_rooms = self.open_rooms();
        self.oracle.acted(room, step, self.lived - self.unwatched, self.lived, open_rooms);
        self.written(room, step, after, now);
        if crash { Ended::Crashed } else { Ended::Stepped }
    }

    fn held(&self, step: Step, now: Timestamp) -> bool {
        if self.beat.is_none_or(|beat| beat.unsteady(now)) {
            return true;
        }
        let hour_ago = now - BRAKE_WINDOW;
        let closed = self.closed.iter().filter(|at| **at > hour_ago && **at <= now).count() as i64;
        step != Step::Archive && self.subject.closures_left(&self.policy.brake, self.open_rooms(), closed) == 0
    }

    fn open_rooms(&self) -> i64 {
        self.rooms.iter().filter(|room| room.facts.state != RoomState::Closed).count() as i64
    }

    fn written(&mut self, index: usize, step: Step, after: Facts, now: Timestamp) {
        let lived = self.lived;
        let pause = self.dice.between(DAY, 6 * DAY);
        let room = &mut self.rooms[index];
        room.facts = Facts { away_until: None, ..after };
        match step {
            Step::Close(_) => {
                self.closed.push(now);
                if self.closed.len() > 4_096 {
                    self.closed.drain(..2_048);
                }
                room.next_act = (lived + pause, Act::Reopen);
            }
            Step::Tell { stage: stage @ (DutyStage::Warning | DutyStage::LastNotice), .. } => {
                room.facts.unheard = self.letters.happens(UNHEARD);
                self.oracle.told(index, stage, room.facts.unheard);
            }
            Step::Archive => room.archived = true,
            _ => {}
        }
    }

    fn hear(&mut self, node: usize) {
        let now = self.now();
        let earlier = self.nodes[node].memory.map(|(at, lived)| (at, TimeDelta::milliseconds(self.lived - lived)));
        let heard = self.subject.hear(&self.policy.brake, self.beat, &Look { now, node: now, earlier });
        self.beat = Some(heard.beat);
        self.nodes[node].memory = Some((now, self.lived));
        if let Some(outage) = heard.outage {
            self.known_outages.push(outage);
        }
        if heard.went_back {
            self.known_outages.retain(|outage| outage.began_at < now);
            for outage in &mut self.known_outages {
                outage.ended_at = outage.ended_at.min(now);
            }
            self.people_at_most(now);
            for room in 0..self.rooms.len() {
                let before = clock_start(&self.rooms[room].facts);
                self.rooms[room].facts = self.rooms[room].facts.at_most(now);
                if clock_start(&self.rooms[room].facts) != before {
                    self.oracle.recounted(room);
                }
            }
        }
        if heard.went_back || heard.outage.is_some() {
            self.outages = Outages::new(self.known_outages.clone());
            for room in 0..self.rooms.len() {
                self.reckon(room);
                self.reckon_person(room);
            }
        }
    }

    // People ----------------------------------------------------------------------------------------

    fn act(&mut self, index: usize) {
        let (_, act) = self.rooms[index].next_act;
        match act {
            Act::Post | Act::Repeat | Act::Chat => self.post(index, act),
            Act::Leave(length) => {
                let until = self.now() + TimeDelta::milliseconds(length);
                // One leave at a time.
                self.rooms[index].away_until.get_or_insert(until);
            }
            Act::Lose => {
                let room = &mut self.rooms[index];
                (room.facts.moderators, room.kept_by_person) = (0, false);
            }
            Act::Succeed => {
                // Now and then it is the one of its number who takes it.
                let person = self.people[index].is_active() && self.dice.happens(500);
                let room = &mut self.rooms[index];
                (room.facts.moderators, room.kept_by_person) = (1, person);
            }
            Act::Reopen => self.reopen(index),
        }
        let next = match act {
            Act::Lose => (self.lived + self.dice.between(HOUR, 10 * DAY), Act::Succeed),
            // Nobody there acts before they are back.
            Act::Leave(length) => (self.lived + length + self.dice.between(HOUR, 40 * HOUR), Act::Post),
            _ if self.rooms[index].facts.state == RoomState::Closed => {
                (self.lived + self.dice.between(DAY, 20 * DAY), Act::Reopen)
            }
            _ => (self.lived + self.rooms[index].habit.pause(&mut self.dice), Act::drawn(&mut self.dice)),
        };
        self.rooms[index].next_act = next;
        if self.dice.happens(5) {
            self.rooms[index].habit = Habit::drawn(&mut self.dice);
        }
        self.reckon(index);
    }

    fn post(&mut self, index: usize, act: Act) {
        let (now, watched) = (self.now(), self.watched());
        let room = &mut self.rooms[index];
        if !self.subject.accepts_posts(room.facts.state) {
            return;
        }
        if room.facts.state != RoomState::Open {
            self.oracle.post_in_closed_room();
        }
        if act == Act::Chat || room.facts.moderators == 0 || room.archived {
            return;
        }
        room.posts += 1;
        let body = match (act, room.last_posts.last()) {
            (Act::Repeat, Some(last)) => format!("{last}!"),
            _ => format!("post {}", room.posts),
        };
        let new = room.last_posts.last().is_none_or(|last| act == Act::Post || !body.starts_with(last.as_str()));
        if self.subject.qualifies(&body, &room.last_posts) {
            room.facts.last_post_at = Some(now);
        }
        room.last_posts.push(body);
        let kept = room.last_posts.len().saturating_sub(3);
        room.last_posts.drain(..kept);
        if new {
            self.oracle.begins(index, watched);
        }
    }

    /// By the team if it may; else by staff.
    fn reopen(&mut self, index: usize) {
        let now = self.now();
        let room = &mut self.rooms[index];
        if room.facts.state != RoomState::Closed {
            return;
        }
        let Some(rest) = room.facts.rest else { return };
        let before = room.closures.iter().copied().filter(|at| *at < rest.since).max();
        let moderator = Asker { moderator: room.facts.moderators > 0, staff: false };
        let team = may_reopen(&self.policy.duty, Some(&rest), before, moderator, now).is_ok();
        if !team && !self.dice.happens(300) {
            return;
        }
        if rest.reason != RestReason::NoSuccessor {
            room.closures.push(rest.since);
        }
        room.archived = false;
        room.away_until = None;
        room.kept_by_person = self.people[index].is_active();
        room.facts = Facts { state: RoomState::Open, rest: None, opened_at: now, moderators: 1, ..room.facts };
        let watched = self.watched();
        self.oracle.opened(index, watched);
    }

    // Faults ----------------------------------------------------------------------------------------

    fn befall(&mut self) {
        self.idle();
        let fault = Fault::drawn(&mut self.dice);
        self.next_fault = self.lived + self.dice.between(5 * DAY, 90 * DAY);
        match fault {
            Fault::Outage(length) => {
                // People are away as long as the server is; then they come back by and by.
                self.lived += length;
                self.next_fault += length;
                self.unwatched += self.lived - self.last_look;
                self.roles.trouble(self.lived, false);
                for person in 0..self.people.len() {
                    let late = self.dice.between(0, 2 * HOUR);
                    self.people[person].away_until(self.lived + late);
                }
                self.next_agreement = self.next_agreement.max(self.lived + HOUR);
                for room in 0..self.rooms.len() {
                    let late = self.dice.between(0, 2 * HOUR);
                    let (at, act) = self.rooms[room].next_act;
                    self.rooms[room].next_act = (at.max(self.lived + late), act);
                }
                self.nodes = Default::default();
                self.last_look = self.lived;
                self.pass(0, false);
            }
            Fault::Jump(by) => {
                self.offset += by;
                self.oracle.jumped(self.lived, by < 0);
                self.roles.trouble(self.lived, true);
                self.lived += MINUTE;
                self.last_look = self.lived;
                self.pass(0, false);
            }
            Fault::Restart => {
                let node = self.dice.between(0, NODES as i64 - 1) as usize;
                self.nodes[node].memory = None;
            }
        }
    }
}

impl Room {
    fn new(dice: &mut Dice) -> Self {
        let beginning = Timestamp::from_millis(BEGINNING);
        let kind = if dice.happens(700) { RoomKind::Public } else { RoomKind::Group };
        let habit = Habit::drawn(dice);
        let facts = Facts {
            kind,
            state: RoomState::Open,
            opened_at: beginning,
            moderated_since: Some(beginning),
            leave_ended_at: None,
            last_post_at: None,
            moderators: 1,
            away_until: None,
            rest: None,
            lapse: None,
            unheard: false,
        };
        let next_act = (BEGINNING + habit.pause(dice), Act::Post);
        let (last_posts, closures) = (Vec::new(), Vec::new());
        Self {
            facts,
            archived: false,
            habit,
            next_act,
            kept_by_person: true,
            away_until: None,
            last_posts,
            posts: 0,
            closures,
            due: None,
        }
    }
}

fn stage_of(step: Step) -> Option<DutyStage> {
    match step {
        Step::Tell { stage, .. } => Some(stage),
        Step::Close(_) => Some(DutyStage::Closed),
        _ => None,
    }
}
