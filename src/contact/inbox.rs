//! The staff's inbox.

use super::{receipts, store};
use crate::accounts::Caller;
use crate::clock::Chance;
use crate::error::{Result, refuse};
use crate::notifications::inbox::{News, tell_of_receipt};
use crate::rooms::text;
use crate::storage::Tx;
use alongside_protocol::http::{AnswerContactMessage, ContactInbox, ContactItem, ContactState};
use alongside_protocol::limits::{CONTACT_CHARACTERS, CONTACT_PAGE};
use alongside_protocol::{ContactAnswerId, ContactMessageId, NotificationKind, RefusalCode, Role, Timestamp};

fn check(caller: &Caller) -> Result<()> {
    if caller.is(Role::Staff) { Ok(()) } else { refuse(RefusalCode::Forbidden, "This is for staff.") }
}

/// A page, oldest first.
pub async fn list(
    tx: &mut Tx,
    caller: &Caller,
    state: ContactState,
    after: Option<ContactMessageId>,
) -> Result<ContactInbox> {
    check(caller)?;
    let mut rows = store::page(tx, state, after, CONTACT_PAGE as i64 + 1).await?;
    let more = rows.len() > CONTACT_PAGE;
    rows.truncate(CONTACT_PAGE);
    let next = rows.last().filter(|_| more).map(|row| row.id);
    let mut messages = Vec::with_capacity(rows.len());
    for row in rows {
        messages.push(shown(tx, row).await?);
    }
    Ok(ContactInbox { messages, open: store::open(tx).await?, next })
}

pub async fn load(tx: &mut Tx, caller: &Caller, id: ContactMessageId) -> Result<ContactItem> {
    check(caller)?;
    let row = found(tx, id).await?;
    shown(tx, row).await
}

/// Whether somebody is on it. Whoever presses last is.
pub async fn claim(tx: &mut Tx, caller: &Caller, id: ContactMessageId, on: bool) -> Result<ContactItem> {
    check(caller)?;
    held(tx, id).await?;
    store::set_claimed(tx, id, on.then_some(caller.account)).await?;
    load(tx, caller, id).await
}

/// Answers its sender: in the app if they were signed in, to the address that they gave, and under the receipt in any case.
pub async fn answer(
    tx: &mut Tx,
    now: Timestamp,
    chance: &Chance,
    caller: &Caller,
    id: ContactMessageId,
    wanted: &AnswerContactMessage,
) -> Result<ContactItem> {
    check(caller)?;
    let row = held(tx, id).await?;
    if row.key_hash.is_none() {
        return refuse(
            RefusalCode::Conflict,
            "This counts presses of a button: there is nobody to answer. Close it instead.",
        );
    }
    if row.state == ContactState::Closed {
        return refuse(RefusalCode::Conflict, "This is closed. Open it again before you answer.");
    }
    let text = text::paragraph("text", &wanted.text, 1, CONTACT_CHARACTERS)?;
    let answer: ContactAnswerId = chance.id(now);
    store::insert_answer(tx, answer, id, &text, caller.account, now).await?;
    store::put_mail(tx, answer, id, now).await?;
    store::set_state(tx, id, ContactState::Answered, now).await?;
    if let Some(account) = row.account {
        let once = format!("contact_answered:{answer}");
        let news = News { kind: NotificationKind::ContactAnswered, room: None, due_at: None, write_by: None, once };
        tell_of_receipt(tx, now, chance, account, &news, &receipts::shown(&row.receipt)).await?;
    }
    if wanted.close {
        store::set_state(tx, id, ContactState::Closed, now).await?;
    }
    load(tx, caller, id).await
}

pub async fn close(tx: &mut Tx, now: Timestamp, caller: &Caller, id: ContactMessageId) -> Result<ContactItem> {
    check(caller)?;
    held(tx, id).await?;
    store::set_state(tx, id, ContactState::Closed, now).await?;
    load(tx, caller, id).await
}

/// What was closed is open again; its address may be forgotten already, and then the answer stands under the receipt.
pub async fn reopen(tx: &mut Tx, now: Timestamp, caller: &Caller, id: ContactMessageId) -> Result<ContactItem> {
    check(caller)?;
    let row = held(tx, id).await?;
    if let Some(link) = &row.link
        && row.state == ContactState::Closed
        && store::has_open_report(tx, link).await?
    {
        return refuse(RefusalCode::Conflict, "There is a newer message about this link.");
    }
    store::set_state(tx, id, ContactState::Open, now).await?;
    load(tx, caller, id).await
}

async fn found(tx: &mut Tx, id: ContactMessageId) -> Result<store::Row> {
    match store::load(tx, id).await? {
        Some(row) => Ok(row),
        None => refuse(RefusalCode::NotFound, "There is no such message, or no longer."),
    }
}

/// The same, and nobody else changes it until the transaction ends.
async fn held(tx: &mut Tx, id: ContactMessageId) -> Result<store::Row> {
    store::lock(tx, id).await?;
    found(tx, id).await
}

async fn shown(tx: &mut Tx, row: store::Row) -> Result<ContactItem> {
    let answers = store::answers(tx, row.id).await?;
    let from = match row.account {
        Some(account) => crate::accounts::person(tx, account).await?,
        None => None,
    };
    let claimed_by = match row.claimed_by {
        Some(account) => crate::accounts::person(tx, account).await?,
        None => None,
    };
    Ok(ContactItem {
        id: row.id,
        receipt: receipts::shown(&row.receipt),
        kind: row.kind,
        state: row.state,
        text: row.text,
        page: row.page,
        link: row.url,
        language: row.language,
        from,
        mail: row.email.is_some(),
        reports: row.reports,
        sent_at: row.sent_at,
        claimed_by,
        answers,
    })
}
