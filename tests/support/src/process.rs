//! A child process that cannot outlive this one. The kernel ends it when the *thread* that started it
//! ends, so all are started by one thread that lives as long as the process.

use crate::{KitError, Result};
use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Read};
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, OnceLock};
use std::thread;
use std::time::{Duration, Instant};

/// Lines of output kept for a message about a failure.
const KEPT_LINES: usize = 400;
/// How often an ending process is looked at.
const LOOK: Duration = Duration::from_millis(2);
/// A thread that waits for a disk stands only after that.
const FREEZE_WITHIN: Duration = Duration::from_secs(10);

type Job = Box<dyn FnOnce() + Send>;

/// Runs `job` on the thread that lives for ever, and waits for its result.
fn on_the_lasting_thread<T: Send + 'static>(job: impl FnOnce() -> T + Send + 'static) -> T {
    static THREAD: OnceLock<Mutex<Sender<Job>>> = OnceLock::new();
    let thread = THREAD.get_or_init(|| {
        let (sender, jobs) = channel::<Job>();
        thread::Builder::new()
            .name("starts-processes".into())
            .spawn(move || jobs.into_iter().for_each(|job| job()))
            .unwrap_or_else(|error| panic!("no thread could be started: {error}"));
        Mutex::new(sender)
    });
    let (sender, result) = channel();
    let job: Job = Box::new(move || {
        // The receiver waits below until this has been sent.
        let _ = sender.send(job());
    });
    lock(thread).send(job).unwrap_or_else(|_| unreachable!("the thread ends only with the process"));
    result.recv().unwrap_or_else(|_| panic!("a process could not be started: the thread panicked"))
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
}

/// What a process has said, on both of its outputs.
#[derive(Debug, Default)]
struct Said {
    lines: VecDeque<String>,
    /// Outputs that are still open.
    open: usize,
}

#[derive(Debug, Clone, Default)]
pub struct Output(Arc<(Mutex<Said>, Condvar)>);

impl Output {
    fn follow(&self, pipe: impl Read + Send + 'static) {
        lock(&self.0.0).open += 1;
        let output = self.clone();
        thread::spawn(move || {
            let mut reader = BufReader::new(pipe);
            let mut line = Vec::new();
            while reader.read_until(b'\n', &mut line).is_ok_and(|bytes| bytes > 0) {
                output.add(String::from_utf8_lossy(&line).trim_end().to_owned());
                line.clear();
            }
            lock(&output.0.0).open -= 1;
            output.0.1.notify_all();
        });
    }
    fn add(&self, line: String) {
        let mut said = lock(&self.0.0);
        if said.lines.len() == KEPT_LINES {
            said.lines.pop_front();
        }
        said.lines.push_back(line);
        self.0.1.notify_all();
    }
    /// The last lines.
    pub fn text(&self) -> String {
        lock(&self.0.0).lines.iter().map(|line| format!("    {line}\n")).collect()
    }
    /// Waits for a line in which `find` finds something. `None` when time is over or nothing more can come.
    pub fn wait_for<T>(&self, patience: Duration, mut find: impl FnMut(&str) -> Option<T>) -> Option<T> {
        let end = Instant::now() + patience;
        let mut said = lock(&self.0.0);
        loop {
            if let Some(found) = said.lines.iter().find_map(|line| find(line)) {
                return Some(found);
            }
            let left = end.checked_duration_since(Instant::now())?;
            if said.open == 0 {
                return None;
            }
            said = self.0.1.wait_timeout(said, left).unwrap_or_else(|poisoned| poisoned.into_inner()).0;
        }
    }
}

/// A running program; killed when this value goes.
#[derive(Debug)]
pub struct Process {
    child: Child,
    output: Output,
    name: String,
}

impl Process {
    /// Starts it with both outputs collected. `parting` is the signal that the kernel sends it when we are gone.
    pub fn start(name: &str, mut command: Command, parting: libc::c_int) -> Result<Self> {
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let parent = std::process::id();
        // SAFETY: only system calls that are allowed between fork and exec. This runs after the change
        // of user, which would take the setting back.
        unsafe {
            command.pre_exec(move || {
                if libc::prctl(libc::PR_SET_PDEATHSIG, parting) != 0 {
                    return Err(std::io::Error::last_os_error());
                }
                // We may have died before the setting.
                if libc::getppid() as u32 != parent {
                    libc::_exit(1);
                }
                Ok(())
            });
        }
        let mut child =
            on_the_lasting_thread(move || command.spawn()).map_err(KitError::io(format!("starting {name}")))?;
        let output = Output::default();
        if let Some(pipe) = child.stdout.take() {
            output.follow(pipe);
        }
        if let Some(pipe) = child.stderr.take() {
            output.follow(pipe);
        }
        Ok(Self { child, output, name: name.into() })
    }

    /// Changes the account that a command runs as.
    pub fn as_account(command: &mut Command, (user, group): (u32, u32)) {
        command.uid(user).gid(group);
    }

    pub fn id(&self) -> u32 {
        self.child.id()
    }
    pub fn output(&self) -> &Output {
        &self.output
    }
    pub fn is_running(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }
    pub fn signal(&self, signal: libc::c_int) {
        // SAFETY: the child has not been waited for, so its number cannot belong to another process.
        unsafe { libc::kill(self.child.id() as libc::pid_t, signal) };
    }

