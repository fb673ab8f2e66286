//! CPU, memory and counts between two moments.

use crate::machine::{self, Cpu};
use crate::result::Row;
use crate::swarm::Swarm;
use crate::targets::Target;
use std::time::Instant;

pub struct Window {
    began: Instant,
    cpu: Vec<Cpu>,
    own: Cpu,
    switches: f64,
    deliveries: u64,
    messages: u64,
    acknowledged: u64,
}

impl Window {
    pub fn open(target: &Target, swarm: &mut Swarm) -> Self {
        swarm.ledger.measuring = true;
        Self {
            began: Instant::now(),
            cpu: target.watched.iter().map(|watched| machine::cpu_of(watched.pid)).collect(),
            own: machine::own_cpu(),
            switches: switches(target),
            deliveries: swarm.ledger.deliveries,
            messages: swarm.ledger.messages,
            acknowledged: swarm.ledger.acknowledged,
        }
    }

    /// CPU since the beginning: of what serves, and of everything.
    pub fn cpu(&self, target: &Target) -> (Cpu, Cpu) {
        let (mut serving, mut all) = (Cpu::default(), Cpu::default());
        for (watched, before) in target.watched.iter().zip(&self.cpu) {
            let used = machine::cpu_of(watched.pid) - *before;
            all += used;
            if watched.serves {
                serving += used;
            }
        }
        (serving, all)
    }

    /// CPU of what carries announcements between nodes.
    fn bus(&self, target: &Target) -> f64 {
        let pairs = target.watched.iter().zip(&self.cpu).filter(|(watched, _)| watched.name == "redis");
        pairs.map(|(watched, before)| (machine::cpu_of(watched.pid) - *before).total_us()).sum()
    }

    pub fn close(self, target: &Target, swarm: &mut Swarm, row: &mut Row) {
        let seconds = self.began.elapsed().as_secs_f64();
        let (serving, all) = self.cpu(target);
        let own = machine::own_cpu() - self.own;
        swarm.ledger.measuring = false;
        let ledger = &swarm.ledger;
        let deliveries = (ledger.deliveries - self.deliveries) as f64;
        let messages = (ledger.messages - self.messages) as f64;
        row.set("seconds", seconds);
        row.set("deliveries_per_s", deliveries / seconds);
        row.set("messages_per_s", messages / seconds);
        row.set("acknowledged_per_s", (ledger.acknowledged - self.acknowledged) as f64 / seconds);
        if deliveries > 0.0 && !target.watched.is_empty() {
            row.set("cpu_us_per_delivery", serving.total_us() / deliveries);
            row.set("user_us_per_delivery", serving.user_us / deliveries);
            row.set("system_us_per_delivery", serving.system_us / deliveries);
            row.set("cpu_us_per_message", serving.total_us() / messages.max(1.0));
            row.set("switches_per_message", (switches(target) - self.switches) / messages.max(1.0));
            row.set("cpu_all_us_per_delivery", all.total_us() / deliveries);
            row.set("cpu_bus_us_per_delivery", (serving.total_us() + self.bus(target)) / deliveries);
        }
        for (watched, before) in target.watched.iter().zip(&self.cpu) {
            let used = machine::cpu_of(watched.pid) - *before;
            row.set(format!("cores_{}", watched.name), used.total_us() / 1e6 / seconds);
            row.set(format!("pss_mib_{}", watched.name), machine::pss_kib(watched.pid) / 1024.0);
        }
        row.set("cores_generator", own.total_us() / 1e6 / seconds);
        row.set_times("delivery", &ledger.delivery_us);
        row.set_times("acknowledgement", &ledger.acknowledgement_us);
    }
}

/// Of what serves. Many for each message: threads hand work to each other in small pieces.
fn switches(target: &Target) -> f64 {
    target.watched.iter().filter(|watched| watched.serves).map(|watched| machine::switches_of(watched.pid)).sum()
}
