//! The task that owns a connection. It waits for one of: a request of the application, room for an
//! update, a frame, the end of a dial, a moment that was set; does what follows from it; and writes
//! what may be written. What follows from a frame stands in [`super::duties`].

use super::dial::{Dialled, Fault, dial};
use super::link::{Arrival, Link};
use super::outbox::{Answer, Outbox};
use super::streams::Streams;
use super::update::{Failure, State, Stop, Update};
use crate::options::Options;
use crate::record::What;
use crate::wire;
use alongside_protocol::client::{Command, RequestId, Resume};
use alongside_protocol::close::Verdict;
use alongside_protocol::server::{StreamVerdict, Welcome};
use alongside_protocol::stream::{Position, Seq};
use alongside_protocol::{Refusal, RoomId, StreamId};
use futures_util::future::BoxFuture;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use std::collections::{BTreeMap, VecDeque};
use std::future::poll_fn;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{mpsc, oneshot, watch};
use tokio::time::{Instant, sleep_until};

/// While this many updates wait for room in the channel, nothing is read from the socket.
const UPDATES_WAITING: usize = 64;
/// Numbers kept free of the server's bound on commands in flight, for subscriptions.
const KEPT_FOR_SUBSCRIPTIONS: usize = 8;
/// A server that is silent for this many of its ping intervals is gone.
const SILENT_PINGS: f64 = 2.5;
/// Before the first welcome nothing is known about pings.
const FIRST_SILENCE: Duration = Duration::from_secs(60);

pub type Reply<T> = oneshot::Sender<Result<T, Failure>>;

pub enum Request {
    Command(Command, Answer),
    Follow(Resume, Reply<StreamVerdict>),
    Unfollow(StreamId),
    Await { stream: StreamId, seq: Seq, answer: Reply<()> },
    Typing(RoomId),
    Token(String),
    Positions(oneshot::Sender<BTreeMap<StreamId, Position>>),
    Reconnect,
    Close(oneshot::Sender<()>),
}

/// What woke the task.
enum Wake {
    Request(Option<Request>),
    /// There is room for an update, or (false) nobody reads them any more.
    Room(bool),
    Arrival(Arrival),
    Dialled(Box<Result<Dialled, Fault>>),
    Moment,
}

pub struct Actor {
    pub options: Options,
    pub streams: Streams,
    pub outbox: Outbox,
    /// Subscriptions without an answer yet.
    pub asked: BTreeMap<RequestId, StreamId>,
    pub verdict_waiters: Vec<(StreamId, Reply<StreamVerdict>)>,
    pub cursor_waiters: Vec<(StreamId, Seq, Reply<()>)>,
    pub typed: BTreeMap<RoomId, Instant>,
    pub link: Option<Link>,
    pub welcome: Option<Arc<Welcome>>,
    /// The last refusal that answered no command: why a close that follows came.
    pub last_word: Option<Refusal>,
    dialling: Option<BoxFuture<'static, Result<Dialled, Fault>>>,
    dial_at: Option<Instant>,
    failures: u32,
    live_since: Instant,
    last_frame: Instant,
    outgoing: VecDeque<Update>,
    /// `None` once the application has dropped its end.
    updates: Option<mpsc::Sender<Update>>,
    state: watch::Sender<State>,
    pub rng: StdRng,
}

pub async fn run(
    options: Options,
    mut requests: mpsc::Receiver<Request>,
    updates: mpsc::Sender<Update>,
    state: watch::Sender<State>,
) {
    let mut actor = Actor::new(options, updates, state);
    let stop = loop {
        let wake = actor.wait(&mut requests).await;
        let turn = actor.turn(wake).and_then(|()| actor.write());
        if let Err(end) = turn {
            break end;
        }
    };
    actor.end(stop, requests).await;
}

/// Why the task ends, and who wants to know.
pub struct End {
    stop: Stop,
    done: Option<oneshot::Sender<()>>,
}

impl From<Stop> for End {
    fn from(stop: Stop) -> Self {
        Self { stop, done: None }
    }
}

