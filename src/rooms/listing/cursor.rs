//! A room's place in the list, and the same as text for the next page. Pure.

use alongside_protocol::{Refusal, RoomId, Timestamp};
use std::cmp::{Ordering, Reverse};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    /// A moderator is there.
    pub kept: bool,
    pub active_at: Timestamp,
    pub id: RoomId,
}

impl Place {
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        let mut parts = text.splitn(3, '.');
        let kept = match parts.next() {
            Some("1") => Some(true),
            Some("0") => Some(false),
            _ => None,
        };
        let active_at = parts.next().and_then(|ms| ms.parse().ok()).map(Timestamp::from_millis);
        let id = parts.next().and_then(|id| id.parse().ok());
        match (kept, active_at, id) {
            (Some(kept), Some(active_at), Some(id)) => Ok(Self { kept, active_at, id }),
            _ => Err(Refusal::invalid("after", "This is not a place in the list of rooms.")),
        }
    }
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}.{}", u8::from(self.kept), self.active_at.millis(), self.id)
    }
}

/// What comes first is less.
impl Ord for Place {
    fn cmp(&self, other: &Self) -> Ordering {
        let key = |place: &Self| (Reverse(place.kept), Reverse(place.active_at), place.id);
        key(self).cmp(&key(other))
    }
}
impl PartialOrd for Place {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(kept: bool, at: i64, id: u128) -> Place {
        Place { kept, active_at: Timestamp::from_millis(at), id: uuid::Uuid::from_u128(id).into() }
    }

    #[test]
    fn kept_rooms_come_first_then_lively_ones() {
        let order = [place(true, 5, 1), place(true, 5, 2), place(true, 4, 0), place(false, 9, 0), place(false, 1, 3)];
        let mut shuffled = order;
        shuffled.reverse();
        shuffled.sort_unstable();
        assert_eq!(shuffled, order);
    }

    #[test]
    fn a_place_survives_being_text() {
        for place in [place(true, 1_700_000_000_000, 7), place(false, -1, 0)] {
            assert_eq!(Place::parse(&place.to_string()).unwrap(), place);
        }
        for text in ["", "1", "1.2", "2.1.00000000-0000-0000-0000-000000000007", "1.x.y", "'; DROP TABLE room"] {
            assert_eq!(Place::parse(text).unwrap_err().field.as_deref(), Some("after"), "{text:?}");
        }
    }
}
