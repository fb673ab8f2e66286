//! Accepts connections, and knows for each how much its reader has left untaken.

use axum::extract::connect_info::Connected;
use axum::serve::{IncomingStream, Listener};
use std::io;
use std::net::SocketAddr;
use std::os::fd::{AsRawFd, RawFd};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicI32, AtomicU64, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpSocket, TcpStream};

/// Connections that wait to be accepted. The usual 128 makes a burst of clients wait for a second.
const BACKLOG: u32 = 4_096;
/// The kernel's send buffer for one connection: bounds memory, and lets a slow reader's progress be seen.
const SEND_BUFFER_BYTES: u32 = 128 * 1024;
/// After a failed accept (out of file descriptors, say), wait before the next.
const ACCEPT_RETRY: Duration = Duration::from_millis(200);

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

/// A TCP stream that counts what it was given to send.
pub struct Watched {
    stream: TcpStream,
    progress: Arc<Progress>,
}

impl Watched {
    fn new(stream: TcpStream) -> Self {
        let progress = Arc::new(Progress { fd: AtomicI32::new(stream.as_raw_fd()), written: AtomicU64::new(0) });
        Self { stream, progress }
    }

    fn count(&self, written: &Poll<io::Result<usize>>) {
        if let Poll::Ready(Ok(bytes)) = written {
            self.progress.written.fetch_add(*bytes as u64, Ordering::Relaxed);
        }
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        self.progress.fd.store(CLOSED, Ordering::SeqCst);
    }
}

const CLOSED: RawFd = -1;

/// How far the other side has taken what was sent.
#[derive(Debug)]
pub struct Progress {
    fd: AtomicI32,
    written: AtomicU64,
}

impl Progress {
    /// Bytes that the other side has taken, as far as TCP knows: those handed to the kernel less those it still keeps.
    pub fn taken(&self) -> u64 {
        self.written.load(Ordering::Relaxed).saturating_sub(self.queued())
    }

    /// Bytes that the kernel still keeps for the other side.
    pub fn queued(&self) -> u64 {
        let fd = self.fd.load(Ordering::SeqCst);
        let mut queued: libc::c_int = 0;
        if fd != CLOSED {
            // SAFETY: TIOCOUTQ writes one int to the pointer. The descriptor is open as long as the `Watched` lives, whose
            // drop marks it closed first; should it be reused in between, a number of another socket is read, nothing else.
            let result = unsafe { libc::ioctl(fd, libc::TIOCOUTQ, &raw mut queued) };
            if result != 0 {
                queued = 0;
            }
        }
        u64::try_from(queued).unwrap_or(0)
    }
}

impl AsyncRead for Watched {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_read(cx, buf)
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
        Self { addr: *stream.remote_addr(), progress: Arc::clone(&stream.io().progress) }
    }
}
