//! A disk that can lose its power: ext4 in a file. What the kernel has written into that file is what a
//! power cut would have left; what only its memory holds is not in there.
//!
//! The mounts live in a namespace of this process, so they end with it, however it ends.

use crate::Mishap;
use alongside_testkit::process::run;
use alongside_testkit::{KitError, Scratch, tools};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The writer stands still while its disk is copied, but the kernel may write on: then the copy is made again.
const COPIES_TRIED: u32 = 20;

pub struct Disk {
    folder: Scratch,
    /// Counts the power cuts, and names the image.
    generation: u32,
}

/// A copy of the disk at one instant, not in use yet.
pub struct Wreck {
    image: PathBuf,
}

/// Mounts of this process and its children are hidden from all others. Call it while there is one thread.
pub fn hide_mounts() -> Result<(), Mishap> {
    if !tools::is_root() {
        return Err(Mishap::Needs("Only root may mount a disk. Run it again with sudo, or as root.".into()));
    }
    for (program, package) in
        [("mkfs.ext4", "e2fsprogs"), ("mount", "mount"), ("cp", "coreutils"), ("cmp", "diffutils")]
    {
        tools::program(program, package)?;
    }
    // SAFETY: both take no memory of ours but literals that end in NUL.
    let hidden = unsafe {
        libc::unshare(libc::CLONE_NEWNS) == 0
            && libc::mount(
                std::ptr::null(),
                c"/".as_ptr(),
                std::ptr::null(),
                libc::MS_REC | libc::MS_PRIVATE,
                std::ptr::null(),
            ) == 0
    };
    if hidden {
        Ok(())
    } else {
        let why = std::io::Error::last_os_error();
        Err(Mishap::Needs(format!("This machine does not let us have mounts of our own: {why}")))
    }
}

impl Disk {
    pub fn new(mebibytes: u64) -> Result<Self, Mishap> {
        let disk = Self { folder: Scratch::new("disk")?, generation: 0 };
        let file = std::fs::File::create(disk.image()).map_err(io("making the disk's file"))?;
        file.set_len(mebibytes * 1024 * 1024).map_err(io("giving the disk its size"))?;
        std::fs::create_dir(disk.mount_point()).map_err(io("making a mount point"))?;
        let mut mkfs = command("mkfs.ext4", "e2fsprogs")?;
        mkfs.args(["-q", "-F", "-m", "0"]).arg(disk.image());
        run("mkfs.ext4", mkfs)?;
        disk.mount()?;
        Ok(disk)
    }
    /// For the server's data.
    pub fn data(&self) -> PathBuf {
        self.mount_point().join("data")
    }
    fn mount_point(&self) -> PathBuf {
        self.folder.join("disk")
    }
    fn image(&self) -> PathBuf {
        self.folder.join(format!("image-{}", self.generation))
    }
    fn mount(&self) -> Result<(), Mishap> {
        let mut mount = command("mount", "mount")?;
        mount.args(["-t", "ext4", "-o", "loop"]).arg(self.image()).arg(self.mount_point());
        Ok(run("mount", mount).map(drop)?)
    }
    fn unmount(&self) -> Result<(), Mishap> {
        let mut umount = command("umount", "mount")?;
        umount.arg(self.mount_point());
        Ok(run("umount", umount).map(drop)?)
    }

    /// Flushes all that was written so far.
    pub fn flush(&self) -> Result<(), Mishap> {
        let mut sync = command("sync", "coreutils")?;
        sync.arg("--file-system").arg(self.mount_point());
        Ok(run("sync", sync).map(drop)?)
    }

    /// The disk as it would be if the power went now. Whoever writes to it must stand still.
    pub fn cut(&self) -> Result<Wreck, Mishap> {
        let wreck = Wreck { image: self.folder.join(format!("image-{}", self.generation + 1)) };
        for _ in 0..COPIES_TRIED {
            let mut copy = command("cp", "coreutils")?;
            copy.arg("--sparse=always").arg(self.image()).arg(&wreck.image);
            run("cp", copy)?;
            if same(&self.image(), &wreck.image)? {
                return Ok(wreck);
            }
        }
        Err(Mishap::Stuck(format!("The disk changed during each of {COPIES_TRIED} copies.")))
    }
    /// Puts the wreck in the disk's place. Nobody may use the disk any more.
    pub fn replace(&mut self, wreck: Wreck) -> Result<(), Mishap> {
        self.unmount()?;
        std::fs::remove_file(self.image()).map_err(io("removing the old disk"))?;
        self.generation += 1;
        debug_assert_eq!(wreck.image, self.image());
        self.mount()
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        // If it is still in use, it goes with our namespace.
        let _ = self.unmount();
    }
}

fn same(one: &Path, other: &Path) -> Result<bool, Mishap> {
    let status = command("cmp", "diffutils")?.arg("--silent").arg(one).arg(other).status();
    Ok(status.map_err(io("comparing the copy"))?.success())
}

fn command(name: &str, package: &str) -> Result<Command, KitError> {
    tools::program(name, package).map(Command::new)
}

fn io(what: &str) -> impl FnOnce(std::io::Error) -> Mishap {
    let what = what.to_owned();
    move |source| Mishap::Kit(KitError::Io { what, source })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs::File;
    use std::io::Write;

    #[test]
    fn a_power_cut_takes_what_was_not_flushed_and_nothing_else() {
        if let Err(needs) = hide_mounts() {
            assert!(!tools::is_root() && needs.to_string().contains("root"), "{needs}");
            return;
        }
        let mut disk = Disk::new(64).expect("a disk");
        let write = |name: &str| {
            let mut file = File::create(disk.mount_point().join(name)).expect("a file");
            file.write_all(b"kept").expect("a few bytes");
            file
        };
        write("flushed").sync_all().expect("flushed");
        let root = File::open(disk.mount_point()).expect("the folder");
        root.sync_all().expect("its entry too");
        drop(root);
        drop(write("unflushed"));
        let wreck = disk.cut().expect("a copy");
        disk.replace(wreck).expect("the disk after the cut");
        let read = |name: &str| std::fs::read(disk.mount_point().join(name)).unwrap_or_default();
        assert_eq!(read("flushed"), b"kept");
        assert_eq!(read("unflushed"), b"");
    }
}
