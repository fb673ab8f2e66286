//! Push messages to browsers (RFC 8030): who subscribed, and what goes to them. A message says what kind of thing is new and
//! names ids, never a text: it is sealed for the browser, but the browser's maker carries it.

pub mod seal;
mod store;
#[cfg(test)]
mod tests;
pub mod vapid;

pub use vapid::VapidKey;

use super::outbox::store::{Told, told};
use super::outbox::{Carrier, Outcome, Slip, Table, Written, turn};
use super::{kinds, preferences};
use crate::accounts::{self, Caller};
use crate::clock::{Chance, Clock};
use crate::egress::{Egress, Fault, Url, header};
use crate::error::{Result, refuse};
use crate::storage::{Db, Tx};
use alongside_protocol::http::{NewPushSubscription, PushMessage, PushSubscription};
use alongside_protocol::limits::PUSH_ENDPOINT_CHARACTERS;
use alongside_protocol::{
    AccountId, NotificationId, NotificationKind, PushSubscriptionId, Refusal, RefusalCode, Timestamp,
};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::TimeDelta;
use reqwest::Method;
use seal::{AUTH_BYTES, Browser, POINT_BYTES};
use sha2::{Digest, Sha256};

/// How long a push service keeps a message for a browser that is off: as long as what it tells of is ahead, within these.
const SHORTEST_LIFE: TimeDelta = TimeDelta::hours(1);
const LIFE: TimeDelta = TimeDelta::days(3);
const LONGEST_LIFE: TimeDelta = TimeDelta::days(28);
/// Longest topic (RFC 8030 section 5.4), in characters.
const TOPIC_CHARACTERS: usize = 32;

/// Sends push messages. Cheap to clone; absent where there is no public address, which push services want to know.
#[derive(Debug, Clone)]
pub struct Push(Option<Sending>);

#[derive(Debug, Clone)]
struct Sending {
    key: VapidKey,
    egress: Egress,
    contact: String,
    clock: Clock,
    chance: Chance,
}

impl Push {
    pub fn new(key: VapidKey, egress: Egress, contact: Option<&str>, clock: &Clock, chance: &Chance) -> Self {
        let (clock, chance) = (clock.clone(), chance.clone());
        Self(contact.map(|contact| Sending { key, egress, contact: contact.to_owned(), clock, chance }))
    }

    pub fn works(&self) -> bool {
        self.0.is_some()
    }

    fn sending(&self) -> Result<&Sending> {
        let none = || Refusal::new(RefusalCode::Forbidden, "This server sends no push messages.").into();
        self.0.as_ref().ok_or_else(none)
    }

    pub fn key(&self) -> Result<String> {
        self.sending()?.key.public()
    }
}

/// Browsers that ring for somebody.
pub async fn list(tx: &mut Tx, now: Timestamp, caller: &Caller) -> Result<Vec<PushSubscription>> {
    store::list(tx, now, caller.account, caller.session).await
}

/// Subscribes the browser of a session; what it subscribed before is replaced. A browser belongs to whoever used it last.
pub async fn subscribe(
    tx: &mut Tx,
    now: Timestamp,
    push: &Push,
    caller: &Caller,
    wanted: &NewPushSubscription,
) -> Result<PushSubscription> {
    let sending = push.sending()?;
    let endpoint = wanted.endpoint.trim();
    let url = endpoint.parse::<Url>().ok().filter(|url| sending.egress.is_fit(url) && endpoint.is_ascii());
    if url.is_none() || endpoint.len() > PUSH_ENDPOINT_CHARACTERS {
        return Err(Refusal::invalid("endpoint", "This is no address of a push service.").into());
    }
    let given = |text: &str| URL_SAFE_NO_PAD.decode(text.trim_end_matches('=')).unwrap_or_default();
    if given(&wanted.keys.p256dh).len() != POINT_BYTES || !seal::is_point(&given(&wanted.keys.p256dh)) {
        return Err(Refusal::invalid("p256dh", "This is no key of a browser.").into());
    }
    if given(&wanted.keys.auth).len() != AUTH_BYTES {
        return Err(Refusal::invalid("auth", "This is no secret of a browser.").into());
    }
    store::forget_browser(tx, caller.session, endpoint).await?;
    let id = sending.chance.id(now);
    store::insert(tx, id, caller, endpoint, &wanted.keys, now).await?;
    let found = list(tx, now, caller).await?.into_iter().find(|one| one.id == id);
    found.map_or_else(|| refuse(RefusalCode::Forbidden, "A token of a program has no browser."), Ok)
}

pub async fn end(tx: &mut Tx, caller: &Caller, id: PushSubscriptionId) -> Result<()> {
    if store::delete_own(tx, caller.account, id).await? {
        return Ok(());
    }
    refuse(RefusalCode::NotFound, "This browser does not ring any more.")
}

/// A notification goes to all browsers of an account.
pub(super) async fn put(
    tx: &mut Tx,
    now: Timestamp,
    chance: &Chance,
    account: AccountId,
    notification: NotificationId,
    rings_at: Timestamp,
) -> Result<()> {
    for subscription in store::browsers(tx, now, account).await? {
        store::put(tx, &chance.id::<uuid::Uuid>(now).to_string(), notification, subscription, rings_at).await?;
    }
    Ok(())
}

/// Sends what is due and answers how many were sent.
pub async fn send_waiting(db: &Db, push: &Push) -> Result<usize> {
    let Some(sending) = &push.0 else { return Ok(0) };
    turn(db, sending, || sending.clock.now()).await
}