impl Actor {
    fn new(options: Options, updates: mpsc::Sender<Update>, state: watch::Sender<State>) -> Self {
        let mut streams = Streams::default();
        for resume in &options.follow {
            streams.follow(resume.clone());
        }
        let now = Instant::now();
        Self {
            streams,
            outbox: Outbox::new(options.outbox, options.sends_per_room),
            asked: BTreeMap::new(),
            verdict_waiters: Vec::new(),
            cursor_waiters: Vec::new(),
            typed: BTreeMap::new(),
            link: None,
            welcome: None,
            last_word: None,
            dialling: None,
            dial_at: Some(now),
            failures: 0,
            live_since: now,
            last_frame: now,
            outgoing: VecDeque::new(),
            updates: Some(updates),
            state,
            // Another sequence than that of the client ids, from the same seed.
            rng: options.seed.map_or_else(StdRng::from_os_rng, |seed| StdRng::seed_from_u64(!seed)),
            options,
        }
    }

    async fn wait(&mut self, requests: &mut mpsc::Receiver<Request>) -> Wake {
        let deadline = self.deadline();
        let reading = self.outgoing.len() < UPDATES_WAITING;
        tokio::select! {
            request = requests.recv() => Wake::Request(request),
            room = room_in(&self.updates, !self.outgoing.is_empty()) => Wake::Room(room),
            arrival = arrival(&mut self.link, reading) => Wake::Arrival(arrival),
            dialled = dialled(&mut self.dialling) => Wake::Dialled(Box::new(dialled)),
            () = sleep_until(deadline.unwrap_or_else(Instant::now)), if deadline.is_some() => Wake::Moment,
        }
    }

    fn turn(&mut self, wake: Wake) -> Result<(), End> {
        match wake {
            Wake::Request(None) => Err(Stop::by_application().into()),
            Wake::Request(Some(request)) => self.request(request),
            Wake::Room(true) => Ok(()),
            Wake::Room(false) => {
                self.updates = None;
                self.outgoing.clear();
                Ok(())
            }
            Wake::Arrival(arrival) => self.arrived(arrival),
            Wake::Dialled(result) => {
                self.dialling = None;
                match *result {
                    Ok(dialled) => self.welcomed(dialled),
                    Err(fault) => self.failed(fault),
                }
            }
            Wake::Moment => self.moment(),
        }
    }

    fn request(&mut self, request: Request) -> Result<(), End> {
        match request {
            Request::Command(command, answer) => self.take_command(command, answer),
            Request::Follow(resume, answer) => self.follow(resume, answer),
            Request::Unfollow(stream) => self.unfollow(stream),
            Request::Await { stream, seq, answer } => {
                self.cursor_waiters.push((stream, seq, answer));
                self.wake_cursor_waiters();
            }
            Request::Typing(room) => self.type_in(room),
            Request::Token(token) => self.options.token = Some(token),
            Request::Positions(answer) => {
                // Nobody may wait for the answer any more.
                let _ = answer.send(self.streams.positions());
            }
            Request::Reconnect => {
                if self.link.is_some() {
                    return self.lost(Fault::new(Verdict::AtOnce, "this program asked for it"));
                }
                self.dial_at = Some(Instant::now());
            }
            Request::Close(done) => return Err(End { stop: Stop::by_application(), done: Some(done) }),
        }
        Ok(())
    }

    fn arrived(&mut self, arrival: Arrival) -> Result<(), End> {
        match arrival {
            Arrival::Flushed => Ok(()),
            Arrival::Text(text) => {
                self.last_frame = Instant::now();
                match wire::decode(text.as_str()) {
                    Ok(frame) => self.frame(*frame),
                    Err(why) => return self.lost(Fault::new(Verdict::BackOff, why.to_string())),
                }
                Ok(())
            }
            Arrival::Closed(frame) => {
                let last_word = self.last_word.take();
                self.lost(Fault::closed(frame, last_word))
            }
            Arrival::Broken(why) => self.lost(Fault::new(Verdict::BackOff, why)),
        }
    }

