//! One connection's loop. One task owns the connection; everything else reaches it through its [`crate::hub::Connection`].
//!
//! A turn: look at what the streams have, write it all at once, then wait for the first of: a frame from the client, an answer
//! to an earlier one, news, an alarm. While a slow reader takes their time nothing gathers here: the logs keep it.
//!
//! Most of a connection's life is waiting, so that the waiting task is kept small: what needs the database is boxed and given
//! back, there are no timers of its own (see [`crate::hub::Hub::ring`]), and no buffers.

use super::commands;
use super::session::{GatherError, Over, Session};
use crate::app::App;
use crate::error::{Error, Result, chain};
use crate::hub;
use crate::limits::Bucket;
use crate::wire::Text;
use alongside_protocol::client::RequestId;
use alongside_protocol::limits::{
    COMMANDS_IN_FLIGHT, FRAME_BYTES, NO_PROGRESS_MS, PING_INTERVAL_MS, TYPING_INTERVAL_MS,
};
use alongside_protocol::{
    ClientFrame, Command, FrameFault, OkResult, Refusal, RefusalCode, RoomId, ServerFrame, Timestamp, close,
};
use chrono::TimeDelta;
use futures_util::future::BoxFuture;
use futures_util::stream::FuturesUnordered;
use futures_util::{FutureExt, StreamExt};
use std::convert::Infallible;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, Sleep};

/// How often a connection's rights are read again, whatever the bus says. What ended is obeyed within 30 s (protocol P9), and the
/// look and its waiting for the database are part of that.
const RECHECK_MS: u64 = 27_000;
/// A client that says nothing and takes nothing for so long is gone.
const SILENCE_MS: u64 = PING_INTERVAL_MS * 2 + 10_000;
/// When the database is away, each connection looks again after a time between this and four times this: when it is back, they
/// come one after the other.
const DATABASE_AWAY_MS: u64 = 250;
/// How often a slow write is looked at.
const PROGRESS_LOOK: Duration = Duration::from_millis(500);
/// Frames of one connection that could not be understood, before it is closed.
const MALFORMED: u32 = 100;

/// Pages of history that one connection has in memory; whoever asks for more at once waits.
const HISTORY_PAGES: usize = 2;

