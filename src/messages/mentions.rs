//! People named in a text with `@Alias`. Aliases may hold spaces, so the longest run of words after an `@` that is a
//! member's alias wins.

use super::store;
use crate::accounts::aliases;
use crate::error::Result;
use crate::storage::Tx;
use alongside_protocol::limits::{ALIAS_CHARACTERS, MENTIONS};
use alongside_protocol::{AccountId, MessageId, RoomId, Seq};
use std::collections::BTreeSet;

/// Stores whom the text names, in place of whom it named before. Nobody is told of naming themselves.
pub(super) async fn replace(
    tx: &mut Tx,
    message: MessageId,
    room: RoomId,
    seq: Seq,
    author: AccountId,
    body: &str,
) -> Result<()> {
    store::clear_mentions(tx, message).await?;
    let mut named = BTreeSet::new();
    for candidates in candidates(body) {
        let keys: Vec<String> = candidates.iter().map(|text| aliases::key_of(text)).collect();
        let found = store::members_by_alias_key(tx, room, &keys).await?;
        let longest = keys.iter().find_map(|key| found.iter().find(|(known, _)| known == key));
        if let Some((_, account)) = longest.filter(|(_, account)| *account != author) {
            named.insert(*account);
        }
    }
    for account in named {
        store::insert_mention(tx, message, account, room, seq).await?;
    }
    Ok(())
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
