//! Against both engines.

use super::*;
use crate::egress::Egress;
use crate::egress::testing::{Reply, Site};
use crate::error::Result;
use crate::notifications::testing::{one_mail, say};
use crate::notifications::{MailOptions, Post, StopKey, inbox as told};
use crate::rooms;
use crate::storage::Db;
use crate::storage::testing::each_engine;
use crate::testing::{Made, NOW};
use alongside_protocol::http::{
    AnswerContactMessage, ContactState, CreateRoom, LinkFault, LinkPlaceKind, LinkState, NewRule,
};
use alongside_protocol::{ContactMessageId, Role, RoomId, RoomKind};
use std::collections::BTreeMap;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use uuid::Uuid;

const PATIENCE: Duration = Duration::from_secs(20);

/// People who write, and staff who answer.
struct World(Made);
crate::testing::built_on_made!(World);

impl World {
    fn new(db: Db) -> Self {
        Self(Made::new(db))
    }

    async fn refused<T>(&self, act: impl AsyncFnOnce(&mut Tx) -> Result<T>) -> (RefusalCode, Option<String>) {
        let refusal = self.no(act).await.into_refusal("test");
        (refusal.code, refusal.field)
    }

    async fn person(&self, alias: &str, granted: &[Role], email: Option<&str>) -> Caller {
        self.somebody(alias, granted, email).await
    }

    async fn send(&self, caller: Option<&Caller>, wanted: &NewContactMessage) -> ContactReceipt {
        self.kept(async |tx| send(tx, self.now(), &self.chance, caller, wanted).await).await
    }

    async fn open(&self, staff: &Caller) -> Vec<ContactMessageId> {
        let page = self.kept(async |tx| inbox::list(tx, staff, ContactState::Open, None).await).await;
        assert_eq!(page.open as usize, page.messages.len());
        page.messages.iter().map(|item| item.id).collect()
    }

    async fn answer(&self, staff: &Caller, id: ContactMessageId, text: &str, close: bool) {
        let wanted = AnswerContactMessage { text: text.into(), close };
        self.kept(async |tx| inbox::answer(tx, self.now(), &self.chance, staff, id, &wanted).await).await;
    }
}

fn question(text: &str) -> NewContactMessage {
    NewContactMessage {
        kind: ContactKind::Question,
        text: text.into(),
        email: None,
        page: None,
        link: None,
        language: None,
    }
}

#[tokio::test]
async fn whoever_has_the_receipt_and_its_key_reads_the_answer_without_an_account() {
    each_engine(async |db| {
        let world = World::new(db);
        let staff = world.person("Slow River", &[Role::Staff], None).await;
        let sent = world.send(None, &question(" Can I read along?\r\nI have no account. ")).await;
        let other = world.send(None, &question("Another one.")).await;
        let typed = (sent.receipt.to_lowercase().replace('-', ""), sent.key.replace('-', " "));
        let read = async || world.kept(async |tx| open(tx, &typed.0, &typed.1).await).await;
        let before = read().await;
        assert_eq!(before.text, "Can I read along?\nI have no account.");
        assert_eq!((before.state, before.answers.len(), before.sent_at), (ContactState::Open, 0, NOW));
        let id = world.open(&staff).await[0];
        world.answer(&staff, id, "Yes, public rooms.", false).await;
        let after = read().await;
        assert_eq!((after.state, after.answers[0].text.as_str()), (ContactState::Answered, "Yes, public rooms."));
        assert_eq!(after.answers[0].by, None, "who of the staff answered is not told");
        for (receipt, key) in [(&sent.receipt, &other.key), (&other.receipt, &sent.key), (&sent.receipt, &sent.receipt)]
        {
            let wrong = world.refused(async |tx| open(tx, receipt, key).await).await;
            assert_eq!(wrong.0, RefusalCode::NotFound, "{receipt} {key}");
        }
        assert_eq!(world.refused(async |tx| open(tx, "", "").await).await.0, RefusalCode::NotFound);
        // Staff heard of both at once.
        let heard = world.kept(async |tx| told::list(tx, staff.account, None).await).await.notifications;
        assert_eq!(heard.iter().map(|one| one.kind).collect::<Vec<_>>(), [NotificationKind::ContactReceived]);
    })
    .await;
}