    /// Kills it and waits until it is gone.
    pub fn kill(&mut self) {
        // Both fail only when it is gone already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    /// Sends a signal that asks it to end, and waits for that.
    pub fn end(&mut self, signal: libc::c_int, patience: Duration) -> Result<ExitStatus> {
        if self.is_running() {
            self.signal(signal);
        }
        self.wait(patience)
    }
    /// Waits for its end.
    pub fn wait(&mut self, patience: Duration) -> Result<ExitStatus> {
        let end = Instant::now() + patience;
        loop {
            match self.child.try_wait() {
                Ok(Some(status)) => return Ok(status),
                Ok(None) if Instant::now() < end => thread::sleep(LOOK),
                Ok(None) => return Err(self.too_late("the end of", patience)),
                Err(source) => return Err(KitError::Io { what: format!("waiting for {}", self.name), source }),
            }
        }
    }

    /// Stops it where it is (SIGSTOP), and returns when every thread has come to a stand.
    pub fn freeze(&self) -> Result<()> {
        self.signal(libc::SIGSTOP);
        let end = Instant::now() + FREEZE_WITHIN;
        while !every_thread_stands(self.id()) {
            if Instant::now() >= end {
                return Err(self.too_late("the standstill of", FREEZE_WITHIN));
            }
            thread::sleep(LOOK);
        }
        Ok(())
    }

    /// Kills it and all that it has started (kill −9), and waits until they are gone.
    pub fn kill_family(&mut self) -> Result<()> {
        let children = children_of(self.id());
        self.kill();
        for child in &children {
            // SAFETY: it was a child a moment ago; a number is not given again so soon.
            unsafe { libc::kill(*child as libc::pid_t, libc::SIGKILL) };
        }
        let end = Instant::now() + FREEZE_WITHIN;
        while children.iter().any(|child| is_at_work(*child)) {
            if Instant::now() >= end {
                return Err(self.too_late("the end of what was started by", FREEZE_WITHIN));
            }
            thread::sleep(LOOK);
        }
        Ok(())
    }
    /// Stops it and all that it has started where they are.
    pub fn freeze_family(&self) -> Result<()> {
        self.freeze()?;
        for child in children_of(self.id()) {
            // SAFETY: its parent stands still, so that nobody has waited for it.
            unsafe { libc::kill(child as libc::pid_t, libc::SIGSTOP) };
        }
        Ok(())
    }
    /// Ends a standstill of it and all that it has started.
    pub fn thaw_family(&self) {
        for child in children_of(self.id()) {
            // SAFETY: its parent stands still, so that nobody has waited for it.
            unsafe { libc::kill(child as libc::pid_t, libc::SIGCONT) };
        }
        self.signal(libc::SIGCONT);
    }

    pub fn too_late(&self, what: &str, patience: Duration) -> KitError {
        KitError::TooLate {
            what: format!("{what} {}", self.name),
            seconds: patience.as_secs(),
            output: self.output.text(),
        }
    }

    /// Memory that it has in use now, in bytes (VmRSS of proc_pid_status(5)).
    pub fn rss_bytes(&self) -> Option<u64> {
        status_kib(self.id(), "VmRSS:").map(|kib| kib * 1024)
    }
    /// The most memory that it ever had in use, in bytes.
    pub fn peak_rss_bytes(&self) -> Option<u64> {
        status_kib(self.id(), "VmHWM:").map(|kib| kib * 1024)
    }
}

/// The state in proc_pid_stat(5) comes after the name, which stands in parentheses.
fn every_thread_stands(pid: u32) -> bool {
    let threads = std::fs::read_dir(format!("/proc/{pid}/task"));
    let mut states = threads.into_iter().flatten().flatten().filter_map(|thread| {
        let stat = std::fs::read_to_string(thread.path().join("stat")).ok()?;
        stat.rsplit_once(") ").and_then(|(_, rest)| rest.chars().next())
    });
    states.all(|state| state == 'T')
}

/// The processes that a process of one thread has started.
fn children_of(pid: u32) -> Vec<u32> {
    let listed = std::fs::read_to_string(format!("/proc/{pid}/task/{pid}/children")).unwrap_or_default();
    listed.split_whitespace().filter_map(|number| number.parse().ok()).collect()
}

/// Neither gone nor dead and only waiting to be counted.
fn is_at_work(pid: u32) -> bool {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    stat.rsplit_once(") ").is_some_and(|(_, rest)| !rest.starts_with(['Z', 'X']))
}

fn status_kib(pid: u32, field: &str) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    status.lines().find_map(|line| line.strip_prefix(field))?.trim().strip_suffix(" kB")?.parse().ok()
}

impl Drop for Process {
    fn drop(&mut self) {
        self.kill();
    }
}

/// Runs a short program to its end.
pub fn run(name: &str, mut command: Command) -> Result<String> {
    let output = command.stdin(Stdio::null()).output().map_err(KitError::io(format!("starting {name}")))?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let said = [output.stdout, output.stderr].concat();
    Err(KitError::failed(name, String::from_utf8_lossy(&said)))
}

/// As many open files as this machine lets a process have; what we start inherits it.
pub fn many_files() -> u64 {
    let mut limit = libc::rlimit { rlim_cur: 0, rlim_max: 0 };
    // SAFETY: both calls read or write one plain struct.
    unsafe {
        if libc::getrlimit(libc::RLIMIT_NOFILE, &raw mut limit) == 0 {
            limit.rlim_cur = limit.rlim_max;
            libc::setrlimit(libc::RLIMIT_NOFILE, &raw const limit);
        }
    }
    limit.rlim_cur
}
