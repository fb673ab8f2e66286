//! Postgres dies, hangs, falls into a black hole, and loses its answers to commits, under load. Sends are refused
//! honestly and soon, sockets stay, writing goes on when it is back, and nothing that was acknowledged is lost.

use crate::field::Field;
use crate::probe::{Probe, Told, client_id};
use crate::tally::Tally;
use crate::{Mishap, Plan};
use alongside_protocol::{ClientMessageId, RefusalCode, Retry, RoomId};
use alongside_terminal::{Connection, Draft, Options};
use alongside_testkit::{End, Faults};
use futures_util::future::{join_all, try_join_all};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use std::ops::Range;
use std::time::{Duration, Instant};
use tokio::sync::watch;

/// A send gets its answer within this time, also while Postgres is away.
pub const ANSWERED_WITHIN: Duration = Duration::from_secs(3);
/// When Postgres is back, a send is stored within this time.
pub const RESUMED_WITHIN: Duration = Duration::from_secs(5);
/// Longer than an answer may take, so that a late one is seen and measured.
pub const PATIENCE: Duration = Duration::from_secs(20);
const OUTAGE_MS: Range<u64> = 3_500..5_000;
const LONG_OUTAGE: Duration = Duration::from_secs(30);
/// With fewer cycles than this nobody has the time for the long ones.
const CYCLES_FOR_LONG_OUTAGES: u32 = 20;
/// A probe tries again this often.
const TRY_EVERY: Duration = Duration::from_millis(100);
/// Answers to commits are lost for so long.
const LOSE_ANSWERS: Duration = Duration::from_millis(1_500);
/// The numbers of our own clients in the record.
const PROBES: u32 = 100;
const POOL_CLIENTS: u32 = 200;
/// Sends at once over a pool of two connections, and when all must be answered.
const SENDS_AT_ONCE: usize = 200;
const POOL_WITHIN: Duration = Duration::from_secs(60);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fault {
    Killed,
    LostAnswers,
    BlackHole,
    Crashed,
    Frozen,
    Cut,
}

const FAULTS: [Fault; 6] =
    [Fault::Killed, Fault::LostAnswers, Fault::BlackHole, Fault::Crashed, Fault::Cut, Fault::Frozen];

struct Trial {
    field: Field,
    rng: StdRng,
    refused: u64,
    slowest_answer: Duration,
    slowest_resume: Duration,
    longest_outage: Duration,
    commits_unanswered: u64,
    complaints: Vec<String>,
}

pub async fn run(plan: Plan) -> Result<Tally, Mishap> {
    let began = Instant::now();
    let mut trial = Trial {
        field: Field::open(plan).await?,
        rng: StdRng::seed_from_u64(plan.seed),
        refused: 0,
        slowest_answer: Duration::ZERO,
        slowest_resume: Duration::ZERO,
        longest_outage: Duration::ZERO,
        commits_unanswered: 0,
        complaints: Vec::new(),
    };
    let mut tally = Tally::of(plan.cycles);
    // Alone: what is tried is the pool, not who else wants the same rooms.
    trial.field.crowd.rest().await.map_err(|mishap| trial.field.with_output(mishap))?;
    let pool = trial.pool_of_two().await.map_err(|mishap| trial.field.with_output(mishap))?;
    trial.field.crowd.go_on();
    for cycle in 1..=plan.cycles {
        let fault = FAULTS[(cycle as usize - 1) % FAULTS.len()];
        trial.field.load(&mut trial.rng).await?;
        let long = plan.cycles >= CYCLES_FOR_LONG_OUTAGES && (cycle as usize) <= FAULTS.len();
        let struck = trial.strike(fault, long).await.map_err(|mishap| trial.field.with_output(mishap))?;
        trial.field.tell(cycle, plan.cycles, began, &struck);
    }
    tally.figure("pool_of_two_ms", pool.as_millis());
    trial.finish(&mut tally).await?;
    Ok(tally)
}

/// What a probe met while Postgres was away.
#[derive(Debug, Default)]
pub struct Met {
    pub refused: u64,
    pub slowest_answer: Duration,
    /// From the end of the outage until its message was stored.
    pub resumed: Duration,
    pub complaints: Vec<String>,
    /// Under which the server has logged what it refused as its own fault.
    pub fault: Option<String>,
}

