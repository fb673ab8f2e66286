//! The small steps that a message takes, one by one: `cargo bench -p alongside-load`, or with a word to run those whose
//! name has it. They compare two states of the code on one machine; what the whole costs, the load generator measures.

#[path = "../src/targets/rooms.rs"]
mod rooms;

mod append;
mod community;
mod duty;
mod fanout;
mod frames;

fn main() {
    divan::main();
}
