//! How far the logs reach that this node wrote to lately. Each is told in two beacons, so that one may be lost.

use alongside_protocol::{Seq, StreamId};
use std::collections::HashMap;

/// Logs that a beacon tells of at most; others are found when heads are compared with the database.
const LOGS: usize = 4_096;
/// Beacons that tell of a log after its last event.
const TOLD: u8 = 2;

#[derive(Debug, Default)]
pub struct Recent(HashMap<StreamId, (Seq, u8)>);

impl Recent {
    pub fn wrote(&mut self, stream: StreamId, to: Seq) {
        if self.0.len() < LOGS || self.0.contains_key(&stream) {
            let entry = self.0.entry(stream).or_insert((to, 0));
            *entry = (entry.0.max(to), 0);
        }
    }

    pub fn heads(&self) -> Vec<(StreamId, Seq)> {
        self.0.iter().map(|(stream, (to, _))| (*stream, *to)).collect()
    }

    /// These were told; what grew meanwhile is told again.
    pub fn told(&mut self, heads: &[(StreamId, Seq)]) {
        for (stream, to) in heads {
            if let Some(entry) = self.0.get_mut(stream).filter(|entry| entry.0 == *to) {
                entry.1 += 1;
            }
        }
        self.0.retain(|_, (_, told)| *told < TOLD);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn each_is_told_twice_after_its_last_event() {
        let a = StreamId(Uuid::from_u128(1));
        let mut recent = Recent::default();
        recent.wrote(a, Seq(5));
        recent.told(&recent.heads());
        assert_eq!(recent.heads(), [(a, Seq(5))]);
        recent.wrote(a, Seq(6));
        recent.wrote(a, Seq(4));
        let heads = recent.heads();
        assert_eq!(heads, [(a, Seq(6))]);
        recent.wrote(a, Seq(7));
        recent.told(&heads);
        recent.told(&recent.heads());
        recent.told(&recent.heads());
        assert_eq!(recent.heads(), []);
    }

    #[test]
    fn it_stays_small() {
        let mut recent = Recent::default();
        for n in 0..10_000 {
            recent.wrote(StreamId(Uuid::from_u128(n)), Seq(1));
        }
        assert_eq!(recent.heads().len(), LOGS);
    }
}
