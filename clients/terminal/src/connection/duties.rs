//! What follows from a frame of the server, and from a request of the application.

use super::actor::{Actor, Reply};
use super::outbox::{Answer, Refused};
use super::streams::Take;
use super::update::{Failure, Update};
use crate::record::What;
use alongside_protocol::client::{Command, RequestId, Resume};
use alongside_protocol::refusal::{Refusal, Retry};
use alongside_protocol::server::{OkResult, Resync, ServerFrame, StreamVerdict};
use alongside_protocol::stream::{Batch, Seq};
use alongside_protocol::{RoomId, StreamId};
use std::collections::BTreeMap;
use std::time::Duration;
use tokio::time::Instant;

impl Actor {
    pub fn frame(&mut self, frame: ServerFrame) {
        match frame {
            ServerFrame::Events(batch) => self.batch(batch),
            ServerFrame::Ok { re: Some(re), result } => self.ok(re, result),
            ServerFrame::Error { re: Some(re), refusal } => self.refused(re, refusal),
            ServerFrame::Error { re: None, refusal } => {
                self.last_word = Some(refusal.clone());
                self.tell(Update::Refused(refusal));
            }
            ServerFrame::Resync(resync) => self.resync(resync),
            ServerFrame::StreamEnded { stream, refusal } => self.ended(stream, refusal),
            ServerFrame::Presence { room, here, moderators } => self.tell(Update::Presence { room, here, moderators }),
            ServerFrame::Typing { room, people } => self.tell(Update::Typing { room, people }),
            ServerFrame::Ping { ping, heads } => self.ping(ping, &heads),
            ServerFrame::Goaway { spread_ms } => self.redial_within(Duration::from_millis(spread_ms)),
            // A second welcome says nothing new, and an answer to nothing answers nothing.
            ServerFrame::Welcome(_) | ServerFrame::Ok { re: None, .. } | ServerFrame::Unknown => {}
        }
    }

    fn batch(&mut self, batch: Batch) {
        if let Some(recorder) = &self.options.recorder {
            recorder.batch(&batch);
        }
        let stream = batch.stream;
        match self.streams.take(batch, Instant::now()) {
            Take::Apply(batch) => {
                self.tell(Update::Batch(batch));
                self.moved(stream);
            }
            Take::Hole => self.tell_turned(stream),
            Take::Nothing => {}
        }
    }
    fn resync(&mut self, resync: Box<Resync>) {
        if let Some(recorder) = &self.options.recorder {
            recorder.resync(&resync);
        }
        let stream = resync.stream;
        if self.streams.restart(&resync) {
            self.tell(Update::Resync(resync));
            self.moved(stream);
        }
    }
    fn moved(&mut self, stream: StreamId) {
        self.tell_turned(stream);
        self.wake_cursor_waiters();
    }

    fn ping(&mut self, ping: u64, heads: &BTreeMap<StreamId, Seq>) {
        let behind_ms = self.welcome.as_ref().map_or(0, |welcome| welcome.limits.behind_ms);
        self.streams.heads(heads, Duration::from_millis(behind_ms), Instant::now());
        self.tell_all_turned();
        self.write_now(&Command::Pong { ping });
    }

    fn ok(&mut self, re: RequestId, result: OkResult) {
        if let OkResult::Subscribed { stream } = &result
            && self.asked.remove(&re).is_some()
        {
            self.verdict(stream);
            return;
        }
        let Some(entry) = self.outbox.finish(re) else { return };
        if let Some(recorder) = &self.options.recorder {
            recorder.answered(re, &entry.command, &result);
        }
        // The application may no longer wait for it.
        let _ = entry.answer.send(Ok(result));
    }

    fn refused(&mut self, re: RequestId, refusal: Refusal) {
        let now = Instant::now();
        if let Some(stream) = self.asked.remove(&re) {
            self.verdict(&StreamVerdict::Refused { stream, refusal });
            return;
        }
        if refusal.retry == Retry::Resync
            && let Some(room) = self.outbox.room_of(re)
        {
            self.streams.ask_again(room.into());
        }
        match self.outbox.refuse(re, &refusal, self.options.wait_at_most, now) {
            Refused::Final(entry) => {
                let failure = Failure::Refused { may_have_happened: entry.unanswered_before, refusal };
                self.record_failure(&entry.command, &failure);
                // The application may no longer wait for it.
                let _ = entry.answer.send(Err(failure));
            }
            Refused::Delayed { client_id: Some(client_id), retry_in } => {
                self.tell(Update::Delayed { client_id, refusal, retry_in });
            }
            Refused::Delayed { client_id: None, .. } => {}
            Refused::Stranger => self.tell(Update::Refused(refusal)),
        }
    }

