//! Rights end on one node; open sockets on another obey. With Redis that takes a moment, without it no longer than the
//! look that every connection takes by itself.

use crate::field::{NODES, with_output};
use crate::tally::Tally;
use crate::watcher::Watcher;
use crate::{Mishap, Plan};
use alongside_protocol::client::{Command, Send};
use alongside_protocol::http::{UpdateAccount, UpdateRoom};
use alongside_protocol::server::ServerFrame;
use alongside_protocol::standing::RecordCertificate;
use alongside_protocol::stream::EventKind;
use alongside_protocol::{CertificateKind, ClientMessageId, RefusalCode, Role, RoomId, RoomKind, RoomState, close};
use alongside_testkit::nodes::Plan as NodesPlan;
use alongside_testkit::people::{PASSWORD, alias};
use alongside_testkit::{Nodes, Participant, People};
use futures_util::future::{BoxFuture, FutureExt, try_join_all};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};
use tokio::sync::Semaphore;

/// Sockets elsewhere obey within this time, at the 99th percentile …
const OBEYED_WITHIN: Duration = Duration::from_secs(1);
/// … and never later than this.
const OBEYED_AT_LAST: Duration = Duration::from_secs(5);
/// Without Redis.
const OBEYED_WITHOUT_REDIS: Duration = Duration::from_secs(30);
/// Longer than the longest of these, so that what is late is seen and measured.
const PATIENCE: Duration = Duration::from_secs(45);
/// With fewer cycles than this nobody has the time to wait without Redis.
const CYCLES_FOR_NO_REDIS: u32 = 20;
/// Sets of all kinds that wait at once without Redis.
const SETS_AT_ONCE: usize = 20;
/// People who sign up at once: a password takes a node a while, and it is not what is tried here.
const SIGN_UPS: usize = 6;
/// The supporter agreement of a new installation.
const AGREEMENT: i64 = 1;
/// On average, by the Gregorian calendar.
const SECONDS_A_YEAR: u64 = 31_556_952;
/// The nodes need a moment to see that Redis is gone.
const SEEN_GONE: Duration = Duration::from_secs(1);

/// How a right ends: on one node, watched on another. Answers how long that took.
type End = for<'a> fn(&'a Stage, &'a Participant, &'a Nodes, (usize, usize)) -> BoxFuture<'a, Result<Duration, Mishap>>;

const KINDS: [(&str, End); 4] = [
    ("role_ms", |stage, staff, nodes, ways| role_revoked(stage, staff, nodes, ways).boxed()),
    ("suspension_ms", |stage, staff, nodes, ways| suspended(stage, staff, nodes, ways).boxed()),
    ("session_ms", |stage, staff, nodes, ways| session_ended(stage, staff, nodes, ways).boxed()),
    ("room_ms", |stage, staff, nodes, ways| room_closed(stage, staff, nodes, ways).boxed()),
];

/// Who is here.
struct Stage {
    keeper: Participant,
    staff: Vec<Participant>,
    guests: AtomicU32,
    sign_ups: Semaphore,
}

pub async fn run(plan: Plan) -> Result<Tally, Mishap> {
    let mut nodes = Nodes::start(NodesPlan::of(NODES).careless()).await?;
    let stage = Stage::set(&nodes).await?;
    let mut tally = Tally::of(plan.cycles);
    let mut took: BTreeMap<&'static str, Vec<Duration>> = BTreeMap::new();
    let began = Instant::now();
    for cycle in 0..plan.cycles {
        let here = cycle as usize % NODES;
        let there = (here + 1 + (cycle as usize / NODES) % (NODES - 1)) % NODES;
        let ends = KINDS.map(|(_, end)| end(&stage, &stage.staff[here], &nodes, (here, there)));
        let ended = try_join_all(ends).await.map_err(|mishap| with_output(&nodes, mishap))?;
        for ((name, _), time) in KINDS.iter().zip(ended) {
            took.entry(name).or_default().push(time);
        }
        if (cycle + 1) % 10 == 0 {
            println!("  cycle {} of {}, {} s", cycle + 1, plan.cycles, began.elapsed().as_secs());
        }
    }
    for (name, times) in took {
        let (p99, longest) = summary(times);
        println!("  {name}: p99 {} ms, the longest {} ms", p99.as_millis(), longest.as_millis());
        tally.at_most(name, p99.as_millis(), OBEYED_WITHIN.as_millis());
        if longest > OBEYED_AT_LAST {
            tally.complain(format!("{name}: once it took {} ms", longest.as_millis()));
        }
    }
    if plan.cycles >= CYCLES_FOR_NO_REDIS {
        let longest = without_redis(&stage, &mut nodes, plan.cycles as usize).await?;
        tally.at_most("without_redis_ms", longest.as_millis(), OBEYED_WITHOUT_REDIS.as_millis());
    }
    Ok(tally)
}

