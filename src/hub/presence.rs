//! Who has a stream open on this node, and who is writing. Only the latest value counts, so that however often it changes,
//! nothing piles up for anybody.

use crate::bus::RoomPresence;
use alongside_protocol::limits::TYPING_PEOPLE;
use alongside_protocol::{AccountId, Person, StreamId, Timestamp};
use chrono::TimeDelta;
use std::collections::{BTreeMap, HashMap};

/// Up to so many people other nodes are told one by one; of more, how many there are.
const PEOPLE_TOLD: usize = 100;
/// Somebody counts as writing for this long after they said so.
const TYPING_LASTS: TimeDelta = TimeDelta::seconds(5);

#[derive(Debug, Default)]
pub struct Presence {
    people: HashMap<AccountId, Present>,
    writing: BTreeMap<AccountId, (String, Timestamp)>,
    /// One more with each change of who is here.
    pub here_version: u64,
    /// One more with each change of who is writing.
    pub writing_version: u64,
    /// Who is here on this node changed since other nodes were told.
    changed: bool,
}

#[derive(Debug)]
struct Present {
    connections: u32,
    moderator: bool,
}

impl Presence {
    /// One more connection of this person has it open.
    pub fn enter(&mut self, account: AccountId, moderator: bool) {
        let present = self.people.entry(account).or_insert(Present { connections: 0, moderator });
        present.connections += 1;
        if present.connections == 1 || present.moderator != moderator {
            present.moderator = moderator;
            self.here_version += 1;
            self.changed = true;
        }
    }

    /// One connection less.
    pub fn leave(&mut self, account: AccountId) {
        let Some(present) = self.people.get_mut(&account) else { return };
        present.connections -= 1;
        if present.connections == 0 {
            self.people.remove(&account);
            self.here_version += 1;
            self.changed = true;
            self.stop_writing(account);
        }
    }

    pub fn here(&self) -> u32 {
        u32::try_from(self.people.len()).unwrap_or(u32::MAX)
    }

    pub fn moderators(&self) -> Vec<AccountId> {
        let mut moderators: Vec<_> = self.people.iter().filter(|(_, p)| p.moderator).map(|(id, _)| *id).collect();
        moderators.sort_unstable();
        moderators
    }

    /// Whether other nodes should hear of it; they are told now.
    pub fn take_change(&mut self) -> bool {
        std::mem::take(&mut self.changed)
    }

    /// What other nodes are told.
    pub fn told(&self, room: StreamId) -> RoomPresence {
        let people = if self.people.len() <= PEOPLE_TOLD { self.people.keys().copied().collect() } else { Vec::new() };
        RoomPresence { room, here: self.here(), people, moderators: self.moderators() }
    }

    pub fn people(&self) -> impl Iterator<Item = AccountId> {
        self.people.keys().copied()
    }

    /// Somebody says that they are writing; `here` people have the room open, on all nodes. Whether others should hear of it.
    pub fn write(&mut self, account: AccountId, alias: &str, here: u32, now: Timestamp) -> bool {
        if here as usize > TYPING_PEOPLE {
            return false;
        }
        let known = self.writing.insert(account, (alias.to_owned(), now + TYPING_LASTS)).is_some();
        if !known {
            self.writing_version += 1;
        }
        !known
    }

    pub fn stop_writing(&mut self, account: AccountId) -> bool {
        let was = self.writing.remove(&account).is_some();
        if was {
            self.writing_version += 1;
        }
        was
    }

    /// Forgets whoever has not said so for a while.
    pub fn expire(&mut self, now: Timestamp) -> bool {
        let before = self.writing.len();
        self.writing.retain(|_, (_, until)| *until > now);
        let changed = self.writing.len() != before;
        if changed {
            self.writing_version += 1;
        }
        changed
    }

    pub fn nobody_writes(&self) -> bool {
        self.writing.is_empty()
    }

    pub fn writing(&self) -> Vec<Person> {
        self.writing.iter().map(|(id, (alias, _))| Person { id: *id, alias: alias.clone() }).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn person(n: u128) -> AccountId {
        AccountId(Uuid::from_u128(n))
    }

    #[test]
    fn people_are_counted_once_however_many_devices() {
        let mut presence = Presence::default();
        presence.enter(person(1), false);
        presence.enter(person(1), false);
        presence.enter(person(2), true);
        assert_eq!((presence.here(), presence.moderators(), presence.here_version), (2, vec![person(2)], 2));
        presence.leave(person(1));
        assert_eq!(presence.here(), 2);
        presence.leave(person(1));
        assert_eq!((presence.here(), presence.here_version), (1, 3));
        presence.leave(person(1));
        assert_eq!(presence.here(), 1, "leaving twice is nothing");
    }

    #[test]
    fn writing_ends_by_itself_and_is_silent_in_large_rooms() {
        let mut presence = Presence::default();
        let at = Timestamp::from_millis;
        presence.enter(person(1), false);
        assert!(presence.write(person(1), "Heron", 1, at(0)));
        assert!(!presence.write(person(1), "Heron", 1, at(3_000)), "they were known to be writing");
        assert!(!presence.expire(at(7_999)));
        assert!(presence.expire(at(8_000)));
        assert!(presence.nobody_writes());
        for n in 2..=31 {
            presence.enter(person(n), false);
        }
        assert_eq!(presence.here(), 31);
        assert!(!presence.write(person(1), "Heron", presence.here(), at(9_000)));
        assert!(presence.nobody_writes());
    }
}
