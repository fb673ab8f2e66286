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

#[test]
fn the_reference_leaves_nothing_unsaid() {
    let reference = files().into_iter().find(|file| file.path.ends_with("reference.md"));
    let text = reference.map(|file| file.text).unwrap_or_default();
    let rows: Vec<&str> = text.lines().filter(|line| line.starts_with("| ")).collect();
    assert!(rows.len() > 300, "the reference has only {} rows", rows.len());
    let unsaid: Vec<&&str> =
        rows.iter().filter(|row| row.contains("|  |") || row.contains("one of the below")).collect();
    assert!(unsaid.is_empty(), "give these a comment in the types: {unsaid:#?}");
}
