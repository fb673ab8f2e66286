//! Reading what clients send. Whatever arrives, the answer is a value or a refusal with a stable code,
//! and the refusal names the command that it answers whenever its number could be read.

use crate::client::{ClientFrame, MAX_SAFE_INTEGER, RequestId};
use crate::refusal::{Refusal, RefusalCode};
use serde::de::{DeserializeOwned, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;
use std::fmt;

/// A frame that could not be understood, with the number of the command where that could be read.
#[derive(Debug, Clone, PartialEq)]
pub struct FrameFault {
    pub re: Option<RequestId>,
    pub refusal: Refusal,
}

impl ClientFrame {
    /// Every `type` of a client frame.
    pub const TYPES: &'static [&'static str] = &[
        "hello",
        "subscribe",
        "unsubscribe",
        "send",
        "edit",
        "delete",
        "react",
        "history",
        "read",
        "typing",
        "renew",
        "pong",
    ];

    /// Reads one text frame. The head (`id`, `type`) is read first and by itself, so that the refusal
    /// of a bad body still names the command that it answers.
    pub fn parse(text: &str) -> Result<Self, FrameFault> {
        let head = Head::of(text);
        let (re, id_is_wrong) = match head.id {
            Some(Ok(id)) => (Some(id), false),
            Some(Err(())) => (None, true),
            None => (None, false),
        };
        let fault = |refusal| FrameFault { re, refusal };
        if let Some(why) = head.broken {
            return Err(fault(malformed(&why)));
        }
        if id_is_wrong {
            return Err(fault(Refusal::invalid("id", "id must be one whole number from 0 to 2^53 - 1.")));
        }
        let Some(kind) = head.kind else {
            let refusal = Refusal::new(RefusalCode::Malformed, "A frame needs a type, which is text.");
            return Err(fault(refusal.field("type")));
        };
        if !Self::TYPES.contains(&kind.as_str()) {
            let refusal = Refusal::new(RefusalCode::UnknownFrame, "This server knows no frame of that type.");
            return Err(fault(refusal.field("type")));
        }
        let command = body(text).map_err(fault)?;
        Ok(Self { id: re, command })
    }
}

/// Reads a JSON object: a frame's body, or that of an HTTP request.
pub fn body<T: DeserializeOwned>(text: &str) -> Result<T, Refusal> {
    // serde would read a struct from an array too; the protocol knows objects only.
    if !text.trim_start_matches(JSON_SPACE).starts_with('{') {
        return Err(Refusal::new(RefusalCode::Malformed, "This is not a JSON object."));
    }
    if holds_nul(text) {
        let message = "Text cannot hold the character U+0000. Take it out and send again.";
        return Err(Refusal::new(RefusalCode::Malformed, message));
    }
    serde_json::from_str(text).map_err(|why| malformed(&why))
}

/// White space between tokens (RFC 8259 section 2).
const JSON_SPACE: &[char] = &[' ', '\t', '\n', '\r'];

/// Whether JSON text has an escaped U+0000, which Postgres cannot store. Unescaped it is no JSON at all.
fn holds_nul(json: &str) -> bool {
    let mut rest = json;
    while let Some(at) = rest.find('\\') {
        rest = &rest[at + 1..];
        if rest.starts_with("u0000") {
            return true;
        }
        // Skips the escaped character, so that the second half of `\\` begins no escape.
        let mut characters = rest.chars();
        characters.next();
        rest = characters.as_str();
    }
    false
}

fn malformed(why: &serde_json::Error) -> Refusal {
    Refusal::new(RefusalCode::Malformed, format!("This could not be read: {}.", plain_reason(why)))
}

/// serde_json's own sentence, which names places and types but may quote input: cut to a bound, controls folded.
fn plain_reason(error: &serde_json::Error) -> String {
    error.to_string().chars().map(|c| if c.is_control() { ' ' } else { c }).take(160).collect()
}

/// What could be read of `id` and `type`, even where the rest is broken.
#[derive(Default)]
struct Head {
    id: Option<Result<RequestId, ()>>,
    kind: Option<String>,
    broken: Option<serde_json::Error>,
}

impl Head {
    fn of(text: &str) -> Self {
        let mut head = Self::default();
        let mut reader = serde_json::Deserializer::from_str(text);
        let read = HeadOf(&mut head).deserialize(&mut reader).and_then(|()| reader.end());
        head.broken = read.err();
        head
    }
}

struct HeadOf<'a>(&'a mut Head);

impl<'de> DeserializeSeed<'de> for HeadOf<'_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for HeadOf<'_> {
    type Value = ();
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON object")
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "id" => {
                    let again = self.0.id.is_some();
                    let read = read_id(map.next_value()?);
                    // Two numbers for one command: neither can be trusted.
                    self.0.id = if again { Some(Err(())) } else { read };
                }
                "type" => self.0.kind = serde_json::from_str(map.next_value::<&RawValue>()?.get()).ok(),
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(())
    }
}

/// `null` is as good as absent.
fn read_id(raw: &RawValue) -> Option<Result<RequestId, ()>> {
    match serde_json::from_str::<Option<RequestId>>(raw.get()) {
        Ok(None) => None,
        Ok(Some(id)) if id <= MAX_SAFE_INTEGER => Some(Ok(id)),
        _ => Some(Err(())),
    }
}
