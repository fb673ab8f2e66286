//! Posting: the path that everything else waits for.
//!
//! Sends are stored in groups, with about as many words to the database for a hundred of them as for one: what is known about all of
//! them is read first, each is then taken or refused by itself, and those that are taken are written together. A group
//! gives the answers, and leaves the log, that its sends would have given one by one.

use super::store::{FirstResult, NewMessage};
use super::{mentions, rules, store, view};
use crate::duty;
use crate::error::{Error, Result, refuse};
use crate::log;
use crate::rooms::{self, Access};
use crate::storage::Tx;
use alongside_protocol::client::Send;
use alongside_protocol::{
    AccountId, ClientMessageId, Event, EventKind, Message, MessageId, MessageState, Person, Refusal, RefusalCode,
    ReplyTo, RoomId, Seq, Timestamp,
};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// The answer to a send; the same again for an exact retry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Posted {
    pub message: MessageId,
    pub seq: Seq,
    pub at: Timestamp,
    pub state: MessageState,
    pub duplicate: bool,
}

/// What somebody sends, and the id that it gets if it is taken.
#[derive(Debug, Clone, Copy)]
pub struct Post<'a> {
    pub author: AccountId,
    pub id: MessageId,
    pub send: &'a Send,
}

/// Stores a message under `id`, once for each (author, client id): an exact retry gets the first result, the same client
/// id with anything else is refused.
pub async fn post(tx: &mut Tx, now: Timestamp, author: AccountId, id: MessageId, send: &Send) -> Result<Posted> {
    let answers = post_all(tx, now, &[Post { author, id, send }]).await?;
    answers.into_iter().next().unwrap_or_else(|| Err(Error::fault("a send without an answer")))
}

/// As [`post`] for each, in their order; an answer for each. A refusal writes nothing. A fault is nobody's answer: then
/// nothing of this transaction may be kept.
pub async fn post_all(tx: &mut Tx, now: Timestamp, posts: &[Post<'_>]) -> Result<Vec<Result<Posted>>> {
    let drafts: Vec<Result<Draft>> = posts.iter().map(|post| Draft::of(*post)).collect();
    let mut desk = Desk::read(tx, now, &drafts).await?;
    let taken: Vec<Result<Taken>> = drafts.into_iter().map(|draft| desk.take(draft?)).collect();
    let new = desk.new;
    let new = if new.is_empty() { new } else { write(tx, now, new).await? };
    Ok(taken.into_iter().map(|taken| Ok(taken?.answer(&new))).collect())
}

/// A send that may be stored as far as its text is concerned.
struct Draft<'a> {
    post: Post<'a>,
    body: String,
    note: Option<String>,
    fingerprint: String,
}

impl<'a> Draft<'a> {
    fn of(post: Post<'a>) -> Result<Self> {
        let body = rules::body(&post.send.body)?;
        let note = rules::note(post.send.note.as_deref())?;
        let fingerprint = rules::fingerprint(post.send.room, &body, note.as_deref(), post.send.reply_to);
        Ok(Self { post, body, note, fingerprint })
    }

    fn client_id(&self) -> (AccountId, ClientMessageId) {
        (self.post.author, self.post.send.client_id)
    }

    fn place(&self) -> (RoomId, AccountId) {
        (self.post.send.room, self.post.author)
    }
}

/// What became of a send that was not refused.
enum Taken {
    /// It was stored before.
    Before(FirstResult),
    /// It is new, at this place among the new ones.
    New(usize),
    /// It is the same as the new one at this place.
    Again(usize),
}

impl Taken {
    fn answer(self, new: &[NewMessage]) -> Posted {
        let (message, seq, at, duplicate) = match self {
            Self::Before(first) => (first.id, first.seq, first.posted_at, true),
            Self::New(place) | Self::Again(place) => {
                let message = &new[place].message;
                (message.id, message.seq, message.posted_at, matches!(self, Self::Again(_)))
            }
        };
        Posted { message, seq, at, state: MessageState::Visible, duplicate }
    }
}

