//! One connection's loop. One task owns the connection; everything else reaches it through its [`crate::hub::Connection`].
//!
//! A turn: look at what the streams have, write it all with one flush, then wait for the first of: a frame from the client,
//! an answer to an earlier one, news, the next ping, the server stopping. While a slow reader takes their time nothing gathers
//! here: the logs keep it.

use super::commands;
use super::listener::Progress;
use super::session::{GatherError, Over, Session};
use crate::app::App;
use crate::error::{Error, Result, chain};
use crate::limits::Bucket;
use alongside_protocol::client::RequestId;
use alongside_protocol::limits::{
    COMMANDS_IN_FLIGHT, FRAME_BYTES, NO_PROGRESS_MS, PING_INTERVAL_MS, TYPING_INTERVAL_MS,
};
use alongside_protocol::{
    ClientFrame, Command, FrameFault, OkResult, Refusal, RefusalCode, RoomId, ServerFrame, Timestamp, close,
};
use axum::extract::ws::Utf8Bytes;
use chrono::TimeDelta;
use futures_util::future::BoxFuture;
use futures_util::stream::FuturesUnordered;
use futures_util::{FutureExt, StreamExt};
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, Interval, MissedTickBehavior, interval_at};

/// How often a connection's rights are read again, whatever the bus says (protocol P9).
const RECHECK: Duration = Duration::from_secs(30);
/// A client that says nothing and takes nothing for so long is gone.
const SILENCE: Duration = Duration::from_millis(PING_INTERVAL_MS * 2 + 10_000);
/// When the database is away, it is looked at again after this time.
const DATABASE_AWAY: Duration = Duration::from_millis(250);
/// How often a slow write is looked at.
const PROGRESS_LOOK: Duration = Duration::from_millis(500);
/// Frames of one connection that could not be understood, before it is closed.
const MALFORMED: u32 = 100;

/// Pages of history that one connection has in memory; whoever asks for more at once waits.
const HISTORY_PAGES: usize = 2;

/// When the server closes, connections end spread over this time.
const CLOSE_SPREAD_MS: u64 = 500;

/// What carries frames to and from a client.
pub trait Transport: Send {
    /// The next thing from the client; `None` when it is gone.
    fn receive(&mut self) -> impl Future<Output = Option<Incoming>> + Send;
    /// Writes all frames and flushes once. `Err` when the client is gone.
    fn send(&mut self, frames: Vec<Utf8Bytes>) -> impl Future<Output = Result<(), Gone>> + Send;
    /// Says goodbye with a code, as far as the client still listens.
    fn close(self, code: u16) -> impl Future<Output = ()> + Send;
    /// Whether the client can answer pings.
    fn answers_pings(&self) -> bool;
}

#[derive(Debug)]
pub struct Gone;

#[derive(Debug)]
pub enum Incoming {
    Frame(Utf8Bytes),
    /// Bytes of the framing that say only that somebody is there.
    Alive,
    /// Not text; the connection ends with this code.
    Broken(u16),
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

/// Why the turns ended: with a code to say goodbye with, or `None` when the client is gone.
type Ended = Option<Over>;

struct Link<T> {
    app: App,
    session: Session,
    transport: T,
    progress: Arc<Progress>,
    answers: FuturesUnordered<BoxFuture<'static, Answer>>,
    /// Pages of history that may be in memory at once.
    pages: Arc<Semaphore>,
    /// Where somebody was last told to be writing, and when.
    typed: Option<(RoomId, Timestamp)>,
    malformed: u32,
    /// The last sign of life: something said, or something taken.
    alive: Instant,
    taken: u64,
    /// The database was away: look at it again after this.
    look_after: Instant,
}

/// Serves a welcomed connection until it ends.
pub async fn run<T: Transport>(app: App, session: Session, transport: T, progress: Arc<Progress>) {
    metrics::gauge!("alongside_connections").increment(1);
    let mut link = Link {
        app,
        session,
        transport,
        progress,
        answers: FuturesUnordered::new(),
        pages: Arc::new(Semaphore::new(HISTORY_PAGES)),
        typed: None,
        malformed: 0,
        alive: Instant::now(),
        taken: 0,
        look_after: Instant::now(),
    };
    let ended = link.turns().await;
    metrics::gauge!("alongside_connections").decrement(1);
    let Link { session, transport, .. } = link;
    drop(session);
    if let Err(Some(Over(code))) = ended {
        transport.close(code).await;
    }
}

impl<T: Transport> Link<T> {
    async fn turns(&mut self) -> Result<Infallible, Ended> {
        let mut ping = every(Duration::from_millis(PING_INTERVAL_MS));
        let mut recheck = every(RECHECK);
        let (stopping, closing) = (self.app.stopping.clone(), self.app.closing.clone());
        let clock = self.app.clock.clone();
        let mut said_goodbye = false;
        loop {
            self.gather().await?;
            if !self.session.out.is_empty() {
                self.flush().await?;
            }
            let looks = self.looks();
            tokio::select! {
                incoming = self.transport.receive(), if self.answers.len() < COMMANDS_IN_FLIGHT => self.incoming(incoming).await?,
                Some(answer) = self.answers.next(), if !self.answers.is_empty() => self.answer(answer),
                () = self.session.link.woken(), if looks => {}
                () = tokio::time::sleep_until(self.look_after), if !looks => {}
                // More to write than one turn takes; the others get their chance in between.
                () = tokio::task::yield_now(), if looks && self.session.has_more() => {}
                _ = ping.tick() => self.ping().await?,
                _ = recheck.tick() => self.session.link.recheck(),
                // It may have been renewed meanwhile: the database knows.
                () = clock.until(self.session.caller.expires_at), if looks => self.session.link.recheck(),
                () = stopping.cancelled(), if !said_goodbye => {
                    said_goodbye = true;
                    self.session.push(&ServerFrame::Goaway { spread_ms: self.app.config.drain_spread_ms });
                }
                () = closing.cancelled() => {
                    tokio::time::sleep(Duration::from_millis(self.app.chance.below(CLOSE_SPREAD_MS))).await;
                    return Err(Some(Over(close::RESTART)));
                }
            }
            while !self.session.is_full()
                && let Some(Some(answer)) = self.answers.next().now_or_never()
            {
                self.answer(answer);
            }
        }
    }

