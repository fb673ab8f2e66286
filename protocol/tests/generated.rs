//! What is generated must be what the types say now.

use alongside_protocol::generate::{COMMAND, files, repository_root};

#[test]
fn no_generated_file_is_stale() {
    let stale: Vec<&str> = files()
        .iter()
        .filter(|file| std::fs::read_to_string(repository_root().join(file.path)).ok().as_ref() != Some(&file.text))
        .map(|file| file.path)
        .collect();
    assert!(stale.is_empty(), "{} no longer fit the types. Mend it with: {COMMAND}", stale.join(", "));
}

#[test]
fn generating_twice_gives_the_same() {
    for (one, other) in files().iter().zip(files()) {
        assert!(one.text == other.text, "{} comes out differently each time", one.path);
    }
}
