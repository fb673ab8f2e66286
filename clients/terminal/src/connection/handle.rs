//! The application's handle to a connection.

use super::actor::{self, Request};
use super::outbox::Answer;
use super::update::{Failure, Sent, State, Stop, Update};
use crate::options::Options;
use alongside_protocol::client::{Command, History, Resume, Send};
use alongside_protocol::server::{OkResult, StreamVerdict};
use alongside_protocol::stream::{Position, Seq};
use alongside_protocol::{ClientMessageId, Message, MessageId, Reaction, RoomId, StreamId};
use rand::rngs::StdRng;
use rand::{RngCore, SeedableRng};
use std::collections::BTreeMap;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use tokio::sync::{mpsc, oneshot, watch};

/// Requests that may wait for the connection's task; a caller waits when it is full.
const REQUESTS: usize = 64;

/// A handle to a connection; clones are the same connection. When the last one is dropped it closes.
#[derive(Debug, Clone)]
pub struct Connection {
    requests: mpsc::Sender<Request>,
    state: watch::Receiver<State>,
    ids: Arc<Mutex<StdRng>>,
}

/// What happens, in order.
#[derive(Debug)]
pub struct Updates(mpsc::Receiver<Update>);

impl Updates {
    /// The next one; `None` after the connection has ended.
    pub async fn next(&mut self) -> Option<Update> {
        self.0.recv().await
    }
    pub fn try_next(&mut self) -> Option<Update> {
        self.0.try_recv().ok()
    }
}

/// A message to send.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    pub room: RoomId,
    pub body: String,
    pub note: Option<String>,
    pub reply_to: Option<MessageId>,
    /// Absent: a new one. Give the old one to try an earlier message again.
    pub client_id: Option<ClientMessageId>,
}

impl Draft {
    pub fn new(room: RoomId, body: impl Into<String>) -> Self {
        Self { room, body: body.into(), note: None, reply_to: None, client_id: None }
    }
}

/// A message on its way. Await it for the acknowledgement; dropping it does not take the message back.
#[derive(Debug)]
pub struct Sending {
    pub client_id: ClientMessageId,
    answer: oneshot::Receiver<Result<OkResult, Failure>>,
}

impl Future for Sending {
    type Output = Result<Sent, Failure>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let client_id = self.client_id;
        Pin::new(&mut self.answer).poll(cx).map(|answer| match answer.unwrap_or_else(|_| Err(gone()))? {
            OkResult::Sent { message, seq, at, state, duplicate } => {
                Ok(Sent { client_id, message, seq, at, state, duplicate })
            }
            _ => Err(Failure::Unexpected("send")),
        })
    }
}

/// A page of history, oldest message first.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    pub messages: Vec<Message>,
    pub has_older: bool,
    pub has_newer: bool,
    pub head: Seq,
}

fn gone() -> Failure {
    Failure::Unanswered("the connection has ended".into())
}

impl Connection {
    /// Begins to connect and returns at once.
    pub fn start(options: Options) -> (Self, Updates) {
        crate::install_crypto();
        let ids = options.seed.map_or_else(StdRng::from_os_rng, StdRng::seed_from_u64);
        let (requests, incoming) = mpsc::channel(REQUESTS);
        let (updates, received) = mpsc::channel(options.updates.max(1));
        let (state, watched) = watch::channel(State::Connecting { failures: 0 });
        tokio::spawn(actor::run(options, incoming, updates, state));
        (Self { requests, state: watched, ids: Arc::new(Mutex::new(ids)) }, Updates(received))
    }
    /// Connects, and returns once welcomed. Goes on trying while the server is away; bound it with a
    /// timeout where that matters.
    pub async fn connect(options: Options) -> Result<(Self, Updates), Stop> {
        let (connection, updates) = Self::start(options);
        connection.welcomed().await?;
        Ok((connection, updates))
    }
    pub fn state(&self) -> State {
        self.state.borrow().clone()
    }
    /// To wait for a state.
    pub fn watch_state(&self) -> watch::Receiver<State> {
        self.state.clone()
    }
    pub async fn welcomed(&self) -> Result<(), Stop> {
        let mut state = self.state.clone();
        let reached = state.wait_for(|state| matches!(state, State::Live(_) | State::Stopped(_))).await;
        match reached.as_deref() {
            Ok(State::Stopped(stop)) => Err(stop.clone()),
            Ok(_) => Ok(()),
            Err(_) => Err(Stop::by_application()),
        }
    }

    async fn request(&self, request: Request) {
        if let Err(mpsc::error::SendError(Request::Command(_, answer))) = self.requests.send(request).await {
            // Nobody may wait for the answer any more.
            let _ = answer.send(Err(Failure::NotSent("the connection has ended".into())));
        }
    }
    async fn ask<T>(&self, request: impl FnOnce(oneshot::Sender<Result<T, Failure>>) -> Request) -> Result<T, Failure> {
        let (answer, answered) = oneshot::channel();
        self.request(request(answer)).await;
        answered.await.unwrap_or_else(|_| Err(gone()))
    }
    /// Any command, sent until it is answered for good.
    pub async fn command(&self, command: Command) -> Result<OkResult, Failure> {
        self.ask(|answer: Answer| Request::Command(command, answer)).await
    }

