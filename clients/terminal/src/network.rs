//! TCP as it is on a bad day: a small receive buffer, and reading no faster than some bytes a second.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpSocket, TcpStream, lookup_host};
use tokio::time::{Instant, Sleep, sleep_until};

/// What a connection does to its TCP socket. The default is an ordinary one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Network {
    /// SO_RCVBUF in bytes, so that a slow reader is felt by the server soon.
    pub receive_buffer_bytes: Option<u32>,
    /// Reads no faster than this.
    pub bytes_per_second: Option<u32>,
}

impl Network {
    /// Connects to the first address of `host` that answers.
    pub async fn connect(&self, host: &str, port: u16) -> io::Result<Wire> {
        let mut last = io::Error::new(io::ErrorKind::NotFound, "the name has no address");
        for address in lookup_host((host, port)).await? {
            match self.connect_to(address).await {
                Ok(wire) => return Ok(wire),
                Err(error) => last = error,
            }
        }
        Err(last)
    }

    async fn connect_to(&self, address: SocketAddr) -> io::Result<Wire> {
        let socket = if address.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
        if let Some(bytes) = self.receive_buffer_bytes {
            socket.set_recv_buffer_size(bytes)?;
        }
        let tcp = socket.connect(address).await?;
        tcp.set_nodelay(true)?;
        Ok(Wire { tcp, throttle: self.bytes_per_second.map(Throttle::new) })
    }
}

/// A TCP stream that may read slowly.
#[derive(Debug)]
pub struct Wire {
    tcp: TcpStream,
    throttle: Option<Throttle>,
}

impl Wire {
    pub fn tcp(&self) -> &TcpStream {
        &self.tcp
    }
    /// From now on reads no faster than this; `None` is full speed.
    pub fn throttle(&mut self, bytes_per_second: Option<u32>) {
        self.throttle = bytes_per_second.map(Throttle::new);
    }
}

#[derive(Debug)]
struct Throttle {
    bytes_per_second: u32,
    pause: Option<Pin<Box<Sleep>>>,
}

impl Throttle {
    /// A tenth of a second's bytes are taken at once, then nothing until they are paid for.
    const SLICES_PER_SECOND: u32 = 10;

    fn new(bytes_per_second: u32) -> Self {
        Self { bytes_per_second: bytes_per_second.max(1), pause: None }
    }
    fn slice(&self) -> usize {
        (self.bytes_per_second / Self::SLICES_PER_SECOND).max(1) as usize
    }
    fn took(&mut self, bytes: usize) {
        let cost = Duration::from_secs_f64(bytes as f64 / f64::from(self.bytes_per_second));
        self.pause = Some(Box::pin(sleep_until(Instant::now() + cost)));
    }
}

impl AsyncRead for Wire {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let this = &mut *self;
        let Some(throttle) = &mut this.throttle else {
            return Pin::new(&mut this.tcp).poll_read(cx, buf);
        };
        if let Some(pause) = &mut throttle.pause {
            ready!(pause.as_mut().poll(cx));
            throttle.pause = None;
        }
        let mut slice = [0_u8; 4096];
        let most = throttle.slice().min(slice.len()).min(buf.remaining());
        let mut part = ReadBuf::new(&mut slice[..most]);
        ready!(Pin::new(&mut this.tcp).poll_read(cx, &mut part))?;
        let taken = part.filled().len();
        buf.put_slice(part.filled());
        throttle.took(taken);
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Wire {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.tcp).poll_write(cx, bytes)
    }
    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.tcp).poll_flush(cx)
    }
    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.tcp).poll_shutdown(cx)
    }
}
