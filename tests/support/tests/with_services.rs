//! `with-services`, tried as `make test` uses it.

use alongside_testkit::Process;
use alongside_testkit::postgres::sql;
use std::process::Command;
use std::time::{Duration, Instant};

const SOON: Duration = Duration::from_secs(60);

fn with_services(words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_with-services"));
    command.arg("--").args(words);
    command
}

#[test]
fn it_ends_as_its_command_does() {
    let status = with_services(&["sh", "-c", "exit 7"]).status().expect("it runs");
    assert_eq!(status.code(), Some(7));
    let nothing = with_services(&["no-such-program-here"]).status().expect("it runs");
    assert_eq!(nothing.code(), Some(1));
}

#[test]
fn services_do_not_outlive_it_even_when_it_is_killed() {
    let command = with_services(&["sh", "-c", "echo url=$ALONGSIDE_TEST_POSTGRES/postgres; exec sleep 600"]);
    let mut process = Process::start("with-services", command, libc::SIGKILL).expect("it runs");
    let url = process.output().wait_for(SOON, |line| line.strip_prefix("url=").map(str::to_owned)).expect("its word");
    assert_eq!(sql(&url, "SELECT 1").expect("an answer").trim(), "1");
    // The inner command has no such tie; it is ours to end.
    let children = std::fs::read_to_string(format!("/proc/{0}/task/{0}/children", process.id())).unwrap_or_default();
    process.kill();
    for child in children.split_whitespace().filter_map(|number| number.parse().ok()).filter(|child| is_sleep(*child)) {
        // SAFETY: the name was looked at a moment ago; a number is not given again so soon.
        unsafe { libc::kill(child, libc::SIGKILL) };
    }
    let end = Instant::now() + SOON;
    while sql(&url, "SELECT 1").is_ok() {
        assert!(Instant::now() < end, "postgres is still there");
    }
}

fn is_sleep(process: libc::pid_t) -> bool {
    std::fs::read_to_string(format!("/proc/{process}/comm")).is_ok_and(|name| name.trim() == "sleep")
}
