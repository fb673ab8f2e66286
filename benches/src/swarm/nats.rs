//! NATS' protocol: lines, and after `MSG` a payload of the length that it says. A message may go on in the next frame.

use super::hearing::left_of;
use super::{Dialect, Swarm};
use crate::wire;
use memchr::memmem;

/// Subjects of acknowledgements: whose, and of which of their messages.
const ACKNOWLEDGED: &str = "_INBOX.";
const LINE_END: &[u8] = b"\r\n";

/// What one line, with its payload, says.
#[derive(Debug, PartialEq, Eq)]
enum Word<'a> {
    Info,
    Ping,
    Pong,
    Message { subject: &'a [u8], payload: &'a [u8] },
    Refusal(&'a [u8]),
    Other,
}

/// The first word and how many bytes it took; `None` when it is not all there.
fn word(bytes: &[u8]) -> Option<(Word<'_>, usize)> {
    let end = memmem::find(bytes, LINE_END)?;
    let (line, after) = (&bytes[..end], end + LINE_END.len());
    let Some(rest) = line.strip_prefix(b"MSG ") else {
        let word = match line {
            b"PING" => Word::Ping,
            b"PONG" => Word::Pong,
            _ if line.starts_with(b"INFO") => Word::Info,
            _ if line.starts_with(b"-ERR") => Word::Refusal(line),
            _ => Word::Other,
        };
        return Some((word, after));
    };
    // MSG subject sid [reply] length
    let mut parts = rest.split(|byte| *byte == b' ');
    let subject = parts.next().unwrap_or_default();
    let length = parts.next_back().and_then(|digits| wire::number(digits, b""));
    let Some(length) = length.and_then(|length| usize::try_from(length).ok()) else {
        return Some((Word::Refusal(line), after));
    };
    let payload = bytes.get(after..after + length)?;
    let whole = after + length + LINE_END.len();
    (bytes.len() >= whole).then_some((Word::Message { subject, payload }, whole))
}

impl Swarm {
    pub(super) fn hear_nats(&mut self, index: usize, bytes: &[u8]) {
        let half = std::mem::take(&mut self.clients[index].half);
        self.clients[index].half = left_of(half, bytes, |bytes| self.hear_words(index, bytes));
    }

    fn hear_words(&mut self, index: usize, bytes: &[u8]) -> usize {
        let mut used = 0;
        while let Some((word, length)) = word(&bytes[used..]) {
            used += length;
            match word {
                Word::Info => self.subscribe(index),
                Word::Ping => self.write_text(index, b"PONG\r\n"),
                Word::Pong => self.live(index),
                Word::Message { subject, payload } => match subject.strip_prefix(ACKNOWLEDGED.as_bytes()) {
                    Some(of) => self.stored(index, of, payload),
                    None => self.hear_stamps(index, payload),
                },
                Word::Refusal(line) => self.refused(line),
                Word::Other => {}
            }
        }
        used
    }

    /// The server answers the ping when it has taken in what stands before it.
    fn subscribe(&mut self, index: usize) {
        let room = &self.clients[index].seat.room_id;
        let mut text = format!("CONNECT {{\"verbose\":false,\"pedantic\":false}}\r\nSUB room.{room} 1\r\n");
        if self.dialect == Dialect::JetStream {
            text.push_str(&format!("SUB {ACKNOWLEDGED}{index}.* 2\r\n"));
        }
        text.push_str("PING\r\n");
        self.write_text(index, text.as_bytes());
    }

    /// `of` is `client.counter`.
    fn stored(&mut self, index: usize, of: &[u8], payload: &[u8]) {
        let now = self.now_us();
        let client = &self.clients[index];
        let (room, counter) = (client.seat.room, wire::number(of, b".").map(u32::try_from));
        let (Some(sender), Some(Ok(counter))) = (client.sender, counter) else { return self.refused(of) };
        self.answers.push(index);
        if memmem::find(payload, b"\"error\"").is_some() {
            self.refused(payload);
            self.ledger.refuse(room, sender, counter);
        } else {
            self.ledger.acknowledge(room, sender, counter, now);
        }
    }
}

/// A message as clients send it.
pub fn put_message(out: &mut Vec<u8>, room: &str, reply: Option<(usize, u32)>, payload: &[u8]) {
    out.extend_from_slice(format!("PUB room.{room} ").as_bytes());
    if let Some((client, counter)) = reply {
        out.extend_from_slice(format!("{ACKNOWLEDGED}{client}.{counter} ").as_bytes());
    }
    out.extend_from_slice(format!("{}\r\n", payload.len()).as_bytes());
    out.extend_from_slice(payload);
    out.extend_from_slice(LINE_END);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_read_whole_or_not_at_all() {
        let bytes = b"INFO {}\r\nMSG room.3 1 5\r\nhe\r\no\r\nMSG _INBOX.7.12 2 x.y 2\r\n{}\r\nPING\r\n-ERR 'no'\r\nMSG room.3 1 x\r\n";
        let expected = [
            Word::Info,
            Word::Message { subject: b"room.3", payload: b"he\r\no" },
            Word::Message { subject: b"_INBOX.7.12", payload: b"{}" },
            Word::Ping,
            Word::Refusal(b"-ERR 'no'"),
            Word::Refusal(b"MSG room.3 1 x"),
        ];
        let mut at = 0;
        for expected in expected {
            let (found, length) = word(&bytes[at..]).expect("all there");
            for cut in 0..length {
                assert_eq!(word(&bytes[at..at + cut]), None, "{expected:?} cut at {cut}");
            }
            assert_eq!(found, expected);
            at += length;
        }
        assert_eq!(at, bytes.len());
    }

    #[test]
    fn a_message_says_its_length_and_where_to_answer() {
        let mut out = Vec::new();
        put_message(&mut out, "3", Some((7, 12)), b"hello");
        put_message(&mut out, "3", None, b"");
        assert_eq!(out, b"PUB room.3 _INBOX.7.12 5\r\nhello\r\nPUB room.3 0\r\n\r\n");
    }
}
