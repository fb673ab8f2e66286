//! What clients make of what the server says.

use super::{Dialect, Phase, Swarm};
use crate::wire::{self, BINARY, CLOSE, PING, TEXT};
use memchr::memmem;

/// Kept of what was refused, to show.
const REFUSALS_KEPT: usize = 5;
const SHOWN_BYTES: usize = 300;

impl Swarm {
    /// New bytes for a client: what is whole is heard, the rest kept.
    pub(super) fn take_in(&mut self, index: usize, bytes: &[u8]) {
        let partial = std::mem::take(&mut self.clients[index].partial);
        let left = left_of(partial, bytes, |bytes| self.hear_all(index, bytes));
        if self.clients[index].socket.is_some() {
            self.clients[index].partial = left;
        }
    }

    /// How many of the bytes were whole.
    fn hear_all(&mut self, index: usize, bytes: &[u8]) -> usize {
        let mut used = 0;
        if self.clients[index].phase == Phase::Upgrading {
            let Some(end) = memmem::find(bytes, b"\r\n\r\n") else { return 0 };
            used = end + 4;
            if !bytes.starts_with(b"HTTP/1.1 101") {
                self.refused(bytes);
                self.lost_socket(index);
                return used;
            }
            self.upgraded(index);
        }
        while let Some(frame) = wire::frame_at(bytes, used) {
            let payload = &bytes[frame.start..frame.end];
            match frame.opcode {
                TEXT | BINARY => self.hear(index, payload),
                PING => {
                    let mut pong = Vec::new();
                    wire::put_masked(&mut pong, wire::PONG, payload, super::MASK);
                    self.write(index, &pong);
                }
                CLOSE => {
                    self.refused(&payload[payload.len().min(2)..]);
                    self.lost_socket(index);
                    return bytes.len();
                }
                _ => {}
            }
            used = frame.end;
        }
        used
    }

    fn upgraded(&mut self, index: usize) {
        self.clients[index].phase = Phase::Entering;
        match self.dialect {
            Dialect::Alongside => {
                let hello = self.clients[index].hello(self.epoch.as_deref());
                self.write_text(index, hello.as_bytes());
            }
            Dialect::Plain => self.live(index),
            Dialect::SocketIo | Dialect::Nats | Dialect::JetStream => {}
        }
    }

    pub(super) fn live(&mut self, index: usize) {
        let now = self.now_us();
        let client = &mut self.clients[index];
        if client.phase == Phase::Entering {
            client.phase = Phase::Live;
            client.live_us = now;
        }
    }

    fn hear(&mut self, index: usize, text: &[u8]) {
        match self.dialect {
            Dialect::Alongside => self.hear_alongside(index, text),
            Dialect::Plain => self.hear_stamps(index, text),
            Dialect::Nats | Dialect::JetStream => self.hear_nats(index, text),
            Dialect::SocketIo => match text {
                [b'0', ..] => self.write_text(index, b"40"),
                [b'4', b'0', ..] => self.live(index),
                [b'2'] => self.write_text(index, b"3"),
                _ => self.hear_stamps(index, text),
            },
        }
    }

    pub(super) fn hear_stamps(&mut self, index: usize, text: &[u8]) {
        let now = self.now_us();
        let client = &self.clients[index];
        let (room, member, own) = (client.seat.room, client.member, client.sender);
        let slow = client.slow;
        for stamp in wire::stamps(text) {
            self.ledger.hear(room, member, stamp, now, !slow);
            if Some(stamp.sender) == own {
                self.echoes.push(index);
            }
        }
    }

