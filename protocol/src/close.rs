//! WebSocket close codes. RFC 6455 section 7.4 gives 1000–1015; 4000–4999 are private use, and
//! here the range is the verdict: 4000–4099 stop, 4100–4199 come back after backing off,
//! 4200–4299 come back at once. 1012 and 1013 come back with jitter.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What a client does after a close.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Do not come back by yourself; a person has to act.
    Stop,
    /// Come back with growing, jittered delays.
    BackOff,
    /// Come back now; the first retry has jitter too.
    AtOnce,
}

impl Verdict {
    /// As it is written on the wire and in documents.
    pub fn word(self) -> &'static str {
        match self {
            Self::Stop => "stop",
            Self::BackOff => "back_off",
            Self::AtOnce => "at_once",
        }
    }
}

/// A close code that the server sends.
#[derive(Debug, Clone, Copy)]
pub struct Close {
    pub name: &'static str,
    pub code: u16,
    /// Stable text in the close frame.
    pub reason: &'static str,
    /// The comment on the constant, line by line.
    pub about: &'static [&'static str],
}

macro_rules! close_codes {
    ($($(#[doc = $doc:literal])+ $name:ident = $code:literal, $reason:literal;)+) => {
        $($(#[doc = $doc])+ pub const $name: u16 = $code;)+
        /// Every code that the server sends, with its stable reason text.
        pub const ALL: &[(u16, &str)] = &[$(($code, $reason)),+];
        /// The same with all that the generated documents show.
        pub const DESCRIBED: &[Close] =
            &[$(Close { name: stringify!($name), code: $code, reason: $reason, about: &[$($doc),+] }),+];
    };
}

close_codes! {
    /// Either side is done.
    NORMAL = 1000, "normal";
    /// A frame that is not valid WebSocket or not UTF-8 text.
    PROTOCOL_ERROR = 1002, "protocol_error";
    /// A binary frame; the protocol is text.
    UNSUPPORTED = 1003, "text_only";
    /// Text that is not UTF-8.
    INVALID_TEXT = 1007, "invalid_text";
    /// A frame so far over the limit (64 KiB and more) that it was not read.
    TOO_BIG = 1009, "too_big";
    /// A fault on the server's side.
    FAULT = 1011, "fault";
    /// The server restarts.
    RESTART = 1012, "restart";
    /// The server has too much to do.
    TRY_LATER = 1013, "try_later";
    /// No valid session or token.
    UNAUTHENTICATED = 4000, "unauthenticated";
    /// The session was ended: signed out here or elsewhere, expired, or the password changed.
    SESSION_ENDED = 4001, "session_ended";
    /// The account is suspended.
    SUSPENDED = 4002, "suspended";
    /// The first frame was not a hello that the server understands.
    BAD_HELLO = 4003, "bad_hello";
    /// The client speaks no version that the server speaks.
    VERSION = 4004, "version";
    /// No hello within 10 s.
    HELLO_TIMEOUT = 4100, "hello_timeout";
    /// Nothing was taken from the socket for 20 s while something waited.
    NO_PROGRESS = 4101, "no_progress";
    /// Too many connections of this account or address.
    TOO_MANY = 4102, "too_many";
    /// Too many frames that could not be understood.
    MALFORMED = 4103, "malformed";
    /// The client was silent through several pings.
    SILENT = 4200, "silent";
    /// What this connection may see has changed; come back to see it as it is now.
    RIGHTS_CHANGED = 4201, "rights_changed";
}

/// First and last code of each range that has a verdict of its own; the rest is [`OTHERWISE`].
pub const VERDICTS: &[(u16, u16, Verdict)] =
    &[(1000, 1000, Verdict::Stop), (4000, 4099, Verdict::Stop), (4200, 4299, Verdict::AtOnce)];

/// For every other code, those of the network (1006) included.
pub const OTHERWISE: Verdict = Verdict::BackOff;

/// What a client does after a close with `code`.
pub fn verdict(code: u16) -> Verdict {
    VERDICTS
        .iter()
        .find(|(first, last, _)| (*first..=*last).contains(&code))
        .map_or(OTHERWISE, |(_, _, verdict)| *verdict)
}

/// The stable reason text of a code that the server sends.
pub fn reason(code: u16) -> Option<&'static str> {
    ALL.iter().find(|(known, _)| *known == code).map(|(_, reason)| *reason)
}
