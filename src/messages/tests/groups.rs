//! Sends in groups against the same sends one by one: the answers, what is announced and what is stored are the same.

use super::{NOW, person};
use crate::accounts::Caller;
use crate::announcement::Announcement;
use crate::clock::Chance;
use crate::error::Result;
use crate::messages::{self, Post, Posted};
use crate::rooms;
use crate::storage::testing::each_engine;
use crate::storage::{Db, Tx, sql};
use alongside_protocol::client::Send;
use alongside_protocol::http::CreateRoom;
use alongside_protocol::{
    AccountId, ClientMessageId, EventKind, Message, MessageId, RefusalCode, Role, RoomId, RoomKind, Seq, Timestamp,
};
use chrono::TimeDelta;
use std::sync::Mutex;
use uuid::Uuid;

const GROUPS: usize = 12;
const LARGEST_GROUP: u64 = 40;
const BODIES: &[&str] = &[
    "good morning",
    "Good morning!",
    "the kettle is on",
    "@Heron are you there?",
    "@Quiet Birch and @Heron",
    "@nobody at all",
    " ",
    "no\u{1b}control",
];

/// A send by numbers, so that two communities can say the same.
#[derive(Debug, Clone)]
struct Said {
    room: usize,
    author: usize,
    client_id: u128,
    body: &'static str,
    note: Option<&'static str>,
    /// The message that was taken as the so-many-th; past them, one that is not there.
    answers: Option<usize>,
}

/// Three rooms: an open one, one in slow mode and one that rests. A moderator, two members and somebody who never joined.
struct Community {
    db: Db,
    chance: Chance,
    rooms: Vec<RoomId>,
    people: Vec<AccountId>,
    /// What was taken so far, in order.
    taken: Vec<MessageId>,
}

/// What a send came to, without ids: which message it is by number, its place, and whether it was there before.
type Answer = Result<(usize, Seq, Timestamp, bool), RefusalCode>;

impl Community {
    async fn new(db: &Db) -> Self {
        let chance = Chance::seeded(11);
        let mut tx = db.write().await.expect("a transaction");
        let heron = person(&mut tx, &chance, "Heron", vec![Role::Supporter]).await;
        let birch = person(&mut tx, &chance, "Quiet Birch", vec![]).await;
        let moss = person(&mut tx, &chance, "Moss", vec![]).await;
        let stranger = person(&mut tx, &chance, "Stranger", vec![]).await;
        let mut rooms = Vec::new();
        for name in ["Open", "Slow", "Resting"] {
            rooms.push(open(&mut tx, &chance, &heron, &[&birch, &moss], name).await);
        }
        sql!(tx, execute, "UPDATE room SET slow_ms = 10000 WHERE id = $1", rooms[1]).expect("slow");
        sql!(tx, execute, "UPDATE room SET state = 'read_only' WHERE id = $1", rooms[2]).expect("resting");
        rooms.push(chance.id(NOW));
        let _nobody_listens = tx.commit().await.expect("durable");
        let people = [heron, birch, moss, stranger].map(|caller| caller.account).to_vec();
        Self { db: db.clone(), chance, rooms, people, taken: Vec::new() }
    }

    fn send(&self, said: &Said) -> (AccountId, Send) {
        let nobody = || MessageId(Uuid::from_u128(404));
        let send = Send {
            room: self.rooms[said.room],
            client_id: ClientMessageId(Uuid::from_u128(said.client_id)),
            body: said.body.into(),
            note: said.note.map(Into::into),
            reply_to: said.answers.map(|number| self.taken.get(number).copied().unwrap_or_else(nobody)),
        };
        (self.people[said.author], send)
    }

    fn heard(&mut self, answer: Result<Posted>) -> Answer {
        let posted = answer.map_err(|error| error.code())?;
        if !posted.duplicate {
            self.taken.push(posted.message);
        }
        let number = self.taken.iter().position(|id| *id == posted.message).expect("it was taken");
        Ok((number, posted.seq, posted.at, posted.duplicate))
    }

    async fn together(&mut self, now: Timestamp, group: &[Said]) -> Vec<Answer> {
        let sends: Vec<_> = group.iter().map(|said| self.send(said)).collect();
        let posts: Vec<Post> =
            sends.iter().map(|(author, send)| Post { author: *author, id: self.chance.id(now), send }).collect();
        let mut tx = self.db.write().await.expect("a transaction");
        let answers = messages::post_all(&mut tx, now, &posts).await.expect("no fault");
        self.check_announced(tx).await;
        answers.into_iter().map(|answer| self.heard(answer)).collect()
    }

    async fn one_by_one(&mut self, now: Timestamp, group: &[Said]) -> Vec<Answer> {
        let mut answers = Vec::new();
        // What a group answers was there before it, so the same is meant here.
        let sends: Vec<_> = group.iter().map(|said| self.send(said)).collect();
        for (author, send) in sends {
            let mut tx = self.db.write().await.expect("a transaction");
            let answer = messages::post(&mut tx, now, author, self.chance.id(now), &send).await;
            self.check_announced(tx).await;
            answers.push(self.heard(answer));
        }
        answers
    }

    /// What is told is what a later reader of the log gets.
    async fn check_announced(&self, tx: Tx) {
        let announced = tx.commit().await.expect("durable").into_announcements();
        let told: Vec<Message> = announced.into_iter().filter_map(message).collect();
        let ids: Vec<MessageId> = told.iter().map(|message| message.id).collect();
        let mut tx = self.db.read().await.expect("a transaction");
        assert_eq!(told, messages::load(&mut tx, &ids, None).await.expect("messages"));
    }

