//! Three nodes look after the same rooms and the same roles, each on its own, while their time is moved; now and then one of them is
//! stopped in the middle of a look and goes on later, past every lease. Each stage of a silence, each end and return of a role and each
//! notice of them is there once.

use crate::field::{NODES, with_output};
use crate::tally::Tally;
use crate::{Mishap, Plan};
use alongside_protocol::http::{DutyRoom, Notifications};
use alongside_protocol::standing::{AccountCertification, CertificateReview, RecordCertificate, StandingState};
use alongside_protocol::{
    AccountId, CertificateKind, Date, DutyStage, NotificationKind, Role, RoomId, RoomKind, Timestamp,
};
use alongside_terminal::{Api, ApiError};
use alongside_testkit::nodes::Plan as NodesPlan;
use alongside_testkit::people::{PASSWORD, alias};
use alongside_testkit::{Nodes, Participant, People, Scratch};
use chrono::{Days, TimeDelta};
use futures_util::future::try_join_all;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use reqwest::Method;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

/// Time that passes in one cycle, in steps that no server takes for a jump of the clock, however far the nodes are apart in one.
const STEPS: usize = 14;
const STEP: TimeDelta = TimeDelta::minutes(9);
/// How long a node stands still, and how long after the others began at most.
const STANDS: Duration = Duration::from_secs(2);
const BEFORE_MS: u64 = 120;
/// How often a node is asked again that could not look, and the time in between.
const TRIES: u32 = 60;
const PAUSE: Duration = Duration::from_millis(500);
/// Every so many cycles one does.
const STOPPED_EVERY: u32 = 3;
/// Every so many cycles somebody writes in the lively rooms.
const POSTED_EVERY: u32 = 7;
/// Rooms in which somebody writes now and then, and rooms in which nobody ever does.
const ROOMS: usize = 3;
const AGREEMENT: i64 = 1;
/// What is due later than this before the end may be on its way.
const UNDER_WAY: TimeDelta = TimeDelta::hours(3);
/// The policy's numbers as small as they may be, so that a night sees every stage.
const POLICY: &str = r#"{
    "duty": {"reminder": "1h", "warning": "2h", "action_window": "24h", "first_notice": "27h", "last_notice": "28h", "closure": "52h",
             "unreached": "1h"},
    "standing": {"reminders": ["1d", "6h", "1h"]}
}"#;
const REMINDERS: [TimeDelta; 3] = [TimeDelta::days(1), TimeDelta::hours(6), TimeDelta::hours(1)];

struct Stage {
    doors: Vec<Api>,
    staff: Participant,
    keeper: Participant,
    lively: Vec<RoomId>,
    silent: Vec<RoomId>,
    supporters: Vec<Supporter>,
    began: Timestamp,
    now: Timestamp,
}

struct Supporter {
    account: AccountId,
    alias: String,
    valid_until: Timestamp,
    /// Verified anew after it had ended.
    renewed: bool,
}

pub async fn run(plan: Plan) -> Result<Tally, Mishap> {
    let folder = Scratch::new("policy")?;
    let file = folder.join("policy.json");
    std::fs::write(&file, POLICY).map_err(|error| Mishap::Stuck(format!("No policy could be written: {error}")))?;
    let nodes = NodesPlan::of(NODES).careless().option("--policy", &file.to_string_lossy());
    let nodes =
        Nodes::start(NodesPlan { arguments: [nodes.arguments.clone(), vec!["--test-clock".into()]].concat(), ..nodes });
    let nodes = nodes.await?;
    let mut stage = Stage::set(&nodes, &plan).await.map_err(|mishap| with_output(&nodes, mishap))?;
    let mut rng = StdRng::seed_from_u64(plan.seed);
    let (began, mut stopped) = (Instant::now(), 0_u32);
    for cycle in 0..plan.cycles {
        let lived = stage.live(&nodes, cycle, &mut rng, &mut stopped).await;
        lived.map_err(|mishap| with_output(&nodes, mishap))?;
        if (cycle + 1) % 10 == 0 {
            println!("  cycle {} of {}, {} s", cycle + 1, plan.cycles, began.elapsed().as_secs());
        }
    }
    let mut tally = Tally::of(plan.cycles);
    stage.judge(&mut tally).await.map_err(|mishap| with_output(&nodes, mishap))?;
    tally.at_least("stopped", stopped, plan.cycles / STOPPED_EVERY);
    Ok(tally)
}