impl Trial {
    async fn finish(self, tally: &mut Tally) -> Result<(), Mishap> {
        let reconnects = self.field.crowd.reconnects();
        self.field.finish(tally).await?;
        tally.at_most("reconnects", reconnects, 0_u32);
        tally.at_least("refused", self.refused, 1_u32);
        tally.at_most("slowest_answer_ms", self.slowest_answer.as_millis(), ANSWERED_WITHIN.as_millis());
        tally.at_most("slowest_resume_ms", self.slowest_resume.as_millis(), RESUMED_WITHIN.as_millis());
        tally.figure("longest_outage_ms", self.longest_outage.as_millis());
        let tried = u64::from(tally.cycles > 1);
        tally.at_least("commits_unanswered", self.commits_unanswered, tried);
        let again = tally.found_again as u64;
        tally.at_least("found_again", again, u64::from(self.commits_unanswered > 0));
        self.complaints.into_iter().for_each(|complaint| tally.complain(complaint));
        Ok(())
    }

    async fn strike(&mut self, fault: Fault, long: bool) -> Result<String, Mishap> {
        match fault {
            Fault::LostAnswers => self.lose_answers().await,
            Fault::Cut => Ok(self.cut()),
            _ => self.outage(fault, long).await,
        }
    }

    /// Postgres goes away; a probe at each node tries to send all the while.
    async fn outage(&mut self, fault: Fault, long: bool) -> Result<String, Mishap> {
        let length = match long {
            true => LONG_OUTAGE,
            false => Duration::from_millis(self.rng.random_range(OUTAGE_MS)),
        };
        let mut probes = probes(&self.field).await?;
        let back = watch::channel(None).0;
        let room = self.field.hall.rooms[0];
        self.take_away(fault)?;
        let began = Instant::now();
        let ids: Vec<_> = probes.iter().map(|_| client_id(&mut self.rng)).collect();
        let trying =
            join_all(probes.iter_mut().zip(ids).map(|(probe, id)| keep_trying(probe, room, id, back.subscribe())));
        let bringing_back = async {
            tokio::time::sleep(length).await;
            let restored = bring_back(&mut self.field, fault).await;
            back.send_replace(Some(Instant::now()));
            restored
        };
        let (met, restored) = tokio::join!(trying, bringing_back);
        restored?;
        self.longest_outage = self.longest_outage.max(length);
        let mut told = (0, Duration::ZERO, Duration::ZERO);
        for (met, sent) in met {
            sent.into_iter().for_each(|sent| self.field.crowd.also_acknowledged(room, sent));
            told = (told.0 + met.refused, told.1.max(met.slowest_answer), told.2.max(met.resumed));
            let why: String = met.fault.iter().flat_map(|id| self.field.words_about(id)).collect();
            self.complaints.extend(met.complaints.into_iter().map(|complaint| format!("{fault:?}: {complaint}{why}")));
        }
        let (refused, answer, resume) = told;
        self.refused += refused;
        self.slowest_answer = self.slowest_answer.max(answer);
        self.slowest_resume = self.slowest_resume.max(resume);
        let (answer, resume) = (answer.as_millis(), resume.as_millis());
        let took = began.elapsed().as_millis();
        Ok(format!(
            "{fault:?} for {took} ms: {refused} honest refusals, the slowest answer {answer} ms, stored again after {resume} ms"
        ))
    }
    fn take_away(&mut self, fault: Fault) -> Result<(), Mishap> {
        match fault {
            Fault::Killed => self.field.nodes.postgres.kill()?,
            Fault::Crashed => tokio::task::block_in_place(|| self.field.nodes.postgres.crash()),
            Fault::Frozen => self.field.nodes.postgres.freeze()?,
            _ => {
                let stalled = Faults { stalled: true, ..Faults::default() };
                self.field.requests_to_postgres(&stalled);
                self.field.answers_of_postgres(&stalled);
            }
        }
        Ok(())
    }

    /// Commits happen, and nobody hears of it: the connection is cut before each answer.
    async fn lose_answers(&mut self) -> Result<String, Mishap> {
        let before = self.unanswered();
        self.field.answers_of_postgres(&Faults { end_at: Some((b"COMMIT\0", End::Reset)), ..Faults::default() });
        tokio::time::sleep(LOSE_ANSWERS).await;
        self.field.answers_of_postgres(&Faults::default());
        let unanswered = self.unanswered() - before;
        self.commits_unanswered += unanswered;
        Ok(format!("{unanswered} commits lost their answers"))
    }
    fn unanswered(&self) -> u64 {
        self.field.nodes.nodes.iter().map(|node| node.to_postgres.ended_at()).sum()
    }

