//! The document must show frames that exist: every JSON block is read and written again.

use alongside_protocol::generate::repository_root;
use alongside_protocol::{ClientFrame, Command, RefusalCode, Retry, ServerFrame, close};
use serde_json::Value;

fn readme() -> String {
    std::fs::read_to_string(repository_root().join("protocol/README.md")).unwrap_or_default()
}

/// The JSON blocks of the document.
fn blocks(text: &str) -> Vec<&str> {
    text.split("```json\n").skip(1).filter_map(|rest| rest.split("```").next()).collect()
}

/// The frame as this version writes it, read as one of either side.
fn written_again(block: &str) -> [Option<Value>; 2] {
    let of_client = ClientFrame::parse(block).ok().and_then(|frame| serde_json::to_value(frame).ok());
    let of_server = serde_json::from_str::<ServerFrame>(block).ok().and_then(|frame| serde_json::to_value(frame).ok());
    [of_client, of_server]
}

#[test]
fn every_frame_that_it_shows_is_one() {
    let text = readme();
    let blocks = blocks(&text);
    assert!(blocks.len() > 20, "the document shows only {} frames", blocks.len());
    for block in blocks {
        let shown: Value = serde_json::from_str(block).unwrap_or_else(|why| panic!("{why} in {block}"));
        let written = written_again(block);
        assert!(written.contains(&Some(shown)), "not as it is sent: {block}\n{written:?}");
    }
}

/// In the conversation the spans, numbers and ids must fit together too: whoever replays it must arrive where it says.
#[test]
fn the_conversation_holds_together() {
    let text = readme();
    let conversation = text.split("## A whole conversation").nth(1).unwrap_or_default();
    let (mut have, mut sent, mut answered) = (None, Vec::new(), Vec::new());
    for block in blocks(conversation) {
        if let Ok(frame) = ClientFrame::parse(block) {
            match frame.command {
                Command::Send(send) => sent.push(send.client_id),
                Command::Read { up_to, .. } => assert_eq!(Some(up_to), have),
                _ => {}
            }
            continue;
        }
        match serde_json::from_str(block) {
            Ok(ServerFrame::Resync(resync)) => have = Some(resync.position.seq),
            Ok(ServerFrame::Events(batch)) => {
                assert_eq!(Some(batch.prev), have, "a batch that does not continue what is there");
                assert!(batch.events.iter().all(|event| batch.prev < event.seq && event.seq <= batch.to));
                have = Some(batch.to);
            }
            Ok(ServerFrame::Ok { re, .. }) => answered.push(re),
            Ok(_) => {}
            Err(why) => panic!("{why} in {block}"),
        }
    }
    assert_eq!(have.map(|seq| seq.0), Some(45));
    assert_eq!(sent.len(), 3);
    assert_eq!(sent[1], sent[2], "a retry has the same client id");
    assert_eq!(answered.len(), 3);
}

#[test]
fn it_names_every_retry_and_links_to_sections_that_exist() {
    let text = readme();
    for retry in Retry::ALL {
        assert!(text.contains(&format!("| `{retry}` |")), "{retry} is missing from the table");
    }
    let reference =
        std::fs::read_to_string(repository_root().join("protocol/generated/reference.md")).unwrap_or_default();
    let anchors = |text: &str| -> Vec<String> {
        let titles = text.lines().filter(|line| line.starts_with('#')).map(|line| line.trim_start_matches('#').trim());
        let keep = |c: &char| c.is_alphanumeric() || " -_".contains(*c);
        titles.map(|title| title.to_lowercase().chars().filter(keep).collect::<String>().replace(' ', "-")).collect()
    };
    let (here, there) = (anchors(&text), anchors(&reference));
    for link in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
        let known = match link.split_once('#') {
            Some(("", anchor)) => here.iter().any(|title| title == anchor),
            Some((_, anchor)) => there.iter().any(|title| title == anchor),
            None => repository_root().join("protocol").join(link).exists(),
        };
        assert!(known, "a link to nowhere: {link}");
    }
}

#[test]
fn the_numbers_that_it_names_are_those_of_the_types() {
    use alongside_protocol::limits::*;
    let text = readme();
    for (number, said) in [
        (FRAME_BYTES / 1024, "16 KiB"),
        (BODY_CHARACTERS, "4,000 characters"),
        (NOTE_CHARACTERS, "80 characters"),
        (COMMANDS_IN_FLIGHT, "| 64;"),
        (SUBSCRIPTIONS, "256 streams"),
        (HELLO_MS as usize / 1000, "within 10 s"),
        (NO_PROGRESS_MS as usize / 1000, "| 20 s, then 4101"),
        (PING_INTERVAL_MS as usize / 1000, "every 25 s"),
        (BEHIND_MS as usize / 1000, "ahead for 5 s"),
        (TYPING_INTERVAL_MS as usize / 1000, "once in 3 s"),
        (TYPING_PEOPLE, "more than 30 people"),
        (HISTORY_PAGE, "1 to 100"),
        (SNAPSHOT_MESSAGES, "newest 50 messages"),
        (REPLAY_EVENTS as usize, "2,000"),
    ] {
        let digits: String = said.chars().filter(char::is_ascii_digit).collect();
        assert!(text.contains(said), "the document does not say {said}");
        assert!(digits.contains(&number.to_string()), "the document says {said}, the limit is {number}");
    }
    for code in [close::UNAUTHENTICATED, close::SESSION_ENDED, close::SUSPENDED, close::BAD_HELLO, close::VERSION] {
        assert!(text.contains(&code.to_string()), "{code} is not explained");
    }
    for code in
        [RefusalCode::ForeignOrigin, RefusalCode::UnknownFrame, RefusalCode::ClientIdReused, RefusalCode::TooBig]
    {
        assert!(text.contains(&format!("`{code}`")), "{code} is not explained");
    }
}
