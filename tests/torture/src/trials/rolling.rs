//! All nodes are restarted one after the other under many connected clients. Nothing is lost, and clients come back no
//! faster than they were asked to.

use crate::crowd::{Hall, Outcome, Written};
use crate::field::{NODES, with_output};
use crate::tally::Tally;
use crate::{Mishap, Plan, judge};
use alongside_protocol::{Role, RoomId};
use alongside_terminal::{Backoff, Connection, Draft, Options, Recorder, State, Update, Updates};
use alongside_testkit::nodes::Plan as NodesPlan;
use alongside_testkit::people::alias;
use alongside_testkit::process::many_files;
use alongside_testkit::{Balancer, Nodes, People};
use futures_util::StreamExt;
use futures_util::future::join_all;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Clients of a stopping node come back spread over this time, or longer where so many cannot be welcomed in a second: they
/// share two cores with nodes, databases and us. Never more of them come in a second than twice their share.
const SPREAD_MS: u64 = 10_000;
const WELCOMED_A_SECOND: u64 = 30;
const SPIKE_FACTOR: usize = 2;
/// With few clients chance alone makes a second of this many.
const SPIKE_SLACK: usize = 15;
const ROOMS: usize = 10;
const ACCOUNTS: u32 = 20;
/// Connections that are being made at once at the beginning.
const CONNECTING: usize = 50;
/// One message in each room this often, or more rarely: so many are delivered in a second in all.
const WRITE_EVERY: Duration = Duration::from_secs(1);
const DELIVERIES_A_SECOND: u64 = 500;
const PATIENCE: Duration = Duration::from_secs(120);
/// A single attempt to connect; then comes the next.
const WELCOME_WITHIN: Duration = Duration::from_secs(30);
/// Clients that a message about those who are missing names.
const NAMED: usize = 5;
/// Each client takes a socket here and two at the balancer, which is in this process too.
const FILES_A_CLIENT: u64 = 3;
const OTHER_FILES: u64 = 500;

struct Client {
    connection: Connection,
    room: RoomId,
}

/// Why somebody was without a socket for a while, and how often.
type CutOffs = Arc<Mutex<BTreeMap<String, u64>>>;

struct Audience {
    clients: Vec<Client>,
    cut_off: CutOffs,
}

pub async fn run(plan: Plan) -> Result<Tally, Mishap> {
    let clients = clients(plan)?;
    let (spread_ms, write_every) = (spread_ms(clients), write_every(clients));
    let nodes = NodesPlan::of(NODES).variable("ALONGSIDE_DRAIN_SPREAD_MS", &spread_ms.to_string());
    let mut nodes = Nodes::start(nodes).await?;
    let balancer = nodes.balancer().await?;
    let hall = hall(&nodes, &balancer).await?;
    let recorder = Recorder::new();
    let audience = gather(&hall, &balancer, &recorder, clients).await?;
    let writing = Arc::new(AtomicBool::new(true));
    let writers = hall
        .rooms
        .iter()
        .zip(&audience.clients)
        .map(|(room, client)| tokio::spawn(write(client.connection.clone(), *room, write_every, writing.clone())));
    let writers = writers.collect::<Vec<_>>();
    let mut tally = Tally::of(plan.cycles);
    let mut spike = Spike::default();
    for cycle in 1..=plan.cycles {
        for node in 0..NODES {
            let rolled = roll(&mut nodes, node, &balancer, &audience, spread_ms, &mut tally).await;
            spike.add(rolled.map_err(|mishap| with_output(&nodes, mishap))?);
        }
        println!("  cycle {cycle} of {}: all nodes restarted, {}", plan.cycles, spike.words());
    }
    writing.store(false, Ordering::Relaxed);
    let written = join_all(writers).await.into_iter().collect::<Result<Vec<_>, _>>();
    let written = written.map_err(|error| Mishap::Stuck(format!("A writer failed: {error}")))?;
    audience.catch_up(&hall).await.map_err(|mishap| with_output(&nodes, mishap))?;
    let outcome = Outcome { clients: audience.clients.len(), recorder, written };
    println!("  comparing what {} clients saw with what the server has ...", outcome.clients);
    judge::judge(&hall, &outcome, &mut tally).await?;
    tally.figure("clients", outcome.clients as u64);
    tally.figure("came_back", spike.came as u64);
    tally.at_most("most_in_a_second", spike.most as u64, spike.allowed as u64);
    tally.figure("allowed", spike.allowed as u64);
    let cut_off = audience.cut_off.lock().unwrap_or_else(PoisonError::into_inner);
    for (why, count) in &*cut_off {
        println!("  {count} times a socket ended before the next one was welcomed: {why}");
    }
    tally.figure("cut_off", cut_off.values().sum::<u64>());
    Ok(tally)
}

