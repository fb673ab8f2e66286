//! What the program knows, and what follows from each thing that happens. It draws nothing: lines go
//! into `lines`, the rest may be read. Whatever takes time runs beside it and reports [`Back`].

mod acts;
mod news;
mod rooms;

use super::fold::Folds;
use super::input::{self, Input};
use super::say::{self, Line, Tone};
use alongside_protocol::client::Command;
use alongside_protocol::server::StreamVerdict;
use alongside_protocol::{Account, ClientMessageId, Guidelines, Message, MessageId, Room, RoomId, Seq};
use alongside_terminal::connection::Page;
use alongside_terminal::{Api, Connection, Draft, Failure, RoomModel, Sent, State};
use std::collections::VecDeque;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::time::Instant;

/// Reports that may wait for the program.
const BACKS: usize = 64;
/// Messages that may wait for the outbox, which holds many more.
const DRAFTS: usize = 64;

/// A line, and where it belongs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Out {
    pub line: Line,
    /// Also for the screen; the others are seen there in the room itself.
    pub notice: bool,
    /// The newest message when it was said.
    pub after: Seq,
}

/// A message on its way.
#[derive(Debug, Clone, PartialEq)]
pub struct Outgoing {
    pub room: RoomId,
    pub client_id: ClientMessageId,
    pub body: String,
    /// Acknowledged as this message, which has not come back in the room's own order yet.
    pub stored: Option<MessageId>,
    /// Refused for now: why, and when it goes again.
    pub delayed: Option<(String, Instant)>,
}

/// What came of something that took time.
pub enum Back {
    Sent(ClientMessageId, Box<Result<Sent, Failure>>),
    Lines(Vec<Line>),
    Listed(Vec<Room>),
    /// A room to join, with the guidelines to accept.
    Ask(Box<Room>, Guidelines),
    Open(Box<Room>),
    Opened(RoomId, Result<StreamVerdict, Failure>),
    Older(Page),
    Left,
    /// A room that you are in now, when it could be read.
    Mine(Option<Box<Room>>),
    Nothing,
}

pub struct Talk {
    pub api: Api,
    pub connection: Connection,
    pub me: Account,
    pub folds: Folds,
    pub room: Option<RoomModel>,
    /// People here, and whether a moderator is among them.
    pub presence: Option<(u32, bool)>,
    pub typing: Vec<String>,
    pub state: State,
    pub current: bool,
    pub outgoing: Vec<Outgoing>,
    pub lines: Vec<Out>,
    /// Text that could not be sent, for the composer.
    pub returned: Option<String>,
    pub ended: bool,
    mine: Vec<Room>,
    listed: Vec<Room>,
    question: Option<(Box<Room>, i64)>,
    /// Things under way that later lines have to wait for.
    under_way: usize,
    waiting: VecDeque<String>,
    read_to: Seq,
    posting: mpsc::Sender<Draft>,
    back: mpsc::Sender<(bool, Back)>,
}

impl Talk {
    pub fn new(api: Api, connection: Connection, me: Account) -> (Self, mpsc::Receiver<(bool, Back)>) {
        let (back, reports) = mpsc::channel(BACKS);
        let (posting, drafts) = mpsc::channel(DRAFTS);
        tokio::spawn(post_in_order(connection.clone(), drafts, back.clone()));
        let mut folds = Folds::of_reader(me.id);
        folds.settings(&me.settings);
        let state = connection.state();
        let talk = Self {
            api,
            connection,
            me,
            folds,
            room: None,
            presence: None,
            typing: Vec::new(),
            state,
            current: false,
            outgoing: Vec::new(),
            lines: Vec::new(),
            returned: None,
            ended: false,
            mine: Vec::new(),
            listed: Vec::new(),
            question: None,
            under_way: 0,
            waiting: VecDeque::new(),
            read_to: Seq(0),
            posting,
            back,
        };
        (talk, reports)
    }

    /// Messages without an answer.
    pub fn unanswered(&self) -> usize {
        self.outgoing.iter().filter(|outgoing| outgoing.stored.is_none()).count()
    }
    /// Nothing is under way and nothing waits.
    pub fn is_idle(&self) -> bool {
        self.under_way == 0 && self.unanswered() == 0 && self.waiting.is_empty()
    }
    pub fn has_question(&self) -> bool {
        self.question.is_some()
    }

    /// A typed line. Lines keep their order: what depends on something under way waits for it.
    pub fn line(&mut self, line: &str) {
        match input::read(line) {
            Input::Quit => self.ended = true,
            Input::HelpNow => self.help_now(),
            Input::Help => self.tell_all(input::HELP.iter().map(|line| Line::new(Tone::Quiet, *line)).collect()),
            Input::Reconnect => {
                let connection = self.connection.clone();
                self.beside(async move {
                    connection.reconnect().await;
                    Back::Nothing
                });
            }
            _ => {
                self.waiting.push_back(line.to_owned());
                self.work();
            }
        }
    }
    /// Takes up what waited, as far as it may go.
    fn work(&mut self) {
        while self.under_way == 0 {
            let Some(line) = self.waiting.front() else { return };
            let input = input::read(line);
            let needs_all_sent = matches!(
                input,
                Input::Edit { .. } | Input::Delete(_) | Input::React { .. } | Input::Reply { .. } | Input::Join(_)
            );
            if needs_all_sent && !self.outgoing.is_empty() {
                return;
            }
            self.waiting.pop_front();
            self.act(input);
        }
    }

