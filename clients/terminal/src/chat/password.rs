//! Secrets: from a file, or typed without being shown.

use crossterm::event::{Event, KeyCode, KeyEventKind, KeyModifiers, read};
use crossterm::terminal::{disable_raw_mode, enable_raw_mode};
use std::io::{self, IsTerminal, Write};
use std::path::Path;

/// The first line of a file.
pub fn from_file(path: &Path) -> Result<String, String> {
    let text = std::fs::read_to_string(path).map_err(|why| format!("{} cannot be read: {why}", path.display()))?;
    match text.lines().next() {
        Some(line) if !line.is_empty() => Ok(line.to_owned()),
        _ => Err(format!("The first line of {} is empty.", path.display())),
    }
}

/// Asks on the terminal; what is typed is seen only where `shown`.
pub fn ask(question: &str, shown: bool) -> Result<String, String> {
    if !io::stdin().is_terminal() {
        return Err("There is no terminal to ask on. Use --alias and --password-file.".into());
    }
    print!("{question} ");
    io::stdout().flush().map_err(|why| why.to_string())?;
    if shown {
        let mut line = String::new();
        io::stdin().read_line(&mut line).map_err(|why| why.to_string())?;
        return Ok(line.trim().to_owned());
    }
    enable_raw_mode().map_err(|why| why.to_string())?;
    let typed = read_hidden();
    let restored = disable_raw_mode();
    println!();
    restored.map_err(|why| why.to_string())?;
    typed
}

fn read_hidden() -> Result<String, String> {
    let mut typed = String::new();
    loop {
        let Event::Key(key) = read().map_err(|why| why.to_string())? else { continue };
        if key.kind == KeyEventKind::Release {
            continue;
        }
        match key.code {
            KeyCode::Enter => return Ok(typed),
            KeyCode::Char('c' | 'd') if key.modifiers.contains(KeyModifiers::CONTROL) => return Err("Stopped.".into()),
            KeyCode::Char(c) => typed.push(c),
            KeyCode::Backspace => drop(typed.pop()),
            _ => {}
        }
    }
}
