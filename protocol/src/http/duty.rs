//! The duty of moderators: clocks, what comes next, leave and relief.

use super::*;

text_enum! {
    /// Whether somebody stands in.
    ReliefState {
        /// Nobody was asked.
        None = "none",
        /// Has not answered yet.
        Asked = "asked",
        /// Stands in; their posts count.
        Accepted = "accepted",
        /// Cannot.
        Declined = "declined",
    }
}

text_enum! {
    /// What the server does next in a room if nobody posts.
    DutyChange {
        /// The moderators are reminded.
        Reminder = "reminder",
        /// They are warned.
        Warning = "warning",
        /// Staff are told.
        Overdue = "overdue",
        /// They are told that closing comes nearer.
        FirstNotice = "first_notice",
        /// They are told the last time.
        LastNotice = "last_notice",
        /// The room is closed.
        Close = "close",
        /// What comes next is put off, since the notice of it reached nobody who keeps the room; staff are told.
        PutOff = "put_off",
        /// It becomes read-only.
        Rest = "rest",
        /// It is open again.
        Wake = "wake",
        /// Its members can no longer read it.
        Archive = "archive",
    }
}

body! {
    /// `GET /me/duty`: the clocks of the rooms that you moderate, your leave, and whom you are asked to stand in for.
    struct MyDuty {
        /// Least time left first.
        rooms: Vec<RoomDuty>,
        /// Yours, and those with you as relief; not those that are over.
        leaves: Vec<Leave>,
        /// The longest leave without a relief, in days.
        #[ts(type = "number")]
        leave_alone_days: i64,
        /// The longest leave with a relief, in days.
        #[ts(type = "number")]
        leave_with_relief_days: i64,
    }

    /// `GET /duty/rooms`: staff only; the 200 rooms with the least time left, those that wait for staff first.
    struct DutyBoard {
        rooms: Vec<RoomDuty>,
        /// Nothing is closed before this: the clock jumped, or the server was away.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        unsteady_until: Option<Timestamp>,
        /// Rooms that may still be closed in this hour.
        #[ts(type = "number")]
        closures_left: i64,
    }

    /// The duty clock of a room. `POST /rooms/{id}/duty` by its team, after a closure, accepts the duty again and opens it;
    /// answers a Room.
    struct RoomDuty {
        room: NamedRoom,
        kind: RoomKind,
        state: RoomState,
        /// Why it rests or is closed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        rest: Option<Rest>,
        /// Moderators in good standing.
        #[ts(type = "number")]
        moderators: u32,
        /// Who they are.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        #[ts(as = "Option<Vec<Person>>", optional)]
        keepers: Vec<Person>,
        /// From when silence counts; absent before the room had a moderator.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        silent_since: Option<Timestamp>,
        /// A notice of its closing reached nobody who keeps it; the closure waits a day longer.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        unreached_at: Option<Timestamp>,
        /// The last stage of this silence.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        reached: Option<DutyStage>,
        /// What comes next if nobody posts, and when.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        next: Option<DutyNext>,
        /// The time that its moderators have; absent while no clock runs.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        left: Option<DutyLeft>,
        /// Closed: until then its team may open it again by themselves. Not on the staff's board, since staff always may.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        reopen_until: Option<Timestamp>,
    }

    /// The time that a room's moderators have for a post.
    struct DutyLeft {
        /// From when it runs: the silence, the warning, or the first notice of closing.
        from: Timestamp,
        /// Post before this. In the past when the room is overdue.
        until: Timestamp,
        /// When its moderators are told the next time within it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        told_at: Option<Timestamp>,
        /// The earliest closing if nobody posts.
        closes_at: Timestamp,
    }

    /// What comes next in a room if nothing is done.
    struct DutyNext {
        what: DutyChange,
        at: Timestamp,
    }

    /// `GET /duty/rooms/{id}`: staff only; one room's clock with what has happened to it. `POST /duty/rooms/{id}/close`
    /// closes it when it is overdue, and answers the same.
    struct DutyRoom {
        duty: RoomDuty,
        /// Staff may close it now.
        overdue: bool,
        /// The last 50, newest first.
        stages: Vec<DutyStageDone>,
        /// Planned or under way.
        leaves: Vec<Leave>,
    }

    /// Something that the clock did.
    struct DutyStageDone {
        stage: DutyStage,
        at: Timestamp,
        /// When the silence began that it belongs to.
        silent_since: Timestamp,
        /// When the room was to be closed, as people were told then.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        closes_at: Option<Timestamp>,
        /// Until when a message was asked for, as people were told then: of a reminder, until the warning; of a warning, until staff may
        /// close the room.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        write_by: Option<Timestamp>,
    }

    /// `GET /duty/preview?hours=`: staff only; what will happen to rooms if nobody does anything.
    struct DutyPreview {
        /// When it was reckoned.
        from: Timestamp,
        until: Timestamp,
        /// In the order in which they come, at most 500.
        ahead: Vec<DutyAhead>,
        /// Supporters whose role ends in that time, in the order in which that comes; what it does to rooms is in `ahead`. At most 500.
        roles: Vec<RoleAhead>,
        /// There are more than are shown.
        more: bool,
        /// Leaves that begin or end in that time.
        leaves: Vec<Leave>,
    }

    /// Something that will happen to a room.
    struct DutyAhead {
        at: Timestamp,
        room: NamedRoom,
        what: DutyChange,
        /// Why it rests or is closed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        reason: Option<RestReason>,
        /// It was due then, and the brake on mass action holds it back.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        held_since: Option<Timestamp>,
    }

    /// Somebody whose role as a supporter will end.
    struct RoleAhead {
        at: Timestamp,
        person: Person,
        /// What it becomes: `lapsed` without a certificate, `paused` without the agreement.
        state: StandingState,
        /// It was due then, and the brake on mass action holds it back.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        held_since: Option<Timestamp>,
    }

    /// `POST /rooms/{id}/leaves`: a moderator plans time away. Answers a Leave.
    struct PlanLeave {
        /// Now when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        from: Option<Timestamp>,
        /// At most 21 days later; 30 with a relief.
        until: Timestamp,
        /// The alias of a peer supporter who would stand in.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        relief: Option<String>,
    }

    /// `PUT /rooms/{id}/expected`: a moderator says when they will next be here. Answers a Room.
    struct Expect {
        /// At most 60 days ahead; absent to say nothing any more.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        at: Option<Timestamp>,
    }

    /// Time away from a room. `PUT /leaves/{id}` with PlanLeave puts another in its place; its relief is asked anew.
    /// `DELETE /leaves/{id}` ends it; `POST /leaves/{id}/answer` with Answer is its relief's.
    struct Leave {
        id: LeaveId,
        room: NamedRoom,
        /// Who is away.
        person: Person,
        from: Timestamp,
        /// As things are: without a relief who accepted it ends after 21 days.
        until: Timestamp,
        /// As it was planned: this long whoever stands in would keep the room.
        wanted_until: Timestamp,
        /// Who stands in.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        relief: Option<Person>,
        relief_state: ReliefState,
    }
}