    /// The server writes `type` first, and the numbers of a batch before its events: no need to look far.
    fn hear_alongside(&mut self, index: usize, text: &[u8]) {
        const TYPE: &[u8] = br#"{"type":""#;
        let kind = text.get(TYPE.len()..).unwrap_or_default();
        if kind.starts_with(b"events\"") {
            self.hear_batch(index, text);
        } else if kind.starts_with(b"ok\"") {
            self.answered(index, text, true);
        } else if kind.starts_with(b"error\"") {
            self.refused(text);
            self.answered(index, text, false);
        } else {
            self.other_frames += 1;
            if kind.starts_with(b"ping\"") {
                let ping = wire::number(text, b"\"ping\":").unwrap_or_default();
                self.write_text(index, format!(r#"{{"type":"pong","ping":{ping}}}"#).as_bytes());
            } else if kind.starts_with(b"resync\"") {
                self.resynced(index, text);
            } else if kind.starts_with(b"welcome\"") {
                self.welcomed(index, text);
            } else if kind.starts_with(b"stream_ended\"") {
                self.refused(text);
            }
        }
    }

    fn hear_batch(&mut self, index: usize, text: &[u8]) {
        let stream = wire::word(text, b"\"stream\":\"").unwrap_or_default();
        let client = &mut self.clients[index];
        let (prev, to) = (wire::number(text, b"\"prev\":"), wire::number(text, b"\"to\":"));
        if stream == client.seat.room_id.as_bytes() {
            let fits = prev.is_some() && prev == client.cursor;
            client.cursor = to;
            if !fits {
                self.ledger.gap();
            }
            self.hear_stamps(index, text);
        } else if let Some((_, cursor)) = &mut client.own
            && let Some(to) = to
        {
            *cursor = to;
        }
    }

    fn answered(&mut self, index: usize, text: &[u8], ok: bool) {
        let now = self.now_us();
        let client = &self.clients[index];
        let re = wire::number(text, b"\"re\":");
        let (Some(sender), Some(Ok(re))) = (client.sender, re.map(u32::try_from)) else {
            self.other_answers += 1;
            if !ok {
                self.ledger.refuse_other();
            }
            return;
        };
        self.answers.push(index);
        if ok {
            let message = wire::word(text, b"\"message\":\"");
            self.clients[index].last_message = self.keeps_messages.then(|| message.map(<[u8]>::to_vec)).flatten();
            let client = &self.clients[index];
            self.ledger.acknowledge(client.seat.room, sender, re, now);
        } else {
            self.ledger.refuse(client.seat.room, sender, re);
        }
    }

    /// A resync of the room is what a client that never was here waits for.
    fn resynced(&mut self, index: usize, text: &[u8]) {
        let stream = wire::word(text, b"\"stream\":\"").unwrap_or_default();
        let seq = memmem::find(text, b"\"position\":").and_then(|at| wire::number(&text[at..], b"\"seq\":"));
        let client = &mut self.clients[index];
        if stream == client.seat.room_id.as_bytes() {
            client.cursor = seq;
            self.live(index);
        } else if let (Ok(own), Some(seq)) = (std::str::from_utf8(stream), seq) {
            client.own = Some((own.to_owned(), seq));
        }
    }

    /// Somebody who comes back is there when the server says that it goes on from their place.
    fn welcomed(&mut self, index: usize, text: &[u8]) {
        if self.epoch.is_none() {
            self.epoch = wire::word(text, b"\"epoch\":\"").map(|epoch| String::from_utf8_lossy(epoch).into_owned());
        }
        if memmem::find(text, b"\"verdict\":\"refused\"").is_some() {
            self.refused(text);
            return self.lost_socket(index);
        }
        let goes_on = format!(r#""verdict":"replay","stream":"{}""#, self.clients[index].seat.room_id);
        if memmem::find(text, goes_on.as_bytes()).is_some() {
            self.live(index);
        }
    }

    pub(super) fn refused(&mut self, text: &[u8]) {
        if self.refusals.len() < REFUSALS_KEPT {
            let shown = &text[..text.len().min(SHOWN_BYTES)];
            self.refusals.push(String::from_utf8_lossy(shown).into_owned());
        }
    }
}

/// Lets `hear` take what is whole of what was left before and the new bytes; what it leaves. Nothing left keeps no memory: most
/// clients have nothing half read.
pub(super) fn left_of(mut before: Vec<u8>, bytes: &[u8], hear: impl FnOnce(&[u8]) -> usize) -> Vec<u8> {
    if before.is_empty() {
        let used = hear(bytes);
        return bytes[used..].to_vec();
    }
    before.extend_from_slice(bytes);
    let used = hear(&before);
    before.drain(..used);
    if before.is_empty() { Vec::new() } else { before }
}
