//! `with-services -- COMMAND ARGUMENTS…`: runs a command with a Postgres and a Redis of its own, which
//! it finds by `ALONGSIDE_TEST_POSTGRES` and `ALONGSIDE_TEST_REDIS`. Ends as the command does.

use alongside_testkit::postgres::{self, Durability};
use alongside_testkit::{KitError, Postgres, Redis, redis};
use std::os::unix::process::ExitStatusExt;
use std::process::{Command, ExitCode};

fn main() -> ExitCode {
    let mut words = std::env::args_os().skip(1).skip_while(|word| word == "--");
    let Some(program) = words.next() else {
        eprintln!("What shall run? with-services -- COMMAND ARGUMENTS…");
        return ExitCode::from(2);
    };
    let mut command = Command::new(&program);
    command.args(words);
    run(command).unwrap_or_else(|error| {
        eprintln!("{error}");
        ExitCode::FAILURE
    })
}

fn run(mut command: Command) -> Result<ExitCode, KitError> {
    let postgres = Postgres::start(Durability::None)?;
    let redis = Redis::start()?;
    command.env(postgres::VARIABLE, postgres.url()).env(redis::VARIABLE, redis.url());
    let status = command
        .status()
        .map_err(|source| KitError::Io { what: format!("starting {:?}", command.get_program()), source })?;
    // As shells do: 128 and the number of the signal.
    let code = status.code().unwrap_or_else(|| 128 + status.signal().unwrap_or_default());
    Ok(ExitCode::from(u8::try_from(code).unwrap_or(1)))
}
