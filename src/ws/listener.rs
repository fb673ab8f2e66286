//! Accepts connections, and knows for each how much its reader has left untaken.

use axum::extract::connect_info::Connected;
use axum::serve::{IncomingStream, Listener};
use std::io;
use std::net::SocketAddr;
use std::os::fd::{AsRawFd, RawFd};
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::time::{Instant, Sleep};

/// Connections that wait to be accepted. The usual 128 makes a burst of clients wait for a second.
const BACKLOG: u32 = 4_096;
/// The kernel's send buffer for one connection: bounds memory, and lets a slow reader's progress be seen.
const SEND_BUFFER_BYTES: u32 = 128 * 1024;
/// After a failed accept (out of file descriptors, say), wait before the next.
const ACCEPT_RETRY: Duration = Duration::from_millis(200);

/// How long a peer may take until the head of its first request is there.
const FIRST_HEAD: Duration = Duration::from_secs(10);
/// How often a connection that is to end is looked at.
const CUT_LOOK: Duration = Duration::from_millis(50);

/// A listening socket.
pub struct Listening(TcpListener);

impl Listening {
    pub fn bind(addr: SocketAddr) -> io::Result<Self> {
        let socket = if addr.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
        socket.set_reuseaddr(true)?;
        socket.set_send_buffer_size(SEND_BUFFER_BYTES)?;
        socket.bind(addr)?;
        Ok(Self(socket.listen(BACKLOG)?))
    }
}

impl Listener for Listening {
    type Io = Watched;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Watched, SocketAddr) {
        loop {
            match self.0.accept().await {
                Ok((stream, addr)) => {
                    if let Err(error) = stream.set_nodelay(true) {
                        tracing::debug!(%error, "a connection closed before it began");
                    }
                    return (Watched::new(stream), addr);
                }
                Err(error) => {
                    tracing::warn!(%error, "a connection could not be accepted");
                    tokio::time::sleep(ACCEPT_RETRY).await;
                }
            }
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.0.local_addr()
    }
}

/// A TCP stream that counts what it was given to send, and ends when no first request comes.
pub struct Watched {
    // Dropped before the stream, in this order.
    progress: Open,
    stream: TcpStream,
    /// Until the head of the first request is there.
    first: Option<FirstHead>,
}

/// How long the head of the first request may take, and how much of its end was seen.
struct FirstHead {
    late: Pin<Box<Sleep>>,
    seen: usize,
}

/// What ends a head (RFC 9112 section 2.1).
const END_OF_HEAD: &[u8] = b"\r\n\r\n";

impl FirstHead {
    fn new() -> Self {
        Self { late: Box::pin(tokio::time::sleep(FIRST_HEAD)), seen: 0 }
    }

    /// Looks at bytes as they come; true when the head is whole.
    fn ends_in(&mut self, bytes: &[u8]) -> bool {
        for byte in bytes {
            self.seen = match *byte {
                byte if byte == END_OF_HEAD[self.seen] => self.seen + 1,
                b'\r' => 1,
                _ => 0,
            };
            if self.seen == END_OF_HEAD.len() {
                return true;
            }
        }
        false
    }
}

impl Watched {
    fn new(stream: TcpStream) -> Self {
        let progress = Arc::new(Progress { fd: Mutex::new(Some(stream.as_raw_fd())), written: AtomicU64::new(0) });
        Self { progress: Open(progress), stream, first: Some(FirstHead::new()) }
    }

    /// The stream itself, which nobody watches any more.
    pub fn into_stream(self) -> TcpStream {
        self.stream
    }

    fn count(&self, written: &Poll<io::Result<usize>>) {
        if let Poll::Ready(Ok(bytes)) = written {
            self.progress.0.written.fetch_add(*bytes as u64, Ordering::Relaxed);
        }
    }
}

/// Says, when it is dropped, that the descriptor is about to be another's.
struct Open(Arc<Progress>);

impl Drop for Open {
    fn drop(&mut self) {
        *self.0.open() = None;
    }
}

/// How far the other side has taken what was sent.
#[derive(Debug)]
pub struct Progress {
    /// The descriptor, as long as the stream has it.
    fd: Mutex<Option<RawFd>>,
    written: AtomicU64,
}

impl Progress {
    /// Bytes that the other side has taken, as far as TCP knows: those handed to the kernel less those it still keeps.
    pub fn taken(&self) -> u64 {
        self.written.load(Ordering::Relaxed).saturating_sub(self.queued())
    }

