//! People: accounts, sessions, roles, passwords, settings, whom they hide.

use alongside_protocol::{AccountId, Role, SessionId, Timestamp};

/// Somebody who is signed in, as the database has it in this transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    pub account: AccountId,
    pub alias: String,
    pub roles: Vec<Role>,
    pub session: SessionId,
    pub expires_at: Timestamp,
}

impl Caller {
    pub fn is(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }
}
