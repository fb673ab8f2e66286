//! Bodies of the HTTP API about certificates, the supporter agreement, and what somebody may do because of them.

use crate::body::body;
use crate::ids::*;
use crate::model::*;
use crate::text_enum::text_enum;
use crate::time::{Date, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

pub(crate) mod agreements;
pub(crate) mod certificates;
pub(crate) mod issuers;

pub use agreements::*;
pub use certificates::*;
pub use issuers::*;

text_enum! {
    /// Whether somebody may keep rooms and host meetings.
    StandingState {
        /// Was never a peer supporter here.
        None = "none",
        /// A peer supporter in good standing.
        Active = "active",
        /// The agreement has to be accepted first.
        Paused = "paused",
        /// There is no valid certificate now.
        Lapsed = "lapsed",
        /// Staff suspended the role.
        Suspended = "suspended",
        /// Staff took the role away.
        Revoked = "revoked",
    }
}

text_enum! {
    /// What a standing rests on.
    StandingBasis {
        /// A verified certificate.
        Certificate = "certificate",
        /// The word of whoever runs the server, for 14 days.
        Attestation = "attestation",
    }
}

text_enum! {
    /// The one thing for somebody to do about their standing.
    StandingStep {
        /// Nothing.
        Nothing = "nothing",
        /// Begin an application.
        Apply = "apply",
        /// Finish the draft and hand it in.
        Finish = "finish",
        /// Change what the reviewer asked for and hand it in again.
        Revise = "revise",
        /// Wait: staff look at it.
        Wait = "wait",
        /// Wait until another application may be made.
        WaitToApply = "wait_to_apply",
        /// Read the agreement and accept it.
        Agree = "agree",
        /// Hand in the next certificate.
        Renew = "renew",
        /// Write to staff: they suspended or revoked the role.
        AskStaff = "ask_staff",
    }
}

text_enum! {
    /// What staff decide about somebody's role as a supporter.
    StandingMeasure {
        /// For now.
        Suspend = "suspend",
        /// For good.
        Revoke = "revoke",
        /// Lift what was decided; a valid certificate and the agreement are needed all the same.
        Reinstate = "reinstate",
    }
}

body! {
    /// `GET /people/{alias}`: anybody signed in. A person as everybody sees them.
    struct Profile {
        #[serde(flatten)]
        person: Person,
        /// A peer supporter in good standing.
        supporter: bool,
        /// Of their certificate.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        badge: Option<Badge>,
    }

    /// `GET /me/certification`: where you stand, and what to do next. Most routes below answer it too.
    struct MyCertification {
        standing: Standing,
        /// Newest first.
        certificates: Vec<Certificate>,
        agreement: AgreementState,
        /// The one thing to do now.
        next: StandingStep,
        /// After a rejection: another application may be made then.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        may_apply_at: Option<Timestamp>,
    }

    /// Whether somebody may keep rooms and host meetings.
    struct Standing {
        state: StandingState,
        /// Since when it is so; absent for `none`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        since: Option<Timestamp>,
        /// The role ends then, unless something new is verified.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        until: Option<Timestamp>,
        /// What it rests on.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        basis: Option<StandingBasis>,
        /// What staff gave as their reason, when the role is suspended or revoked.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        reason: Option<String>,
        /// The agreement has to be accepted by then, or the role pauses.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        agreement_due: Option<Timestamp>,
    }

    /// `GET /accounts/{id}/certification`: staff. Somebody's standing, with how it came to be.
    struct AccountCertification {
        person: Person,
        standing: Standing,
        /// Newest first.
        certificates: Vec<Certificate>,
        agreement: AgreementState,
        /// Newest first, at most 100.
        history: Vec<StandingChange>,
    }

    /// A standing that changed.
    struct StandingChange {
        state: StandingState,
        at: Timestamp,
        /// Absent when the server did it by its rules.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        by: Option<Person>,
        /// What staff gave as their reason.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        reason: Option<String>,
    }

    /// `POST /accounts/{id}/standing`: staff, not about themselves. Answers an AccountCertification.
    struct ChangeStanding {
        change: StandingMeasure,
        /// To the person, in plain words; needed unless it is reinstated.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        reason: Option<String>,
    }
}
