//! Rate limits: one limiter for HTTP and frames, keyed by what the bucket protects.

use crate::error::Result;
use alongside_protocol::{Refusal, RefusalCode};
use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use std::num::NonZeroU32;
use std::time::Duration;

/// A named bucket: how many at once, and how fast they come back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bucket {
    /// Messages of one account.
    Send,
    /// Edits, deletions, reactions, read markers, typing of one account.
    Change,
    /// History pages, searches and lists of one account.
    Read,
    /// Sign-ins from one address.
    SignInAddress,
    /// Sign-ins to one alias.
    SignInAlias,
    /// New accounts from one address.
    SignUp,
    /// Password-reset mails to one address or from one network address.
    Reset,
    /// New connections of one account.
    Connect,
    /// New rooms, requests and invitations of one account.
    Create,
    /// Messages to staff from one source, or of one account.
    Contact,
    /// Presses of "broken link" from one source.
    ReportLink,
}

impl Bucket {
    pub const ALL: &'static [Self] = &[
        Self::Send,
        Self::Change,
        Self::Read,
        Self::SignInAddress,
        Self::SignInAlias,
        Self::SignUp,
        Self::Reset,
        Self::Connect,
        Self::Create,
        Self::Contact,
        Self::ReportLink,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Self::Send => "send",
            Self::Change => "change",
            Self::Read => "read",
            Self::SignInAddress => "sign_in_address",
            Self::SignInAlias => "sign_in_alias",
            Self::SignUp => "sign_up",
            Self::Reset => "reset",
            Self::Connect => "connect",
            Self::Create => "create",
            Self::Contact => "contact",
            Self::ReportLink => "report_link",
        }
    }

    /// (burst, time in which one comes back)
    fn quota(self) -> (u32, Duration) {
        match self {
            Self::Send => (10, Duration::from_millis(1_000)),
            Self::Change => (60, Duration::from_millis(100)),
            Self::Read => (100, Duration::from_millis(50)),
            Self::SignInAddress => (20, Duration::from_secs(6)),
            Self::SignInAlias => (10, Duration::from_secs(30)),
            Self::SignUp => (10, Duration::from_secs(60)),
            Self::Reset => (3, Duration::from_secs(600)),
            Self::Connect => (30, Duration::from_millis(500)),
            Self::Create => (10, Duration::from_secs(30)),
            Self::Contact => (5, Duration::from_secs(300)),
            Self::ReportLink => (10, Duration::from_secs(60)),
        }
    }
}

pub struct Limits {
    buckets: Vec<DefaultKeyedRateLimiter<String>>,
    clock: DefaultClock,
}

impl Limits {
    /// `factor` loosens every limit by so much; 1 is the default, load trials take more.
    pub fn new(factor: u32) -> Self {
        let factor = factor.max(1);
        let buckets = Bucket::ALL
            .iter()
            .map(|bucket| {
                let (burst, period) = bucket.quota();
                let burst = NonZeroU32::new(burst.saturating_mul(factor)).unwrap_or(NonZeroU32::MIN);
                let period = (period / factor).max(Duration::from_nanos(1));
                let quota = Quota::with_period(period).unwrap_or(Quota::per_second(burst)).allow_burst(burst);
                RateLimiter::keyed(quota)
            })
            .collect();
        Self { buckets, clock: DefaultClock::default() }
    }

    /// Takes one from the bucket of `key`, or says when there will be one.
    pub fn take(&self, bucket: Bucket, key: impl ToString) -> Result<()> {
        match self.buckets[bucket as usize].check_key(&key.to_string()) {
            Ok(()) => Ok(()),
            Err(wait) => {
                let ms = wait.wait_time_from(self.clock.now()).as_millis().max(1) as u64;
                Err(Refusal::new(RefusalCode::RateLimited, "That was quick. Please wait a moment; nothing is lost.")
                    .bucket(bucket.name(), 0)
                    .after(ms)
                    .into())
            }
        }
    }

    /// Forgets keys that are full again; called on a timer.
    pub fn sweep(&self) {
        for bucket in &self.buckets {
            bucket.retain_recent();
        }
    }
}
