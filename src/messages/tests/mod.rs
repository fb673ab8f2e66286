//! Use cases against both engines.

mod far;
mod groups;
mod log;

use super::*;
use crate::accounts::{self, Alias, Caller, NewAccount, PasswordHash};
use crate::announcement::Announcement;
use crate::clock::Chance;
use crate::storage::Db;
use crate::storage::testing::each_engine;
use alongside_protocol::client::{History, Send};
use alongside_protocol::http::{CreateRoom, SessionKind};
use alongside_protocol::{ClientMessageId, Role, RoomId, RoomKind, SessionId};
use chrono::TimeDelta;
use uuid::Uuid;

const NOW: Timestamp = Timestamp::from_millis(1_773_110_467_250);

/// A room with its moderator and a member.
pub(crate) struct Kitchen {
    pub(crate) db: Db,
    pub(crate) chance: Chance,
    room: RoomId,
    pub(crate) heron: AccountId,
    birch: AccountId,
}

impl Kitchen {
    pub(crate) async fn new(db: Db) -> Self {
        let chance = Chance::seeded(7);
        let mut tx = db.write().await.expect("a transaction");
        let heron = person(&mut tx, &chance, "Heron", vec![Role::Supporter]).await;
        let birch = person(&mut tx, &chance, "Quiet Birch", vec![]).await;
        let wanted = CreateRoom {
            kind: RoomKind::Public,
            name: "Night Kitchen".into(),
            description: String::new(),
            topics: vec![],
            language: None,
            rules: vec![],
        };
        let room = rooms::create(&mut tx, NOW, &chance, &heron, &wanted).await.expect("a room");
        rooms::join(&mut tx, NOW, &chance, &birch, room, 1).await.expect("joined");
        let _nobody_listens = tx.commit().await.expect("durable");
        Self { db, chance, room, heron: heron.account, birch: birch.account }
    }

    pub(crate) fn send(&self, body: &str) -> Send {
        let client_id = self.chance.id::<ClientMessageId>(NOW);
        Send { room: self.room, client_id, body: body.into(), note: None, reply_to: None }
    }