    fn cut(&mut self) -> String {
        self.field.nodes.nodes.iter().for_each(|node| node.to_postgres.reset_all());
        "every connection to Postgres was cut".into()
    }

    /// A node with two connections to Postgres gets 200 sends at once.
    async fn pool_of_two(&mut self) -> Result<Duration, Mishap> {
        let node = self.field.nodes.add(&[("ALONGSIDE_POSTGRES_CONNECTIONS", "2")]).await?;
        let url = node.server.url();
        let connections = self.field.hall.people.iter().zip(POOL_CLIENTS..).map(|(who, number)| {
            let mut options = Options::new(&url).token(&who.token).recorder(self.field.crowd.recorder().client(number));
            options.sends_per_room = SENDS_AT_ONCE;
            let (connection, mut updates) = Connection::start(options);
            tokio::spawn(async move { while updates.next().await.is_some() {} });
            connection
        });
        let connections = connections.collect::<Vec<_>>();
        for connection in &connections {
            connection.welcomed().await.map_err(|stop| Mishap::Stuck(format!("no welcome: {stop:?}")))?;
        }
        let began = Instant::now();
        let (rooms, all) = (&self.field.hall.rooms, connections.len());
        let sends = (0..SENDS_AT_ONCE).map(|number| {
            let (room, connection) = (rooms[number % rooms.len()], &connections[number % all]);
            async move { (room, connection.send(Draft::new(room, format!("{number} at once"))).await) }
        });
        let Ok(sent) = tokio::time::timeout(POOL_WITHIN, join_all(sends)).await else {
            return Err(Mishap::Stuck(format!("{SENDS_AT_ONCE} sends over two connections came to no end")));
        };
        let took = began.elapsed();
        for (room, sent) in sent {
            let sent = sent.map_err(|failure| Mishap::Stuck(format!("over two connections: {failure:?}")))?;
            self.field.crowd.also_acknowledged(room, sent);
        }
        for connection in &connections {
            connection.close().await;
        }
        self.field.nodes.nodes.pop();
        println!("  {SENDS_AT_ONCE} sends at once over two connections to Postgres took {} ms", took.as_millis());
        Ok(took)
    }
}

/// One at each node.
pub async fn probes(field: &Field) -> Result<Vec<Probe>, Mishap> {
    let connecting = field.servers().zip(&field.hall.people).zip(PROBES..).map(|((server, who), number)| {
        let pen = field.crowd.recorder().client(number);
        async move { Probe::connect(&server.url(), &who.token, pen, PATIENCE).await }
    });
    try_join_all(connecting).await
}

async fn bring_back(field: &mut Field, fault: Fault) -> Result<(), Mishap> {
    match fault {
        Fault::Killed | Fault::Crashed => field.nodes.restart_postgres().await?,
        Fault::Frozen => field.nodes.postgres.thaw(),
        _ => field.nodes.heal(),
    }
    Ok(())
}

/// The same message again and again until it is stored.
pub async fn keep_trying(
    probe: &mut Probe,
    room: RoomId,
    client_id: ClientMessageId,
    back: watch::Receiver<Option<Instant>>,
) -> (Met, Option<alongside_terminal::Sent>) {
    let mut met = Met::default();
    let body = format!("said into an outage: {client_id}");
    loop {
        let began_after = *back.borrow();
        let (told, took) = probe.send(room, client_id, &body, PATIENCE).await;
        met.slowest_answer = met.slowest_answer.max(took);
        match told {
            Told::Sent(sent) => {
                met.resumed = back.borrow().map(|back| back.elapsed()).unwrap_or_default();
                return (met, Some(sent));
            }
            Told::Refused(refusal) if refusal.code == RefusalCode::Degraded && refusal.retry == Retry::After => {
                met.refused += 1;
            }
            other => {
                if let Told::Refused(refusal) = &other {
                    met.fault.clone_from(&refusal.fault);
                }
                met.complaints.push(format!("after {} ms a send was told {other:?}", took.as_millis()));
                return (met, None);
            }
        }
        if began_after.is_some_and(|back| back.elapsed() > PATIENCE) {
            met.complaints.push("writing did not go on".into());
            return (met, None);
        }
        tokio::time::sleep(TRY_EVERY).await;
    }
}