#[tokio::test]
async fn somebody_with_an_account_is_told_in_the_app() {
    each_engine(async |db| {
        let world = World::new(db);
        let staff = world.person("Slow River", &[Role::Staff], None).await;
        let wren = world.person("Wren", &[], Some("wren@example.org")).await;
        let mut wanted = question("Hello.");
        wanted.email = Some("WREN@example.org".into());
        let sent = world.send(Some(&wren), &wanted).await;
        let id = world.open(&staff).await[0];
        let item = world.kept(async |tx| inbox::claim(tx, &staff, id, true).await).await;
        assert_eq!(item.from.map(|person| person.alias), Some("Wren".into()));
        assert!(!item.mail, "the notice goes to the account's own address already");
        assert_eq!(item.claimed_by.map(|person| person.id), Some(staff.account));
        world.answer(&staff, id, "Hello, Wren.", true).await;
        let heard = world.kept(async |tx| told::list(tx, wren.account, None).await).await.notifications;
        assert_eq!(heard[0].kind, NotificationKind::ContactAnswered);
        assert_eq!(heard[0].receipt.as_deref(), Some(sent.receipt.as_str()));
        let mine = world.kept(async |tx| mine(tx, &wren).await).await.messages;
        assert_eq!((mine.len(), mine[0].state, mine[0].answers.len()), (1, ContactState::Closed, 1));
        assert_eq!(world.kept(async |tx| super::mine(tx, &staff).await).await.messages, []);
    })
    .await;
}

#[tokio::test]
async fn what_is_no_message_is_refused_and_names_its_field() {
    each_engine(async |db| {
        let world = World::new(db);
        let long = |n: usize| "a".repeat(n);
        let with = |change: fn(&mut NewContactMessage)| {
            let mut wanted = question("Hello.");
            change(&mut wanted);
            wanted
        };
        for (wanted, field) in [
            (question("  "), "text"),
            (question(&long(CONTACT_CHARACTERS + 1)), "text"),
            (question("a\u{202e}b"), "text"),
            (with(|wanted| wanted.email = Some("nobody".into())), "email"),
            (with(|wanted| wanted.page = Some("/".repeat(CONTACT_PAGE_CHARACTERS + 1))), "page"),
            (with(|wanted| wanted.page = Some("/a\n/b".into())), "page"),
            (with(|wanted| wanted.link = Some("x".repeat(LINK_CHARACTERS + 1))), "link"),
        ] {
            let refused = world.refused(async |tx| send(tx, NOW, &world.chance, None, &wanted).await).await;
            assert_eq!(refused, (RefusalCode::Invalid, Some(field.to_owned())), "{wanted:?}");
        }
        world.send(None, &question(&long(CONTACT_CHARACTERS))).await;
        world.send(None, &with(|wanted| wanted.email = Some("  ".into()))).await;
    })
    .await;
}

