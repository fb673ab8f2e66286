//! What clients' bytes amount to: the framing of RFC 6455 section 5, from a server's side. Pure, and it keeps no more than
//! the unfinished part of one message.
//!
//! Bytes may come cut anywhere. A text that cannot become UTF-8 any more is refused at once, not at its end. Memory grows with
//! what was received, not with what a header promises.

use alongside_protocol::close;
use std::borrow::Cow;
use std::str;

pub const CONTINUATION: u8 = 0;
pub const TEXT: u8 = 1;
pub const BINARY: u8 = 2;
pub const CLOSE: u8 = 8;
pub const PING: u8 = 9;
pub const PONG: u8 = 10;

/// The longest payload of a control frame (section 5.5).
pub const CONTROL_BYTES: usize = 125;
/// The longest header of a masked frame.
const HEADER_BYTES: usize = 14;
const MASKED: u8 = 0x80;
const FINAL: u8 = 0x80;
const RESERVED: u8 = 0x70;

/// What a client said.
#[derive(Debug, PartialEq, Eq)]
pub enum Said<'a> {
    Text(Cow<'a, str>),
    Binary(Cow<'a, [u8]>),
    /// To be answered with the same payload.
    Ping(Vec<u8>),
    Pong,
    /// To be answered with the same code, if there is one. Nothing after it counts.
    Close(Option<u16>),
}

/// The bytes are not WebSocket, or too many: the connection ends with this code (section 7.4.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fault(pub u16);

const WRONG: Fault = Fault(close::PROTOCOL_ERROR);
const NO_TEXT: Fault = Fault(close::INVALID_TEXT);

#[derive(Debug)]
pub struct Decoder {
    /// A message may have so many bytes.
    largest: usize,
    header: [u8; HEADER_BYTES],
    header_bytes: u8,
    frame: Option<Frame>,
    /// A control frame's payload so far.
    control: Vec<u8>,
    message: Option<Box<Message>>,
}

/// The frame whose payload is coming.
#[derive(Debug, Clone, Copy)]
struct Frame {
    opcode: u8,
    is_final: bool,
    mask: [u8; 4],
    left: usize,
}

impl Frame {
    fn is_control(self) -> bool {
        self.opcode >= CLOSE
    }

    /// Takes the mask off the next piece of the payload.
    fn unmask(&mut self, piece: &mut [u8]) {
        let wide: [u8; 16] = std::array::from_fn(|at| self.mask[at % 4]);
        let mut pieces = piece.chunks_exact_mut(16);
        for piece in &mut pieces {
            for (byte, key) in piece.iter_mut().zip(wide) {
                *byte ^= key;
            }
        }
        for (byte, key) in pieces.into_remainder().iter_mut().zip(wide) {
            *byte ^= key;
        }
        self.mask.rotate_left(piece.len() % 4);
        self.left -= piece.len();
    }
}

/// A message that is not whole yet.
#[derive(Debug)]
struct Message {
    is_text: bool,
    bytes: Vec<u8>,
    /// So many of them are whole characters.
    checked: usize,
}

impl Message {
    fn check(&mut self) -> Result<(), Fault> {
        if !self.is_text {
            return Ok(());
        }
        match str::from_utf8(&self.bytes[self.checked..]) {
            Ok(_) => self.checked = self.bytes.len(),
            Err(error) if error.error_len().is_none() => self.checked += error.valid_up_to(),
            Err(_) => return Err(NO_TEXT),
        }
        Ok(())
    }

    fn finish(self) -> Result<Said<'static>, Fault> {
        if self.is_text {
            String::from_utf8(self.bytes).map(|text| Said::Text(text.into())).map_err(|_| NO_TEXT)
        } else {
            Ok(Said::Binary(self.bytes.into()))
        }
    }
}

impl Decoder {
    /// For messages of at most so many bytes.
    pub fn new(largest: usize) -> Self {
        Self { largest, header: [0; HEADER_BYTES], header_bytes: 0, frame: None, control: Vec::new(), message: None }
    }

