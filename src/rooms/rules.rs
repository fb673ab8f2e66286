//! Who may do what in a room. Pure.

use alongside_protocol::limits::ASK_AGAIN_MS;
use alongside_protocol::{Refusal, RefusalCode, RestReason, Retry, RoomKind, RoomState, Timestamp};
use chrono::TimeDelta;

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
            return Err(Refusal::new(
                RefusalCode::ReadOnly,
                "This room is resting. You can read it. Your text is kept.",
            ));
        }
        RoomState::Closed => {
            return Err(Refusal::new(
                RefusalCode::RoomClosed,
                "This room is closed. Your text is kept on your device.",
            ));
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

/// What somebody is in a room, for all that is not reading and writing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    pub kind: RoomKind,
    pub state: RoomState,
    pub member: bool,
    pub moderator: bool,
    pub staff: bool,
}

fn forbidden(message: &str) -> Refusal {
    Refusal::new(RefusalCode::Forbidden, message)
}

/// Public rooms and groups are known by name to anybody signed in until they close; a one-to-one room only to its two.
pub fn may_see(part: &Part) -> Result<(), Refusal> {
    let listed = part.kind != RoomKind::Direct && part.state != RoomState::Closed;
    let kept_by_staff = part.kind != RoomKind::Direct && part.staff;
    if part.member || listed || kept_by_staff { Ok(()) } else { Err(not_found()) }
}

/// Policy 1.1: a room needs a peer supporter; staff prepare rooms for them.
pub fn may_create(kind: RoomKind, supporter: bool, staff: bool) -> Result<(), Refusal> {
    if kind == RoomKind::Direct {
        return Err(Refusal::invalid("kind", "To talk one to one, ask the person."));
    }
    if supporter || staff { Ok(()) } else { Err(forbidden("Only peer supporters open rooms.")) }
}

/// Name, description, topics and own rules.
pub fn may_describe(part: &Part) -> Result<(), Refusal> {
    may_see(part)?;
    if part.kind != RoomKind::Direct && (part.moderator || part.staff) {
        Ok(())
    } else {
        Err(forbidden("Only the moderators of this room change it."))
    }
}

/// Moderators open a room and let it rest; closing, and opening what was closed, is for staff.
pub fn may_set_state(part: &Part, to: RoomState) -> Result<(), Refusal> {
    may_describe(part)?;
    let closing = RoomState::Closed == to || part.state == RoomState::Closed;
    if closing && part.state != to && !part.staff {
        return Err(forbidden("Only staff close a room or open it again."));
    }
    Ok(())
}

/// Letting people into a group, by inviting them and by answering their requests.
pub fn may_let_in(part: &Part) -> Result<(), Refusal> {
    may_see(part)?;
    if part.kind != RoomKind::Group {
        return Err(forbidden("People are let in by moderators in private groups only."));
    }
    if !part.moderator {
        return Err(forbidden("Only the moderators of this group let people in."));
    }
    if part.state == RoomState::Closed {
        return Err(closed());
    }
    Ok(())
}

pub fn closed() -> Refusal {
    Refusal::new(RefusalCode::RoomClosed, "This room is closed.")
}

/// Policy 1.1: staff assign a room to supporters, and to nobody else.
pub fn may_appoint(part: &Part, supporter: bool) -> Result<(), Refusal> {
    may_see(part)?;
    if !part.staff {
        return Err(forbidden("Staff decide who moderates a room."));
    }
    if part.kind == RoomKind::Direct {
        return Err(forbidden("Nobody moderates a conversation between two people."));
    }
    if !supporter {
        return Err(forbidden("Only a peer supporter in good standing can moderate a room."));
    }
    Ok(())
}

/// Staff end it for anybody, a moderator for themselves.
pub fn may_dismiss(part: &Part, oneself: bool) -> Result<(), Refusal> {
    may_see(part)?;
    if part.staff || oneself { Ok(()) } else { Err(forbidden("Staff decide who moderates a room.")) }
}

/// How far ahead a moderator says when they will next be here.
pub const EXPECTED_AHEAD_DAYS: i64 = 60;

