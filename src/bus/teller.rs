//! For a program that changes something, tells the nodes, and ends: the command line.

use super::{About, Bus, RedisOptions, RoomPresence, Sink};
use crate::announcement::{Announcement, Control};
use crate::frames::Frame;
use alongside_protocol::{AccountId, Epoch, NodeId, Seq, StreamId};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// How long the way to the nodes may take to open.
const OPEN: Duration = Duration::from_secs(3);
const LOOK: Duration = Duration::from_millis(10);

/// Tells every node; whether that worked. Nodes find out by themselves otherwise, somewhat later.
pub async fn tell_once(options: RedisOptions, epoch: Epoch, announcements: Vec<Announcement>) -> bool {
    let (tasks, stop) = (TaskTracker::new(), CancellationToken::new());
    let bus = Bus::among_nodes(options, epoch, Arc::new(Nobody), &tasks, stop.clone());
    let began = Instant::now();
    while bus.degraded() && began.elapsed() < OPEN {
        tokio::time::sleep(LOOK).await;
    }
    let open = !bus.degraded();
    if open {
        bus.announce(announcements);
        bus.leave().await;
    }
    stop.cancel();
    tasks.close();
    tasks.wait().await;
    open
}

/// Nobody is connected to this process.
struct Nobody;

impl Sink for Nobody {
    fn follows(&self, _: StreamId) -> bool {
        false
    }
    fn frames(&self, _: StreamId, _: Vec<Arc<Frame>>) {}
    fn heard(&self, _: StreamId, _: Seq) {}
    fn control(&self, _: Control) {}
    fn writing(&self, _: StreamId, _: AccountId, _: &str) {}
    fn elsewhere(&self, _: NodeId, _: RoomPresence) {}
    fn gone(&self, _: NodeId) {}
    fn here(&self) -> Vec<RoomPresence> {
        Vec::new()
    }
    fn about(&self) -> About {
        About { version: env!("CARGO_PKG_VERSION").into(), connections: 0 }
    }
    fn doubt(&self) {}
}
