//! Sentences: how messages, states and refusals are told. Everything that others wrote passes
//! through [`super::text`].

use super::input::reaction_words;
use super::text::{harmless, one_line};
use crate::chat::fold::Fold;
use alongside_protocol::http::CrisisResources;
use alongside_protocol::{Message, MessageState, Room, RoomKind, RoomState, Timestamp};
use alongside_terminal::{Failure, State};
use chrono::{DateTime, Local, NaiveDate, TimeZone};
use std::fmt;
use std::time::Duration;

/// How a line is meant; colours only add to its words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    Talk,
    Own,
    /// From this program.
    Quiet,
    Warn,
    Care,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub tone: Tone,
    pub text: String,
}

impl Line {
    pub fn new(tone: Tone, text: impl Into<String>) -> Self {
        Self { tone, text: text.into() }
    }
}

/// The hour, with the day when it was another one.
pub fn clock(at: Timestamp) -> String {
    clock_on(at.datetime().with_timezone(&Local), Local::now().date_naive())
}

fn clock_on(at: DateTime<impl TimeZone<Offset: fmt::Display>>, today: NaiveDate) -> String {
    let ago = today.signed_duration_since(at.date_naive()).num_days();
    let form = match ago {
        0 => "%H:%M",
        1..7 => "%a %H:%M",
        _ => "%-d %b %Y %H:%M",
    };
    at.format(form).to_string()
}

/// Number, author and whether they keep the room.
pub fn head(message: &Message) -> String {
    let keeps = if message.by_moderator { ", keeps this room" } else { "" };
    format!("#{} {}{keeps}", message.seq, one_line(&message.author.alias))
}

/// The text, or what there is instead of it.
pub fn body(message: &Message, fold: Option<&Fold>) -> String {
    let text = harmless(&message.body);
    match (message.state, fold) {
        (MessageState::Deleted, _) => "(taken back by its author)".into(),
        (MessageState::Removed, _) => "(a moderator removed this message)".into(),
        (MessageState::Hidden, _) => "(hidden by a moderator for now)".into(),
        (_, Some(fold)) => format!("({fold}. /open {} shows it)", message.seq),
        (MessageState::Held, None) => format!("{text} (a moderator looks first; only you see this)"),
        (MessageState::Visible, None) => text,
    }
}

/// Reply, edits, reactions: what stands below a text, if anything. A folded message is not quoted.
pub fn below(message: &Message, quoted: Option<&Fold>) -> Vec<String> {
    if !alongside_terminal::model::has_text(message) {
        return Vec::new();
    }
    let mut below = Vec::new();
    if let Some(reply) = &message.reply_to {
        let alias = one_line(&reply.author.alias);
        below.push(match &reply.excerpt {
            Some(_) if quoted.is_some() => format!("answers {alias} (that message is folded)"),
            Some(excerpt) => format!("answers {alias}: \"{}\"", one_line(excerpt)),
            None => format!("answers {alias} (that message is gone)"),
        });
    }
    if let Some(edited) = message.edited_at {
        below.push(format!("changed at {}", clock(edited)));
    }
    if !message.reactions.is_empty() {
        let words = |count: &alongside_protocol::ReactionCount| {
            let yours = if message.mine.contains(&count.reaction) { " (yours too)" } else { "" };
            format!("{} {}{yours}", reaction_words(count.reaction), count.count)
        };
        below.push(message.reactions.iter().map(words).collect::<Vec<_>>().join(", "));
    }
    below
}

/// One message on one line.
pub fn in_a_line(message: &Message, fold: Option<&Fold>, quoted: Option<&Fold>) -> String {
    let below = below(message, quoted);
    let below = if below.is_empty() { String::new() } else { format!(" [{}]", below.join("; ")) };
    let note = message.note.as_ref().filter(|_| fold.is_none());
    let note = note.map_or(String::new(), |note| format!("(about: {}) ", one_line(note)));
    format!("{} {}: {note}{}{below}", clock(message.posted_at), head(message), one_line(&body(message, fold)))
}

pub fn room_name(room: &Room) -> String {
    match (&room.peer, room.info.kind) {
        (Some(peer), RoomKind::Direct) => format!("You and {}", one_line(&peer.alias)),
        _ => one_line(&room.info.name),
    }
}

/// Whether somebody keeps the room now. Words first; the strokes are only a sign.
pub fn presence(moderator_here: bool, here: u32) -> String {
    let people = if here == 1 { "1 person".into() } else { format!("{here} people") };
    let moderator = if moderator_here { "a moderator is here" } else { "no moderator here now" };
    format!("{moderator}, {people} here")
}

