//! Temporary folders named after the process that made them, so that a later run can tell which of
//! them nobody uses any more.

use crate::{KitError, Result};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::Once;
use std::sync::atomic::{AtomicU32, Ordering};

const PREFIX: &str = "alongside-test";

/// A folder that goes away with this value.
#[derive(Debug)]
pub struct Scratch {
    path: PathBuf,
    keep: bool,
}

impl Scratch {
    /// `what` becomes part of its name.
    pub fn new(what: &str) -> Result<Self> {
        static SWEPT: Once = Once::new();
        static NEXT: AtomicU32 = AtomicU32::new(0);
        SWEPT.call_once(|| sweep(&std::env::temp_dir()));
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("{PREFIX}-{}-{number}-{what}", std::process::id()));
        let making = || KitError::io(format!("making the folder {}", path.display()));
        std::fs::create_dir(&path).map_err(making())?;
        // Other accounts (postgres) must be able to pass through.
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).map_err(making())?;
        Ok(Self { path, keep: false })
    }
    /// A folder of the caller's choice, made when it is not there, which stays.
    pub fn lasting(path: &Path) -> Result<Self> {
        let making = || KitError::io(format!("making the folder {}", path.display()));
        std::fs::create_dir_all(path).map_err(making())?;
        Ok(Self { path: path.canonicalize().map_err(making())?, keep: true })
    }
    pub fn path(&self) -> &Path {
        &self.path
    }
    pub fn join(&self, name: impl AsRef<Path>) -> PathBuf {
        self.path.join(name)
    }
    /// Leaves the folder for somebody to look into, and says where it is.
    pub fn keep(mut self) -> PathBuf {
        self.keep = true;
        self.path.clone()
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        if !self.keep {
            // What cannot be removed now is swept by a later run.
            let _ = std::fs::remove_dir_all(&self.path);
        }
    }
}

/// Removes the folders of processes that are gone.
fn sweep(folder: &Path) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let owner = entry.file_name().to_str().and_then(owner_of);
        if owner.is_some_and(|pid| !is_alive(pid)) {
            let _ = std::fs::remove_dir_all(entry.path());
        }
    }
}

fn owner_of(name: &str) -> Option<u32> {
    name.strip_prefix(PREFIX)?.strip_prefix('-')?.split('-').next()?.parse().ok()
}

fn is_alive(pid: u32) -> bool {
    Path::new(&format!("/proc/{pid}")).exists()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_of_the_dead_are_swept_and_those_of_the_living_stay() {
        let scratch = Scratch::new("sweep").expect("a folder");
        let mut child = std::process::Command::new("true").spawn().expect("a short process");
        child.wait().expect("its end");
        let dead = scratch.join(format!("{PREFIX}-{}-0-old", child.id()));
        let living = scratch.join(format!("{PREFIX}-{}-0-mine", std::process::id()));
        let other = scratch.join("something-else");
        for path in [&dead, &living, &other] {
            std::fs::create_dir(path).expect("a folder in it");
        }
        sweep(scratch.path());
        assert!(!dead.exists() && living.exists() && other.exists());
    }

    #[test]
    fn a_folder_goes_with_its_value() {
        let scratch = Scratch::new("drop").expect("a folder");
        let path = scratch.path().to_owned();
        std::fs::write(scratch.join("file"), "x").expect("a file in it");
        drop(scratch);
        assert!(!path.exists());
    }
}
