//! Sessions: a device that is signed in, or an API token. Whoever has the token is the account; only its SHA-256 is stored.

mod store;

use super::Caller;
use crate::announcement::Control;
use crate::clock::Chance;
use crate::error::{Result, refuse};
use crate::storage::Tx;
use alongside_protocol::http::{Session, SessionKind};
use alongside_protocol::limits::SESSIONS;
use alongside_protocol::{AccountId, Refusal, RefusalCode, SessionId, Timestamp};
use chrono::TimeDelta;
use sha2::{Digest, Sha256};

/// A device stays signed in for so long after it was last seen.
pub const DEVICE_LIFETIME: TimeDelta = TimeDelta::days(30);
/// A device's being seen is written down at most this often.
pub const RENEWAL_INTERVAL: TimeDelta = TimeDelta::hours(1);
/// Shortest and longest life of an API token, in days.
pub const TOKEN_DAYS: (u32, u32) = (1, 365);
/// When nothing else is asked for, in days.
pub const TOKEN_DAYS_DEFAULT: u32 = 90;
/// Longest name of a device or token, in Unicode scalar values.
pub const DEVICE_CHARACTERS: usize = 64;

/// What a session or a one-time link is opened with: 256 random bits as text. Never shown by `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

impl Token {
    pub fn new(chance: &Chance) -> Self {
        Self(chance.token())
    }

    /// One that somebody sent us.
    pub fn given(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// The secret itself: for its owner, once.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    pub(super) fn hash(&self) -> String {
        hex::encode(Sha256::digest(&self.0))
    }
}

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Token(…)")
    }
}

/// A session that has just been opened; the one time that its token is known.
#[derive(Debug, Clone)]
pub struct NewSession {
    pub account: AccountId,
    pub id: SessionId,
    pub token: Token,
    pub expires_at: Timestamp,
}

impl Caller {
    /// It is time to write down that this device was seen: call [`renew`] in a transaction that may write.
    pub fn renewal_due(&self, now: Timestamp) -> bool {
        self.kind == SessionKind::Device && now.since(self.last_seen_at) >= RENEWAL_INTERVAL
    }
}

/// Who this token is, refused as unauthenticated when it is nobody's any more.
pub async fn authenticate(tx: &mut Tx, now: Timestamp, token: &Token) -> Result<Caller> {
    caller(store::by_token(tx, &token.hash()).await?, now)
}

/// The same for a session that was authenticated before: does it still stand, and with which roles?
pub async fn current(tx: &mut Tx, now: Timestamp, session: SessionId) -> Result<Caller> {
    caller(store::by_id(tx, session).await?, now)
}

fn caller(rows: Vec<store::CallerRow>, now: Timestamp) -> Result<Caller> {
    let roles = rows.iter().filter_map(|row| row.role).collect();
    let row = rows.into_iter().next();
    // Said first: a suspension ends the sessions as well, and that they ended is not the reason.
    if row.as_ref().is_some_and(|row| row.suspended_at.is_some()) {
        return refuse(
            RefusalCode::Suspended,
            "This account is suspended. You can write to the people who run this place.",
        );
    }
    let Some(row) = row.filter(|row| row.ended_at.is_none() && row.expires_at > now) else {
        return refuse(RefusalCode::Unauthenticated, "You are not signed in here, or no longer. Please sign in.");
    };
    Ok(Caller {
        account: row.account,
        alias: row.alias,
        roles,
        session: row.id,
        kind: row.kind,
        last_seen_at: row.last_seen_at,
        expires_at: row.expires_at,
    })
}

/// Notes that a device was seen, and lets it stay signed in for another while. Does nothing when that was noted lately.
pub async fn renew(tx: &mut Tx, now: Timestamp, session: SessionId) -> Result<()> {
    store::renew(tx, now, session, now - RENEWAL_INTERVAL, now + DEVICE_LIFETIME).await
}

/// Signs a device in. The device that was away longest is signed out when there are too many.
pub async fn open_device(
    tx: &mut Tx,
    now: Timestamp,
    chance: &Chance,
    account: AccountId,
    device: Option<&str>,
) -> Result<NewSession> {
    let device = name(device.unwrap_or_default(), "device")?;
    store::forget_over(tx, now, account).await?;
    let mut open = store::list(tx, now, account).await?;
    open.sort_by_key(|session| std::cmp::Reverse(session.last_seen_at));
    let devices = open.iter().filter(|session| session.kind == SessionKind::Device);
    for old in devices.skip(SESSIONS - 1 - tokens(&open)) {
        end_one(tx, now, account, old.id).await?;
    }
    insert(tx, now, chance, account, SessionKind::Device, &device, DEVICE_LIFETIME).await
}