pub fn room_in_list(number: usize, room: &Room) -> String {
    let moderator = room.moderators.iter().any(|keeper| keeper.here);
    let presence = match room.info.kind {
        RoomKind::Direct => "one to one".to_owned(),
        _ => presence(moderator, room.here),
    };
    let state = match room.info.state {
        RoomState::Open => "",
        RoomState::ReadOnly => ", can be read only",
        RoomState::Closed => ", closed",
    };
    let kind = if room.info.kind == RoomKind::Group { ", private" } else { "" };
    let unread = room.you.as_ref().map_or(0, |you| you.unread);
    let unread = if unread > 0 { format!(", {unread} unread") } else { String::new() };
    let joined = if room.you.is_some() { ", joined" } else { "" };
    format!("{number}. {} ({presence}{kind}{state}{joined}{unread})", room_name(room))
}

pub fn state(state: &State) -> String {
    match state {
        State::Connecting { failures: 0 } => "connecting".into(),
        State::Connecting { .. } => "trying to connect again".into(),
        State::Live(_) => "connected".into(),
        State::Waiting { why, retry_in } => {
            format!("offline ({}); trying again in {}. What you write goes by itself", one_line(why), wait(*retry_in))
        }
        State::Stopped(stop) => {
            let why = stop.refusal.as_ref().map_or(&stop.why, |refusal| &refusal.message);
            format!("the connection has ended: {}", one_line(why))
        }
    }
}

pub fn wait(time: Duration) -> String {
    match time.as_secs_f64().ceil() as u64 {
        0 | 1 => "a second".into(),
        seconds @ 2..120 => format!("{seconds} seconds"),
        seconds => format!("{} minutes", seconds.div_ceil(60)),
    }
}

/// Why something was not done. The text stays with whoever wrote it.
pub fn failure(failure: &Failure) -> String {
    let certain = match failure.may_have_happened() {
        true => " It may have been stored all the same; look before you send it again.",
        false => "",
    };
    format!("{}{certain}", one_line(&failure.to_string()))
}

/// Where help is, from the server's list.
pub fn crisis(resources: &CrisisResources) -> Vec<String> {
    let mut lines = vec!["You can talk with someone right now.".to_owned()];
    for resource in &resources.resources {
        let ways: Vec<_> =
            resource.ways.iter().map(|way| format!("{} ({})", one_line(&way.label), one_line(&way.href))).collect();
        lines.push(format!("{}. {}", one_line(&resource.name), one_line(&resource.about)));
        lines.extend(ways.into_iter().map(|way| format!("  {way}")));
    }
    if !lines.iter().any(|line| line.contains("988")) {
        lines.push(UNITED_STATES.into());
    }
    lines.push(format!("In danger right now: call {}.", one_line(&resources.emergency)));
    lines
}

const UNITED_STATES: &str =
    "In the United States call or text 988, free, day and night. Press 1 for veterans, 2 for Spanish.";

/// The same when the server cannot be asked.
pub const CRISIS_WITHOUT_SERVER: &[&str] = &[
    "You can talk with someone right now.",
    UNITED_STATES,
    "  Chat: https://988lifeline.org/chat",
    "Elsewhere: https://findahelpline.com lists lines by country.",
    "In danger right now: call your local emergency number (911 in the United States).",
];

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{FixedOffset, Utc};

    #[test]
    fn the_day_is_said_when_it_was_another_one() {
        let zone = FixedOffset::west_opt(6 * 3600).expect("a zone");
        let at = |text: &str| text.parse::<DateTime<Utc>>().expect("an instant").with_timezone(&zone);
        let today = NaiveDate::from_ymd_opt(2026, 3, 10).expect("a day");
        assert_eq!(clock_on(at("2026-03-10T18:41:00Z"), today), "12:41");
        assert_eq!(clock_on(at("2026-03-10T02:41:00Z"), today), "Mon 20:41", "the reader's day counts");
        assert_eq!(clock_on(at("2026-03-04T18:41:00Z"), today), "Wed 12:41");
        assert_eq!(clock_on(at("2026-03-03T18:41:00Z"), today), "3 Mar 2026 12:41");
    }

    #[test]
    fn waits_are_said_in_words() {
        let words = [(200, "a second"), (12_000, "12 seconds"), (119_001, "2 minutes"), (240_000, "4 minutes")];
        for (ms, said) in words {
            assert_eq!(wait(Duration::from_millis(ms)), said);
        }
    }
}
