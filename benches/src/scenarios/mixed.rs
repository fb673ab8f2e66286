//! An ordinary day in little: people talk, type, edit, read history, leave and come back.

use super::{Plan, Window, gathered, progress};
use crate::Mishap;
use crate::pace::{Pace, Pacer, settle};
use crate::result::Row;
use crate::swarm::{Phase, Swarm};
use crate::targets::{Kind, Shape};
use std::time::Duration;

const ROOMS: usize = 20;
const MEMBERS: usize = 25;
const SENDERS: usize = 10;
/// Messages a second in each room.
const RATE: f64 = 2.0;
/// A round of everything else.
const BEAT: Duration = Duration::from_millis(100);
/// Numbers of commands that are not sends: past what the ledger counts.
const OTHER_IDS: u64 = 1 << 40;

pub fn run(plan: &Plan, kind: &Kind, row: &mut Row) -> Result<(), Mishap> {
    let shape = Shape { rooms: plan.scaled(ROOMS), members: MEMBERS };
    let (target, mut swarm) = gathered(plan, kind, shape, SENDERS)?;
    swarm.keeps_messages = true;
    let mut pacer = Pacer::new(&mut swarm, Pace::Rate(RATE));
    pacer.go_on(&mut swarm, plan.warm_up, |_, _| {})?;
    let window = Window::open(&target, &mut swarm);
    let mut day = Day { beat: 0, asked: 0, came_back: 0 };
    let answered = swarm.other_answers;
    for _ in 0..plan.time.as_millis() / BEAT.as_millis() {
        pacer.go_on(&mut swarm, BEAT, |_, _| {})?;
        day.beat(&mut swarm)?;
    }
    progress(&swarm, plan.time);
    window.close(&target, &mut swarm, row);
    settle(&mut swarm)?;
    row.set("other_commands", day.asked as f64);
    row.set("other_commands_without_answer", day.asked as f64 - (swarm.other_answers - answered) as f64);
    row.set("came_back", day.came_back as f64);
    row.set_faults(swarm.ledger.verdict());
    Ok(())
}

struct Day {
    beat: usize,
    asked: u64,
    came_back: u64,
}

impl Day {
    /// In each room: somebody types, somebody edits, somebody reads history; and every second beat somebody who only
    /// reads loses the connection and comes back to what they missed.
    fn beat(&mut self, swarm: &mut Swarm) -> Result<(), Mishap> {
        self.beat += 1;
        let rooms = swarm.senders.len();
        for room in 0..rooms {
            let sender = swarm.senders[room][self.beat % SENDERS];
            let id = swarm.clients[sender].seat.room_id.clone();
            match (self.beat + room) % 10 {
                0..=4 => self.ask(swarm, sender, &format!(r#""type":"typing","room":"{id}"}}"#)),
                5 => self.ask(swarm, sender, &format!(r#""type":"history","room":"{id}"}}"#)),
                6 => {
                    let Some(message) = swarm.clients[sender].last_message.take() else { continue };
                    let message = String::from_utf8_lossy(&message).into_owned();
                    let edit = format!(r#""type":"edit","message":"{message}","body":"Said in other words."}}"#);
                    self.ask(swarm, sender, &edit);
                }
                _ => {}
            }
        }
        if self.beat.is_multiple_of(2) {
            let room = self.beat / 2 % rooms;
            let reader = room * MEMBERS + SENDERS + self.beat / 2 / rooms % (MEMBERS - SENDERS);
            if swarm.clients[reader].phase == Phase::Live {
                swarm.hang_up(reader);
                swarm.begin_to_enter(reader)?;
                self.came_back += 1;
            }
        }
        Ok(())
    }

    fn ask(&mut self, swarm: &mut Swarm, index: usize, rest: &str) {
        if swarm.clients[index].phase == Phase::Live {
            self.asked += 1;
            swarm.write_text(index, format!(r#"{{"id":{},{rest}"#, OTHER_IDS + self.asked).as_bytes());
        }
    }
}