    /// Puts a message into the outbox and returns at once (when the outbox has room).
    pub async fn post(&self, draft: Draft) -> Sending {
        let client_id = draft.client_id.unwrap_or_else(|| self.new_client_id());
        let Draft { room, body, note, reply_to, .. } = draft;
        let (answer, answered) = oneshot::channel();
        let command = Command::Send(Send { room, client_id, body, note, reply_to });
        self.request(Request::Command(command, answer)).await;
        Sending { client_id, answer: answered }
    }
    /// Sends a message and waits for its acknowledgement or final refusal.
    pub async fn send(&self, draft: Draft) -> Result<Sent, Failure> {
        self.post(draft).await.await
    }
    /// The next id of this connection's generator.
    pub fn new_client_id(&self) -> ClientMessageId {
        let mut bytes = [0; 16];
        self.ids.lock().unwrap_or_else(PoisonError::into_inner).fill_bytes(&mut bytes);
        ClientMessageId(uuid::Builder::from_random_bytes(bytes).into_uuid())
    }
    pub async fn edit(
        &self,
        message: MessageId,
        body: impl Into<String>,
        note: Option<String>,
    ) -> Result<Seq, Failure> {
        self.change(Command::Edit { message, body: body.into(), note }).await
    }
    pub async fn delete(&self, message: MessageId) -> Result<Seq, Failure> {
        self.change(Command::Delete { message }).await
    }
    pub async fn react(&self, message: MessageId, reaction: Reaction, on: bool) -> Result<Seq, Failure> {
        self.change(Command::React { message, reaction, on }).await
    }
    async fn change(&self, command: Command) -> Result<Seq, Failure> {
        match self.command(command).await? {
            OkResult::Changed { seq, .. } => Ok(seq),
            _ => Err(Failure::Unexpected("change")),
        }
    }
    pub async fn history(&self, history: History) -> Result<Page, Failure> {
        match self.command(Command::History(history)).await? {
            OkResult::History { messages, has_older, has_newer, head } => {
                Ok(Page { messages, has_older, has_newer, head })
            }
            _ => Err(Failure::Unexpected("history")),
        }
    }
    pub async fn read(&self, room: RoomId, up_to: Seq) -> Result<Seq, Failure> {
        match self.command(Command::Read { room, up_to }).await? {
            OkResult::Read { read_up_to } => Ok(read_up_to),
            _ => Err(Failure::Unexpected("read")),
        }
    }
    /// Says that you are writing, as often as you like: it leaves at most once in the server's
    /// interval, and not at all while offline.
    pub async fn typing(&self, room: RoomId) {
        self.request(Request::Typing(room)).await;
    }
    /// Another token, for this connection and for coming back.
    pub async fn renew(&self, token: impl Into<String>) -> Result<(), Failure> {
        let token = token.into();
        self.request(Request::Token(token.clone())).await;
        self.command(Command::Renew { token }).await.map(|_| ())
    }

    /// Follows a room and returns the verdict of the server. Batches and resyncs arrive as updates,
    /// after reconnects too.
    pub async fn subscribe(&self, room: RoomId, position: Option<Position>) -> Result<StreamVerdict, Failure> {
        self.follow(Resume { stream: room.into(), position, quiet: false }).await
    }
    /// Follows a stream, and says whether you are present in it.
    pub async fn follow(&self, resume: Resume) -> Result<StreamVerdict, Failure> {
        self.ask(|answer| Request::Follow(resume, answer)).await
    }
    pub async fn unsubscribe(&self, room: RoomId) {
        self.request(Request::Unfollow(room.into())).await;
    }
    /// Returns when everything that the room held at the time of the call has come to this client:
    /// the server's head is asked for first, then awaited. Answers that head.
    pub async fn wait_until_current(&self, room: RoomId) -> Result<Seq, Failure> {
        let probe = History { room, before: None, after: None, around: None, limit: Some(1) };
        let head = self.history(probe).await?.head;
        self.wait_until(room, head).await?;
        Ok(head)
    }
    /// Returns when this client has everything of the room up to `seq`.
    pub async fn wait_until(&self, room: RoomId, seq: Seq) -> Result<(), Failure> {
        self.ask(|answer| Request::Await { stream: room.into(), seq, answer }).await
    }
    /// Where this client is in each stream; good for a later `Options::follow`.
    pub async fn positions(&self) -> BTreeMap<StreamId, Position> {
        let (answer, answered) = oneshot::channel();
        self.request(Request::Positions(answer)).await;
        answered.await.unwrap_or_default()
    }
    /// Drops the socket without a word, as a lost network would, and comes back.
    pub async fn reconnect(&self) {
        self.request(Request::Reconnect).await;
    }
    /// Closes for good. What was not answered ends as [`Failure::Unanswered`] or [`Failure::NotSent`].
    pub async fn close(&self) {
        let (done, ended) = oneshot::channel();
        self.request(Request::Close(done)).await;
        // An error means that it had ended before.
        let _ = ended.await;
    }
}