#[tokio::test]
async fn only_staff_work_on_the_inbox_and_it_comes_in_pages() {
    each_engine(async |db| {
        let world = World::new(db);
        let staff = world.person("Slow River", &[Role::Staff], None).await;
        let heron = world.person("Heron", &[Role::Supporter], None).await;
        for n in 0..=30 {
            world.clock.advance_millis(1);
            world.send(None, &question(&format!("Question {n}."))).await;
        }
        let list = async |after| world.kept(async |tx| inbox::list(tx, &staff, ContactState::Open, after).await).await;
        let first = list(None).await;
        assert_eq!((first.messages.len(), first.open, first.messages[0].text.as_str()), (30, 31, "Question 0."));
        let rest = list(first.next).await;
        assert_eq!((rest.messages.len(), rest.next), (1, None));
        let id = first.messages[0].id;
        let answer = AnswerContactMessage { text: "Yes.".into(), close: false };
        let nobody = ContactMessageId(Uuid::nil());
        for caller in [&heron, &staff] {
            let (id, code) =
                if caller == &heron { (id, RefusalCode::Forbidden) } else { (nobody, RefusalCode::NotFound) };
            assert_eq!(world.refused(async |tx| inbox::load(tx, caller, id).await).await.0, code);
            assert_eq!(world.refused(async |tx| inbox::claim(tx, caller, id, true).await).await.0, code);
            assert_eq!(world.refused(async |tx| inbox::close(tx, NOW, caller, id).await).await.0, code);
            assert_eq!(world.refused(async |tx| inbox::reopen(tx, NOW, caller, id).await).await.0, code);
            let answered =
                world.refused(async |tx| inbox::answer(tx, NOW, &world.chance, caller, id, &answer).await).await;
            assert_eq!(answered.0, code);
        }
        let states = async || world.kept(async |tx| inbox::load(tx, &staff, id).await).await.state;
        world.kept(async |tx| inbox::close(tx, world.now(), &staff, id).await).await;
        assert_eq!(states().await, ContactState::Closed);
        let late = world.refused(async |tx| inbox::answer(tx, NOW, &world.chance, &staff, id, &answer).await).await;
        assert_eq!(late.0, RefusalCode::Conflict);
        world.kept(async |tx| inbox::reopen(tx, world.now(), &staff, id).await).await;
        world.answer(&staff, id, "Yes.", false).await;
        assert_eq!(states().await, ContactState::Answered);
        assert_eq!(list(None).await.open, 30);
    })
    .await;
}

#[tokio::test]
async fn an_answer_goes_to_the_address_that_was_given_which_is_then_forgotten() {
    each_engine(async |db| {
        let world = World::new(db);
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let options = MailOptions {
            smtp_url: Some(format!("smtp://{}", listener.local_addr().expect("bound"))),
            from: Some("Alongside <rooms@example.org>".into()),
            public_url: Some("https://talk.example.org".into()),
            name: "Night Kitchen".into(),
        };
        let (tasks, stop) = (TaskTracker::new(), CancellationToken::new());
        let post = Post::start(&options, StopKey::new(&world.chance), &world.clock, &world.chance, &tasks, &stop);
        let post = post.expect("started");
        let staff = world.person("Slow River", &[Role::Staff], None).await;
        let mut wanted = question("Hello.");
        wanted.email = Some("wren@example.org".into());
        let sent = world.send(None, &wanted).await;
        let id = world.open(&staff).await[0];
        world.answer(&staff, id, "Hello, <whoever> you are.", true).await;
        world.kept(async |tx| purge(tx, world.now()).await).await;
        assert!(world.kept(async |tx| inbox::load(tx, &staff, id).await).await.mail, "it is still needed");
        let send = || mails::send_waiting(&world.db, &post, || world.now());
        let (later, _) = tokio::join!(tokio::time::timeout(PATIENCE, say(&listener, "451 later")), send());
        later.expect("in time");
        assert_eq!(world.kept(async |tx| store::mail_states(tx).await).await, [("waiting".to_owned(), 1)]);
        world.clock.advance_millis(TimeDelta::minutes(1).num_milliseconds());
        let (mail, sent_now) = tokio::join!(tokio::time::timeout(PATIENCE, one_mail(&listener)), send());
        let mail = mail.expect("in time");
        assert_eq!(sent_now.expect("a turn"), 1);
        for part in
            ["RCPT TO:<wren@example.org>", "Subject: Night Kitchen answered you", &sent.receipt, "/contact/receipt"]
        {
            assert!(mail.contains(part), "{part:?} is missing in:\n{mail}");
        }
        assert!(
            mail.contains("Hello, <whoever> you are.") && mail.contains("Hello, &lt;whoever&gt; you are."),
            "{mail}"
        );
        assert!(!mail.contains(&sent.key), "the key is known to its owner alone");
        world.kept(async |tx| purge(tx, world.now()).await).await;
        assert!(!world.kept(async |tx| inbox::load(tx, &staff, id).await).await.mail, "forgotten");

        for (offset, gone) in [(-1, false), (0, true)] {
            let closed = NOW + KEPT_AFTER_CLOSING + TimeDelta::milliseconds(offset);
            world.kept(async |tx| purge(tx, closed).await).await;
            let found = world.kept(async |tx| store::load(tx, id).await).await;
            assert_eq!(found.is_none(), gone, "{offset} ms");
        }
    })
    .await;
}

