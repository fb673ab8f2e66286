//! What one person may do in one room, read in one query inside the transaction that acts on it.

use super::rules::{self, Part, Standing};
use super::store;
use crate::accounts::Caller;
use crate::error::Result;
use crate::storage::Tx;
use alongside_protocol::{AccountId, MembershipRole, Role, RoomId, RoomKind, RoomState, Seq, Timestamp};
use std::collections::HashMap;

#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Access {
    pub kind: RoomKind,
    pub state: RoomState,
    pub slow_ms: i64,
    pub guidelines_version: i64,
    /// Absent when the person is not a member now.
    pub role: Option<MembershipRole>,
    pub guidelines_accepted: Option<i64>,
    pub read_up_to: Option<Seq>,
    pub last_post_at: Option<Timestamp>,
    /// In a one-to-one room: one of the two blocks the other.
    pub blocked: bool,
}

impl Access {
    fn standing(&self) -> Standing {
        Standing {
            kind: self.kind,
            state: self.state,
            member: self.role.is_some(),
            guidelines_current: self.guidelines_accepted == Some(self.guidelines_version),
            blocked: self.blocked,
        }
    }

    pub fn is_moderator(&self) -> bool {
        self.role == Some(MembershipRole::Moderator)
    }

    /// What was found; a room that does not exist, or may not be seen, is refused as not found.
    pub fn readable(found: Option<Self>) -> Result<Self> {
        let access = found.ok_or_else(rules::not_found)?;
        access.check_read()?;
        Ok(access)
    }

    /// Refuses unless the person may see the room's messages.
    pub fn check_read(&self) -> Result<()> {
        Ok(rules::may_read(&self.standing())?)
    }

    /// Refuses unless the person may post in the room now.
    pub fn check_write(&self) -> Result<()> {
        Ok(rules::may_write(&self.standing())?)
    }
}

/// `None` when there is no such room.
pub async fn access(tx: &mut Tx, room: RoomId, account: AccountId) -> Result<Option<Access>> {
    Ok(access_all(tx, &[(room, account)]).await?.remove(&(room, account)))
}

/// As [`access`], for several people and rooms in one read; rooms that do not exist are left out.
pub async fn access_all(tx: &mut Tx, asked: &[(RoomId, AccountId)]) -> Result<HashMap<(RoomId, AccountId), Access>> {
    if asked.is_empty() {
        return Ok(HashMap::new());
    }
    store::access(tx, asked).await
}

/// As [`access`]; a room that does not exist, or may not be seen, is refused as not found.
pub async fn readable(tx: &mut Tx, room: RoomId, account: AccountId) -> Result<Access> {
    Access::readable(access(tx, room, account).await?)
}

/// Whether somebody moderates the room and still is a supporter: nobody else may (policy 1.1).
pub(super) fn moderates(access: &Access, caller: &Caller) -> bool {
    access.is_moderator() && caller.is(Role::Supporter)
}

/// What somebody is in a room that they may know of; any other is refused as not found.
pub async fn known(tx: &mut Tx, room: RoomId, caller: &Caller) -> Result<(Access, Part)> {
    let access = access(tx, room, caller.account).await?.ok_or_else(rules::not_found)?;
    let part = Part {
        kind: access.kind,
        state: access.state,
        member: access.role.is_some(),
        moderator: moderates(&access, caller),
        staff: caller.is(Role::Staff),
    };
    rules::may_see(&part)?;
    Ok((access, part))
}
