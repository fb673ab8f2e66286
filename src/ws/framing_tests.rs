use super::*;
use proptest::collection::vec;
use proptest::prelude::*;

const LARGEST: usize = 1_000;

/// What was said, owned.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Heard {
    Text(String),
    Binary(Vec<u8>),
    Ping(Vec<u8>),
    Pong,
    Close(Option<u16>),
    Fault(u16),
}

impl From<Said<'_>> for Heard {
    fn from(said: Said<'_>) -> Self {
        match said {
            Said::Text(text) => Self::Text(text.into_owned()),
            Said::Binary(bytes) => Self::Binary(bytes.into_owned()),
            Said::Ping(payload) => Self::Ping(payload),
            Said::Pong => Self::Pong,
            Said::Close(code) => Self::Close(code),
        }
    }
}

/// Hears bytes that come in these pieces, until the first fault.
fn hear<'a>(pieces: impl IntoIterator<Item = &'a [u8]>) -> Vec<Heard> {
    let mut decoder = Decoder::new(LARGEST);
    let mut heard = Vec::new();
    for piece in pieces {
        let mut piece = piece.to_vec();
        let mut at = 0;
        loop {
            let left = piece.len() - at;
            match decoder.decode(&mut piece[at..]) {
                (used, Ok(Some(said))) => {
                    heard.push(said.into());
                    at += used;
                }
                (used, Ok(None)) => {
                    assert_eq!(used, left, "all is taken in");
                    break;
                }
                (_, Err(Fault(code))) => {
                    heard.push(Heard::Fault(code));
                    return heard;
                }
            }
            let kept = decoder.message.as_ref().map_or(0, |message| message.bytes.len()) + decoder.control.len();
            assert!(kept <= LARGEST + CONTROL_BYTES, "{kept} bytes are kept");
        }
    }
    heard
}

const KEY: [u8; 4] = [0x37, 0xfa, 0x21, 0x3d];

/// A frame as clients send it; `first` has the opcode and the flags.
fn frame(first: u8, payload: &[u8]) -> Vec<u8> {
    let (header, at) = crate::wire::header(0, payload.len());
    let mut frame = header[at..].to_vec();
    frame[0] = first;
    frame[1] |= MASKED;
    frame.extend(KEY);
    frame.extend(payload.iter().zip(KEY.iter().cycle()).map(|(byte, key)| byte ^ key));
    frame
}

fn check(name: &str, frames: &[Vec<u8>], expected: &[Heard]) {
    let bytes = frames.concat();
    for size in 1..=bytes.len() {
        assert_eq!(hear(bytes.chunks(size)), expected, "{name}, in pieces of {size}");
    }
}

fn text(text: &str) -> Heard {
    Heard::Text(text.to_owned())
}

const F: u8 = FINAL;

#[test]
fn what_is_understood() {
    check(
        "the example of section 5.7",
        &[vec![0x81, 0x85, 0x37, 0xfa, 0x21, 0x3d, 0x7f, 0x9f, 0x4d, 0x51, 0x58]],
        &[text("Hello")],
    );
    check("nothing", &[frame(F | TEXT, b"")], &[text("")]);
    check("two texts", &[frame(F | TEXT, b"a"), frame(F | TEXT, "grüße".as_bytes())], &[text("a"), text("grüße")]);
    let long = "x".repeat(LARGEST);
    check("as long as may be", &[frame(F | TEXT, long.as_bytes())], &[text(&long)]);
    check("bytes", &[frame(F | BINARY, &[0xff, 0])], &[Heard::Binary(vec![0xff, 0])]);
    let pieces =
        [frame(TEXT, b"a"), frame(F | PING, b"p"), frame(CONTINUATION, b""), frame(F, b"b"), frame(F | PONG, b"")];
    check("a ping between fragments", &pieces, &[Heard::Ping(b"p".into()), text("ab"), Heard::Pong]);
    check("a character cut in two", &[frame(TEXT, &[0xc3]), frame(F, &[0xbc])], &[text("ü")]);
    check("a long ping", &[frame(F | PING, &[7; 125])], &[Heard::Ping(vec![7; 125])]);
    check("a close", &[frame(F | CLOSE, b"")], &[Heard::Close(None)]);
    check("a close with a reason", &[frame(F | CLOSE, b"\x03\xe8bye")], &[Heard::Close(Some(1000))]);
}

