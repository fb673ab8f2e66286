//! Use cases against both engines. Passwords are hashed only where a test is about them.

use super::people::{Hiding, blocked, hidden, hide, show};
use super::roles::By;
use super::*;
use crate::announcement::{Announcement, Control};
use crate::storage::testing::each_engine;
use crate::storage::{Db, Tx};
use alongside_protocol::http::UpdateMe;
use alongside_protocol::limits::{BLOCKED_PEOPLE, SESSIONS};
use alongside_protocol::{Seq, StreamId};
use chrono::TimeDelta;

const NOW: Timestamp = Timestamp::from_millis(1_773_110_467_250);
const MS: TimeDelta = TimeDelta::milliseconds(1);

fn new(alias: &str) -> NewAccount {
    NewAccount {
        alias: Alias::parse(alias).expect("a good alias"),
        password: PasswordHash(format!("hash of {alias}")),
        email: None,
        language: None,
    }
}

fn with_email(alias: &str, email: &str) -> NewAccount {
    NewAccount { email: Some(Email::parse(email).expect("a good address")), ..new(alias) }
}

/// A transaction whose result is kept; what it announced.
async fn kept<T>(db: &Db, act: impl AsyncFnOnce(&mut Tx) -> Result<T>) -> (T, Vec<Announcement>) {
    let mut tx = db.write().await.expect("a transaction");
    let done = act(&mut tx).await.expect("accepted");
    (done, tx.commit().await.expect("durable").into_announcements())
}

/// A transaction that is refused.
async fn refused<T>(db: &Db, act: impl AsyncFnOnce(&mut Tx) -> Result<T>) -> RefusalCode {
    let mut tx = db.write().await.expect("a transaction");
    act(&mut tx).await.err().expect("refused").code()
}

fn controls(announced: &[Announcement]) -> Vec<Control> {
    announced
        .iter()
        .filter_map(|announcement| match announcement {
            Announcement::Control(control) => Some(*control),
            Announcement::Event { .. } => None,
        })
        .collect()
}

fn events(announced: &[Announcement]) -> Vec<(StreamId, Seq, Option<AccountId>, EventKind)> {
    announced
        .iter()
        .filter_map(|announcement| match announcement {
            Announcement::Event { stream, event } => Some((*stream, event.seq, event.actor, event.kind.clone())),
            Announcement::Control(_) => None,
        })
        .collect()
}

struct Someone {
    id: AccountId,
    token: Token,
}

impl Someone {
    async fn join(db: &Db, chance: &Chance, alias: &str) -> Self {
        let (opened, _) = kept(db, async |tx| {
            let id = create(tx, NOW, chance, new(alias)).await?;
            sessions::open_device(tx, NOW, chance, id, Some("laptop")).await
        })
        .await;
        Self { id: opened.account, token: opened.token }
    }

    async fn caller(&self, db: &Db) -> Caller {
        let mut tx = db.read().await.expect("a transaction");
        authenticate(&mut tx, NOW, &self.token).await.expect("signed in")
    }

    async fn code(&self, db: &Db, now: Timestamp) -> Option<RefusalCode> {
        let mut tx = db.read().await.expect("a transaction");
        authenticate(&mut tx, now, &self.token).await.err().map(|error| error.code())
    }
}

/// The right password, without the work of hashing it.
async fn verified(db: &Db, alias: &str) -> Verified {
    let mut tx = db.read().await.expect("a transaction");
    Verified::for_test(credentials(&mut tx, alias).await.expect("readable").expect("an account"))
}

#[tokio::test]
async fn an_account_has_one_alias_that_nothing_else_looks_like() {
    each_engine(async |db| {
        let chance = Chance::seeded(1);
        let heron = Someone::join(&db, &chance, "Quiet Birch").await;
        for alias in ["Quiet Birch", "quiet-birch", "QUIETBIRCH", "Qu1et B1rch"] {
            assert_eq!(
                refused(&db, async |tx| create(tx, NOW, &chance, new(alias)).await).await,
                RefusalCode::AliasTaken
            );
        }
        let (loaded, _) = kept(&db, async |tx| load(tx, heron.id).await).await;
        assert_eq!((loaded.alias.as_str(), loaded.roles, loaded.email), ("Quiet Birch", vec![], None));
        let (found, _) = kept(&db, async |tx| person_by_alias(tx, "quiet birch").await).await;
        assert_eq!(found.map(|person| person.id), Some(heron.id));
        let (head, _) = kept(&db, async |tx| log::head(tx, heron.id.into()).await).await;
        assert_eq!(head, Some(Seq(0)), "the account has a log");
    })
    .await;
}

