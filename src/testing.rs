//! A made-up installation for the tests of slices: a database, a clock that stands still until the test moves it, ids from a seed, the
//! policy, and people. Slices build their own words on it.

use crate::accounts::roles::{self, By};
use crate::accounts::{self, Alias, Caller, Email, NewAccount, PasswordHash};
use crate::clock::{Chance, Clock};
use crate::duty::Policy;
use crate::duty::reconcile::{Commit, Keeper, Memory};
use crate::error::{Error, Result};
use crate::rooms;
use crate::storage::{Db, Tx};
use alongside_protocol::http::{CreateRoom, SessionKind};
use alongside_protocol::{Role, RoomId, RoomKind, SessionId, Timestamp};
use uuid::Uuid;

/// When most tests begin.
pub const NOW: Timestamp = Timestamp::from_millis(1_773_110_467_250);

pub struct Made {
    pub db: Db,
    pub clock: Clock,
    pub chance: Chance,
    pub policy: Policy,
    pub memory: Memory,
}

impl Made {
    pub fn new(db: Db) -> Self {
        let (clock, chance) = (Clock::test(NOW), Chance::seeded(7));
        Self { db, clock, chance, policy: Policy::default(), memory: Memory::default() }
    }

    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// A node that keeps rooms and roles; nobody listens to what it tells.
    pub fn keeper(&self) -> Keeper<'_> {
        let Self { db, clock, chance, policy, memory } = self;
        let commit: &Commit = &|tx| Box::pin(async { tx.commit().await.map(|_nobody_listens| ()) });
        Keeper { db, clock, chance, policy, memory, commit }
    }

    /// What is accepted, and durable.
    pub async fn kept<T>(&self, act: impl AsyncFnOnce(&mut Tx) -> Result<T>) -> T {
        let mut tx = self.db.write().await.expect("a transaction");
        let done = act(&mut tx).await.expect("accepted");
        let _nobody_listens = tx.commit().await.expect("durable");
        done
    }

    /// Why something is not.
    pub async fn no<T>(&self, act: impl AsyncFnOnce(&mut Tx) -> Result<T>) -> Error {
        let mut tx = self.db.write().await.expect("a transaction");
        let Err(error) = act(&mut tx).await else { panic!("accepted") };
        tx.rollback().await.expect("rolled back");
        error
    }

    /// Somebody with these roles, as the command line grants them, who is signed in on no device.
    pub async fn somebody(&self, alias: &str, granted: &[Role], email: Option<&str>) -> Caller {
        let now = self.now();
        let new = NewAccount {
            alias: Alias::parse(alias).expect("a good alias"),
            password: PasswordHash(String::new()),
            email: email.map(|text| Email::parse(text).expect("an address")),
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

    /// A room with nothing but a name.
    pub async fn opened(&self, by: &Caller, kind: RoomKind, name: &str) -> RoomId {
        let wanted = room(kind, name);
        self.kept(async |tx| rooms::create(tx, self.now(), &self.chance, by, &wanted).await).await
    }
}

pub fn room(kind: RoomKind, name: &str) -> CreateRoom {
    CreateRoom { kind, name: name.into(), description: String::new(), topics: vec![], language: None, rules: vec![] }
}

/// Lets a slice's world be used as the one that it is built on.
macro_rules! built_on_made {
    ($world:ident) => {
        impl std::ops::Deref for $world {
            type Target = crate::testing::Made;
            fn deref(&self) -> &Self::Target {
                &self.0
            }
        }
        impl std::ops::DerefMut for $world {
            fn deref_mut(&mut self) -> &mut Self::Target {
                &mut self.0
            }
        }
    };
}
pub(crate) use built_on_made;
