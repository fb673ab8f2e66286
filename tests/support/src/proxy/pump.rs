//! One direction of one connection.

use super::{Direction, End, Faults, Settings};
use std::sync::atomic::Ordering;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{ReadHalf, WriteHalf};
use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, sleep, sleep_until};

/// Bytes taken at once.
const CHUNK_BYTES: usize = 16 * 1024;
/// Chunks that are under way while latency holds them back.
const CHUNKS: usize = 64;
/// With little bandwidth, so much of a second passes at once.
const SLICES_PER_SECOND: u32 = 10;

enum Item {
    Bytes(Vec<u8>),
    /// The sender has nothing more to say.
    Fin,
    /// The sender is gone.
    Broken,
}

/// Carries bytes until this direction is over. An error says that the whole connection has to end.
pub async fn run(direction: Direction, settings: &Settings, from: ReadHalf<'_>, to: WriteHalf<'_>) -> Result<(), End> {
    let (queue, items) = mpsc::channel(CHUNKS);
    let reading = read(settings.faults(direction).subscribe(), from, queue);
    let writing = write(direction, settings, items, to);
    tokio::pin!(reading, writing);
    tokio::select! {
        end = &mut writing => end,
        () = &mut reading => writing.await,
    }
}

async fn read(mut faults: watch::Receiver<Faults>, mut from: ReadHalf<'_>, queue: mpsc::Sender<(Instant, Item)>) {
    loop {
        let now = flowing(&mut faults).await;
        let mut bytes = vec![0; now.bytes_per_second.map_or(CHUNK_BYTES, slice)];
        let item = match from.read(&mut bytes).await {
            Ok(0) => Item::Fin,
            Ok(count) => {
                bytes.truncate(count);
                Item::Bytes(bytes)
            }
            Err(_) => Item::Broken,
        };
        let last = !matches!(item, Item::Bytes(_));
        let due = Instant::now() + faults.borrow().latency;
        if queue.send((due, item)).await.is_err() || last {
            return;
        }
    }
}

async fn write(
    direction: Direction,
    settings: &Settings,
    mut items: mpsc::Receiver<(Instant, Item)>,
    mut to: WriteHalf<'_>,
) -> Result<(), End> {
    let mut faults = settings.faults(direction).subscribe();
    let mut passed: u64 = 0;
    while let Some((due, item)) = items.recv().await {
        sleep_until(due).await;
        let now = flowing(&mut faults).await;
        let bytes = match item {
            Item::Bytes(bytes) => bytes,
            Item::Fin => break,
            Item::Broken => return Err(End::Reset),
        };
        if now.swallowed {
            settings.swallowed.fetch_add(bytes.len() as u64, Ordering::Relaxed);
            continue;
        }
        if let Some(end) = at_the_word(&now, &bytes) {
            settings.ended_at.fetch_add(1, Ordering::Relaxed);
            return Err(end);
        }
        let (allowed, end) = until_the_end(&now, passed, bytes.len());
        if to.write_all(&bytes[..allowed]).await.is_err() {
            return Err(End::Reset);
        }
        passed += allowed as u64;
        settings.passed[direction as usize].fetch_add(allowed as u64, Ordering::Relaxed);
        match end {
            Some(End::Half) => {
                half(&mut to).await;
                while items.recv().await.is_some() {}
                return Ok(());
            }
            Some(end) => return Err(end),
            None => {}
        }
        if let Some(rate) = now.bytes_per_second {
            sleep(Duration::from_secs_f64(allowed as f64 / f64::from(rate.max(1)))).await;
        }
    }
    half(&mut to).await;
    Ok(())
}

/// Says that nothing more comes. A failure means that the receiver is gone, which ends it as well.
async fn half(to: &mut WriteHalf<'_>) {
    let _ = to.shutdown().await;
}

/// Waits out a stall.
async fn flowing(faults: &mut watch::Receiver<Faults>) -> Faults {
    match faults.wait_for(|faults| !faults.stalled).await {
        Ok(faults) => faults.clone(),
        // The proxy itself is going.
        Err(_) => Faults::default(),
    }
}

fn slice(bytes_per_second: u32) -> usize {
    ((bytes_per_second / SLICES_PER_SECOND).max(1) as usize).min(CHUNK_BYTES)
}

/// How many of the next bytes may still pass, and what comes after them.
fn until_the_end(faults: &Faults, passed: u64, next: usize) -> (usize, Option<End>) {
    match faults.end {
        Some((after, end)) if passed + next as u64 >= after => (after.saturating_sub(passed) as usize, Some(end)),
        _ => (next, None),
    }
}

/// How the connection ends, when the bytes that it shall end at are among these. Those that came in two pieces are
/// not seen; a trial cuts often enough.
fn at_the_word(faults: &Faults, bytes: &[u8]) -> Option<End> {
    let (word, end) = faults.end_at?;
    bytes.windows(word.len()).any(|window| window == word).then_some(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_comes_after_exactly_so_many_bytes() {
        let faults = Faults { end: Some((10, End::Reset)), ..Faults::default() };
        assert_eq!(until_the_end(&faults, 0, 9), (9, None));
        assert_eq!(until_the_end(&faults, 9, 1), (1, Some(End::Reset)));
        assert_eq!(until_the_end(&faults, 4, 100), (6, Some(End::Reset)));
        assert_eq!(until_the_end(&faults, 12, 5), (0, Some(End::Reset)));
        assert_eq!(until_the_end(&Faults::default(), 0, 5), (5, None));
    }
}