#[tokio::test]
async fn signing_in_needs_the_password_that_was_verified() {
    each_engine(async |db| {
        let chance = Chance::seeded(2);
        let heron = Someone::join(&db, &chance, "Heron").await;
        let proof = verified(&db, "heron").await;
        let (opened, _) = kept(&db, async |tx| sign_in(tx, NOW, &chance, &proof, None).await).await;
        assert_eq!((opened.account, opened.expires_at), (heron.id, NOW + sessions::DEVICE_LIFETIME));
        kept(&db, async |tx| store::set_password(tx, heron.id, &PasswordHash("another".into())).await).await;
        assert_eq!(
            refused(&db, async |tx| sign_in(tx, NOW, &chance, &proof, None).await).await,
            RefusalCode::WrongCredentials,
            "changed in between"
        );
        let proof = verified(&db, "heron").await;
        kept(&db, async |tx| roles::suspend(tx, NOW, By::CommandLine, heron.id).await).await;
        assert_eq!(
            refused(&db, async |tx| sign_in(tx, NOW, &chance, &proof, None).await).await,
            RefusalCode::Suspended
        );
        let (nobody, _) = kept(&db, async |tx| credentials(tx, "Nobody").await).await;
        assert!(nobody.is_none());
    })
    .await;
}

#[tokio::test]
async fn a_device_stays_signed_in_while_it_is_seen() {
    each_engine(async |db| {
        let heron = Someone::join(&db, &Chance::seeded(3), "Heron").await;
        let caller = heron.caller(&db).await;
        let hour = sessions::RENEWAL_INTERVAL;
        let month = sessions::DEVICE_LIFETIME;
        assert_eq!([caller.renewal_due(NOW + hour - MS), caller.renewal_due(NOW + hour)], [false, true]);
        assert_eq!(heron.code(&db, NOW + month - MS).await, None);
        assert_eq!(heron.code(&db, NOW + month).await, Some(RefusalCode::Unauthenticated));
        // Too early, then in time, then too late.
        kept(&db, async |tx| sessions::renew(tx, NOW + hour - MS, caller.session).await).await;
        assert_eq!(heron.code(&db, NOW + month).await, Some(RefusalCode::Unauthenticated));
        kept(&db, async |tx| sessions::renew(tx, NOW + hour, caller.session).await).await;
        assert_eq!(heron.code(&db, NOW + month + hour - MS).await, None);
        kept(&db, async |tx| sessions::renew(tx, NOW + month + hour, caller.session).await).await;
        assert_eq!(heron.code(&db, NOW + month + hour).await, Some(RefusalCode::Unauthenticated), "over is over");
    })
    .await;
}

#[tokio::test]
async fn one_ends_ones_own_sessions_and_nobody_elses() {
    each_engine(async |db| {
        let chance = Chance::seeded(4);
        let heron = Someone::join(&db, &chance, "Heron").await;
        let wren = Someone::join(&db, &chance, "Wren").await;
        let caller = heron.caller(&db).await;
        let (phone, _) =
            kept(&db, async |tx| sessions::open_device(tx, NOW + MS, &chance, heron.id, Some(" phone ")).await).await;
        let (listed, _) = kept(&db, async |tx| sessions::list(tx, NOW, &caller).await).await;
        let shown: Vec<_> = listed.iter().map(|session| (session.device.as_str(), session.current)).collect();
        assert_eq!(shown, [("phone", false), ("laptop", true)]);

        assert_eq!(
            refused(&db, async |tx| sessions::end(tx, NOW, wren.id, phone.id).await).await,
            RefusalCode::NotFound
        );
        let (_, announced) = kept(&db, async |tx| sessions::end(tx, NOW, heron.id, phone.id).await).await;
        assert_eq!(controls(&announced), [Control::SessionEnded(phone.id)]);
        assert_eq!(
            refused(&db, async |tx| sessions::end(tx, NOW, heron.id, phone.id).await).await,
            RefusalCode::NotFound
        );
        assert_eq!(
            refused(&db, async |tx| authenticate(tx, NOW, &phone.token).await).await,
            RefusalCode::Unauthenticated
        );

        let (tablet, _) = kept(&db, async |tx| sessions::open_device(tx, NOW, &chance, heron.id, None).await).await;
        let (_, announced) =
            kept(&db, async |tx| sessions::end_all(tx, NOW, heron.id, Some(caller.session)).await).await;
        assert_eq!(controls(&announced), [Control::SessionEnded(tablet.id)]);
        assert_eq!((heron.code(&db, NOW).await, wren.code(&db, NOW).await), (None, None));
    })
    .await;
}

