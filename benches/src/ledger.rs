//! Who sent what, who has heard it, and how long it took. Judges by what clients saw.

use crate::wire::Stamp;
use hdrhistogram::Histogram;
use std::collections::HashSet;

/// Longest time that is told apart, in microseconds.
const LONGEST_US: u64 = 120_000_000;

pub type Times = Histogram<u64>;

pub fn times() -> Times {
    let made = Histogram::new_with_bounds(1, LONGEST_US, 3);
    made.unwrap_or_else(|_| unreachable!("the bounds are constants that fit each other"))
}

/// What went wrong; all zero is right.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Faults {
    /// Acknowledged, and not heard by a member.
    pub lost: u64,
    /// Heard again.
    pub duplicated: u64,
    /// Heard after what came later from the same sender.
    pub reordered: u64,
    /// Spans that did not join on to the client's place in the log.
    pub gaps: u64,
    /// Neither acknowledged nor refused.
    pub unacknowledged: u64,
    pub refused: u64,
    /// Connections that ended without having been asked to.
    pub closed: u64,
}

impl Faults {
    pub fn fields(&self) -> [(&'static str, u64); 7] {
        [
            ("lost", self.lost),
            ("duplicated", self.duplicated),
            ("reordered", self.reordered),
            ("gaps", self.gaps),
            ("unacknowledged", self.unacknowledged),
            ("refused", self.refused),
            ("closed", self.closed),
        ]
    }
}

#[derive(Debug, Default)]
struct Sender {
    sent: u32,
    acknowledged: u32,
    refused: HashSet<u32>,
    /// When those without an answer should have left, by counter.
    waiting: std::collections::HashMap<u32, u64>,
}

#[derive(Debug, Default)]
struct Room {
    senders: Vec<Sender>,
    /// The last counter of each sender that each member heard: `member * senders + sender`.
    heard: Vec<u32>,
}

/// The books of a run.
pub struct Ledger {
    rooms: Vec<Room>,
    /// Passed over by a member, and not heard since: (room, place in `heard`, counter).
    missing: HashSet<(u32, u32, u32)>,
    faults: Faults,
    /// Whether the server acknowledges; else what is sent counts as acknowledged.
    acknowledges: bool,
    /// Times are taken only while this is on.
    pub measuring: bool,
    pub messages: u64,
    pub deliveries: u64,
    pub acknowledged: u64,
    /// From when a message should have left to when a member had it.
    pub delivery_us: Times,
    /// From when a message should have left to its acknowledgement.
    pub acknowledgement_us: Times,
}

impl Ledger {
    /// A room for each (members, senders).
    pub fn new(rooms: &[(usize, usize)], acknowledges: bool) -> Self {
        let room = |&(members, senders): &(usize, usize)| Room {
            senders: (0..senders).map(|_| Sender::default()).collect(),
            heard: vec![0; members * senders],
        };
        Self {
            rooms: rooms.iter().map(room).collect(),
            missing: HashSet::new(),
            faults: Faults::default(),
            acknowledges,
            measuring: false,
            messages: 0,
            deliveries: 0,
            acknowledged: 0,
            delivery_us: times(),
            acknowledgement_us: times(),
        }
    }

    /// The stamp of a sender's next message.
    pub fn send(&mut self, room: usize, sender: u16, at_us: u64) -> Stamp {
        let book = &mut self.rooms[room].senders[usize::from(sender)];
        book.sent += 1;
        self.messages += 1;
        if self.acknowledges {
            book.waiting.insert(book.sent, at_us);
        } else {
            book.acknowledged += 1;
        }
        Stamp { sender, counter: book.sent, at_us }
    }

    pub fn acknowledge(&mut self, room: usize, sender: u16, counter: u32, now_us: u64) {
        let book = &mut self.rooms[room].senders[usize::from(sender)];
        if let Some(at_us) = book.waiting.remove(&counter) {
            book.acknowledged += 1;
            self.acknowledged += 1;
            if self.measuring {
                self.acknowledgement_us.saturating_record(now_us.saturating_sub(at_us).max(1));
            }
        }
    }

    pub fn refuse(&mut self, room: usize, sender: u16, counter: u32) {
        let book = &mut self.rooms[room].senders[usize::from(sender)];
        if book.waiting.remove(&counter).is_some() {
            book.refused.insert(counter);
            self.faults.refused += 1;
        }
    }

    /// A command that is not a send.
    pub fn refuse_other(&mut self) {
        self.faults.refused += 1;
    }

