//! Pages of a room's messages.

use super::{refuse_missing, store, view};
use crate::accounts::people;
use crate::error::Result;
use crate::log;
use crate::rooms;
use crate::storage::Tx;
use alongside_protocol::client::History;
use alongside_protocol::limits::{HISTORY_PAGE, SNAPSHOT_MESSAGES};
use alongside_protocol::{AccountId, Message, MessageId, Refusal, RoomId, Seq};

/// Messages oldest first, and whether there are more on either side.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    pub messages: Vec<Message>,
    pub has_older: bool,
    pub has_newer: bool,
    pub head: Seq,
}

/// The page that was asked for, as this viewer may see it.
pub async fn history(tx: &mut Tx, viewer: AccountId, ask: &History) -> Result<Page> {
    let access = rooms::readable(tx, ask.room, viewer).await?;
    let named = [ask.before.is_some(), ask.after.is_some(), ask.around.is_some()];
    if named.iter().filter(|given| **given).count() > 1 {
        return Err(Refusal::invalid("around", "Ask with one of before, after and around, not with several.").into());
    }
    let limit = match ask.limit {
        None => SNAPSHOT_MESSAGES,
        Some(limit) if (1..=HISTORY_PAGE as u32).contains(&limit) => limit as usize,
        Some(_) => return Err(Refusal::invalid("limit", format!("A page has 1 to {HISTORY_PAGE} messages.")).into()),
    };
    let reader = Reader { room: ask.room, viewer, sees_all: access.is_moderator() };
    match (ask.before, ask.after, ask.around) {
        (_, Some(after), _) => reader.after(tx, after, limit).await,
        (_, _, Some(id)) => {
            let target = store::row(tx, id).await?.filter(|row| row.room == ask.room);
            let Some(target) = target else { return refuse_missing() };
            reader.around(tx, target.seq, limit).await
        }
        (before, ..) => reader.before(tx, before.unwrap_or(Seq(i64::MAX)), limit).await,
    }
}

/// The newest messages, for a snapshot; the caller has checked the rights.
pub async fn newest(tx: &mut Tx, room: RoomId, viewer: AccountId, sees_all: bool) -> Result<Page> {
    Reader { room, viewer, sees_all }.before(tx, Seq(i64::MAX), SNAPSHOT_MESSAGES).await
}

struct Reader {
    room: RoomId,
    viewer: AccountId,
    /// Moderators see those whom they block, too: a block never blinds them.
    sees_all: bool,
}

impl Reader {
    async fn before(&self, tx: &mut Tx, before: Seq, limit: usize) -> Result<Page> {
        let mut ids = self.older(tx, before, limit + 1).await?;
        let has_older = ids.len() > limit;
        ids.truncate(limit);
        ids.reverse();
        let has_newer = before.0 != i64::MAX && !self.newer(tx, Seq(before.0 - 1), 1).await?.is_empty();
        self.page(tx, ids, has_older, has_newer).await
    }

    async fn after(&self, tx: &mut Tx, after: Seq, limit: usize) -> Result<Page> {
        let mut ids = self.newer(tx, after, limit + 1).await?;
        let has_newer = ids.len() > limit;
        ids.truncate(limit);
        let has_older = !self.older(tx, after.next(), 1).await?.is_empty();
        self.page(tx, ids, has_older, has_newer).await
    }

    async fn around(&self, tx: &mut Tx, at: Seq, limit: usize) -> Result<Page> {
        let half = limit.div_ceil(2);
        let mut ids = self.older(tx, at.next(), half + 1).await?;
        let has_older = ids.len() > half;
        ids.truncate(half);
        ids.reverse();
        let rest = limit - ids.len().min(limit);
        let mut newer = self.newer(tx, at, rest + 1).await?;
        let has_newer = newer.len() > rest;
        newer.truncate(rest);
        ids.extend(newer);
        self.page(tx, ids, has_older, has_newer).await
    }

    async fn older(&self, tx: &mut Tx, before: Seq, limit: usize) -> Result<Vec<MessageId>> {
        store::ids_before(tx, self.room, self.viewer, self.sees_all, before, limit as i64).await
    }

    async fn newer(&self, tx: &mut Tx, after: Seq, limit: usize) -> Result<Vec<MessageId>> {
        store::ids_after(tx, self.room, self.viewer, self.sees_all, after, limit as i64).await
    }

    async fn page(&self, tx: &mut Tx, ids: Vec<MessageId>, has_older: bool, has_newer: bool) -> Result<Page> {
        let head = log::head(tx, self.room.into()).await?.unwrap_or_default();
        let mut messages = view::load(tx, &ids, Some(self.viewer)).await?;
        if !self.sees_all && messages.iter().any(|message| message.reply_to.is_some()) {
            let blocked = people::blocked(tx, self.viewer).await?.into_iter().collect();
            messages.iter_mut().for_each(|message| view::unquote(message, &blocked));
        }
        Ok(Page { messages, has_older, has_newer, head })
    }
}
