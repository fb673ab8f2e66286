//! A client that tries once, and notes what it is told and how long that took. Nothing is tried again behind its back,
//! as a [`alongside_terminal::Connection`] would.

use crate::Mishap;
use alongside_protocol::client::{Command, Send};
use alongside_protocol::server::{OkResult, ServerFrame};
use alongside_protocol::{ClientMessageId, Refusal, RoomId};
use alongside_terminal::record::{ClientRecorder, What, fingerprint};
use alongside_terminal::socket::{Received, Upgrade};
use alongside_terminal::{Sent, Socket};
use rand::Rng;
use rand::rngs::StdRng;
use std::time::{Duration, Instant};
use tokio::time::timeout_at;

pub struct Probe {
    socket: Socket,
    recorder: ClientRecorder,
    next: u64,
}

/// What came of one try.
#[derive(Debug, Clone, PartialEq)]
pub enum Told {
    Sent(Sent),
    Refused(Refusal),
    /// No word in time.
    Nothing,
    /// The socket ended.
    Ended(String),
}

impl Probe {
    pub async fn connect(url: &str, token: &str, recorder: ClientRecorder, patience: Duration) -> Result<Self, Mishap> {
        let connecting = async {
            let mut socket = Socket::connect(&Upgrade::to(url)).await.map_err(|error| error.to_string())?;
            socket.hello(token).await.map_err(|error| error.to_string())?;
            let welcome = |frame: &ServerFrame| matches!(frame, ServerFrame::Welcome(_)).then_some(());
            socket.receive_until(patience, welcome).await.map_err(|ended| format!("{ended:?}"))?;
            Ok::<_, String>(socket)
        };
        match connecting.await {
            Ok(socket) => Ok(Self { socket, recorder, next: 1 }),
            Err(why) => Err(Mishap::Stuck(format!("A probe could not connect to {url}: {why}"))),
        }
    }

    /// Sends one message once. What has no good answer may have happened all the same.
    pub async fn send(
        &mut self,
        room: RoomId,
        client_id: ClientMessageId,
        body: &str,
        patience: Duration,
    ) -> (Told, Duration) {
        let began = Instant::now();
        self.recorder.write(What::Sending { room, client_id, text: fingerprint(body) });
        let told = self.ask(Send { room, client_id, body: body.into(), note: None, reply_to: None }, patience).await;
        match &told {
            Told::Sent(Sent { message, seq, state, .. }) => {
                let (message, seq, state) = (*message, *seq, *state);
                self.recorder.write(What::Acknowledged { room, client_id, message, seq, state });
            }
            Told::Refused(refusal) => {
                let code = Some(refusal.code);
                self.recorder.write(What::NotSent { client_id, code, may_have_happened: true });
            }
            _ => self.recorder.write(What::NotSent { client_id, code: None, may_have_happened: true }),
        }
        (told, began.elapsed())
    }

    async fn ask(&mut self, send: Send, patience: Duration) -> Told {
        let (id, client_id) = (self.next, send.client_id);
        self.next += 1;
        if let Err(error) = self.socket.command(Some(id), Command::Send(send)).await {
            return Told::Ended(error.to_string());
        }
        let end = tokio::time::Instant::now() + patience;
        loop {
            let Ok(received) = timeout_at(end, self.socket.receive()).await else { return Told::Nothing };
            match received {
                Received::Frame(frame) => match *frame {
                    ServerFrame::Ok { re, result: OkResult::Sent { message, seq, at, state, duplicate } }
                        if re == Some(id) =>
                    {
                        return Told::Sent(Sent { client_id, message, seq, at, state, duplicate });
                    }
                    ServerFrame::Error { re, refusal } if re == Some(id) => return Told::Refused(refusal),
                    ServerFrame::Ping { ping, .. } => {
                        if let Err(error) = self.socket.command(None, Command::Pong { ping }).await {
                            return Told::Ended(error.to_string());
                        }
                    }
                    _ => {}
                },
                Received::Text(_) => {}
                ended => return Told::Ended(format!("{ended:?}")),
            }
        }
    }
}

/// A client id of the trial's own chance, so that the same seed sends the same.
pub fn client_id(rng: &mut StdRng) -> ClientMessageId {
    ClientMessageId(uuid::Builder::from_random_bytes(rng.random()).into_uuid())
}
