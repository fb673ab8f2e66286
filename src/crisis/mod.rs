//! Where help is (policy 5): numbers and addresses as data, for each country, with the day when a person last checked
//! them. Part of the program, so that it works when the database does not.
//!
//! To correct or add a country: see `resources.md`.

use alongside_protocol::Language;
use alongside_protocol::http::{CrisisCountry, CrisisResource, CrisisResources, CrisisWay, CrisisWayKind};
use serde::Deserialize;
use std::sync::LazyLock;

/// The entry for every country that has none of its own.
const EVERYWHERE: &str = "ZZ";

#[derive(Debug, Deserialize)]
struct Book {
    countries: Vec<Country>,
}

#[derive(Debug, Deserialize)]
struct Country {
    code: String,
    name: Translated,
    emergency: Translated,
    reviewed_on: String,
    resources: Vec<Resource>,
}

#[derive(Debug, Deserialize)]
struct Resource {
    key: String,
    name: Translated,
    about: Translated,
    /// Readers of this language get it first.
    language: Option<Language>,
    ways: Vec<Way>,
}

#[derive(Debug, Deserialize)]
struct Way {
    kind: CrisisWayKind,
    href: String,
    label: Translated,
}

#[derive(Debug, Deserialize)]
struct Translated {
    en: String,
    es: String,
}

impl Translated {
    fn to(&self, language: Language) -> String {
        match language {
            Language::English => self.en.clone(),
            Language::Spanish => self.es.clone(),
        }
    }
}

static BOOK: LazyLock<Book> = LazyLock::new(|| {
    serde_json::from_str(include_str!("resources.json"))
        .unwrap_or_else(|error| unreachable!("resources.json is part of the program and a test reads it: {error}"))
});

/// Help in a country (ISO 3166-1 alpha-2, in any case); for one that is not listed, where to find help anywhere.
pub fn resources(country: &str, language: Language) -> CrisisResources {
    let listed = |code: &str| BOOK.countries.iter().find(|country| country.code.eq_ignore_ascii_case(code));
    let Some(country) = listed(country).or_else(|| listed(EVERYWHERE)) else {
        unreachable!("a test finds the entry for everywhere")
    };
    let mut resources: Vec<&Resource> = country.resources.iter().collect();
    // Stable: otherwise in the order of the file, whose first is the one on the card's button.
    resources.sort_by_key(|resource| resource.language.is_none_or(|speaks| speaks != language));
    CrisisResources {
        country: country.code.clone(),
        resources: resources.into_iter().map(|resource| resource.shown(language)).collect(),
        emergency: country.emergency.to(language),
        reviewed_on: country.reviewed_on.clone(),
        countries: BOOK
            .countries
            .iter()
            .map(|country| CrisisCountry { code: country.code.clone(), name: country.name.to(language) })
            .collect(),
    }
}

impl Resource {
    fn shown(&self, language: Language) -> CrisisResource {
        CrisisResource {
            key: self.key.clone(),
            name: self.name.to(language),
            about: self.about.to(language),
            ways: self
                .ways
                .iter()
                .map(|way| CrisisWay { kind: way.kind, href: way.href.clone(), label: way.label.to(language) })
                .collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_entry_is_complete() {
        let codes: BTreeSet<_> = BOOK.countries.iter().map(|country| &country.code).collect();
        assert_eq!(codes.len(), BOOK.countries.len(), "a country stands twice");
        for country in &BOOK.countries {
            assert!(
                country.code.len() == 2 && country.code.chars().all(|c| c.is_ascii_uppercase()),
                "{}",
                country.code
            );
            chrono::NaiveDate::parse_from_str(&country.reviewed_on, "%Y-%m-%d").expect(&country.code);
            for language in Language::ALL {
                let shown = resources(&country.code, *language);
                assert_eq!(shown.country, country.code);
                assert!(!shown.emergency.is_empty() && !shown.resources.is_empty(), "{}", country.code);
                for resource in shown.resources {
                    let texts = [&resource.name, &resource.about];
                    assert!(texts.iter().all(|text| !text.trim().is_empty()), "{} {}", country.code, resource.key);
                    assert!(!resource.ways.is_empty(), "{} {}", country.code, resource.key);
                    for way in resource.ways {
                        let fits = ["tel:", "sms:", "https:"].iter().any(|scheme| way.href.starts_with(scheme));
                        assert!(fits && !way.label.trim().is_empty(), "{} {}", country.code, way.href);
                    }
                }
            }
        }
    }

    #[test]
    fn an_unknown_country_gets_what_holds_everywhere() {
        for country in ["", "ZZ", "XX", "Atlantis", "\u{0}", "ＵＳ"] {
            assert_eq!(resources(country, Language::English).country, "ZZ", "{country:?}");
        }
        assert_eq!(resources("us", Language::English).country, "US");
    }

    #[test]
    fn the_988_lifeline_is_called_texted_and_chatted_with() {
        let shown = resources("US", Language::English);
        assert_eq!(shown.resources[0].key, "988");
        let kinds: Vec<_> = shown.resources[0].ways.iter().map(|way| way.kind).collect();
        assert_eq!(kinds, [CrisisWayKind::Call, CrisisWayKind::Text, CrisisWayKind::Chat]);
        assert_eq!(shown.resources[0].ways[0].href, "tel:988");
        assert_eq!(shown.emergency, "911");
    }

    #[test]
    fn readers_of_spanish_get_the_line_that_speaks_it_first() {
        assert_eq!(resources("US", Language::Spanish).resources[0].key, "988-spanish");
    }
}
