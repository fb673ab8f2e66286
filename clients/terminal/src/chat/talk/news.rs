//! What came from the connection.

use super::Talk;
use super::acts::newest_lines;
use crate::chat::say::{self, Tone};
use crate::chat::text::one_line;
use alongside_protocol::server::{Snapshot, StreamVerdict};
use alongside_protocol::stream::{Event, EventKind};
use alongside_protocol::{MessageId, RoomState, StreamId};
use alongside_terminal::model::Change;
use alongside_terminal::{State, Update};
use tokio::time::Instant;

/// Messages that a front without a screen prints when a room opens.
const NEWEST: usize = 20;

impl Talk {
    pub fn news(&mut self, update: Update) {
        let changes = self.room.as_mut().map(|room| room.apply(&update)).unwrap_or_default();
        for change in changes {
            self.changed(&change);
        }
        match update {
            Update::State(state) => self.turned(state),
            Update::Batch(batch) => batch.events.iter().for_each(|event| self.event(batch.stream, event)),
            Update::Resync(resync) => {
                if let Snapshot::Account(account) = resync.snapshot {
                    self.folds.people(&account.people);
                    self.folds.settings(&account.account.settings);
                    (self.me, self.mine) = (account.account, account.rooms);
                }
            }
            Update::Verdict(StreamVerdict::Refused { stream, refusal }) if self.is_here(stream) => {
                self.close_room(&format!("This room cannot be opened. {}", one_line(&refusal.message)));
            }
            Update::Ended { stream, refusal } if self.is_here(stream) => self.close_room(&one_line(&refusal.message)),
            Update::Current { stream, current } if self.is_here(stream) => {
                self.current = current;
                match current {
                    true => self.tell_plain(Tone::Quiet, "up to date"),
                    false if self.state.is_live() => self.tell_plain(Tone::Quiet, "catching up"),
                    false => {}
                }
            }
            Update::Presence { room, here, moderators } if self.is_here(room.into()) => {
                self.present(here, !moderators.is_empty());
            }
            Update::Typing { room, people } if self.is_here(room.into()) => {
                let others = people.into_iter().filter(|person| person.id != self.me.id);
                self.typing = others.map(|person| one_line(&person.alias)).collect();
            }
            Update::Delayed { client_id, refusal, retry_in } => {
                let why = one_line(&refusal.message);
                let place = self.outgoing.iter().position(|outgoing| outgoing.client_id == client_id);
                if let Some(place) = place {
                    self.outgoing[place].delayed = Some((why, Instant::now() + retry_in));
                    let line = self.outgoing_line(&self.outgoing[place]);
                    self.tell_plain(Tone::Warn, line);
                }
            }
            Update::Refused(refusal) => self.tell(Tone::Warn, one_line(&refusal.message)),
            _ => {}
        }
        if self.current {
            self.mark_read();
        }
        self.drop_arrived();
        self.work();
    }
    fn is_here(&self, stream: StreamId) -> bool {
        self.room_id().is_some_and(|room| StreamId::from(room) == stream)
    }

    fn turned(&mut self, state: State) {
        let text = say::state(&state);
        match &state {
            State::Stopped(_) => self.tell(Tone::Warn, text),
            State::Connecting { .. } => {}
            _ if self.state != state => self.tell_plain(Tone::Quiet, text),
            _ => {}
        }
        if !state.is_live() {
            (self.current, self.presence) = (false, None);
            self.typing.clear();
        }
        self.state = state;
    }
    fn present(&mut self, here: u32, moderator: bool) {
        let before = self.presence.replace((here, moderator)).map(|(_, moderator)| moderator);
        if before.is_some_and(|before| before != moderator) {
            let text = if moderator { "A moderator is here now." } else { "No moderator is here now." };
            self.tell_plain(Tone::Quiet, text);
        }
    }

    fn changed(&mut self, change: &Change) {
        match change {
            Change::Restarted => self.restarted(),
            Change::Posted(id) => {
                let own = self.message(*id).is_some_and(|message| message.author.id == self.me.id);
                let tone = if own { Tone::Own } else { Tone::Talk };
                if let Some(line) = self.message_line(*id) {
                    self.tell_plain(tone, line);
                }
            }
            Change::Edited(id) => self.tell_change(*id, "was changed"),
            Change::Gone(id) => self.tell_change(*id, "is gone"),
            Change::Restored(id) => self.tell_change(*id, "is back"),
            Change::Reactions(id) => self.tell_change(*id, "has a reaction"),
            Change::Room => {
                let state = self.room.as_ref().and_then(|room| room.room.as_ref()).map(|room| room.info.state);
                self.tell(
                    Tone::Quiet,
                    match state {
                        Some(RoomState::ReadOnly) => "This room can be read now, and not written to.",
                        Some(RoomState::Closed) => "This room is closed now. You can still read it for a while.",
                        _ => "Something about this room was changed: /who and /join show it.",
                    },
                );
            }
            Change::Ended => {}
        }
    }
    /// A line says what happened, and how the message is now.
    fn tell_change(&mut self, id: MessageId, what: &str) {
        let Some(number) = self.message(id).map(|message| message.seq) else { return };
        if let Some(line) = self.message_line(id) {
            self.tell_plain(Tone::Quiet, format!("#{number} {what}: {line}"));
        }
    }
    fn restarted(&mut self) {
        let Some(model) = &self.room else { return };
        let Some(room) = &model.room else { return };
        let here = room.moderators.iter().any(|keeper| keeper.here);
        let title = format!("{}: {}.", say::room_name(room), say::presence(here, room.here));
        self.presence = Some((room.here, here));
        let ids = newest_lines(model, NEWEST);
        self.tell_plain(Tone::Quiet, title);
        let lines: Vec<_> = ids.iter().filter_map(|id| self.message_line(*id)).collect();
        for line in lines {
            self.tell_plain(Tone::Talk, line);
        }
    }

    /// Events that are no change of a message.
    fn event(&mut self, stream: StreamId, event: &Event) {
        match &event.kind {
            EventKind::ModeratorAdded { person, .. } if self.is_here(stream) => {
                self.tell(Tone::Quiet, format!("{} keeps this room now.", one_line(&person.alias)));
            }
            EventKind::AccountUpdated { account } => {
                self.folds.settings(&account.settings);
                self.me = account.clone();
            }
            EventKind::PeopleChanged { people } => self.folds.people(people),
            EventKind::RoomJoined { room } => {
                let (api, room) = (self.api.clone(), *room);
                self.beside(async move { super::Back::Mine(api.room(room).await.ok().map(Box::new)) });
            }
            EventKind::RoomLeft { room } => self.mine.retain(|mine| mine.info.id != *room),
            _ => {}
        }
    }
}