    pub fn hear(&mut self, room: usize, member: usize, stamp: Stamp, now_us: u64, timed: bool) {
        let book = &mut self.rooms[room];
        let place = member * book.senders.len() + usize::from(stamp.sender);
        let Some(last) = book.heard.get_mut(place) else { return };
        if stamp.counter == *last + 1 {
            *last = stamp.counter;
        } else if stamp.counter > *last {
            self.missing.extend((*last + 1..stamp.counter).map(|counter| (room as u32, place as u32, counter)));
            *last = stamp.counter;
        } else if self.missing.remove(&(room as u32, place as u32, stamp.counter)) {
            self.faults.reordered += 1;
        } else {
            self.faults.duplicated += 1;
            return;
        }
        self.deliveries += 1;
        if self.measuring && timed {
            self.delivery_us.saturating_record(now_us.saturating_sub(stamp.at_us).max(1));
        }
    }

    pub fn gap(&mut self) {
        self.faults.gaps += 1;
    }
    pub fn closed(&mut self) {
        self.faults.closed += 1;
    }

    /// Whether every message that can be heard has been heard by all, and every send has its answer.
    pub fn is_settled(&self) -> bool {
        self.rooms.iter().all(|room| {
            let senders = room.senders.len();
            let answered = room.senders.iter().all(|sender| sender.waiting.is_empty());
            let last = |place: usize| room.senders[place % senders].sent;
            answered && room.heard.iter().enumerate().all(|(place, heard)| *heard >= last(place))
        })
    }

    /// After everything has been given the time to arrive.
    pub fn verdict(&self) -> Faults {
        let mut faults = self.faults;
        for room in &self.rooms {
            faults.unacknowledged += room.senders.iter().map(|sender| sender.waiting.len() as u64).sum::<u64>();
            for (place, heard) in room.heard.iter().enumerate() {
                let sender = &room.senders[place % room.senders.len()];
                let expected =
                    |counter: &u32| !sender.refused.contains(counter) && !sender.waiting.contains_key(counter);
                let never = (*heard + 1..=sender.sent).filter(expected).count();
                faults.lost += never as u64;
            }
        }
        let passed_over = self.missing.iter().filter(|(room, place, counter)| {
            let room = &self.rooms[*room as usize];
            !room.senders[*place as usize % room.senders.len()].refused.contains(counter)
        });
        faults.lost += passed_over.count() as u64;
        faults
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One room of two members, one sender: what member 1 hears of three messages, and what is said of it.
    fn check(heard: &[u32], expected: Faults) {
        let mut ledger = Ledger::new(&[(2, 1)], true);
        for at in 1..=3 {
            let stamp = ledger.send(0, 0, at);
            ledger.acknowledge(0, 0, stamp.counter, 10);
            ledger.hear(0, 0, stamp, 20, true);
        }
        for counter in heard {
            ledger.hear(0, 1, Stamp { sender: 0, counter: *counter, at_us: 1 }, 20, true);
        }
        assert_eq!(ledger.verdict(), expected, "{heard:?}");
    }

    #[test]
    fn each_fault_has_its_name() {
        let none = Faults::default();
        check(&[1, 2, 3], none);
        check(&[1, 2], Faults { lost: 1, ..none });
        check(&[], Faults { lost: 3, ..none });
        check(&[1, 3], Faults { lost: 1, ..none });
        check(&[1, 3, 2], Faults { reordered: 1, ..none });
        check(&[1, 2, 2, 3], Faults { duplicated: 1, ..none });
        check(&[3, 1, 2, 2], Faults { reordered: 2, duplicated: 1, ..none });
    }

    #[test]
    fn what_was_refused_is_not_lost_and_what_has_no_answer_is_unacknowledged() {
        let mut ledger = Ledger::new(&[(1, 1)], true);
        for _ in 0..3 {
            ledger.send(0, 0, 1);
        }
        ledger.refuse(0, 0, 1);
        ledger.acknowledge(0, 0, 2, 5);
        ledger.hear(0, 0, Stamp { sender: 0, counter: 2, at_us: 1 }, 5, true);
        assert_eq!(ledger.verdict(), Faults { refused: 1, unacknowledged: 1, ..Faults::default() });
        assert!(!ledger.is_settled());
        ledger.acknowledge(0, 0, 3, 9);
        assert_eq!(ledger.verdict(), Faults { refused: 1, lost: 1, ..Faults::default() });
    }

    #[test]
    fn times_are_taken_from_when_a_message_should_have_left() {
        let mut ledger = Ledger::new(&[(1, 1)], true);
        ledger.measuring = true;
        let stamp = ledger.send(0, 0, 1_000);
        ledger.acknowledge(0, 0, 1, 4_000);
        ledger.hear(0, 0, stamp, 11_000, true);
        assert_eq!(ledger.acknowledgement_us.max() / 100, 30);
        assert_eq!(ledger.delivery_us.max() / 100, 100);
    }
}
