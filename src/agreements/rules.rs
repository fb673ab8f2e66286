//! What an agreement must have, and what is different between two. Pure.

use alongside_protocol::limits::AGREEMENT_CLAUSES;
use alongside_protocol::standing::{AgreementChange, AgreementChangeKind, AgreementClause, AgreementText};
use alongside_protocol::{Language, Refusal};
use std::collections::BTreeSet;

/// Longest key of a clause, and longest title, in Unicode scalar values.
const KEY_CHARACTERS: usize = 40;
const TITLE_CHARACTERS: usize = 80;

/// Refuses what people could not read in their language, or compare with what they accepted.
pub(super) fn checked(texts: &[AgreementText]) -> Result<Vec<AgreementText>, Refusal> {
    let mut checked = Vec::new();
    for language in Language::ALL {
        let mut of_language = texts.iter().filter(|text| text.language == *language);
        let (Some(text), None) = (of_language.next(), of_language.next()) else {
            return Err(Refusal::invalid("texts", "The agreement is needed in every language, once."));
        };
        let clauses = text.clauses.iter().map(clause).collect::<Result<Vec<_>, _>>()?;
        checked.push(AgreementText { language: *language, clauses });
    }
    let keys = |text: &AgreementText| text.clauses.iter().map(|clause| clause.key.clone()).collect::<Vec<_>>();
    let first = checked.first().map(keys).unwrap_or_default();
    if checked.iter().any(|text| keys(text) != first) {
        return Err(Refusal::invalid("texts", "Every language has the same clauses in the same order."));
    }
    if first.iter().collect::<BTreeSet<_>>().len() != first.len() {
        return Err(Refusal::invalid("texts", "Each clause has a key of its own."));
    }
    if first.is_empty() || first.len() > AGREEMENT_CLAUSES.0 {
        return Err(Refusal::invalid("texts", format!("The agreement has 1 to {} clauses.", AGREEMENT_CLAUSES.0)));
    }
    Ok(checked)
}

fn clause(clause: &AgreementClause) -> Result<AgreementClause, Refusal> {
    let key = clause.key.trim();
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    if key.is_empty() || key.len() > KEY_CHARACTERS || !key.chars().all(plain) {
        let sentence = format!("A clause's key has 1 to {KEY_CHARACTERS} small letters, digits and underscores.");
        return Err(Refusal::invalid("texts", sentence));
    }
    let written = |text: &str, most: usize| {
        let text = text.trim();
        let fits = !text.is_empty() && text.chars().count() <= most;
        let plain = !text.chars().any(|c| c.is_control() && c != '\n');
        (fits && plain).then(|| text.to_owned())
    };
    let (title, text) = (written(&clause.title, TITLE_CHARACTERS), written(&clause.text, AGREEMENT_CLAUSES.1));
    match (title, text) {
        (Some(title), Some(text)) => Ok(AgreementClause { key: key.to_owned(), title, text }),
        _ => {
            let most = AGREEMENT_CLAUSES.1;
            let sentence =
                format!("A clause has a title of at most {TITLE_CHARACTERS} characters and a text of at most {most}.");
            Err(Refusal::invalid("texts", sentence))
        }
    }
}

/// What is new, gone or written differently, by language, in the order of the newer version; what is gone comes last.
pub(super) fn difference(before: &[AgreementText], after: &[AgreementText]) -> Vec<AgreementChange> {
    let mut changes = Vec::new();
    for text in after {
        let old = before.iter().find(|old| old.language == text.language).map(|old| old.clauses.as_slice());
        let old = old.unwrap_or_default();
        let find = |clauses: &[AgreementClause], key: &str| clauses.iter().find(|clause| clause.key == key).cloned();
        let change = |what, before: Option<AgreementClause>, after: Option<AgreementClause>| AgreementChange {
            language: text.language,
            key: before.as_ref().or(after.as_ref()).map(|clause| clause.key.clone()).unwrap_or_default(),
            what,
            before,
            after,
        };
        for clause in &text.clauses {
            match find(old, &clause.key) {
                None => changes.push(change(AgreementChangeKind::Added, None, Some(clause.clone()))),
                Some(was) if was != *clause => {
                    changes.push(change(AgreementChangeKind::Changed, Some(was), Some(clause.clone())));
                }
                Some(_) => {}
            }
        }
        for was in old.iter().filter(|was| find(&text.clauses, &was.key).is_none()) {
            changes.push(change(AgreementChangeKind::Removed, Some(was.clone()), None));
        }
    }
    changes
}
