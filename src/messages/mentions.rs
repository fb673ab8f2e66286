//! People named in a text with `@Alias`. Aliases may hold spaces, so the longest run of words after an `@` that is a
//! member's alias wins.

use super::store::{self, Mention, NewMessage};
use crate::accounts::aliases;
use crate::error::Result;
use crate::storage::Tx;
use alongside_protocol::limits::{ALIAS_CHARACTERS, MENTIONS};
use alongside_protocol::{AccountId, MessageId, RoomId, Seq};
use std::collections::{BTreeSet, HashMap};

/// Aliases that one statement looks for. Those of a whole group of sends are one statement, unless texts are full of `@`.
const LOOKED_FOR: usize = 1_024;

/// A text that may name somebody.
struct Text {
    message: MessageId,
    room: RoomId,
    seq: Seq,
    author: AccountId,
    /// For each `@`, the keys of what could be an alias, longest first.
    candidates: Vec<Vec<String>>,
}

impl Text {
    fn new(message: MessageId, room: RoomId, seq: Seq, author: AccountId, body: &str) -> Self {
        let keys = |texts: Vec<&str>| texts.into_iter().map(aliases::key_of).collect();
        Self { message, room, seq, author, candidates: candidates(body).into_iter().map(keys).collect() }
    }

    /// Whom it names. Nobody is told of naming themselves.
    fn named(&self, members: &HashMap<(RoomId, String), AccountId>) -> Vec<Mention> {
        let member = |key: &String| members.get(&(self.room, key.clone())).copied();
        let longest = self.candidates.iter().filter_map(|keys| keys.iter().find_map(member));
        let named: BTreeSet<AccountId> = longest.filter(|account| *account != self.author).collect();
        let Self { message, room, seq, .. } = *self;
        named.into_iter().map(|account| Mention { message, account, room, seq }).collect()
    }
}

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
    let named = named(tx, &[Text::new(message, room, seq, author, body)]).await?;
    store::insert_mentions(tx, &named).await
}

/// Stores whom new messages name, and says so in them.
pub(super) async fn store_new(tx: &mut Tx, messages: &mut [NewMessage]) -> Result<()> {
    let text = |NewMessage { message, .. }: &NewMessage| {
        Text::new(message.id, message.room, message.seq, message.author.id, &message.body)
    };
    let all = named(tx, &messages.iter().map(text).collect::<Vec<_>>()).await?;
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

/// Whom texts name, with one look at the members of their rooms for all of them.
async fn named(tx: &mut Tx, texts: &[Text]) -> Result<Vec<Mention>> {
    let keys = |text: &Text| text.candidates.concat().into_iter().map(|key| (text.room, key)).collect::<Vec<_>>();
    let asked: Vec<_> = texts.iter().flat_map(keys).collect::<BTreeSet<_>>().into_iter().collect();
    let mut members = HashMap::new();
    for asked in asked.chunks(LOOKED_FOR) {
        let found = store::members_by_alias_key(tx, asked).await?;
        members.extend(found.into_iter().map(|(room, key, account)| ((room, key), account)));
    }
    Ok(texts.iter().flat_map(|text| text.named(&members)).collect())
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