#[test]
fn what_is_refused() {
    let wrong = Heard::Fault(close::PROTOCOL_ERROR);
    let no_text = Heard::Fault(close::INVALID_TEXT);
    let too_big = Heard::Fault(close::TOO_BIG);
    let unmasked = |mut frame: Vec<u8>| {
        frame[1] &= !MASKED;
        frame
    };
    let head = |bytes: &[u8]| bytes.to_vec();
    for (name, frames, expected) in [
        ("no mask", vec![unmasked(frame(F | TEXT, b"a"))], &wrong),
        ("a reserved bit", vec![frame(F | 0x40 | TEXT, b"a")], &wrong),
        ("a reserved opcode", vec![frame(F | 3, b"a")], &wrong),
        ("a reserved control opcode", vec![frame(F | 11, b"a")], &wrong),
        ("a ping in fragments", vec![frame(PING, b"a")], &wrong),
        ("a ping of 126 bytes", vec![frame(F | PING, &[0; 126])], &wrong),
        ("a continuation of nothing", vec![frame(F, b"a")], &wrong),
        ("a text within a text", vec![frame(TEXT, b"a"), frame(F | TEXT, b"b")], &wrong),
        ("a length in too many bytes", vec![head(&[0x81, 0xfe, 0, 125, 0, 0, 0, 0])], &wrong),
        ("a length in far too many", vec![head(&[0x81, 0xff, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0, 0, 0, 0])], &wrong),
        ("a length with a sign", vec![head(&[0x81, 0xff, 0x80, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0])], &wrong),
        ("too long", vec![frame(F | TEXT, &[b'x'; LARGEST + 1])], &too_big),
        ("too long together", vec![frame(TEXT, &[b'x'; LARGEST]), frame(F, b"x")], &too_big),
        (
            "far too long",
            vec![head(&[0x82, 0xff, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0])],
            &too_big,
        ),
        ("no UTF-8", vec![frame(F | TEXT, &[0xff])], &no_text),
        ("half a character", vec![frame(F | TEXT, &[0xc3])], &no_text),
        ("half a character at the end", vec![frame(TEXT, b"a"), frame(F, &[0xc3])], &no_text),
        ("a surrogate", vec![frame(F | TEXT, &[0xed, 0xa0, 0x80])], &no_text),
        ("half a close code", vec![frame(F | CLOSE, &[3])], &wrong),
        ("a close code that nobody sends", vec![frame(F | CLOSE, &[3, 0xed])], &wrong),
        ("a close reason that is no text", vec![frame(F | CLOSE, &[3, 0xe8, 0xff])], &no_text),
    ] {
        check(name, &frames, std::slice::from_ref(expected));
    }
}

#[test]
fn a_text_that_cannot_end_well_is_refused_at_once() {
    let whole = frame(F | TEXT, &[b'a', 0xff, b'b', b'b', b'b']);
    assert_eq!(hear([&whole[..whole.len() - 3]]), [Heard::Fault(close::INVALID_TEXT)]);
}

#[test]
fn close_codes_that_may_be_sent() {
    for (from, to, may) in [
        (0, 999, false),
        (1000, 1003, true),
        (1004, 1006, false),
        (1007, 1014, true),
        (1015, 2999, false),
        (3000, 4999, true),
    ] {
        assert!([from, to].into_iter().all(|code| may_be_sent(code) == may), "{from} to {to}");
    }
    assert!(!may_be_sent(5000) && !may_be_sent(u16::MAX));
}