// Links ---------------------------------------------------------------------------------------------

async fn room(world: &World, by: &Caller, name: &str, description: &str, rule: &str) -> RoomId {
    let rules = if rule.is_empty() { vec![] } else { vec![NewRule { short: "Read this.".into(), text: rule.into() }] };
    let wanted = CreateRoom {
        kind: RoomKind::Public,
        name: name.into(),
        description: description.into(),
        topics: vec![],
        language: None,
        rules,
    };
    world.kept(async |tx| rooms::create(tx, world.now(), &world.chance, by, &wanted).await).await
}

async fn gathered(world: &World, staff: &Caller) -> Vec<(String, Vec<LinkPlaceKind>)> {
    world.kept(async |tx| links::gather(tx, world.now(), &world.chance, true).await).await;
    let listed = world.kept(async |tx| links::list(tx, staff, None, true).await).await.links;
    let shown = |link: alongside_protocol::http::Link| (link.url, link.places.into_iter().map(|at| at.kind).collect());
    let mut shown: Vec<(String, Vec<LinkPlaceKind>)> = listed.into_iter().map(shown).collect();
    shown.sort();
    shown
}

#[tokio::test]
async fn every_link_in_our_texts_is_known_with_its_places_and_forgotten_with_the_last() {
    each_engine(async |db| {
        let world = World::new(db);
        let staff = world.person("Slow River", &[Role::Staff], None).await;
        let heron = world.person("Heron", &[Role::Supporter], None).await;
        let help = gathered(&world, &staff).await;
        assert!(help.iter().any(|(url, _)| url == "https://chat.988lifeline.org/"), "{help:?}");
        assert!(help.iter().all(|(_, places)| places == &[LinkPlaceKind::Help]), "{help:?}");
        let about = "See https://a.example/one, and \"https://b.example/two\".";
        let id =
            room(&world, &heron, "Night Kitchen", about, "Also https://a.example/one and\nhttps://c.example/x.").await;
        let more = gathered(&world, &staff).await;
        assert_eq!(gathered(&world, &staff).await, more, "nothing changes by looking twice");
        let new: BTreeMap<_, _> = more.into_iter().filter(|link| !help.contains(link)).collect();
        let expected = BTreeMap::from([
            ("https://a.example/one".to_owned(), vec![LinkPlaceKind::RoomDescription, LinkPlaceKind::RoomRules]),
            ("https://b.example/two".to_owned(), vec![LinkPlaceKind::RoomDescription]),
            ("https://c.example/x".to_owned(), vec![LinkPlaceKind::RoomRules]),
        ]);
        assert_eq!(new, expected);
        let update = alongside_protocol::http::UpdateRoom {
            name: None,
            description: Some("Nothing to see.".into()),
            topics: None,
            rules: None,
            state: None,
        };
        world.kept(async |tx| rooms::update(tx, world.now(), &heron, id, &update).await).await;
        let left = gathered(&world, &staff).await;
        assert_eq!(left.len(), help.len() + 2);
        let refused = world.refused(async |tx| links::list(tx, &heron, None, true).await).await;
        assert_eq!(refused.0, RefusalCode::Forbidden);
    })
    .await;
}