/// A moderator says it of themselves, and of the future.
pub fn may_expect(part: &Part, at: Option<Timestamp>, now: Timestamp) -> Result<(), Refusal> {
    may_see(part)?;
    if !part.moderator {
        return Err(forbidden("Only the moderators of this room say when they will be here."));
    }
    match at {
        Some(at) if at <= now => Err(Refusal::invalid("at", "Say a time that is still to come.")),
        Some(at) if at.since(now).num_days() >= EXPECTED_AHEAD_DAYS => Err(Refusal::invalid(
            "at",
            format!("Say a time within {EXPECTED_AHEAD_DAYS} days. For longer, plan leave."),
        )),
        _ => Ok(()),
    }
}

/// How many of a room's members somebody is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Roll {
    Everybody,
    /// Those that one could be about to mention.
    Offered,
}

pub fn roll(part: &Part) -> Result<Roll, Refusal> {
    may_see(part)?;
    let whole = part.moderator || part.staff && part.kind != RoomKind::Direct;
    match (whole, part.member) {
        (true, _) => Ok(Roll::Everybody),
        (false, true) => Ok(Roll::Offered),
        (false, false) => Err(Refusal::new(RefusalCode::NotMember, "Join the room to see who is in it.")),
    }
}

/// Joining means accepting the guidelines as they are in force (policy 3.2).
pub fn accepts_in_force(in_force: i64, accepted: i64) -> Result<(), Refusal> {
    if in_force == accepted {
        return Ok(());
    }
    Err(Refusal::new(RefusalCode::GuidelinesChanged, "Read the guidelines as they are now, then join."))
}

/// After a no the same request rests for a while.
pub fn may_ask_again(declined_at: Option<Timestamp>, now: Timestamp) -> Result<(), Refusal> {
    let Some(declined_at) = declined_at else { return Ok(()) };
    let rests = ASK_AGAIN_MS - now.since(declined_at).num_milliseconds();
    if rests <= 0 {
        return Ok(());
    }
    Err(Refusal::new(RefusalCode::LimitReached, "The answer was no. You can ask again a week after it.")
        .bucket("ask_again", 0)
        .after(rests.unsigned_abs()))
}

/// Whether a room was closed for a silence whose last notice reached nobody: then nobody is said to have let it go.
pub fn closed_unheard(reason: RestReason, noticed_at: Option<Timestamp>, unreached_at: Option<Timestamp>) -> bool {
    let for_silence = matches!(reason, RestReason::Unmonitored | RestReason::Overdue);
    for_silence && noticed_at.zip(unreached_at).is_some_and(|(noticed_at, found_at)| noticed_at < found_at)
}

