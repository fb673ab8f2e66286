//! Use cases and store against both engines.

mod at_once;
mod connections;
mod describing;
mod joining;
mod listing;
mod moderators;
mod permissions;
mod requests;
mod showing;
mod store;

use super::{Moment, Presence};
use crate::accounts::Caller;
use crate::accounts::people::{self, Hiding};
use crate::announcement::{Announcement, Control};
use crate::clock::{Chance, Clock};
use crate::error::Result;
use crate::storage::{Db, Tx};
use alongside_protocol::http::{CreateRoom, SessionKind, UpdateRoom};
use alongside_protocol::{
    AccountId, Event, EventKind, MessageState, RefusalCode, Role, Room, RoomId, RoomKind, RoomState, Seq, StreamId,
    Timestamp,
};
use chrono::TimeDelta;
use std::collections::HashMap;
use std::sync::Mutex;

const SUPPORTER: &[Role] = &[Role::Supporter];
const STAFF: &[Role] = &[Role::Staff];
const NOBODY_SPECIAL: &[Role] = &[];
const DORMANCY: TimeDelta = TimeDelta::days(30);

/// A database with people in it, and a clock that stands still.
struct World {
    db: Db,
    clock: Clock,
    chance: Chance,
    here: Here,
}

/// Who has which room open, as a test says.
#[derive(Default)]
struct Here(Mutex<HashMap<RoomId, (u32, Vec<AccountId>)>>);

impl Presence for Here {
    fn present(&self, room: RoomId) -> (u32, Vec<AccountId>) {
        self.0.lock().expect("no test panicked here").get(&room).cloned().unwrap_or_default()
    }
}

impl World {
    fn new(db: Db) -> Self {
        let clock = Clock::test(Timestamp::from_millis(1_773_110_467_250));
        Self { db, clock, chance: Chance::seeded(7), here: Here::default() }
    }

    /// A room, who keeps it, and Heron, who is not in it.
    async fn with_heron(db: Db, kind: RoomKind, name: &str) -> (Self, Caller, Caller, RoomId) {
        let world = Self::new(db);
        let keeper = world.person("Quiet Birch", SUPPORTER).await;
        let heron = world.person("Heron", NOBODY_SPECIAL).await;
        let room = world.room(&keeper, kind, name).await;
        (world, keeper, heron, room)
    }

    fn now(&self) -> Timestamp {
        self.clock.now()
    }

    fn is_here(&self, room: RoomId, people: u32, moderators: &[&Caller]) {
        let moderators = moderators.iter().map(|moderator| moderator.account).collect();
        self.here.0.lock().expect("no test panicked here").insert(room, (people, moderators));
    }

    /// A transaction whose result is kept, with what it told.
    async fn told<T>(&self, act: impl AsyncFnOnce(&mut Tx) -> Result<T>) -> (T, Told) {
        let mut tx = self.db.write().await.expect("a transaction");
        let done = act(&mut tx).await.expect("accepted");
        (done, Told(tx.commit().await.expect("durable").into_announcements()))
    }

    async fn kept<T>(&self, act: impl AsyncFnOnce(&mut Tx) -> Result<T>) -> T {
        self.told(act).await.0
    }

    /// A transaction that is refused, and leaves nothing.
    async fn refused<T>(&self, act: impl AsyncFnOnce(&mut Tx) -> Result<T>) -> RefusalCode {
        let mut tx = self.db.write().await.expect("a transaction");
        let Err(error) = act(&mut tx).await else { panic!("accepted") };
        tx.rollback().await.expect("rolled back");
        error.code()
    }

    async fn person(&self, alias: &str, roles: &[Role]) -> Caller {
        let account: AccountId = self.chance.id(self.now());
        self.kept(async |tx| store::insert_account(tx, self.now(), account, alias, roles).await).await;
        Caller {
            account,
            alias: alias.to_owned(),
            roles: roles.to_vec(),
            session: self.chance.id(self.now()),
            kind: SessionKind::Device,
            last_seen_at: self.now(),
            expires_at: self.now(),
        }
    }

    async fn room(&self, by: &Caller, kind: RoomKind, name: &str) -> RoomId {
        let wanted = new_room(kind, name);
        self.kept(async |tx| super::create(tx, self.now(), &self.chance, by, &wanted).await).await
    }

    async fn join(&self, who: &Caller, room: RoomId) {
        self.kept(async |tx| {
            let version = super::info(tx, room).await?.guidelines_version;
            super::join(tx, self.now(), &self.chance, who, room, version).await
        })
        .await;
    }

    async fn set_state(&self, by: &Caller, room: RoomId, state: RoomState) {
        let wanted = UpdateRoom { state: Some(state), ..no_change() };
        self.kept(async |tx| super::update(tx, self.now(), by, room, &wanted).await).await;
    }

    fn moment(&self) -> Moment<'_> {
        Moment { now: self.now(), dormancy: DORMANCY, presence: &self.here }
    }

    async fn shown(&self, room: RoomId, to: &Caller) -> Room {
        let mut tx = self.db.read().await.expect("a transaction");
        super::view::room(&mut tx, room, to.account, &self.moment()).await.expect("a room")
    }

    async fn block(&self, who: &Caller, other: &Caller) {
        self.kept(async |tx| people::hide(tx, self.now(), who.account, other.account, Hiding::Blocked).await).await;
    }

    async fn post(&self, room: RoomId, author: &Caller) -> Seq {
        self.post_in_state(room, author, MessageState::Visible, &[]).await
    }

    async fn post_in_state(&self, room: RoomId, author: &Caller, state: MessageState, names: &[&Caller]) -> Seq {
        let id = self.chance.id(self.now());
        self.kept(async |tx| {
            let seq = store::insert_message(tx, self.now(), id, room, author.account, state).await?;
            for named in names {
                store::mention(tx, id, named.account, room, seq).await?;
            }
            Ok(seq)
        })
        .await
    }
}

fn new_room(kind: RoomKind, name: &str) -> CreateRoom {
    CreateRoom { kind, name: name.into(), description: String::new(), topics: vec![], language: None, rules: vec![] }
}

fn no_change() -> UpdateRoom {
    UpdateRoom { name: None, description: None, topics: None, rules: None, state: None }
}

/// What a transaction told.
struct Told(Vec<Announcement>);

impl Told {
    fn to(&self, stream: impl Into<StreamId>) -> Vec<&EventKind> {
        let stream = stream.into();
        let event = |announcement| match announcement {
            &Announcement::Event { stream: of, event: Event { ref kind, .. } } if of == stream => Some(kind),
            _ => None,
        };
        self.0.iter().filter_map(event).collect()
    }

    fn controls(&self) -> Vec<Control> {
        let control = |announcement: &Announcement| match announcement {
            Announcement::Control(control) => Some(*control),
            Announcement::Event { .. } => None,
        };
        self.0.iter().filter_map(control).collect()
    }

    fn nothing(&self) -> bool {
        self.0.is_empty()
    }
}
