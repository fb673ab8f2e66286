//! Standbys of a [`Postgres`]: streaming replication, synchronous where the primary asks for it, and their promotion. What
//! Patroni or pg_auto_failover do with real hosts, step by step.

use crate::postgres::{Postgres, as_postgres, lend, sql};
use crate::process::run;
use crate::scratch::Scratch;
use crate::{KitError, Result, tools};
use std::time::{Duration, Instant};

const LOOK: Duration = Duration::from_millis(50);
const STREAMS_WITHIN: Duration = Duration::from_secs(30);
/// How long a promotion may take, in seconds.
const PROMOTED_WITHIN: u32 = 30;
/// Kept for standbys that turn to another primary, so that they find what they miss.
const WAL_KEPT: &str = "256MB";

impl Postgres {
    /// From now on a commit is acknowledged when one of these standbys has it on its disk too; until there is one, none is.
    /// Standbys that are made after this do the same once they are promoted.
    pub fn acknowledge_with_one_of(&self, standbys: &[&str]) -> Result<()> {
        let names = format!("ANY 1 ({})", standbys.join(", "));
        self.set("wal_keep_size", WAL_KEPT)?;
        self.set("synchronous_standby_names", &names)?;
        self.reload()
    }
    fn set(&self, name: &str, value: &str) -> Result<()> {
        sql(&self.maintenance(), &format!("ALTER SYSTEM SET {name} = '{value}'")).map(drop)
    }
    fn reload(&self) -> Result<()> {
        sql(&self.maintenance(), "SELECT pg_reload_conf()").map(drop)
    }
    fn maintenance(&self) -> String {
        format!("{}/postgres", self.url())
    }

    /// A standby of this one, which copies it and then follows it under this name.
    pub fn standby(&self, name: &str) -> Result<Self> {
        let folder = Scratch::new("standby")?;
        lend(&folder)?;
        let mut copy = as_postgres(&tools::postgres_program("pg_basebackup")?)?;
        copy.arg("--dbname").arg(self.conninfo(name)).arg("-D").arg(folder.join("data"));
        copy.args(["--write-recovery-conf", "--wal-method=stream", "--checkpoint=fast", "--no-sync"]);
        run("pg_basebackup", copy)?;
        let standby = Self::start_on(folder, self.durability)?;
        self.wait_for(name)?;
        Ok(standby)
    }
    fn conninfo(&self, name: &str) -> String {
        format!("host=127.0.0.1 port={} user=postgres application_name={name}", self.port())
    }
    /// Until a standby of this name streams from this one.
    fn wait_for(&self, name: &str) -> Result<()> {
        let began = Instant::now();
        let asked = format!(
            "SELECT count(*) FROM pg_stat_replication WHERE application_name = '{name}' AND state = 'streaming'"
        );
        while sql(&self.maintenance(), &asked)?.trim() == "0" {
            if began.elapsed() > STREAMS_WITHIN {
                return Err(self.process.too_late(&format!("streaming to {name} by"), STREAMS_WITHIN));
            }
            std::thread::sleep(LOOK);
        }
        Ok(())
    }
    /// A standby turns to another primary.
    pub fn follow(&self, primary: &Self, name: &str) -> Result<()> {
        self.set("primary_conninfo", &primary.conninfo(name))?;
        self.reload()?;
        primary.wait_for(name)
    }
    /// A standby hears nothing more from its primary, as when the way between them is cut.
    pub fn unfollow(&self) -> Result<()> {
        self.set("primary_conninfo", "")?;
        self.reload()?;
        let began = Instant::now();
        while sql(&self.maintenance(), "SELECT count(*) FROM pg_stat_wal_receiver")?.trim() != "0" {
            if began.elapsed() > STREAMS_WITHIN {
                return Err(self.process.too_late("the end of listening of", STREAMS_WITHIN));
            }
            std::thread::sleep(LOOK);
        }
        Ok(())
    }
    /// How much of the primary's log this standby has on its disk, in bytes.
    pub fn received(&self) -> Result<u64> {
        let told = sql(&self.maintenance(), "SELECT (pg_last_wal_receive_lsn() - '0/0')::bigint")?;
        told.trim().parse().map_err(|_| KitError::failed("asking a standby how much it has", told))
    }
    /// A standby becomes a primary.
    pub fn promote(&self) -> Result<()> {
        let promoted = sql(&self.maintenance(), &format!("SELECT pg_promote(true, {PROMOTED_WITHIN})"))?;
        if promoted.trim() == "t" { Ok(()) } else { Err(KitError::failed("a promotion", promoted)) }
    }
}