fn clients(plan: Plan) -> Result<usize, Mishap> {
    let needed = u64::from(plan.clients) * FILES_A_CLIENT + OTHER_FILES;
    match needed <= many_files() {
        true => Ok(plan.clients.max(ROOMS as u32) as usize),
        false => Err(Mishap::Needs(format!("{} clients need {needed} open files (ulimit -n).", plan.clients))),
    }
}

/// The last node that is restarted has three quarters of the clients: a third of its own, and half of the others' each time.
fn spread_ms(clients: usize) -> u64 {
    let on_the_last = clients as u64 * 3 / 4;
    SPREAD_MS.max(on_the_last * 1_000 / WELCOMED_A_SECOND)
}
/// Each message is delivered to its room's share of the clients.
fn write_every(clients: usize) -> Duration {
    WRITE_EVERY.max(Duration::from_millis(clients as u64 * 1_000 / DELIVERIES_A_SECOND))
}

async fn hall(nodes: &Nodes, balancer: &Balancer) -> Result<Hall, Mishap> {
    let door = People::of(nodes.server(0).url())?;
    let keeper = door.with_role(nodes.server(0), "Lamplighter", Role::Supporter).await?;
    let (mut rooms, mut people) = (Vec::new(), Vec::new());
    for number in 0..ROOMS {
        rooms.push(keeper.open_room(&format!("Evening kitchen {number}")).await?.info.id);
    }
    for number in 0..ACCOUNTS {
        let participant = door.sign_up(&alias(number)).await?;
        for room in &rooms {
            participant.join(*room).await?;
        }
        people.push(participant);
    }
    Ok(Hall { doors: vec![balancer.url()], people, rooms, apart: false })
}

/// Everybody connects, some at a time.
async fn gather(hall: &Hall, balancer: &Balancer, recorder: &Recorder, count: usize) -> Result<Audience, Mishap> {
    let began = Instant::now();
    let cut_off = CutOffs::default();
    let connecting = futures_util::stream::iter(0..count).map(|number| {
        let (room, who) = (hall.rooms[number % hall.rooms.len()], &hall.people[number % hall.people.len()]);
        let (recorder, cut_off) = (recorder.client(number as u32), cut_off.clone());
        async move {
            let mut options = Options::new(balancer.url()).token(&who.token).recorder(recorder).follow(room, None);
            options.backoff = Backoff { longest: Duration::from_secs(5), ..Backoff::default() };
            options.welcome_within = WELCOME_WITHIN;
            let connected = tokio::time::timeout(PATIENCE, Connection::connect(options)).await;
            let Ok(Ok((connection, updates))) = connected else {
                return Err(Mishap::Stuck(format!("Client {number} was not welcomed")));
            };
            tokio::spawn(count_cut_offs(updates, cut_off));
            Ok(Client { connection, room })
        }
    });
    let clients: Vec<Result<Client, Mishap>> = connecting.buffered(CONNECTING).collect().await;
    let clients = clients.into_iter().collect::<Result<Vec<_>, _>>()?;
    println!("  {count} clients connected within {} s", began.elapsed().as_secs());
    Ok(Audience { clients, cut_off })
}

async fn count_cut_offs(mut updates: Updates, cut_off: CutOffs) {
    while let Some(update) = updates.next().await {
        if let Update::State(State::Waiting { why, .. }) = update {
            *cut_off.lock().unwrap_or_else(PoisonError::into_inner).entry(why).or_default() += 1;
        }
    }
}

async fn write(connection: Connection, room: RoomId, every: Duration, writing: Arc<AtomicBool>) -> Written {
    let mut written = Written::default();
    for number in 0.. {
        if !writing.load(Ordering::Relaxed) {
            break;
        }
        let sending = connection.send(Draft::new(room, format!("{number} while nodes come and go")));
        match tokio::time::timeout(PATIENCE, sending).await {
            Ok(Ok(sent)) => written.acknowledged.push((room, sent)),
            Ok(Err(failure)) => written.refused.push(format!("{failure:?}")),
            Err(_) => written.refused.push(format!("message {number} got no answer within {} s", PATIENCE.as_secs())),
        }
        tokio::time::sleep(every).await;
    }
    written
}

