//! The reconciler against both engines, with a clock that the test moves.

mod ahead;
mod at_once;
mod away;
mod silence;
mod time;
mod unreached;

use super::policy::Policy;
use super::reconcile::{Commit, Done, Keeper, Memory};
use super::store;
use crate::accounts::roles::{self, By};
use crate::accounts::{self, Alias, Caller, Email, NewAccount, PasswordHash, sessions};
use crate::clock::{Chance, Clock};
use crate::error::Result;
use crate::messages;
use crate::notifications::inbox;
use crate::rooms;
use crate::storage::{Db, Tx};
use alongside_protocol::client::Send;
use alongside_protocol::http::{CreateRoom, SessionKind};
use alongside_protocol::{
    AccountId, ClientMessageId, NotificationKind, RefusalCode, Role, RoomId, RoomInfo, RoomKind, SessionId, Timestamp,
};
use chrono::TimeDelta;
use uuid::Uuid;

const START: Timestamp = Timestamp::from_millis(1_773_110_467_250);

/// A database, a clock that stands still, and a node that keeps the rooms.
struct World {
    db: Db,
    clock: Clock,
    chance: Chance,
    policy: Policy,
    memory: Memory,
}

impl World {
    fn new(db: Db) -> Self {
        let (clock, chance) = (Clock::test(START), Chance::seeded(7));
        Self { db, clock, chance, policy: Policy::default(), memory: Memory::default() }
    }

    fn keeper(&self) -> Keeper<'_> {
        let Self { db, clock, chance, policy, memory } = self;
        let commit: &Commit = &|tx| Box::pin(async { tx.commit().await.map(|_nobody_listens| ()) });
        Keeper { db, clock, chance, policy, memory, commit }
    }

    async fn pass(&self) -> Done {
        self.keeper().pass().await.expect("a pass")
    }

    /// Lets time pass with a look every ten minutes, as a running server would.
    async fn live(&self, time: TimeDelta) -> Done {
        let until = self.clock.now() + time;
        let mut sum = Done::default();
        while self.clock.now() < until {
            let step = until.since(self.clock.now()).min(TimeDelta::minutes(10));
            self.clock.advance_millis(step.num_milliseconds());
            let done = self.pass().await;
            sum = Done { steps: sum.steps + done.steps, held: sum.held + done.held };
        }
        sum
    }

    /// The same without looking in between, and without anybody noticing: the beat is set as if somebody had.
    async fn jump(&self, time: TimeDelta) -> Done {
        self.clock.advance_millis(time.num_milliseconds());
        self.watched().await;
        self.pass().await
    }

    /// As if somebody had watched until now.
    async fn watched(&self) {
        let now = self.clock.now();
        self.kept(async |tx| {
            store::lock_beat(tx, now).await?;
            store::set_beat(tx, &super::rules::Beat { at: now, unsteady_until: None }).await
        })
        .await;
    }

    async fn kept<T>(&self, act: impl AsyncFnOnce(&mut Tx) -> Result<T>) -> T {
        let mut tx = self.db.write().await.expect("a transaction");
        let done = act(&mut tx).await.expect("accepted");
        let _nobody_listens = tx.commit().await.expect("durable");
        done
    }

    async fn refused<T>(&self, act: impl AsyncFnOnce(&mut Tx) -> Result<T>) -> RefusalCode {
        let mut tx = self.db.write().await.expect("a transaction");
        let Err(error) = act(&mut tx).await else { panic!("accepted") };
        tx.rollback().await.expect("rolled back");
        error.code()
    }

    /// Somebody who looks in now and then: whatever they are told stands in front of them.
    async fn person(&self, alias: &str, granted: &[Role]) -> Caller {
        let caller = self.stranger_to_the_app(alias, granted).await;
        let long_after = START + TimeDelta::days(3_650);
        self.kept(async |tx| sessions::open_device(tx, long_after, &self.chance, caller.account, None).await).await;
        caller
    }

    /// Somebody who never comes back, and has neither address nor browser.
    async fn stranger_to_the_app(&self, alias: &str, granted: &[Role]) -> Caller {
        let now = self.clock.now();
        let new = NewAccount {
            alias: Alias::parse(alias).expect("a good alias"),
            password: PasswordHash(String::new()),
            email: Some(Email::parse("heron@example.org").expect("an address")),
            language: None,
        };
        let account = self
            .kept(async |tx| {
                let account = accounts::create(tx, now, &self.chance, new).await?;
                for role in granted {
                    roles::grant(tx, now, By::CommandLine, account, *role).await?;
                }
                Ok(account)
            })
            .await;
        Caller {
            account,
            alias: alias.into(),
            roles: granted.to_vec(),
            session: SessionId(Uuid::nil()),
            kind: SessionKind::Device,
            last_seen_at: now,
            expires_at: now,
        }
    }

    async fn room(&self, by: &Caller, kind: RoomKind, name: &str) -> RoomId {
        let wanted = CreateRoom {
            kind,
            name: name.into(),
            description: String::new(),
            topics: vec![],
            language: None,
            rules: vec![],
        };
        self.kept(async |tx| rooms::create(tx, self.clock.now(), &self.chance, by, &wanted).await).await
    }

    fn message(&self, room: RoomId, body: &str) -> Send {
        let client_id = self.chance.id::<ClientMessageId>(self.clock.now());
        Send { room, client_id, body: body.into(), note: None, reply_to: None }
    }

    async fn post(&self, room: RoomId, author: &Caller, body: &str) {
        let (send, now) = (self.message(room, body), self.clock.now());
        self.kept(async |tx| messages::post(tx, now, author.account, self.chance.id(now), &send).await).await;
    }

    async fn info(&self, room: RoomId) -> RoomInfo {
        self.kept(async |tx| rooms::info(tx, room).await).await
    }

    /// What somebody was told, oldest first.
    async fn told(&self, account: AccountId) -> Vec<(NotificationKind, Option<Timestamp>)> {
        let mut page = self.kept(async |tx| inbox::list(tx, account, None).await).await.notifications;
        page.sort_by_key(|one| one.at);
        page.into_iter().map(|one| (one.kind, one.due_at)).collect()
    }
}