fn failed(error: ApiError) -> Mishap {
    Mishap::Stuck(format!("A request failed: {error} ({error:?})"))
}

/// The day that it is where days end last.
fn today(now: Timestamp) -> Date {
    Date((now - TimeDelta::hours(12)).datetime().date_naive())
}

fn certificate(now: Timestamp, days: u64) -> RecordCertificate {
    let today = today(now);
    RecordCertificate {
        kind: CertificateKind::State,
        issuer: None,
        issuer_name: Some("A board of the trial".into()),
        number: "1".into(),
        issued_on: Date(today.0 - Days::new(100)),
        expires_on: Date(today.0 + Days::new(days)),
        note: None,
    }
}

impl Stage {
    async fn set(nodes: &Nodes, plan: &Plan) -> Result<Self, Mishap> {
        let door = People::of(nodes.server(0).url())?;
        let staff = door.with_role(nodes.server(0), "Weathervane", Role::Staff).await?;
        let doors: Vec<Api> = nodes.urls().into_iter().map(Api::new).collect::<Result<_, _>>().map_err(failed)?;
        let now = moved(&doors[0], TimeDelta::zero()).await?;
        let keeper = supporter(&door, &staff, now, 0, 400).await?.0;
        let (mut lively, mut silent) = (Vec::new(), Vec::new());
        for n in 0..ROOMS {
            for (rooms, word) in [(&mut lively, "Lively"), (&mut silent, "Silent")] {
                let made = keeper.api.create_room(RoomKind::Public, &format!("{word} kitchen {n}"), "").await;
                rooms.push(made.map_err(failed)?.info.id);
            }
        }
        let mut supporters = Vec::new();
        let days = (i64::from(plan.cycles) * STEPS as i64 * STEP.num_minutes() / 60 / 24).max(1) as u64;
        for n in 1..=(plan.cycles / 6).clamp(4, 16) {
            supporters.push(supporter(&door, &staff, now, n, u64::from(n) % days).await?.1);
        }
        Ok(Self { doors, staff, keeper, lively, silent, supporters, began: now, now })
    }

    /// One cycle: all nodes go through the same time at once.
    async fn live(&mut self, nodes: &Nodes, cycle: u32, rng: &mut StdRng, stopped: &mut u32) -> Result<(), Mishap> {
        if cycle.is_multiple_of(POSTED_EVERY) {
            for room in &self.lively {
                post(&self.keeper, *room, &format!("Cycle {cycle} in the kitchen.")).await?;
            }
        }
        let stops = cycle.is_multiple_of(STOPPED_EVERY).then(|| rng.random_range(0..STEPS));
        for step in 0..STEPS {
            let moves = try_join_all(self.doors.iter().map(|door| moved(door, STEP)));
            if stops == Some(step) {
                let wait = Duration::from_millis(rng.random_range(0..BEFORE_MS));
                let (times, ()) = tokio::try_join!(moves, stand_still(nodes, cycle as usize % NODES, wait))?;
                self.now = times.into_iter().fold(self.now, Timestamp::max);
                *stopped += 1;
            } else {
                self.now = moves.await?.into_iter().fold(self.now, Timestamp::max);
            }
        }
        self.renew().await
    }

    /// Every second of those whose certificate is over gets a new one.
    async fn renew(&mut self) -> Result<(), Mishap> {
        let now = self.now;
        let over = |one: &&mut Supporter| !one.renewed && one.valid_until + UNDER_WAY < now;
        for one in self.supporters.iter_mut().step_by(2).filter(over) {
            record(&self.staff, one.account, &certificate(now, 400)).await?;
            one.renewed = true;
        }
        Ok(())
    }

    // What came of it ------------------------------------------------------------------------------

