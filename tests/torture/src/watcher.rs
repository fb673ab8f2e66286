//! An open socket whose every frame is noted with its instant, while its trial does something elsewhere.

use crate::Mishap;
use alongside_protocol::client::{Command, Hello, Resume};
use alongside_protocol::server::ServerFrame;
use alongside_protocol::{Refusal, RoomId};
use alongside_terminal::Socket;
use alongside_terminal::socket::{Received, Upgrade};
use std::collections::VecDeque;
use std::time::{Duration, Instant};
use tokio::sync::mpsc;
use tokio::time::{Instant as Moment, timeout_at};

/// Frames that may wait for their trial.
const FRAMES: usize = 4_096;
const COMMANDS: usize = 16;

pub struct Watcher {
    frames: mpsc::Receiver<(Instant, Received)>,
    /// Frames that were looked at and not wanted yet.
    kept: VecDeque<(Instant, Received)>,
    commands: mpsc::Sender<(u64, Command)>,
    next: u64,
}

impl Watcher {
    /// Connects and follows rooms from now on; returns once welcomed.
    pub async fn open(url: &str, token: &str, rooms: &[RoomId], patience: Duration) -> Result<Self, Mishap> {
        let failed = |why: String| Mishap::Stuck(format!("A watcher could not connect to {url}: {why}"));
        let mut socket = Socket::connect(&Upgrade::to(url)).await.map_err(|error| failed(error.to_string()))?;
        let resume = rooms.iter().map(|room| Resume { stream: (*room).into(), position: None, quiet: false });
        let hello = Hello { token: Some(token.into()), resume: resume.collect(), ..Hello::default() };
        socket.command(None, Command::Hello(hello)).await.map_err(|error| failed(error.to_string()))?;
        let (frames, received) = mpsc::channel(FRAMES);
        let (commands, asked) = mpsc::channel(COMMANDS);
        tokio::spawn(watch(socket, frames, asked));
        let mut watcher = Self { frames: received, kept: VecDeque::new(), commands, next: 1 };
        watcher.frame(patience, |frame| matches!(frame, ServerFrame::Welcome(_)).then_some(())).await?;
        // The snapshots of the rooms: from here on everything is news.
        for _ in rooms {
            watcher.frame(patience, |frame| matches!(frame, ServerFrame::Resync(_)).then_some(())).await?;
        }
        Ok(watcher)
    }

    /// The first thing in which `wanted` finds something, and when it came.
    pub async fn find<T>(
        &mut self,
        patience: Duration,
        mut wanted: impl FnMut(&Received) -> Option<T>,
    ) -> Result<(Instant, T), Mishap> {
        for index in 0..self.kept.len() {
            if let Some(found) = wanted(&self.kept[index].1) {
                let at = self.kept[index].0;
                self.kept.remove(index);
                return Ok((at, found));
            }
        }
        let end = Moment::now() + patience;
        loop {
            let Ok(Some((at, received))) = timeout_at(end, self.frames.recv()).await else {
                let kept: Vec<_> = self.kept.iter().map(|(_, received)| received).collect();
                return Err(Mishap::Stuck(format!("What was awaited did not come; there came {kept:?}")));
            };
            if let Some(found) = wanted(&received) {
                return Ok((at, found));
            }
            self.kept.push_back((at, received));
        }
    }
    pub async fn frame<T>(
        &mut self,
        patience: Duration,
        mut wanted: impl FnMut(&ServerFrame) -> Option<T>,
    ) -> Result<(Instant, T), Mishap> {
        self.find(patience, |received| if let Received::Frame(frame) = received { wanted(frame) } else { None }).await
    }
    /// The code that the server closes with, and when.
    pub async fn close(&mut self, patience: Duration) -> Result<(Instant, u16), Mishap> {
        self.find(patience, |received| match received {
            Received::Closed(Some((code, _))) => Some(*code),
            _ => None,
        })
        .await
    }
    /// The answer to a command: whether it was refused, and how.
    pub async fn ask(&mut self, command: Command, patience: Duration) -> Result<Result<(), Refusal>, Mishap> {
        let id = self.next;
        self.next += 1;
        if self.commands.send((id, command)).await.is_err() {
            return Err(Mishap::Stuck("A watcher's socket is gone".into()));
        }
        let answer = self.frame(patience, |frame| match frame {
            ServerFrame::Ok { re, .. } if *re == Some(id) => Some(Ok(())),
            ServerFrame::Error { re, refusal } if *re == Some(id) => Some(Err(refusal.clone())),
            _ => None,
        });
        answer.await.map(|(_, answer)| answer)
    }
}

async fn watch(
    mut socket: Socket,
    frames: mpsc::Sender<(Instant, Received)>,
    mut commands: mpsc::Receiver<(u64, Command)>,
) {
    loop {
        let received = tokio::select! {
            received = socket.receive() => received,
            Some((id, command)) = commands.recv() => {
                // A broken socket is seen by the next look at it.
                let _ = socket.command(Some(id), command).await;
                continue;
            }
        };
        if let Received::Frame(frame) = &received
            && let ServerFrame::Ping { ping, .. } = **frame
        {
            let _ = socket.command(None, Command::Pong { ping }).await;
        }
        let over = matches!(received, Received::Closed(_) | Received::Broken(_));
        if frames.send((Instant::now(), received)).await.is_err() || over {
            return;
        }
    }
}