/// Everything that the decisions about a group need, and the messages taken so far.
struct Desk {
    now: Timestamp,
    aliases: HashMap<AccountId, String>,
    firsts: HashMap<(AccountId, ClientMessageId), FirstResult>,
    access: HashMap<(RoomId, AccountId), Access>,
    answered: HashMap<MessageId, store::AnsweredRow>,
    new: Vec<NewMessage>,
    /// Where the new ones stand.
    places: HashMap<(AccountId, ClientMessageId), usize>,
}

impl Desk {
    /// Holds the rooms' logs, and reads.
    async fn read(tx: &mut Tx, now: Timestamp, drafts: &[Result<Draft<'_>>]) -> Result<Self> {
        let drafts: Vec<&Draft> = drafts.iter().filter_map(|draft| draft.as_ref().ok()).collect();
        let mut desk = Self {
            now,
            aliases: HashMap::new(),
            firsts: HashMap::new(),
            access: HashMap::new(),
            answered: HashMap::new(),
            new: Vec::with_capacity(drafts.len()),
            places: HashMap::new(),
        };
        if drafts.is_empty() {
            return Ok(desk);
        }
        let logs: BTreeSet<_> = drafts.iter().map(|draft| draft.post.send.room.into()).collect();
        log::lock_all(tx, &Vec::from_iter(logs)).await?;
        let client_ids: BTreeSet<_> = drafts.iter().map(|draft| draft.client_id()).collect();
        for row in store::senders(tx, &Vec::from_iter(client_ids)).await? {
            if let Some(first) = row.first() {
                desk.firsts.insert((row.author, row.client_id), first);
            }
            desk.aliases.insert(row.author, row.alias);
        }
        let places: BTreeSet<_> = drafts.iter().map(|draft| draft.place()).collect();
        desk.access = rooms::access_all(tx, &Vec::from_iter(places)).await?;
        let answered: BTreeSet<_> = drafts.iter().filter_map(|draft| draft.post.send.reply_to).collect();
        if !answered.is_empty() {
            let rows = store::answered(tx, &Vec::from_iter(answered)).await?;
            desk.answered = rows.into_iter().map(|row| (row.id, row)).collect();
        }
        Ok(desk)
    }

    /// Takes a send, or refuses it.
    fn take(&mut self, draft: Draft<'_>) -> Result<Taken> {
        let client_id = draft.client_id();
        if let Some(first) = self.firsts.get(&client_id) {
            same(&draft, &first.fingerprint)?;
            return Ok(Taken::Before(first.clone()));
        }
        if let Some(place) = self.places.get(&client_id) {
            same(&draft, &self.new[*place].fingerprint)?;
            return Ok(Taken::Again(*place));
        }
        let reply_to = self.check(&draft)?;
        let new = self.message(draft, reply_to)?;
        if let Some(access) = self.access.get_mut(&(new.message.room, new.message.author.id)) {
            access.last_post_at = Some(self.now);
        }
        self.places.insert(client_id, self.new.len());
        self.new.push(new);
        Ok(Taken::New(self.new.len() - 1))
    }

    /// Rights, slow mode, and the message that it answers.
    fn check(&self, draft: &Draft<'_>) -> Result<Option<ReplyTo>> {
        let access = Access::readable(self.access.get(&draft.place()).cloned())?;
        access.check_write()?;
        if let Some(wait) = rules::slow_mode_wait(access.slow_ms, access.last_post_at, self.now) {
            return Err(slow(wait));
        }
        let Some(target) = draft.post.send.reply_to else { return Ok(None) };
        let Some(row) = self.answered.get(&target).filter(|row| row.room == draft.post.send.room) else {
            return refuse(RefusalCode::NotFound, "The message that this answers is not in this room.");
        };
        let excerpt = view::quoted(row.state, &row.body, row.note.as_deref());
        Ok(Some(ReplyTo { id: row.id, author: Person { id: row.author, alias: row.alias.clone() }, excerpt }))
    }

    /// The message as everybody will see it, but for its place and whom it names.
    fn message(&self, draft: Draft<'_>, reply_to: Option<ReplyTo>) -> Result<NewMessage> {
        let by_moderator = self.access.get(&draft.place()).is_some_and(Access::is_moderator);
        let Post { author, id, send } = draft.post;
        let alias = self.aliases.get(&author).ok_or_else(|| Error::fault("somebody without an account sends"))?;
        let message = Message {
            id,
            room: send.room,
            author: Person { id: author, alias: alias.clone() },
            by_moderator,
            client_id: send.client_id,
            state: MessageState::Visible,
            body: draft.body,
            note: draft.note,
            reply_to,
            mentions: Vec::new(),
            revision: 1,
            reactions: Vec::new(),
            mine: Vec::new(),
            posted_at: self.now,
            edited_at: None,
            deleted_at: None,
            seq: Seq(0),
        };
        Ok(NewMessage { message, fingerprint: draft.fingerprint })
    }
}

fn same(draft: &Draft<'_>, fingerprint: &str) -> Result<()> {
    if draft.fingerprint == fingerprint { Ok(()) } else { Err(rules::id_reused(draft.post.send.client_id).into()) }
}

fn slow(wait: u64) -> Error {
    Refusal::new(RefusalCode::RateLimited, "This room is in slow mode. Your text is kept; send it when the time is up.")
        .bucket("slow_mode", 0)
        .after(wait)
        .into()
}

/// Gives each its place in its room's log and stores them all.
async fn write(tx: &mut Tx, now: Timestamp, mut new: Vec<NewMessage>) -> Result<Vec<NewMessage>> {
    let mut places: BTreeMap<RoomId, i64> = BTreeMap::new();
    for one in &new {
        *places.entry(one.message.room).or_default() += 1;
    }
    let places: Vec<_> = places.into_iter().map(|(room, places)| (room.into(), places)).collect();
    let mut next = log::take_places(tx, &places).await?;
    for NewMessage { message, .. } in &mut new {
        if let Some(seq) = next.get_mut(&message.room.into()) {
            message.seq = *seq;
            *seq = seq.next();
        }
    }
    if store::insert(tx, &new).await? != new.len() as u64 {
        // Another node stored one of them, for another room, between our look and our insert. The places that we took must
        // not stay empty, so this transaction ends here; the lane tries each alone, and that one finds the first result.
        return Err(Error::fault("the same client id was stored elsewhere meanwhile"));
    }
    mentions::store_new(tx, &mut new).await?;
    mark_posts(tx, now, &new).await?;
    let event = |one: &NewMessage| {
        let message = one.message.clone();
        let (seq, actor) = (message.seq, Some(message.author.id));
        (message.room.into(), Event { seq, at: now, actor, kind: EventKind::MessagePosted { message } })
    };
    log::record_all(tx, new.iter().map(event).collect()).await?;
    Ok(new)
}

/// The last-post marks, in the posts' own transaction: a closure follows from them.
async fn mark_posts(tx: &mut Tx, now: Timestamp, new: &[NewMessage]) -> Result<()> {
    let authors: BTreeSet<_> = new.iter().map(|one| (one.message.room, one.message.author.id)).collect();
    store::mark_member_posts(tx, &Vec::from_iter(authors), now).await?;
    let mut first = BTreeMap::new();
    for message in new.iter().map(|one| &one.message).filter(|message| message.by_moderator) {
        first.entry((message.room, message.author.id)).or_insert(message.seq);
    }
    if first.is_empty() {
        return Ok(());
    }
    let before: Vec<_> = first.into_iter().map(|((room, author), seq)| (room, author, seq)).collect();
    let mut last = store::last_bodies(tx, &before).await?;
    let mut qualified = BTreeSet::new();
    for message in new.iter().map(|one| &one.message).filter(|message| message.by_moderator) {
        let last = last.entry((message.room, message.author.id)).or_default();
        if duty::rules::qualifies(&message.body, last) {
            qualified.insert(message.room);
        }
        last.insert(0, message.body.clone());
        last.truncate(duty::rules::REPEATS_LOOKED_AT);
    }
    store::mark_qualifying_posts(tx, &Vec::from_iter(qualified), now).await
}