/// Policy 2.5: a one-to-one talk is never closed for silence; it is dormant until somebody writes again. Since when it is.
pub fn dormant_since(
    state: RoomState,
    opened_at: Timestamp,
    last_message_at: Option<Timestamp>,
    dormancy: TimeDelta,
    now: Timestamp,
) -> Option<Timestamp> {
    let since = last_message_at.map_or(opened_at, |at| at.max(opened_at)) + dormancy;
    (state == RoomState::Open && since <= now).then_some(since)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(
        kind: RoomKind,
        state: RoomState,
        member: bool,
        current: bool,
        blocked: bool,
    ) -> (bool, Option<RefusalCode>) {
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
    #[test]
    fn a_declined_request_rests_to_the_millisecond() {
        let declined = Timestamp::from_millis(1_000);
        for (after, allowed) in [(0, false), (ASK_AGAIN_MS - 1, false), (ASK_AGAIN_MS, true), (ASK_AGAIN_MS + 1, true)]
        {
            let now = Timestamp::from_millis(1_000 + after);
            assert_eq!(may_ask_again(Some(declined), now).is_ok(), allowed, "{after} ms after");
        }
        assert!(may_ask_again(None, declined).is_ok());
        let almost = Timestamp::from_millis(1_000 + ASK_AGAIN_MS - 1);
        assert_eq!(may_ask_again(Some(declined), almost).unwrap_err().retry_after_ms, Some(1));
    }

    #[test]
    fn rooms_are_opened_by_supporters_and_staff() {
        use RefusalCode::*;
        for (kind, supporter, staff, refused) in [
            (RoomKind::Public, true, false, None),
            (RoomKind::Group, false, true, None),
            (RoomKind::Public, false, false, Some(Forbidden)),
            (RoomKind::Direct, true, true, Some(Invalid)),
        ] {
            assert_eq!(may_create(kind, supporter, staff).err().map(|r| r.code), refused, "{kind} {supporter} {staff}");
        }
    }

    #[test]
    fn states_are_changed_by_those_who_may() {
        use RoomState::*;
        // (from, to, moderator may, staff may, member may)
        for (from, to, moderator, staff) in [
            (Open, RoomState::ReadOnly, true, true),
            (RoomState::ReadOnly, Open, true, true),
            (Open, Closed, false, true),
            (RoomState::ReadOnly, Closed, false, true),
            (Closed, Open, false, true),
            (Closed, RoomState::ReadOnly, false, true),
            (Closed, Closed, true, true),
        ] {
            let part = Part { kind: RoomKind::Public, state: from, member: true, moderator: false, staff: false };
            assert!(may_set_state(&part, to).is_err(), "a member, {from} to {to}");
            assert_eq!(may_set_state(&Part { moderator: true, ..part }, to).is_ok(), moderator, "{from} to {to}");
            assert_eq!(may_set_state(&Part { staff: true, ..part }, to).is_ok(), staff, "{from} to {to}");
        }
        let direct = Part { kind: RoomKind::Direct, state: Open, member: true, moderator: false, staff: true };
        assert!(may_set_state(&direct, Closed).is_err(), "staff do not touch what is between two people");
    }

    #[test]
    fn a_moderator_is_expected_in_the_future_and_within_bounds() {
        let now = Timestamp::from_millis(1_000);
        let bound = EXPECTED_AHEAD_DAYS * 86_400_000;
        let part = Part { kind: RoomKind::Public, state: RoomState::Open, member: true, moderator: true, staff: false };
        for (ahead, allowed) in
            [(-1, false), (0, false), (1, true), (bound - 1, true), (bound, false), (bound + 1, false)]
        {
            let at = Some(Timestamp::from_millis(now.millis() + ahead));
            assert_eq!(may_expect(&part, at, now).is_ok(), allowed, "{ahead} ms ahead");
            assert!(
                may_expect(&Part { moderator: false, staff: true, ..part }, at, now).is_err(),
                "nobody for another"
            );
        }
        assert!(may_expect(&part, None, now).is_ok());
    }

    #[test]
    fn a_talk_is_dormant_after_thirty_days_without_a_word() {
        let at = Timestamp::from_millis;
        let dormancy = TimeDelta::milliseconds(30);
        for (state, opened, last, now, since) in [
            (RoomState::Open, 100, None, 129, None),
            (RoomState::Open, 100, None, 130, Some(130)),
            (RoomState::Open, 100, None, 131, Some(130)),
            (RoomState::Open, 100, Some(200), 229, None),
            (RoomState::Open, 100, Some(200), 230, Some(230)),
            (RoomState::Open, 100, Some(200), 231, Some(230)),
            // Opened again after both were away from it.
            (RoomState::Open, 300, Some(200), 329, None),
            (RoomState::Open, 300, Some(200), 330, Some(330)),
            (RoomState::Closed, 100, Some(200), 999, None),
        ] {
            let found = dormant_since(state, at(opened), last.map(at), dormancy, at(now));
            assert_eq!(found, since.map(at), "{state}, opened {opened}, {last:?}, at {now}");
        }
    }

    #[test]
    fn who_knows_of_a_room() {
        for (kind, state, member, staff, sees) in [
            (RoomKind::Public, RoomState::Open, false, false, true),
            (RoomKind::Public, RoomState::ReadOnly, false, false, true),
            (RoomKind::Public, RoomState::Closed, false, false, false),
            (RoomKind::Public, RoomState::Closed, true, false, true),
            (RoomKind::Public, RoomState::Closed, false, true, true),
            (RoomKind::Group, RoomState::Open, false, false, true),
            (RoomKind::Group, RoomState::Closed, false, false, false),
            (RoomKind::Direct, RoomState::Open, true, false, true),
            (RoomKind::Direct, RoomState::Open, false, false, false),
            (RoomKind::Direct, RoomState::Open, false, true, false),
        ] {
            let part = Part { kind, state, member, moderator: false, staff };
            assert_eq!(may_see(&part).is_ok(), sees, "{kind} {state} member={member} staff={staff}");
        }
    }
}
