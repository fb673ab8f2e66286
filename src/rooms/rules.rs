//! Who may read and write in a room. Pure.

use alongside_protocol::{Refusal, RefusalCode, Retry, RoomKind, RoomState};

/// One person in one room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    pub kind: RoomKind,
    pub state: RoomState,
    pub member: bool,
    /// Has accepted the version in force.
    pub guidelines_current: bool,
    pub blocked: bool,
}

/// The same words for a room that is not there and one that is not yours to see, so that neither can be told apart.
pub fn not_found() -> Refusal {
    Refusal::new(RefusalCode::NotFound, "There is no such room, or it is not open to you.")
}

/// Members read what is theirs, closed rooms too; public rooms are open to anybody signed in.
pub fn may_read(standing: &Standing) -> Result<(), Refusal> {
    let open_to_all = standing.kind == RoomKind::Public && standing.state != RoomState::Closed;
    if standing.member || open_to_all { Ok(()) } else { Err(not_found()) }
}

/// Members write in open rooms whose guidelines they have accepted as they are now (policy 3.2).
pub fn may_write(standing: &Standing) -> Result<(), Refusal> {
    may_read(standing)?;
    if !standing.member {
        return Err(Refusal::new(RefusalCode::NotMember, "Read the guidelines and join the room to write in it."));
    }
    match standing.state {
        RoomState::Open => {}
        RoomState::ReadOnly => {
            return Err(Refusal::new(RefusalCode::ReadOnly, "This room is resting. You can read it. Your text is kept."));
        }
        RoomState::Closed => {
            return Err(Refusal::new(RefusalCode::RoomClosed, "This room is closed. Your text is kept on your device."));
        }
    }
    if standing.kind != RoomKind::Direct && !standing.guidelines_current {
        return Err(Refusal::new(
            RefusalCode::GuidelinesChanged,
            "The guidelines of this room have changed. Read them and accept, then send again.",
        )
        .retry(Retry::Never));
    }
    if standing.blocked {
        return Err(Refusal::new(RefusalCode::Blocked, "This conversation has ended. You can still read it."));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(kind: RoomKind, state: RoomState, member: bool, current: bool, blocked: bool) -> (bool, Option<RefusalCode>) {
        let standing = Standing { kind, state, member, guidelines_current: current, blocked };
        (may_read(&standing).is_ok(), may_write(&standing).err().map(|refusal| refusal.code))
    }

    #[test]
    fn who_may_read_and_write() {
        use RefusalCode::*;
        use RoomKind::*;
        use RoomState::*;
        for (kind, state, member, current, blocked, reads, refused) in [
            (Public, Open, true, true, false, true, None),
            (Public, Open, true, false, false, true, Some(GuidelinesChanged)),
            (Public, Open, false, false, false, true, Some(NotMember)),
            (Public, RoomState::ReadOnly, true, true, false, true, Some(RefusalCode::ReadOnly)),
            (Public, RoomState::ReadOnly, false, false, false, true, Some(NotMember)),
            (Public, Closed, true, true, false, true, Some(RoomClosed)),
            (Public, Closed, false, false, false, false, Some(NotFound)),
            (Group, Open, true, true, false, true, None),
            (Group, Open, false, false, false, false, Some(NotFound)),
            (Group, Closed, true, true, false, true, Some(RoomClosed)),
            (Direct, Open, true, false, false, true, None),
            (Direct, Open, true, true, true, true, Some(Blocked)),
            (Direct, Open, false, false, false, false, Some(NotFound)),
        ] {
            assert_eq!(
                check(kind, state, member, current, blocked),
                (reads, refused),
                "{kind} {state} member={member} current={current} blocked={blocked}"
            );
        }
    }
}
