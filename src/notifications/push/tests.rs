//! Against both engines: a push service of ours that says what it is told to, and one that opens messages with another
//! program's code (PyPI `http_ece`; see `tests/peers/push.py`).

use super::seal::tests::Opener;
use super::*;
use crate::accounts::{Alias, NewAccount, PasswordHash, sessions};
use crate::egress::testing::{Reply, Site};
use crate::notifications::inbox::{self, News};
use crate::storage::testing::each_engine;
use alongside_protocol::RoomId;
use alongside_protocol::http::{ChangeNotificationPreferences, KindChoice, PushKeys, QuietHours, SessionKind};
use alongside_testkit::{Process, tools};
use serde_json::Value;
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::time::Duration;

const NOW: Timestamp = Timestamp::from_millis(1_773_110_467_250);
const PATIENCE: Duration = Duration::from_secs(60);

struct World {
    db: Db,
    clock: Clock,
    chance: Chance,
    push: Push,
}

impl World {
    fn new(db: Db) -> Self {
        let (clock, chance) = (Clock::test(NOW), Chance::seeded(7));
        let egress = Egress::new("Alongside/test", true).expect("a client");
        let key = VapidKey::new().expect("a key");
        let push = Push::new(key, egress, Some("https://talk.example.org"), &clock, &chance);
        Self { db, clock, chance, push }
    }

    async fn kept<T>(&self, act: impl AsyncFnOnce(&mut Tx) -> Result<T>) -> T {
        let mut tx = self.db.write().await.expect("a transaction");
        let done = act(&mut tx).await.expect("accepted");
        let _nobody_listens = tx.commit().await.expect("durable");
        done
    }

    async fn person(&self, alias: &str) -> Caller {
        let new = NewAccount {
            alias: Alias::parse(alias).expect("a good alias"),
            password: PasswordHash(String::new()),
            email: None,
            language: None,
        };
        let now = self.clock.now();
        let account = self.kept(async |tx| accounts::create(tx, now, &self.chance, new).await).await;
        self.device(account, alias).await
    }

    async fn device(&self, account: AccountId, alias: &str) -> Caller {
        let now = self.clock.now();
        let opened =
            self.kept(async |tx| sessions::open_device(tx, now, &self.chance, account, Some("phone")).await).await;
        Caller {
            account,
            alias: alias.into(),
            roles: vec![],
            session: opened.id,
            kind: SessionKind::Device,
            last_seen_at: now,
            expires_at: opened.expires_at,
        }
    }

    async fn subscribe(&self, caller: &Caller, endpoint: &str, browser: &Opener) -> PushSubscription {
        let wanted = wanted(endpoint, browser);
        self.kept(async |tx| subscribe(tx, self.clock.now(), &self.push, caller, &wanted).await).await
    }

    async fn tell(&self, account: AccountId, kind: NotificationKind, once: &str) {
        let due_at = Some(NOW + TimeDelta::days(2));
        let write_by = Some(NOW + TimeDelta::days(1));
        let news = News { kind, room: None, due_at, write_by, once: once.into() };
        self.kept(async |tx| inbox::tell(tx, self.clock.now(), &self.chance, &[account], &news).await).await;
    }

    async fn send(&self) -> usize {
        send_waiting(&self.db, &self.push).await.expect("a turn")
    }

    async fn states(&self) -> Vec<(String, i64)> {
        self.kept(async |tx| store::states(tx).await).await
    }

    async fn browsers(&self) -> usize {
        self.kept(async |tx| store::all(tx).await).await.len()
    }
}

fn wanted(endpoint: &str, browser: &Opener) -> NewPushSubscription {
    let keys = PushKeys { p256dh: URL_SAFE_NO_PAD.encode(&browser.public), auth: URL_SAFE_NO_PAD.encode(browser.auth) };
    NewPushSubscription { endpoint: endpoint.into(), keys }
}

