//! Which nodes there are, as their beacons tell. For people to look at; nothing else depends on it.

use super::message::About;
use alongside_protocol::NodeId;
use std::collections::BTreeMap;
use std::time::Duration;
use tokio::time::Instant;

/// A node that says nothing for so long is no longer shown: whoever looks after a night with a crash still sees it.
const FORGOTTEN: Duration = Duration::from_secs(15 * 60);
/// Nodes that are remembered; each start of a program is one.
const NODES: usize = 256;

/// A node, and how long ago it was heard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownNode {
    pub node: NodeId,
    pub about: About,
    pub heard_ago: Duration,
}

#[derive(Debug, Default)]
pub struct Roster(BTreeMap<NodeId, (About, Instant)>);

impl Roster {
    pub fn heard(&mut self, node: NodeId, about: About, now: Instant) {
        self.0.retain(|_, (_, at)| now.duration_since(*at) < FORGOTTEN);
        if self.0.len() < NODES || self.0.contains_key(&node) {
            self.0.insert(node, (about, now));
        }
    }

    pub fn gone(&mut self, node: NodeId) {
        self.0.remove(&node);
    }

    pub fn all(&self, now: Instant) -> Vec<KnownNode> {
        let known = |(node, (about, at)): (&NodeId, &(About, Instant))| KnownNode {
            node: *node,
            about: about.clone(),
            heard_ago: now.duration_since(*at),
        };
        self.0.iter().map(known).filter(|known| known.heard_ago < FORGOTTEN).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn node(n: u128) -> NodeId {
        NodeId(Uuid::from_u128(n))
    }
    fn about(connections: u32) -> About {
        About { version: "1".into(), connections }
    }

    #[test]
    fn a_silent_node_is_shown_for_a_while_and_one_that_left_is_not() {
        let (start, mut roster) = (Instant::now(), Roster::default());
        let shown = |roster: &Roster, after: Duration| {
            roster.all(start + after).into_iter().map(|known| (known.node, known.heard_ago)).collect::<Vec<_>>()
        };
        roster.heard(node(1), about(1), start);
        roster.heard(node(1), about(2), start);
        roster.heard(node(2), about(3), start + Duration::from_secs(1));
        assert_eq!(roster.all(start + Duration::from_secs(1))[0].about, about(2), "the last word counts");
        let nearly = FORGOTTEN - Duration::from_millis(1);
        assert_eq!(shown(&roster, nearly), [(node(1), nearly), (node(2), nearly - Duration::from_secs(1))]);
        assert_eq!(shown(&roster, FORGOTTEN), [(node(2), FORGOTTEN - Duration::from_secs(1))]);
        roster.gone(node(2));
        assert_eq!(shown(&roster, FORGOTTEN), []);
    }

    #[test]
    fn it_stays_small() {
        let (start, mut roster) = (Instant::now(), Roster::default());
        (0..1_000).for_each(|n| roster.heard(node(n), about(0), start));
        assert_eq!(roster.0.len(), NODES);
        roster.heard(node(5_000), about(0), start + FORGOTTEN);
        assert_eq!(roster.0.len(), 1);
    }
}