#[tokio::test]
async fn too_many_devices_push_out_the_oldest_and_tokens_leave_room() {
    each_engine(async |db| {
        let chance = Chance::seeded(5);
        let heron = Someone::join(&db, &chance, "Heron").await;
        let caller = heron.caller(&db).await;
        let mut announced = Vec::new();
        for nth in 1..=SESSIONS as i64 {
            let later = NOW + MS * nth as i32;
            let open = async |tx: &mut Tx| sessions::open_device(tx, later, &chance, heron.id, None).await;
            announced = kept(&db, open).await.1;
        }
        assert_eq!(controls(&announced), [Control::SessionEnded(caller.session)]);
        let (open, _) = kept(&db, async |tx| sessions::list(tx, NOW, &caller).await).await;
        assert_eq!(open.len(), SESSIONS);

        let wren = Someone::join(&db, &chance, "Wren").await;
        let caller = wren.caller(&db).await;
        for _ in 1..SESSIONS - 1 {
            kept(&db, async |tx| sessions::create_token(tx, NOW, &chance, &caller, "bot", None).await).await;
        }
        kept(&db, async |tx| sessions::end(tx, NOW, wren.id, caller.session).await).await;
        kept(&db, async |tx| sessions::create_token(tx, NOW, &chance, &caller, "bot", None).await).await;
        assert_eq!(
            refused(&db, async |tx| sessions::create_token(tx, NOW, &chance, &caller, "bot", None).await).await,
            RefusalCode::LimitReached
        );
        kept(&db, async |tx| sessions::open_device(tx, NOW, &chance, wren.id, None).await).await;
    })
    .await;
}

#[tokio::test]
async fn a_token_lives_its_days_and_makes_no_other() {
    each_engine(async |db| {
        let chance = Chance::seeded(6);
        let heron = Someone::join(&db, &chance, "Heron").await;
        let caller = heron.caller(&db).await;
        for (days, lives) in
            [(None, Some(90)), (Some(1), Some(1)), (Some(365), Some(365)), (Some(0), None), (Some(366), None)]
        {
            let make = async |tx: &mut Tx| sessions::create_token(tx, NOW, &chance, &caller, "bot", days).await;
            match lives {
                Some(lives) => assert_eq!(kept(&db, make).await.0.expires_at, NOW + TimeDelta::days(lives)),
                None => assert_eq!(refused(&db, make).await, RefusalCode::Invalid),
            }
        }
        for name in ["", "  ", "a\nb", &"n".repeat(65)] {
            let make = async |tx: &mut Tx| sessions::create_token(tx, NOW, &chance, &caller, name, None).await;
            assert_eq!(refused(&db, make).await, RefusalCode::Invalid, "{name:?}");
        }
        let (bot, _) = kept(&db, async |tx| sessions::create_token(tx, NOW, &chance, &caller, "bot", None).await).await;
        let (bot, _) = kept(&db, async |tx| authenticate(tx, NOW, &bot.token).await).await;
        assert!(!bot.renewal_due(NOW + TimeDelta::days(9)), "a token's end is fixed");
        kept(&db, async |tx| sessions::renew(tx, NOW + TimeDelta::days(9), bot.session).await).await;
        let (again, _) = kept(&db, async |tx| sessions::current(tx, NOW, bot.session).await).await;
        assert_eq!(again, bot);
        assert_eq!(
            refused(&db, async |tx| sessions::create_token(tx, NOW, &chance, &bot, "bot", None).await).await,
            RefusalCode::Forbidden
        );
        let update = UpdateMe { alias: None, email: Some("heron@example.org".into()), settings: None };
        assert_eq!(refused(&db, async |tx| profile::update(tx, NOW, &bot, update).await).await, RefusalCode::Forbidden);
    })
    .await;
}

#[tokio::test]
async fn a_new_password_signs_the_others_out() {
    each_engine(async |db| {
        let chance = Chance::seeded(7);
        let heron = Someone::join(&db, &chance, "Heron").await;
        let caller = heron.caller(&db).await;
        let (phone, _) = kept(&db, async |tx| sessions::open_device(tx, NOW, &chance, heron.id, None).await).await;
        let proof = verified(&db, "Heron").await;
        let fresh = PasswordHash("fresh".into());
        let (told, announced) = kept(&db, async |tx| resets::change(tx, NOW, &caller, &proof, &fresh).await).await;
        assert_eq!((told, controls(&announced)), (None, vec![Control::SessionEnded(phone.id)]));
        assert_eq!(heron.code(&db, NOW).await, None);
        assert_eq!(
            refused(&db, async |tx| resets::change(tx, NOW, &caller, &proof, &fresh).await).await,
            RefusalCode::WrongCredentials
        );
    })
    .await;
}

