//! People named in a text with `@Alias`. Aliases may hold spaces, so the longest run of words after an `@` that is a
//! member's alias wins.

use super::store::{self, Mention, NewMessage};
use crate::accounts::aliases;
use crate::error::Result;
use crate::storage::Tx;
use alongside_protocol::limits::{ALIAS_CHARACTERS, MENTIONS};
use alongside_protocol::{AccountId, MessageId, RoomId, Seq};
use std::collections::BTreeSet;

/// Stores whom the text names, in place of whom it named before.
pub(super) async fn replace(
    tx: &mut Tx,
    message: MessageId,
    room: RoomId,
    seq: Seq,
    author: AccountId,
    body: &str,
) -> Result<()> {
    store::clear_mentions(tx, message).await?;
    let named = named(tx, room, author, body).await?;
    let named: Vec<Mention> = named.into_iter().map(|account| Mention { message, account, room, seq }).collect();
    store::insert_mentions(tx, &named).await
}

/// Stores whom new messages name, and says so in them.
pub(super) async fn store_new(tx: &mut Tx, messages: &mut [NewMessage]) -> Result<()> {
    let mut all = Vec::new();
    for message in messages.iter().map(|new| &new.message).filter(|message| message.body.contains('@')) {
        let (id, room, seq) = (message.id, message.room, message.seq);
        let named = named(tx, room, message.author.id, &message.body).await?;
        all.extend(named.into_iter().map(|account| Mention { message: id, account, room, seq }));
    }
    if all.is_empty() {
        return Ok(());
    }
    store::insert_mentions(tx, &all).await?;
    let ids: Vec<MessageId> = all.iter().map(|mention| mention.message).collect();
    for (id, person) in store::mentions(tx, &ids).await? {
        if let Some(new) = messages.iter_mut().find(|new| new.message.id == id) {
            new.message.mentions.push(person);
        }
    }
    Ok(())
}

/// Whom a text names. Nobody is told of naming themselves.
async fn named(tx: &mut Tx, room: RoomId, author: AccountId, body: &str) -> Result<BTreeSet<AccountId>> {
    let mut named = BTreeSet::new();
    for candidates in candidates(body) {
        let keys: Vec<String> = candidates.iter().map(|text| aliases::key_of(text)).collect();
        let found = store::members_by_alias_key(tx, room, &keys).await?;
        let longest = keys.iter().find_map(|key| found.iter().find(|(known, _)| known == key));
        if let Some((_, account)) = longest.filter(|(_, account)| *account != author) {
            named.insert(*account);
        }
    }
    Ok(named)
}

/// For each `@`, the texts that could be an alias, longest first. At most [`MENTIONS`] of them.
fn candidates(body: &str) -> Vec<Vec<&str>> {
    body.match_indices('@')
        .filter(|(at, _)| body[..*at].chars().next_back().is_none_or(|before| !before.is_alphanumeric()))
        .take(MENTIONS)
        .map(|(at, _)| prefixes(&body[at + 1..]))
        .filter(|texts| !texts.is_empty())
        .collect()
}

fn prefixes(text: &str) -> Vec<&str> {
    let line = text.split(['\n', '@']).next().unwrap_or_default();
    let mut ends = Vec::new();
    let mut before = None;
    for (count, (at, c)) in line.char_indices().chain([(line.len(), ' ')]).enumerate() {
        if count > ALIAS_CHARACTERS.1 {
            break;
        }
        if !c.is_alphanumeric() && before.is_some_and(char::is_alphanumeric) && count >= ALIAS_CHARACTERS.0 {
            ends.push(at);
        }
        before = Some(c);
    }
    ends.into_iter().rev().map(|end| &line[..end]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_be_an_alias() {
        for (body, expected) in [
            ("no names here", vec![]),
            ("mail me at a@b.example", vec![]),
            ("@Heron", vec![vec!["Heron"]]),
            ("thanks @Quiet Birch, really", vec![vec!["Quiet Birch, really", "Quiet Birch", "Quiet"]]),
            ("@Heron and @Low Tide", vec![vec!["Heron and", "Heron"], vec!["Low Tide", "Low"]]),
            ("@\n@ @x", vec![]),
        ] {
            assert_eq!(candidates(body), expected, "{body}");
        }
    }

    #[test]
    fn a_text_of_signs_has_a_bound() {
        assert_eq!(candidates(&"@ab ".repeat(1_000)).len(), MENTIONS);
    }
}
