//! The rules of policy 1, pure: functions of what is and an instant.
//!
//! - [`dates`]: when a day ends where an issuer is, and when a certificate has to be looked at again;
//! - [`standing`]: whether somebody may keep rooms, until when, and which reminder is due;
//! - [`applying`]: what a certificate must have, who may decide, and what somebody does next.

pub mod applying;
pub mod dates;
#[cfg(test)]
mod lives;
pub mod standing;
#[cfg(test)]
mod tests;

pub use standing::{Facts, Measure, Should, reminder, should};
