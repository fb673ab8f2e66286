//! Rooms, messages, people and accounts as clients see them.

use crate::ids::*;
use crate::stream::Seq;
use crate::text_enum::text_enum;
use crate::time::{Date, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

text_enum! {
    /// What an account may be, beside being a participant (policy, words).
    Role {
        /// A peer supporter in good standing.
        Supporter = "supporter",
        /// Runs the platform.
        Staff = "staff",
        /// On call above the rooms, for people's safety.
        Oversight = "oversight",
    }
}

text_enum! {
    /// Who may find, read and join a room.
    RoomKind {
        /// Listed; anybody signed in may read it, members write.
        Public = "public",
        /// Listed by name; only members read and write; moderators let people in.
        Group = "group",
        /// Two people who agreed to talk.
        Direct = "direct",
    }
}

text_enum! {
    /// Whether a room can be written to and found.
    RoomState {
        /// Members write.
        Open = "open",
        /// Can be read, not written to.
        ReadOnly = "read_only",
        /// Unlisted; members can read it for a while.
        Closed = "closed",
    }
}

text_enum! {
    /// Why a room rests or is closed.
    RestReason {
        /// Nobody keeps it now; a successor is looked for.
        NeedsModerator = "needs_moderator",
        /// All who keep it are away.
        Leave = "leave",
        /// Closed: its moderators were silent too long.
        Unmonitored = "unmonitored",
        /// Closed: its moderators did not write in time after a warning, or were not reached by it (see `unreached`).
        Overdue = "overdue",
        /// Closed: no successor was found.
        NoSuccessor = "no_successor",
        /// Closed by staff.
        Staff = "staff",
    }
}

text_enum! {
    /// A stage of a room's silence, in the order in which they come.
    DutyStage {
        /// A day without a word of its moderators.
        Reminder = "reminder",
        /// Two days: the formal warning.
        Warning = "warning",
        /// Nobody wrote in time after the warning; staff see the room.
        Overdue = "overdue",
        /// Closing comes nearer.
        FirstNotice = "first_notice",
        /// Closing is days away.
        LastNotice = "last_notice",
        /// Closed.
        Closed = "closed",
    }
}

text_enum! {
    /// Who stands behind a certificate.
    CertificateKind {
        /// A state, district or territory, or a board that it names.
        State = "state",
        /// A national body.
        National = "national",
    }
}

text_enum! {
    /// What somebody is in one room.
    MembershipRole {
        /// Reads and writes.
        Member = "member",
        /// Keeps the room.
        Moderator = "moderator",
    }
}

text_enum! {
    /// What has become of a message.
    MessageState {
        /// Everybody in the room sees it.
        Visible = "visible",
        /// A moderator looks first; only its author sees it.
        Held = "held",
        /// Hidden by a moderator for now.
        Hidden = "hidden",
        /// Taken back by its author. No text is left.
        Deleted = "deleted",
        /// Removed by a moderator. No text is left here.
        Removed = "removed",
    }
}

text_enum! {
    /// A small supportive set; the words are shown, never a picture alone.
    Reaction {
        /// "With you"
        WithYou = "with_you",
        /// "Same here"
        SameHere = "same_here",
        /// "Thank you"
        ThankYou = "thank_you",
        /// "Thinking of you"
        ThinkingOfYou = "thinking_of_you",
    }
}

text_enum! {
    /// Whether a request has been answered.
    RequestState {
        /// Waits for an answer.
        Open = "open",
        /// Answered with yes.
        Accepted = "accepted",
        /// Answered with no.
        Declined = "declined",
        /// Taken back by whoever asked.
        Withdrawn = "withdrawn",
    }
}

text_enum! {
    /// Languages that Alongside itself speaks.
    Language {
        /// English
        English = "en",
        /// Español
        Spanish = "es",
    }
}

text_enum! {
    /// Colours of the pages.
    Theme {
        /// As the device has it.
        System = "system",
        /// Light.
        Light = "light",
        /// Dark.
        Dark = "dark",
    }
}

/// Somebody as others see them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
pub struct Person {
    pub id: AccountId,
    /// The name that they chose; 2 to 24 characters.
    pub alias: String,
}

/// Your own account.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
pub struct Account {
    pub id: AccountId,
    /// Your name here, 2 to 24 characters.
    pub alias: String,
    /// Empty for a participant.
    pub roles: Vec<Role>,
    /// Only you see it; used to reset the password.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub email: Option<String>,
    /// When it was made.
    pub created_at: Timestamp,
    /// Only you see them.
    pub settings: Settings,
}

/// Kept on the server so that all of your devices agree.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(default)]
pub struct Settings {
    /// Of the pages and mails.
    pub language: Language,
    /// Light, dark, or as the device has it.
    pub theme: Theme,
    /// Neutral titles in the browser, mail and notifications (policy 9.4).
    pub discreet: bool,
    /// Where quick exit goes; an `https` address.
    pub exit_url: String,
    /// Messages that hold one of these are folded for you alone.
    pub muted_words: Vec<String>,
    /// Show when you are writing to others.
    pub show_typing: bool,
    /// Single-key shortcuts.
    pub shortcuts: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            language: Language::English,
            theme: Theme::System,
            discreet: false,
            exit_url: "https://www.weather.gov/".into(),
            muted_words: Vec::new(),
            show_typing: true,
            shortcuts: true,
        }
    }
}

