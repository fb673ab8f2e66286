//! Whether somebody can know of what they were told (policy 2.6: a moderator is always warned before a room closes). Pure.
//!
//! Every channel failed when none of these is so, at the moment in which what was announced would happen:
//! - the mail was accepted by a mail server;
//! - a push service accepted it for a browser of theirs;
//! - they read it in the app, or were there after it was told: then it stood in front of them.
//!
//! What is still being tried has not arrived. That a mail server lost an accepted mail, nobody can know.

/// What became of telling one person one thing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Told {
    pub mailed: bool,
    pub pushed: bool,
    pub read: bool,
    pub was_there: bool,
}

impl Told {
    pub fn arrived(self) -> bool {
        self.mailed || self.pushed || self.read || self.was_there
    }
}

/// Whether a notice reached anybody of those who could act on it: one is enough to keep a room.
pub fn reached(told: &[Told]) -> bool {
    told.iter().any(|told| told.arrived())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_channel_to_one_person_is_enough() {
        let nothing = Told::default();
        for (told, expected) in [
            (vec![], false),
            (vec![nothing], false),
            (vec![nothing, nothing], false),
            (vec![Told { mailed: true, ..nothing }], true),
            (vec![Told { pushed: true, ..nothing }], true),
            (vec![Told { read: true, ..nothing }], true),
            (vec![Told { was_there: true, ..nothing }], true),
            (vec![nothing, Told { mailed: true, ..nothing }], true),
        ] {
            assert_eq!(reached(&told), expected, "{told:?}");
        }
    }
}
