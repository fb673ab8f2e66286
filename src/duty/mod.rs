//! A room's monitoring duty (policy 2). Present so far: which posts count. The clock, its warnings and closures build on
//! the mark that [`crate::messages`] writes in the post's own transaction.

pub mod rules;