#[tokio::test]
async fn many_presses_on_one_link_are_one_message() {
    each_engine(async |db| {
        let world = World::new(db);
        let staff = world.person("Slow River", &[Role::Staff], None).await;
        let url = "https://chat.988lifeline.org/";
        let unknown = world.refused(async |tx| links::report(tx, NOW, &world.chance, url).await).await;
        assert_eq!(unknown.0, RefusalCode::NotFound);
        gathered(&world, &staff).await;
        let press = async || world.kept(async |tx| links::report(tx, world.now(), &world.chance, url).await).await;
        for _ in 0..3 {
            assert_eq!(press().await.state, LinkState::Unchecked);
        }
        let open = world.open(&staff).await;
        let item = world.kept(async |tx| inbox::load(tx, &staff, open[0]).await).await;
        assert_eq!((open.len(), item.kind, item.reports), (1, ContactKind::BrokenLink, 3));
        assert_eq!(item.link.as_deref(), Some(url));
        let listed = world.kept(async |tx| links::list(tx, &staff, None, true).await).await.links;
        let link = listed.iter().find(|link| link.url == url).expect("listed");
        assert_eq!((link.reports, link.message), (3, Some(item.id)));
        let wanted = AnswerContactMessage { text: "Thank you.".into(), close: true };
        let nobody =
            world.refused(async |tx| inbox::answer(tx, NOW, &world.chance, &staff, item.id, &wanted).await).await;
        assert_eq!(nobody.0, RefusalCode::Conflict, "there is nobody to answer");
        world.kept(async |tx| inbox::close(tx, world.now(), &staff, item.id).await).await;
        press().await;
        let again = world.open(&staff).await;
        assert!(again.len() == 1 && again[0] != item.id, "a new message after the first was closed");
        let late = world.refused(async |tx| inbox::reopen(tx, NOW, &staff, item.id).await).await;
        assert_eq!(late.0, RefusalCode::Conflict);
    })
    .await;
}

fn pages(asked: &crate::egress::testing::Asked) -> Reply {
    match (asked.method.as_str(), asked.path.as_str()) {
        (_, "/good") | ("GET", "/only-get") => Reply::of(200),
        ("HEAD", "/only-get") => Reply::of(405),
        (_, "/gone") => Reply::of(404),
        (_, "/broken") => Reply::of(500),
        (_, "/shy") => Reply::of(403),
        (_, "/moved") => Reply::to(301, "/moved-again"),
        (_, "/moved-again") => Reply::to(308, "/good#there"),
        (_, "/loop") => Reply::to(302, "/loop"),
        (_, "/huge") => Reply::Endless,
        (_, "/hang-up") => Reply::HangUp,
        (_, "/nonsense") => Reply::Nonsense,
        (_, "/nowhere") => Reply::to(301, "http://127.0.0.1:1/"),
        (_, "/home") => Reply::to(302, "ftp://127.0.0.1/"),
        _ => Reply::of(410),
    }
}