/// People whose messages you do not see.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
pub struct HiddenPeople {
    /// They are left out before anything reaches you, and cannot ask to talk one to one. Not in rooms that you moderate.
    pub blocked: Vec<Person>,
    /// Their messages are folded for you.
    pub muted: Vec<Person>,
}

/// How many people reacted in one way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
pub struct ReactionCount {
    pub reaction: Reaction,
    /// People; never 0.
    #[ts(type = "number")]
    pub count: u32,
}

/// What a reply answers, as it is now: without excerpt when that message is gone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
pub struct ReplyTo {
    /// The message that was answered.
    pub id: MessageId,
    /// Who wrote that.
    pub author: Person,
    /// The beginning of its text, at most 120 characters; absent when that message has a content note.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub excerpt: Option<String>,
}

/// A message as it is now.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
pub struct Message {
    pub id: MessageId,
    pub room: RoomId,
    pub author: Person,
    /// The author moderates this room.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    #[ts(as = "Option<bool>", optional)]
    pub by_moderator: bool,
    /// Chosen by the author's client.
    pub client_id: ClientMessageId,
    pub state: MessageState,
    /// Plain text with a small mark-up; empty unless the state is `visible` (or `held`, for its author).
    pub body: String,
    /// What the text is about, so that readers can choose; the text is folded under it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub note: Option<String>,
    /// What it answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub reply_to: Option<ReplyTo>,
    /// People named in the text.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[ts(as = "Option<Vec<Person>>", optional)]
    pub mentions: Vec<Person>,
    /// 1 when posted, one more with each edit.
    #[ts(type = "number")]
    pub revision: i64,
    /// Those that somebody set.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[ts(as = "Option<Vec<ReactionCount>>", optional)]
    pub reactions: Vec<ReactionCount>,
    /// Your own reactions; in history and snapshots only, since events are the same for everybody.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[ts(as = "Option<Vec<Reaction>>", optional)]
    pub mine: Vec<Reaction>,
    /// When it was first stored.
    pub posted_at: Timestamp,
    /// When it was last changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub edited_at: Option<Timestamp>,
    /// When it was taken back or removed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub deleted_at: Option<Timestamp>,
    /// Its place in the room's log; history is ordered by it.
    pub seq: Seq,
}

/// What everybody sees of a room.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
pub struct RoomInfo {
    pub id: RoomId,
    pub kind: RoomKind,
    pub state: RoomState,
    /// Empty for a one-to-one room; show the other person's alias.
    pub name: String,
    /// At most 400 characters.
    pub description: String,
    /// At most 6, of 30 characters each.
    pub topics: Vec<String>,
    /// That people mostly write in here.
    pub language: Language,
    /// Version of the guidelines in force.
    #[ts(type = "number")]
    pub guidelines_version: i64,
    /// Least time between two messages of one person, in milliseconds; 0 for none.
    #[ts(type = "number")]
    pub slow_ms: i64,
    /// When it was opened.
    pub created_at: Timestamp,
    /// Why it rests or is closed; absent when its moderators let it rest by their own will.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub rest: Option<Rest>,
}

