//! What a message may be. Pure.

use alongside_protocol::limits::{BODY_CHARACTERS, NOTE_CHARACTERS};
use alongside_protocol::{ClientMessageId, MessageId, Refusal, RefusalCode, RoomId, Timestamp};
use chrono::TimeDelta;
use sha2::{Digest, Sha256};

/// How long a deleted text is kept out of sight for a late report (policy 4.3).
pub const KEEP_DELETED: TimeDelta = TimeDelta::hours(72);
/// Characters of a message that a reply to it shows.
pub const EXCERPT_CHARACTERS: usize = 120;

/// The text as it will be stored: white space at its ends is cut, everything else stays.
pub fn body(text: &str) -> Result<String, Refusal> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Refusal::new(RefusalCode::BodyEmpty, "There is nothing to read in this message yet.").field("body"));
    }
    let characters = text.chars().count();
    if characters > BODY_CHARACTERS {
        return Err(Refusal::new(
            RefusalCode::BodyTooLong,
            format!("A message has at most {BODY_CHARACTERS} characters; this one has {characters}. Send it in parts."),
        )
        .field("body"));
    }
    if text.chars().any(|c| c.is_control() && c != '\n' && c != '\t') {
        return Err(Refusal::invalid("body", "A message cannot hold control characters."));
    }
    Ok(text.to_owned())
}

/// A content note: one line, or none.
pub fn note(note: Option<&str>) -> Result<Option<String>, Refusal> {
    let Some(text) = note.map(str::trim).filter(|text| !text.is_empty()) else { return Ok(None) };
    if text.chars().count() > NOTE_CHARACTERS {
        return Err(Refusal::invalid("note", format!("A content note has at most {NOTE_CHARACTERS} characters.")));
    }
    if text.chars().any(char::is_control) {
        return Err(Refusal::invalid("note", "A content note is one line of plain text."));
    }
    Ok(Some(text.to_owned()))
}

/// Tells an exact retry from another message under the same client id.
pub fn fingerprint(room: RoomId, body: &str, note: Option<&str>, reply_to: Option<MessageId>) -> String {
    let mut hash = Sha256::new();
    for part in
        [room.to_string().as_str(), body, note.unwrap_or("\0"), &reply_to.map_or_else(String::new, |id| id.to_string())]
    {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    hex::encode(hash.finalize())
}

/// When a person may post again in a room with slow mode.
pub fn slow_mode_wait(slow_ms: i64, last_post_at: Option<Timestamp>, now: Timestamp) -> Option<u64> {
    let free_at = last_post_at? + TimeDelta::milliseconds(slow_ms);
    (slow_ms > 0 && free_at > now).then(|| free_at.since(now).num_milliseconds().max(1) as u64)
}

pub fn id_reused(id: ClientMessageId) -> Refusal {
    Refusal::new(
        RefusalCode::ClientIdReused,
        format!("The client id {id} belongs to another message of yours. Use a new one for each message."),
    )
    .field("client_id")
}

/// The beginning of a text, for a reply that quotes it.
pub fn excerpt(body: &str) -> String {
    let line = body.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(EXCERPT_CHARACTERS) {
        Some((at, _)) => format!("{}…", line[..at].trim_end()),
        None => line,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bodies() {
        let check = |text: &str| body(text).map_err(|refusal| refusal.code);
        assert_eq!(check("  hello \n"), Ok("hello".into()));
        assert_eq!(check("a\nb\tc"), Ok("a\nb\tc".into()));
        assert_eq!(check(" \n\t"), Err(RefusalCode::BodyEmpty));
        assert_eq!(check(&"ä".repeat(4_000)).map(|text| text.chars().count()), Ok(4_000));
        assert_eq!(check(&"ä".repeat(4_001)), Err(RefusalCode::BodyTooLong));
        assert_eq!(check("a\0b"), Err(RefusalCode::Invalid));
        assert_eq!(check("a\u{1b}[31mb"), Err(RefusalCode::Invalid));
    }

    #[test]
    fn a_fingerprint_is_of_everything_that_was_sent() {
        let room = RoomId(uuid::Uuid::from_u128(1));
        let other = RoomId(uuid::Uuid::from_u128(2));
        let reply = Some(MessageId(uuid::Uuid::from_u128(3)));
        let first = fingerprint(room, "hello", None, None);
        assert_eq!(first, fingerprint(room, "hello", None, None));
        for changed in [
            fingerprint(other, "hello", None, None),
            fingerprint(room, "hello ", None, None),
            fingerprint(room, "hello", Some(""), None),
            fingerprint(room, "hello", None, reply),
        ] {
            assert_ne!(first, changed);
        }
    }

    #[test]
    fn slow_mode_ends_at_its_instant() {
        let last = Some(Timestamp::from_millis(1_000));
        let check = |now| slow_mode_wait(10_000, last, Timestamp::from_millis(now));
        assert_eq!(check(10_999), Some(1));
        assert_eq!(check(11_000), None);
        assert_eq!(check(11_001), None);
        assert_eq!(slow_mode_wait(0, last, Timestamp::from_millis(1_000)), None);
        assert_eq!(slow_mode_wait(10_000, None, Timestamp::from_millis(0)), None);
    }

    #[test]
    fn excerpts_are_one_short_line() {
        assert_eq!(excerpt("one\n two"), "one two");
        assert_eq!(excerpt(&"x".repeat(120)), "x".repeat(120));
        assert_eq!(excerpt(&"x".repeat(121)), format!("{}…", "x".repeat(120)));
    }
}
