//! Draws the arrows between the server's modules and checks them against ARCHITECTURE.md, and that a few words stand only
//! where they may. `cargo test --test tidy -- --nocapture` shows the drawing.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Lowest first. A module uses its own layer and those below it. What is named nowhere is a slice.
const LAYERS: &[(&str, &[&str])] = &[
    ("ground", &["clock", "error", "announcement", "wire"]),
    ("storage", &["storage"]),
    ("log", &["log"]),
    ("slices", &[]),
    ("streams", &["streams"]),
    ("hub", &["bus", "hub"]),
    ("app", &["app"]),
    ("edges", &["ws", "http", "jobs", "demo"]),
    ("start", &["serve", "commands"]),
    ("main", &["main", "lib"]),
];
const SLICES: usize = 3;

/// Edges that are one thing in two folders: the router joins both, and both refuse in the same words.
const ONE_EDGE: [&str; 2] = ["http", "ws"];

/// A word that only some files may use, and why.
struct Word {
    text: &'static str,
    /// What begins like the word and is meant for everybody.
    unless: &'static str,
    /// Folders end with a slash; `store.rs` alone means every file of that name.
    may: &'static [&'static str],
    why: &'static str,
}

const CLOCK: &[&str] = &["clock.rs"];
const WORDS: &[Word] = &[
    Word { text: "axum", unless: "", may: &["ws/", "http/", "serve.rs"], why: "axum is the edges'" },
    Word {
        text: "sqlx",
        // A type may say that a row becomes it; asking for the row is the store's.
        unless: "sqlx::FromRow",
        may: &["storage/", "store.rs"],
        why: "SQL is in storage and in store.rs files",
    },
    Word { text: "redis", unless: "", may: &["bus/"], why: "only the bus knows of Redis" },
    // Method names are its words too.
    Word {
        text: "reqwest::Client",
        unless: "",
        may: &["egress/"],
        why: "what the server asks outside goes through the guard of egress",
    },
    Word { text: "SystemTime::now", unless: "", may: CLOCK, why: "time is an argument" },
    Word { text: "Utc::now", unless: "", may: CLOCK, why: "time is an argument" },
    Word { text: "Local::now", unless: "", may: CLOCK, why: "time is an argument" },
    // A simulated life is drawn from its seed: the same seed, the same life.
    // Keys of curves: ring takes them from the operating system and from nowhere else.
    Word {
        text: "rand",
        unless: "",
        may: &["clock.rs", "simulation/life.rs", "notifications/push/seal.rs", "notifications/push/vapid.rs"],
        why: "chance is an argument",
    },
    Word { text: "Uuid::now_v7", unless: "", may: CLOCK, why: "chance is an argument" },
    // A fault's id is for a log line and a screen; no test needs to know it.
    Word { text: "Uuid::new_v4", unless: "", may: &["clock.rs", "error.rs"], why: "chance is an argument" },
    Word { text: "unbounded", unless: "", may: &[], why: "every bound has a name and a unit" },
    Word { text: "unbounded_channel", unless: "", may: &[], why: "every bound has a name and a unit" },
];

struct Source {
    /// From `src/`.
    path: String,
    /// Without comments, texts and tests.
    code: String,
}

impl Source {
    fn new(path: &str, text: &str) -> Self {
        Self { path: path.into(), code: code_of(text) }
    }

    fn module(&self) -> &str {
        self.path.split('/').next().unwrap_or_default().trim_end_matches(".rs")
    }

    /// Files that only tests compile.
    fn is_test(&self) -> bool {
        self.path.split('/').any(|part| matches!(part, "tests" | "tests.rs" | "testing.rs"))
    }

    /// The modules that this file names.
    fn uses(&self) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        for (at, _) in self.code.match_indices("crate::") {
            let rest = &self.code[at + "crate::".len()..];
            match rest.strip_prefix('{') {
                Some(group) => found.extend(heads(group)),
                None => found.extend(name_at(rest)),
            }
        }
        found
    }
}

/// What Rust compiles outside of tests: no comments, no texts. A `#[cfg(test)]` module ends its file.
fn code_of(text: &str) -> String {
    let tests = ["#[cfg(test)]\nmod tests {", "#[cfg(test)]\npub(crate) mod tests {"];
    let text = tests.iter().find_map(|begin| text.find(begin)).map_or(text, |at| &text[..at]);
    let mut code = String::new();
    for line in text.lines() {
        let mut quoted = false;
        let mut before = ' ';
        let mut letters = line.chars().peekable();
        while let Some(letter) = letters.next() {
            match letter {
                '/' if !quoted && letters.peek() == Some(&'/') => break,
                '"' if before != '\\' && before != '\'' => quoted = !quoted,
                _ if !quoted => code.push(letter),
                _ => {}
            }
            before = letter;
        }
        code.push('\n');
    }
    code
}