    /// Not just after the database was found away: commands are read and answered meanwhile.
    fn looks(&self) -> bool {
        Instant::now() >= self.look_after
    }

    async fn gather(&mut self) -> Result<(), Ended> {
        if !self.looks() {
            return Ok(());
        }
        let gathered = self.session.gather().await;
        unless_away(gathered, &mut self.session, &mut self.look_after)
    }

    /// Writes the turn. Given up only when the client takes nothing for [`NO_PROGRESS_MS`], or may not stay.
    async fn flush(&mut self) -> Result<(), Ended> {
        let frames = self.session.take_out();
        let closing = self.app.closing.clone();
        let mut since = Instant::now();
        let mut write = std::pin::pin!(self.transport.send(frames));
        loop {
            tokio::select! {
                sent = &mut write => return sent.map_err(|Gone| None),
                () = self.session.link.woken(), if Instant::now() >= self.look_after => {
                    let noticed = self.session.notice().await;
                    unless_away(noticed, &mut self.session, &mut self.look_after)?;
                }
                () = closing.cancelled() => return Err(Some(Over(close::RESTART))),
                () = tokio::time::sleep(PROGRESS_LOOK) => {
                    if self.session.caller.expires_at <= self.app.clock.now() {
                        self.session.link.recheck();
                    }
                    let taken = self.progress.taken();
                    if taken != self.taken {
                        self.taken = taken;
                        since = Instant::now();
                        self.alive = since;
                    } else if since.elapsed() >= Duration::from_millis(NO_PROGRESS_MS) {
                        metrics::counter!("alongside_no_progress_total").increment(1);
                        return Err(Some(Over(close::NO_PROGRESS)));
                    }
                }
            }
        }
    }

    async fn ping(&mut self) -> Result<(), Ended> {
        // A slow reader still takes something; an idle one must answer, since the kernel takes our ping for it.
        let taken = self.progress.taken();
        if taken != self.taken && self.progress.queued() > 0 {
            self.alive = Instant::now();
        }
        self.taken = taken;
        if self.transport.answers_pings() && self.alive.elapsed() > SILENCE {
            return Err(Some(Over(close::SILENT)));
        }
        self.session.ping().await.map_err(|error| over(error.into()))
    }

    async fn incoming(&mut self, incoming: Option<Incoming>) -> Result<(), Ended> {
        self.alive = Instant::now();
        match incoming {
            None => Err(None),
            Some(Incoming::Alive) => Ok(()),
            Some(Incoming::Broken(code)) => Err(Some(Over(code))),
            Some(Incoming::Frame(text)) => match read(&text) {
                Ok(frame) => {
                    self.command(frame).await;
                    Ok(())
                }
                Err(fault) => {
                    self.refused(fault.re, fault.refusal);
                    self.malformed += 1;
                    if self.malformed > MALFORMED { Err(Some(Over(close::MALFORMED))) } else { Ok(()) }
                }
            },
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
                        self.answers.push(answer.boxed());
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
                let pages = matches!(command, Command::History(_)).then(|| Arc::clone(&self.pages));
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
                self.answers.push(answer.boxed());
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
                if let (OkResult::Sent { seq, duplicate: true, .. }, Some(room)) = (&result, room) {
                    self.session.stored(room.into(), *seq);
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

/// Reads one frame within the frame limit.
pub fn read(text: &str) -> Result<ClientFrame, FrameFault> {
    if text.len() > FRAME_BYTES {
        let message = format!("A frame has at most {FRAME_BYTES} bytes; this one has {}.", text.len());
        return Err(FrameFault { re: None, refusal: Refusal::new(RefusalCode::TooBig, message) });
    }
    ClientFrame::parse(text)
}

/// That the database is away will pass. Nothing is lost meanwhile: the cursors stay where they are.
fn unless_away(looked: Result<(), GatherError>, session: &mut Session, look_after: &mut Instant) -> Result<(), Ended> {
    match looked {
        Err(GatherError::Failed(Error::Unavailable(source))) => {
            tracing::debug!(error = %chain(&*source), "the database is away; looking again soon");
            *look_after = Instant::now() + DATABASE_AWAY;
            session.begin_turn_anew();
            Ok(())
        }
        looked => looked.map_err(over),
    }
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

fn every(period: Duration) -> Interval {
    let mut interval = interval_at(Instant::now() + period, period);
    interval.set_missed_tick_behavior(MissedTickBehavior::Delay);
    interval
}
