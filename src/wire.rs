//! A text as the server sends it over a WebSocket (RFC 6455 section 5.2): header and payload in one piece, made once and
//! shared by all who receive it.

use alongside_protocol::ServerFrame;
use bytes::Bytes;
use std::fmt;

const FINAL: u8 = 0x80;
const TEXT: u8 = 1;
/// The longest header of a frame that is not masked.
pub const HEADER_BYTES: usize = 10;

/// The header of a whole, unmasked frame: what stands at the end of the array from the returned place on.
pub fn header(opcode: u8, length: usize) -> ([u8; HEADER_BYTES], usize) {
    let mut header = [0; HEADER_BYTES];
    let at = match (u8::try_from(length), u16::try_from(length)) {
        (Ok(short @ 0..=125), _) => {
            header[9] = short;
            8
        }
        (_, Ok(middle)) => {
            header[7] = 126;
            header[8..].copy_from_slice(&middle.to_be_bytes());
            6
        }
        _ => {
            header[1] = 127;
            header[2..].copy_from_slice(&(length as u64).to_be_bytes());
            0
        }
    };
    header[at] = FINAL | opcode;
    (header, at)
}

/// One text frame. Clones share its bytes.
#[derive(Clone, PartialEq, Eq)]
pub struct Text(Bytes);

impl Text {
    pub fn new(text: &str) -> Self {
        let (header, at) = header(TEXT, text.len());
        let mut bytes = Vec::with_capacity(HEADER_BYTES - at + text.len());
        bytes.extend_from_slice(&header[at..]);
        bytes.extend_from_slice(text.as_bytes());
        Self(bytes.into())
    }

    /// Header and payload.
    pub fn framed(&self) -> &Bytes {
        &self.0
    }

    fn header_bytes(&self) -> usize {
        match self.0[1] {
            127 => HEADER_BYTES,
            126 => 4,
            _ => 2,
        }
    }

    pub fn as_str(&self) -> &str {
        // Only `new` makes one, of a text.
        std::str::from_utf8(&self.0[self.header_bytes()..]).unwrap_or_default()
    }

    /// The payload's length in bytes.
    pub fn len(&self) -> usize {
        self.0.len() - self.header_bytes()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl From<&ServerFrame> for Text {
    fn from(frame: &ServerFrame) -> Self {
        Self::new(&frame.encode())
    }
}

impl Default for Text {
    fn default() -> Self {
        Self::new("")
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_str().fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_written_in_the_fewest_bytes() {
        for (length, expected) in [
            (0, vec![0x81, 0]),
            (125, vec![0x81, 125]),
            (126, vec![0x81, 126, 0, 126]),
            (65_535, vec![0x81, 126, 0xff, 0xff]),
            (65_536, vec![0x81, 127, 0, 0, 0, 0, 0, 1, 0, 0]),
        ] {
            let body = "x".repeat(length);
            let text = Text::new(&body);
            assert!(text.framed().starts_with(&expected), "{length} bytes");
            assert_eq!((text.as_str(), text.len()), (body.as_str(), length));
        }
    }
}