fn name_at(text: &str) -> Option<String> {
    let name: String = text.chars().take_while(|c| c.is_ascii_lowercase() || *c == '_').collect();
    (!name.is_empty()).then_some(name)
}

/// The first names in `{a::{b, c}, d}`, of which the opening brace was read.
fn heads(group: &str) -> Vec<String> {
    let (mut depth, mut names, mut begins) = (0, Vec::new(), true);
    for (at, letter) in group.char_indices() {
        match letter {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => begins = true,
            _ if letter.is_whitespace() => {}
            _ if begins => {
                names.extend(name_at(&group[at..]));
                begins = false;
            }
            _ => {}
        }
    }
    names
}

fn layer(module: &str) -> usize {
    LAYERS.iter().position(|(_, modules)| modules.contains(&module)).unwrap_or(SLICES)
}

type Arrows = BTreeMap<String, BTreeSet<String>>;

fn arrows(sources: &[Source]) -> Arrows {
    let modules: BTreeSet<&str> = sources.iter().map(Source::module).collect();
    let mut arrows = Arrows::new();
    for source in sources.iter().filter(|source| !source.is_test()) {
        let from = arrows.entry(source.module().to_owned()).or_default();
        from.extend(source.uses().into_iter().filter(|to| to != source.module() && modules.contains(to.as_str())));
    }
    arrows
}

/// Everything that is wrong, a line each.
fn faults(sources: &[Source]) -> Vec<String> {
    let arrows = arrows(sources);
    let mut faults = Vec::new();
    for (from, uses) in &arrows {
        for to in uses.iter().filter(|to| layer(to) > layer(from)) {
            faults.push(format!("{from} uses {to}, which stands above it"));
        }
    }
    faults.extend(circle(&arrows).map(|modules| format!("a circle: {}", modules.join(" → "))));
    for source in sources.iter().filter(|source| !source.is_test()) {
        for word in WORDS.iter().filter(|word| says(&source.code, word) && !may(&source.path, word.may)) {
            faults.push(format!("{} says {}, but {}", source.path, word.text, word.why));
        }
    }
    faults
}

/// Some modules that use each other around, if there are any.
fn circle(arrows: &Arrows) -> Option<Vec<String>> {
    fn walk<'a>(arrows: &'a Arrows, at: &'a str, path: &mut Vec<&'a str>, done: &mut BTreeSet<&'a str>) -> bool {
        if path.contains(&at) {
            path.push(at);
            return true;
        }
        if !done.insert(at) {
            return false;
        }
        path.push(at);
        let found = arrows.get(at).into_iter().flatten().any(|to| {
            let one_edge = ONE_EDGE.contains(&at) && ONE_EDGE.contains(&to.as_str());
            !one_edge && walk(arrows, to, path, done)
        });
        if !found {
            path.pop();
        }
        found
    }
    let mut done = BTreeSet::new();
    arrows.keys().find_map(|from| {
        let mut path = Vec::new();
        let found = walk(arrows, from, &mut path, &mut done);
        let begins = path.iter().position(|module| Some(module) == path.last())?;
        found.then(|| path[begins..].iter().map(|module| (*module).to_owned()).collect())
    })
}

/// Whether a word stands there whole.
fn says(code: &str, word: &Word) -> bool {
    let part = |c: char| c.is_alphanumeric() || c == '_';
    code.match_indices(word.text).any(|(at, _)| {
        let (before, rest) = (code[..at].chars().next_back(), &code[at..]);
        let after = rest[word.text.len()..].chars().next();
        let whole = !before.is_some_and(part) && !after.is_some_and(part);
        whole && (word.unless.is_empty() || !rest.starts_with(word.unless))
    })
}

fn may(path: &str, may: &[&str]) -> bool {
    may.iter().any(|allowed| match allowed.strip_suffix('/') {
        Some(folder) => path.split('/').next() == Some(folder),
        None => path == *allowed || (*allowed == "store.rs" && path.ends_with("/store.rs")),
    })
}

