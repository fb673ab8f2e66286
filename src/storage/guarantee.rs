//! What an acknowledgement promises here, by the settings that the database really has.
//!
//! Postgres answers a commit before it is on the disk when `synchronous_commit` is off, and does not write it there at all when
//! `fsync` is off (PostgreSQL manual, "Write Ahead Log"). A server that says "kept" then says something that is not true.

use super::{Db, Synchronous, sql};
use crate::error::{Error, Result};
use alongside_protocol::server::Acknowledgement;

/// What the operator asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Wanted {
    /// Say what the settings are good for.
    #[default]
    Auto,
    Single,
    /// A standby has it too, or the server does not start.
    Ha,
}

impl std::str::FromStr for Wanted {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "auto" => Ok(Self::Auto),
            "single" => Ok(Self::Single),
            "ha" => Ok(Self::Ha),
            other => Err(format!("{other:?} is none of auto, single, ha")),
        }
    }
}

/// The settings that decide it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Settings {
    Sqlite(Synchronous),
    Postgres { fsync: String, synchronous_commit: String, synchronous_standby_names: String },
}

impl Db {
    /// Reads the settings that are in force for this server's connections.
    pub async fn settings(&self, sqlite: Synchronous) -> Result<Settings> {
        if matches!(self, Self::Sqlite { .. }) {
            return Ok(Settings::Sqlite(sqlite));
        }
        let mut tx = self.read().await?;
        let (fsync, synchronous_commit, synchronous_standby_names) = sql!(
            tx,
            one(String, String, String),
            "SELECT current_setting('fsync'), current_setting('synchronous_commit'), current_setting('synchronous_standby_names')"
        )?;
        Ok(Settings::Postgres { fsync, synchronous_commit, synchronous_standby_names })
    }
}

/// What an acknowledgement survives, or why the server must not start.
pub fn judge(settings: &Settings, wanted: Wanted, allow_unsafe: bool) -> Result<Acknowledgement> {
    let found = match settings {
        Settings::Sqlite(Synchronous::Full) => Ok(Acknowledgement::Single),
        Settings::Sqlite(_) => Err("SQLite runs with a synchronous setting below full".to_owned()),
        Settings::Postgres { fsync, .. } if fsync != "on" => Err("Postgres runs with fsync = off".to_owned()),
        Settings::Postgres { synchronous_commit, .. } if synchronous_commit == "off" => {
            Err("Postgres runs with synchronous_commit = off".to_owned())
        }
        Settings::Postgres { synchronous_commit, synchronous_standby_names, .. } => {
            let standby_writes = matches!(synchronous_commit.as_str(), "on" | "remote_apply");
            let has_standby = !synchronous_standby_names.trim().is_empty();
            Ok(if standby_writes && has_standby { Acknowledgement::Ha } else { Acknowledgement::Single })
        }
    };
    match found {
        Err(_) if allow_unsafe => Ok(Acknowledgement::Unsafe),
        Err(why) => Err(Error::fault(format!(
            "{why}: messages that were acknowledged could be lost in a power cut. Set it right, or start with \
             --allow-unsafe-acknowledgement to say so to everybody instead"
        ))),
        Ok(Acknowledgement::Single) if wanted == Wanted::Ha => Err(Error::fault(
            "the ha profile needs a synchronous standby: set synchronous_standby_names and synchronous_commit = on in \
             Postgres, or start with --acknowledgement single",
        )),
        Ok(_) if wanted == Wanted::Single => Ok(Acknowledgement::Single),
        Ok(found) => Ok(found),
    }
}

/// What a running server says: the settings may have changed under it, as by a failover, and it does not stop for that.
pub fn found(settings: &Settings, wanted: Wanted) -> Acknowledgement {
    let wanted = if wanted == Wanted::Single { wanted } else { Wanted::Auto };
    judge(settings, wanted, true).unwrap_or(Acknowledgement::Unsafe)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn postgres(fsync: &str, commit: &str, standby: &str) -> Settings {
        let text = str::to_owned;
        Settings::Postgres {
            fsync: text(fsync),
            synchronous_commit: text(commit),
            synchronous_standby_names: text(standby),
        }
    }

    #[test]
    fn what_settings_are_good_for() {
        use Acknowledgement::{Ha, Single, Unsafe};
        for (settings, wanted, allow_unsafe, expected) in [
            (Settings::Sqlite(Synchronous::Full), Wanted::Auto, false, Some(Single)),
            (Settings::Sqlite(Synchronous::Full), Wanted::Ha, false, None),
            (Settings::Sqlite(Synchronous::Normal), Wanted::Auto, false, None),
            (Settings::Sqlite(Synchronous::Off), Wanted::Auto, true, Some(Unsafe)),
            (postgres("on", "on", ""), Wanted::Auto, false, Some(Single)),
            (postgres("on", "on", "ANY 1 (b, c)"), Wanted::Auto, false, Some(Ha)),
            (postgres("on", "remote_apply", "b"), Wanted::Ha, false, Some(Ha)),
            (postgres("on", "on", "b"), Wanted::Single, false, Some(Single)),
            (postgres("on", "on", " "), Wanted::Ha, false, None),
            (postgres("on", "local", "b"), Wanted::Ha, false, None),
            (postgres("on", "remote_write", "b"), Wanted::Auto, false, Some(Single)),
            (postgres("off", "on", "b"), Wanted::Auto, false, None),
            (postgres("on", "off", ""), Wanted::Auto, false, None),
            (postgres("off", "off", ""), Wanted::Auto, true, Some(Unsafe)),
            (postgres("off", "on", "b"), Wanted::Ha, true, Some(Unsafe)),
        ] {
            let judged = judge(&settings, wanted, allow_unsafe).ok();
            assert_eq!(judged, expected, "{settings:?} {wanted:?} unsafe allowed: {allow_unsafe}");
        }
    }

    #[test]
    fn a_running_server_says_what_became_of_the_settings() {
        use Acknowledgement::{Ha, Single, Unsafe};
        for (settings, wanted, expected) in [
            (postgres("on", "on", "b"), Wanted::Ha, Ha),
            (postgres("on", "on", ""), Wanted::Ha, Single),
            (postgres("on", "on", "b"), Wanted::Single, Single),
            (postgres("on", "off", "b"), Wanted::Ha, Unsafe),
        ] {
            assert_eq!(found(&settings, wanted), expected, "{settings:?} {wanted:?}");
        }
    }
}