    /// The next thing that `bytes` say, and how many of them were used: all, if it says nothing yet. They are changed.
    pub fn decode<'a>(&mut self, bytes: &'a mut [u8]) -> (usize, Result<Option<Said<'a>>, Fault>) {
        let mut used = 0;
        loop {
            if self.frame.is_none() {
                match self.read_header(&bytes[used..]) {
                    (taken, Ok(Some(frame))) => {
                        used += taken;
                        self.frame = Some(frame);
                    }
                    (taken, Ok(None)) => return (used + taken, Ok(None)),
                    (taken, Err(fault)) => return (used + taken, Err(fault)),
                }
            }
            let Some(mut frame) = self.frame.take() else { return (used, Ok(None)) };
            let here = frame.left.min(bytes.len() - used);
            let piece = used..used + here;
            frame.unmask(&mut bytes[piece.clone()]);
            used += here;
            if frame.left == 0 && frame.is_final && self.message.is_none() && !frame.is_control() {
                let piece = &bytes[piece];
                return (used, whole(frame.opcode, piece).map(Some));
            }
            match self.take_in(frame, &bytes[piece]) {
                Ok(None) if frame.left > 0 => {
                    self.frame = Some(frame);
                    return (used, Ok(None));
                }
                Ok(None) => {}
                said => return (used, said),
            }
        }
    }

    /// A header, or `None` while it is not all there; and how many bytes it took.
    fn read_header(&mut self, bytes: &[u8]) -> (usize, Result<Option<Frame>, Fault>) {
        let mut taken = 0;
        loop {
            let have = usize::from(self.header_bytes);
            let need = needed(&self.header[..have]);
            if have == need {
                self.header_bytes = 0;
                return (taken, self.frame_of(need).map(Some));
            }
            let more = (need - have).min(bytes.len() - taken);
            if more == 0 {
                return (taken, Ok(None));
            }
            self.header[have..have + more].copy_from_slice(&bytes[taken..taken + more]);
            self.header_bytes += more as u8;
            taken += more;
            if have < 2
                && self.header_bytes >= 2
                && let Err(fault) = self.check_start()
            {
                return (taken, Err(fault));
            }
        }
    }

    /// The first two bytes alone can be wrong.
    fn check_start(&self) -> Result<(), Fault> {
        let [first, second, ..] = self.header;
        let opcode = first & 0x0f;
        let fits = match opcode {
            CONTINUATION => self.message.is_some(),
            TEXT | BINARY => self.message.is_none(),
            CLOSE | PING | PONG => first & FINAL != 0 && usize::from(second & !MASKED) <= CONTROL_BYTES,
            _ => false,
        };
        if fits && first & RESERVED == 0 && second & MASKED != 0 { Ok(()) } else { Err(WRONG) }
    }

    fn frame_of(&self, header_bytes: usize) -> Result<Frame, Fault> {
        let header = &self.header[..header_bytes];
        let (length, mask) = header[2..].split_at(header_bytes - 2 - 4);
        let long = length.iter().fold(0_u64, |sum, byte| sum << 8 | u64::from(*byte));
        let left = match length.len() {
            0 => u64::from(header[1] & !MASKED),
            // The fewest bytes that can say it, and no sign (section 5.2).
            2 if long > 125 => long,
            8 if long > u64::from(u16::MAX) && long >> 63 == 0 => long,
            _ => return Err(WRONG),
        };
        let frame = Frame {
            opcode: header[0] & 0x0f,
            is_final: header[0] & FINAL != 0,
            mask: [mask[0], mask[1], mask[2], mask[3]],
            left: usize::try_from(left).unwrap_or(usize::MAX),
        };
        let before = self.message.as_ref().map_or(0, |message| message.bytes.len());
        if !frame.is_control() && frame.left > self.largest.saturating_sub(before) {
            return Err(Fault(close::TOO_BIG));
        }
        Ok(frame)
    }

    /// A piece of a payload that does not stand for itself.
    fn take_in(&mut self, frame: Frame, piece: &[u8]) -> Result<Option<Said<'static>>, Fault> {
        if frame.is_control() {
            self.control.extend_from_slice(piece);
            if frame.left > 0 {
                return Ok(None);
            }
            return control(frame.opcode, std::mem::take(&mut self.control)).map(Some);
        }
        let message = self
            .message
            .get_or_insert_with(|| Box::new(Message { is_text: frame.opcode == TEXT, bytes: Vec::new(), checked: 0 }));
        message.bytes.extend_from_slice(piece);
        message.check()?;
        if frame.left > 0 || !frame.is_final {
            return Ok(None);
        }
        self.message.take().map(|message| message.finish()).transpose()
    }
}

/// How long the header is, as far as it can be known by its beginning.
fn needed(header: &[u8]) -> usize {
    match header.get(1).map(|byte| byte & !MASKED) {
        None => 2,
        Some(126) => 8,
        Some(127) => HEADER_BYTES,
        Some(_) => 6,
    }
}

/// A message that came in one frame and in one piece.
fn whole(opcode: u8, payload: &[u8]) -> Result<Said<'_>, Fault> {
    if opcode == TEXT {
        str::from_utf8(payload).map(|text| Said::Text(text.into())).map_err(|_| NO_TEXT)
    } else {
        Ok(Said::Binary(payload.into()))
    }
}

fn control(opcode: u8, payload: Vec<u8>) -> Result<Said<'static>, Fault> {
    match (opcode, payload.as_slice()) {
        (PING, _) => Ok(Said::Ping(payload)),
        (PONG, _) => Ok(Said::Pong),
        (_, []) => Ok(Said::Close(None)),
        (_, [high, low, reason @ ..]) => {
            let code = u16::from_be_bytes([*high, *low]);
            if !may_be_sent(code) {
                return Err(WRONG);
            }
            str::from_utf8(reason).map_err(|_| NO_TEXT)?;
            Ok(Said::Close(Some(code)))
        }
        _ => Err(WRONG),
    }
}

/// The codes that an endpoint may send (section 7.4, and IANA's registry).
fn may_be_sent(code: u16) -> bool {
    matches!(code, 1000..=1003 | 1007..=1014 | 3000..=4999)
}

#[cfg(test)]
#[path = "framing_tests.rs"]
mod tests;
