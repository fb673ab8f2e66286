//! Without a screen: a line in, a line out. For pipes, scripts, slow terminals and screen readers.

use super::talk::{Back, Talk};
use super::text::one_line;
use alongside_terminal::Updates;
use std::io::{self, Write};
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep_until};

/// After the end of input this is how long messages may still take to be acknowledged.
const AFTER_INPUT: Duration = Duration::from_secs(30);

/// True when everything that was typed was done or answered.
pub async fn run(mut talk: Talk, mut updates: Updates, mut reports: mpsc::Receiver<(bool, Back)>) -> io::Result<bool> {
    let mut lines = BufReader::new(tokio::io::stdin()).lines();
    let mut until: Option<Instant> = None;
    loop {
        print(&mut talk)?;
        if talk.ended || (until.is_some() && talk.is_idle()) {
            return Ok(talk.unanswered() == 0 && talk.returned.is_none());
        }
        tokio::select! {
            line = lines.next_line(), if until.is_none() => match line? {
                Some(line) => talk.line(&line),
                None => until = Some(Instant::now() + AFTER_INPUT),
            },
            update = updates.next() => match update {
                Some(update) => talk.news(update),
                None => {
                    print(&mut talk)?;
                    return Ok(false);
                }
            },
            Some(report) = reports.recv() => talk.back(report),
            () = sleep_until(until.unwrap_or_else(Instant::now)), if until.is_some() => {
                print(&mut talk)?;
                writeln!(io::stdout(), "Stopped waiting. {} messages have no answer yet.", talk.unanswered())?;
                return Ok(false);
            }
            _ = tokio::signal::ctrl_c() => talk.ended = true,
        }
    }
}

fn print(talk: &mut Talk) -> io::Result<()> {
    let mut out = io::stdout().lock();
    for said in talk.lines.drain(..) {
        writeln!(out, "{}", one_line(&said.line.text))?;
    }
    out.flush()
}