#[tokio::test]
async fn a_browser_gets_a_kind_and_ids_and_no_words() {
    each_engine(async |db| {
        let world = World::new(db);
        let site = Site::open(|_| Reply::of(201)).await;
        let heron = world.person("Heron").await;
        let browser = Opener::new();
        let subscription = world.subscribe(&heron, &site.url("/send/abc"), &browser).await;
        assert_eq!((subscription.device.as_str(), subscription.current), ("phone", true));
        world.tell(heron.account, NotificationKind::DutyWarning, "a").await;
        assert_eq!((world.send().await, world.send().await), (1, 0));
        let asked = site.asked();
        assert_eq!(asked.len(), 1);
        let header = |name: &str| asked[0].header(name).unwrap_or_default().to_owned();
        assert_eq!((asked[0].method.as_str(), asked[0].path.as_str()), ("POST", "/send/abc"));
        assert_eq!((header("content-encoding"), header("urgency")), ("aes128gcm".into(), "high".into()));
        assert_eq!((header("ttl"), header("topic").len()), ((2 * 24 * 3_600).to_string(), 32));
        assert!(header("authorization").starts_with("vapid t="));
        let opened: Value = serde_json::from_slice(&browser.open(&asked[0].body)).expect("JSON");
        let mut names: Vec<&String> = opened.as_object().expect("an object").keys().collect();
        names.sort();
        assert_eq!(names, ["discreet", "due_at", "kind", "language", "notification", "write_by"]);
        let message: PushMessage = serde_json::from_value(opened).expect("the described message");
        assert_eq!((message.kind, message.discreet), (NotificationKind::DutyWarning, false));
        let list = world.kept(async |tx| inbox::list(tx, heron.account, None).await).await;
        assert_eq!(message.notification, list.notifications[0].id);
    })
    .await;
}

#[tokio::test]
async fn what_a_push_service_says_decides_what_becomes_of_message_and_browser() {
    each_engine(async |db| {
        let world = World::new(db);
        let cases = [
            (Reply::of(201), None, "sent", 1),
            (Reply::of(200), None, "sent", 1),
            (Reply::of(404), None, "failed", 0),
            (Reply::of(410), None, "failed", 0),
            (Reply::of(403), None, "failed", 0),
            (Reply::of(413), None, "failed", 1),
            (Reply::to(307, "http://127.0.0.1:1/"), None, "failed", 1),
            (Reply::of(500), Some(60_000), "waiting", 1),
            (Reply::of(429), Some(60_000), "waiting", 1),
            (Reply::Status(429, vec![("retry-after", "600".into())]), Some(600_000), "waiting", 1),
            (Reply::HangUp, Some(60_000), "waiting", 1),
            (Reply::Nonsense, Some(60_000), "waiting", 1),
        ];
        for (at, (reply, waits_ms, state, browsers)) in cases.into_iter().enumerate() {
            let answer = Arc::new(Mutex::new(reply.clone()));
            let said = answer.clone();
            let site = Site::open(move |_| said.lock().expect("no panic").clone()).await;
            let heron = world.person(&format!("Heron {at}")).await;
            world.subscribe(&heron, &site.url("/a"), &Opener::new()).await;
            world.tell(heron.account, NotificationKind::DutyWarning, "a").await;
            let sent = world.send().await;
            assert_eq!(sent, usize::from(state == "sent"), "{reply:?}");
            let now = world.states().await;
            assert_eq!(now.last().map(|(state, tries)| (state.as_str(), *tries)), Some((state, 1)), "{reply:?}");
            assert_eq!(world.browsers().await, browsers, "{reply:?}");
            if let Some(waits) = waits_ms {
                *answer.lock().expect("no panic") = Reply::of(201);
                world.clock.advance_millis(waits - 1);
                assert_eq!(world.send().await, 0, "{reply:?}: too early");
                world.clock.advance_millis(1);
                assert_eq!(world.send().await, 1, "{reply:?}: in time");
            }
            // The next round begins with nothing.
            world.kept(async |tx| store::clear(tx).await).await;
        }
    })
    .await;
}

