//! Acknowledgements: each is a promise about one message.

use super::journey::Looked;
use super::truth::Truth;
use super::{Report, Violation};
use crate::record::{Fingerprint, Record, What};
use alongside_protocol::stream::Seq;
use alongside_protocol::{ClientMessageId, MessageId, MessageState, RoomId};
use std::collections::HashMap;

#[derive(Default)]
struct Promises {
    /// By client id: the text, and the place behind which it must come to stand.
    sent: HashMap<ClientMessageId, (Fingerprint, Seq)>,
    acknowledged: HashMap<ClientMessageId, (MessageId, Seq)>,
    /// The furthest acknowledged place in a room so far.
    furthest: HashMap<RoomId, Seq>,
}

pub fn kept(records: &[Record], truth: &Truth, looked: &Looked, report: &mut Report) {
    let mut promises = Promises::default();
    for Record { client, what } in records {
        match what {
            What::Sending { room, client_id, text } => {
                let floor = promises.furthest.get(room).copied().unwrap_or_default();
                promises.sent.entry(*client_id).or_insert((*text, floor));
            }
            What::Acknowledged { room, client_id, message, seq, state } => {
                promises.acknowledged(*client, (*room, *client_id), (*message, *seq), report);
                if *state != MessageState::Held {
                    found(*room, *client_id, (*message, *seq), truth, looked, report);
                }
                promises.unaltered(*room, *client_id, *message, truth, report);
            }
            What::NotSent { client_id, may_have_happened: false, .. } => {
                let message = truth.by_client_id.get(client_id);
                if let Some(message) = message.filter(|_| !promises.acknowledged.contains_key(client_id)) {
                    report.violations.insert(Violation::Ghost { client_id: *client_id, message: *message });
                }
            }
            _ => {}
        }
    }
    report.acknowledged = promises.acknowledged.len();
}

impl Promises {
    /// The same client id has one answer for ever, and later sends stand behind earlier answers.
    fn acknowledged(
        &mut self,
        client: u32,
        (room, client_id): (RoomId, ClientMessageId),
        answer: (MessageId, Seq),
        report: &mut Report,
    ) {
        let (stream, seq) = (room.into(), answer.1);
        if *self.acknowledged.entry(client_id).or_insert(answer) != answer {
            let what = "one client id was acknowledged as two messages";
            report.violations.insert(Violation::Duplicated { client, stream, seq, what });
        }
        if self.sent.get(&client_id).is_some_and(|(_, floor)| seq <= *floor) {
            let what = "a message stands before one that was acknowledged before it was sent";
            report.violations.insert(Violation::Reordered { client, stream, seq, what });
        }
        let furthest = self.furthest.entry(room).or_default();
        *furthest = seq.max(*furthest);
    }

    fn unaltered(
        &self,
        room: RoomId,
        client_id: ClientMessageId,
        message: MessageId,
        truth: &Truth,
        report: &mut Report,
    ) {
        let (sent, seen) = (self.sent.get(&client_id), truth.texts.get(&message));
        if let (Some((sent, _)), Some(seen)) = (sent, seen)
            && sent != seen
        {
            report.violations.insert(Violation::Altered { room, message });
        }
    }
}

fn found(
    room: RoomId,
    client_id: ClientMessageId,
    (message, seq): (MessageId, Seq),
    truth: &Truth,
    looked: &Looked,
    report: &mut Report,
) {
    let there = truth.places.get(&message) == Some(&(room.into(), seq));
    if there {
        return;
    }
    let violation = if truth.places.contains_key(&message) || looked.at(room.into(), seq) {
        Violation::Lost { room, client_id, message, seq }
    } else {
        Violation::Unproven { room, message, seq }
    };
    report.violations.insert(violation);
}
