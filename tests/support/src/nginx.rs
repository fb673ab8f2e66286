//! nginx in front of nodes, with the very configuration that `deploy/` gives to real hosts.

use crate::process::Process;
use crate::scratch::Scratch;
use crate::{KitError, Result, free_port, tools};
use std::net::{SocketAddr, TcpStream};
use std::process::Command;
use std::time::{Duration, Instant};

const START_WITHIN: Duration = Duration::from_secs(10);
/// Somebody may take the free port first.
const PORTS_TRIED: u32 = 5;
const LOOK: Duration = Duration::from_millis(5);
/// What real hosts include.
const SITE: &str = "deploy/nginx/alongside.conf";
/// What stands around it: nothing of the machine's own nginx is read or written.
const AROUND: &str = "\
daemon off;
worker_processes 1;
worker_rlimit_nofile 16384;
pid nginx.pid;
error_log stderr warn;
events { worker_connections 8192; }
http {
    access_log off;
    client_body_temp_path body;
    proxy_temp_path proxy;
    fastcgi_temp_path fastcgi;
    uwsgi_temp_path uwsgi;
    scgi_temp_path scgi;
    include alongside.conf;
}
";

#[derive(Debug)]
pub struct Nginx {
    process: Process,
    port: u16,
    _folder: Scratch,
}

impl Nginx {
    /// In front of these nodes, on a free port of this machine.
    pub fn over(nodes: &[SocketAddr]) -> Result<Self> {
        Self::on(0, nodes)
    }
    /// On this port; 0 takes a free one.
    pub fn on(port: u16, nodes: &[SocketAddr]) -> Result<Self> {
        let folder = Scratch::new("nginx")?;
        let site = std::fs::read_to_string(tools::repository().join(SITE)).map_err(KitError::io(SITE))?;
        let servers = nodes.iter().map(|node| format!("server {node} max_fails=1 fail_timeout=2s;\n"));
        write(&folder, "nginx.conf", AROUND)?;
        write(&folder, "alongside.conf", &site)?;
        write(&folder, "alongside-nodes.conf", &servers.collect::<String>())?;
        let mut last = None;
        for _ in 0..PORTS_TRIED {
            let port = if port == 0 { free_port()? } else { port };
            write(&folder, "alongside-listen.conf", &format!("listen 127.0.0.1:{port};\n"))?;
            match launch(&folder, port) {
                Ok(process) => return Ok(Self { process, port, _folder: folder }),
                Err(error) => last = Some(error),
            }
        }
        Err(last.unwrap_or_else(|| KitError::failed("finding a port for nginx", "")))
    }
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }
    /// What it has complained about.
    pub fn said(&self) -> String {
        self.process.output().text()
    }
}

impl Drop for Nginx {
    fn drop(&mut self) {
        // Its worker would outlive a parent that is killed. What cannot be ended now ends with us.
        let _ = self.process.kill_family();
    }
}

fn write(folder: &Scratch, name: &str, text: &str) -> Result<()> {
    std::fs::write(folder.join(name), text).map_err(KitError::io(format!("writing {name}")))
}

fn launch(folder: &Scratch, port: u16) -> Result<Process> {
    if TcpStream::connect(("127.0.0.1", port)).is_ok() {
        return Err(KitError::failed("starting nginx", format!("Something else listens on port {port}.")));
    }
    let mut command = Command::new(tools::program("nginx", "nginx")?);
    command.arg("-p").arg(folder.path()).args(["-e", "stderr", "-c", "nginx.conf"]);
    let mut process = Process::start("nginx", command, libc::SIGTERM)?;
    let end = Instant::now() + START_WITHIN;
    while TcpStream::connect(("127.0.0.1", port)).is_err() {
        if Instant::now() >= end || !process.is_running() {
            return Err(process.too_late("the start of", START_WITHIN));
        }
        std::thread::sleep(LOOK);
    }
    Ok(process)
}
