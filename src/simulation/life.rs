//! What people do in a room, and what befalls a server.

use alongside_protocol::CertificateId;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

pub const MINUTE: i64 = 60_000;
pub const HOUR: i64 = 60 * MINUTE;
pub const DAY: i64 = 24 * HOUR;

/// Chance, from a seed.
pub struct Dice(StdRng);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(StdRng::seed_from_u64(seed))
    }

    pub fn between(&mut self, least: i64, most: i64) -> i64 {
        self.0.random_range(least..=most)
    }

    /// True `n` times in a thousand.
    pub fn happens(&mut self, n: u32) -> bool {
        self.0.random_ratio(n, 1_000)
    }
}

/// How a moderator keeps a room.
#[derive(Debug, Clone, Copy)]
pub enum Habit {
    Daily,
    Slack,
    Seldom,
    /// Weeks of silence, around the day on which rooms are closed.
    Vanishing,
}

impl Habit {
    pub fn drawn(dice: &mut Dice) -> Self {
        match dice.between(0, 9) {
            0..=2 => Self::Daily,
            3..=5 => Self::Slack,
            6..=7 => Self::Seldom,
            _ => Self::Vanishing,
        }
    }

    /// Until the next post. Some fall on a threshold to the minute.
    pub fn pause(self, dice: &mut Dice) -> i64 {
        if dice.happens(100) {
            let threshold = [24 * HOUR, 48 * HOUR, 96 * HOUR, 21 * DAY, 28 * DAY, 30 * DAY];
            return threshold[dice.between(0, 5) as usize] + dice.between(-15, 15) * MINUTE;
        }
        match self {
            Self::Daily => dice.between(18 * HOUR, 60 * HOUR),
            Self::Slack => dice.between(30 * HOUR, 120 * HOUR),
            Self::Seldom => dice.between(3 * DAY, 25 * DAY),
            Self::Vanishing => dice.between(15 * DAY, 45 * DAY),
        }
    }
}

/// Something that people do in one room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// A moderator writes something new.
    Post,
    /// A moderator says again what they said last.
    Repeat,
    /// Somebody writes who does not keep the room.
    Chat,
    /// All who keep it are away for a time.
    Leave(i64),
    /// Nobody keeps it any more.
    Lose,
    /// Somebody keeps it again.
    Succeed,
    /// Its team, or staff, open it again.
    Reopen,
}

impl Act {
    /// What happens next in an open room.
    pub fn drawn(dice: &mut Dice) -> Self {
        match dice.between(0, 999) {
            0..=14 => Self::Leave(dice.between(2 * DAY, 21 * DAY)),
            15..=24 => Self::Lose,
            25..=124 => Self::Repeat,
            125..=174 => Self::Chat,
            _ => Self::Post,
        }
    }
}

/// Something that is done about somebody's certificate, or that they do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PersonAct {
    /// Staff verify a new one.
    Renew,
    /// Staff learn that the one that is valid longest holds no more.
    TakeBack,
    /// Staff look at it again.
    Check(CertificateId),
    /// The agreement is accepted.
    Accept,
}

/// Something that befalls the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// Nobody watches and nobody posts.
    Outage(i64),
    /// The database's clock is set.
    Jump(i64),
    /// One node forgets what it remembered.
    Restart,
}

impl Fault {
    pub fn drawn(dice: &mut Dice) -> Self {
        match dice.between(0, 9) {
            0 => Self::Outage(40 * DAY),
            1..=2 => Self::Outage(3 * DAY),
            3 => Self::Outage(dice.between(20 * MINUTE, 12 * HOUR)),
            4 => Self::Jump(40 * DAY),
            5 => Self::Jump(dice.between(16 * MINUTE, 30 * HOUR)),
            6 => Self::Jump(-dice.between(11 * MINUTE, 30 * HOUR)),
            7 => Self::Jump(-40 * DAY),
            _ => Self::Restart,
        }
    }
}
