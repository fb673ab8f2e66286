use super::*;
use crate::accounts::{self, Alias, NewAccount, PasswordHash};
use crate::clock::Chance;
use crate::storage::testing::each_engine;
use alongside_protocol::http::SessionKind;
use alongside_protocol::standing::{AgreementChangeKind, AgreementClause};
use alongside_protocol::{Language, Role, SessionId};
use chrono::TimeDelta;

const NOW: Timestamp = Timestamp::from_millis(1_773_110_467_250);

fn clause(key: &str, text: &str) -> AgreementClause {
    AgreementClause { key: key.into(), title: key.into(), text: text.into() }
}

fn texts(clauses: &[AgreementClause]) -> Vec<AgreementText> {
    Language::ALL.iter().map(|language| AgreementText { language: *language, clauses: clauses.to_vec() }).collect()
}

#[test]
fn the_first_agreement_is_whole_and_covers_the_founding_text() {
    assert_eq!(rules::checked(&SHIPPED).expect("it holds its own rules"), *SHIPPED);
    let english = &SHIPPED[0];
    let whole: String = english.clauses.iter().map(|clause| clause.text.to_lowercase() + " ").collect();
    for part in [
        "lived through",
        "no therapy",
        "even if you are qualified",
        "state or national",
        "once a year",
        "you alone",
        "after two days",
        "30 days",
        "guidelines",
        "report it",
        "988",
        "no crisis services",
        "cancel them yourself",
        "24 hours before the start",
        "you refund everybody",
        "held back",
        "links that do not work",
    ] {
        assert!(whole.contains(part), "{part}");
    }
    assert!(!SHIPPED.iter().flat_map(|text| &text.clauses).any(|clause| clause.text.contains(['!', '¡'])));
}

#[test]
fn what_people_could_not_read_or_compare_is_refused() {
    let good = texts(&[clause("a", "One."), clause("b", "Two.")]);
    assert_eq!(rules::checked(&good).expect("good"), good);
    let mut one_language = good.clone();
    one_language.pop();
    let mut other_order = good.clone();
    other_order[1].clauses.reverse();
    for (texts, why) in [
        (one_language, "a language is missing"),
        (other_order, "another order"),
        ([good.clone(), good.clone()].concat(), "twice"),
        (texts(&[]), "nothing"),
        (texts(&[clause("a", "One."), clause("a", "Two.")]), "one key twice"),
        (texts(&[clause("A b", "One.")]), "no key"),
        (texts(&[clause("a", " ")]), "no text"),
        (texts(&[clause("a", &"x".repeat(2_001))]), "too long"),
    ] {
        assert!(rules::checked(&texts).is_err(), "{why}");
    }
}

#[test]
fn what_is_different_is_told_clause_by_clause() {
    let before = texts(&[clause("a", "One."), clause("b", "Two."), clause("c", "Three.")]);
    let after = texts(&[clause("d", "Four."), clause("a", "One."), clause("b", "Two and a half.")]);
    let changes = rules::difference(&before, &after);
    let told: Vec<_> = changes.iter().map(|change| (change.language, change.key.as_str(), change.what)).collect();
    let each = |language| {
        [
            (language, "d", AgreementChangeKind::Added),
            (language, "b", AgreementChangeKind::Changed),
            (language, "c", AgreementChangeKind::Removed),
        ]
    };
    assert_eq!(told, [each(Language::English), each(Language::Spanish)].concat());
    assert!(rules::difference(&after, &after).is_empty());
}

async fn person(tx: &mut Tx, chance: &Chance, alias: &str, roles: &[Role]) -> Caller {
    let new = NewAccount {
        alias: Alias::parse(alias).expect("a good alias"),
        password: PasswordHash(String::new()),
        email: None,
        language: None,
    };
    let account = accounts::create(tx, NOW, chance, new).await.expect("an account");
    Caller {
        account,
        alias: alias.into(),
        roles: roles.to_vec(),
        session: chance.id::<SessionId>(NOW),
        kind: SessionKind::Device,
        last_seen_at: NOW,
        expires_at: NOW,
    }
}

