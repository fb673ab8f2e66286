//! One open connection, as others reach it: what it is told of, and when it wants to be woken.

use super::locked;
use crate::wire::Text;
use alongside_protocol::{AccountId, SessionId, StreamId, Timestamp};
use futures_util::task::AtomicWaker;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock};
use std::task::{Context, Poll};

/// Where frames can be written without waking the connection's own task.
pub trait Outlet: Send + Sync {
    /// Takes all of these, now or as soon as its reader lets it; or none, as long as it still holds others.
    fn offer(&self, frames: &[Text]) -> Offered;
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Offered {
    /// All of it is with the kernel.
    Written,
    /// It will be written by the connection's task, which must be woken.
    Held,
    /// Not taken: its reader is slow, or it has ended.
    Busy,
}

pub struct Connection {
    pub id: u64,
    pub account: AccountId,
    session: Mutex<SessionId>,
    dirty: Mutex<Vec<StreamId>>,
    nudges: Mutex<Nudges>,
    /// Rights are to be looked at before anything is written.
    nudged: AtomicBool,
    news: AtomicBool,
    waker: AtomicWaker,
    outlet: OnceLock<Arc<dyn Outlet>>,
    /// When it is to be woken though nothing comes, in milliseconds since the hub began; and in those of the wall clock.
    alarm: AtomicU64,
    wall_alarm: AtomicI64,
}

/// What a connection should look at again.
#[derive(Debug, Default)]
pub struct Nudges {
    /// Session, account, roles, whom the person blocks.
    pub caller: bool,
    /// Rights to these streams.
    pub streams: Vec<StreamId>,
}

impl Nudges {
    fn add(&mut self, more: Self) {
        self.caller |= more.caller;
        more.streams.into_iter().for_each(|stream| self.add_stream(stream));
    }

    /// Each once, however often it is told.
    pub(super) fn add_stream(&mut self, stream: StreamId) {
        if !self.streams.contains(&stream) {
            self.streams.push(stream);
        }
    }

    fn is_empty(&self) -> bool {
        !self.caller && self.streams.is_empty()
    }
}

impl Connection {
    pub(super) fn new(id: u64, account: AccountId, session: SessionId) -> Self {
        Self {
            id,
            account,
            session: Mutex::new(session),
            dirty: Mutex::default(),
            nudges: Mutex::default(),
            nudged: AtomicBool::new(false),
            news: AtomicBool::new(false),
            waker: AtomicWaker::new(),
            outlet: OnceLock::new(),
            alarm: AtomicU64::new(u64::MAX),
            wall_alarm: AtomicI64::new(i64::MAX),
        }
    }

    /// Ready, once, after somebody woke the connection.
    pub fn poll_woken(&self, cx: &mut Context<'_>) -> Poll<()> {
        if self.news.swap(false, Ordering::AcqRel) {
            return Poll::Ready(());
        }
        self.waker.register(cx.waker());
        // It may have been woken before the waker was there.
        if self.news.swap(false, Ordering::AcqRel) { Poll::Ready(()) } else { Poll::Pending }
    }

    pub async fn woken(&self) {
        std::future::poll_fn(|cx| self.poll_woken(cx)).await;
    }

    pub fn wake(&self) {
        if !self.news.swap(true, Ordering::AcqRel) {
            self.waker.wake();
        }
    }

    /// Wakes the connection when one of these has come; see [`super::Hub::ring`].
    pub fn set_alarm(&self, at_ms: u64, when: Timestamp) {
        self.alarm.store(at_ms, Ordering::Relaxed);
        self.wall_alarm.store(when.millis(), Ordering::Relaxed);
    }

    pub(super) fn is_due(&self, at_ms: u64, now: Timestamp) -> bool {
        self.alarm.load(Ordering::Relaxed) <= at_ms || self.wall_alarm.load(Ordering::Relaxed) <= now.millis()
    }

    /// From here on a room's frames may be written to it directly.
    pub fn set_outlet(&self, outlet: Arc<dyn Outlet>) {
        let _set_once = self.outlet.set(outlet);
    }

    /// Writes frames past the connection's own task, unless that has to look at something first.
    pub(super) fn offer(&self, frames: &[Text]) -> Offered {
        if self.nudged.load(Ordering::Acquire) {
            return Offered::Busy;
        }
        self.outlet.get().map_or(Offered::Busy, |outlet| outlet.offer(frames))
    }

    pub fn has_outlet(&self) -> bool {
        self.outlet.get().is_some()
    }

    /// There is something new in a stream.
    pub(super) fn told(&self, stream: StreamId) {
        locked(&self.dirty).push(stream);
        self.wake();
    }

    pub fn is_nudged(&self) -> bool {
        self.nudged.load(Ordering::Acquire)
    }

    /// Streams with something new; none afterwards.
    pub fn take_told(&self) -> Vec<StreamId> {
        std::mem::take(&mut *locked(&self.dirty))
    }

    /// What else to look at; nothing afterwards. Nothing is written past the
    /// connection's task from a nudge on until [`Connection::heeded`].
    pub fn take_nudges(&self) -> Nudges {
        std::mem::take(&mut *locked(&self.nudges))
    }

    /// What was taken has been looked at.
    pub fn heeded(&self) {
        let nudges = locked(&self.nudges);
        if nudges.is_empty() {
            self.nudged.store(false, Ordering::Release);
        }
    }

    /// What could not be looked at yet.
    pub fn put_back(&self, nudges: Nudges) {
        self.nudge(|waiting| waiting.add(nudges));
    }

    pub(super) fn nudge(&self, change: impl FnOnce(&mut Nudges)) {
        let mut nudges = locked(&self.nudges);
        change(&mut nudges);
        self.nudged.store(true, Ordering::Release);
        drop(nudges);
        self.wake();
    }

    pub(super) fn session(&self) -> SessionId {
        *locked(&self.session)
    }

    /// Another session of the same person carries the connection from now on.
    pub fn set_session(&self, session: SessionId) {
        *locked(&self.session) = session;
        self.recheck();
    }

    /// Look at everything again.
    pub fn recheck(&self) {
        self.nudge(|nudges| nudges.caller = true);
    }
}
