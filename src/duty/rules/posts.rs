//! Which posts count (policy 2.1).

/// How many of a moderator's own last posts a new one may not repeat.
pub const REPEATS_LOOKED_AT: usize = 3;

/// Whether a moderator's message counts for the room's clock: there is something to read in it, and it is no repeat of
/// one of their last three posts.
pub fn qualifies(body: &str, last_posts: &[String]) -> bool {
    let text = folded(body);
    !text.is_empty() && last_posts.iter().all(|earlier| folded(earlier) != text)
}

/// Letters and digits in lower case: a changed full stop is still a repeat. A text of signs alone is kept as it is.
fn folded(body: &str) -> String {
    let words: String = body.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    if words.is_empty() { body.split_whitespace().collect() } else { words }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_counts_as_a_post() {
        let last = |texts: &[&str]| texts.iter().map(|t| (*t).to_owned()).collect::<Vec<_>>();
        for (body, earlier, counts) in [
            ("Good morning, kettle is on.", last(&[]), true),
            ("Good morning!", last(&["good morning."]), false),
            ("Good morning", last(&["Evening", "Hello", "Good  Morning"]), false),
            ("Good morning, all", last(&["Good morning"]), true),
            ("   \n ", last(&[]), false),
            ("…", last(&[]), true),
            ("…", last(&["…"]), false),
        ] {
            assert_eq!(qualifies(body, &earlier), counts, "{body:?} after {earlier:?}");
        }
    }
}