    /// Runs a use case and keeps what it did; what it announced as events, by kind.
    async fn kept<T>(&self, act: impl AsyncFnOnce(&mut Tx) -> Result<T>) -> (T, Vec<(Seq, &'static str)>) {
        let mut tx = self.db.write().await.expect("a transaction");
        let done = act(&mut tx).await.expect("accepted");
        let announced = tx.commit().await.expect("durable").into_announcements();
        (done, announced.iter().filter_map(kind).collect())
    }

    async fn refused<T>(&self, act: impl AsyncFnOnce(&mut Tx) -> Result<T>) -> RefusalCode {
        let mut tx = self.db.write().await.expect("a transaction");
        act(&mut tx).await.err().expect("refused").code()
    }

    async fn say(&self, who: AccountId, body: &str) -> Posted {
        let send = self.send(body);
        self.kept(async |tx| post(tx, NOW, who, self.chance.id(NOW), &send).await).await.0
    }

    pub(crate) async fn page(&self, viewer: AccountId, ask: History) -> Page {
        let mut tx = self.db.read().await.expect("a transaction");
        history(&mut tx, viewer, &ask).await.expect("a page")
    }

    pub(crate) fn newest(&self) -> History {
        History { room: self.room, before: None, after: None, around: None, limit: None }
    }
}

async fn person(tx: &mut Tx, chance: &Chance, alias: &str, roles: Vec<Role>) -> Caller {
    let new = NewAccount {
        alias: Alias::parse(alias).expect("a good alias"),
        password: PasswordHash(format!("hash of {alias}")),
        email: None,
        language: None,
    };
    let account = accounts::create(tx, NOW, chance, new).await.expect("an account");
    Caller {
        account,
        alias: alias.into(),
        roles,
        session: SessionId(Uuid::nil()),
        kind: SessionKind::Device,
        last_seen_at: NOW,
        expires_at: NOW,
    }
}

fn kind(announcement: &Announcement) -> Option<(Seq, &'static str)> {
    let Announcement::Event { event, .. } = announcement else { return None };
    let word = match &event.kind {
        EventKind::MessagePosted { .. } => "posted",
        EventKind::MessageEdited { .. } => "edited",
        EventKind::MessageDeleted { .. } => "deleted",
        EventKind::ReactionChanged { .. } => "reaction",
        _ => "other",
    };
    Some((event.seq, word))
}

#[tokio::test]
async fn a_retry_gets_the_first_result_and_another_body_is_refused() {
    each_engine(async |db| {
        let kitchen = Kitchen::new(db).await;
        let send = kitchen.send("once");
        let (first, told) =
            kitchen.kept(async |tx| post(tx, NOW, kitchen.birch, kitchen.chance.id(NOW), &send).await).await;
        assert_eq!(told, [(first.seq, "posted")]);
        let later = NOW + TimeDelta::days(9);
        let (again, told) =
            kitchen.kept(async |tx| post(tx, later, kitchen.birch, kitchen.chance.id(later), &send).await).await;
        assert_eq!((again, told), (Posted { duplicate: true, ..first.clone() }, vec![]));

        let other = Send { body: "twice".into(), ..send.clone() };
        let code = kitchen.refused(async |tx| post(tx, later, kitchen.birch, kitchen.chance.id(later), &other).await);
        assert_eq!(code.await, RefusalCode::ClientIdReused);

        // Also for the life of a row whose text is long gone.
        kitchen.kept(async |tx| delete(tx, NOW, kitchen.birch, first.message).await).await;
        let (again, _) =
            kitchen.kept(async |tx| post(tx, later, kitchen.birch, kitchen.chance.id(later), &send).await).await;
        assert_eq!((again.message, again.seq, again.duplicate), (first.message, first.seq, true));
        assert_eq!(again.state, MessageState::Visible, "the first result, whatever came of it since");
    })
    .await;
}

#[tokio::test]
async fn a_refused_post_takes_no_place() {
    each_engine(async |db| {
        let kitchen = Kitchen::new(db).await;
        let before = kitchen.say(kitchen.birch, "one").await.seq;
        for (send, expected) in [
            (kitchen.send(" "), RefusalCode::BodyEmpty),
            (Send { reply_to: Some(kitchen.chance.id(NOW)), ..kitchen.send("to nobody") }, RefusalCode::NotFound),
            (Send { room: kitchen.chance.id(NOW), ..kitchen.send("nowhere") }, RefusalCode::NotFound),
        ] {
            let code = kitchen.refused(async |tx| post(tx, NOW, kitchen.birch, kitchen.chance.id(NOW), &send).await);
            assert_eq!(code.await, expected);
        }
        assert_eq!(kitchen.say(kitchen.birch, "two").await.seq, before.next());
    })
    .await;
}

#[tokio::test]
async fn edits_keep_what_was_there_and_deletions_keep_it_for_72_hours() {
    each_engine(async |db| {
        let kitchen = Kitchen::new(db).await;
        let posted = kitchen.say(kitchen.birch, "first").await;
        let act = async |tx: &mut Tx| edit(tx, NOW, kitchen.birch, posted.message, "second", Some("a note")).await;
        let (changed, told) = kitchen.kept(act).await;
        assert_eq!(told, [(changed.seq, "edited")]);
        let (same, told) = kitchen.kept(act).await;
        assert_eq!((same.seq, told), (changed.seq, vec![]), "nothing changed, nothing is told");
        let code = kitchen.refused(async |tx| edit(tx, NOW, kitchen.heron, posted.message, "not mine", None).await);
        assert_eq!(code.await, RefusalCode::Forbidden);

        let (gone, told) = kitchen.kept(async |tx| delete(tx, NOW, kitchen.birch, posted.message).await).await;
        assert_eq!(told, [(gone.seq, "deleted")]);
        let page = kitchen.page(kitchen.birch, kitchen.newest()).await;
        let message = page.messages.last().expect("a tombstone");
        assert_eq!((message.body.as_str(), message.note.as_deref(), message.state), ("", None, MessageState::Deleted));
        let code = kitchen.refused(async |tx| edit(tx, NOW, kitchen.birch, posted.message, "back", None).await);
        assert_eq!(code.await, RefusalCode::Conflict);

        let end = NOW + rules::KEEP_DELETED;
        for (at, purged) in [(end - TimeDelta::milliseconds(1), 0), (end, 2), (end, 0)] {
            assert_eq!(kitchen.kept(async |tx| purge_revisions(tx, at).await).await.0, purged, "{at}");
        }
    })
    .await;
}

#[tokio::test]
async fn reactions_are_counted_and_nothing_is_told_twice() {
    each_engine(async |db| {
        let kitchen = Kitchen::new(db).await;
        let id = kitchen.say(kitchen.birch, "a hard day").await.message;
        let react =
            async |who, on| kitchen.kept(async |tx| react(tx, NOW, who, id, Reaction::WithYou, on).await).await.1.len();
        assert_eq!(react(kitchen.heron, true).await, 1);
        assert_eq!(react(kitchen.heron, true).await, 0);
        assert_eq!(react(kitchen.birch, true).await, 1);
        assert_eq!(react(kitchen.birch, false).await, 1);
        let page = kitchen.page(kitchen.heron, kitchen.newest()).await;
        assert_eq!(page.messages[0].reactions[0].count, 1);
        assert_eq!(page.messages[0].mine, [Reaction::WithYou]);
        assert!(kitchen.page(kitchen.birch, kitchen.newest()).await.messages[0].mine.is_empty());
    })
    .await;
}

#[tokio::test]
async fn pages_join_on_to_each_other() {
    each_engine(async |db| {
        let kitchen = Kitchen::new(db).await;
        let mut ids = Vec::new();
        for n in 0..25 {
            ids.push(kitchen.say(kitchen.birch, &format!("number {n}")).await);
        }
        let limit = Some(10);
        let ids_of = |page: &Page| page.messages.iter().map(|message| message.id).collect::<Vec<_>>();
        let all: Vec<_> = ids.iter().map(|posted| posted.message).collect();

        let newest = kitchen.page(kitchen.heron, History { limit, ..kitchen.newest() }).await;
        assert_eq!((ids_of(&newest), newest.has_older, newest.has_newer), (all[15..].to_vec(), true, false));
        let before = Some(newest.messages[0].seq);
        let older = kitchen.page(kitchen.heron, History { before, limit, ..kitchen.newest() }).await;
        assert_eq!((ids_of(&older), older.has_older, older.has_newer), (all[5..15].to_vec(), true, true));
        let after = Some(older.messages[9].seq);
        let newer = kitchen.page(kitchen.heron, History { after, limit, ..kitchen.newest() }).await;
        assert_eq!((ids_of(&newer), newer.has_older, newer.has_newer), (all[15..].to_vec(), true, false));
        let around = Some(all[12]);
        let middle = kitchen.page(kitchen.heron, History { around, limit, ..kitchen.newest() }).await;
        assert_eq!((ids_of(&middle), middle.has_older, middle.has_newer), (all[8..18].to_vec(), true, true));
        let first = kitchen.page(kitchen.heron, History { around: Some(all[0]), limit, ..kitchen.newest() }).await;
        assert_eq!((ids_of(&first), first.has_older), (all[..10].to_vec(), false));

        for ask in [
            History { limit: Some(0), ..kitchen.newest() },
            History { limit: Some(101), ..kitchen.newest() },
            History { before: Some(Seq(1)), after: Some(Seq(1)), ..kitchen.newest() },
        ] {
            let code = kitchen.refused(async |tx| history(tx, kitchen.heron, &ask).await).await;
            assert_eq!(code, RefusalCode::Invalid);
        }
    })
    .await;
}

#[tokio::test]
async fn a_moderators_post_marks_the_room_unless_it_is_a_repeat() {
    each_engine(async |db| {
        let kitchen = Kitchen::new(db).await;
        let marked = async |who, body: &str, at: i64| {
            let send = kitchen.send(body);
            let at = Timestamp::from_millis(at);
            kitchen.kept(async |tx| post(tx, at, who, kitchen.chance.id(at), &send).await).await;
            let mut tx = kitchen.db.read().await.expect("a transaction");
            store::last_qualifying_post_at(&mut tx, kitchen.room).await.expect("a room").map(Timestamp::millis)
        };
        assert_eq!(marked(kitchen.birch, "members do not count", 1).await, None);
        assert_eq!(marked(kitchen.heron, "good evening", 2).await, Some(2));
        assert_eq!(marked(kitchen.heron, "Good evening.", 3).await, Some(2), "a repeat");
        assert_eq!(marked(kitchen.heron, "kettle is on", 4).await, Some(4));
    })
    .await;
}
