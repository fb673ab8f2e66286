//! What the kernel says of processes and of this machine: CPU time, memory, cores. Linux only (proc(5)).

use std::fs;
use std::io;
use std::os::fd::AsRawFd;
use std::path::Path;
use std::time::Duration;

/// CPU time that processes have used, in microseconds.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Cpu {
    pub user_us: f64,
    pub system_us: f64,
}

impl Cpu {
    pub fn total_us(self) -> f64 {
        self.user_us + self.system_us
    }
}

impl std::ops::Sub for Cpu {
    type Output = Self;
    fn sub(self, before: Self) -> Self {
        Self { user_us: self.user_us - before.user_us, system_us: self.system_us - before.system_us }
    }
}
impl std::ops::AddAssign for Cpu {
    fn add_assign(&mut self, other: Self) {
        self.user_us += other.user_us;
        self.system_us += other.system_us;
    }
}

/// Of a process and all that it started and that still lives, and of those of them that have ended. The kernel counts in
/// ticks of 10 ms, so windows should be some seconds long.
pub fn cpu_of(pid: u32) -> Cpu {
    let mut sum = Cpu::default();
    for pid in tree(pid) {
        let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
        sum += cpu_in(&stat, tick_us()).unwrap_or_default();
    }
    sum
}

/// The fields utime, stime, cutime and cstime; the name before them stands in parentheses and may hold anything.
fn cpu_in(stat: &str, tick_us: f64) -> Option<Cpu> {
    let (_, rest) = stat.rsplit_once(") ")?;
    let mut ticks = rest.split(' ').skip(11).map_while(|field| field.parse::<f64>().ok());
    let (user, system, ended_user, ended_system) = (ticks.next()?, ticks.next()?, ticks.next()?, ticks.next()?);
    Some(Cpu { user_us: (user + ended_user) * tick_us, system_us: (system + ended_system) * tick_us })
}

/// How often threads of a process gave up their core, or lost it, so far.
pub fn switches_of(pid: u32) -> f64 {
    let tasks = fs::read_dir(format!("/proc/{pid}/task")).into_iter().flatten().flatten();
    let of = |status: String| -> f64 {
        let lines = status.lines().filter_map(|line| line.split_once("ctxt_switches:"));
        lines.filter_map(|(_, count)| count.trim().parse::<f64>().ok()).sum()
    };
    tasks.filter_map(|task| fs::read_to_string(task.path().join("status")).ok()).map(of).sum()
}

fn tick_us() -> f64 {
    // SAFETY: sysconf only reads a number.
    let per_second = unsafe { libc::sysconf(libc::_SC_CLK_TCK) };
    1e6 / per_second.max(1) as f64
}

/// A process and its descendants.
fn tree(pid: u32) -> Vec<u32> {
    let mut all = vec![pid];
    let mut next = 0;
    while let Some(pid) = all.get(next).copied() {
        next += 1;
        for task in fs::read_dir(format!("/proc/{pid}/task")).into_iter().flatten().flatten() {
            let children = fs::read_to_string(task.path().join("children")).unwrap_or_default();
            all.extend(children.split_whitespace().filter_map(|child| child.parse::<u32>().ok()));
        }
    }
    all
}

/// Memory of a process and its descendants in KiB, shared pages counted in part (PSS).
pub fn pss_kib(pid: u32) -> f64 {
    let of = |pid: u32| {
        let rollup = fs::read_to_string(format!("/proc/{pid}/smaps_rollup")).ok()?;
        let line = rollup.lines().find_map(|line| line.strip_prefix("Pss:"))?;
        line.trim().strip_suffix("kB")?.trim().parse::<f64>().ok()
    };
    tree(pid).into_iter().filter_map(of).sum()
}

/// Our own.
pub fn own_cpu() -> Cpu {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    cpu_in(&stat, tick_us()).unwrap_or_default()
}