#[tokio::test]
async fn a_reset_link_works_once_for_half_an_hour() {
    each_engine(async |db| {
        let chance = Chance::seeded(8);
        let fresh = PasswordHash("fresh".into());
        for alias in ["Heron", "Wren"] {
            kept(&db, async |tx| create(tx, NOW, &chance, with_email(alias, "Shared@example.org")).await).await;
        }
        let (links, _) = kept(&db, async |tx| resets::request(tx, NOW, &chance, "shared@EXAMPLE.org").await).await;
        assert_eq!(links.len(), 2, "one for each account of the address");
        assert_eq!(links[0].to.address, "Shared@example.org", "mail goes to the stored address");
        let (none, _) = kept(&db, async |tx| resets::request(tx, NOW, &chance, "nobody@example.org").await).await;
        assert!(none.is_empty());

        let heron = &links[0];
        let end = NOW + resets::LINK_LIFETIME;
        assert_eq!(refused(&db, async |tx| resets::look(tx, end, &heron.token).await).await, RefusalCode::LinkSpent);
        let (who, _) = kept(&db, async |tx| resets::look(tx, end - MS, &heron.token).await).await;
        assert_eq!(who.alias, "Heron");
        let (device, _) =
            kept(&db, async |tx| sessions::open_device(tx, NOW, &chance, heron.to.account, None).await).await;
        let (second, _) = kept(&db, async |tx| resets::request(tx, NOW, &chance, "shared@example.org").await).await;

        let (told, announced) = kept(&db, async |tx| resets::complete(tx, end - MS, &heron.token, &fresh).await).await;
        assert_eq!(told.map(|to| to.account), Some(heron.to.account));
        assert_eq!(controls(&announced), [Control::SessionEnded(device.id)]);
        for token in [&heron.token, &second[0].token, &Token::given(""), &Token::given("never")] {
            let again = async |tx: &mut Tx| resets::complete(tx, NOW, token, &fresh).await;
            assert_eq!(refused(&db, again).await, RefusalCode::LinkSpent);
        }
        kept(&db, async |tx| resets::complete(tx, NOW, &links[1].token, &fresh).await).await;
        assert_eq!(verified(&db, "Wren").await.hash(), &fresh);
    })
    .await;
}

#[tokio::test]
async fn a_changed_address_or_suspension_makes_links_useless() {
    each_engine(async |db| {
        let chance = Chance::seeded(9);
        let heron = Someone::join(&db, &chance, "Heron").await;
        let caller = heron.caller(&db).await;
        let address = |email: &str| UpdateMe { alias: None, email: Some(email.into()), settings: None };
        let set =
            async |email: &str| kept(&db, async |tx| profile::update(tx, NOW, &caller, address(email)).await).await.0;
        assert_eq!(set("heron@example.org").await.email.as_deref(), Some("heron@example.org"));
        let (links, _) = kept(&db, async |tx| resets::request(tx, NOW, &chance, "heron@example.org").await).await;
        assert_eq!(set("").await.email, None);
        assert_eq!(refused(&db, async |tx| resets::look(tx, NOW, &links[0].token).await).await, RefusalCode::LinkSpent);
        set("heron@example.org").await;
        kept(&db, async |tx| roles::suspend(tx, NOW, By::CommandLine, heron.id).await).await;
        let (links, _) = kept(&db, async |tx| resets::request(tx, NOW, &chance, "heron@example.org").await).await;
        assert!(links.is_empty());
    })
    .await;
}

