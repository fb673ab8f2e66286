//! Who sends when.

use crate::Mishap;
use crate::swarm::Swarm;
use std::time::{Duration, Instant};

/// Nobody waits longer for the network than this, in microseconds.
const TURN_US: u64 = 20_000;
/// What is under way at the end of a run may take so long to arrive.
const SETTLE: Duration = Duration::from_secs(20);

#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Pace {
    /// So many messages a second in each room, at moments fixed beforehand. A server that falls behind is not spared, and
    /// times count from those moments (no coordinated omission).
    Rate(f64),
    /// Each sender sends when its last message has come back to it.
    UntilHeard,
    /// Each sender sends when its last message was acknowledged.
    UntilAcknowledged,
}

pub struct Pacer {
    pace: Pace,
    /// When each room's next message is due, and whose turn it is.
    rooms: Vec<(f64, usize)>,
}

impl Pacer {
    /// Begins now.
    pub fn new(swarm: &mut Swarm, pace: Pace) -> Self {
        let now = swarm.now_us() as f64;
        let count = swarm.senders.len();
        let rooms = (0..count).map(|room| match pace {
            // Rooms do not all speak at once.
            Pace::Rate(rate) => (now + 1e6 / rate * room as f64 / count as f64, 0),
            _ => (f64::INFINITY, 0),
        });
        let pacer = Self { pace, rooms: rooms.collect() };
        if !matches!(pace, Pace::Rate(_)) {
            for index in swarm.senders.concat() {
                swarm.send(index, swarm.now_us());
            }
        }
        pacer
    }

    /// Sends what is due, then lets the network do what it can.
    pub fn turn(&mut self, swarm: &mut Swarm) -> Result<(), Mishap> {
        let next = self.send_due(swarm);
        swarm.turn(next)?;
        let ready = match self.pace {
            Pace::Rate(_) => Vec::new(),
            Pace::UntilHeard => std::mem::take(&mut swarm.echoes),
            Pace::UntilAcknowledged => std::mem::take(&mut swarm.answers),
        };
        swarm.echoes.clear();
        swarm.answers.clear();
        for index in ready {
            swarm.send(index, swarm.now_us());
        }
        Ok(())
    }

    /// When to look again.
    fn send_due(&mut self, swarm: &mut Swarm) -> u64 {
        let now = swarm.now_us();
        let mut next = now + TURN_US;
        let Pace::Rate(rate) = self.pace else { return next };
        for (room, (due, turn)) in self.rooms.iter_mut().enumerate() {
            while *due <= now as f64 {
                let senders = &swarm.senders[room];
                let index = senders[*turn % senders.len()];
                swarm.send(index, *due as u64);
                *turn += 1;
                *due += 1e6 / rate;
            }
            next = next.min(*due as u64);
        }
        next
    }

    /// Goes on for so long, calling `look` about once a second.
    pub fn go_on(
        &mut self,
        swarm: &mut Swarm,
        time: Duration,
        mut look: impl FnMut(&Swarm, Duration),
    ) -> Result<(), Mishap> {
        let (began, mut looked) = (Instant::now(), Instant::now());
        while began.elapsed() < time {
            self.turn(swarm)?;
            if looked.elapsed() >= Duration::from_secs(1) {
                looked = Instant::now();
                look(swarm, began.elapsed());
            }
        }
        Ok(())
    }
}

/// Waits until everything that was sent has arrived; what does not come in time counts as lost.
pub fn settle(swarm: &mut Swarm) -> Result<bool, Mishap> {
    let began = Instant::now();
    loop {
        swarm.turn_for(Duration::from_millis(20))?;
        swarm.echoes.clear();
        swarm.answers.clear();
        if swarm.ledger.is_settled() {
            return Ok(true);
        }
        if began.elapsed() > SETTLE {
            return Ok(false);
        }
    }
}
