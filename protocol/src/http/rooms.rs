//! Rooms, their guidelines and members, pages of history, and requests to talk.

use super::*;

body! {
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
}
