//! Doing what was typed.

use super::{Back, Outgoing, Talk};
use crate::chat::fold::Fold;
use crate::chat::input::{Input, Which};
use crate::chat::say::{self, Line, Tone};
use crate::chat::text::one_line;
use alongside_protocol::client::{Command, History};
use alongside_protocol::{ClientMessageId, Message, MessageId, MessageState};
use alongside_terminal::model::has_text;
use alongside_terminal::{Draft, Failure, RoomModel, Sent};

/// Messages of one page back.
const PAGE: u32 = 50;

impl Talk {
    pub(super) fn act(&mut self, input: Input) {
        match input {
            Input::Say(body) if self.question.is_some() => self.answer(&body),
            Input::Say(body) if body.trim().is_empty() => {}
            Input::Say(body) => self.say(body, None, None),
            Input::Note { note, body } => self.say(body, Some(note), None),
            Input::Reply { to, body } => {
                if let Some(id) = self.find(to, false) {
                    self.say(body, None, Some(id));
                }
            }
            Input::Edit { which, body } => {
                if let Some(message) = self.find(which, true) {
                    let note = self.message(message).and_then(|message| message.note.clone());
                    self.change(Command::Edit { message, body, note });
                }
            }
            Input::Delete(which) => {
                if let Some(message) = self.find(which, true) {
                    self.change(Command::Delete { message });
                }
            }
            Input::React { which, reaction, on } => {
                if let Some(message) = self.find(which, false) {
                    self.change(Command::React { message, reaction, on });
                }
            }
            Input::Open(which) => self.unfold(which),
            Input::Rooms(words) => self.list_rooms(words),
            Input::Join(room) => self.join(room),
            Input::Leave => self.leave(),
            Input::Who => self.who(),
            Input::Older => self.ask_older(),
            Input::Wrong(why) => self.tell(Tone::Warn, why),
            // These need no waiting and were done when they were typed.
            Input::HelpNow | Input::Help | Input::Reconnect | Input::Quit => {}
        }
    }

    fn say(&mut self, body: String, note: Option<String>, reply_to: Option<MessageId>) {
        let Some(room) = self.room_id() else {
            self.tell(Tone::Warn, "Not sent. Open a room first: /rooms lists them, /join opens one.");
            self.returned = Some(body);
            return;
        };
        let client_id = self.connection.new_client_id();
        let outgoing = Outgoing { room, client_id, body: body.clone(), stored: None, delayed: None };
        if !self.state.is_live() {
            let line = self.outgoing_line(&outgoing);
            self.tell_plain(Tone::Quiet, line);
        }
        self.outgoing.push(outgoing);
        let draft = Draft { room, body, note, reply_to, client_id: Some(client_id) };
        if let Err(full) = self.posting.try_send(draft) {
            let draft = full.into_inner();
            self.outgoing.retain(|outgoing| outgoing.client_id != client_id);
            self.tell(Tone::Warn, format!("Not sent, too much is waiting. Your text: {}", one_line(&draft.body)));
            self.returned = Some(draft.body);
        }
    }
    pub(super) fn sent(&mut self, client_id: ClientMessageId, result: Result<Sent, Failure>) {
        let Some(place) = self.outgoing.iter().position(|outgoing| outgoing.client_id == client_id) else { return };
        match result {
            Ok(sent) => {
                self.outgoing[place].stored = Some(sent.message);
                match sent.state {
                    MessageState::Held => {
                        self.tell(Tone::Warn, format!("#{}: a moderator will look at this message first.", sent.seq));
                    }
                    _ => self.tell_plain(Tone::Quiet, format!("sent #{}", sent.seq)),
                }
                self.drop_arrived();
            }
            Err(failure) => {
                let body = self.outgoing.remove(place).body;
                self.tell(Tone::Warn, format!("Not sent. {} Your text: {}", say::failure(&failure), one_line(&body)));
                self.returned = Some(body);
            }
        }
    }
    /// What was acknowledged and has come back in the room, or belongs to a room that is not open any
    /// more, is no longer on its way.
    pub(super) fn drop_arrived(&mut self) {
        let (here, model) = (self.room_id(), self.room.as_ref());
        self.outgoing.retain(|outgoing| {
            let Some(message) = outgoing.stored else { return true };
            here == Some(outgoing.room) && model.is_some_and(|model| model.message(message).is_none())
        });
    }

    /// The message that is meant, or a sentence why there is none.
    fn find(&mut self, which: Which, own: bool) -> Option<MessageId> {
        let me = self.me.id;
        let fits = |message: &&Message| has_text(message) && (message.author.id == me) == own;
        let model = self.room.as_ref();
        let found = model.and_then(|model| match which {
            Which::Last => model.messages().rev().find(fits),
            Which::Number(number) => model.messages().find(|message| message.seq.0 == number),
        });
        match found.map(|message| (message.id, message.author.id == me)) {
            Some((_, false)) if own => {
                self.tell(Tone::Warn, "That message is not yours.");
                None
            }
            Some((id, _)) => Some(id),
            None => {
                self.tell(
                    Tone::Warn,
                    "There is no such message here. The number stands before each; /older shows more.",
                );
                None
            }
        }
    }
    fn unfold(&mut self, which: Which) {
        let Some(id) = self.find(which, false) else { return };
        self.folds.open(id);
        if let Some(line) = self.message_line(id) {
            self.tell_plain(Tone::Talk, line);
        }
    }

