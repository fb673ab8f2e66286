//! What somebody typed, understood.

use alongside_protocol::Reaction;

/// Which message is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// The number that stands before it.
    Number(i64),
    Last,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    Say(String),
    Note {
        note: String,
        body: String,
    },
    Reply {
        to: Which,
        body: String,
    },
    Edit {
        which: Which,
        body: String,
    },
    Delete(Which),
    React {
        which: Which,
        reaction: Reaction,
        on: bool,
    },
    Open(Which),
    Rooms(Option<String>),
    Join(String),
    Leave,
    Who,
    Older,
    HelpNow,
    Help,
    Reconnect,
    Quit,
    /// Not understood, and what would be.
    Wrong(&'static str),
}

pub const HELP: &[&str] = &[
    "Type to talk. A line that begins with a slash does something else:",
    "/reply NUMBER TEXT    answer a message (\"last\" instead of a number: the last one)",
    "/edit NUMBER TEXT     change your message",
    "/delete NUMBER        take your message back",
    "/react NUMBER WORDS   with you, same here, thank you or thinking of you; /unreact takes it back",
    "/note ABOUT: TEXT     say what a message is about; others open it when they choose",
    "/open NUMBER          show a folded message",
    "/older                earlier messages",
    "/who                  who keeps this room, and whether they are here",
    "/rooms [WORDS]        rooms to find",
    "/join ROOM            open a room, by name or by its number in the list",
    "/leave                leave this room",
    "/help-now             where help is, right now",
    "/reconnect            connect anew",
    "/quit                 end",
];

/// The words of a reaction, as they are shown.
pub fn reaction_words(reaction: Reaction) -> &'static str {
    match reaction {
        Reaction::WithYou => "With you",
        Reaction::SameHere => "Same here",
        Reaction::ThankYou => "Thank you",
        Reaction::ThinkingOfYou => "Thinking of you",
    }
}

/// Reads a typed line. Two slashes at the beginning say one.
pub fn read(line: &str) -> Input {
    let line = line.trim_end();
    match line.strip_prefix('/') {
        Some(said) if said.starts_with('/') => Input::Say(said.to_owned()),
        Some(command) => read_command(command),
        None => Input::Say(line.to_owned()),
    }
}

fn read_command(command: &str) -> Input {
    let (word, rest) = first_word(command);
    match word.to_lowercase().as_str() {
        "reply" => with_text(rest, "Write: /reply NUMBER TEXT", |to, body| Input::Reply { to, body }),
        "edit" => with_text(rest, "Write: /edit NUMBER TEXT", |which, body| Input::Edit { which, body }),
        "delete" => which(rest).map_or(Input::Wrong("Write: /delete NUMBER"), Input::Delete),
        "open" => which(rest).map_or(Input::Wrong("Write: /open NUMBER"), Input::Open),
        "react" => react(rest, true),
        "unreact" => react(rest, false),
        "note" => note(rest),
        "rooms" => Input::Rooms((!rest.is_empty()).then(|| rest.to_owned())),
        "join" if !rest.is_empty() => Input::Join(rest.to_owned()),
        "join" => Input::Wrong("Write: /join ROOM"),
        "leave" => Input::Leave,
        "who" => Input::Who,
        "older" => Input::Older,
        "help-now" | "helpnow" | "crisis" => Input::HelpNow,
        "help" | "?" => Input::Help,
        "reconnect" => Input::Reconnect,
        "quit" | "exit" => Input::Quit,
        _ => Input::Wrong("There is no such command. /help lists them; begin with // to say a slash."),
    }
}

fn first_word(text: &str) -> (&str, &str) {
    let text = text.trim();
    text.split_once(char::is_whitespace).map_or((text, ""), |(word, rest)| (word, rest.trim()))
}

fn which(text: &str) -> Option<Which> {
    match text.trim().trim_start_matches('#') {
        "last" => Some(Which::Last),
        number => number.parse().ok().map(Which::Number),
    }
}

fn with_text(rest: &str, usage: &'static str, make: impl FnOnce(Which, String) -> Input) -> Input {
    let (number, body) = first_word(rest);
    match which(number) {
        Some(which) if !body.is_empty() => make(which, body.to_owned()),
        _ => Input::Wrong(usage),
    }
}

fn react(rest: &str, on: bool) -> Input {
    const USAGE: &str = "Write: /react NUMBER and one of: with you, same here, thank you, thinking of you";
    let (number, words) = first_word(rest);
    let words = words.to_lowercase().replace('_', " ");
    let reaction = Reaction::ALL.iter().find(|reaction| reaction_words(**reaction).to_lowercase() == words);
    match (which(number), reaction) {
        (Some(which), Some(reaction)) => Input::React { which, reaction: *reaction, on },
        _ => Input::Wrong(USAGE),
    }
}

fn note(rest: &str) -> Input {
    match rest.split_once(':') {
        Some((note, body)) if !note.trim().is_empty() && !body.trim().is_empty() => {
            Input::Note { note: note.trim().to_owned(), body: body.trim().to_owned() }
        }
        _ => Input::Wrong("Write: /note ABOUT: TEXT"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_said_and_commands_understood() {
        assert_eq!(read("hello / there"), Input::Say("hello / there".into()));
        assert_eq!(read("//me waves"), Input::Say("/me waves".into()));
        assert_eq!(read("/reply 12 I know  that"), Input::Reply { to: Which::Number(12), body: "I know  that".into() });
        assert_eq!(read("/edit #3 better"), Input::Edit { which: Which::Number(3), body: "better".into() });
        assert_eq!(read("/delete last"), Input::Delete(Which::Last));
        let thanks = Input::React { which: Which::Last, reaction: Reaction::ThankYou, on: false };
        assert_eq!(read("/unreact last Thank you"), thanks);
        let grief = Input::Note { note: "grief".into(), body: "it has been a year: today".into() };
        assert_eq!(read("/note grief: it has been a year: today"), grief);
        assert_eq!(read("/rooms"), Input::Rooms(None));
        assert_eq!(read("/join Night Kitchen"), Input::Join("Night Kitchen".into()));
    }

    #[test]
    fn what_is_not_understood_is_never_said_to_others() {
        for line in ["/", "/delet 3", "/reply hello", "/reply 3", "/edit", "/react 3 boo", "/note x", "/join", "/open"]
        {
            assert!(matches!(read(line), Input::Wrong(_)), "{line}");
        }
    }
}