#[tokio::test]
async fn the_setup_link_makes_one_staff_account() {
    each_engine(async |db| {
        let chance = Chance::seeded(10);
        let (first, _) = kept(&db, async |tx| setup::ensure(tx, NOW, &chance).await).await;
        let (second, _) = kept(&db, async |tx| setup::ensure(tx, NOW, &chance).await).await;
        let (first, second) = (first.expect("a link"), second.expect("another node's link"));
        let end = NOW + setup::LINK_LIFETIME;
        assert_eq!(refused(&db, async |tx| setup::look(tx, end, &first).await).await, RefusalCode::LinkSpent);
        kept(&db, async |tx| setup::look(tx, end - MS, &first).await).await;
        let (id, _) = kept(&db, async |tx| setup::complete(tx, NOW, &chance, &first, new("Alder"), true).await).await;
        let (alder, _) = kept(&db, async |tx| load(tx, id).await).await;
        assert_eq!(alder.roles, [Role::Staff, Role::Supporter]);
        for token in [&first, &second] {
            let again = async |tx: &mut Tx| setup::complete(tx, NOW, &chance, token, new("Wren"), false).await;
            assert_eq!(refused(&db, again).await, RefusalCode::LinkSpent);
        }
        let (none, _) = kept(&db, async |tx| setup::ensure(tx, NOW, &chance).await).await;
        assert!(none.is_none());
    })
    .await;
}

#[tokio::test]
async fn staff_decide_about_roles_and_one_always_stays() {
    each_engine(async |db| {
        let chance = Chance::seeded(11);
        let alder = Someone::join(&db, &chance, "Alder").await;
        let heron = Someone::join(&db, &chance, "Heron").await;
        kept(&db, async |tx| roles::grant(tx, NOW, By::CommandLine, alder.id, Role::Staff).await).await;
        let (staff, other) = (alder.caller(&db).await, heron.caller(&db).await);
        let forbidden = async |tx: &mut Tx| roles::grant(tx, NOW, By::Caller(&other), heron.id, Role::Staff).await;
        assert_eq!(refused(&db, forbidden).await, RefusalCode::Forbidden);
        assert_eq!(
            refused(&db, async |tx| roles::list(tx, By::Caller(&other), "").await).await,
            RefusalCode::Forbidden
        );

        let give = async |tx: &mut Tx| roles::set(tx, NOW, By::Caller(&staff), heron.id, &[Role::Supporter]).await;
        let (_, announced) = kept(&db, give).await;
        assert_eq!(controls(&announced), [Control::AccountChanged(heron.id)]);
        let (account, _) = kept(&db, async |tx| load(tx, heron.id).await).await;
        assert_eq!(account.roles, [Role::Supporter]);
        assert_eq!(
            events(&announced),
            [(heron.id.into(), Seq(1), Some(alder.id), EventKind::AccountUpdated { account })]
        );
        assert!(kept(&db, give).await.1.is_empty(), "nothing changed, nothing is said");

        let last = async |tx: &mut Tx| roles::revoke(tx, NOW, By::Caller(&staff), alder.id, Role::Staff).await;
        assert_eq!(refused(&db, last).await, RefusalCode::Conflict);
        kept(&db, async |tx| roles::grant(tx, NOW, By::Caller(&staff), heron.id, Role::Staff).await).await;
        let (listed, _) = kept(&db, async |tx| roles::list(tx, By::Caller(&staff), "ER").await).await;
        let names: Vec<_> =
            listed.iter().map(|row| (row.person.alias.as_str(), row.roles.len(), row.suspended)).collect();
        assert_eq!(names.len(), 2, "{names:?}");
        assert!(names.contains(&("Alder", 1, false)) && names.contains(&("Heron", 2, false)), "{names:?}");
        kept(&db, last).await;
        assert_eq!(alder.caller(&db).await.roles, []);
    })
    .await;
}

#[tokio::test]
async fn a_suspended_account_is_out_at_once_and_can_come_back() {
    each_engine(async |db| {
        let chance = Chance::seeded(12);
        let alder = Someone::join(&db, &chance, "Alder").await;
        let heron = Someone::join(&db, &chance, "Heron").await;
        kept(&db, async |tx| roles::grant(tx, NOW, By::CommandLine, alder.id, Role::Staff).await).await;
        let staff = alder.caller(&db).await;
        let session = heron.caller(&db).await.session;
        let myself = async |tx: &mut Tx| roles::suspend(tx, NOW, By::Caller(&staff), alder.id).await;
        assert_eq!(refused(&db, myself).await, RefusalCode::Conflict);
        let (_, announced) = kept(&db, async |tx| roles::suspend(tx, NOW, By::Caller(&staff), heron.id).await).await;
        assert_eq!(controls(&announced), [Control::SessionEnded(session), Control::AccountChanged(heron.id)]);
        assert_eq!(heron.code(&db, NOW).await, Some(RefusalCode::Suspended), "that is why, not that the session ended");
        kept(&db, async |tx| roles::unsuspend(tx, By::Caller(&staff), heron.id).await).await;
        assert_eq!(heron.code(&db, NOW).await, Some(RefusalCode::Unauthenticated));
        let proof = verified(&db, "Heron").await;
        kept(&db, async |tx| sign_in(tx, NOW, &chance, &proof, None).await).await;
    })
    .await;
}