    /// Moments that were set: dialling, silence of the server, a command without an answer.
    fn moment(&mut self) -> Result<(), End> {
        let now = Instant::now();
        if self.link.is_some() && self.silent_at() <= now {
            return self.lost(Fault::new(Verdict::BackOff, "the server has been silent"));
        }
        if self.link.is_some() && self.overdue_at().is_some_and(|at| at <= now) {
            return self.lost(Fault::new(Verdict::BackOff, "the server left a command unanswered"));
        }
        if self.dialling.is_none() && self.dial_at.is_some_and(|at| at <= now) {
            self.dial_at = None;
            let asked = self.streams.resumes();
            self.write_record(|| What::Hello { resume: asked.clone() });
            self.dialling = Some(dial(&self.options, asked));
            if self.link.is_none() {
                self.tell_state(State::Connecting { failures: self.failures });
            }
        }
        Ok(())
    }
    fn deadline(&self) -> Option<Instant> {
        let dialling = self.dial_at.filter(|_| self.dialling.is_none());
        let live = self.link.as_ref().map(|_| self.silent_at());
        let now = Instant::now();
        let waiting = [self.overdue_at(), self.streams.deadline(), self.outbox.deadline(now)];
        let waiting = waiting.into_iter().flatten().filter(|_| self.link.is_some());
        waiting.chain(dialling).chain(live).min()
    }
    fn silent_at(&self) -> Instant {
        let patience = self
            .welcome
            .as_ref()
            .map_or(FIRST_SILENCE, |welcome| Duration::from_millis(welcome.ping_interval_ms).mul_f64(SILENT_PINGS));
        self.last_frame + patience
    }
    fn overdue_at(&self) -> Option<Instant> {
        self.outbox.overdue_at(self.options.answer_within)
    }

    /// The new socket takes over; the old one, if there was one, worked until now.
    fn welcomed(&mut self, dialled: Dialled) -> Result<(), End> {
        if let Some(old) = self.link.replace(dialled.link) {
            old.part();
        }
        let now = Instant::now();
        (self.live_since, self.last_frame) = (now, now);
        self.dial_at = None;
        self.outbox.lost();
        self.asked.clear();
        self.last_word = None;
        let welcome = Arc::new(*dialled.welcome);
        self.welcome = Some(welcome.clone());
        self.write_record(|| What::Welcomed);
        self.tell_state(State::Live(welcome.clone()));
        for unwanted in self.streams.welcomed(welcome.account.id.into(), &dialled.asked) {
            self.write_frame(None, &Command::Unsubscribe { room: unwanted.room() })?;
        }
        for verdict in &welcome.streams {
            self.verdict(verdict);
        }
        Ok(())
    }

    /// A dial went wrong. An old socket, if there is one, goes on working.
    fn failed(&mut self, fault: Fault) -> Result<(), End> {
        self.failures = self.failures.saturating_add(1);
        self.come_back(fault)
    }

    /// The socket is gone. Also for the duties.
    pub fn lost(&mut self, fault: Fault) -> Result<(), End> {
        self.link = None;
        self.outbox.lost();
        self.asked.clear();
        self.streams.lost();
        self.tell_all_turned();
        if self.live_since.elapsed() >= self.options.backoff.steady {
            self.failures = 0;
        }
        let back = self.come_back(fault);
        self.failures = self.failures.saturating_add(1);
        back
    }

    fn come_back(&mut self, fault: Fault) -> Result<(), End> {
        if fault.verdict == Verdict::Stop {
            return Err(Stop { code: fault.code, refusal: fault.refusal, why: fault.why }.into());
        }
        let mut delay = self.options.backoff.delay(self.failures, &mut self.rng);
        if fault.verdict == Verdict::AtOnce {
            delay = delay.min(self.options.backoff.first);
        }
        let delay = delay.max(fault.retry_after.unwrap_or_default());
        let at = Instant::now() + delay;
        let at = self.dial_at.map_or(at, |earlier| earlier.min(at));
        if self.dialling.is_none() {
            self.dial_at = Some(at);
        }
        if self.link.is_none() {
            let retry_in = at.saturating_duration_since(Instant::now());
            self.tell_state(State::Waiting { why: fault.why, retry_in });
        }
        Ok(())
    }
    /// A new socket at a random moment within `spread`; the one there is works until then.
    pub fn redial_within(&mut self, spread: Duration) {
        if self.dialling.is_none() && self.dial_at.is_none() {
            self.dial_at = Some(Instant::now() + spread.mul_f64(self.rng.random_range(0.0..1.0)));
        }
    }