#[tokio::test]
async fn versions_follow_one_another_and_acceptances_keep_what_was_read() {
    each_engine(async |db| {
        let chance = Chance::seeded(7);
        let mut tx = db.write().await.expect("a transaction");
        let heron = person(&mut tx, &chance, "Heron", &[]).await;
        let staff = person(&mut tx, &chance, "Weathervane", &[Role::Staff]).await;
        ensure(&mut tx, NOW).await.expect("written");
        ensure(&mut tx, NOW + TimeDelta::days(1)).await.expect("no change");
        assert_eq!(accepted(&mut tx, heron.account).await.expect("nothing"), (1, None));
        accept(&mut tx, NOW, heron.account, 1).await.expect("accepted");
        accept(&mut tx, NOW + TimeDelta::days(1), heron.account, 1).await.expect("again");
        assert_eq!(accepted(&mut tx, heron.account).await.expect("the first"), (1, Some((1, NOW))));
        assert_eq!(accept(&mut tx, NOW, heron.account, 2).await.expect_err("none").code(), RefusalCode::Conflict);

        let mut next = SHIPPED.clone();
        next.iter_mut().for_each(|text| text.clauses[0].text.push_str(" Always."));
        let wanted = PublishAgreement { after: 1, texts: next };
        let refused = publish(&mut tx, NOW, &heron, &wanted).await.expect_err("not staff");
        assert_eq!(refused.code(), RefusalCode::Forbidden);
        publish(&mut tx, NOW, &staff, &wanted).await.expect("published");
        let twice = publish(&mut tx, NOW, &staff, &wanted).await.expect_err("it is another one now");
        assert_eq!(twice.code(), RefusalCode::Conflict);
        let same = PublishAgreement { after: 2, ..wanted };
        assert_eq!(publish(&mut tx, NOW, &staff, &same).await.expect_err("the same").code(), RefusalCode::Conflict);

        let known = versions(&mut tx, &heron).await.expect("known").versions;
        let known: Vec<_> = known.iter().map(|one| (one.version, one.accepted_at, one.staff.is_some())).collect();
        assert_eq!(known, [(2, None, false), (1, Some(NOW), false)], "newest first; how many accepted is for staff");
        let of_staff = versions(&mut tx, &staff).await.expect("known").versions;
        let seen: Vec<_> = of_staff.iter().filter_map(|one| one.staff.as_ref()).collect();
        let publishers: Vec<_> = seen.iter().map(|one| one.published_by.as_ref().map(|by| by.id)).collect();
        assert_eq!(publishers, [Some(staff.account), None], "the first came with the program");
        let counts: Vec<_> = seen.iter().map(|one| (one.accepted, one.last_accepted_at)).collect();
        assert_eq!(counts, [(0, None), (1, Some(NOW))]);
        let first = edition(&mut tx, &heron, 1).await.expect("kept");
        assert_eq!((&first.texts, first.changes.len()), (&*SHIPPED, 0), "word for word, as it was accepted");
        let second = edition(&mut tx, &heron, 2).await.expect("kept");
        assert_eq!(
            (second.version.version, second.changes.len()),
            (2, 2),
            "with what is different from the one before"
        );
        assert_ne!(second.texts, first.texts);
        for version in [0, 3, -1] {
            let refused = edition(&mut tx, &heron, version).await.expect_err("there is none");
            assert_eq!(refused.code(), RefusalCode::NotFound);
        }

        let state = AgreementState { current: 2, version: Some(1), at: Some(NOW), due_at: None };
        let shown = view(&mut tx, state).await.expect("shown");
        assert_eq!((shown.version, shown.changes.len(), shown.sha256.len()), (2, 2, 64));
        accept(&mut tx, NOW, heron.account, 2).await.expect("accepted");
        assert_eq!(accepted(&mut tx, heron.account).await.expect("the second"), (2, Some((2, NOW))));
    })
    .await;
}