fn anything() -> impl Strategy<Value = Heard> {
    prop_oneof![
        4 => "\\PC{0,200}".prop_map(Heard::Text),
        1 => vec(any::<u8>(), 0..300).prop_map(Heard::Binary),
        1 => vec(any::<u8>(), 0..=CONTROL_BYTES).prop_map(Heard::Ping),
        1 => Just(Heard::Pong),
    ]
}

/// As frames, messages cut where `cuts` say.
fn written(said: &[Heard], cuts: &[usize]) -> Vec<u8> {
    let mut cuts = cuts.iter().cycle();
    let mut bytes = Vec::new();
    for heard in said {
        let (opcode, payload) = match heard {
            Heard::Text(text) => (TEXT, text.as_bytes()),
            Heard::Binary(bytes) => (BINARY, bytes.as_slice()),
            Heard::Ping(payload) => (PING, payload.as_slice()),
            _ => (PONG, [].as_slice()),
        };
        let cut = cuts.next().copied().unwrap_or(0);
        if opcode < CLOSE && cut < payload.len() {
            bytes.extend(frame(opcode, &payload[..cut]));
            bytes.extend(frame(CONTINUATION, b""));
            bytes.extend(frame(FINAL, &payload[cut..]));
        } else {
            bytes.extend(frame(FINAL | opcode, payload));
        }
    }
    bytes
}

/// Pieces of these sizes, over and over.
fn cut<'a>(bytes: &'a [u8], sizes: &[usize]) -> Vec<&'a [u8]> {
    let mut sizes = sizes.iter().cycle();
    let mut rest = bytes;
    let mut pieces = Vec::new();
    while !rest.is_empty() {
        let (piece, after) = rest.split_at(sizes.next().copied().unwrap_or(1).clamp(1, rest.len()));
        pieces.push(piece);
        rest = after;
    }
    pieces
}

proptest! {
    #[test]
    fn whatever_is_said_is_heard_however_it_is_cut(
        said in vec(anything(), 0..12), cuts in vec(0_usize..250, 1..6), sizes in vec(1_usize..400, 1..6),
    ) {
        let bytes = written(&said, &cuts);
        prop_assert_eq!(hear(cut(&bytes, &sizes)), said);
    }

    /// Whatever the bytes: no panic, no more kept than a message, and how they are cut does not matter.
    #[test]
    fn noise_is_heard_alike_however_it_is_cut(bytes in vec(any::<u8>(), 0..600), sizes in vec(1_usize..50, 1..6)) {
        prop_assert_eq!(hear(cut(&bytes, &sizes)), hear([bytes.as_slice()]));
    }

    /// One byte wrong in what else is right goes deeper than noise.
    #[test]
    fn a_broken_byte_is_heard_alike_however_it_is_cut(
        said in vec(anything(), 1..6), cuts in vec(0_usize..250, 1..6), at in any::<prop::sample::Index>(), bit in 0_u8..8,
        sizes in vec(1_usize..50, 1..6),
    ) {
        let mut bytes = written(&said, &cuts);
        let at = at.index(bytes.len());
        bytes[at] ^= 1 << bit;
        prop_assert_eq!(hear(cut(&bytes, &sizes)), hear([bytes.as_slice()]));
    }

    /// What another implementation writes as a client, this one hears.
    #[test]
    fn it_hears_what_tungstenite_says(said in vec(anything(), 0..12), sizes in vec(1_usize..400, 1..6)) {
        use tokio_tungstenite::tungstenite::protocol::{Message, Role, WebSocket};
        let mut client = WebSocket::from_raw_socket(std::io::Cursor::new(Vec::new()), Role::Client, None);
        for heard in &said {
            let message = match heard.clone() {
                Heard::Text(text) => Message::text(text),
                Heard::Binary(bytes) => Message::binary(bytes),
                Heard::Ping(payload) => Message::Ping(payload.into()),
                _ => Message::Pong(Vec::new().into()),
            };
            client.send(message).expect("written to memory");
        }
        let bytes = client.get_ref().get_ref().clone();
        prop_assert_eq!(hear(cut(&bytes, &sizes)), said);
    }
}
