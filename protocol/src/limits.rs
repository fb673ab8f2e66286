//! Every bound that a client can run into. Units are in the names; the welcome frame repeats those
//! that a client needs while it works.

/// Largest frame that a client may send, in bytes.
pub const FRAME_BYTES: usize = 16 * 1024;
/// Longest message body, in Unicode scalar values.
pub const BODY_CHARACTERS: usize = 4_000;
/// Longest content note, in Unicode scalar values.
pub const NOTE_CHARACTERS: usize = 80;
/// Commands of one connection that may be under way at once; past it the server reads no further.
pub const COMMANDS_IN_FLIGHT: usize = 64;
/// Streams that one connection may follow.
pub const SUBSCRIPTIONS: usize = 256;
/// The first frame must arrive within this time.
pub const HELLO_MS: u64 = 10_000;
/// A socket whose reader takes nothing for this long, while something waits for it, is closed.
pub const NO_PROGRESS_MS: u64 = 20_000;
/// The server pings this often.
pub const PING_INTERVAL_MS: u64 = 25_000;
/// A client that stays behind a head for this long subscribes again by itself.
pub const BEHIND_MS: u64 = 5_000;
/// Typing is announced at most this often.
pub const TYPING_INTERVAL_MS: u64 = 3_000;
/// In rooms with more people than this nobody's typing is announced.
pub const TYPING_PEOPLE: usize = 30;
/// A page of history, in messages.
pub const HISTORY_PAGE: usize = 100;
/// Messages in a snapshot.
pub const SNAPSHOT_MESSAGES: usize = 50;
/// A position further behind than this many events gets a resync instead of a replay.
pub const REPLAY_EVENTS: i64 = 2_000;
/// Events of a room kept in memory for its followers; older ones are read from the log.
pub const TAIL_FRAMES: usize = 512;
/// The same bound in bytes.
pub const TAIL_BYTES: usize = 1024 * 1024;
/// Shortest and longest alias, in Unicode scalar values.
pub const ALIAS_CHARACTERS: (usize, usize) = (2, 24);
/// Shortest and longest password, in Unicode scalar values (NIST SP 800-63B, 3.1.1.2: at least 8, allow 64).
pub const PASSWORD_CHARACTERS: (usize, usize) = (8, 256);
/// Longest room name, in Unicode scalar values.
pub const ROOM_NAME_CHARACTERS: (usize, usize) = (2, 60);
/// Longest room description, in Unicode scalar values.
pub const ROOM_DESCRIPTION_CHARACTERS: usize = 400;
/// Topics of one room, and the length of each in Unicode scalar values.
pub const ROOM_TOPICS: (usize, usize) = (6, 30);
/// Muted words of one person, and the length of each in Unicode scalar values.
pub const MUTED_WORDS: (usize, usize) = (200, 60);
/// People that one person may block or mute, each.
pub const BLOCKED_PEOPLE: usize = 1_000;
/// People that one message may mention.
pub const MENTIONS: usize = 20;
/// Sessions and tokens of one account.
pub const SESSIONS: usize = 50;
/// Open connection requests that one person may have sent.
pub const CONNECTION_REQUESTS: usize = 20;
