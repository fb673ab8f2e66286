//! Builds the web app into the server. `npm ci` when the lock file changed, then `vite build` into OUT_DIR/web.
//!
//! ALONGSIDE_WEB=stub       a page that says that there is no web app, for work on the server alone
//! ALONGSIDE_WEB=PATH       a folder that was built already, for packages

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

/// The participants' app, and the console for staff.
const PAGES: [&str; 2] = ["index.html", "console.html"];
const STUB: &str = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Alongside</title>\
    <p>This server was built without its web app (ALONGSIDE_WEB=stub).</p></html>\n";

fn main() {
    println!("cargo::rerun-if-env-changed=ALONGSIDE_WEB");
    let out = PathBuf::from(env::var("OUT_DIR").expect("cargo sets OUT_DIR")).join("web");
    match env::var("ALONGSIDE_WEB").ok().filter(|value| !value.is_empty()) {
        Some(stub) if stub == "stub" => write_stub(&out),
        Some(path) => copy(Path::new(&path), &out),
        None => build(&out),
    }
}

fn write_stub(out: &Path) {
    fs::create_dir_all(out).expect("OUT_DIR can be written");
    for page in PAGES {
        fs::write(out.join(page), STUB).expect("OUT_DIR can be written");
    }
}

fn build(out: &Path) {
    let clients = PathBuf::from(env::var("CARGO_MANIFEST_DIR").expect("cargo sets it")).join("clients");
    for watched in [
        "package.json",
        "package-lock.json",
        "connection/src",
        "connection/package.json",
        "web/src",
        "web/public",
        "web/index.html",
        "web/console.html",
        "web/package.json",
        "web/vite.config.ts",
    ] {
        if clients.join(watched).exists() {
            println!("cargo::rerun-if-changed=clients/{watched}");
        }
    }
    let lock = fs::read(clients.join("package-lock.json")).unwrap_or_default();
    let marker = clients.join("node_modules/.alongside-lock");
    if fs::read(&marker).ok().as_deref() != Some(lock.as_slice()) {
        npm(&clients, &["ci", "--no-audit", "--no-fund"], out);
        fs::write(&marker, &lock).expect("node_modules can be written");
    }
    npm(&clients, &["run", "build", "--workspace", "web"], out);
    for page in PAGES {
        assert!(out.join(page).exists(), "the web app was built, but its {page} is not in {}", out.display());
    }
}

fn npm(clients: &Path, arguments: &[&str], out: &Path) {
    let status = Command::new("npm").args(arguments).current_dir(clients).env("ALONGSIDE_WEB_OUT", out).output();
    match status {
        Ok(done) if done.status.success() => {}
        Ok(done) => panic!(
            "`npm {}` failed in clients/:\n{}\n{}",
            arguments.join(" "),
            String::from_utf8_lossy(&done.stdout),
            String::from_utf8_lossy(&done.stderr)
        ),
        Err(error) => panic!(
            "npm could not be started ({error}). Install Node.js 20 or newer with npm, or set ALONGSIDE_WEB=stub to build without the web app."
        ),
    }
}

fn copy(from: &Path, to: &Path) {
    println!("cargo::rerun-if-changed={}", from.display());
    fs::create_dir_all(to).expect("OUT_DIR can be written");
    for entry in fs::read_dir(from).unwrap_or_else(|error| panic!("ALONGSIDE_WEB={}: {error}", from.display())) {
        let entry = entry.expect("the folder can be read");
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).expect("OUT_DIR can be written");
        }
    }
}
