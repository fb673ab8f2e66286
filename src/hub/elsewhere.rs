//! Who is in which room on other nodes. Each tells of changes, and of everything every [`REFRESH`]; what is not told again for
//! [`LEASE`] ends by itself, as when its node has died (protocol: a lease for each node and room).

use super::presence::Presence;
use crate::bus::RoomPresence;
use alongside_protocol::{AccountId, NodeId, StreamId, Timestamp};
use chrono::TimeDelta;
use dashmap::DashMap;
use std::collections::{BTreeSet, HashMap};
use std::time::Duration;

/// How often a node tells of all its rooms.
pub const REFRESH: Duration = Duration::from_secs(20);
/// What was told holds so long.
const LEASE: TimeDelta = TimeDelta::seconds(60);

#[derive(Debug, Default)]
pub struct Elsewhere {
    rooms: DashMap<StreamId, HashMap<NodeId, Lease>>,
}

#[derive(Debug)]
struct Lease {
    presence: RoomPresence,
    until: Timestamp,
}

impl Elsewhere {
    /// A node says who is in a room; whether that is news.
    pub fn told(&self, node: NodeId, presence: RoomPresence, now: Timestamp) -> bool {
        let room = presence.room;
        if presence.here == 0 {
            return self.remove(room, node);
        }
        let lease = Lease { presence: presence.clone(), until: now + LEASE };
        let before = self.rooms.entry(room).or_default().insert(node, lease);
        before.is_none_or(|before| before.presence != presence)
    }

    fn remove(&self, room: StreamId, node: NodeId) -> bool {
        let removed = self.rooms.get_mut(&room).is_some_and(|mut nodes| nodes.remove(&node).is_some());
        self.rooms.remove_if(&room, |_, nodes| nodes.is_empty());
        removed
    }

    /// Forgets leases that ran out; the rooms where that changes something.
    pub fn expire(&self, now: Timestamp) -> Vec<StreamId> {
        self.retain(|_, lease| lease.until > now)
    }

    /// A node is gone; the rooms where that changes something.
    pub fn forget(&self, node: NodeId) -> Vec<StreamId> {
        self.retain(|other, _| *other != node)
    }

    fn retain(&self, keep: impl Fn(&NodeId, &Lease) -> bool) -> Vec<StreamId> {
        let mut changed = Vec::new();
        self.rooms.retain(|room, nodes| {
            let before = nodes.len();
            nodes.retain(|node, lease| keep(node, lease));
            if nodes.len() != before {
                changed.push(*room);
            }
            !nodes.is_empty()
        });
        changed
    }

    /// People and moderators in a room on all nodes, given those on this one. Somebody on two nodes is one person, as long
    /// as a node has few enough people in the room to name them.
    pub fn with(&self, room: StreamId, local: &Presence) -> (u32, Vec<AccountId>) {
        let Some(nodes) = self.rooms.get(&room) else { return (local.here(), local.moderators()) };
        let mut people: BTreeSet<AccountId> = local.people().collect();
        let mut moderators: BTreeSet<AccountId> = local.moderators().into_iter().collect();
        let mut unnamed = 0_u32;
        for Lease { presence, .. } in nodes.values() {
            people.extend(&presence.people);
            moderators.extend(&presence.moderators);
            if presence.people.is_empty() {
                unnamed = unnamed.saturating_add(presence.here);
            }
        }
        let named = u32::try_from(people.len()).unwrap_or(u32::MAX);
        (named.saturating_add(unnamed), moderators.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    const ROOM: StreamId = StreamId(Uuid::from_u128(1));

    fn node(n: u128) -> NodeId {
        NodeId(Uuid::from_u128(n))
    }
    fn person(n: u128) -> AccountId {
        AccountId(Uuid::from_u128(n))
    }
    fn at(ms: i64) -> Timestamp {
        Timestamp::from_millis(ms)
    }
    fn told(people: &[u128], moderators: &[u128]) -> RoomPresence {
        let people: Vec<_> = people.iter().map(|n| person(*n)).collect();
        let moderators = moderators.iter().map(|n| person(*n)).collect();
        RoomPresence { room: ROOM, here: people.len() as u32, people, moderators }
    }

    #[test]
    fn somebody_on_two_nodes_is_one_person() {
        let mut local = Presence::default();
        local.enter(person(1), false);
        let elsewhere = Elsewhere::default();
        assert!(elsewhere.told(node(1), told(&[1, 2], &[2]), at(0)));
        assert!(!elsewhere.told(node(1), told(&[1, 2], &[2]), at(0)), "that is no news");
        assert!(elsewhere.told(node(2), told(&[2, 3], &[]), at(0)));
        assert_eq!(elsewhere.with(ROOM, &local), (3, vec![person(2)]));
        let many = RoomPresence { here: 500, ..told(&[], &[9]) };
        assert!(elsewhere.told(node(3), many, at(0)));
        assert_eq!(elsewhere.with(ROOM, &local), (503, vec![person(2), person(9)]));
    }

    #[test]
    fn a_node_that_says_nothing_more_is_forgotten_after_a_minute() {
        let elsewhere = Elsewhere::default();
        elsewhere.told(node(1), told(&[1], &[]), at(0));
        elsewhere.told(node(2), told(&[2], &[]), at(20_000));
        assert_eq!(elsewhere.expire(at(59_999)), []);
        assert_eq!(elsewhere.expire(at(60_000)), [ROOM]);
        assert_eq!(elsewhere.with(ROOM, &Presence::default()), (1, vec![]));
        assert!(elsewhere.told(node(2), RoomPresence::nobody(ROOM), at(60_000)));
        assert!(!elsewhere.told(node(2), RoomPresence::nobody(ROOM), at(60_000)));
        assert!(elsewhere.rooms.is_empty());
    }

    #[test]
    fn goodbye_takes_effect_at_once() {
        let elsewhere = Elsewhere::default();
        elsewhere.told(node(1), told(&[1], &[1]), at(0));
        assert_eq!(elsewhere.forget(node(2)), []);
        assert_eq!(elsewhere.forget(node(1)), [ROOM]);
        assert!(elsewhere.rooms.is_empty());
    }
}
