//! What an account is told in the app.

use crate::ids::NotificationId;
use crate::model::NamedRoom;
use crate::text_enum::text_enum;
use crate::time::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

text_enum! {
    /// What a notification tells of.
    NotificationKind {
        /// A room that you moderate has waited a day for you.
        DutyReminder = "duty_reminder",
        /// It has waited two days; the formal warning.
        DutyWarning = "duty_warning",
        /// To staff: nobody wrote in time after a warning.
        DutyOverdue = "duty_overdue",
        /// A room that you moderate will be closed for silence.
        DutyFirstNotice = "duty_first_notice",
        /// The same, days before.
        DutyLastNotice = "duty_last_notice",
        /// A room that you moderated was closed.
        RoomClosed = "room_closed",
        /// To staff: nobody keeps a room now.
        RoomNeedsModerator = "room_needs_moderator",
        /// To staff: many rooms were about to close at once, so the server waits.
        ClosuresHeld = "closures_held",
        /// You are asked to stand in for a moderator.
        ReliefAsked = "relief_asked",
        /// Somebody will stand in for you.
        ReliefAccepted = "relief_accepted",
        /// Nobody stands in for you so far: somebody said no, or your leave began without a yes and is shorter than planned.
        ReliefDeclined = "relief_declined",
        /// Your certificate expires then.
        CertificateReminder = "certificate_reminder",
        /// You keep rooms on the word of whoever runs the server; a certificate has to be verified by then.
        CertificateMissing = "certificate_missing",
        /// Your certificate was verified.
        CertificateVerified = "certificate_verified",
        /// Somebody who looked at your certificate asks you to change something.
        CertificateRevision = "certificate_revision",
        /// Your certificate was not accepted; you may apply again then.
        CertificateRejected = "certificate_rejected",
        /// The supporter agreement has a new version; accept it by then.
        AgreementDue = "agreement_due",
        /// You keep no rooms now: there is no valid certificate.
        RoleLapsed = "role_lapsed",
        /// You keep no rooms until you accept the supporter agreement.
        RolePaused = "role_paused",
        /// Staff suspended your role as a supporter.
        RoleSuspended = "role_suspended",
        /// Staff took your role as a supporter away.
        RoleRevoked = "role_revoked",
        /// You are a peer supporter in good standing again.
        RoleRestored = "role_restored",
        /// To staff: somebody applies, or renews.
        CertificateSubmitted = "certificate_submitted",
        /// To staff: a certificate has to be looked at again.
        CertificateCheckDue = "certificate_check_due",
        /// To staff: many supporters were about to lose their role at once, so the server waits.
        LapsesHeld = "lapses_held",
        /// To staff: a notice of closing reached nobody who keeps the room, so it waits a day longer.
        DutyUnreached = "duty_unreached",
        /// What you wrote to the people who run this place was answered.
        ContactAnswered = "contact_answered",
        /// To staff: somebody wrote.
        ContactReceived = "contact_received",
        /// To staff: a link in a text of this server leads nowhere.
        LinkBroken = "link_broken",
    }
}

/// Something that an account was told in the app.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
pub struct Notification {
    pub id: NotificationId,
    pub kind: NotificationKind,
    /// The room that it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub room: Option<NamedRoom>,
    /// When what it announces will happen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub due_at: Option<Timestamp>,
    /// Of a room's silence: a message before this keeps the next step from coming. After a `duty_reminder` that is the
    /// formal warning; after a `duty_warning`, staff may close the room. Absent where only `due_at` counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub write_by: Option<Timestamp>,
    /// What you sent to staff, by its receipt, for `contact_answered`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub receipt: Option<String>,
    /// When it was told.
    pub at: Timestamp,
    /// When it was read on any device.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub read_at: Option<Timestamp>,
}
