//! What a transaction tells the rest of the world once it is durable.

use alongside_protocol::{AccountId, Event, SessionId, StreamId};
use serde::{Deserialize, Serialize};

// Events are almost all that is announced; a box for each would cost more than the space of the few others.
#[allow(clippy::large_enum_variant)]
#[derive(Debug, Clone, PartialEq)]
pub enum Announcement {
    /// An event that was stored in a log.
    Event {
        stream: StreamId,
        event: Event,
    },
    Control(Control),
}

/// Rights that changed: open connections look again at once. Each is only a nudge; what holds is in the
/// database, and every connection is also checked against it on a timer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Control {
    SessionEnded(SessionId),
    /// Suspended, or roles changed.
    AccountChanged(AccountId),
    /// A person's right to follow a stream may have changed.
    AccessChanged {
        stream: StreamId,
        account: AccountId,
    },
    /// Everybody's right to follow a stream may have changed.
    StreamChanged(StreamId),
    /// Whom this person blocks changed.
    BlocksChanged(AccountId),
}