#[tokio::test]
async fn hiding_somebody_is_told_to_ones_own_devices() {
    each_engine(async |db| {
        let chance = Chance::seeded(13);
        let heron = Someone::join(&db, &chance, "Heron").await;
        let wren = Someone::join(&db, &chance, "Wren").await;
        let block = async |tx: &mut Tx| hide(tx, NOW, heron.id, wren.id, Hiding::Blocked).await;
        let (people, announced) = kept(&db, block).await;
        assert_eq!((people.blocked.len(), people.muted.len()), (1, 0));
        assert_eq!(controls(&announced), [Control::BlocksChanged(heron.id)]);
        assert_eq!(
            events(&announced),
            [(heron.id.into(), Seq(1), Some(heron.id), EventKind::PeopleChanged { people })]
        );
        assert!(kept(&db, block).await.1.is_empty(), "again changes nothing");
        let (_, announced) = kept(&db, async |tx| hide(tx, NOW, heron.id, wren.id, Hiding::Muted).await).await;
        assert_eq!((controls(&announced).len(), events(&announced).len()), (0, 1), "a mute is not about rights");
        assert_eq!(kept(&db, async |tx| blocked(tx, heron.id).await).await.0, [wren.id]);
        kept(&db, async |tx| show(tx, NOW, heron.id, wren.id, Hiding::Blocked).await).await;
        let (people, _) = kept(&db, async |tx| hidden(tx, heron.id).await).await;
        assert_eq!((people.blocked.len(), people.muted.len()), (0, 1));
        assert_eq!(
            kept(&db, async |tx| hidden(tx, wren.id).await).await.0,
            Default::default(),
            "she never learns of it"
        );
        let myself = async |tx: &mut Tx| hide(tx, NOW, heron.id, heron.id, Hiding::Muted).await;
        assert_eq!(refused(&db, myself).await, RefusalCode::Invalid);
        let nobody = chance.id(NOW);
        let unknown = async |tx: &mut Tx| hide(tx, NOW, heron.id, nobody, Hiding::Muted).await;
        assert_eq!(refused(&db, unknown).await, RefusalCode::NotFound);
    })
    .await;
}

#[tokio::test]
async fn a_list_of_hidden_people_has_an_end() {
    each_engine(async |db| {
        let chance = Chance::seeded(14);
        let heron = Someone::join(&db, &chance, "Heron").await;
        let (others, _) = kept(&db, async |tx| {
            let mut others = Vec::new();
            for nth in 2_000..=2_000 + BLOCKED_PEOPLE {
                others.push(create(tx, NOW, &chance, new(&format!("Wren {nth}"))).await?);
            }
            for other in &others[1..] {
                people::hide_quietly(tx, NOW, heron.id, *other, Hiding::Blocked).await?;
            }
            Ok(others)
        })
        .await;
        let one_more = async |tx: &mut Tx| hide(tx, NOW, heron.id, others[0], Hiding::Blocked).await;
        assert_eq!(refused(&db, one_more).await, RefusalCode::LimitReached);
        kept(&db, async |tx| hide(tx, NOW, heron.id, others[0], Hiding::Muted).await).await;
    })
    .await;
}

#[tokio::test]
async fn an_alias_can_change_but_not_into_somebody_elses() {
    each_engine(async |db| {
        let chance = Chance::seeded(15);
        let heron = Someone::join(&db, &chance, "Heron").await;
        Someone::join(&db, &chance, "Wren").await;
        let caller = heron.caller(&db).await;
        let to = |alias: &str| UpdateMe { alias: Some(alias.into()), email: None, settings: None };
        assert_eq!(
            refused(&db, async |tx| profile::update(tx, NOW, &caller, to("WREN")).await).await,
            RefusalCode::AliasTaken
        );
        assert_eq!(
            refused(&db, async |tx| profile::update(tx, NOW, &caller, to("Staff")).await).await,
            RefusalCode::AliasRefused
        );
        let (account, announced) = kept(&db, async |tx| profile::update(tx, NOW, &caller, to("HERON")).await).await;
        assert_eq!(account.alias, "HERON");
        assert_eq!((controls(&announced), events(&announced).len()), (vec![Control::AccountChanged(heron.id)], 1));
    })
    .await;
}