fn summary(mut times: Vec<Duration>) -> (Duration, Duration) {
    times.sort();
    let at = |rank: usize| times.get(rank.saturating_sub(1)).copied().unwrap_or_default();
    (at((times.len() * 99).div_ceil(100)), at(times.len()))
}

/// As many of each kind while Redis is gone, many at once since each waits; the longest.
async fn without_redis(stage: &Stage, nodes: &mut Nodes, sets: usize) -> Result<Duration, Mishap> {
    nodes.redis.kill();
    tokio::time::sleep(SEEN_GONE).await;
    let nodes = &*nodes;
    let mut took = Vec::new();
    for first in (0..sets).step_by(SETS_AT_ONCE) {
        let all = (first..sets.min(first + SETS_AT_ONCE)).flat_map(|set| {
            let ways = (set % NODES, (set + 1) % NODES);
            KINDS.iter().map(move |(_, end)| end(stage, &stage.staff[ways.0], nodes, ways))
        });
        took.extend(try_join_all(all).await.map_err(|mishap| with_output(nodes, mishap))?);
        println!("  without Redis: {} ends", took.len());
    }
    let (p99, longest) = summary(took);
    println!("  without Redis: p99 {} ms, the longest {} ms", p99.as_millis(), longest.as_millis());
    Ok(longest)
}

impl Stage {
    async fn set(nodes: &Nodes) -> Result<Self, Mishap> {
        let door = People::of(nodes.server(0).url())?;
        let keeper = door.with_role(nodes.server(0), "Lamplighter", Role::Supporter).await?;
        door.with_role(nodes.server(0), "Weathervane", Role::Staff).await?;
        let mut staff = Vec::new();
        for url in nodes.urls() {
            staff.push(People::of(url)?.sign_in("Weathervane", PASSWORD).await?);
        }
        Ok(Self { keeper, staff, guests: AtomicU32::new(0), sign_ups: Semaphore::new(SIGN_UPS) })
    }
    /// Somebody new, at this node.
    async fn guest(&self, nodes: &Nodes, node: usize) -> Result<Participant, Mishap> {
        let _turn = self.sign_ups.acquire().await;
        let number = self.guests.fetch_add(1, Ordering::Relaxed);
        Ok(People::of(nodes.server(node).url())?.sign_up(&alias(number)).await?)
    }
    async fn room(&self, kind: RoomKind) -> Result<RoomId, Mishap> {
        let room = self.keeper.api.create_room(kind, "Evening kitchen", "Opened by a trial.").await;
        Ok(room.map_err(failed)?.info.id)
    }
}

/// One that holds for longer than any trial: until the year after next.
fn certificate() -> Result<RecordCertificate, Mishap> {
    let date = |text: &str| text.parse().map_err(Mishap::Stuck);
    let since_1970 = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let year = 1970 + since_1970.as_secs() / SECONDS_A_YEAR;
    Ok(RecordCertificate {
        kind: CertificateKind::State,
        issuer: None,
        issuer_name: Some("A board of the trial".into()),
        number: "1".into(),
        issued_on: date("2025-01-01")?,
        expires_on: date(&format!("{}-01-01", year + 2))?,
        note: None,
    })
}

fn failed(error: alongside_terminal::ApiError) -> Mishap {
    Mishap::Stuck(format!("A request failed: {error} ({error:?})"))
}

/// From an act's answer on one node until another node showed it.
fn since(acted: Instant, seen: Instant) -> Duration {
    seen.saturating_duration_since(acted)
}

