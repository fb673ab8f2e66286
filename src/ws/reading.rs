//! What a connection is sent next: from each stream's tail, or from the log by whoever is behind it.
//!
//! Whatever is in memory is read without waiting. Only a snapshot, somebody behind the tail, and changed rights need the
//! database.

use super::session::{Follow, GatherError, Session};
use crate::error::{Error, Result};
use crate::frames::{self, Frame};
use crate::hub::Reading;
use crate::messages::unquote;
use crate::streams;
use crate::wire::Text;
use alongside_protocol::{AccountId, Event, EventKind, Message, Seq, ServerFrame, StreamId};
use std::collections::HashSet;

/// A turn gathers about this much before it writes; more waits in the logs, not in memory.
pub const TURN_BYTES: usize = 64 * 1024;
/// Events read from the database at a time by somebody who is behind.
const CATCH_UP_PAGE: i64 = 200;

/// What became of reading a stream.
#[derive(Debug, PartialEq, Eq)]
enum Read {
    /// Nothing is left in it.
    UpToDate,
    /// The turn is full.
    More,
    /// The database has what comes next.
    NeedsDatabase,
}

impl Session {
    /// Fills the turn from memory: what the streams have past this connection's cursors, about [`TURN_BYTES`] of it. False when
    /// it needs [`Session::gather`] to go on.
    pub fn gather_now(&mut self) -> Result<bool> {
        if self.link.is_nudged() {
            return Ok(false);
        }
        self.take_told();
        while self.out_bytes < TURN_BYTES
            && let Some(stream) = self.todo.pop_front()
        {
            match self.read_now(stream)? {
                Read::UpToDate => {}
                Read::More => self.todo.push_back(stream),
                Read::NeedsDatabase => {
                    self.todo.push_front(stream);
                    return Ok(false);
                }
            }
        }
        Ok(true)
    }

    /// The same with the database.
    pub async fn gather(&mut self) -> Result<(), GatherError> {
        self.notice().await?;
        while self.out_bytes < TURN_BYTES
            && let Some(stream) = self.todo.pop_front()
        {
            match self.read_now(stream)? {
                Read::UpToDate => {}
                Read::More => self.todo.push_back(stream),
                Read::NeedsDatabase => {
                    if self.read_database(stream).await? {
                        self.todo.push_front(stream);
                    }
                }
            }
        }
        Ok(())
    }

    fn take_told(&mut self) {
        for stream in self.link.take_told() {
            if !self.todo.contains(&stream) {
                self.todo.push_back(stream);
            }
        }
    }

    /// Takes note of news and heeds changed rights, without reading anything yet.
    pub async fn notice(&mut self) -> Result<(), GatherError> {
        self.take_told();
        let nudges = self.link.take_nudges();
        // What was lent before may go no further by the rights of then.
        self.take_back();
        let heeded = self.heed(&nudges).await;
        match heeded {
            Ok(()) => self.link.heeded(),
            Err(_) => self.link.put_back(nudges),
        }
        heeded
    }

    /// Nothing is written past this task until [`Session::lend`].
    fn take_back(&mut self) {
        for (stream, follow) in &mut self.follows {
            if follow.take_back() && !self.todo.contains(stream) {
                self.todo.push_back(*stream);
            }
        }
    }

    /// Lets rounds write to whatever stream is up to date. Everything read so far must have been handed to the outlet.
    pub fn lend(&mut self) {
        if !std::mem::take(&mut self.lendable) {
            return;
        }
        for follow in self.follows.values_mut().filter(|follow| follow.level) {
            follow.level = false;
            // Whoever blocks somebody reads for themselves, since they see other frames.
            if follow.moderator || self.blocked.is_empty() {
                follow.following.lend(follow.cursor);
            }
        }
    }

    fn read_now(&mut self, stream: StreamId) -> Result<Read> {
        let Some(follow) = self.follows.get_mut(&stream) else { return Ok(Read::UpToDate) };
        follow.following.looking();
        follow.take_back();
        if follow.resync.is_some() {
            return Ok(Read::NeedsDatabase);
        }
        loop {
            let room_left = TURN_BYTES.saturating_sub(self.out_bytes);
            if room_left == 0 {
                return Ok(Read::More);
            }
            match follow.following.read(follow.cursor, room_left) {
                Reading::UpToDate => break,
                Reading::Behind => return Ok(Read::NeedsDatabase),
                Reading::Frames(frames) => {
                    for frame in frames {
                        let text = as_seen(&frame, follow.cursor, follow.hides(&self.blocked))?;
                        follow.cursor = frame.to;
                        self.out_bytes += text.len();
                        self.out.push(text);
                    }
                }
            }
        }
        for frame in follow.ephemeral(stream, &self.blocked) {
            let text = Text::from(&frame);
            self.out_bytes += text.len();
            self.out.push(text);
        }
        follow.level = true;
        self.lendable = true;
        Ok(Read::UpToDate)
    }

