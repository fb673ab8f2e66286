//! WebSocket frames (RFC 6455) and stamped messages as cheap as they can be read: headers only, no UTF-8 check, no JSON
//! parse. Pure.

use memchr::memmem;

pub const TEXT: u8 = 1;
pub const BINARY: u8 = 2;
pub const CLOSE: u8 = 8;
pub const PING: u8 = 9;
pub const PONG: u8 = 10;

/// A frame from the server, and where it is in the bytes that were looked at.
#[derive(Debug, PartialEq, Eq)]
pub struct Frame {
    pub opcode: u8,
    pub start: usize,
    pub end: usize,
}

/// The frame that begins at `from`; `None` when it is not all there. A fragment says its own opcode like a whole frame.
pub fn frame_at(bytes: &[u8], from: usize) -> Option<Frame> {
    let head = bytes.get(from..from + 2)?;
    let opcode = head[0] & 0x0f;
    let masked = head[1] & 0x80 != 0;
    let (length, mut start) = match head[1] & 0x7f {
        126 => {
            let two = bytes.get(from + 2..from + 4)?;
            (usize::from(u16::from_be_bytes([two[0], two[1]])), from + 4)
        }
        127 => {
            let eight: [u8; 8] = bytes.get(from + 2..from + 10)?.try_into().ok()?;
            (usize::try_from(u64::from_be_bytes(eight)).ok()?, from + 10)
        }
        short => (usize::from(short), from + 2),
    };
    if masked {
        start += 4;
    }
    let end = start + length;
    (end <= bytes.len()).then_some(Frame { opcode, start, end })
}

/// The header of a frame; clients mask theirs.
pub fn put_header(out: &mut Vec<u8>, opcode: u8, length: usize, masked: bool) {
    let mask = if masked { 0x80 } else { 0 };
    out.push(0x80 | opcode);
    match (u8::try_from(length), u16::try_from(length)) {
        (Ok(short @ 0..=125), _) => out.push(mask | short),
        (_, Ok(middle)) => {
            out.push(mask | 126);
            out.extend_from_slice(&middle.to_be_bytes());
        }
        _ => {
            out.push(mask | 127);
            out.extend_from_slice(&(length as u64).to_be_bytes());
        }
    }
}

/// A frame as clients send it.
pub fn put_masked(out: &mut Vec<u8>, opcode: u8, payload: &[u8], key: [u8; 4]) {
    put_header(out, opcode, payload.len(), true);
    out.extend_from_slice(&key);
    let from = out.len();
    out.extend_from_slice(payload);
    mask(&mut out[from..], key);
}

/// Masks, or takes a mask off.
pub fn mask(payload: &mut [u8], key: [u8; 4]) {
    for (byte, key) in payload.iter_mut().zip(key.iter().cycle()) {
        *byte ^= key;
    }
}

/// What a message's text begins with: who of the room's senders wrote it, which of theirs it is, and when it should have left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stamp {
    pub sender: u16,
    /// From 1.
    pub counter: u32,
    pub at_us: u64,
}

const STAMP: usize = 26;
/// Stands at both ends of a stamp, and nowhere else in what we send.
const MARK: u8 = b'~';

impl Stamp {
    pub fn put(self, out: &mut Vec<u8>, body_bytes: usize) {
        use std::io::Write as _;
        // Writing into a vector cannot fail.
        let _ = write!(out, "~{:04x}{:08x}{:012x}~", self.sender, self.counter, self.at_us);
        out.extend(FILLING.iter().cycle().take(body_bytes.saturating_sub(STAMP)));
    }

    fn read(text: &[u8]) -> Option<Self> {
        let stamp = text.get(..STAMP)?;
        if stamp[STAMP - 1] != MARK {
            return None;
        }
        let at_us = hex(&stamp[13..25])?;
        Some(Self { sender: hex(&stamp[1..5])? as u16, counter: hex(&stamp[5..13])? as u32, at_us })
    }
}

const FILLING: &[u8] =
    b" the kettle is on and the lamp by the window stays lit until the last of us has gone to sleep;";