/// Drops browsers whose session is over.
pub async fn forget_over(tx: &mut Tx, now: Timestamp) -> Result<()> {
    store::delete_over(tx, now).await
}

/// A message, sealed, and where it goes.
pub(super) struct Letter {
    url: Url,
    body: Vec<u8>,
    topic: String,
    life: TimeDelta,
    urgent: bool,
}

impl Carrier for Sending {
    type Letter = Letter;

    fn table(&self) -> Table {
        Table::Push
    }

    async fn write(&self, tx: &mut Tx, slip: &Slip) -> Result<Written<Letter>> {
        let now = self.clock.now();
        let Some((notification, browser)) = store::waiting(tx, now, &slip.key).await? else {
            return Ok(Written::Impossible);
        };
        let Some(told) = told(tx, &notification).await? else { return Ok(Written::Impossible) };
        let ways = preferences::ways(tx, now, told.account, told.kind).await?;
        let life = life(told.due_at, now);
        if !ways.push || told.read_at.is_some() || now > told.at + LONGEST_LIFE {
            return Ok(Written::Needless);
        }
        let settings = accounts::load(tx, told.account).await?.settings;
        let Ok(notification) = notification.parse() else { return Ok(Written::Impossible) };
        let message = PushMessage {
            kind: told.kind,
            notification,
            room: told.room,
            due_at: told.due_at,
            write_by: told.write_by,
            language: settings.language,
            discreet: settings.discreet,
        };
        let Ok(url) = browser.endpoint.parse::<Url>() else { return Ok(Written::Impossible) };
        let decoded = |text: &str| URL_SAFE_NO_PAD.decode(text.trim_end_matches('=')).unwrap_or_default();
        let (public, auth) = (decoded(&browser.p256dh), decoded(&browser.auth));
        let mut salt = [0; 16];
        self.chance.fill(&mut salt);
        let body = seal::seal(Browser { public: &public, auth: &auth }, salt, &serde_json::to_vec(&message)?)?;
        Ok(Written::Send(Letter { url, body, topic: topic(&told), life, urgent: kinds::of(told.kind).urgent }))
    }

    async fn carry(&self, letter: Letter, slip: &Slip) -> Outcome {
        let headers = match self.headers(&letter) {
            Ok(headers) => headers,
            Err(error) => {
                tracing::warn!(key = %slip.key, error = %crate::error::chain(&error), "a push message cannot be written");
                return Outcome::Refused;
            }
        };
        let answer = self.egress.send(Method::POST, &letter.url, headers, letter.body).await;
        let outcome =
            outcome(answer.as_ref().map(|answer| (answer.status, answer.retry_after)).map_err(|fault| *fault));
        if outcome != Outcome::Sent {
            let status = answer.as_ref().map(|answer| answer.status).ok();
            tracing::info!(key = %slip.key, status, fault = ?answer.err(), ?outcome, "a push message was not taken");
        }
        outcome
    }

    /// A browser that its push service does not know any more is forgotten; it subscribes anew when its page is opened.
    async fn settled(&self, tx: &mut Tx, slip: &Slip, outcome: Outcome) -> Result<()> {
        if outcome == Outcome::Gone { store::delete_gone(tx, &slip.key).await } else { Ok(()) }
    }
}

impl Sending {
    fn headers(&self, letter: &Letter) -> Result<header::HeaderMap> {
        let authorization = self.key.authorization(&letter.url, &self.contact, self.clock.now())?;
        let mut headers = header::HeaderMap::new();
        for (name, value) in [
            ("authorization", authorization.as_str()),
            ("content-encoding", "aes128gcm"),
            ("content-type", "application/octet-stream"),
            ("ttl", &letter.life.num_seconds().to_string()),
            ("urgency", if letter.urgent { "high" } else { "normal" }),
            ("topic", &letter.topic),
        ] {
            headers.insert(name, header::HeaderValue::from_str(value).map_err(crate::error::Error::fault)?);
        }
        Ok(headers)
    }
}

/// What an answer of a push service means. Pure.
fn outcome(answer: std::result::Result<(u16, Option<std::time::Duration>), Fault>) -> Outcome {
    let asked = |wait: Option<std::time::Duration>| wait.and_then(|wait| TimeDelta::from_std(wait).ok());
    match answer {
        Ok((200..=299, _)) => Outcome::Sent,
        Ok((429 | 500..=599, wait)) => Outcome::Later(asked(wait)),
        // Unknown there, or subscribed with another key than ours.
        Ok((401 | 403 | 404 | 410, _)) | Err(Fault::Private) => Outcome::Gone,
        Ok(_) => Outcome::Refused,
        Err(_) => Outcome::LATER,
    }
}

/// Pure.
fn life(due_at: Option<Timestamp>, now: Timestamp) -> TimeDelta {
    due_at.map_or(LIFE, |due| due.since(now)).clamp(SHORTEST_LIFE, LONGEST_LIFE)
}

/// A newer message of one topic takes the place of an older one that a browser has not got yet: only the last that happened to
/// a room is news. The topic is read by the push service, so it names nothing. Pure.
fn topic(told: &Told) -> String {
    use NotificationKind::*;
    let about = match told.kind {
        ReliefAsked | ReliefAccepted | ReliefDeclined => "relief",
        ContactAnswered | ContactReceived => "contact",
        LinkBroken => "links",
        ClosuresHeld | LapsesHeld => "held",
        _ if told.room.is_none() => "standing",
        _ => "room",
    };
    let whole = format!("{about} {:?} {}", told.room, told.account);
    let mut topic = URL_SAFE_NO_PAD.encode(Sha256::digest(whole));
    topic.truncate(TOPIC_CHARACTERS);
    topic
}
