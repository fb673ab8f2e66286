//! Writing what the clock did, and telling those whom it concerns.

use super::policy::Policy;
use super::rules::Lapse;
use super::store;
use crate::clock::Chance;
use crate::error::Result;
use crate::notifications::inbox::{self, News};
use crate::rooms::members;
use crate::storage::Tx;
use alongside_protocol::{DutyStage, NotificationKind, RoomId, Timestamp};

/// What a stage says of time.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Told {
    /// When the room will be closed; absent when it just was.
    pub closes_at: Option<Timestamp>,
    /// Until when a post keeps it from going on.
    pub write_by: Option<Timestamp>,
}

/// Writes the stage that `lapse` has reached and tells of it; false when somebody else was first.
pub(super) async fn stage(
    tx: &mut Tx,
    chance: &Chance,
    policy: &Policy,
    room: RoomId,
    lapse: Option<Lapse>,
    told: Told,
    now: Timestamp,
) -> Result<bool> {
    let Some(lapse) = lapse else { return Ok(false) };
    if !store::insert_stage(tx, room, &lapse, now, told).await? {
        return Ok(false);
    }
    let readable = now + policy.duty.readable_after_closure.delta();
    let told = Told { closes_at: told.closes_at.or(Some(readable)), ..told };
    tell(tx, chance, room, &lapse, told, now).await?;
    Ok(true)
}

/// Tells those whom a stage concerns. Its key in the inbox is the stage's own, so it reaches each of them once.
async fn tell(tx: &mut Tx, chance: &Chance, room: RoomId, lapse: &Lapse, told: Told, now: Timestamp) -> Result<()> {
    let stage = lapse.reached;
    let kind = match stage {
        DutyStage::Reminder => NotificationKind::DutyReminder,
        DutyStage::Warning => NotificationKind::DutyWarning,
        DutyStage::Overdue => NotificationKind::DutyOverdue,
        DutyStage::FirstNotice => NotificationKind::DutyFirstNotice,
        DutyStage::LastNotice => NotificationKind::DutyLastNotice,
        DutyStage::Closed => NotificationKind::RoomClosed,
    };
    let to = match stage {
        DutyStage::Overdue => store::staff(tx).await?,
        _ => members::moderators_of(tx, room).await?,
    };
    let once = once(room, lapse.start, stage);
    let news = News { kind, room: Some(room), due_at: told.closes_at, write_by: told.write_by, once };
    inbox::tell(tx, now, chance, &to, &news).await
}

/// Names a stage in the inboxes of those who are told.
pub(super) fn once(room: RoomId, lapse: Timestamp, stage: DutyStage) -> String {
    format!("duty:{room}:{}:{stage}", lapse.millis())
}