    /// Something that took time has come to its end.
    pub fn back(&mut self, (blocks, back): (bool, Back)) {
        if blocks {
            self.under_way -= 1;
        }
        match back {
            Back::Sent(client_id, result) => self.sent(client_id, *result),
            Back::Lines(lines) => self.tell_all(lines),
            Back::Listed(rooms) => self.listed(rooms),
            Back::Ask(room, guidelines) => self.ask_to_join(room, &guidelines),
            Back::Open(room) => self.open(&room),
            Back::Opened(room, verdict) => self.opened(room, verdict),
            Back::Older(page) => self.older(&page),
            Back::Left => self.close_room("You left this room."),
            Back::Mine(room) => {
                if let Some(room) = room.filter(|room| self.mine.iter().all(|mine| mine.info.id != room.info.id)) {
                    self.mine.push(*room);
                }
            }
            Back::Nothing => {}
        }
        self.work();
    }

    /// Runs beside; later lines do not wait.
    fn beside(&self, what: impl Future<Output = Back> + Send + 'static) {
        let back = self.back.clone();
        // When the program has ended nobody takes the report.
        tokio::spawn(async move { drop(back.send((false, what.await)).await) });
    }
    /// Runs beside; later lines wait.
    fn first(&mut self, what: impl Future<Output = Back> + Send + 'static) {
        self.under_way += 1;
        let back = self.back.clone();
        // When the program has ended nobody takes the report.
        tokio::spawn(async move { drop(back.send((true, what.await)).await) });
    }

    /// For both kinds of front.
    pub fn tell(&mut self, tone: Tone, text: impl Into<String>) {
        self.push(Line::new(tone, text), true);
    }
    fn tell_all(&mut self, lines: Vec<Line>) {
        for line in lines {
            self.push(line, true);
        }
    }
    /// For a front that prints lines; a screen shows it by itself.
    fn tell_plain(&mut self, tone: Tone, text: impl Into<String>) {
        self.push(Line::new(tone, text), false);
    }
    fn push(&mut self, line: Line, notice: bool) {
        let after = self.room.as_ref().and_then(RoomModel::newest).unwrap_or_default();
        self.lines.push(Out { line, notice, after });
    }

    fn message(&self, id: MessageId) -> Option<&Message> {
        self.room.as_ref()?.message(id)
    }
    fn room_id(&self) -> Option<RoomId> {
        self.room.as_ref().map(|room| room.id)
    }
    /// Your last message here, for the key that edits it.
    pub fn my_last(&self) -> Option<&Message> {
        let mine = |message: &&Message| message.author.id == self.me.id && alongside_terminal::model::has_text(message);
        self.room.as_ref()?.messages().rev().find(mine)
    }
    /// You are writing.
    pub fn writing(&self) {
        let Some(room) = self.room_id().filter(|_| self.me.settings.show_typing) else { return };
        let connection = self.connection.clone();
        self.beside(async move {
            connection.typing(room).await;
            Back::Nothing
        });
    }
    /// How each message on its way stands.
    pub fn outgoing_line(&self, outgoing: &Outgoing) -> String {
        let body = super::text::one_line(&outgoing.body);
        match &outgoing.delayed {
            Some((why, at)) => {
                let left = at.saturating_duration_since(Instant::now());
                format!("waiting ({why} It goes by itself in {}): {body}", say::wait(left.max(Duration::from_secs(1))))
            }
            None if outgoing.stored.is_some() => format!("sent: {body}"),
            None if self.state.is_live() => format!("sending: {body}"),
            None => format!("waiting (offline, it goes by itself): {body}"),
        }
    }
    fn change(&mut self, command: Command) {
        let connection = self.connection.clone();
        self.first(async move {
            match connection.command(command).await {
                Ok(_) => Back::Nothing,
                Err(failure) => {
                    Back::Lines(vec![Line::new(Tone::Warn, format!("Not done. {}", say::failure(&failure)))])
                }
            }
        });
    }
}

/// One after the other into the outbox, so that messages keep the order in which they were written.
async fn post_in_order(connection: Connection, mut drafts: mpsc::Receiver<Draft>, back: mpsc::Sender<(bool, Back)>) {
    while let Some(draft) = drafts.recv().await {
        let sending = connection.post(draft).await;
        let back = back.clone();
        tokio::spawn(async move {
            let client_id = sending.client_id;
            // When the program has ended nobody takes the report.
            let _ = back.send((false, Back::Sent(client_id, Box::new(sending.await)))).await;
        });
    }
}