    /// Reads a snapshot that is due, or what a page of the log has; true when there is more to read.
    async fn read_database(&mut self, stream: StreamId) -> Result<bool> {
        let Some(follow) = self.follows.get_mut(&stream) else { return Ok(false) };
        if let Some(reason) = follow.resync {
            self.snapshot(stream, reason).await?;
            return Ok(true);
        }
        let mut tx = self.app.db.read().await?;
        let page = streams::events(&mut tx, stream, follow.cursor, CATCH_UP_PAGE).await?;
        drop(tx);
        if page.to == follow.cursor {
            // Nothing is behind us: the tail was not started. It is now.
            follow.following.reached(page.to);
            return Ok(true);
        }
        for frame in frames::covering(stream, self.app.epoch, follow.cursor, page.to, page.events) {
            if self.out_bytes >= TURN_BYTES {
                break;
            }
            let text = as_seen(&frame, follow.cursor, follow.hides(&self.blocked))?;
            follow.cursor = frame.to;
            self.out_bytes += text.len();
            self.out.push(text);
        }
        Ok(true)
    }
}

impl Follow {
    /// True when it was lent.
    pub(super) fn take_back(&mut self) -> bool {
        self.level = false;
        let lent = self.following.take_back();
        self.cursor = lent.unwrap_or(self.cursor);
        lent.is_some()
    }

    /// Whose words this connection's person does not see here.
    fn hides<'a>(&self, blocked: &'a HashSet<AccountId>) -> Option<&'a HashSet<AccountId>> {
        (!self.moderator).then_some(blocked)
    }

    /// Who is here and who writes, when that changed. Only for streams that are up to date: under load these go first.
    fn ephemeral(&mut self, stream: StreamId, blocked: &HashSet<AccountId>) -> Vec<ServerFrame> {
        if !self.is_room || self.following.versions() == (self.here_seen, self.writing_seen) {
            return Vec::new();
        }
        let mut frames = Vec::new();
        let (version, here, moderators) = self.following.here();
        if version != self.here_seen {
            self.here_seen = version;
            frames.push(ServerFrame::Presence { room: stream.room(), here, moderators });
        }
        let (version, mut people) = self.following.writing();
        people.retain(|person| !blocked.contains(&person.id));
        if version != self.writing_seen {
            self.writing_seen = version;
            if !self.quiet {
                frames.push(ServerFrame::Typing { room: stream.room(), people });
            }
        }
        frames
    }
}

/// The shared text where it fits this receiver; else written anew, from their cursor on and without those whom they block.
fn as_seen(frame: &Frame, cursor: Seq, blocked: Option<&HashSet<AccountId>>) -> Result<Text> {
    let hides = blocked.is_some_and(|blocked| concerns(frame, blocked));
    if frame.prev == cursor && !hides {
        return Ok(frame.text.clone());
    }
    let ServerFrame::Events(mut batch) = serde_json::from_str(frame.text.as_str())? else {
        return Err(Error::fault("a tail holds events only"));
    };
    batch.prev = cursor;
    batch.events.retain(|event| event.seq > cursor && !blocked.is_some_and(|blocked| is_hidden(event, blocked)));
    if let Some(blocked) = blocked {
        batch
            .events
            .iter_mut()
            .filter_map(|event| text_in(&mut event.kind))
            .for_each(|message| unquote(message, blocked));
    }
    Ok(Text::from(&ServerFrame::Events(batch)))
}

/// Whether anybody whom the receiver blocks caused some of it, or is quoted in it: their id stands in the text then.
fn concerns(frame: &Frame, blocked: &HashSet<AccountId>) -> bool {
    let quoted =
        |person: &AccountId| !frame.tells.is_empty() && frame.text.as_str().contains(person.to_string().as_str());
    blocked.iter().any(|person| frame.actors.contains(person) || quoted(person))
}

fn text_in(kind: &mut EventKind) -> Option<&mut Message> {
    match kind {
        EventKind::MessagePosted { message }
        | EventKind::MessageEdited { message }
        | EventKind::MessageRestored { message } => Some(message),
        _ => None,
    }
}

/// The words of somebody whom the receiver blocks. What concerns the room, and that a text is gone, everybody hears.
fn is_hidden(event: &Event, blocked: &HashSet<AccountId>) -> bool {
    match &event.kind {
        EventKind::MessagePosted { message }
        | EventKind::MessageEdited { message }
        | EventKind::MessageRestored { message } => blocked.contains(&message.author.id),
        EventKind::ReactionChanged { .. } => event.actor.is_some_and(|actor| blocked.contains(&actor)),
        _ => false,
    }
}