#[tokio::test]
async fn nothing_rings_after_signing_out_in_quiet_hours_or_once_it_was_read() {
    each_engine(async |db| {
        let world = World::new(db);
        let site = Site::open(|_| Reply::of(201)).await;
        let heron = world.person("Heron").await;
        world.subscribe(&heron, &site.url("/phone"), &Opener::new()).await;
        let laptop = world.device(heron.account, "Heron").await;
        world.subscribe(&laptop, &site.url("/laptop"), &Opener::new()).await;
        // 02:41 UTC is in these quiet hours, which end at 07:00.
        let quiet = QuietHours { zone: "UTC".into(), from: "22:00".into(), until: "07:00".into() };
        let choices = ChangeNotificationPreferences { kinds: vec![], quiet: Some(quiet) };
        world.kept(async |tx| preferences::change(tx, &heron, &choices).await).await;
        for (kind, once) in [
            (NotificationKind::DutyWarning, "urgent"),
            (NotificationKind::DutyReminder, "held"),
            (NotificationKind::ReliefAsked, "read"),
        ] {
            world.tell(heron.account, kind, once).await;
        }
        assert_eq!(world.send().await, 2, "the urgent one, to both");
        let list = world.kept(async |tx| inbox::list(tx, heron.account, None).await).await.notifications;
        let asked = list.iter().find(|one| one.kind == NotificationKind::ReliefAsked).expect("told").id;
        world.kept(async |tx| inbox::read(tx, NOW, heron.account, asked).await).await;
        world.kept(async |tx| sessions::end(tx, world.clock.now(), heron.account, laptop.session).await).await;
        let until_seven = TimeDelta::hours(4) + TimeDelta::minutes(18) + TimeDelta::milliseconds(52_750);
        world.clock.advance_millis(until_seven.num_milliseconds() - 1);
        assert_eq!(world.send().await, 0);
        world.clock.advance_millis(1);
        assert_eq!(world.send().await, 1, "the held one, to the device that is signed in");
        assert_eq!(site.asked().last().map(|asked| asked.path.clone()), Some("/phone".into()));
        assert_eq!(world.send().await, 0);

        let off = KindChoice { kind: NotificationKind::DutyReminder, in_app: None, mail: None, push: Some(false) };
        let choices = ChangeNotificationPreferences { kinds: vec![off], quiet: None };
        world.tell(heron.account, NotificationKind::DutyReminder, "waits").await;
        world.kept(async |tx| preferences::change(tx, &heron, &choices).await).await;
        world.tell(heron.account, NotificationKind::DutyReminder, "off").await;
        assert_eq!(world.send().await, 0, "turned off, also for what waited");
        world.kept(async |tx| forget_over(tx, world.clock.now()).await).await;
        assert_eq!(world.browsers().await, 1);
    })
    .await;
}

#[tokio::test]
async fn a_browser_belongs_to_one_session_and_what_is_none_is_refused() {
    each_engine(async |db| {
        let world = World::new(db);
        let heron = world.person("Heron").await;
        let birch = world.person("Quiet Birch").await;
        let first = world.subscribe(&heron, "https://push.example.net/a", &Opener::new()).await;
        let second = world.subscribe(&heron, "https://push.example.net/b", &Opener::new()).await;
        assert_eq!(world.browsers().await, 1, "a session has one");
        world.subscribe(&birch, "https://push.example.net/b", &Opener::new()).await;
        let mine = world.kept(async |tx| list(tx, world.clock.now(), &heron).await).await;
        assert_eq!(mine, [], "whoever used the browser last has it");
        for id in [first.id, second.id] {
            let mut tx = world.db.write().await.expect("a transaction");
            let gone = end(&mut tx, &heron, id).await.expect_err("gone");
            assert_eq!(gone.code(), RefusalCode::NotFound);
        }
        let browser = Opener::new();
        let long = format!("https://push.example.net/{}", "a".repeat(PUSH_ENDPOINT_CHARACTERS));
        let mut bad_point = wanted("https://push.example.net/c", &browser);
        bad_point.keys.p256dh = URL_SAFE_NO_PAD.encode([4; POINT_BYTES]);
        let mut bad_auth = wanted("https://push.example.net/c", &browser);
        bad_auth.keys.auth = "c2hvcnQ".into();
        for (wanted, field) in [
            (wanted("ftp://push.example.net/", &browser), "endpoint"),
            (wanted("nonsense", &browser), "endpoint"),
            (wanted("https://me:pass@push.example.net/", &browser), "endpoint"),
            (wanted(&long, &browser), "endpoint"),
            (bad_point, "p256dh"),
            (bad_auth, "auth"),
        ] {
            let mut tx = world.db.write().await.expect("a transaction");
            let refused = subscribe(&mut tx, NOW, &world.push, &heron, &wanted).await.expect_err("refused");
            let refused = refused.into_refusal("test");
            assert_eq!(refused.field.as_deref(), Some(field), "{wanted:?}");
        }
        let careful = Egress::new("test", false).expect("a client");
        let push =
            Push::new(VapidKey::new().expect("a key"), careful, Some("https://a.example"), &world.clock, &world.chance);
        let mut tx = world.db.write().await.expect("a transaction");
        for inside in ["https://127.0.0.1/a", "https://[::1]/a", "https://10.0.0.1/", "http://push.example.net/"] {
            let refused = subscribe(&mut tx, NOW, &push, &heron, &wanted(inside, &browser)).await.expect_err("refused");
            assert_eq!(refused.code(), RefusalCode::Invalid, "{inside}");
        }
    })
    .await;
}

