//! Finding programs, and saying how to get the one that is missing.

use crate::{KitError, Result};
use std::ffi::CString;
use std::path::{Path, PathBuf};

/// Where Debian keeps the server programs of each PostgreSQL version.
const POSTGRES_VERSIONS: &str = "/usr/lib/postgresql";

/// A program from Postgres' own folder (Debian keeps them out of PATH), of the newest version there.
pub fn postgres_program(name: &str) -> Result<PathBuf> {
    let mut versions: Vec<(u32, PathBuf)> = std::fs::read_dir(POSTGRES_VERSIONS)
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse().ok()?, entry.path().join("bin").join(name))))
        .filter(|(_, path)| path.is_file())
        .collect();
    versions.sort();
    versions.pop().map(|(_, path)| path).or_else(|| in_path(name)).ok_or_else(|| missing(name, "postgresql"))
}

/// A program in PATH or where administrators keep theirs; `package` is Debian's name for what brings it.
pub fn program(name: &str, package: &str) -> Result<PathBuf> {
    in_path(name).ok_or_else(|| missing(name, package))
}

fn in_path(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let administrators = ["/usr/sbin", "/sbin"].map(PathBuf::from);
    std::env::split_paths(&path).chain(administrators).map(|folder| folder.join(name)).find(|path| path.is_file())
}

pub fn missing(program: &str, package: &str) -> KitError {
    KitError::Missing(format!(
        "The program `{program}` is missing. To get it: apt-get update && apt-get install -y {package}"
    ))
}

pub fn is_root() -> bool {
    // SAFETY: geteuid takes nothing and cannot fail.
    unsafe { libc::geteuid() == 0 }
}

/// User and group numbers of an account of this machine.
pub fn account(name: &str) -> Option<(u32, u32)> {
    let name = CString::new(name).ok()?;
    // SAFETY: the name ends in NUL; the result is read before anything else could change it, while
    // `ACCOUNTS` keeps our own threads out.
    static ACCOUNTS: std::sync::Mutex<()> = std::sync::Mutex::new(());
    let _guard = ACCOUNTS.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    unsafe {
        let entry = libc::getpwnam(name.as_ptr());
        if entry.is_null() { None } else { Some(((*entry).pw_uid, (*entry).pw_gid)) }
    }
}

/// The folder of this repository.
pub fn repository() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_is_said_with_the_line_that_brings_it() {
        let error = program("no-such-program-here", "some-package").expect_err("there is none");
        assert!(error.to_string().contains("apt-get install -y some-package"), "{error}");
    }

    #[test]
    fn root_has_number_zero() {
        assert_eq!(account("root"), Some((0, 0)));
        assert_eq!(account("nobody-has-this-name"), None);
    }
}
