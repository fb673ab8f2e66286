//! What the program can be told when it starts.

use clap::Parser;
use std::path::PathBuf;

/// Talk in an Alongside server's rooms, from a terminal.
#[derive(Debug, Clone, Parser)]
#[command(name = "alongside-chat", version, about)]
pub struct Args {
    /// The server's address.
    #[arg(long, env = "ALONGSIDE_SERVER", default_value = "http://127.0.0.1:8080")]
    pub server: String,
    /// Your alias; asked for when absent.
    #[arg(long, env = "ALONGSIDE_ALIAS")]
    pub alias: Option<String>,
    /// A file whose first line is your password; asked for, unseen, when absent.
    #[arg(long, value_name = "FILE", conflicts_with = "token_file")]
    pub password_file: Option<PathBuf>,
    /// A file whose first line is an API token, instead of alias and password.
    #[arg(long, value_name = "FILE")]
    pub token_file: Option<PathBuf>,
    /// Create the account first.
    #[arg(long)]
    pub sign_up: bool,
    /// The room to open: its name, the beginning of its name, or its id.
    #[arg(long)]
    pub room: Option<String>,
    /// One line for each thing that happens, no redrawing. Taken by itself when input or output is
    /// not a terminal.
    #[arg(long)]
    pub plain: bool,
}
