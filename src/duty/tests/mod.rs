//! The reconciler against both engines, with a clock that the test moves.

mod ahead;
mod at_once;
mod away;
mod silence;
mod time;
mod unreached;

use super::reconcile::Done;
use super::store;
use crate::accounts::{Caller, sessions};
use crate::error::Result;
use crate::messages;
use crate::notifications::inbox;
use crate::rooms;
use crate::storage::{Db, Tx};
use crate::testing::{Made, NOW as START};
use alongside_protocol::client::Send;
use alongside_protocol::{
    AccountId, ClientMessageId, NotificationKind, RefusalCode, Role, RoomId, RoomInfo, RoomKind, Timestamp,
};
use chrono::TimeDelta;

/// Rooms, and a node that keeps them.
struct World(Made);
crate::testing::built_on_made!(World);

impl World {
    fn new(db: Db) -> Self {
        Self(Made::new(db))
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

    async fn refused<T>(&self, act: impl AsyncFnOnce(&mut Tx) -> Result<T>) -> RefusalCode {
        self.no(act).await.code()
    }

    /// Somebody who looks in now and then: whatever they are told stands in front of them.
    async fn person(&self, alias: &str, granted: &[Role]) -> Caller {
        let caller = self.stranger_to_the_app(alias, granted).await;
        let long_after = START + TimeDelta::days(3_650);
        self.kept(async |tx| sessions::open_device(tx, long_after, &self.chance, caller.account, None).await).await;
        caller
    }

    /// Somebody who never comes back; nothing is sent to the address here, unless a test does it.
    async fn stranger_to_the_app(&self, alias: &str, granted: &[Role]) -> Caller {
        self.somebody(alias, granted, Some("heron@example.org")).await
    }

    async fn room(&self, by: &Caller, kind: RoomKind, name: &str) -> RoomId {
        self.opened(by, kind, name).await
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
