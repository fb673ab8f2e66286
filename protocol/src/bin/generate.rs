//! Writes everything that is generated from the wire types: `cargo run -p alongside-protocol --bin generate`.

use std::process::ExitCode;

fn main() -> ExitCode {
    let root = alongside_protocol::generate::repository_root();
    for file in alongside_protocol::generate::files() {
        let path = root.join(file.path);
        if std::fs::read_to_string(&path).is_ok_and(|old| old == file.text) {
            println!("same     {}", file.path);
            continue;
        }
        let written =
            path.parent().map_or(Ok(()), std::fs::create_dir_all).and_then(|()| std::fs::write(&path, &file.text));
        match written {
            Ok(()) => println!("written  {}", file.path),
            Err(why) => {
                eprintln!("{} could not be written: {why}", file.path);
                return ExitCode::FAILURE;
            }
        }
    }
    ExitCode::SUCCESS
}