fn hex(digits: &[u8]) -> Option<u64> {
    digits.iter().try_fold(0u64, |sum, digit| Some(sum << 4 | u64::from((*digit as char).to_digit(16)?)))
}

/// The stamps in a frame, in its order.
pub fn stamps(text: &[u8]) -> impl Iterator<Item = Stamp> + '_ {
    let mut from = 0;
    std::iter::from_fn(move || {
        loop {
            let at = from + memchr::memchr(MARK, &text[from..])?;
            match Stamp::read(&text[at..]) {
                Some(stamp) => {
                    from = at + STAMP;
                    return Some(stamp);
                }
                None => from = at + 1,
            }
        }
    })
}

/// The number after `name`, which is like `"prev":`.
pub fn number(text: &[u8], name: &[u8]) -> Option<i64> {
    let at = memmem::find(text, name)? + name.len();
    let digits = text[at..].iter().take_while(|byte| byte.is_ascii_digit());
    digits.clone().next()?;
    Some(digits.fold(0, |sum, digit| sum * 10 + i64::from(digit - b'0')))
}

/// The text after `name`, which is like `"stream":"`, up to the next quotation mark.
pub fn word<'a>(text: &'a [u8], name: &[u8]) -> Option<&'a [u8]> {
    let at = memmem::find(text, name)? + name.len();
    let length = memchr::memchr(b'"', &text[at..])?;
    Some(&text[at..at + length])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_of_every_length_are_found_whole_or_not_at_all() {
        for length in [0, 1, 125, 126, 65_535, 65_536, 100_000] {
            let mut bytes = b"rest".to_vec();
            put_header(&mut bytes, TEXT, length, false);
            bytes.extend(std::iter::repeat_n(b'x', length));
            let frame = frame_at(&bytes, 4).expect("all there");
            assert_eq!((frame.opcode, frame.end - frame.start, frame.end), (TEXT, length, bytes.len()));
            for cut in [5, 6, bytes.len() - 1] {
                if cut < bytes.len() {
                    assert_eq!(frame_at(&bytes[..cut], 4), None, "{length} cut at {cut}");
                }
            }
        }
    }

    #[test]
    fn a_masked_frame_reads_back() {
        let mut bytes = Vec::new();
        put_masked(&mut bytes, TEXT, b"hello there", [7, 1, 200, 9]);
        let frame = frame_at(&bytes, 0).expect("all there");
        let mut payload = bytes[frame.start..frame.end].to_vec();
        mask(&mut payload, [7, 1, 200, 9]);
        assert_eq!(payload, b"hello there");
    }

    #[test]
    fn stamps_are_found_among_other_text() {
        let first = Stamp { sender: 63, counter: 1, at_us: 0 };
        let second = Stamp { sender: 0xfffe, counter: u32::MAX, at_us: (1 << 48) - 1 };
        let mut text = b"{\"alias\":\"~ a ~0\",\"body\":\"".to_vec();
        first.put(&mut text, 200);
        text.extend_from_slice(b"\"},{\"body\":\"");
        second.put(&mut text, 0);
        text.extend_from_slice(b"~\"}~00");
        assert_eq!(stamps(&text).collect::<Vec<_>>(), [first, second]);
    }

    #[test]
    fn a_body_has_the_length_that_was_asked_for() {
        for bytes in [26, 27, 200, 4_000] {
            let mut text = Vec::new();
            Stamp { sender: 1, counter: 2, at_us: 3 }.put(&mut text, bytes);
            assert_eq!(text.len(), bytes);
        }
    }

    #[test]
    fn numbers_and_words_by_their_names() {
        let text = br#"{"type":"events","stream":"abc","prev":40,"to":42}"#;
        assert_eq!(number(text, b"\"prev\":"), Some(40));
        assert_eq!(number(text, b"\"to\":"), Some(42));
        assert_eq!(number(text, b"\"stream\":"), None, "not a number");
        assert_eq!(word(text, b"\"stream\":\""), Some(&b"abc"[..]));
        assert_eq!(word(text, b"\"absent\":\""), None);
    }
}
