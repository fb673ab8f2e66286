//! Refusals: normal answers that say no. Each has a stable code, a sentence, and what to do next.

use crate::text_enum::text_enum;
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};
use ts_rs::TS;

text_enum! {
    /// Why something was refused. Codes are stable: clients may match on them.
    RefusalCode {
        // The frame or request itself
        /// Not JSON, not of the described shape, or text that cannot be stored (U+0000, half a surrogate pair).
        Malformed = "malformed",
        /// Larger than the limit for a frame or request body.
        TooBig = "too_big",
        /// A `type` that this server does not know.
        UnknownFrame = "unknown_frame",
        /// A value outside its limits; `field` names it.
        Invalid = "invalid",
        /// No such address or method.
        NoRoute = "no_route",
        // Who is asking
        /// Not signed in, or the session is over.
        Unauthenticated = "unauthenticated",
        /// Alias or password is wrong.
        WrongCredentials = "wrong_credentials",
        /// Signed in, but this is not yours to do.
        Forbidden = "forbidden",
        /// The request came from another site.
        ForeignOrigin = "foreign_origin",
        /// The account is suspended.
        Suspended = "suspended",
        /// A one-time link that was used, has expired, or never was.
        LinkSpent = "link_spent",
        // Names and passwords
        /// Somebody has this alias, or one that looks like it.
        AliasTaken = "alias_taken",
        /// The alias holds an address or number, or sounds like staff.
        AliasRefused = "alias_refused",
        /// Among the passwords that are tried first.
        PasswordCommon = "password_common",
        // Things
        /// It does not exist, or you cannot see it.
        NotFound = "not_found",
        /// It has changed since you saw it.
        Conflict = "conflict",
        /// This client message id was used before with another body.
        ClientIdReused = "client_id_reused",
        /// The body has more than the allowed characters.
        BodyTooLong = "body_too_long",
        /// The body has nothing to read in it.
        BodyEmpty = "body_empty",
        // Standing
        /// Only a verified certificate makes a peer supporter, and there is none.
        CertificateNeeded = "certificate_needed",
        /// An application was rejected; `retry_after_ms` says when another may be made.
        ApplyLater = "apply_later",
        /// Not a PDF, PNG or JPEG that can be read, or too many pixels.
        FileRefused = "file_refused",
        /// It is about yourself, so somebody else decides.
        ConflictOfInterest = "conflict_of_interest",
        // Rooms
        /// Join the room first.
        NotMember = "not_member",
        /// The guidelines have a newer version; read and accept it first.
        GuidelinesChanged = "guidelines_changed",
        /// The room can be read but not written to now.
        ReadOnly = "read_only",
        /// The room is closed.
        RoomClosed = "room_closed",
        /// One of the two does not want to talk with the other.
        Blocked = "blocked",
        /// You cannot write here until an instant.
        Muted = "muted",
        // Load
        /// Too fast; `bucket` names the limit.
        RateLimited = "rate_limited",
        /// A bound of the protocol is reached; `limit` names it.
        LimitReached = "limit_reached",
        /// The server cannot store anything right now.
        Degraded = "degraded",
        /// The server is stopping.
        GoingAway = "going_away",
        /// A fault of ours; `fault` identifies it in the server's log.
        Fault = "fault",
    }
}

text_enum! {
    /// What to do after a refusal.
    Retry {
        /// The same request will be refused again.
        Never = "never",
        /// Send it again at once.
        Now = "now",
        /// Send it again after `retry_after_ms`.
        After = "after",
        /// Sign in again first.
        Reauthenticate = "reauthenticate",
        /// Subscribe again from your position first.
        Resync = "resync",
    }
}

/// A code newer than this crate reads as `fault`, so that an older client still gets its answer:
/// `message` and `retry` say all that it needs.
fn known_code<'de, D: Deserializer<'de>>(deserializer: D) -> Result<RefusalCode, D::Error> {
    let text = String::deserialize(deserializer)?;
    Ok(text.parse().unwrap_or(RefusalCode::Fault))
}

/// A refusal as it goes over the wire, in an error frame and in an HTTP error body.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
pub struct Refusal {
    #[serde(deserialize_with = "known_code")]
    pub code: RefusalCode,
    /// One plain English sentence or two; clients show their own words for codes that they know.
    pub message: String,
    pub retry: Retry,
    /// Milliseconds to wait; there when `retry` is `after`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional, type = "number")]
    pub retry_after_ms: Option<u64>,
    /// The field that is wrong, for `invalid`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub field: Option<String>,
    /// The rate limit's name, for `rate_limited`; the bound's name, for `limit_reached`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub bucket: Option<String>,
    /// How many more are allowed now, for `rate_limited`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional, type = "number")]
    pub left: Option<u32>,
    /// Identifies a fault in the server's log.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub fault: Option<String>,
}

impl Refusal {
    pub fn new(code: RefusalCode, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            retry: match code {
                RefusalCode::Unauthenticated => Retry::Reauthenticate,
                _ => Retry::Never,
            },
            retry_after_ms: None,
            field: None,
            bucket: None,
            left: None,
            fault: None,
        }
    }
    pub fn invalid(field: &str, message: impl Into<String>) -> Self {
        Self { field: Some(field.into()), ..Self::new(RefusalCode::Invalid, message) }
    }
    pub fn after(self, ms: u64) -> Self {
        Self { retry: Retry::After, retry_after_ms: Some(ms), ..self }
    }
    pub fn retry(self, retry: Retry) -> Self {
        Self { retry, ..self }
    }
    pub fn field(self, field: &str) -> Self {
        Self { field: Some(field.into()), ..self }
    }
    pub fn bucket(self, bucket: &str, left: u32) -> Self {
        Self { bucket: Some(bucket.into()), left: Some(left), ..self }
    }
}
