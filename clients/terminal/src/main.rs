//! `alongside-chat`: talk in an Alongside server's rooms, from a terminal.

// As in the library: refusals travel as errors.
#![allow(clippy::result_large_err)]

mod chat;

use clap::Parser;

fn main() {
    let args = chat::args::Args::parse();
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(why) => {
            eprintln!("alongside-chat cannot start: {why}");
            std::process::exit(1);
        }
    };
    let code = runtime.block_on(chat::run(args));
    // Not by returning: a read of the keyboard that nobody will finish would hold the program.
    std::process::exit(code)
}