    fn open(&self) -> MutexGuard<'_, Option<RawFd>> {
        self.fd.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Ends the connection if it has not ended by itself within `time`. Without this a peer that takes nothing keeps
    /// its descriptor for as long as TCP tries, since whoever writes to it waits.
    pub async fn cut_after(&self, time: Duration) {
        let deadline = Instant::now() + time;
        while Instant::now() < deadline && self.open().is_some() {
            tokio::time::sleep(CUT_LOOK).await;
        }
        if let Some(fd) = *self.open() {
            // SAFETY: the descriptor is open while the guard is held: the `Watched` clears it, under the same lock, before
            // it closes. A failure means that the connection has ended.
            unsafe { libc::shutdown(fd, libc::SHUT_RDWR) };
        }
    }

    /// Bytes that the kernel still keeps for the other side.
    pub fn queued(&self) -> u64 {
        (*self.open()).map_or(0, queued)
    }
}

/// Bytes that the kernel still keeps for the other side of an open socket.
pub fn queued(fd: RawFd) -> u64 {
    let mut queued: libc::c_int = 0;
    // SAFETY: TIOCOUTQ writes one int to the pointer, whatever the descriptor is.
    let result = unsafe { libc::ioctl(fd, libc::TIOCOUTQ, &raw mut queued) };
    if result == 0 { u64::try_from(queued).unwrap_or(0) } else { 0 }
}

impl AsyncRead for Watched {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let before = buf.filled().len();
        let read = Pin::new(&mut this.stream).poll_read(cx, buf);
        let Some(first) = &mut this.first else { return read };
        if first.ends_in(&buf.filled()[before..]) {
            this.first = None;
        } else if first.late.as_mut().poll(cx).is_ready() {
            return Poll::Ready(Err(io::Error::new(io::ErrorKind::TimedOut, "no request came")));
        }
        read
    }
}

impl AsyncWrite for Watched {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let written = Pin::new(&mut this.stream).poll_write(cx, buf);
        this.count(&written);
        written
    }
    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let written = Pin::new(&mut this.stream).poll_write_vectored(cx, bufs);
        this.count(&written);
        written
    }
    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_flush(cx)
    }
    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_shutdown(cx)
    }
}

/// Who is at the other end of a request.
#[derive(Debug, Clone)]
pub struct Peer {
    pub addr: SocketAddr,
    pub progress: Arc<Progress>,
}

impl Connected<IncomingStream<'_, Listening>> for Peer {
    fn connect_info(stream: IncomingStream<'_, Listening>) -> Self {
        Self { addr: *stream.remote_addr(), progress: Arc::clone(&stream.io().progress.0) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    #[test]
    fn the_end_of_a_head_is_seen_however_it_is_cut() {
        let head = b"GET / HTTP/1.1\r\nHost: \r\r\n\r\nbody";
        let end = head.len() - "body".len();
        for size in 1..head.len() {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().expect("a runtime");
            let _inside = runtime.enter();
            let mut first = FirstHead::new();
            let whole = head.chunks(size).position(|chunk| first.ends_in(chunk));
            assert_eq!(whole, Some((end - 1) / size), "in pieces of {size}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn who_sends_no_whole_request_is_let_go_of() {
        let mut listening = Listening::bind(SocketAddr::from(([127, 0, 0, 1], 0))).expect("a free port");
        let addr = listening.local_addr().expect("bound");
        for said in ["", "GET / HTTP/1.1\r\nHost: x\r\n"] {
            let mut peer = TcpStream::connect(addr).await.expect("connected");
            peer.write_all(said.as_bytes()).await.expect("written");
            let (mut stream, _) = listening.accept().await;
            let since = Instant::now();
            let mut read = Vec::new();
            let ended = stream.read_to_end(&mut read).await.expect_err("it ends");
            assert_eq!(ended.kind(), io::ErrorKind::TimedOut);
            assert!(since.elapsed() >= FIRST_HEAD, "after {:?}", since.elapsed());
        }
        let mut peer = TcpStream::connect(addr).await.expect("connected");
        peer.write_all(b"GET / HTTP/1.1\r\n\r\n").await.expect("written");
        let (mut stream, _) = listening.accept().await;
        stream.read_exact(&mut [0; 18]).await.expect("the request");
        let idle = tokio::time::timeout(10 * FIRST_HEAD, stream.read_u8()).await;
        assert!(idle.is_err(), "after its first request a connection may be idle");
    }
}
