//! Where commits wait for the disk, and when the write-ahead log is brought into the database.
//!
//! A commit that is expected to be quick is made where it is asked for: two switches between threads cost as much as a good disk
//! takes. One that took long makes the next ones wait on a thread that may.

use rusqlite::Connection;
use std::cell::Cell;
use std::ffi::c_int;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;
use tokio::time::Instant;

/// A commit within this holds nobody up: the statements of a group of sends take longer.
const QUICK: Duration = Duration::from_micros(500);
/// After one that took longer so many are made apart: a slow disk, or large transactions.
const APART: u32 = 32;
/// Pages in the write-ahead log before the writer brings them into the database: 32 MiB, so that a page that changes all the
/// time is written there once and not a hundred times.
const CHECKPOINT_PAGES: c_int = 8_192;

/// How soon the disk has answered lately.
#[derive(Debug)]
pub struct Disk {
    /// So many commits are still to be made apart.
    apart: AtomicU32,
}

impl Default for Disk {
    fn default() -> Self {
        Self { apart: AtomicU32::new(APART) }
    }
}

impl Disk {
    pub fn is_quick(&self) -> bool {
        self.apart.load(Ordering::Relaxed) == 0
    }

    fn took(&self, time: Duration) {
        // The writer is one: nobody changes it in between.
        let left = if time > QUICK { APART } else { self.apart.load(Ordering::Relaxed).saturating_sub(1) };
        self.apart.store(left, Ordering::Relaxed);
    }

    /// Commits with this, and notes how long it took.
    pub fn time<T>(&self, commit: impl FnOnce() -> T) -> T {
        let began = Instant::now();
        let committed = commit();
        self.took(began.elapsed());
        committed
    }
}

thread_local! {
    /// What the last commit on this thread left in the write-ahead log.
    static PAGES: Cell<c_int> = const { Cell::new(0) };
}

/// The writer looks after the log by itself: SQLite's own way makes a commit wait for it.
pub fn look_after_log(writer: &Connection) {
    writer.wal_hook(Some(|_, pages| {
        PAGES.set(pages);
        Ok(())
    }));
}

/// Whether the commit that was just made on this thread left more than there should be.
pub fn log_is_long() -> bool {
    PAGES.take() >= CHECKPOINT_PAGES
}

/// Brings what the log has into the database, so that it begins anew. Readers who are still at it keep some of it there; the next
/// time will do.
pub fn checkpoint(writer: &Connection) {
    if let Err(error) = writer.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(())) {
        tracing::warn!(%error, "the write-ahead log could not be brought into the database");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commits_are_made_apart_until_the_disk_has_been_quick_for_a_while() {
        let disk = Disk::default();
        assert!(!disk.is_quick(), "nothing is known of it");
        let quick = |commits: u32| (0..commits).for_each(|_| disk.took(QUICK));
        quick(APART - 1);
        assert!(!disk.is_quick());
        quick(1);
        assert!(disk.is_quick());
        quick(5);
        assert!(disk.is_quick());
        disk.took(QUICK + Duration::from_micros(1));
        assert!(!disk.is_quick(), "it was slow once");
        quick(APART);
        assert!(disk.is_quick());
    }
}