pub fn cores() -> usize {
    // Not `available_parallelism`: we narrow our own set.
    // SAFETY: sysconf only reads a number.
    usize::try_from(unsafe { libc::sysconf(libc::_SC_NPROCESSORS_ONLN) }).unwrap_or(1).max(1)
}

/// Where this thread, and what it starts from now on, may run.
pub fn pin_to(core: usize) {
    // SAFETY: the set is plain bits, made by zeroing, and `core` is below its size.
    unsafe {
        let mut set: libc::cpu_set_t = std::mem::zeroed();
        libc::CPU_SET(core % cores(), &mut set);
        // Refused in some containers: then everything shares all cores, and the figures are only noisier.
        libc::sched_setaffinity(0, size_of::<libc::cpu_set_t>(), &set);
    }
}

/// Lets the kernel choose the port when it knows the other end: else a port serves one connection only, and runs out.
pub fn choose_port_late(socket: &impl AsRawFd) -> io::Result<()> {
    let on: libc::c_int = 1;
    // SAFETY: the option takes one int; the socket is open while it is borrowed.
    let result = unsafe {
        let size = size_of::<libc::c_int>() as libc::socklen_t;
        libc::setsockopt(socket.as_raw_fd(), libc::SOL_IP, libc::IP_BIND_ADDRESS_NO_PORT, (&raw const on).cast(), size)
    };
    if result == 0 { Ok(()) } else { Err(io::Error::last_os_error()) }
}

/// Processes that wanted a core, averaged over the last minute.
pub fn load() -> f64 {
    let text = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    text.split(' ').next().and_then(|word| word.parse().ok()).unwrap_or_default()
}

/// The processor's name and the number of cores.
pub fn name() -> String {
    let text = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = text.lines().find_map(|line| line.strip_prefix("model name")).unwrap_or("");
    format!("{} cores, {}", cores(), model.trim_start_matches([' ', '\t', ':']))
}

/// How long the disk takes by itself.
#[derive(Debug, Clone, Copy)]
pub struct Disk {
    pub p50_us: f64,
    pub p99_us: f64,
}

/// Times of writing one page to `folder` and fdatasync, over pages that are there already, as a write-ahead log does once it
/// is warm. With a pause after each: a disk that is asked now and then may take longer than one that is never left alone.
pub fn fdatasync(folder: &Path, pause: Duration) -> io::Result<Disk> {
    use std::os::unix::fs::FileExt as _;
    const TIMES: u64 = 200;
    const PAGE: usize = 4_096;
    let path = folder.join("fdatasync");
    let file = fs::File::create(&path)?;
    file.write_all_at(&vec![0; PAGE * TIMES as usize], 0)?;
    file.sync_all()?;
    let mut times = Vec::new();
    for page in 0..TIMES {
        let began = std::time::Instant::now();
        file.write_all_at(&[1; PAGE], page * PAGE as u64)?;
        file.sync_data()?;
        times.push(began.elapsed().as_secs_f64() * 1e6);
        std::thread::sleep(pause);
    }
    fs::remove_file(path)?;
    times.sort_by(f64::total_cmp);
    Ok(Disk { p50_us: times[times.len() / 2], p99_us: times[times.len() * 99 / 100] })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cpu_is_read_past_a_name_with_parentheses_and_spaces() {
        let stat = "42 (a ) b) S 1 42 42 0 -1 4194304 1 2 3 4 100 50 7 3 20 0 4 0 99";
        assert_eq!(cpu_in(stat, 10.0), Some(Cpu { user_us: 1_070.0, system_us: 530.0 }));
        assert_eq!(cpu_in("42 (x", 10.0), None);
    }

    #[test]
    fn we_have_used_memory_and_know_our_cores() {
        assert!(pss_kib(std::process::id()) > 100.0);
        assert!(cores() >= 1 && switches_of(std::process::id()) > 0.0);
        assert!(tree(std::process::id()).contains(&std::process::id()));
    }
}