#[test]
fn newer_messages_about_a_room_replace_older_ones() {
    let told = |kind, room: u128| Told {
        account: AccountId(uuid::Uuid::from_u128(1)),
        kind,
        room: Some(RoomId(uuid::Uuid::from_u128(room))),
        name: None,
        receipt: None,
        due_at: None,
        write_by: None,
        at: NOW,
        read_at: None,
    };
    use NotificationKind::*;
    assert_eq!(topic(&told(DutyReminder, 1)), topic(&told(DutyWarning, 1)));
    assert_ne!(topic(&told(DutyReminder, 1)), topic(&told(DutyReminder, 2)));
    assert_ne!(topic(&told(DutyReminder, 1)), topic(&told(ReliefAsked, 1)));
    assert!(topic(&told(DutyReminder, 1)).chars().all(|c| c.is_ascii_alphanumeric() || "-_".contains(c)));
    let hours = |due: Option<i64>| life(due.map(|hours| NOW + TimeDelta::hours(hours)), NOW).num_hours();
    assert_eq!(
        [hours(None), hours(Some(-5)), hours(Some(0)), hours(Some(30)), hours(Some(9_999))],
        [72, 1, 1, 30, 672]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn another_program_opens_our_messages_and_knows_who_sent_them() {
    each_engine(async |db| {
        let world = World::new(db);
        let (service, subscription) = tokio::task::spawn_blocking(|| {
            let root = tools::repository();
            let mut command = Command::new(root.join(".venv/bin/python"));
            command.arg(root.join("tests/peers/push.py"));
            let service =
                Process::start("http_ece", command, libc::SIGKILL).expect("the peers' Python; `make test` brings it");
            let found =
                service.output().wait_for(PATIENCE, |line| serde_json::from_str::<NewPushSubscription>(line).ok());
            let found = found.unwrap_or_else(|| panic!("it does not start:\n{}", service.output().text()));
            (service, found)
        })
        .await
        .expect("no panic");
        let heron = world.person("Heron").await;
        world.kept(async |tx| subscribe(tx, NOW, &world.push, &heron, &subscription).await).await;
        world.tell(heron.account, NotificationKind::DutyLastNotice, "a").await;
        assert_eq!(world.send().await, 1);
        let got = service.output().wait_for(PATIENCE, |line| {
            let told: Value = serde_json::from_str(line).ok()?;
            told.get("message").is_some().then_some(told)
        });
        let got = got.unwrap_or_else(|| panic!("nothing was opened:\n{}", service.output().text()));
        assert_eq!((&got["path"], &got["message"]["kind"]), (&"/send/abc".into(), &"duty_last_notice".into()));
        assert_eq!((&got["scheme"], &got["claims"]["sub"]), (&"vapid".into(), &"https://talk.example.org".into()));
        assert_eq!(got["key"], Value::from(world.push.key().expect("a key")));
        let origin = subscription.endpoint.trim_end_matches("/send/abc");
        assert_eq!(got["claims"]["aud"], Value::from(origin));
        assert!(got["bytes"].as_u64().expect("a number") < 1_000, "{got}");
    })
    .await;
}

#[test]
fn a_server_without_public_address_sends_none() {
    let egress = Egress::new("test", false).expect("a client");
    let push = Push::new(VapidKey::new().expect("a key"), egress, None, &Clock::test(NOW), &Chance::seeded(1));
    assert_eq!((push.works(), push.key().err().map(|error| error.code())), (false, Some(RefusalCode::Forbidden)));
}