#[tokio::test]
async fn links_are_looked_at_one_host_at_a_time_and_by_one_node() {
    each_engine(async |db| {
        let world = World::new(db);
        let staff = world.person("Slow River", &[Role::Staff], None).await;
        let heron = world.person("Heron", &[Role::Supporter], None).await;
        let site = Site::open(pages).await;
        let expected = [
            ("/good", LinkState::Works, None, Some(200)),
            ("/only-get", LinkState::Works, None, Some(200)),
            ("/moved", LinkState::Works, None, Some(200)),
            ("/huge", LinkState::Works, None, Some(200)),
            ("/gone", LinkState::Doubtful, Some(LinkFault::Status), Some(404)),
            ("/broken", LinkState::Doubtful, Some(LinkFault::Status), Some(500)),
            ("/shy", LinkState::Doubtful, Some(LinkFault::Status), Some(403)),
            ("/loop", LinkState::Doubtful, Some(LinkFault::Redirects), None),
            ("/hang-up", LinkState::Doubtful, Some(LinkFault::NoAnswer), None),
            ("/nonsense", LinkState::Doubtful, Some(LinkFault::NoAnswer), None),
            ("/nowhere", LinkState::Doubtful, Some(LinkFault::NoConnection), None),
            ("/home", LinkState::Doubtful, Some(LinkFault::Redirects), None),
        ];
        // Two rooms: a description holds 400 characters.
        for (n, half) in expected.chunks(6).enumerate() {
            let text: Vec<String> = half.iter().map(|(path, ..)| site.url(path)).collect();
            room(&world, &heron, &format!("Night Kitchen {n}"), &text.join(" "), "").await;
        }
        gathered(&world, &staff).await;
        // What comes with the program would be asked on the internet; it is not this test's.
        world.kept(async |tx| links::testing::keep_only(tx, "127.0.0.1").await).await;
        world.clock.advance_millis(TimeDelta::minutes(10).num_milliseconds());
        let egress = Egress::new("Alongside/test (+https://talk.example.org)", true).expect("a client");
        let turn = || links::look_around(&world.db, &egress, &world.chance, || world.now());
        let mut looked = 0;
        for _ in 0..expected.len() {
            let (one, other) = tokio::join!(turn(), turn());
            let both = one.expect("a turn") + other.expect("a turn");
            assert!(both >= 1, "somebody looked");
            looked += both;
            if looked >= expected.len() {
                break;
            }
        }
        let listed = world.kept(async |tx| links::list(tx, &staff, None, true).await).await.links;
        for (path, state, fault, status) in expected {
            let link = listed.iter().find(|link| link.url == site.url(path)).expect(path);
            assert_eq!((link.state, link.fault, link.status), (state, fault, status), "{path}");
            assert_eq!(link.checked_at, Some(world.now()), "{path}");
        }
        let asked = site.asked();
        assert!(
            asked.iter().all(|asked| asked.header("user-agent") == Some("Alongside/test (+https://talk.example.org)"))
        );
        assert_eq!(
            asked.iter().filter(|asked| asked.path == "/good" && asked.method == "GET").count(),
            0,
            "HEAD is enough"
        );
        assert_eq!(turn().await.expect("a turn"), 0, "nothing is due again yet");

        // Three failures over a day make a link broken, and staff are told of each once.
        for hours in [2, 12, 48] {
            world.clock.advance_millis(TimeDelta::hours(hours).num_milliseconds());
            while turn().await.expect("a turn") > 0 {}
        }
        let listed = world.kept(async |tx| links::list(tx, &staff, Some(LinkState::Broken), true).await).await;
        assert_eq!((listed.links.len(), listed.broken), (7, 7), "{:?}", listed.links);
        for _ in 0..2 {
            world.kept(async |tx| links::tell_staff(tx, world.now(), &world.chance).await).await;
        }
        let heard = world.kept(async |tx| told::list(tx, staff.account, None).await).await.notifications;
        assert_eq!(heard.iter().filter(|one| one.kind == NotificationKind::LinkBroken).count(), 7);
        let id = listed.links[0].id;
        world.kept(async |tx| links::hasten(tx, world.now(), &staff, id).await).await;
        assert_eq!(turn().await.expect("a turn"), 1);
    })
    .await;
}

#[tokio::test]
async fn a_redirect_home_is_not_followed() {
    let site = Site::open(pages).await;
    let careful = Egress::new("test", false).expect("a client");
    for url in [site.url("/good"), format!("https://{}/", site.addr), "https://localhost/".into()] {
        assert_eq!(links::look(&careful, &url).await, links::rules::Finding::Refused, "{url}");
    }
    assert_eq!(site.asked(), []);
    assert_eq!(links::look(&careful, "nonsense").await, links::rules::Finding::Fails(LinkFault::NoHost, None));
}
