//! A room's guidelines: the floor, then rules of its own. Each change makes a version (policy 3.2).

use super::{members, store, text};
use crate::accounts::Caller;
use crate::error::Result;
use crate::guidelines::floor;
use crate::storage::Tx;
use alongside_protocol::http::NewRule;
use alongside_protocol::{GuidelineRule, Guidelines, Language, Refusal, RefusalCode, RoomId, Timestamp, limits};

/// The guidelines in force, or those of an older version. The floor is as this program has it, in `language`; a room's own
/// rules are in the words in which they were written.
pub async fn guidelines(tx: &mut Tx, room: RoomId, version: Option<i64>, language: Language) -> Result<Guidelines> {
    let row = match version {
        Some(version) => store::guidelines_version(tx, room, version).await?,
        None => store::guidelines_in_force(tx, room).await?,
    };
    let Some(row) = row else {
        return Err(Refusal::new(RefusalCode::NotFound, "There is no such version of the guidelines.").into());
    };
    let mut rules = floor(language);
    rules.extend(serde_json::from_str::<Vec<GuidelineRule>>(&row.rules)?);
    Ok(Guidelines { room, version: row.version, language, rules, created_at: row.created_at })
}

/// Replaces a room's own rules. Whoever writes them and is a member accepts them by that. False when nothing changes.
pub(super) async fn replace(
    tx: &mut Tx,
    now: Timestamp,
    caller: &Caller,
    room: RoomId,
    wanted: &[NewRule],
    member: bool,
) -> Result<bool> {
    let mut versions = Vec::new();
    for row in store::guidelines(tx, room).await? {
        versions.push((row.version, serde_json::from_str::<Vec<GuidelineRule>>(&row.rules)?));
    }
    let known: Vec<GuidelineRule> = versions.iter().flat_map(|(_, rules)| rules.iter().cloned()).collect();
    let rules = parse(wanted, &known)?;
    let version = match versions.first() {
        Some((_, newest)) if *newest == rules => return Ok(false),
        Some((version, _)) => version + 1,
        None => 1,
    };
    store::insert_guidelines(tx, room, version, &rules, caller.account, now).await?;
    if member {
        members::accept_guidelines(tx, room, caller.account, version).await?;
        store::insert_acceptance(tx, room, caller.account, version, now).await?;
    }
    Ok(true)
}

/// A room's own rules, fit to be stored. A rule that was there before, in any version, keeps its key; another gets one
/// that none ever had: removed messages name a rule by its key.
pub(super) fn parse(wanted: &[NewRule], known: &[GuidelineRule]) -> Result<Vec<GuidelineRule>, Refusal> {
    let (count, most) = limits::ROOM_RULES;
    if wanted.len() > count {
        return Err(Refusal::invalid("rules", format!("A room has at most {count} rules of its own.")));
    }
    let mut next =
        known.iter().filter_map(|rule| rule.key.strip_prefix("own_")?.parse::<u32>().ok()).max().unwrap_or(0);
    let mut rules: Vec<GuidelineRule> = Vec::new();
    for rule in wanted {
        let short = text::line("rules", &rule.short, 1, most)?;
        let text = text::paragraph("rules", &rule.text, 0, limits::ROOM_RULE_CHARACTERS)?;
        if rules.iter().any(|other| other.short == short) {
            return Err(Refusal::invalid("rules", "Two of these rules say the same."));
        }
        let key = match known.iter().find(|known| known.short == short) {
            Some(known) => known.key.clone(),
            None => {
                next += 1;
                format!("own_{next}")
            }
        };
        rules.push(GuidelineRule { key, short, text, floor: false });
    }
    Ok(rules)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(short: &str) -> NewRule {
        NewRule { short: short.into(), text: "What it means.".into() }
    }

    fn keys(rules: &[GuidelineRule]) -> Vec<&str> {
        rules.iter().map(|rule| rule.key.as_str()).collect()
    }

    #[test]
    fn rules_keep_their_keys_and_keys_are_never_used_again() {
        let first = parse(&[rule("One"), rule("Two")], &[]).unwrap();
        assert_eq!(keys(&first), ["own_1", "own_2"]);
        let second = parse(&[rule("Two"), rule("Three")], &first).unwrap();
        assert_eq!(keys(&second), ["own_2", "own_3"]);
        // "One" comes back under its key; nothing takes the key of "Three".
        let known: Vec<_> = first.iter().chain(&second).cloned().collect();
        assert_eq!(keys(&parse(&[rule("Four"), rule("One")], &known).unwrap()), ["own_4", "own_1"]);
    }

    #[test]
    fn rules_are_bounded() {
        let many: Vec<_> = (0..=limits::ROOM_RULES.0).map(|n| rule(&format!("Rule {n}"))).collect();
        assert!(parse(&many[1..], &[]).is_ok());
        assert_eq!(parse(&many, &[]).unwrap_err().field.as_deref(), Some("rules"));
        assert!(parse(&[rule(" ")], &[]).is_err());
        assert!(parse(&[rule("Same"), rule(" Same")], &[]).is_err());
        assert!(parse(&[rule(&"x".repeat(limits::ROOM_RULES.1 + 1))], &[]).is_err());
    }
}