    async fn judge(&self, tally: &mut Tally) -> Result<(), Mishap> {
        // Whoever was away for so long signs in anew.
        let door = People::of(self.doors[0].server())?;
        let staff = door.sign_in("Weathervane", PASSWORD).await?;
        let keeper = door.sign_in(&alias(0), PASSWORD).await?;
        let told = notices(&keeper.api).await?;
        let rooms = self.lively.iter().chain(&self.silent);
        let mut stages = 0;
        for room in rooms {
            stages += self.judge_room(tally, &staff, *room, &told).await?;
        }
        for room in &self.silent {
            self.judge_silent(tally, &staff, *room).await?;
        }
        let mut changes = 0;
        for one in &self.supporters {
            let own = door.sign_in(&one.alias, PASSWORD).await?;
            changes += self.judge_role(tally, &staff, one, &notices(&own.api).await?).await?;
        }
        tally.acknowledged = stages + changes;
        tally.at_least("stages", stages as u128, 2 * ROOMS as u128);
        tally.figure("role_changes", changes as u128);
        let hours = self.now.since(self.began).num_hours().unsigned_abs();
        tally.figure("hours", u128::from(hours));
        Ok(())
    }

    /// Each stage has one notice, of its own moment, and stages come in their order.
    async fn judge_room(
        &self,
        tally: &mut Tally,
        staff: &Participant,
        room: RoomId,
        told: &[(NotificationKind, Option<RoomId>, Timestamp)],
    ) -> Result<usize, Mishap> {
        let seen: DutyRoom = staff.api.get(&format!("/duty/rooms/{room}")).await.map_err(failed)?;
        let mut lapses: BTreeMap<Timestamp, BTreeSet<DutyStage>> = BTreeMap::new();
        for done in &seen.stages {
            if !lapses.entry(done.silent_since).or_default().insert(done.stage) {
                tally.duplicated += 1;
            }
            let Some(kind) = to_keepers(done.stage) else { continue };
            let found = told.iter().filter(|(what, of, at)| (*what, *of, *at) == (kind, Some(room), done.at)).count();
            tally.lost += usize::from(found == 0);
            tally.duplicated += found.saturating_sub(1);
        }
        // The list ends with the last fifty; the oldest lapse in it may have lost its beginning.
        for stages in lapses.values().skip(usize::from(seen.stages.len() >= 50)) {
            let whole: BTreeSet<DutyStage> = DutyStage::ALL.iter().copied().take(stages.len()).collect();
            if *stages != whole {
                tally.gaps += 1;
                tally.complain(format!("a silence had {stages:?}"));
            }
        }
        Ok(seen.stages.len())
    }

    /// Nobody ever wrote there: every stage whose time has come was gone through.
    async fn judge_silent(&self, tally: &mut Tally, staff: &Participant, room: RoomId) -> Result<(), Mishap> {
        let seen: DutyRoom = staff.api.get(&format!("/duty/rooms/{room}")).await.map_err(failed)?;
        let hours = (self.now - UNDER_WAY).since(self.began).num_hours();
        let due = [1, 2, 26, 27, 28, 52].iter().filter(|at| **at <= hours).count();
        if seen.stages.len() < due {
            tally.lost += due - seen.stages.len();
            tally.complain(format!("after {hours} hours of silence there were {:?}", seen.stages));
        }
        Ok(())
    }

    /// The role ended once and came back once, and each reminder was given once.
    async fn judge_role(
        &self,
        tally: &mut Tally,
        staff: &Participant,
        one: &Supporter,
        told: &[(NotificationKind, Option<RoomId>, Timestamp)],
    ) -> Result<usize, Mishap> {
        let path = format!("/accounts/{}/certification", one.account);
        let seen: AccountCertification = staff.api.get(&path).await.map_err(failed)?;
        let states: Vec<StandingState> = seen.history.iter().rev().map(|change| change.state).collect();
        let mut expected = vec![StandingState::Active];
        let over = one.valid_until + UNDER_WAY < self.now;
        expected.extend(over.then_some(StandingState::Lapsed));
        expected.extend(one.renewed.then_some(StandingState::Active));
        let under_way = !over && one.valid_until <= self.now;
        if states != expected && !under_way {
            tally.complain(format!("{}: {states:?} instead of {expected:?}", one.alias));
            tally.lost += expected.len().saturating_sub(states.len());
            tally.duplicated += states.len().saturating_sub(expected.len());
        }
        let due = REMINDERS.iter().filter(|before| {
            let at = one.valid_until - **before;
            self.began < at && at + UNDER_WAY < self.now
        });
        for (kind, least) in [
            (NotificationKind::CertificateReminder, due.count()),
            (NotificationKind::RoleLapsed, usize::from(over)),
            (NotificationKind::RoleRestored, usize::from(one.renewed)),
        ] {
            let found = told.iter().filter(|(what, ..)| *what == kind).count();
            let most = if kind == NotificationKind::CertificateReminder { REMINDERS.len() } else { least };
            tally.lost += least.saturating_sub(found);
            tally.duplicated += if under_way { 0 } else { found.saturating_sub(most) };
        }
        Ok(states.len())
    }
}