/// A token for a program or bot, asked for by a signed-in person. A token cannot make another: one that leaked would
/// never end.
pub async fn create_token(
    tx: &mut Tx,
    now: Timestamp,
    chance: &Chance,
    caller: &Caller,
    label: &str,
    days: Option<u32>,
) -> Result<NewSession> {
    if caller.kind == SessionKind::Token {
        return refuse(
            RefusalCode::Forbidden,
            "A token cannot make another token. Sign in with your password for that.",
        );
    }
    issue_token(tx, now, chance, caller.account, label, days).await
}

/// A token for an account, made on the command line.
pub async fn issue_token(
    tx: &mut Tx,
    now: Timestamp,
    chance: &Chance,
    account: AccountId,
    label: &str,
    days: Option<u32>,
) -> Result<NewSession> {
    let label = name(label, "name")?;
    if label.is_empty() {
        return Err(Refusal::invalid("name", "Please give the token a name, so that you know it again.").into());
    }
    let days = days.unwrap_or(TOKEN_DAYS_DEFAULT);
    let (least, most) = TOKEN_DAYS;
    if !(least..=most).contains(&days) {
        return Err(Refusal::invalid("days", format!("A token lives {least} to {most} days.")).into());
    }
    super::store::lock(tx, account).await?;
    store::forget_over(tx, now, account).await?;
    // One place is left for a device: tokens alone must not keep a person out.
    if tokens(&store::list(tx, now, account).await?) + 1 >= SESSIONS {
        return Err(Refusal::new(RefusalCode::LimitReached, "You have as many tokens as there can be. End one first.")
            .bucket("sessions", 0)
            .into());
    }
    insert(tx, now, chance, account, SessionKind::Token, &label, TimeDelta::days(days.into())).await
}

/// Devices and tokens that are signed in, the one seen last first.
pub async fn list(tx: &mut Tx, now: Timestamp, caller: &Caller) -> Result<Vec<Session>> {
    let rows = store::list(tx, now, caller.account).await?;
    Ok(rows.into_iter().map(|row| row.shown(caller.session)).collect())
}

/// One session of one's own, as lists show it.
pub async fn shown(tx: &mut Tx, now: Timestamp, caller: &Caller, session: SessionId) -> Result<Session> {
    let found = list(tx, now, caller).await?.into_iter().find(|listed| listed.id == session);
    found.ok_or_else(|| no_such_session().into())
}

/// Signs one of one's own sessions out.
pub async fn end(tx: &mut Tx, now: Timestamp, account: AccountId, session: SessionId) -> Result<()> {
    if end_one(tx, now, account, session).await? { Ok(()) } else { Err(no_such_session().into()) }
}

/// Signs all sessions of an account out but one.
pub async fn end_all(tx: &mut Tx, now: Timestamp, account: AccountId, except: Option<SessionId>) -> Result<()> {
    for session in store::list(tx, now, account).await? {
        if Some(session.id) != except {
            end_one(tx, now, account, session.id).await?;
        }
    }
    Ok(())
}

async fn end_one(tx: &mut Tx, now: Timestamp, account: AccountId, session: SessionId) -> Result<bool> {
    let ended = store::end(tx, now, account, session).await?;
    if ended {
        tx.control(Control::SessionEnded(session));
    }
    Ok(ended)
}

async fn insert(
    tx: &mut Tx,
    now: Timestamp,
    chance: &Chance,
    account: AccountId,
    kind: SessionKind,
    device: &str,
    lifetime: TimeDelta,
) -> Result<NewSession> {
    let new = NewSession { account, id: chance.id(now), token: Token::new(chance), expires_at: now + lifetime };
    store::insert(tx, now, &new, kind, device).await?;
    Ok(new)
}

fn tokens(open: &[store::SessionRow]) -> usize {
    open.iter().filter(|session| session.kind == SessionKind::Token).count()
}

fn name(text: &str, field: &str) -> Result<String> {
    let text = text.trim();
    if text.chars().count() > DEVICE_CHARACTERS || text.chars().any(char::is_control) {
        let message = format!("A name has at most {DEVICE_CHARACTERS} characters, on one line.");
        return Err(Refusal::invalid(field, message).into());
    }
    Ok(text.to_owned())
}

fn no_such_session() -> Refusal {
    Refusal::new(RefusalCode::NotFound, "This device or token is signed out already.")
}
