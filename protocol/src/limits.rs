//! Every bound that a client can run into. Units are in the names; the welcome frame repeats those
//! that a client needs while it works.

/// A limit's value: most are one number, some are two (their comments say of what).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bound {
    One(u64),
    Two(u64, u64),
}

/// A limit as the generated documents show it.
#[derive(Debug, Clone, Copy)]
pub struct Limit {
    pub name: &'static str,
    /// The comment on the constant, line by line.
    pub about: &'static [&'static str],
    pub bound: Bound,
}

macro_rules! limits {
    ($($(#[doc = $doc:literal])+ $name:ident: $ty:tt = $value:expr;)+) => {
        $($(#[doc = $doc])+ pub const $name: $ty = $value;)+

        /// Every limit, in the order of this file.
        pub const ALL: &[Limit] = &[$(Limit { name: stringify!($name), about: &[$($doc),+], bound: bound!($ty, $name) }),+];
    };
}
macro_rules! bound {
    ((usize, usize), $name:ident) => {
        Bound::Two($name.0 as u64, $name.1 as u64)
    };
    ($ty:tt, $name:ident) => {
        Bound::One($name as u64)
    };
}

limits! {
    /// Largest frame that a client may send, in bytes.
    FRAME_BYTES: usize = 16 * 1024;
    /// Longest message body, in Unicode scalar values.
    BODY_CHARACTERS: usize = 4_000;
    /// Longest content note, in Unicode scalar values.
    NOTE_CHARACTERS: usize = 80;
    /// Commands of one connection that may be under way at once; past it the server reads no further.
    COMMANDS_IN_FLIGHT: usize = 64;
    /// Streams that one connection may follow.
    SUBSCRIPTIONS: usize = 256;
    /// The first frame must arrive within this time.
    HELLO_MS: u64 = 10_000;
    /// A socket whose reader takes nothing for this long, while something waits for it, is closed.
    NO_PROGRESS_MS: u64 = 20_000;
    /// The server pings this often.
    PING_INTERVAL_MS: u64 = 25_000;
    /// A client that stays behind a head for this long subscribes again by itself.
    BEHIND_MS: u64 = 5_000;
    /// Typing is announced at most this often.
    TYPING_INTERVAL_MS: u64 = 3_000;
    /// In rooms with more people than this nobody's typing is announced.
    TYPING_PEOPLE: usize = 30;
    /// A page of history, in messages.
    HISTORY_PAGE: usize = 100;
    /// Messages in a snapshot.
    SNAPSHOT_MESSAGES: usize = 50;
    /// Unread messages are counted up to this; whoever was away for years needs no number.
    UNREAD_COUNTED: usize = 200;
    /// A position further behind than this many events gets a resync instead of a replay.
    REPLAY_EVENTS: i64 = 2_000;
    /// Events of a room kept in memory for its followers; older ones are read from the log.
    TAIL_FRAMES: usize = 512;
    /// The same bound in bytes.
    TAIL_BYTES: usize = 1024 * 1024;
    /// Shortest and longest alias, in Unicode scalar values.
    ALIAS_CHARACTERS: (usize, usize) = (2, 24);
    /// Shortest and longest password, in Unicode scalar values (NIST SP 800-63B, 3.1.1.2: at least 8, allow 64).
    PASSWORD_CHARACTERS: (usize, usize) = (8, 256);
    /// Longest room name, in Unicode scalar values.
    ROOM_NAME_CHARACTERS: (usize, usize) = (2, 60);
    /// Longest room description, in Unicode scalar values.
    ROOM_DESCRIPTION_CHARACTERS: usize = 400;
    /// Topics of one room, and the length of each in Unicode scalar values.
    ROOM_TOPICS: (usize, usize) = (6, 30);
    /// Own rules of one room, and the length of each one's short sentence in Unicode scalar values.
    ROOM_RULES: (usize, usize) = (12, 120);
    /// Longest explanation of a room's own rule, in Unicode scalar values.
    ROOM_RULE_CHARACTERS: usize = 600;
    /// A page of the list of rooms.
    ROOM_PAGE: usize = 30;
    /// Members that a moderator is shown at once, and that a member is offered while mentioning somebody.
    MEMBERS: (usize, usize) = (2_000, 8);
    /// Longest first line of a connection request, in Unicode scalar values.
    GREETING_CHARACTERS: usize = 280;
    /// Muted words of one person, and the length of each in Unicode scalar values.
    MUTED_WORDS: (usize, usize) = (200, 60);
    /// People that one person may block or mute, each.
    BLOCKED_PEOPLE: usize = 1_000;
    /// People that one message may mention.
    MENTIONS: usize = 20;
    /// Sessions and tokens of one account.
    SESSIONS: usize = 50;
    /// Open connection requests that one person may have sent.
    CONNECTION_REQUESTS: usize = 20;
    /// After a no, the same request may be made again once this time has gone by.
    ASK_AGAIN_MS: i64 = 7 * 24 * 3_600_000;
    /// Files of one certificate.
    EVIDENCE_FILES: usize = 6;
    /// Largest file that shows a certificate, in bytes.
    EVIDENCE_BYTES: usize = 8 * 1024 * 1024;
    /// Largest picture of a certificate: pixels in all, and on one side.
    EVIDENCE_PIXELS: (usize, usize) = (40_000_000, 12_000);
    /// Longest name of a file, in Unicode scalar values.
    FILE_NAME_CHARACTERS: usize = 120;
    /// Longest number of a certificate, in Unicode scalar values.
    CERTIFICATE_NUMBER_CHARACTERS: usize = 60;
    /// Shortest and longest name of an issuer, in Unicode scalar values.
    ISSUER_NAME_CHARACTERS: (usize, usize) = (2, 120);
    /// Certificates of one person that are drafts or in review.
    CERTIFICATES_OPEN: usize = 3;
    /// Longest reason that staff give for what they decide, in Unicode scalar values.
    REASON_CHARACTERS: usize = 1_000;
    /// Clauses of the supporter agreement, and the length of each in Unicode scalar values.
    AGREEMENT_CLAUSES: (usize, usize) = (40, 2_000);
    /// Longest message to staff, and longest answer, in Unicode scalar values.
    CONTACT_CHARACTERS: usize = 4_000;
    /// Longest name of a page in a message to staff, in Unicode scalar values.
    CONTACT_PAGE_CHARACTERS: usize = 300;
    /// A page of the staff's inbox.
    CONTACT_PAGE: usize = 30;
    /// Longest link that is kept or looked at, in Unicode scalar values.
    LINK_CHARACTERS: usize = 2_000;
    /// Links that staff see at once.
    LINKS: usize = 500;
    /// Longest address of a push service, in Unicode scalar values.
    PUSH_ENDPOINT_CHARACTERS: usize = 1_000;
}