    pub(super) fn ask_older(&mut self) {
        let Some((room, before)) = self.room.as_ref().map(|room| (room.id, room.oldest())) else { return };
        if self.room.as_ref().is_some_and(|room| !room.has_older) {
            self.tell(Tone::Quiet, "There is nothing earlier.");
            return;
        }
        let connection = self.connection.clone();
        let history = History { room, before, after: None, around: None, limit: Some(PAGE) };
        self.first(async move {
            match connection.history(history).await {
                Ok(page) => Back::Older(page),
                Err(failure) => Back::Lines(vec![Line::new(Tone::Warn, say::failure(&failure))]),
            }
        });
    }
    pub(super) fn older(&mut self, page: &alongside_terminal::connection::Page) {
        let Some(model) = &mut self.room else { return };
        model.page(page);
        let ids: Vec<_> = page.messages.iter().map(|message| message.id).collect();
        let lines: Vec<_> = ids.iter().filter_map(|id| self.message_line(*id)).collect();
        for line in lines {
            self.tell_plain(Tone::Talk, line);
        }
        if !page.has_older {
            self.tell_plain(Tone::Quiet, "This is the beginning.");
        }
    }
    /// Why the message that this one answers is folded, if it is.
    pub fn quoted(&self, message: &Message) -> Option<Fold> {
        self.folds.of(self.message(message.reply_to.as_ref()?.id)?)
    }
    pub(super) fn message_line(&self, id: MessageId) -> Option<String> {
        let message = self.message(id)?;
        Some(say::in_a_line(message, self.folds.of(message).as_ref(), self.quoted(message).as_ref()))
    }

    fn who(&mut self) {
        let Some(room) = self.room_id() else {
            self.tell(Tone::Warn, "Open a room first.");
            return;
        };
        let api = self.api.clone();
        self.first(async move {
            Back::Lines(match api.room(room).await {
                Ok(room) => keepers(&room),
                Err(error) => vec![Line::new(Tone::Warn, one_line(&error.to_string()))],
            })
        });
    }
    pub(super) fn help_now(&mut self) {
        let api = self.api.clone();
        let country = country();
        self.beside(async move {
            let lines = match api.crisis(country.as_deref()).await {
                Ok(resources) => say::crisis(&resources),
                Err(_) => say::CRISIS_WITHOUT_SERVER.iter().map(|line| (*line).to_owned()).collect(),
            };
            Back::Lines(lines.into_iter().map(|line| Line::new(Tone::Care, line)).collect())
        });
    }
    /// Marks as read what is shown, for your own devices.
    pub(super) fn mark_read(&mut self) {
        let Some((room, newest)) = self.room.as_ref().and_then(|room| Some((room.id, room.newest()?))) else { return };
        let member = self.room.as_ref().and_then(|room| room.room.as_ref()).is_some_and(|room| room.you.is_some());
        if !member || newest <= self.read_to {
            return;
        }
        self.read_to = newest;
        let connection = self.connection.clone();
        self.beside(async move {
            // Only a marker: the next one covers it.
            let _ = connection.read(room, newest).await;
            Back::Nothing
        });
    }
}

fn keepers(room: &alongside_protocol::Room) -> Vec<Line> {
    let here = room.moderators.iter().any(|keeper| keeper.here);
    let mut lines =
        vec![Line::new(Tone::Quiet, format!("{}: {}.", say::room_name(room), say::presence(here, room.here)))];
    for keeper in &room.moderators {
        let here = if keeper.here { "is here now" } else { "is not here now" };
        let alias = one_line(&keeper.person.alias);
        let wrote = keeper.last_post_at.map(|at| format!(", last wrote at {}", say::clock(at)));
        lines.push(Line::new(Tone::Quiet, format!("{alias} keeps this room and {here}{}.", wrote.unwrap_or_default())));
    }
    lines
}

/// The country of this terminal's language setting, as in `en_US.UTF-8`.
fn country() -> Option<String> {
    let set =
        ["LC_ALL", "LC_MESSAGES", "LANG"].iter().find_map(|name| std::env::var(name).ok().filter(|v| !v.is_empty()))?;
    let (_, rest) = set.split_once('_')?;
    let country: String = rest.chars().take_while(char::is_ascii_alphabetic).collect();
    (country.len() == 2).then(|| country.to_uppercase())
}

/// The newest message that a fresh reader is shown line by line.
pub(super) fn newest_lines(model: &RoomModel, count: usize) -> Vec<MessageId> {
    let mut ids: Vec<_> = model.messages().rev().take(count).map(|message| message.id).collect();
    ids.reverse();
    ids
}