    /// Writes what may be written now: subscriptions first, then commands in their order.
    fn write(&mut self) -> Result<(), End> {
        self.flush_updates();
        if self.link.as_ref().is_none_or(Link::is_writing) {
            return Ok(());
        }
        let now = Instant::now();
        for Resume { stream, position, quiet } in self.streams.due(now) {
            self.tell_turned(stream);
            let id = self.outbox.number();
            self.asked.insert(id, stream);
            self.write_record(|| What::Subscribe { stream, position });
            self.write_frame(Some(id), &Command::Subscribe { room: stream.room(), position, quiet })?;
        }
        let bound = self.welcome.as_ref().map_or(1, |welcome| welcome.limits.commands_in_flight);
        let bound = bound.saturating_sub(KEPT_FOR_SUBSCRIPTIONS).max(1);
        while self.link.is_some() {
            let Some((id, command)) = self.outbox.next_ready(bound, now) else { break };
            let text = wire::encode(Some(id), command);
            self.write_text(text)?;
        }
        Ok(())
    }
    pub fn write_frame(&mut self, id: Option<RequestId>, command: &Command) -> Result<(), End> {
        self.write_text(wire::encode(id, command))
    }
    fn write_text(&mut self, text: String) -> Result<(), End> {
        match self.link.as_mut().map(|link| link.write(text)) {
            Some(Err(why)) => self.lost(Fault::new(Verdict::BackOff, why)),
            _ => Ok(()),
        }
    }

    pub fn tell(&mut self, update: Update) {
        if self.updates.is_some() {
            self.outgoing.push_back(update);
        }
    }
    pub fn tell_state(&mut self, state: State) {
        self.state.send_replace(state.clone());
        self.tell(Update::State(state));
    }
    /// Hands over what there is room for, without waiting.
    fn flush_updates(&mut self) {
        let Some(updates) = &self.updates else { return };
        while !self.outgoing.is_empty() {
            let Ok(permit) = updates.try_reserve() else { return };
            if let Some(update) = self.outgoing.pop_front() {
                permit.send(update);
            }
        }
    }
    pub fn write_record(&self, what: impl FnOnce() -> What) {
        if let Some(recorder) = &self.options.recorder {
            recorder.write(what());
        }
    }

    /// Answers everybody who waits, says goodbye, and hands over the last updates while somebody reads.
    async fn end(mut self, end: End, mut requests: mpsc::Receiver<Request>) {
        let why = end.stop.why.clone();
        requests.close();
        while let Ok(request) = requests.try_recv() {
            if let Request::Command(command, answer) = request {
                self.take_command(command, answer);
            }
        }
        self.give_up(&why);
        if let Some(link) = self.link.take() {
            link.part();
        }
        self.streams.lost();
        self.tell_all_turned();
        self.tell_state(State::Stopped(end.stop));
        if let Some(done) = end.done {
            // Whoever closed may have gone.
            let _ = done.send(());
        }
        if let Some(updates) = self.updates.take() {
            for update in self.outgoing.drain(..) {
                if updates.send(update).await.is_err() {
                    return;
                }
            }
        }
    }
}

/// Waits for room in the channel: true when there is some, false when nobody reads any more.
async fn room_in(updates: &Option<mpsc::Sender<Update>>, wanted: bool) -> bool {
    match updates {
        Some(updates) if wanted => updates.reserve().await.is_ok(),
        _ => std::future::pending().await,
    }
}

async fn arrival(link: &mut Option<Link>, reading: bool) -> Arrival {
    match link {
        Some(link) => poll_fn(|cx| link.poll(cx, reading)).await,
        None => std::future::pending().await,
    }
}

async fn dialled(dialling: &mut Option<BoxFuture<'static, Result<Dialled, Fault>>>) -> Result<Dialled, Fault> {
    match dialling {
        Some(dialling) => dialling.await,
        None => std::future::pending().await,
    }
}
