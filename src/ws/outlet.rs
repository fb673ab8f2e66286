//! What goes out on one socket. Its connection's task and the rounds of its rooms write to it, whole frames at a time; what the
//! kernel does not take at once waits here, and then nothing more is taken from rounds.

use crate::hub::{self, Offered};
use crate::wire::Text;
use bytes::{Buf, Bytes};
use std::collections::VecDeque;
use std::io::{self, IoSlice};
use std::os::fd::AsRawFd;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, ready};
use tokio::net::TcpStream;

/// Pieces in one write.
const PIECES: usize = 64;

#[derive(Debug)]
pub struct Outlet {
    pub stream: TcpStream,
    unsent: Mutex<Unsent>,
    /// Bytes that the kernel took.
    written: AtomicU64,
}

#[derive(Debug, Default)]
struct Unsent {
    pieces: VecDeque<Bytes>,
    /// Nothing can be written any more.
    broken: bool,
}

impl Outlet {
    pub fn new(stream: TcpStream) -> Self {
        Self { stream, unsent: Mutex::default(), written: AtomicU64::new(0) }
    }

    fn unsent(&self) -> MutexGuard<'_, Unsent> {
        // Pieces are whole or gone, whatever happened to whoever held it.
        self.unsent.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes pieces of whole frames, writes what it can, and keeps the rest. Whoever calls sees to it that the rest is bounded:
    /// by not calling again before all is flushed.
    pub fn put(&self, pieces: &[Bytes]) {
        let mut unsent = self.unsent();
        if unsent.broken {
            return;
        }
        if unsent.pieces.is_empty() {
            self.begin(&mut unsent, pieces.len(), |at| &pieces[at]);
        } else {
            unsent.pieces.extend(pieces.iter().cloned());
        }
    }

    /// The same for texts.
    pub fn put_texts(&self, texts: &[Text]) {
        let mut unsent = self.unsent();
        if unsent.broken {
            return;
        }
        if unsent.pieces.is_empty() {
            self.begin(&mut unsent, texts.len(), |at| texts[at].framed());
        } else {
            unsent.pieces.extend(texts.iter().map(|text| text.framed().clone()));
        }
    }

    /// Writes as long as the kernel takes it, straight from where the pieces are, and keeps the rest.
    fn begin<'a>(&self, unsent: &mut Unsent, count: usize, piece: impl Fn(usize) -> &'a Bytes) {
        let (mut first, mut offset) = (0, 0);
        while first < count {
            let here = PIECES.min(count - first);
            let mut slices = [IoSlice::new(&[]); PIECES];
            for (n, slice) in slices[..here].iter_mut().enumerate() {
                *slice = IoSlice::new(&piece(first + n)[if n == 0 { offset } else { 0 }..]);
            }
            match self.write(&slices[..here]) {
                Ok(mut written) => {
                    while first < count && written >= piece(first).len() - offset {
                        written -= piece(first).len() - offset;
                        (first, offset) = (first + 1, 0);
                    }
                    offset += written;
                }
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => break,
                Err(_) => return unsent.give_up(),
            }
        }
        unsent.pieces.extend((first..count).map(|at| piece(at).slice(if at == first { offset } else { 0 }..)));
    }

    fn write(&self, slices: &[IoSlice<'_>]) -> io::Result<usize> {
        let written = match slices {
            [one] => self.stream.try_write(one),
            many => self.stream.try_write_vectored(many),
        };
        if let Ok(bytes) = written {
            self.written.fetch_add(bytes as u64, Ordering::Relaxed);
        }
        written
    }

    pub fn is_flushed(&self) -> bool {
        let unsent = self.unsent();
        unsent.pieces.is_empty() && !unsent.broken
    }

    /// Ready when everything is with the kernel; an error when that cannot be any more.
    pub fn poll_flush(&self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        loop {
            let mut unsent = self.unsent();
            if unsent.broken {
                return Poll::Ready(Err(io::ErrorKind::BrokenPipe.into()));
            }
            if unsent.pieces.is_empty() {
                unsent.pieces = VecDeque::new();
                return Poll::Ready(Ok(()));
            }
            match self.go_on(&mut unsent) {
                Ok(()) => {}
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                    drop(unsent);
                    ready!(self.stream.poll_write_ready(cx))?;
                }
                Err(_) => unsent.give_up(),
            }
        }
    }

    fn go_on(&self, unsent: &mut Unsent) -> io::Result<()> {
        let slices: Vec<IoSlice<'_>> = unsent.pieces.iter().take(PIECES).map(|piece| IoSlice::new(piece)).collect();
        let mut written = self.write(&slices)?;
        while let Some(piece) = unsent.pieces.front_mut() {
            if written < piece.len() {
                piece.advance(written);
                break;
            }
            written -= piece.len();
            unsent.pieces.pop_front();
        }
        Ok(())
    }

    /// Bytes that the other side has taken, as far as TCP knows: those handed to the kernel less those it still keeps.
    pub fn taken(&self) -> u64 {
        self.written.load(Ordering::Relaxed).saturating_sub(self.queued())
    }

    /// Bytes that the kernel still keeps for the other side.
    pub fn queued(&self) -> u64 {
        super::listener::queued(self.stream.as_raw_fd())
    }
}