/// Why a room rests or is closed, and for how long.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
pub struct Rest {
    pub reason: RestReason,
    /// When it began.
    pub since: Timestamp,
    /// Resting: until then, or until a successor is found. Closed: its members can read it until then; absent
    /// when staff closed it, and then it is about 30 days.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub until: Option<Timestamp>,
    /// Closed for silence, and the last notice before that reached none of its moderators: nobody can say that they did not care.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    #[ts(as = "Option<bool>", optional)]
    pub unreached: bool,
}

/// A moderator of a room, and whether they are there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
pub struct Keeper {
    pub person: Person,
    /// Has the room open now.
    pub here: bool,
    /// Absent when they have not posted yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub last_post_at: Option<Timestamp>,
    /// When they said that they will next be here, or their leave ends. One that has passed says nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub next_expected_at: Option<Timestamp>,
    /// Absent while only the word of whoever runs the server stands for them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub badge: Option<Badge>,
}

/// What everybody may know of a peer supporter's certificate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
pub struct Badge {
    pub kind: CertificateKind,
    /// The issuer's name.
    pub issuer: String,
    /// Its last day.
    pub valid_through: Date,
    /// When staff last looked at it.
    pub checked_on: Date,
}

/// A room in a list or at the top of a page, for one reader.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
pub struct Room {
    #[serde(flatten)]
    pub info: RoomInfo,
    /// Those who keep the room.
    pub moderators: Vec<Keeper>,
    /// People who have it open now.
    #[ts(type = "number")]
    pub here: u32,
    /// Its last event.
    pub head: Seq,
    /// The other person, in a one-to-one room.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub peer: Option<Person>,
    /// Since when an open one-to-one room is dormant: nobody wrote for 30 days before. Absent while it is awake; the next
    /// message wakes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub dormant_since: Option<Timestamp>,
    /// You in this room; absent when you are not a member.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub you: Option<Membership>,
    /// Your open request to join, in a group.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub join_request: Option<JoinRequest>,
}

/// You in a room.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
pub struct Membership {
    pub role: MembershipRole,
    /// Since when.
    pub joined_at: Timestamp,
    /// The version of the guidelines that you accepted last.
    #[ts(type = "number")]
    pub guidelines_accepted: i64,
    /// Private to your own devices.
    pub read_up_to: Seq,
    /// Messages of others after that; 200 means that many or more.
    #[ts(type = "number")]
    pub unread: i64,
    /// How many of those name you.
    #[ts(type = "number")]
    pub mentions: i64,
}

/// Somebody asks to talk one to one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
pub struct ConnectionRequest {
    pub id: ConnectionRequestId,
    /// Who asks.
    pub from: Person,
    /// Who is asked.
    pub to: Person,
    /// A first line, at most 280 characters; may be empty.
    pub greeting: String,
    pub state: RequestState,
    /// When it was asked.
    pub created_at: Timestamp,
    /// The room, once accepted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub room: Option<RoomId>,
}

/// Somebody asks to join a private group, or was invited.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
pub struct JoinRequest {
    pub id: JoinRequestId,
    /// The group.
    pub room: RoomId,
    /// Who would join.
    pub person: Person,
    /// Set when a moderator invited the person; then the person answers, else a moderator does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub invited_by: Option<Person>,
    pub state: RequestState,
    /// When it was asked.
    pub created_at: Timestamp,
}

/// A room by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
pub struct NamedRoom {
    pub id: RoomId,
    /// As it is now.
    pub name: String,
}

/// One rule of a room's guidelines.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
pub struct GuidelineRule {
    /// Stable within the room; a removed message names it.
    pub key: String,
    /// One short sentence.
    pub short: String,
    /// What it means, in plain words.
    pub text: String,
    /// Part of the floor: cannot be taken out (policy 3.1).
    pub floor: bool,
}

/// A room's guidelines in one version and language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
pub struct Guidelines {
    pub room: RoomId,
    /// Grows by one with each change.
    #[ts(type = "number")]
    pub version: i64,
    pub language: Language,
    pub rules: Vec<GuidelineRule>,
    /// When this version came into force.
    pub created_at: Timestamp,
}