    pub fn verdict(&mut self, verdict: &StreamVerdict) {
        if let Some(recorder) = &self.options.recorder {
            recorder.verdict(verdict);
        }
        let (StreamVerdict::Replay { stream, .. }
        | StreamVerdict::Resync { stream, .. }
        | StreamVerdict::Refused { stream, .. }) = verdict;
        self.streams.verdict(verdict, Instant::now());
        self.tell(Update::Verdict(verdict.clone()));
        for (_, waiter) in self.verdict_waiters.extract_if(.., |(wanted, _)| wanted == stream) {
            // The application may no longer wait for it.
            let _ = waiter.send(Ok(verdict.clone()));
        }
        self.moved(*stream);
    }

    pub fn take_command(&mut self, command: Command, answer: Answer) {
        let recorded = self.options.recorder.as_ref().map(|_| command.clone());
        match self.outbox.add(command, answer) {
            Ok(id) => {
                if let (Some(recorder), Some(command)) = (&self.options.recorder, &recorded) {
                    recorder.asked(id, command);
                }
            }
            // The application may no longer wait for it.
            Err(answer) => drop(answer.send(Err(Failure::Full))),
        }
    }
    pub fn follow(&mut self, resume: Resume, answer: Reply<StreamVerdict>) {
        let stream = resume.stream;
        self.streams.follow(resume);
        match self.streams.followed_head(stream) {
            // The application may no longer wait for it.
            Some(head) => drop(answer.send(Ok(StreamVerdict::Replay { stream, head }))),
            None => self.verdict_waiters.push((stream, answer)),
        }
    }
    fn ended(&mut self, stream: StreamId, refusal: Refusal) {
        self.asked.retain(|_, asked| *asked != stream);
        self.streams.unfollow(stream);
        self.tell(Update::Ended { stream, refusal });
        self.wake_cursor_waiters();
    }
    pub fn unfollow(&mut self, stream: StreamId) {
        if self.streams.unfollow(stream) {
            self.asked.retain(|_, asked| *asked != stream);
            self.write_now(&Command::Unsubscribe { room: stream.room() });
            self.wake_cursor_waiters();
        }
    }
    /// Announces writing, at most once in the server's interval and only while connected.
    pub fn type_in(&mut self, room: RoomId) {
        let now = Instant::now();
        let Some(welcome) = self.welcome.as_ref().filter(|_| self.link.is_some()) else { return };
        let interval = Duration::from_millis(welcome.limits.typing_interval_ms);
        if self.typed.get(&room).is_none_or(|last| *last + interval <= now) {
            self.typed.insert(room, now);
            self.write_now(&Command::Typing { room });
        }
    }
    /// Writes something that is not repeated when it is lost.
    fn write_now(&mut self, command: &Command) {
        if let Some(link) = &mut self.link {
            // A broken link is noticed by the next poll of it.
            let _ = link.write(crate::wire::encode(None, command));
        }
    }

    pub fn wake_cursor_waiters(&mut self) {
        let streams = &self.streams;
        let over = |stream: &StreamId, seq: &Seq| {
            !streams.follows(*stream) || streams.position(*stream).is_some_and(|position| position.seq >= *seq)
        };
        for (stream, seq, waiter) in self.cursor_waiters.extract_if(.., |(stream, seq, _)| over(stream, seq)) {
            let result = if streams.follows(stream) {
                if let Some(recorder) = &self.options.recorder {
                    recorder.write(What::Reached { room: stream.room(), head: seq });
                }
                Ok(())
            } else {
                Err(Failure::NotSent("this stream is not followed".into()))
            };
            // The application may no longer wait for it.
            let _ = waiter.send(result);
        }
    }

    pub fn tell_turned(&mut self, stream: StreamId) {
        if let Some(current) = self.streams.turned(stream) {
            self.tell(Update::Current { stream, current });
        }
    }
    pub fn tell_all_turned(&mut self) {
        for stream in self.streams.all() {
            self.tell_turned(stream);
        }
    }

    fn record_failure(&self, command: &Command, failure: &Failure) {
        if let Command::Send(send) = command {
            self.write_record(|| What::NotSent {
                client_id: send.client_id,
                code: failure.refusal().map(|refusal| refusal.code),
                may_have_happened: failure.may_have_happened(),
            });
        }
    }
    /// Nothing will be answered any more.
    pub fn give_up(&mut self, why: &str) {
        for entry in self.outbox.drain() {
            let failure = entry.given_up(why);
            self.record_failure(&entry.command, &failure);
            // The application may no longer wait for it.
            let _ = entry.answer.send(Err(failure));
        }
        let ended = || Failure::NotSent(why.to_owned());
        for (_, waiter) in self.verdict_waiters.drain(..) {
            let _ = waiter.send(Err(ended()));
        }
        for (_, _, waiter) in self.cursor_waiters.drain(..) {
            let _ = waiter.send(Err(ended()));
        }
    }
}