async fn supporter(
    door: &People,
    staff: &Participant,
    now: Timestamp,
    number: u32,
    days: u64,
) -> Result<(Participant, Supporter), Mishap> {
    let alias = alias(number);
    let person = door.sign_up(&alias).await?;
    person.api.accept_agreement(AGREEMENT).await.map_err(failed)?;
    let account = person.account.id;
    let seen = record(staff, account, &certificate(now, days)).await?;
    let valid_until = seen.certificate.valid_until.ok_or_else(|| Mishap::Stuck("a certificate without end".into()))?;
    Ok((person, Supporter { account, alias, valid_until, renewed: false }))
}

async fn record(staff: &Participant, to: AccountId, seen: &RecordCertificate) -> Result<CertificateReview, Mishap> {
    again(async || staff.api.call(Method::POST, &format!("/accounts/{to}/certificates"), seen).await).await
}

/// A refusal writes nothing, and a message has an id of ours: what found no database is asked again.
async fn again<T>(ask: impl AsyncFn() -> Result<T, ApiError>) -> Result<T, Mishap> {
    let mut tries = 0;
    loop {
        match ask().await {
            Ok(answer) => return Ok(answer),
            Err(error) if tries == TRIES => return Err(failed(error)),
            Err(_) => tries += 1,
        }
        tokio::time::sleep(PAUSE).await;
    }
}

async fn post(by: &Participant, room: RoomId, body: &str) -> Result<(), Mishap> {
    let send = json!({ "type": "send", "room": room, "client_id": uuid::Uuid::new_v4(), "body": body });
    let _ok: Value = again(async || by.api.call(Method::POST, "/commands", &send).await).await?;
    Ok(())
}

/// Moves a node's time, and looks with it; answers what time it is there.
async fn moved(door: &Api, by: TimeDelta) -> Result<Timestamp, Mishap> {
    let mut tries = 0;
    let mut ms = by.num_milliseconds();
    let answer: Value = loop {
        match door.call(Method::POST, "/test-clock", &json!({ "ms": ms })).await {
            Ok(answer) => break answer,
            Err(error) if tries == TRIES => return Err(failed(error)),
            // The time has moved, but the look after it failed: whoever woke up, or waited for one who stood still, finds its
            // connections gone. Timers look again.
            Err(_) => (tries, ms) = (tries + 1, 0),
        }
        tokio::time::sleep(PAUSE).await;
    };
    serde_json::from_value(answer["now"].clone())
        .map_err(|error| Mishap::Stuck(format!("no time in {answer}: {error}")))
}

/// A node is stopped wherever it is, and goes on later.
async fn stand_still(nodes: &Nodes, node: usize, wait: Duration) -> Result<(), Mishap> {
    tokio::time::sleep(wait).await;
    tokio::task::block_in_place(|| nodes.server(node).freeze())?;
    tokio::time::sleep(STANDS).await;
    nodes.server(node).thaw();
    Ok(())
}

/// All that somebody was told: what, of which room, when.
async fn notices(api: &Api) -> Result<Vec<(NotificationKind, Option<RoomId>, Timestamp)>, Mishap> {
    let mut told = Vec::new();
    let mut next = String::new();
    loop {
        let page: Notifications = api.get(&format!("/me/notifications{next}")).await.map_err(failed)?;
        told.extend(page.notifications.iter().map(|one| (one.kind, one.room.as_ref().map(|room| room.id), one.at)));
        match page.next {
            Some(before) => next = format!("?before={before}"),
            None => return Ok(told),
        }
    }
}

/// Of which those who keep the room are told.
fn to_keepers(stage: DutyStage) -> Option<NotificationKind> {
    match stage {
        DutyStage::Reminder => Some(NotificationKind::DutyReminder),
        DutyStage::Warning => Some(NotificationKind::DutyWarning),
        DutyStage::Overdue => None,
        DutyStage::FirstNotice => Some(NotificationKind::DutyFirstNotice),
        DutyStage::LastNotice => Some(NotificationKind::DutyLastNotice),
        DutyStage::Closed => Some(NotificationKind::RoomClosed),
    }
}
