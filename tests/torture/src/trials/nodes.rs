//! Nodes are killed and restarted one after the other while people reach them through a balancer. One message is sent a
//! hundred times over all of them, and a slow reader hops from node to node.

use crate::field::{Field, NODES};
use crate::probe::{Probe, Told, client_id};
use crate::tally::Tally;
use crate::{Mishap, Plan};
use alongside_protocol::{ClientMessageId, RoomId};
use alongside_terminal::{Backoff, ClientRecorder, Connection, Options, Sent};
use alongside_testkit::nodes::Plan as NodesPlan;
use alongside_testkit::{Balancer, Nodes};
use futures_util::future::{join_all, try_join_all};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use std::collections::BTreeSet;
use std::time::{Duration, Instant};

/// When a node stops gently, clients come back spread over this time.
const SPREAD_MS: u32 = 500;
/// A killed node stays away for at most so long.
const AWAY_WITHIN: Duration = Duration::from_millis(500);
/// Times that one message is sent, and how long all of that may take.
const HUNDRED: usize = 100;
const HUNDRED_WITHIN: Duration = Duration::from_secs(60);
const ANSWER_WITHIN: Duration = Duration::from_secs(10);
/// Hops in one cycle, and the time between them.
const HOPS: usize = 9;
const HOP_EVERY: Duration = Duration::from_millis(150);
/// The hopping client reads so slowly that it is always behind.
const HOPPER_BYTES_PER_SECOND: u32 = 60_000;
const CAUGHT_UP_WITHIN: Duration = Duration::from_secs(60);
/// The numbers of our own clients in the record.
const PROBES: u32 = 100;
const HOPPER: u32 = 300;

#[derive(Debug, Clone, Copy)]
enum Fault {
    Killed,
    Hundred,
    Rolled,
    Hopped,
}

const FAULTS: [Fault; 4] = [Fault::Killed, Fault::Hundred, Fault::Rolled, Fault::Hopped];

struct Trial {
    field: Field,
    rng: StdRng,
    hopper: Hopper,
    ready: Vec<Duration>,
    kills: u32,
    rolled: u32,
    hops: usize,
    hundreds: u32,
    complaints: Vec<String>,
}

pub async fn run(plan: Plan) -> Result<Tally, Mishap> {
    let began = Instant::now();
    let spread = SPREAD_MS.to_string();
    let nodes = Nodes::start(NodesPlan::of(NODES).variable("ALONGSIDE_DRAIN_SPREAD_MS", &spread)).await?;
    let balancer = nodes.balancer().await?;
    let field = Field::with_doors(plan, nodes, vec![balancer.url()]).await?;
    let hopper = Hopper::start(&field).await?;
    let mut trial = Trial {
        field,
        rng: StdRng::seed_from_u64(plan.seed),
        hopper,
        ready: Vec::new(),
        kills: 0,
        rolled: 0,
        hops: 0,
        hundreds: 0,
        complaints: Vec::new(),
    };
    let mut tally = Tally::of(plan.cycles);
    for cycle in 1..=plan.cycles {
        let fault = FAULTS[(cycle as usize - 1) % FAULTS.len()];
        trial.field.load(&mut trial.rng).await?;
        let struck = trial.strike(fault).await.map_err(|mishap| trial.field.with_output(mishap))?;
        trial.field.tell(cycle, plan.cycles, began, &struck);
    }
    trial.finish(&mut tally).await?;
    Ok(tally)
}

impl Trial {
    async fn finish(self, tally: &mut Tally) -> Result<(), Mishap> {
        let reconnects = self.field.crowd.reconnects();
        self.field.crowd.rest().await.map_err(|mishap| self.field.with_output(mishap))?;
        self.hopper.catch_up(&self.field.hall.rooms).await?;
        self.field.crowd.go_on();
        tally.ready = self.ready;
        self.field.finish(tally).await?;
        tally.figure("reconnects", reconnects);
        tally.figure("kills", self.kills);
        tally.figure("rolled", self.rolled);
        tally.figure("hops", self.hops as u64);
        tally.figure("hundreds", self.hundreds);
        self.complaints.into_iter().for_each(|complaint| tally.complain(complaint));
        Ok(())
    }

    async fn strike(&mut self, fault: Fault) -> Result<String, Mishap> {
        match fault {
            Fault::Killed => {
                let node = self.kill_one().await?;
                Ok(format!("node {} was killed", node + 1))
            }
            Fault::Hundred => self.hundred().await,
            Fault::Rolled => self.roll().await,
            Fault::Hopped => {
                self.hopper.hop(self.rng.random_range(0..NODES)).await;
                self.hops += HOPS;
                Ok(format!("a slow reader hopped {HOPS} times"))
            }
        }
    }

    async fn kill_one(&mut self) -> Result<usize, Mishap> {
        let node = self.rng.random_range(0..NODES);
        let server = &mut self.field.nodes.nodes[node].server;
        server.kill();
        tokio::time::sleep(AWAY_WITHIN.mul_f64(self.rng.random())).await;
        self.ready.push(server.restart().await?);
        self.kills += 1;
        Ok(node)
    }

