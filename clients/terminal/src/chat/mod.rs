//! The terminal chat program. [`talk`] holds what is known and does what is asked, [`plain`] and
//! [`screen`] show it: line by line, or on a screen that is redrawn.

pub mod args;
mod fold;
mod input;
mod password;
mod plain;
mod say;
mod screen;
mod start;
mod talk;
mod text;

pub use start::run;
