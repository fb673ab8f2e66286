//! Identifiers. All are UUIDs (version 7 where the server makes them), lower-case text on the wire and in SQL.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use uuid::Uuid;

macro_rules! id {
    ($($(#[$meta:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema, TS)]
        #[serde(transparent)]
        #[ts(type = "string")]
        pub struct $name(pub Uuid);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { self.0.fmt(f) }
        }
        impl std::str::FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, uuid::Error> { Ok(Self(Uuid::parse_str(text)?)) }
        }
        impl From<Uuid> for $name {
            fn from(value: Uuid) -> Self { Self(value) }
        }
        crate::text_enum::sql_as_text!($name);
    )+};
}

id! {
    /// A person's account.
    AccountId,
    /// A signed-in device, or an API token.
    SessionId,
    /// A room of any kind.
    RoomId,
    /// A message; stays the same through edits and deletion.
    MessageId,
    /// Chosen by the client for each message it sends, so that a retry is recognised.
    ClientMessageId,
    /// A log: a room's has the room's id, an account's has the account's id.
    StreamId,
    /// A request to talk one to one.
    ConnectionRequestId,
    /// A request to join a private group.
    JoinRequestId,
    /// Something that an account was told in the app.
    NotificationId,
    /// A moderator's time away from a room.
    LeaveId,
    /// A peer-support certificate, from its first draft on.
    CertificateId,
    /// A file that shows a certificate.
    CertificateFileId,
    /// A message to the people who run the server.
    ContactMessageId,
    /// An answer to such a message.
    ContactAnswerId,
    /// A link in a text of this server.
    LinkId,
    /// A browser that gets push messages.
    PushSubscriptionId,
    /// A server process, new at each start.
    NodeId,
    /// Made anew whenever logs may have gone back in time (a restored backup).
    Epoch,
}

impl From<RoomId> for StreamId {
    fn from(room: RoomId) -> Self {
        Self(room.0)
    }
}
impl From<AccountId> for StreamId {
    fn from(account: AccountId) -> Self {
        Self(account.0)
    }
}
impl StreamId {
    pub fn room(self) -> RoomId {
        RoomId(self.0)
    }
    pub fn account(self) -> AccountId {
        AccountId(self.0)
    }
}