fn draw(arrows: &Arrows) -> String {
    let mut text = String::new();
    for (at, (name, _)) in LAYERS.iter().enumerate().rev() {
        text.push_str(&format!("{name}\n"));
        for (from, uses) in arrows.iter().filter(|(from, _)| layer(from) == at) {
            let uses: Vec<_> = uses.iter().map(String::as_str).collect();
            text.push_str(&format!("  {from} → {}\n", uses.join(", ")));
        }
    }
    text
}

fn server() -> Vec<Source> {
    fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).expect("src is here") {
            let path = entry.expect("it can be read").path();
            match path.is_dir() {
                true => walk(&path, found),
                false if path.extension().is_some_and(|ending| ending == "rs") => found.push(path),
                false => {}
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut paths = Vec::new();
    walk(&root, &mut paths);
    let source = |path: PathBuf| {
        let name = path.strip_prefix(&root).expect("below src").to_string_lossy().into_owned();
        Source::new(&name, &fs::read_to_string(path).expect("it can be read"))
    };
    paths.into_iter().map(source).collect()
}

#[test]
fn arrows_point_down_and_words_stand_where_they_may() {
    let sources = server();
    assert!(sources.len() > 100, "only {} files were found", sources.len());
    println!("{}", draw(&arrows(&sources)));
    let faults = faults(&sources);
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

#[test]
fn what_is_wrong_is_found() {
    let check = |path: &str, text: &str, expected: &[&str]| {
        let mut sources = vec![Source::new(path, text)];
        for other in ["hub/mod.rs", "accounts/mod.rs", "http/mod.rs", "ws/mod.rs", "storage/mod.rs"] {
            sources.push(Source::new(other, ""));
        }
        sources.push(Source::new("rooms/mod.rs", "use crate::messages::Page;"));
        assert_eq!(faults(&sources), expected, "{path}: {text}");
    };
    let upwards = |from: &str, to: &str| format!("{from} uses {to}, which stands above it");
    check("storage/query.rs", "use crate::accounts;", &[&upwards("storage", "accounts")]);
    check("accounts/mod.rs", "use crate::{error::Error, hub::{self, Hub}};", &[&upwards("accounts", "hub")]);
    check("accounts/mod.rs", "fn f() { crate::http::reply::status(); }", &[&upwards("accounts", "http")]);
    check("messages/mod.rs", "use crate::rooms;", &["a circle: messages → rooms → messages"]);
    check("ws/socket.rs", "use crate::http::reply;", &[]);
    check("http/mod.rs", "use crate::accounts; use crate::storage::Tx;", &[]);
    check("accounts/mod.rs", "use axum::Router;", &["accounts/mod.rs says axum, but axum is the edges'"]);
    check("frames.rs", "use axum::body::Bytes;", &["frames.rs says axum, but axum is the edges'"]);
    let sql = "accounts/mod.rs says sqlx, but SQL is in storage and in store.rs files";
    check("accounts/mod.rs", "sqlx::query(x)", &[sql]);
    check("accounts/mod.rs", "#[derive(sqlx::FromRow)] struct Row;", &[]);
    check("accounts/sessions/store.rs", "sqlx::query(x)", &[]);
    check("hub/mod.rs", "use redis::Client;", &["hub/mod.rs says redis, but only the bus knows of Redis"]);
    check("jobs/mod.rs", "let now = chrono::Utc::now();", &["jobs/mod.rs says Utc::now, but time is an argument"]);
    check("rooms/rules.rs", "rand::rng()", &["rooms/rules.rs says rand, but chance is an argument"]);
    check("clock.rs", "rand::rng().fill_bytes(bytes); Utc::now()", &[]);
    let channel = "hub/mod.rs says unbounded_channel, but every bound has a name and a unit";
    check("hub/mod.rs", "mpsc::unbounded_channel()", &[channel]);
}

#[test]
fn words_in_comments_texts_and_tests_are_nobodys_business() {
    for text in [
        "// axum is elsewhere\n/// use crate::http;\n",
        "let message = \"axum, sqlx and crate::http\";",
        "let quote = '\"'; // sqlx\n",
        "#[cfg(test)]\nmod tests {\n    use crate::http; use sqlx::Row;\n}",
    ] {
        let sources = [Source::new("accounts/mod.rs", text), Source::new("http/mod.rs", "")];
        assert_eq!(faults(&sources), [""; 0], "{text}");
    }
    let tests = [Source::new("accounts/tests.rs", "use crate::http; use sqlx::Row;"), Source::new("http/mod.rs", "")];
    assert_eq!(faults(&tests), [""; 0]);
}
