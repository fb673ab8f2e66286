//! Bodies of the HTTP API under `/api/v1`. JSON in and out. A refusal is `{"error": Refusal}` with a
//! fitting status. Signed in by the session cookie (then `Origin` must be the server's own) or by
//! `Authorization: Bearer TOKEN`.

use crate::body::body;
use crate::ids::*;
use crate::model::*;
use crate::refusal::Refusal;
use crate::server::Acknowledgement;
use crate::standing::StandingState;
use crate::stream::Seq;
use crate::text_enum::text_enum;
use crate::time::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

pub(crate) mod contact;
pub(crate) mod notices;

pub use contact::*;
pub use notices::*;

text_enum! {
    /// The way to other nodes.
    BusState {
        /// There are none.
        Alone = "alone",
        /// What happens on one node is heard on the others.
        Works = "works",
        /// Redis is away: nodes look into the database for news, and everything comes a little later.
        Degraded = "degraded",
    }
}

text_enum! {
    /// Where everything is kept.
    DatabaseEngine {
        /// A file of the server's own.
        Sqlite = "sqlite",
        /// A Postgres.
        Postgres = "postgres",
    }
}

body! {
    /// Every refusal's body.
    struct ErrorBody { error: Refusal }

    /// `GET /server`: what a page needs before anybody signs in.
    struct ServerInfo {
        /// Of this community, as its staff chose it.
        name: String,
        /// Of the software.
        version: String,
        /// No staff account exists yet; the setup link was printed at the start.
        setup_needed: bool,
        /// One-press demo accounts are offered.
        demo: Vec<DemoPersona>,
        /// Password reset by mail works.
        mail: bool,
        /// Anybody may create an account.
        sign_up: bool,
    }

    /// `GET /server/state`, for staff: how the installation is, as the node that answers sees it.
    struct ServerState {
        /// The node that answers.
        node: NodeId,
        /// By the server.
        server_time: Timestamp,
        /// What `ok` to a send promises here.
        acknowledgement: Acknowledgement,
        /// The way to other nodes.
        bus: BusState,
        /// Where everything is kept.
        database: DatabaseEngine,
        /// Milliseconds that the database took to answer just now.
        #[ts(type = "number")]
        database_ms: u64,
        /// All nodes that were heard in the last 15 minutes; the one that answers comes first.
        nodes: Vec<NodeState>,
    }

    /// One server process.
    struct NodeState {
        /// New with each start.
        node: NodeId,
        /// Of the software.
        version: String,
        /// Open connections of people.
        connections: u32,
        /// Milliseconds since its last beacon; some hundred when all is well. Absent where there are no beacons: one
        /// node alone, or one that has not heard itself yet.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(type = "number", optional)]
        heard_ms_ago: Option<u64>,
    }

    /// A demo account: `POST /demo/sessions` with its key signs in.
    struct DemoPersona {
        /// Names the persona.
        key: String,
        /// The account's alias.
        alias: String,
        /// What one sees as this person, one sentence.
        about: String,
    }
    /// `POST /demo/sessions`.
    struct DemoSignIn {
        /// Of the persona.
        key: String,
    }

    /// `POST /setup`: the first staff account, with the one-time token of the printed link.
    struct Setup {
        /// From the link; works once.
        token: String,
        /// 2 to 24 characters.
        alias: String,
        /// 8 to 256 characters.
        password: String,
        /// Also keep rooms, as a peer supporter.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        #[ts(as = "Option<bool>", optional)]
        supporter: bool,
        /// English when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        language: Option<Language>,
    }

    /// `POST /accounts`.
    struct SignUp {
        /// 2 to 24 characters.
        alias: String,
        /// 8 to 256 characters.
        password: String,
        /// Only to reset the password.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        email: Option<String>,
        /// English when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        language: Option<Language>,
        /// A name for this device, at most 64 characters.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        device: Option<String>,
    }

    /// `POST /sessions`.
    struct SignIn {
        /// Of the account.
        alias: String,
        /// Of the account.
        password: String,
        /// A name for this device, at most 64 characters.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        device: Option<String>,
        /// Answer with the token instead of setting a cookie; for programs.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        #[ts(as = "Option<bool>", optional)]
        token: bool,
    }

    /// The answer to signing up, signing in, setup and demo.
    struct SignedIn {
        account: Account,
        /// The new session.
        session: SessionId,
        /// It ends then.
        expires_at: Timestamp,
        /// Only when asked for; the one time that it is shown.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        token: Option<String>,
    }

    /// `GET /me/sessions`: devices and API tokens. `DELETE /me/sessions/{id}` ends one,
    /// `DELETE /me/sessions` all others, `DELETE /me/sessions/current` this one.
    struct Sessions { sessions: Vec<Session> }
    /// A signed-in device, or an API token.
    struct Session {
        id: SessionId,
        kind: SessionKind,
        /// Its name, as it was told.
        device: String,
        /// When it began.
        created_at: Timestamp,
        /// When it was last used, to a minute or so.
        last_seen_at: Timestamp,
        /// When it ends by itself.
        expires_at: Timestamp,
        /// It is the one that asks.
        current: bool,
    }

    /// `POST /me/tokens`: a bearer token for a program or bot.
    struct NewToken {
        /// So that you know it again; at most 64 characters.
        name: String,
        /// 1 to 365; 90 when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional, type = "number")]
        days: Option<u32>,
    }
    /// The answer to a new token.
    struct CreatedToken {
        /// What is kept of it.
        session: Session,
        /// The one time that it is shown.
        token: String,
    }

    /// `GET /me` answers an Account. `PATCH /me`: only what is there changes.
    struct UpdateMe {
        /// 2 to 24 characters.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        alias: Option<String>,
        /// Empty text takes it away.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        email: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        /// All settings at once.
        #[ts(optional)]
        settings: Option<Settings>,
    }

    /// `POST /me/password`: ends all other sessions.
    struct ChangePassword {
        /// The password as it is.
        current: String,
        /// 8 to 256 characters.
        new: String,
    }
    /// `POST /password-resets`: always 202; a link goes out when there is such an address.
    struct RequestReset {
        /// Of the account.
        email: String,
    }
    /// `POST /password-resets/complete`: ends all sessions.
    struct CompleteReset {
        /// From the link; works once.
        token: String,
        /// 8 to 256 characters.
        password: String,
    }

    /// `GET /me/people`; `PUT|DELETE /me/blocked/{account}`, `PUT|DELETE /me/muted/{account}` answer it too.
    struct People { people: HiddenPeople }

    /// `GET /rooms?query=&topic=&here=true&language=`: open rooms, those with a moderator first.
    struct RoomList {
        rooms: Vec<Room>,
        /// Topics of open rooms, commonest first, at most 12.
        topics: Vec<String>,
        /// Pass as `after` for the next page.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        next: Option<String>,
    }

    /// `POST /rooms`: supporters and staff; whoever opens it and is a supporter moderates it. Answers a Room.
    struct CreateRoom {
        /// `public` or `group`.
        kind: RoomKind,
        /// 2 to 60 characters.
        name: String,
        /// At most 400 characters.
        description: String,
        /// At most 6, of 30 characters each.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        #[ts(as = "Option<Vec<String>>", optional)]
        topics: Vec<String>,
        /// English when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        language: Option<Language>,
        /// Rules of its own, after the floor.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        #[ts(as = "Option<Vec<NewRule>>", optional)]
        rules: Vec<NewRule>,
    }
    /// A rule that a room adds for itself.
    struct NewRule {
        /// One short sentence.
        short: String,
        /// What it means, in plain words.
        text: String,
    }

    /// `GET /guideline-templates?language=`: what the guidelines of a new room begin with.
    struct GuidelineLibrary {
        /// Rules that every room has; they stand first and stay.
        floor: Vec<GuidelineRule>,
        /// Rules to take over as they are or changed.
        templates: Vec<GuidelineTemplate>,
    }
    /// Rules that have proved themselves in rooms of one kind.
    struct GuidelineTemplate {
        /// Names the template.
        key: String,
        /// What kind of room it is for, in a few words.
        name: String,
        /// The same in a sentence.
        about: String,
        /// Its rules, in their order.
        rules: Vec<NewRule>,
    }

    /// `GET /rooms/{id}` answers a Room. `PATCH /rooms/{id}`: moderators and staff; only what is there changes.
    struct UpdateRoom {
        /// 2 to 60 characters.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        name: Option<String>,
        /// At most 400 characters.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        description: Option<String>,
        /// At most 6, of 30 characters each.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        topics: Option<Vec<String>>,
        /// Replaces the room's own rules and makes a new version of the guidelines.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        rules: Option<Vec<NewRule>>,
        /// `open` or `read_only`; staff may also close.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        state: Option<RoomState>,
    }

    /// `POST /rooms/{id}/join`: a public room, or one that you are invited to; answers a Room. Also
    /// accepts a newer version of the guidelines. In a group without invitation: asks to join.
    struct JoinRoom {
        /// The version that you have read; must be the one in force.
        #[ts(type = "number")]
        guidelines_version: i64,
    }
    // `POST /rooms/{id}/leave` answers nothing (204).

    /// `GET /rooms/{id}/guidelines?language=` answers Guidelines.
    /// `POST /rooms/{id}/invitations`: moderators of a group.
    struct Invite {
        /// Whom to invite.
        alias: String,
    }
    /// `POST /connection-requests/{id}/answer`.
    struct Answer {
        /// Yes or no.
        accept: bool,
    }
    /// `POST /join-requests/{id}/answer`: a moderator, or the invited person. Answers a JoinRequest.
    struct JoinAnswer {
        /// Yes or no.
        accept: bool,
        /// To accept an invitation: the version of the guidelines that you have read, as for joining.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional, type = "number")]
        guidelines_version: Option<i64>,
    }
    /// `PUT /rooms/{id}/moderators/{account}` and `DELETE`: staff, and moderators for themselves. Answers a Room.
    /// `GET /rooms/{id}/members?query=`: moderators and staff see all; members those whose alias begins with `query` (for mentions).
    struct Members { members: Vec<Member> }
    /// Somebody in a room.
    struct Member {
        person: Person,
        role: MembershipRole,
        /// Since when.
        joined_at: Timestamp,
    }

    /// `GET /rooms/{id}/messages?before=&after=&around=&limit=`, as the history frame.
    struct MessagePage {
        /// Oldest first.
        messages: Vec<Message>,
        /// There are messages before the first of these.
        has_older: bool,
        /// There are messages after the last of these.
        has_newer: bool,
        /// The log's head when this was read.
        head: Seq,
    }

    /// `POST /connection-requests`: ask somebody to talk one to one. Answers a ConnectionRequest.
    /// `POST /connection-requests/{id}/answer` with Answer; `DELETE` takes your own back.
    struct NewConnectionRequest {
        /// Who is asked.
        to: AccountId,
        /// A first line, at most 280 characters.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        #[ts(as = "Option<String>", optional)]
        greeting: String,
    }

    /// `GET /accounts?query=`: staff only. `GET /people/{alias}` is for anybody signed in and answers a Profile.
    struct AccountList { accounts: Vec<AccountRow> }
    /// An account as staff see it.
    struct AccountRow {
        person: Person,
        roles: Vec<Role>,
        /// It cannot sign in.
        suspended: bool,
        /// When it was made.
        created_at: Timestamp,
    }
    /// `PATCH /accounts/{id}`: staff only.
    struct UpdateAccount {
        /// All roles at once. `supporter` needs a verified certificate (`certificate_needed`); leaving it out revokes it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        roles: Option<Vec<Role>>,
        /// Ends its sessions, or lets it sign in again.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        suspended: Option<bool>,
    }

    /// `GET /me/notifications?before=`: newest first. `POST /me/notifications/{id}/read` answers a Notification; `POST
    /// /me/notifications/read` with ReadNotifications answers the first page.
    struct Notifications {
        notifications: Vec<Notification>,
        /// Of all, not only of these.
        #[ts(type = "number")]
        unread: i64,
        /// Pass as `before` for the next page.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        next: Option<NotificationId>,
    }

    /// `POST /me/notifications/read`: marks them all as read, the newest 500 of those that are not. Answers Notifications; when `unread` is
    /// not 0 there, ask again.
    struct ReadNotifications {
        /// The newest that was seen: what came after it stays unread. Absent: all.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        up_to: Option<NotificationId>,
    }

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
        /// Who stands in.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        relief: Option<Person>,
        relief_state: ReliefState,
    }

    /// `GET /crisis?country=US&language=en`: where help is, for anybody, signed in or not.
    struct CrisisResources {
        /// ISO 3166-1 alpha-2, or `ZZ` for everywhere else.
        country: String,
        resources: Vec<CrisisResource>,
        /// The local emergency number.
        emergency: String,
        /// When a person last checked these, a date.
        reviewed_on: String,
        /// Countries with resources of their own.
        countries: Vec<CrisisCountry>,
    }
    /// A country that has resources of its own.
    struct CrisisCountry {
        /// ISO 3166-1 alpha-2.
        code: String,
        /// In the language that was asked for.
        name: String,
    }
    /// A place where help is.
    struct CrisisResource {
        /// Names the resource in every language.
        key: String,
        /// As it calls itself.
        name: String,
        /// One sentence: for whom, when, what it costs.
        about: String,
        /// One or more ways to reach it.
        ways: Vec<CrisisWay>,
    }
    /// One way to reach help.
    struct CrisisWay {
        kind: CrisisWayKind,
        /// What to press: `tel:`, `sms:` or `https:`.
        href: String,
        /// What stands on the button.
        label: String,
    }
}

text_enum! {
    /// What a session belongs to.
    SessionKind {
        /// A browser or program in which a person signed in.
        Device = "device",
        /// A bearer token for a program or bot.
        Token = "token",
    }
}
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
text_enum! {
    /// How one reaches help.
    CrisisWayKind {
        /// By voice.
        Call = "call",
        /// By text message.
        Text = "text",
        /// On a web page, in writing.
        Chat = "chat",
        /// A page that finds help nearby.
        Find = "find",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_opens_doors_is_not_shown_in_logs() {
        let sign_up: SignUp =
            serde_json::from_str(r#"{"alias":"Wren","password":"kettle fox","email":"wren@example.org"}"#)
                .expect("a body");
        let shown = format!("{sign_up:?}");
        assert!(shown.contains("Wren") && shown.contains('…'), "{shown}");
        assert!(!shown.contains("kettle") && !shown.contains("example"), "{shown}");
        let token = CompleteReset { token: "secret".into(), password: "kettle fox".into() };
        assert!(!format!("{token:?}").contains("secret"));
    }
}
