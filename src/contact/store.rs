use crate::error::Result;
use crate::storage::{Tx, sql};
use alongside_protocol::http::{ContactAnswer, ContactKind, ContactState};
use alongside_protocol::{AccountId, ContactAnswerId, ContactMessageId, Language, Person, Timestamp};

#[derive(Debug, Clone, sqlx::FromRow)]
pub(super) struct Row {
    pub id: ContactMessageId,
    pub receipt: String,
    pub key_hash: Option<String>,
    pub kind: ContactKind,
    pub state: ContactState,
    pub text: String,
    pub page: Option<String>,
    pub url: Option<String>,
    pub language: Language,
    pub account: Option<AccountId>,
    pub email: Option<String>,
    pub link: Option<String>,
    pub reports: i64,
    pub claimed_by: Option<AccountId>,
    pub sent_at: Timestamp,
}

macro_rules! rows {
    ($which:literal) => {
        concat!(
            "SELECT id, receipt, key_hash, kind, state, text, page, url, language, account, email, link, reports,
                 claimed_by, sent_at FROM contact_message WHERE ",
            $which
        )
    };
}

/// A message to be stored.
pub(super) struct New<'a> {
    pub id: ContactMessageId,
    pub receipt: &'a str,
    pub key_hash: Option<String>,
    pub kind: ContactKind,
    pub text: String,
    pub page: Option<String>,
    pub url: Option<String>,
    pub language: Language,
    pub account: Option<AccountId>,
    pub email: Option<String>,
    pub link: Option<String>,
    pub reports: i64,
}

/// Another press on the same link at the same moment adds to the message that was first.
pub(super) async fn insert(tx: &mut Tx, now: Timestamp, new: &New<'_>) -> Result<()> {
    let open_key = new.link.clone().unwrap_or_else(|| new.id.to_string());
    sql!(
        tx,
        execute,
        "INSERT INTO contact_message (id, receipt, key_hash, kind, state, text, page, url, language, account, email, link,
             reports, open_key, sent_at)
         VALUES ($1, $2, $3, $4, 'open', $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
         ON CONFLICT (open_key) DO UPDATE SET reports = contact_message.reports + 1",
        new.id,
        new.receipt,
        &new.key_hash,
        new.kind,
        &new.text,
        &new.page,
        &new.url,
        new.language,
        new.account,
        &new.email,
        &new.link,
        new.reports,
        open_key,
        now
    )?;
    Ok(())
}

/// False when no open message counts the presses on this link.
pub(super) async fn add_report(tx: &mut Tx, link: &str) -> Result<bool> {
    Ok(sql!(tx, execute, "UPDATE contact_message SET reports = reports + 1 WHERE open_key = $1", link)? == 1)
}

pub(super) async fn has_open_report(tx: &mut Tx, link: &str) -> Result<bool> {
    Ok(sql!(tx, optional(String,), "SELECT id FROM contact_message WHERE open_key = $1", link)?.is_some())
}

/// The open message that counts the presses on a link, and how many they were.
pub(super) async fn report(tx: &mut Tx, link: &str) -> Result<Option<(ContactMessageId, i64)>> {
    sql!(tx, optional(ContactMessageId, i64), "SELECT id, reports FROM contact_message WHERE open_key = $1", link)
}

pub(super) async fn by_key(tx: &mut Tx, receipt: &str, key_hash: &str) -> Result<Option<Row>> {
    sql!(tx, optional Row, rows!("receipt = $1 AND key_hash = $2"), receipt, key_hash)
}

pub(super) async fn of_account(tx: &mut Tx, account: AccountId, limit: i64) -> Result<Vec<Row>> {
    sql!(tx, all Row, rows!("account = $1 ORDER BY id DESC LIMIT $2"), account, limit)
}

pub(super) async fn page(
    tx: &mut Tx,
    state: ContactState,
    after: Option<ContactMessageId>,
    limit: i64,
) -> Result<Vec<Row>> {
    let after = after.map(|id| id.to_string()).unwrap_or_default();
    sql!(tx, all Row, rows!("state = $1 AND id > $2 ORDER BY id LIMIT $3"), state, after, limit)
}

pub(super) async fn open(tx: &mut Tx) -> Result<i64> {
    let text = "SELECT CAST(COUNT(*) AS BIGINT) FROM contact_message WHERE state = 'open'";
    Ok(sql!(tx, one(i64,), text)?.0)
}

pub(super) async fn load(tx: &mut Tx, id: ContactMessageId) -> Result<Option<Row>> {
    sql!(tx, optional Row, rows!("id = $1"), id)
}

/// Keeps others from changing it meanwhile.
pub(super) async fn lock(tx: &mut Tx, id: ContactMessageId) -> Result<()> {
    sql!(tx, execute, "UPDATE contact_message SET id = id WHERE id = $1", id)?;
    Ok(())
}

