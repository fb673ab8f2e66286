//! One WebSocket over the bare TCP stream: messages in, frames out, and how it ends. Knows nothing of what is said.
//!
//! It has no buffers of its own while nothing is half said: bytes are read into one of the thread's, and what is whole is
//! handed on from there. TLS is the reverse proxy's, so that the stream is always TCP.

use super::framing::{CLOSE, Decoder, PONG, Said};
use super::link::{Gone, Incoming, Transport};
use super::outlet::Outlet;
use super::upgrade::Bare;
use crate::hub;
use crate::wire::{self, Text};
use alongside_protocol::close;
use alongside_protocol::limits::FRAME_BYTES;
use bytes::Bytes;
use std::cell::RefCell;
use std::io::{self, ErrorKind};
use std::net::Shutdown;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

/// Bytes that are read at a time.
const READ_BYTES: usize = 16 * 1024;
/// A frame over the protocol's limit is refused and the connection goes on; over this it ends.
pub const LARGEST_BYTES: usize = 4 * FRAME_BYTES;
/// How long a goodbye may take.
const GOODBYE: Duration = Duration::from_secs(2);

thread_local! {
    static READ_BUFFER: RefCell<Box<[u8]>> = RefCell::new(vec![0; READ_BYTES].into());
}

/// A whole message.
#[derive(Debug)]
pub enum Message {
    Text(String),
    Binary(Vec<u8>),
    /// Pings, which have been answered, or pongs.
    Alive,
}

/// How hearing from the client ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// Its stream ended.
    Gone,
    /// It said goodbye, perhaps with a code, and wants to hear the same.
    Goodbye(Option<u16>),
    /// It broke the rules; it is told with this code.
    Fault(u16),
}

pub struct Socket {
    outlet: Arc<Outlet>,
    decoder: Decoder,
    /// Bytes that were read together with others, up to [`READ_BYTES`], and how many of them were used.
    unread: Vec<u8>,
    used: usize,
    end: Option<End>,
    /// We said goodbye: nothing is sent after that.
    closing: bool,
}

impl Socket {
    /// For messages of at most so many bytes.
    pub fn new(bare: Bare, largest: usize) -> Self {
        let outlet = Arc::new(Outlet::new(bare.stream));
        // A copy, mostly of nothing: the bytes themselves hold on to all that hyper had allocated for reading.
        let unread = bare.early.to_vec();
        Self { outlet, decoder: Decoder::new(largest), unread, used: 0, end: None, closing: false }
    }

    pub async fn next(&mut self) -> Result<Message, End> {
        std::future::poll_fn(|cx| self.poll_next(cx)).await
    }

    /// The next whole message. Once it has ended it stays so.
    pub fn poll_next(&mut self, cx: &mut Context<'_>) -> Poll<Result<Message, End>> {
        loop {
            if let Some(end) = self.end {
                return Poll::Ready(Err(end));
            }
            if self.used < self.unread.len() {
                let mut unread = std::mem::take(&mut self.unread);
                let (used, message) = self.hear(&mut unread[self.used..]);
                self.used += used;
                if self.used < unread.len() {
                    self.unread = unread;
                } else {
                    self.used = 0;
                }
                match message {
                    Some(message) => return Poll::Ready(message),
                    None => continue,
                }
            }
            if let Err(error) = ready!(self.outlet.stream.poll_read_ready(cx)) {
                tracing::debug!(%error, "a connection broke");
                self.end = Some(End::Gone);
                continue;
            }
            if let Some(message) = READ_BUFFER.with_borrow_mut(|buffer| self.read(buffer)) {
                return Poll::Ready(message);
            }
        }
    }

    fn read(&mut self, buffer: &mut [u8]) -> Option<Result<Message, End>> {
        match self.outlet.stream.try_read(buffer) {
            Ok(0) => self.end = Some(End::Gone),
            Ok(got) => {
                let (used, message) = self.hear(&mut buffer[..got]);
                self.unread.extend_from_slice(&buffer[used..got]);
                return message;
            }
            Err(error) if error.kind() == ErrorKind::WouldBlock => {}
            Err(_) => self.end = Some(End::Gone),
        }
        None
    }

    /// What bytes say, up to the first message, and how many of them were used.
    fn hear(&mut self, bytes: &mut [u8]) -> (usize, Option<Result<Message, End>>) {
        let mut pongs = Vec::new();
        let mut alive = false;
        let mut at = 0;
        let message = loop {
            let (used, said) = self.decoder.decode(&mut bytes[at..]);
            at += used;
            match said {
                Ok(Some(Said::Text(text))) => break Some(Ok(Message::Text(text.into_owned()))),
                Ok(Some(Said::Binary(bytes))) => break Some(Ok(Message::Binary(bytes.into_owned()))),
                Ok(Some(Said::Ping(payload))) => put_frame(&mut pongs, PONG, &payload),
                Ok(Some(Said::Pong)) => {}
                Ok(Some(Said::Close(code))) => break Some(Err(End::Goodbye(code))),
                Ok(None) => break alive.then_some(Ok(Message::Alive)),
                Err(fault) => break Some(Err(End::Fault(fault.0))),
            }
            alive = true;
        };
        if !pongs.is_empty() && !self.closing {
            self.outlet.put(&[pongs.into()]);
        }
        if let Some(Err(end)) = message {
            self.end = Some(end);
        }
        (at, message)
    }