impl Audience {
    async fn catch_up(&self, hall: &Hall) -> Result<(), Mishap> {
        let mut heads = BTreeMap::new();
        for room in &hall.rooms {
            let page = hall.people[0].api.messages(*room, Default::default()).await;
            let page = page.map_err(|error| Mishap::Stuck(format!("The history could not be read: {error}")))?;
            heads.insert(*room, page.head);
        }
        let seen = |client: &Client| {
            let (connection, room, head) = (client.connection.clone(), client.room, heads[&client.room]);
            async move { connection.wait_until(room, head).await.is_ok() }
        };
        self.everybody("came to see everything", seen).await
    }
    /// How many clients the fullest node has.
    fn on_one_node_at_most(&self) -> usize {
        let mut counts = std::collections::HashMap::new();
        for client in &self.clients {
            if let State::Live(welcome) = client.connection.state() {
                *counts.entry(welcome.node).or_insert(0) += 1;
            }
        }
        counts.into_values().max().unwrap_or_default()
    }
    /// Waits until everybody has a socket.
    async fn all_here(&self) -> Result<(), Mishap> {
        let here = |client: &Client| {
            let connection = client.connection.clone();
            async move { connection.welcomed().await.is_ok() }
        };
        self.everybody("came back", here).await
    }
    /// Waits for all of them at once, and names those who do not do it in time.
    async fn everybody<F: Future<Output = bool>>(
        &self,
        what: &str,
        reaches: impl Fn(&Client) -> F,
    ) -> Result<(), Mishap> {
        let end = tokio::time::Instant::now() + PATIENCE;
        let reached = self.clients.iter().map(|client| tokio::time::timeout_at(end, reaches(client)));
        let reached = join_all(reached).await;
        let missing = reached.iter().enumerate().filter(|(_, reached)| !matches!(reached, Ok(true)));
        let missing: Vec<usize> = missing.map(|(number, _)| number).collect();
        if missing.is_empty() {
            return Ok(());
        }
        let named =
            missing.iter().take(NAMED).map(|number| format!("\n  client {number}: {}", self.whereabouts(*number)));
        Err(Mishap::Stuck(format!(
            "{} of {} clients never {what}:{}",
            missing.len(),
            self.clients.len(),
            named.collect::<String>()
        )))
    }
    fn whereabouts(&self, number: usize) -> String {
        match self.clients[number].connection.state() {
            State::Live(welcome) => format!("connected to node {}", welcome.node),
            other => format!("{other:?}"),
        }
    }
}

/// How fast clients came back.
#[derive(Debug, Default)]
struct Spike {
    came: usize,
    most: usize,
    allowed: usize,
}

impl Spike {
    fn add(&mut self, other: Self) {
        self.came += other.came;
        self.most = self.most.max(other.most);
        self.allowed = self.allowed.max(other.allowed);
    }
    fn words(&self) -> String {
        format!("{} came back, at most {} in a second ({} are allowed)", self.came, self.most, self.allowed)
    }
}

async fn roll(
    nodes: &mut Nodes,
    node: usize,
    balancer: &Balancer,
    audience: &Audience,
    spread_ms: u64,
    tally: &mut Tally,
) -> Result<Spike, Mishap> {
    let (before, clients) = (balancer.arrivals().len(), audience.on_one_node_at_most());
    balancer.set_in(node, false);
    let (ended, ready) = nodes.roll(node).await?;
    balancer.set_in(node, true);
    tally.ready.push(ready);
    audience.all_here().await?;
    let arrivals = &balancer.arrivals()[before..];
    let share = (clients as u64 * 1_000).div_ceil(spread_ms) as usize;
    let spike =
        Spike { came: arrivals.len(), most: most_in_a_second(arrivals), allowed: share * SPIKE_FACTOR + SPIKE_SLACK };
    println!("  node {} ended after {} ms: {}", node + 1, ended.as_millis(), spike.words());
    Ok(spike)
}

fn most_in_a_second(arrivals: &[Instant]) -> usize {
    let within = |(index, first): (usize, &Instant)| {
        arrivals[index..].partition_point(|at| at.duration_since(*first) < Duration::from_secs(1))
    };
    arrivals.iter().enumerate().map(within).max().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_clients_have_longer_to_come_back_and_are_told_less() {
        assert_eq!((spread_ms(300), write_every(300)), (10_000, Duration::from_secs(1)));
        assert_eq!((spread_ms(2_000), write_every(2_000)), (50_000, Duration::from_secs(4)));
    }

    #[test]
    fn the_fullest_second_is_found_wherever_it_begins() {
        let start = Instant::now();
        let at = |times: &[u64]| times.iter().map(|ms| start + Duration::from_millis(*ms)).collect::<Vec<_>>();
        assert_eq!(most_in_a_second(&at(&[])), 0);
        assert_eq!(most_in_a_second(&at(&[0, 1_000, 2_000])), 1);
        assert_eq!(most_in_a_second(&at(&[0, 900, 950, 1_000, 1_899, 1_900])), 4);
    }
}
