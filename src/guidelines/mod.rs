//! Guidelines that every room shares: the floor rules (policy 3.1), in each language that Alongside speaks, and the
//! library of templates for a room's own rules.
//!
//! To change a floor rule's words: edit `floor.json`. Its key stays: removed messages name it.
//! To add a template: an entry in `templates.json`.

use alongside_protocol::http::{GuidelineTemplate, NewRule};
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

#[derive(Debug, Deserialize)]
struct Template {
    key: String,
    name: Translated,
    about: Translated,
    rules: Vec<TemplateRule>,
}

#[derive(Debug, Deserialize)]
struct TemplateRule {
    short: Translated,
    text: Translated,
}

static TEMPLATES: LazyLock<Vec<Template>> = LazyLock::new(|| {
    serde_json::from_str(include_str!("templates.json"))
        .unwrap_or_else(|error| unreachable!("templates.json is part of the program and a test reads it: {error}"))
});

/// Rules that a room may begin with.
pub fn templates(language: Language) -> Vec<GuidelineTemplate> {
    let said = |text: &Translated| text.in_language(language).to_owned();
    let rule = |rule: &TemplateRule| NewRule { short: said(&rule.short), text: said(&rule.text) };
    TEMPLATES
        .iter()
        .map(|template| GuidelineTemplate {
            key: template.key.clone(),
            name: said(&template.name),
            about: said(&template.about),
            rules: template.rules.iter().map(rule).collect(),
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
        for language in Language::ALL {
            let templates = templates(*language);
            let keys: BTreeSet<_> = templates.iter().map(|template| template.key.as_str()).collect();
            assert!(keys.len() == templates.len() && !keys.is_empty(), "{language}: {keys:?}");
            for template in &templates {
                assert!(!template.name.is_empty() && !template.about.is_empty(), "{}", template.key);
                let whole = template.rules.iter().all(|rule| !rule.short.is_empty() && !rule.text.is_empty());
                assert!(whole && !template.rules.is_empty(), "{}", template.key);
            }
        }
        assert_ne!(templates(Language::English), templates(Language::Spanish));
        assert_ne!(floor(Language::English), floor(Language::Spanish));
    }
}