/// A moderator loses their role: their own socket is told that they moderate no more.
async fn role_revoked(
    stage: &Stage,
    staff: &Participant,
    nodes: &Nodes,
    (here, there): (usize, usize),
) -> Result<Duration, Mishap> {
    let guest = stage.guest(nodes, here).await?;
    let id = guest.account.id;
    let roles = |roles: Vec<Role>| UpdateAccount { roles: Some(roles), suspended: None };
    guest.api.accept_agreement(AGREEMENT).await.map_err(failed)?;
    staff.api.record_certificate(id, &certificate()?).await.map_err(failed)?;
    let room = stage.room(RoomKind::Public).await?;
    guest.join(room).await?;
    staff.api.moderator(room, id, true).await.map_err(failed)?;
    let mut socket = Watcher::open(&nodes.server(there).url(), &guest.token, &[room], PATIENCE).await?;
    staff.api.update_account(id, &roles(Vec::new())).await.map_err(failed)?;
    let acted = Instant::now();
    let removed = |kind: &EventKind| matches!(kind, EventKind::ModeratorRemoved { account } if *account == id);
    let (seen, ()) = socket.frame(PATIENCE, |frame| event(frame, room, removed)).await?;
    Ok(since(acted, seen))
}

fn event(frame: &ServerFrame, room: RoomId, wanted: impl Fn(&EventKind) -> bool) -> Option<()> {
    let ServerFrame::Events(batch) = frame else { return None };
    (batch.stream == room.into() && batch.events.iter().any(|event| wanted(&event.kind))).then_some(())
}

/// A suspended account's socket closes.
async fn suspended(
    stage: &Stage,
    staff: &Participant,
    nodes: &Nodes,
    (here, there): (usize, usize),
) -> Result<Duration, Mishap> {
    let guest = stage.guest(nodes, here).await?;
    let socket = Watcher::open(&nodes.server(there).url(), &guest.token, &[], PATIENCE).await?;
    let change = UpdateAccount { roles: None, suspended: Some(true) };
    staff.api.update_account(guest.account.id, &change).await.map_err(failed)?;
    closes(socket, Instant::now(), close::SUSPENDED).await
}

/// Until the socket closes, with this code.
async fn closes(mut socket: Watcher, acted: Instant, expected: u16) -> Result<Duration, Mishap> {
    let (seen, code) = socket.close(PATIENCE).await?;
    if code == expected {
        Ok(since(acted, seen))
    } else {
        Err(Mishap::Stuck(format!("A socket closed with {code} instead of {expected}")))
    }
}

/// Whoever signs out on one node is out on all.
async fn session_ended(
    stage: &Stage,
    _staff: &Participant,
    nodes: &Nodes,
    (here, there): (usize, usize),
) -> Result<Duration, Mishap> {
    let guest = stage.guest(nodes, here).await?;
    let socket = Watcher::open(&nodes.server(there).url(), &guest.token, &[], PATIENCE).await?;
    guest.api.sign_out().await.map_err(failed)?;
    closes(socket, Instant::now(), close::SESSION_ENDED).await
}

/// A closed room tells its members so and takes nothing more; who only looked in sees it end.
async fn room_closed(
    stage: &Stage,
    staff: &Participant,
    nodes: &Nodes,
    (here, there): (usize, usize),
) -> Result<Duration, Mishap> {
    let (member, stranger) = (stage.guest(nodes, here).await?, stage.guest(nodes, here).await?);
    let room = stage.room(RoomKind::Public).await?;
    member.join(room).await?;
    let url = nodes.server(there).url();
    let mut member = Watcher::open(&url, &member.token, &[room], PATIENCE).await?;
    let mut stranger = Watcher::open(&url, &stranger.token, &[room], PATIENCE).await?;
    let state = Some(RoomState::Closed);
    let change = UpdateRoom { name: None, description: None, topics: None, rules: None, state };
    staff.api.update_room(room, &change).await.map_err(failed)?;
    let acted = Instant::now();
    let closed = |kind: &EventKind| matches!(kind, EventKind::RoomUpdated { room } if room.state == RoomState::Closed);
    let (told, ()) = member.frame(PATIENCE, |frame| event(frame, room, closed)).await?;
    let ended = |frame: &ServerFrame| match frame {
        ServerFrame::StreamEnded { stream, .. } if *stream == room.into() => Some(()),
        _ => None,
    };
    let (ended, ()) = stranger.frame(PATIENCE, ended).await?;
    let client_id = ClientMessageId(uuid::Uuid::new_v4());
    let send = Command::Send(Send { room, client_id, body: "too late".into(), note: None, reply_to: None });
    match member.ask(send, PATIENCE).await? {
        Err(refusal) if refusal.code == RefusalCode::RoomClosed => Ok(since(acted, told.max(ended))),
        other => Err(Mishap::Stuck(format!("A send to a closed room got {other:?}"))),
    }
}
