//! From the command line to a conversation, and its end.

use super::args::Args;
use super::talk::Talk;
use super::text::one_line;
use super::{password, plain, screen};
use alongside_terminal::{Api, Connection, Options};
use std::io::{self, IsTerminal};
use std::time::Duration;
use tokio::time::timeout;

/// Longest time for ending the session at the end.
const GOODBYE: Duration = Duration::from_secs(2);

/// Runs the program; answers its exit code.
pub async fn run(args: Args) -> i32 {
    match converse(&args).await {
        Ok(true) => 0,
        Ok(false) => 1,
        Err(why) => {
            eprintln!("{why}");
            1
        }
    }
}

async fn converse(args: &Args) -> Result<bool, String> {
    let nobody = Api::new(&args.server).map_err(|why| one_line(&why.to_string()))?;
    let token = match &args.token_file {
        Some(file) => password::from_file(file)?,
        None => sign_in(&nobody, args).await?,
    };
    let api = nobody.with_token(&token);
    let me = api.me().await.map_err(|why| one_line(&why.to_string()))?;
    let mut options = Options::new(&args.server).token(&token);
    options.client = concat!("alongside-chat ", env!("CARGO_PKG_VERSION")).into();
    let (connection, updates) = Connection::start(options);
    let (mut talk, reports) = Talk::new(api.clone(), connection.clone(), me);
    match &args.room {
        Some(room) => talk.line(&format!("/join {room}")),
        None => talk.line("/rooms"),
    }
    let is_screen = !args.plain && io::stdin().is_terminal() && io::stdout().is_terminal();
    let ended =
        if is_screen { screen::run(talk, updates, reports).await } else { plain::run(talk, updates, reports).await };
    connection.close().await;
    if args.token_file.is_none() {
        // A session that nobody ends here ends by itself later.
        let _ = timeout(GOODBYE, api.sign_out()).await;
    }
    ended.map_err(|why| why.to_string())
}

async fn sign_in(nobody: &Api, args: &Args) -> Result<String, String> {
    let alias = match &args.alias {
        Some(alias) => alias.clone(),
        None => password::ask("Alias:", true)?,
    };
    let password = match &args.password_file {
        Some(file) => password::from_file(file)?,
        None => password::ask("Password:", false)?,
    };
    if args.sign_up {
        nobody.sign_up(&alias, &password).await.map_err(|why| one_line(&why.to_string()))?;
    }
    let signed_in = nobody.sign_in(&alias, &password, "alongside-chat").await;
    let signed_in = signed_in.map_err(|why| one_line(&why.to_string()))?;
    signed_in.token.ok_or_else(|| "The server gave no token.".into())
}
