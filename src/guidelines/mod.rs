//! Guidelines that every room shares: the floor rules (policy 3.1), in each language that Alongside speaks.
//!
//! To change a floor rule's words: edit `floor.json`. Its key stays: removed messages name it.

use alongside_protocol::{GuidelineRule, Language};
use serde::Deserialize;
use std::sync::LazyLock;

#[derive(Debug, Deserialize)]
struct FloorRule {
    key: String,
    short: Translated,
    text: Translated,
}

#[derive(Debug, Deserialize)]
struct Translated {
    en: String,
    es: String,
}

impl Translated {
    fn in_language(&self, language: Language) -> &str {
        match language {
            Language::English => &self.en,
            Language::Spanish => &self.es,
        }
    }
}

static FLOOR: LazyLock<Vec<FloorRule>> = LazyLock::new(|| {
    serde_json::from_str(include_str!("floor.json"))
        .unwrap_or_else(|error| unreachable!("floor.json is part of the program and a test reads it: {error}"))
});

/// The rules that no room can take out.
pub fn floor(language: Language) -> Vec<GuidelineRule> {
    FLOOR
        .iter()
        .map(|rule| GuidelineRule {
            key: rule.key.clone(),
            short: rule.short.in_language(language).to_owned(),
            text: rule.text.in_language(language).to_owned(),
            floor: true,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn the_floor_covers_the_policy_in_every_language() {
        for language in Language::ALL {
            let rules = floor(*language);
            let keys: BTreeSet<_> = rules.iter().map(|rule| rule.key.as_str()).collect();
            assert_eq!(keys.len(), rules.len(), "a key stands twice");
            for rule in &rules {
                assert!(!rule.short.trim().is_empty() && !rule.text.trim().is_empty() && rule.floor, "{}", rule.key);
            }
            // Policy 3.1 names seven things.
            assert!(rules.len() >= 7, "{language}: {}", rules.len());
        }
        assert_ne!(floor(Language::English), floor(Language::Spanish));
    }
}
