use super::*;
use crate::accounts::{self, Alias, NewAccount, PasswordHash};
use crate::storage::testing::each_engine;

const NOW: Timestamp = Timestamp::from_millis(1_773_110_467_250);

async fn person(tx: &mut Tx, chance: &Chance, alias: &str) -> AccountId {
    let alias = Alias::parse(alias).expect("a good alias");
    let new = NewAccount { alias, password: PasswordHash(String::new()), email: None, language: None };
    accounts::create(tx, NOW, chance, new).await.expect("an account")
}

fn news(once: &str) -> News {
    News { kind: NotificationKind::DutyReminder, room: None, due_at: Some(NOW), write_by: None, once: once.into() }
}

#[tokio::test]
async fn the_same_thing_is_told_once_and_read_once() {
    each_engine(async |db| {
        let chance = Chance::seeded(7);
        let mut tx = db.write().await.expect("a transaction");
        let heron = person(&mut tx, &chance, "Heron").await;
        let birch = person(&mut tx, &chance, "Quiet Birch").await;
        for once in ["a", "b", "a"] {
            tell(&mut tx, NOW, &chance, &[heron, birch, heron], &news(once)).await.expect("told");
        }
        let page = list(&mut tx, heron, None).await.expect("a page");
        assert_eq!((page.notifications.len(), page.unread, page.next), (2, 2, None));
        let first = &page.notifications[0];
        assert_eq!((first.kind, first.due_at, first.read_at), (NotificationKind::DutyReminder, Some(NOW), None));
        let marked = read(&mut tx, NOW, heron, first.id).await.expect("read");
        assert_eq!(marked.read_at, Some(NOW));
        read(&mut tx, NOW, heron, first.id).await.expect("no change");
        assert_eq!(unread(&mut tx, heron).await.expect("a number"), 1);
        assert_eq!(unread(&mut tx, birch).await.expect("a number"), 2);
        let not_ours = read(&mut tx, NOW, birch, first.id).await.expect_err("refused");
        assert_eq!(not_ours.code(), RefusalCode::NotFound);
        let told = log::range(&mut tx, heron.into(), Default::default(), 10).await.expect("entries");
        assert_eq!(told.len(), 3, "two news and one reading");
        assert!(told.iter().all(|entry| entry.kind == "notification_changed"));
    })
    .await;
}

#[tokio::test]
async fn a_long_list_comes_in_pages() {
    each_engine(async |db| {
        let chance = Chance::seeded(7);
        let mut tx = db.write().await.expect("a transaction");
        let heron = person(&mut tx, &chance, "Heron").await;
        for n in 0..=PAGE {
            let later = NOW + chrono::TimeDelta::milliseconds(n);
            tell(&mut tx, later, &chance, &[heron], &news(&n.to_string())).await.expect("told");
        }
        let first = list(&mut tx, heron, None).await.expect("a page");
        assert_eq!(first.notifications.len(), PAGE as usize);
        let rest = list(&mut tx, heron, first.next).await.expect("a page");
        assert_eq!((rest.notifications.len(), rest.next), (1, None));
        assert!(rest.notifications[0].at < first.notifications[0].at);
    })
    .await;
}

#[tokio::test]
async fn all_are_read_in_one_go_but_for_what_came_after_the_newest_that_was_seen() {
    each_engine(async |db| {
        let chance = Chance::seeded(7);
        let mut tx = db.write().await.expect("a transaction");
        let heron = person(&mut tx, &chance, "Heron").await;
        let birch = person(&mut tx, &chance, "Quiet Birch").await;
        for n in 0..5 {
            let later = NOW + chrono::TimeDelta::milliseconds(n);
            tell(&mut tx, later, &chance, &[heron, birch], &news(&n.to_string())).await.expect("told");
        }
        let seen = list(&mut tx, heron, None).await.expect("a page").notifications;
        let page = read_all(&mut tx, NOW, heron, Some(seen[1].id)).await.expect("read");
        let unread: Vec<_> = page.notifications.iter().filter(|one| one.read_at.is_none()).map(|one| one.id).collect();
        assert_eq!((page.unread, unread), (1, vec![seen[0].id]), "the newest came after what was seen");
        let page = read_all(&mut tx, NOW, heron, None).await.expect("read");
        assert_eq!(page.unread, 0);
        read_all(&mut tx, NOW, heron, None).await.expect("no change");
        assert_eq!(self::unread(&mut tx, birch).await.expect("a number"), 5, "nobody else's");
        let told = log::range(&mut tx, heron.into(), Default::default(), 50).await.expect("entries");
        assert_eq!(told.len(), 10, "five news, and each was read once");
    })
    .await;
}

#[tokio::test]
async fn a_notice_keeps_both_of_its_instants() {
    each_engine(async |db| {
        let chance = Chance::seeded(7);
        let mut tx = db.write().await.expect("a transaction");
        let heron = person(&mut tx, &chance, "Heron").await;
        let write_by = Some(NOW + chrono::TimeDelta::days(2));
        tell(&mut tx, NOW, &chance, &[heron], &News { write_by, ..news("a") }).await.expect("told");
        let told = list(&mut tx, heron, None).await.expect("a page").notifications.remove(0);
        assert_eq!((told.due_at, told.write_by), (Some(NOW), write_by));
        assert_eq!(get(&mut tx, told.id).await.expect("it"), Some(told));
    })
    .await;
}