/// What carries frames to and from a client.
pub trait Transport: Send + 'static {
    /// The next thing from the client; `None` when there will be nothing more.
    fn poll_receive(&mut self, cx: &mut Context<'_>) -> Poll<Option<Incoming>>;
    /// Takes a turn's frames, and writes what can be written at once. Only called again when all is flushed.
    fn put(&mut self, frames: &[Text]);
    fn is_flushed(&self) -> bool;
    /// Ready when everything is on its way; `Err` when the client is gone.
    fn poll_flush(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Gone>>;
    /// Says goodbye with this code, or with what ended it, as far as the client still listens.
    fn close(self, code: Option<u16>) -> impl Future<Output = ()> + Send;
    /// Whether the client can answer pings.
    fn answers_pings(&self) -> bool;
    /// Bytes that the client has taken so far.
    fn taken(&self) -> u64;
    /// Bytes that are on their way to it.
    fn queued(&self) -> u64;
    /// Where others may write past this connection's task.
    fn outlet(&self) -> Option<Arc<dyn hub::Outlet>>;
}

#[derive(Debug)]
pub struct Gone;

#[derive(Debug)]
pub enum Incoming {
    Frame(String),
    /// Bytes of the framing that say only that somebody is there.
    Alive,
}

/// What came of a command that others went on beside.
struct Answer {
    re: Option<RequestId>,
    result: Result<OkResult>,
    /// Where a send went: what was stored before may not have been told yet.
    room: Option<RoomId>,
    /// A page's place among those that may be in memory at once.
    _page: Option<OwnedSemaphorePermit>,
}

type Answers = FuturesUnordered<BoxFuture<'static, Answer>>;

/// What a waiting connection is woken for.
enum Event {
    /// Streams, rights or an alarm are to be looked at.
    News,
    Incoming(Option<Incoming>),
}

/// Why the turns ended: with a code to say goodbye with, or `None` when the client has ended it.
type Ended = Option<Over>;

pub struct Link<T> {
    app: App,
    session: Session,
    transport: T,
    /// Of commands that are under way.
    answers: Option<Box<Answers>>,
    /// Pages of history that may be in memory at once; made when the first is asked for.
    pages: Option<Arc<Semaphore>>,
    /// Where somebody was last told to be writing, and when.
    typed: Option<(RoomId, Timestamp)>,
    malformed: u32,
    said_goodbye: bool,
    /// The last sign of life, something said or something taken, by the hub's clock in milliseconds.
    alive: u64,
    taken: u64,
    ping_at: u64,
    recheck_at: u64,
    /// The database was away: look at it again after this.
    pause: Option<Pin<Box<Sleep>>>,
    /// The server closes its connections: this one's place among them. Until then it is served.
    last: Option<Pin<Box<Sleep>>>,
}

impl<T: Transport> Link<T> {
    /// Of a welcomed client.
    pub fn new(app: App, session: Session, transport: T) -> Self {
        if let Some(outlet) = transport.outlet() {
            session.link.set_outlet(outlet);
        }
        let now = app.hub.milliseconds();
        Self {
            app,
            session,
            transport,
            answers: None,
            pages: None,
            typed: None,
            malformed: 0,
            said_goodbye: false,
            alive: now,
            taken: 0,
            ping_at: now + PING_INTERVAL_MS,
            recheck_at: now + RECHECK_MS,
            pause: None,
            last: None,
        }
    }

    /// Serves it until it ends. Boxed, so that a waiting task has it once and not once more for each step of its end.
    pub async fn run(mut self: Box<Self>) {
        metrics::gauge!("alongside_connections").increment(1);
        let ended = self.turns().await;
        metrics::gauge!("alongside_connections").decrement(1);
        Box::pin(self.end(ended)).await;
    }

    async fn end(self, ended: Result<Infallible, Ended>) {
        let Self { session, transport, .. } = self;
        drop(session);
        let code = ended.err().flatten().map(|Over(code)| code);
        transport.close(code).await;
    }

    async fn turns(&mut self) -> Result<Infallible, Ended> {
        // The server may have begun to stop before this connection could be told.
        self.session.link.wake();
        loop {
            if !self.gather_now()? {
                Box::pin(self.gather()).await?;
            }
            if !self.session.out.is_empty() {
                self.transport.put(&self.session.take_out());
            }
            self.session.lend();
            if !self.transport.is_flushed() {
                Box::pin(self.flush()).await?;
            }
            if self.session.has_more() && self.looks() {
                // More to write than one turn takes; the others get their chance in between.
                tokio::task::yield_now().await;
                self.session.link.wake();
            }
            self.set_alarm();
            match poll_fn(|cx| self.poll_event(cx)).await {
                Event::News => {
                    if self.attends() {
                        Box::pin(self.attend()).await?;
                    }
                }
                Event::Incoming(incoming) => {
                    if let Some(frame) = self.heard(incoming)? {
                        Box::pin(self.command(frame)).await;
                    }
                }
            }
        }
    }

    fn poll_event(&mut self, cx: &mut Context<'_>) -> Poll<Event> {
        let mut news = self.session.link.poll_woken(cx).is_ready();
        if let Some(pause) = &mut self.pause
            && pause.poll_unpin(cx).is_ready()
        {
            self.pause = None;
            news = true;
        }
        news |= self.last.as_mut().is_some_and(|last| last.poll_unpin(cx).is_ready());
        while !self.session.is_full()
            && let Some(answers) = &mut self.answers
        {
            match answers.poll_next_unpin(cx) {
                Poll::Ready(Some(answer)) => {
                    self.answer(answer);
                    news = true;
                }
                Poll::Ready(None) => self.answers = None,
                Poll::Pending => break,
            }
        }
        if self.answers.as_ref().map_or(0, |answers| answers.len()) < COMMANDS_IN_FLIGHT
            && let Poll::Ready(incoming) = self.transport.poll_receive(cx)
        {
            if news {
                // It has been taken from the link, and is still to be looked at.
                self.session.link.wake();
            }
            return Poll::Ready(Event::Incoming(incoming));
        }
        if news { Poll::Ready(Event::News) } else { Poll::Pending }
    }

    /// Not just after the database was found away: commands are read and answered meanwhile.
    fn looks(&self) -> bool {
        self.pause.is_none()
    }

    fn gather_now(&mut self) -> Result<bool, Ended> {
        if !self.looks() {
            return Ok(true);
        }
        self.session.gather_now().map_err(|error| over(error.into()))
    }

    async fn gather(&mut self) -> Result<(), Ended> {
        let gathered = self.session.gather().await;
        self.unless_away(gathered)
    }

    /// That the database is away will pass. Nothing is lost meanwhile: the cursors stay where they are.
    fn unless_away(&mut self, looked: Result<(), GatherError>) -> Result<(), Ended> {
        match looked {
            Err(GatherError::Failed(Error::Unavailable(source))) => {
                tracing::debug!(error = %chain(&*source), "the database is away; looking again soon");
                let pause = DATABASE_AWAY_MS + self.app.chance.below(3 * DATABASE_AWAY_MS);
                self.pause = Some(Box::pin(tokio::time::sleep(Duration::from_millis(pause))));
                self.session.begin_turn_anew();
                Ok(())
            }
            looked => looked.map_err(over),
        }
    }

    /// Writes the turn. Given up only when the client takes nothing for [`NO_PROGRESS_MS`], or may not stay.
    async fn flush(&mut self) -> Result<(), Ended> {
        let closing = self.app.closing.clone();
        let mut since = Instant::now();
        loop {
            tokio::select! {
                sent = poll_fn(|cx| self.transport.poll_flush(cx)) => return sent.map_err(|Gone| None),
                () = self.session.link.woken(), if self.pause.is_none() => {
                    let noticed = self.session.notice().await;
                    self.unless_away(noticed)?;
                }
                () = closing.cancelled(), if self.last.is_none() => self.take_place(),
                () = elapsed(&mut self.last) => return Err(Some(Over(close::RESTART))),
                () = tokio::time::sleep(PROGRESS_LOOK) => {
                    self.pause = None;
                    if self.session.caller.expires_at <= self.app.clock.now() {
                        self.session.link.recheck();
                    }
                    let taken = self.transport.taken();
                    if taken != self.taken {
                        self.taken = taken;
                        since = Instant::now();
                        self.alive = self.app.hub.milliseconds();
                    } else if since.elapsed() >= Duration::from_millis(NO_PROGRESS_MS) {
                        metrics::counter!("alongside_no_progress_total").increment(1);
                        return Err(Some(Over(close::NO_PROGRESS)));
                    }
                }
            }
        }
    }

    /// Whether there is more to news than streams: the server stops, or an alarm has come.
    fn attends(&self) -> bool {
        let now = self.app.hub.milliseconds();
        self.app.stopping.is_cancelled()
            || now >= self.ping_at.min(self.recheck_at)
            || self.session.caller.expires_at <= self.app.clock.now()
    }

    async fn attend(&mut self) -> Result<(), Ended> {
        if self.app.closing.is_cancelled() && self.last.is_none() {
            self.take_place();
        }
        if self.last.as_ref().is_some_and(|last| last.is_elapsed()) {
            return Err(Some(Over(close::RESTART)));
        }
        if self.app.stopping.is_cancelled() && !std::mem::replace(&mut self.said_goodbye, true) {
            self.session.push(&ServerFrame::Goaway { spread_ms: self.app.config.drain_spread_ms });
        }
        let now = self.app.hub.milliseconds();
        if now >= self.ping_at {
            self.ping_at = now + PING_INTERVAL_MS;
            self.ping().await?;
        }
        // A session may have been renewed meanwhile: the database knows.
        let expired = self.session.caller.expires_at <= self.app.clock.now() && self.looks();
        if expired || now >= self.recheck_at {
            self.recheck_at = now + RECHECK_MS;
            self.session.link.recheck();
        }
        Ok(())
    }

    /// The last connections end one after the other.
    fn take_place(&mut self) {
        let spread = self.app.close_spread_ms.load(Ordering::Relaxed);
        self.last = Some(Box::pin(tokio::time::sleep(Duration::from_millis(self.app.chance.below(spread)))));
    }

    fn set_alarm(&self) {
        self.session.link.set_alarm(self.ping_at.min(self.recheck_at), self.session.caller.expires_at);
    }

    async fn ping(&mut self) -> Result<(), Ended> {
        // A slow reader still takes something; an idle one must answer, since the kernel takes our ping for it.
        let (taken, now) = (self.transport.taken(), self.app.hub.milliseconds());
        if taken != self.taken && self.transport.queued() > 0 {
            self.alive = now;
        }
        self.taken = taken;
        if self.transport.answers_pings() && now - self.alive > SILENCE_MS {
            return Err(Some(Over(close::SILENT)));
        }
        self.session.ping().await.map_err(|error| over(error.into()))
    }

    /// What a client said, unless it is nothing to act on.
    fn heard(&mut self, incoming: Option<Incoming>) -> Result<Option<ClientFrame>, Ended> {
        self.alive = self.app.hub.milliseconds();
        let text = match incoming {
            None => return Err(None),
            Some(Incoming::Alive) => return Ok(None),
            Some(Incoming::Frame(text)) => text,
        };
        match read(&text) {
            Ok(ClientFrame { command: Command::Pong { .. }, .. }) => Ok(None),
            Ok(frame) => Ok(Some(frame)),
            Err(fault) => {
                self.refused(fault.re, fault.refusal);
                self.malformed += 1;
                if self.malformed > MALFORMED { Err(Some(Over(close::MALFORMED))) } else { Ok(None) }
            }
        }
    }

    async fn command(&mut self, frame: ClientFrame) {
        let re = frame.id;
        match frame.command {
            Command::Pong { .. } => {}
            Command::Hello(_) => self.refused(
                re,
                Refusal::new(RefusalCode::Conflict, "This connection has been welcomed already. Say hello once."),
            ),
            Command::Subscribe { room, position, quiet } => {
                if let Err(error) = self.app.limits.take(Bucket::Read, self.session.caller.account) {
                    return self.refused(re, error.into_refusal("subscribe"));
                }
                match self.session.subscribe(room.into(), position, quiet).await {
                    Ok(result) => self.session.push(&ServerFrame::Ok { re, result }),
                    Err(error) => self.refused(re, error.into_refusal("subscribe")),
                }
            }
            Command::Unsubscribe { room } => {
                self.session.unsubscribe(room.into());
                self.session.push(&ServerFrame::Ok { re, result: OkResult::Unsubscribed });
            }
            Command::Renew { token } => match self.session.renew(&token).await {
                Ok(result) => self.session.push(&ServerFrame::Ok { re, result }),
                Err(error) => self.refused(re, error.into_refusal("renew")),
            },
            // Its place in the lane is taken before the next frame is read, so that sends keep their order.
            Command::Send(message) => {
                let room = Some(message.room);
                match commands::send(&self.app, &self.session.caller, message).await {
                    Ok(answer) => {
                        let answer = answer.map(move |result| Answer { re, result, room, _page: None });
                        self.answers.get_or_insert_default().push(answer.boxed());
                    }
                    Err(error) => self.refused(re, error.into_refusal("send")),
                }
            }
            // Told already a moment ago: done, without any work.
            Command::Typing { room } if self.typed_lately(room) => {
                self.session.push(&ServerFrame::Ok { re, result: OkResult::Done });
            }
            command => {
                let (app, caller) = (self.app.clone(), self.session.caller.clone());
                // A task of its own: it holds a transaction, and must go on while this one writes to a slow reader.
                let pages = matches!(command, Command::History(_))
                    .then(|| Arc::clone(self.pages.get_or_insert_with(|| Arc::new(Semaphore::new(HISTORY_PAGES)))));
                let task = tokio::spawn(async move {
                    let page = match pages {
                        Some(pages) => pages.acquire_owned().await.ok(),
                        None => None,
                    };
                    (commands::execute(&app, &caller, command).await, page)
                });
                let answer = task.map(move |done| {
                    let (result, _page) = done.unwrap_or_else(|error| (Err(Error::fault(error)), None));
                    Answer { re, result, room: None, _page }
                });
                self.answers.get_or_insert_default().push(answer.boxed());
            }
        }
    }

    /// Whether the room heard within [`TYPING_INTERVAL_MS`] that this person is writing; else it does now.
    fn typed_lately(&mut self, room: RoomId) -> bool {
        let now = self.app.clock.now();
        let lately = |(typed, at): (RoomId, Timestamp)| {
            typed == room && now.since(at) < TimeDelta::milliseconds(TYPING_INTERVAL_MS as i64)
        };
        let again = self.typed.is_some_and(lately);
        if !again {
            self.typed = Some((room, now));
        }
        again
    }

    fn answer(&mut self, Answer { re, result, room, _page }: Answer) {
        match result {
            Ok(result) => {
                if let (OkResult::Sent { seq, duplicate, .. }, Some(room)) = (&result, room) {
                    self.session.stored(room.into(), *seq, *duplicate);
                }
                self.session.push(&ServerFrame::Ok { re, result });
            }
            Err(error) => {
                // If it was about writing, nobody was told.
                self.typed = None;
                self.refused(re, error.into_refusal("command"));
            }
        }
    }

    fn refused(&mut self, re: Option<RequestId>, refusal: Refusal) {
        self.session.push(&ServerFrame::Error { re, refusal });
    }
}

/// When its time comes, if it has one.
async fn elapsed(alarm: &mut Option<Pin<Box<Sleep>>>) {
    match alarm {
        Some(alarm) => alarm.await,
        None => std::future::pending().await,
    }
}

/// Reads one frame within the frame limit.
pub fn read(text: &str) -> Result<ClientFrame, FrameFault> {
    if text.len() > FRAME_BYTES {
        let message = format!("A frame has at most {FRAME_BYTES} bytes; this one has {}.", text.len());
        return Err(FrameFault { re: None, refusal: Refusal::new(RefusalCode::TooBig, message) });
    }
    ClientFrame::parse(text)
}

fn over(error: GatherError) -> Ended {
    match error {
        GatherError::Over(over) => Some(over),
        GatherError::Failed(error) => {
            // The client keeps its cursors and comes back; what it wrote is with it.
            let code = if matches!(error, Error::Unavailable(_)) { close::TRY_LATER } else { close::FAULT };
            let _the_code_tells = error.into_refusal("gather");
            Some(Over(code))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::socket::Socket;
    use super::*;

    fn bytes_of<F>(_future: impl FnOnce(Box<Link<Socket>>) -> F) -> usize {
        size_of::<F>()
    }

    /// Ten thousand people may wait at once: each waits in a task of this size.
    #[test]
    fn a_waiting_connection_is_small() {
        let task = bytes_of(Link::<Socket>::run);
        let (link, session) = (size_of::<Link<Socket>>(), size_of::<Session>());
        println!("task {task}, its link {link}, of which the session {session} bytes");
        assert!(task + link < 1_024, "{task} and {link} bytes");
    }
}
