//! What the clients saw, and what the server has, held against what was acknowledged.

use crate::Mishap;
use crate::crowd::{Hall, Outcome};
use crate::tally::Tally;
use alongside_protocol::{AccountId, ClientMessageId, Message, MessageId, RoomId, Seq};
use alongside_terminal::Sent;
use alongside_terminal::api::Pages;
use alongside_terminal::checker::{self, Rules};
use alongside_terminal::record::{ClientRecorder, What};
use alongside_testkit::Participant;
use std::collections::{BTreeMap, BTreeSet};

/// The number of the client that reads the history by HTTP.
const READER: u32 = 1_000;
const PAGE: u32 = alongside_protocol::limits::HISTORY_PAGE as u32;

pub async fn judge(hall: &Hall, outcome: &Outcome, tally: &mut Tally) -> Result<(), Mishap> {
    let reader = outcome.recorder.client(READER);
    let mut rooms = BTreeMap::new();
    for (room, number) in hall.rooms.iter().zip(0..) {
        rooms.insert(*room, history(&hall.people[0], *room, &reader, number << 32).await?);
    }
    let acknowledged: Vec<_> = outcome.written.iter().flat_map(|written| &written.acknowledged).copied().collect();
    let deleted = outcome.written.iter().flat_map(|written| &written.deleted).copied().collect();
    let stored = compare(&rooms, &acknowledged, &deleted);

    let report = checker::check(&outcome.recorder.records(), &Rules { unique_texts: true, ..Rules::default() });
    println!("  clients: {report}");
    tally.acknowledged = acknowledged.len();
    tally.found_again = acknowledged.iter().filter(|(_, sent)| sent.duplicate).count();
    // Both look at the same messages from two sides; the worse verdict counts.
    tally.lost = stored.lost.len().max(report.lost());
    tally.duplicated = stored.duplicated.len().max(report.duplicated());
    tally.gaps = stored.disordered.len().max(report.gaps() + report.reordered());
    for finding in stored.lost.iter().chain(&stored.duplicated).chain(&stored.disordered) {
        tally.complain(finding);
    }
    for violation in &report.violations {
        tally.complain(violation.to_string());
    }
    if report.acknowledged != acknowledged.len() {
        tally.complain(format!(
            "the record has {} acknowledgements, the clients got {}",
            report.acknowledged,
            acknowledged.len()
        ));
    }
    for refused in outcome.written.iter().flat_map(|written| &written.refused) {
        tally.complain(format!("refused for no reason: {refused}"));
    }
    Ok(())
}

/// All messages of a room by HTTP, oldest first, also as a record for the checker.
pub async fn history(
    who: &Participant,
    room: RoomId,
    reader: &ClientRecorder,
    first_request: u64,
) -> Result<Vec<Message>, Mishap> {
    let mut messages: Vec<Message> = Vec::new();
    for request in first_request.. {
        let after = Some(messages.last().map(|message| message.seq).unwrap_or(Seq(0)));
        reader.write(What::PageAsked { request, room });
        let page = who.api.messages(room, Pages { after, limit: Some(PAGE), ..Pages::default() }).await;
        let page = page.map_err(|error| Mishap::Stuck(format!("The history could not be read: {error}")))?;
        reader.page(request, room, &page.messages, (page.has_older, page.has_newer), page.head);
        let more = page.has_newer && !page.messages.is_empty();
        messages.extend(page.messages);
        if !more {
            break;
        }
    }
    Ok(messages)
}

/// Findings about what the server has.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Stored {
    pub lost: Vec<String>,
    pub duplicated: Vec<String>,
    pub disordered: Vec<String>,
}

/// Every acknowledged message must be there once, under its number. One that was taken back may be gone.
pub fn compare(
    rooms: &BTreeMap<RoomId, Vec<Message>>,
    acknowledged: &[(RoomId, Sent)],
    deleted: &BTreeSet<MessageId>,
) -> Stored {
    let mut stored = Stored::default();
    let mut places: BTreeMap<MessageId, (RoomId, Seq, ClientMessageId)> = BTreeMap::new();
    let mut ids: BTreeSet<(AccountId, ClientMessageId)> = BTreeSet::new();
    for (room, messages) in rooms {
        let mut last = Seq(0);
        for message in messages {
            if message.seq <= last {
                stored.disordered.push(format!("room {room} has {} after {last}", message.seq));
            }
            last = message.seq;
            let is_second = !ids.insert((message.author.id, message.client_id));
            let place = places.insert(message.id, (*room, message.seq, message.client_id));
            if is_second || place.is_some() {
                stored.duplicated.push(format!("message {} at {} of room {room}", message.id, message.seq));
            }
        }
    }
    for (room, sent) in acknowledged {
        match places.get(&sent.message) {
            Some(place) if *place == (*room, sent.seq, sent.client_id) => {}
            None if deleted.contains(&sent.message) => {}
            Some(place) => stored.lost.push(format!(
                "message {}: acknowledged as {} of room {room}, found as {place:?}",
                sent.message, sent.seq
            )),
            None => stored.lost.push(format!("message {}, acknowledged as {} of room {room}", sent.message, sent.seq)),
        }
    }
    stored
}

#[cfg(test)]
#[path = "judge_tests.rs"]
mod tests;