impl Unsent {
    fn give_up(&mut self) {
        *self = Self { pieces: VecDeque::new(), broken: true };
    }
}

impl hub::Outlet for Outlet {
    fn offer(&self, frames: &[Text]) -> Offered {
        let mut unsent = self.unsent();
        if unsent.broken || !unsent.pieces.is_empty() {
            return Offered::Busy;
        }
        self.begin(&mut unsent, frames.len(), |at| frames[at].framed());
        if unsent.broken || !unsent.pieces.is_empty() { Offered::Held } else { Offered::Written }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hub::Outlet as _;
    use tokio::io::AsyncReadExt as _;
    use tokio::net::TcpListener;

    async fn pair() -> (Outlet, TcpStream) {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let addr = listener.local_addr().expect("bound");
        let (reader, accepted) = tokio::join!(TcpStream::connect(addr), listener.accept());
        let (writer, _) = accepted.expect("accepted");
        writer.writable().await.expect("writable");
        (Outlet::new(writer), reader.expect("connected"))
    }

    fn texts(from: usize, count: usize) -> Vec<Text> {
        (from..from + count).map(|n| Text::new(&format!("{n} {}", "x".repeat(n * 7 % 3_000)))).collect()
    }

    fn framed(texts: &[Text]) -> Vec<u8> {
        texts.iter().flat_map(|text| text.framed().iter().copied()).collect()
    }

    #[tokio::test]
    async fn what_the_kernel_does_not_take_waits_and_nothing_is_mixed_in() {
        let (outlet, mut reader) = pair().await;
        let mut expected = Vec::new();
        // More pieces than one write takes, until a reader who does not read has filled all buffers.
        for turn in 0.. {
            let turn = texts(turn * 100, 100);
            let offered = outlet.offer(&turn);
            expected.extend(framed(&turn));
            if offered == Offered::Held {
                break;
            }
            assert_eq!(offered, Offered::Written);
        }
        assert!(!outlet.is_flushed());
        assert_eq!(outlet.offer(&texts(1, 1)), Offered::Busy, "nothing overtakes");
        let answers = texts(5, 3);
        outlet.put_texts(&answers);
        expected.extend(framed(&answers));
        let mut read = vec![0; expected.len()];
        let (flushed, got) =
            tokio::join!(std::future::poll_fn(|cx| outlet.poll_flush(cx)), reader.read_exact(&mut read));
        flushed.expect("flushed");
        got.expect("read");
        assert!(read == expected, "every byte in its place");
        assert_eq!((outlet.offer(&texts(1, 1)), outlet.is_flushed()), (Offered::Written, true), "it goes on");
        assert!(outlet.written.load(Ordering::Relaxed) > expected.len() as u64);
    }

    #[tokio::test]
    async fn a_broken_one_holds_nothing() {
        let (outlet, reader) = pair().await;
        socket2::SockRef::from(&reader).set_linger(Some(std::time::Duration::ZERO)).expect("set");
        drop(reader);
        while outlet.offer(&texts(1, 1)) == Offered::Written {
            tokio::task::yield_now().await;
        }
        outlet.put_texts(&texts(1, 1));
        assert!(outlet.unsent().pieces.is_empty() && !outlet.is_flushed());
        assert_eq!(outlet.offer(&texts(1, 1)), Offered::Busy);
        std::future::poll_fn(|cx| outlet.poll_flush(cx)).await.expect_err("it cannot be flushed");
    }
}
