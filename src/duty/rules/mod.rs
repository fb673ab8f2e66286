//! The rules of policy 2, pure: functions of what is and an instant.
//!
//! - [`posts`]: which posts count;
//! - [`time`]: outages move deadlines, jumps of the clock and numbers brake what destroys;
//! - [`stages`]: what should happen to a room next;
//! - [`left`]: the time that people see;
//! - [`ahead`]: the same run forward, for a preview;
//! - [`people`]: leave, relief, and who may open a closed room again.

pub mod ahead;
pub mod left;
pub mod people;
pub mod posts;
pub mod stages;
#[cfg(test)]
mod tests;
pub mod time;

pub use posts::{REPEATS_LOOKED_AT, qualifies};
pub use stages::{Facts, Lapse, Step, clock_start, closed_unreached, decide, overdue, upcoming};
pub use time::{Beat, Look, Outage, Outages};