    /// Writes pieces that are whole frames, and waits until all is with the kernel.
    pub async fn send(&mut self, frames: &[Bytes]) -> Result<(), Gone> {
        self.outlet.put(frames);
        self.flush().await
    }

    async fn flush(&self) -> Result<(), Gone> {
        std::future::poll_fn(|cx| self.outlet.poll_flush(cx)).await.map_err(|_| Gone)
    }

    /// Says goodbye, hears the other's, and ends, all within [`GOODBYE`]: whoever does not answer is let go of.
    pub async fn say_goodbye(mut self, code: Option<u16>) {
        self.closing = true;
        let goodbye = async {
            let mut frame = Vec::new();
            put_frame(&mut frame, CLOSE, &closing(code));
            if self.send(&[frame.into()]).await.is_err() {
                return;
            }
            while !matches!(self.end, Some(End::Goodbye(_) | End::Gone)) {
                // What else is said now is not heard.
                if self.next().await.is_err_and(|end| matches!(end, End::Fault(_))) {
                    break;
                }
            }
            let _all_the_same = self.finish().await;
        };
        let _answered = tokio::time::timeout(GOODBYE, goodbye).await;
    }

    /// The server ends the TCP connection first (RFC 6455 section 7.1.1). What still comes is read, since closing with
    /// something unread would take the goodbye back.
    async fn finish(&mut self) -> io::Result<()> {
        socket2::SockRef::from(&self.outlet.stream).shutdown(Shutdown::Write)?;
        let mut rest = [0; 1_024];
        loop {
            self.outlet.stream.readable().await?;
            match self.outlet.stream.try_read(&mut rest) {
                Ok(0) => return Ok(()),
                Ok(_) => {}
                Err(error) if error.kind() == ErrorKind::WouldBlock => {}
                Err(error) => return Err(error),
            }
        }
    }

    /// Ends as hearing ended.
    pub async fn end(self) {
        match self.end {
            Some(End::Goodbye(code)) => self.say_goodbye(code).await,
            Some(End::Fault(code)) => self.say_goodbye(Some(code)).await,
            Some(End::Gone) | None => {}
        }
    }
}

impl Transport for Socket {
    fn poll_receive(&mut self, cx: &mut Context<'_>) -> Poll<Option<Incoming>> {
        self.poll_next(cx).map(|message| match message {
            Ok(Message::Text(text)) => Some(Incoming::Frame(text)),
            Ok(Message::Binary(_)) => {
                self.end = Some(End::Fault(close::UNSUPPORTED));
                None
            }
            Ok(Message::Alive) => Some(Incoming::Alive),
            Err(_) => None,
        })
    }

    fn put(&mut self, frames: &[Text]) {
        self.outlet.put_texts(frames);
    }

    fn is_flushed(&self) -> bool {
        self.outlet.is_flushed()
    }

    fn poll_flush(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Gone>> {
        self.outlet.poll_flush(cx).map_err(|_| Gone)
    }

    async fn close(self, code: Option<u16>) {
        match code {
            Some(code) => self.say_goodbye(Some(code)).await,
            None => self.end().await,
        }
    }

    fn answers_pings(&self) -> bool {
        true
    }

    fn taken(&self) -> u64 {
        self.outlet.taken()
    }

    fn queued(&self) -> u64 {
        self.outlet.queued()
    }

    fn outlet(&self) -> Option<Arc<dyn hub::Outlet>> {
        Some(Arc::clone(&self.outlet) as Arc<dyn hub::Outlet>)
    }
}

/// A whole frame as servers send it.
pub fn put_frame(out: &mut Vec<u8>, opcode: u8, payload: &[u8]) {
    let (header, at) = wire::header(opcode, payload.len());
    out.extend_from_slice(&header[at..]);
    out.extend_from_slice(payload);
}

/// The payload of a goodbye: the code, and its stable reason if it is one of ours.
fn closing(code: Option<u16>) -> Vec<u8> {
    let Some(code) = code else { return Vec::new() };
    let mut payload = code.to_be_bytes().to_vec();
    payload.extend_from_slice(reason(code).as_bytes());
    payload
}

/// What a close frame says beside its code.
pub fn reason(code: u16) -> &'static str {
    close::ALL.iter().find(|(known, _)| *known == code).map_or("", |(_, reason)| *reason)
}

#[cfg(test)]
mod tests {
    use super::*;
    use bytes::BytesMut;
    use tokio::net::{TcpListener, TcpStream};

    #[tokio::test]
    async fn what_came_with_the_handshake_holds_no_larger_buffer() {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let stream = TcpStream::connect(listener.local_addr().expect("an address")).await.expect("a connection");
        let mut early = BytesMut::with_capacity(READ_BYTES);
        early.extend_from_slice(b"half");
        let socket = Socket::new(Bare { stream, early: early.freeze() }, LARGEST_BYTES);
        assert_eq!(socket.unread, b"half");
        assert!(socket.unread.capacity() < 64, "{} bytes for each who waits", socket.unread.capacity());
    }
}
