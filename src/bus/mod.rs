//! The bus carries announcements to every node's hub.
//!
//! Its guarantee: an announcement may be lost, doubled or out of order on its way to other nodes, and nothing depends on
//! it. The log is the truth: hubs notice a hole by its numbers and read it from the database; rights are checked against
//! the database on a timer as well. The in-process kind loses nothing and keeps the order of publishing.

use crate::announcement::Announcement;
use crate::storage::Committed;
use std::sync::Arc;

/// Where announcements arrive: the hub.
pub trait Sink: Send + Sync {
    /// Must not block: it is called by whoever publishes.
    fn deliver(&self, announcements: Vec<Announcement>);
}

#[derive(Clone)]
pub enum Bus {
    /// One node: publishing is delivering.
    Local(Arc<dyn Sink>),
}

impl Bus {
    pub async fn publish(&self, committed: Committed) {
        let announcements = committed.into_announcements();
        if announcements.is_empty() {
            return;
        }
        match self {
            Self::Local(sink) => sink.deliver(announcements),
        }
    }

    /// Other nodes may not hear of what happens here right now.
    pub fn degraded(&self) -> bool {
        match self {
            Self::Local(_) => false,
        }
    }
}
