//! A welcomed socket, polled without ever blocking: writing goes on while reading does, so that two
//! full sockets cannot wait for each other.

use super::dial::in_words;
use crate::socket::Tungstenite;
use futures_util::{SinkExt, StreamExt};
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::tungstenite::{Message, Utf8Bytes};

/// Longest time for a closing handshake.
const PARTING: Duration = Duration::from_secs(2);

#[derive(Debug)]
pub struct Link {
    stream: Tungstenite,
    /// Something was written and not flushed yet.
    unflushed: bool,
}

#[derive(Debug)]
pub enum Arrival {
    /// All that was written has left.
    Flushed,
    Text(Utf8Bytes),
    /// The server closed, with its code and reason.
    Closed(Option<(u16, String)>),
    Broken(String),
}

impl Link {
    pub fn new(stream: Tungstenite) -> Self {
        Self { stream, unflushed: false }
    }
    /// While this is true, writing more would only pile up.
    pub fn is_writing(&self) -> bool {
        self.unflushed
    }
    pub fn write(&mut self, text: String) -> Result<(), String> {
        self.unflushed = true;
        self.stream.start_send_unpin(Message::text(text)).map_err(|why| in_words(&why))
    }

    pub fn poll(&mut self, cx: &mut Context<'_>, reading: bool) -> Poll<Arrival> {
        if self.unflushed {
            match self.stream.poll_flush_unpin(cx) {
                Poll::Ready(Ok(())) => {
                    self.unflushed = false;
                    return Poll::Ready(Arrival::Flushed);
                }
                Poll::Ready(Err(why)) => return Poll::Ready(Arrival::Broken(in_words(&why))),
                Poll::Pending => {}
            }
        }
        if !reading {
            return Poll::Pending;
        }
        loop {
            let arrival = match std::task::ready!(self.stream.poll_next_unpin(cx)) {
                Some(Ok(Message::Text(text))) => Arrival::Text(text),
                Some(Ok(Message::Close(frame))) => {
                    Arrival::Closed(frame.map(|frame| (frame.code.into(), frame.reason.to_string())))
                }
                Some(Ok(_)) => continue,
                Some(Err(why)) => Arrival::Broken(in_words(&why)),
                None => Arrival::Closed(None),
            };
            return Poll::Ready(arrival);
        }
    }

    /// Says goodbye in the background, for at most [`PARTING`].
    pub fn part(mut self) {
        tokio::spawn(timeout(PARTING, async move {
            let goodbye = CloseFrame { code: 1000.into(), reason: "normal".into() };
            // A failure here means that the other side is gone already.
            let _ = self.stream.close(Some(goodbye)).await;
            while let Some(Ok(_)) = self.stream.next().await {}
        }));
    }
}
