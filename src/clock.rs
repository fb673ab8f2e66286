//! Time and chance. Nothing else in the server asks for the time or for randomness, so that tests
//! decide both.

use alongside_protocol::Timestamp;
use rand::{RngCore, SeedableRng, rngs::StdRng};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use uuid::Uuid;

/// How often a far instant is looked at again.
const LOOK: Duration = Duration::from_secs(60);
const TEST_LOOK: Duration = Duration::from_millis(20);

/// The time. Cheap to clone; clones of a test clock move together.
#[derive(Clone, Debug)]
pub enum Clock {
    System,
    Test(Arc<AtomicI64>),
}

impl Clock {
    /// A clock that stands still until [`Clock::advance_millis`].
    pub fn test(at: Timestamp) -> Self {
        Self::Test(Arc::new(AtomicI64::new(at.millis())))
    }

    pub fn now(&self) -> Timestamp {
        match self {
            Self::System => chrono::Utc::now().into(),
            Self::Test(ms) => Timestamp::from_millis(ms.load(Ordering::SeqCst)),
        }
    }

    /// Ends at `at` or soon after. Where a test moves the clock, it is looked at again and again.
    pub async fn until(&self, at: Timestamp) {
        loop {
            let left = at.since(self.now()).to_std().unwrap_or_default();
            if left.is_zero() {
                return;
            }
            // Also the system's time may be set anew meanwhile.
            let longest = if matches!(self, Self::System) { LOOK } else { TEST_LOOK };
            tokio::time::sleep(left.min(longest)).await;
        }
    }

    /// A clock beside this one that nobody can set; a test's has none.
    pub fn steady(&self) -> Option<Instant> {
        match self {
            Self::System => Some(Instant::now()),
            Self::Test(_) => None,
        }
    }

    /// Moves a test clock; the system's time is not ours to move.
    pub fn advance_millis(&self, by: i64) {
        if let Self::Test(ms) = self {
            ms.fetch_add(by, Ordering::SeqCst);
        }
    }
}

/// Randomness: the operating system's, or a seeded generator in tests.
#[derive(Clone, Debug)]
pub enum Chance {
    System,
    Seeded(Arc<Mutex<StdRng>>),
}

impl Chance {
    pub fn seeded(seed: u64) -> Self {
        Self::Seeded(Arc::new(Mutex::new(StdRng::seed_from_u64(seed))))
    }

    pub fn fill(&self, bytes: &mut [u8]) {
        match self {
            Self::System => rand::rng().fill_bytes(bytes),
            Self::Seeded(rng) => rng.lock().unwrap_or_else(PoisonError::into_inner).fill_bytes(bytes),
        }
    }

    pub fn below(&self, bound: u64) -> u64 {
        let mut bytes = [0; 8];
        self.fill(&mut bytes);
        u64::from_le_bytes(bytes) % bound.max(1)
    }

    /// A new id: UUID version 7 (RFC 9562), so that rows of one time lie together.
    pub fn id<T: From<Uuid>>(&self, now: Timestamp) -> T {
        let mut random = [0; 10];
        self.fill(&mut random);
        uuid::Builder::from_unix_timestamp_millis(now.millis().max(0) as u64, &random).into_uuid().into()
    }

    /// 256 random bits, as text for a URL or header.
    pub fn token(&self) -> String {
        use base64::Engine;
        let mut bytes = [0; 32];
        self.fill(&mut bytes);
        base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bytes)
    }
}