    async fn roll(&mut self) -> Result<String, Mishap> {
        let began = Instant::now();
        let mut slowest_end = Duration::ZERO;
        for node in 0..NODES {
            let (ended, ready) = self.field.nodes.roll(node).await?;
            slowest_end = slowest_end.max(ended);
            self.ready.push(ready);
            self.rolled += 1;
        }
        let (all, end) = (began.elapsed().as_millis(), slowest_end.as_millis());
        Ok(format!("all nodes were restarted one by one in {all} ms, the slowest end took {end} ms"))
    }

    /// One client id, a hundred answers, over all nodes, while nodes are killed.
    async fn hundred(&mut self) -> Result<String, Mishap> {
        let client_id = client_id(&mut self.rng);
        let (room, who) = (self.field.hall.rooms[0], self.field.hall.people[0].token.clone());
        let pens: Vec<_> = (PROBES..).map(|number| self.field.crowd.recorder().client(number)).take(NODES).collect();
        let sending = self.field.nodes.urls().into_iter().zip(pens).enumerate().map(|(node, (url, pen))| {
            let share = (HUNDRED + node) / NODES;
            tokio::spawn(answers(url, who.clone(), pen, room, client_id, share))
        });
        let sending: Vec<_> = sending.collect();
        let mut kills = 0;
        while kills < 2 && sending.iter().any(|task| !task.is_finished()) {
            self.kill_one().await?;
            kills += 1;
        }
        let Ok(answers) = tokio::time::timeout(HUNDRED_WITHIN, join_all(sending)).await else {
            return Err(Mishap::Stuck("A hundred answers did not come".into()));
        };
        let answers: Result<Vec<Vec<Sent>>, _> = answers.into_iter().collect();
        let answers = answers.map_err(|error| Mishap::Stuck(format!("A client failed: {error}")))?.concat();
        self.judge_hundred(room, &answers);
        self.hundreds += 1;
        let first = answers.iter().filter(|sent| !sent.duplicate).count();
        Ok(format!("one message got {} equal answers with {kills} kills, {first} of them the first", answers.len()))
    }
    fn judge_hundred(&mut self, room: RoomId, answers: &[Sent]) {
        let different: BTreeSet<_> = answers.iter().map(|sent| (sent.message, sent.seq, sent.at)).collect();
        let firsts = answers.iter().filter(|sent| !sent.duplicate).count();
        if answers.len() != HUNDRED || different.len() != 1 || firsts > 1 {
            let count = answers.len();
            self.complaints.push(format!("one client id: {count} answers, {firsts} firsts, {different:?}"));
        }
        answers.iter().take(1).for_each(|sent| self.field.crowd.also_acknowledged(room, *sent));
    }
}

/// So many answers of one node to the same message; what breaks is tried again.
async fn answers(
    url: String,
    token: String,
    pen: ClientRecorder,
    room: RoomId,
    client_id: ClientMessageId,
    share: usize,
) -> Vec<Sent> {
    let mut answers = Vec::new();
    let mut probe = None;
    while answers.len() < share {
        let Some(open) = &mut probe else {
            probe = Probe::connect(&url, &token, pen.clone(), ANSWER_WITHIN).await.ok();
            tokio::time::sleep(Duration::from_millis(10)).await;
            continue;
        };
        match open.send(room, client_id, &format!("the same, a hundred times: {client_id}"), ANSWER_WITHIN).await {
            (Told::Sent(sent), _) => answers.push(sent),
            (Told::Refused(_), _) => tokio::time::sleep(Duration::from_millis(50)).await,
            _ => probe = None,
        }
    }
    answers
}

/// A client behind a balancer of its own, which sends it from node to node.
struct Hopper {
    balancer: Balancer,
    connection: Connection,
}

impl Hopper {
    async fn start(field: &Field) -> Result<Self, Mishap> {
        let balancer = field.nodes.balancer().await?;
        let Some(who) = field.hall.people.last() else { return Err(Mishap::Stuck("nobody is here".into())) };
        let mut options = Options::new(balancer.url()).token(&who.token).backoff(Backoff::quick());
        options = options.recorder(field.crowd.recorder().client(HOPPER));
        options.network.bytes_per_second = Some(HOPPER_BYTES_PER_SECOND);
        for room in &field.hall.rooms {
            options = options.follow(*room, None);
        }
        let (connection, mut updates) = Connection::start(options);
        tokio::spawn(async move { while updates.next().await.is_some() {} });
        Ok(Self { balancer, connection })
    }
    /// From this node to the next, around.
    async fn hop(&self, from: usize) {
        for hop in 0..HOPS {
            self.balancer.hop([(from + hop) % NODES]);
            self.connection.reconnect().await;
            tokio::time::sleep(HOP_EVERY).await;
        }
    }
    async fn catch_up(&self, rooms: &[RoomId]) -> Result<(), Mishap> {
        let reading = try_join_all(rooms.iter().map(|room| self.connection.wait_until_current(*room)));
        match tokio::time::timeout(CAUGHT_UP_WITHIN, reading).await {
            Ok(Ok(_)) => {}
            other => return Err(Mishap::Stuck(format!("The hopping client did not catch up: {other:?}"))),
        }
        self.connection.close().await;
        Ok(())
    }
}