    /// Everything that sends write, without ids.
    async fn stored(&self) -> Vec<String> {
        let mut tx = self.db.read().await.expect("a transaction");
        let mut rows = sql!(
            tx,
            all(String,),
            "SELECT 'message ' || r.name || ' ' || a.alias || ' ' || m.seq || ' ' || m.body || COALESCE(m.note, '-') || m.posted_at
                || ' answers ' || COALESCE((SELECT p.seq || p.body FROM message p WHERE p.id = m.reply_to), '-')
                || ' as moderator ' || CAST(m.by_moderator AS INTEGER)
             FROM message m JOIN room r ON r.id = m.room JOIN account a ON a.id = m.author ORDER BY r.name, m.seq"
        )
        .expect("messages");
        for text in [
            "SELECT 'mention ' || r.name || ' ' || n.seq || ' ' || a.alias
             FROM message_mention n JOIN room r ON r.id = n.room JOIN account a ON a.id = n.account ORDER BY r.name, n.seq, a.alias",
            "SELECT 'member ' || r.name || ' ' || a.alias || ' ' || COALESCE(m.last_post_at, 0)
             FROM membership m JOIN room r ON r.id = m.room JOIN account a ON a.id = m.account ORDER BY r.name, a.alias",
            "SELECT 'room ' || r.name || ' ' || COALESCE(r.last_qualifying_post_at, 0) || ' head ' || s.head
             FROM room r JOIN stream s ON s.id = r.id ORDER BY r.name",
        ] {
            rows.extend(sql!(tx, all(String,), text).expect("rows"));
        }
        rows.into_iter().map(|(row,)| row).collect()
    }
}

async fn open(tx: &mut Tx, chance: &Chance, keeper: &Caller, members: &[&Caller], name: &str) -> RoomId {
    let wanted = CreateRoom {
        kind: RoomKind::Public,
        name: name.into(),
        description: String::new(),
        topics: vec![],
        language: None,
        rules: vec![],
    };
    let room = rooms::create(tx, NOW, chance, keeper, &wanted).await.expect("a room");
    for member in members {
        rooms::join(tx, NOW, chance, member, room, 1).await.expect("joined");
    }
    room
}

fn message(announcement: Announcement) -> Option<Message> {
    let Announcement::Event { event, .. } = announcement else { return None };
    let EventKind::MessagePosted { message } = event.kind else { return None };
    Some(message)
}

/// Mostly good sends in the open room. Client ids are few, so that many come twice, with the same text or another.
fn said(chance: &Chance, before: &[Said], taken: usize) -> Said {
    let one_of = |count: usize| chance.below(count as u64) as usize;
    if !before.is_empty() && one_of(5) == 0 {
        return before[one_of(before.len())].clone();
    }
    Said {
        room: [0, 0, 0, 0, 1, 1, 2, 3][one_of(8)],
        author: [0, 0, 1, 1, 2, 2, 2, 3][one_of(8)],
        client_id: u128::from(chance.below(100)),
        body: BODIES[one_of(BODIES.len())],
        note: [None, None, None, Some("a note"), Some("no\u{1b}")][one_of(5)],
        answers: (one_of(4) == 0).then(|| one_of(taken + 2)),
    }
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum How {
    Together,
    OneByOne,
}

/// All answers, and all that is stored in the end.
async fn played(db: &Db, seed: u64, how: How) -> (Vec<Answer>, Vec<String>) {
    let mut community = Community::new(db).await;
    let chance = Chance::seeded(seed);
    let (mut now, mut all, mut answers) = (NOW, Vec::new(), Vec::new());
    for _ in 0..GROUPS {
        now = now + TimeDelta::seconds(chance.below(15) as i64);
        let before = all.len();
        for _ in 0..=chance.below(LARGEST_GROUP) {
            all.push(said(&chance, &all, community.taken.len()));
        }
        answers.extend(match how {
            How::Together => community.together(now, &all[before..]).await,
            How::OneByOne => community.one_by_one(now, &all[before..]).await,
        });
    }
    (answers, community.stored().await)
}

#[tokio::test]
async fn a_group_gives_the_answers_and_leaves_the_log_that_its_sends_give_one_by_one() {
    for seed in 0..3 {
        let kept = Mutex::new(Vec::new());
        for how in [How::Together, How::OneByOne] {
            each_engine(async |db| {
                let played = played(&db, seed, how).await;
                kept.lock().expect("one at a time").push(played);
            })
            .await;
        }
        let kept = kept.into_inner().expect("one at a time");
        assert!(kept.windows(2).all(|pair| pair[0].0 == pair[1].0), "answers with seed {seed}: {kept:#?}");
        assert!(kept.windows(2).all(|pair| pair[0].1 == pair[1].1), "what is stored with seed {seed}: {kept:#?}");
        check_variety(&kept[0].0);
    }
}

/// Whether everything that can come of a send came of one.
fn check_variety(answers: &[Answer]) {
    let refused: Vec<RefusalCode> = answers.iter().filter_map(|answer| answer.as_ref().err().copied()).collect();
    for code in [
        RefusalCode::BodyEmpty,
        RefusalCode::Invalid,
        RefusalCode::NotFound,
        RefusalCode::NotMember,
        RefusalCode::ReadOnly,
        RefusalCode::RateLimited,
        RefusalCode::ClientIdReused,
    ] {
        assert!(refused.contains(&code), "{code:?} does not happen in this script");
    }
    for expected in [true, false] {
        assert!(answers.iter().flatten().any(|(.., duplicate)| *duplicate == expected), "duplicate: {expected}");
    }
}
