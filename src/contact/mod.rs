//! Writing to the people who run the server (policy 8.1), and the links in its texts.
//!
//! - this file: what anybody sends, and reads again with a receipt;
//! - [`receipts`]: what they write down;
//! - [`inbox`]: what staff do with it;
//! - [`mails`]: answers that go to an address;
//! - [`links`]: links in our texts, looked at by a job and reported with one press.

pub mod inbox;
pub mod links;
pub mod mails;
pub mod receipts;
mod store;
#[cfg(test)]
mod tests;

use crate::accounts::{Caller, Email};
use crate::clock::Chance;
use crate::error::{Result, refuse};
use crate::notifications::inbox::{News, tell};
use crate::rooms::text;
use crate::storage::Tx;
use alongside_protocol::http::{ContactKind, ContactMessage, ContactReceipt, MyContactMessages, NewContactMessage};
use alongside_protocol::limits::{CONTACT_CHARACTERS, CONTACT_PAGE_CHARACTERS, LINK_CHARACTERS};
use alongside_protocol::{Language, NotificationKind, RefusalCode, Timestamp};
use chrono::TimeDelta;
use receipts::{KEY_LETTERS, RECEIPT_LETTERS};

/// Own messages that one is shown.
const OWN: i64 = 50;
/// Closed messages are deleted for good after this.
pub const KEPT_AFTER_CLOSING: TimeDelta = TimeDelta::days(180);
/// Messages that go in one turn.
const PURGED_AT_ONCE: i64 = 500;
/// Staff are told at most once in this time that there is something in the inbox.
const TOLD_EVERY: TimeDelta = TimeDelta::hours(1);

/// Takes a message of anybody. `caller` is whoever is signed in.
pub async fn send(
    tx: &mut Tx,
    now: Timestamp,
    chance: &Chance,
    caller: Option<&Caller>,
    wanted: &NewContactMessage,
) -> Result<ContactReceipt> {
    let (receipt, key) = (receipts::new(chance, RECEIPT_LETTERS), receipts::new(chance, KEY_LETTERS));
    let own = match caller {
        Some(caller) => Some(crate::accounts::load(tx, caller.account).await?),
        None => None,
    };
    let email = wanted.email.as_deref().filter(|text| !text.trim().is_empty()).map(Email::parse).transpose()?;
    let known = own.as_ref().and_then(|account| account.email.as_deref());
    // Their own address gets the notice of the answer already.
    let email = email.filter(|email| known.is_none_or(|known| !known.eq_ignore_ascii_case(email.address())));
    let language = own.map(|account| account.settings.language).or(wanted.language).unwrap_or(Language::English);
    let message = store::New {
        id: chance.id(now),
        receipt: &receipt,
        key_hash: Some(receipts::hash(&key)),
        kind: wanted.kind,
        text: text::paragraph("text", &wanted.text, 1, CONTACT_CHARACTERS)?,
        page: optional_line("page", wanted.page.as_deref(), CONTACT_PAGE_CHARACTERS)?,
        url: optional_line("link", wanted.link.as_deref(), LINK_CHARACTERS)?,
        language,
        account: caller.map(|caller| caller.account),
        email: email.map(|email| email.address().to_owned()),
        link: None,
        reports: 0,
    };
    store::insert(tx, now, &message).await?;
    tell_staff(tx, now, chance).await?;
    Ok(ContactReceipt { receipt: receipts::shown(&receipt), key: receipts::shown(&key), sent_at: now })
}

fn optional_line(field: &str, text: Option<&str>, most: usize) -> Result<Option<String>> {
    let line = text.map(|line| text::line(field, line, 0, most)).transpose()?;
    Ok(line.filter(|line| !line.is_empty()))
}

async fn tell_staff(tx: &mut Tx, now: Timestamp, chance: &Chance) -> Result<()> {
    let hour = now.millis().div_euclid(TOLD_EVERY.num_milliseconds());
    let once = format!("contact_received:{hour}");
    let news = News { kind: NotificationKind::ContactReceived, room: None, due_at: None, write_by: None, once };
    let staff = store::staff(tx).await?;
    tell(tx, now, chance, &staff, &news).await
}

/// What stands under a receipt, for whoever has its key. A wrong key and a wrong receipt are refused alike.
pub async fn open(tx: &mut Tx, receipt: &str, key: &str) -> Result<ContactMessage> {
    let receipt = receipts::parse(receipt, RECEIPT_LETTERS);
    let key = receipts::parse(key, KEY_LETTERS);
    let found = match (receipt, key) {
        (Some(receipt), Some(key)) => store::by_key(tx, &receipt, &receipts::hash(&key)).await?,
        _ => None,
    };
    match found {
        Some(row) => shown(tx, row).await,
        None => {
            refuse(RefusalCode::NotFound, "Nothing stands under this receipt and key. Please look at both once more.")
        }
    }
}

/// What somebody sent while signed in, newest first.
pub async fn mine(tx: &mut Tx, caller: &Caller) -> Result<MyContactMessages> {
    let mut messages = Vec::new();
    for row in store::of_account(tx, caller.account, OWN).await? {
        messages.push(shown(tx, row).await?);
    }
    Ok(MyContactMessages { messages })
}

async fn shown(tx: &mut Tx, row: store::Row) -> Result<ContactMessage> {
    let mut answers = store::answers(tx, row.id).await?;
    answers.iter_mut().for_each(|answer| answer.by = None);
    Ok(ContactMessage {
        receipt: receipts::shown(&row.receipt),
        kind: row.kind,
        state: row.state,
        text: row.text,
        page: row.page,
        link: row.url,
        sent_at: row.sent_at,
        answers,
    })
}

/// A press of "broken link": one message for each link, which counts them.
async fn count_report(tx: &mut Tx, now: Timestamp, chance: &Chance, link: &str, url: &str) -> Result<()> {
    if store::add_report(tx, link).await? {
        return Ok(());
    }
    let receipt = receipts::new(chance, RECEIPT_LETTERS);
    let message = store::New {
        id: chance.id(now),
        receipt: &receipt,
        key_hash: None,
        kind: ContactKind::BrokenLink,
        text: String::new(),
        page: None,
        url: Some(url.to_owned()),
        language: Language::English,
        account: None,
        email: None,
        link: Some(link.to_owned()),
        reports: 1,
    };
    store::insert(tx, now, &message).await?;
    tell_staff(tx, now, chance).await
}

/// Deletes what was closed long ago, and addresses that nothing will go to any more. Answers how many messages went.
pub async fn purge(tx: &mut Tx, now: Timestamp) -> Result<u64> {
    store::forget_addresses(tx).await?;
    store::purge(tx, now - KEPT_AFTER_CLOSING, PURGED_AT_ONCE).await
}