pub(super) async fn set_claimed(tx: &mut Tx, id: ContactMessageId, by: Option<AccountId>) -> Result<()> {
    sql!(tx, execute, "UPDATE contact_message SET claimed_by = $2 WHERE id = $1", id, by)?;
    Ok(())
}

/// A message that counts presses holds its link's place only while it is not closed.
pub(super) async fn set_state(tx: &mut Tx, id: ContactMessageId, state: ContactState, now: Timestamp) -> Result<()> {
    let closed = state == ContactState::Closed;
    sql!(
        tx,
        execute,
        "UPDATE contact_message SET state = $2, closed_at = $3,
             open_key = CASE WHEN $4 OR link IS NULL THEN id ELSE link END WHERE id = $1",
        id,
        state,
        closed.then_some(now),
        closed
    )?;
    Ok(())
}

// Answers -------------------------------------------------------------------------------------------

pub(super) async fn insert_answer(
    tx: &mut Tx,
    id: ContactAnswerId,
    message: ContactMessageId,
    text: &str,
    by: AccountId,
    now: Timestamp,
) -> Result<()> {
    sql!(
        tx,
        execute,
        "INSERT INTO contact_answer (id, message, text, answered_by, at) VALUES ($1, $2, $3, $4, $5)",
        id,
        message,
        text,
        by,
        now
    )?;
    Ok(())
}

pub(super) async fn answers(tx: &mut Tx, message: ContactMessageId) -> Result<Vec<ContactAnswer>> {
    let rows = sql!(
        tx,
        all(String, Timestamp, AccountId, String),
        "SELECT c.text, c.at, a.id, a.alias FROM contact_answer c JOIN account a ON a.id = c.answered_by
         WHERE c.message = $1 ORDER BY c.id",
        message
    )?;
    let shown = |(text, at, id, alias)| ContactAnswer { text, at, by: Some(Person { id, alias }) };
    Ok(rows.into_iter().map(shown).collect())
}

/// Nothing for a message without address.
pub(super) async fn put_mail(
    tx: &mut Tx,
    answer: ContactAnswerId,
    message: ContactMessageId,
    now: Timestamp,
) -> Result<()> {
    sql!(
        tx,
        execute,
        "INSERT INTO contact_mail (answer, state, attempts, next_at)
         SELECT $1, 'waiting', 0, $2 FROM contact_message WHERE id = $3 AND email IS NOT NULL",
        answer,
        now,
        message
    )?;
    Ok(())
}

/// An answer that is to be mailed.
#[derive(sqlx::FromRow)]
pub(super) struct MailRow {
    pub receipt: String,
    pub text: String,
    pub language: Language,
    pub email: Option<String>,
}

pub(super) async fn mail(tx: &mut Tx, answer: &str) -> Result<Option<MailRow>> {
    sql!(
        tx,
        optional MailRow,
        "SELECT m.receipt, a.text, m.language, m.email FROM contact_answer a
         JOIN contact_message m ON m.id = a.message WHERE a.id = $1",
        answer
    )
}

/// Addresses of closed messages that nothing waits to be mailed to.
pub(super) async fn forget_addresses(tx: &mut Tx) -> Result<()> {
    sql!(
        tx,
        execute,
        "UPDATE contact_message SET email = NULL WHERE state = 'closed' AND email IS NOT NULL AND NOT EXISTS (
             SELECT o.answer FROM contact_mail o JOIN contact_answer a ON a.id = o.answer
             WHERE a.message = contact_message.id AND o.state = 'waiting')"
    )?;
    Ok(())
}

pub(super) async fn purge(tx: &mut Tx, closed_before: Timestamp, limit: i64) -> Result<u64> {
    let ids = sql!(
        tx,
        all(ContactMessageId,),
        "SELECT id FROM contact_message WHERE state = 'closed' AND closed_at <= $1 ORDER BY id LIMIT $2",
        closed_before,
        limit
    )?;
    for (id,) in &ids {
        for text in [
            "DELETE FROM contact_mail WHERE answer IN (SELECT id FROM contact_answer WHERE message = $1)",
            "DELETE FROM contact_answer WHERE message = $1",
            "DELETE FROM contact_message WHERE id = $1",
        ] {
            sql!(tx, execute, text, id)?;
        }
    }
    Ok(ids.len() as u64)
}

pub(super) async fn staff(tx: &mut Tx) -> Result<Vec<AccountId>> {
    let rows = sql!(
        tx,
        all(AccountId,),
        "SELECT r.account FROM account_role r JOIN account a ON a.id = r.account AND a.suspended_at IS NULL
         WHERE r.role = 'staff' ORDER BY r.account"
    )?;
    Ok(rows.into_iter().map(|(account,)| account).collect())
}

#[cfg(test)]
pub(super) async fn mail_states(tx: &mut Tx) -> Result<Vec<(String, i64)>> {
    sql!(tx, all(String, i64), "SELECT state, attempts FROM contact_mail ORDER BY answer")
}
