//! Bodies of the HTTP API under `/api/v1`. JSON in and out. A refusal is `{"error": Refusal}` with a
//! fitting status. Signed in by the session cookie (then `Origin` must be the server's own) or by
//! `Authorization: Bearer TOKEN`.

use crate::body::body;
use crate::ids::*;
use crate::model::*;
use crate::notification::{Notification, NotificationKind};
use crate::refusal::Refusal;
use crate::server::Acknowledgement;
use crate::standing::StandingState;
use crate::stream::Seq;
use crate::text_enum::text_enum;
use crate::time::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

pub(crate) mod accounts;
pub(crate) mod contact;
pub(crate) mod crisis;
pub(crate) mod duty;
pub(crate) mod notices;
pub(crate) mod rooms;
pub(crate) mod server;

pub use accounts::*;
pub use contact::*;
pub use crisis::*;
pub use duty::*;
pub use notices::*;
pub use rooms::*;
pub use server::*;

body! {
    /// Every refusal's body.
    struct ErrorBody { error: Refusal }
}
