//! What every edge of the server holds: the database, the bus, the hub, time, chance, limits, configuration.

use crate::accounts::Hasher;
use crate::bus::Bus;
use crate::clock::{Chance, Clock};
use crate::config::Config;
use crate::egress::Egress;
use crate::error::{Error, Result};
use crate::hub::Hub;
use crate::hub::appender::Appender;
use crate::limits::Limits;
use crate::notifications::push::Push;
use crate::notifications::{Post, StopKey};
use crate::rooms::Moment;
use crate::storage::{Db, Tx};
use alongside_protocol::server::Acknowledgement;
use alongside_protocol::{Epoch, NodeId};
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::Duration;
use tokio::sync::{Semaphore, SemaphorePermit, watch};
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// How long somebody who comes in waits for their turn at the database.
const TURN: Duration = Duration::from_secs(8);

/// Cheap to clone; one for each process.
#[derive(Clone)]
pub struct App(Arc<Inner>);

pub struct Inner {
    pub config: Config,
    pub db: Db,
    pub bus: Bus,
    pub hub: Arc<Hub>,
    pub appender: Appender,
    pub clock: Clock,
    pub chance: Chance,
    pub limits: Limits,
    pub hasher: Hasher,
    pub post: Post,
    pub push: Push,
    pub egress: Egress,
    /// Opens the addresses in mails that turn off mails of their kind.
    pub stop_key: StopKey,
    pub node: NodeId,
    pub epoch: Epoch,
    /// What an acknowledgement promises here, as the database's settings are now.
    pub acknowledgement: watch::Sender<Acknowledgement>,
    /// Cancelled when the server begins to stop.
    pub stopping: CancellationToken,
    /// Cancelled when the last connections are to end.
    pub closing: CancellationToken,
    /// Cancelled when they have ended: the bus, the jobs and the looks at heads serve them until then.
    pub gone: CancellationToken,
    /// They end spread over this time; known when they are to.
    pub close_spread_ms: AtomicU64,
    /// Turns of those who come in; see [`App::turn`].
    pub turns: Semaphore,
    /// Every task that outlives a request.
    pub tasks: TaskTracker,
    /// Open connections; waited for before the database is closed.
    pub links: TaskTracker,
}

impl std::ops::Deref for App {
    type Target = Inner;
    fn deref(&self) -> &Inner {
        &self.0
    }
}

impl App {
    pub fn new(inner: Inner) -> Self {
        Self(Arc::new(inner))
    }

    /// So many may come in at once that the others keep a connection to the database.
    pub fn turns(db: &Db) -> Semaphore {
        Semaphore::new(db.readers().saturating_sub(1).max(1))
    }

    /// A turn at the database for somebody who comes in. In a crowd each waits for theirs and then is quick; if all began at once,
    /// most would come to nothing half way.
    pub async fn turn(&self) -> Result<SemaphorePermit<'_>> {
        let turn = timeout(TURN, self.turns.acquire()).await;
        turn.map_err(|late| Error::Unavailable(late.into()))?.map_err(Error::fault)
    }

    /// Who is here, and what time it is, for whoever looks at rooms.
    pub fn moment(&self) -> Moment<'_> {
        Moment { now: self.clock.now(), dormancy: self.config.policy.duty.closure.delta(), presence: &*self.hub }
    }

    /// What an acknowledgement promises now.
    pub fn acknowledgement(&self) -> Acknowledgement {
        *self.acknowledgement.borrow()
    }

    /// Makes a transaction durable and tells everybody. A task of its own, so that a caller who goes away in the middle
    /// does not leave a change that nobody was told of.
    pub async fn commit(&self, tx: Tx) -> Result<()> {
        let bus = self.bus.clone();
        let commit = self.tasks.spawn(async move {
            match tx.commit().await {
                Ok(committed) => bus.publish(committed),
                Err(error) => {
                    // It may be durable all the same, and nobody was told.
                    bus.doubt();
                    return Err(error);
                }
            }
            Ok(())
        });
        commit.await.map_err(Error::fault)?
    }
}
