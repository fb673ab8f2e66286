//! The `ha` profile: the primary dies under load and takes its data with it, a synchronous standby takes its place, and the
//! nodes find it by the same address. Nothing that was acknowledged is lost, and positions stay good.

use super::postgres::{ANSWERED_WITHIN, RESUMED_WITHIN, keep_trying, probes};
use crate::field::Field;
use crate::probe::client_id;
use crate::tally::Tally;
use crate::{Mishap, Plan};
use alongside_protocol::server::{Acknowledgement, StreamVerdict};
use alongside_protocol::{Epoch, Position, Seq};
use alongside_terminal::{Connection, Options, State};
use alongside_testkit::nodes::Plan as NodesPlan;
use alongside_testkit::{Nodes, Postgres};
use futures_util::future::join_all;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use std::ops::Range;
use std::time::{Duration, Instant};
use tokio::sync::watch;
use tokio::task::block_in_place;

const NODES: usize = 3;
/// The primary and its standbys; a new one takes the name of the one that was lost.
const NAMES: [&str; 3] = ["ada", "bela", "cora"];
/// From the death of the primary until somebody decides to promote a standby.
const DECIDED_MS: Range<u64> = 300..2_500;
/// The address leads to the standby so long before it is promoted, every other time.
const EARLY: Duration = Duration::from_millis(1_500);
/// The numbers of the clients that come back with an old position.
const RETURNER: u32 = 1_000;
const PATIENCE: Duration = Duration::from_secs(30);

struct Trial {
    field: Field,
    rng: StdRng,
    /// Who the primary is, and the standbys with their names.
    primary: &'static str,
    standbys: Vec<(&'static str, Postgres)>,
    early: bool,
    returners: u32,
    refused: u64,
    slowest_answer: Duration,
    slowest_resume: Duration,
    complaints: Vec<String>,
}

pub async fn run(plan: Plan) -> Result<Tally, Mishap> {
    let began = Instant::now();
    let (nodes, standbys) = nodes_with_standbys().await?;
    let doors = nodes.urls();
    let mut trial = Trial {
        field: Field::with_doors(plan, nodes, doors).await?,
        rng: StdRng::seed_from_u64(plan.seed),
        primary: NAMES[0],
        standbys,
        early: false,
        returners: 0,
        refused: 0,
        slowest_answer: Duration::ZERO,
        slowest_resume: Duration::ZERO,
        complaints: Vec::new(),
    };
    let mut tally = Tally::of(plan.cycles);
    for cycle in 1..=plan.cycles {
        trial.field.load(&mut trial.rng).await?;
        let before = trial.position().await?;
        let struck = trial.strike().await.map_err(|mishap| trial.field.with_output(mishap))?;
        trial.come_back(before).await?;
        trial.field.tell(cycle, plan.cycles, began, &struck);
    }
    trial.finish(&mut tally).await?;
    Ok(tally)
}

/// Nodes over a primary that acknowledges with one of two standbys.
async fn nodes_with_standbys() -> Result<(Nodes, Vec<(&'static str, Postgres)>), Mishap> {
    let mut nodes = Nodes::start(NodesPlan::of(0).variable("ALONGSIDE_ACKNOWLEDGEMENT", "ha")).await?;
    let primary = &nodes.postgres;
    let standbys = block_in_place(|| {
        // Before they are copied, so that they have it too, for the day when they are primaries.
        primary.acknowledge_with_one_of(&NAMES)?;
        let standbys = NAMES[1..].iter().map(|name| Ok((*name, primary.standby(name)?)));
        Ok::<_, Mishap>(standbys.collect::<alongside_testkit::Result<Vec<_>>>()?)
    })?;
    for _ in 0..NODES {
        nodes.add(&[]).await?;
    }
    Ok((nodes, standbys))
}

impl Trial {
    async fn strike(&mut self) -> Result<String, Mishap> {
        let mut probes = probes(&self.field).await?;
        let back = watch::channel(None).0;
        let room = self.field.hall.rooms[0];
        let ids: Vec<_> = probes.iter().map(|_| client_id(&mut self.rng)).collect();
        let began = Instant::now();
        self.field.nodes.postgres.kill()?;
        let trying =
            join_all(probes.iter_mut().zip(ids).map(|(probe, id)| keep_trying(probe, room, id, back.subscribe())));
        let promoting = async {
            let promoted = self.promote().await;
            back.send_replace(Some(Instant::now()));
            promoted
        };
        let (met, promoted) = tokio::join!(trying, promoting);
        promoted?;
        let away = back.borrow().map(|at| at.duration_since(began)).unwrap_or_default();
        let (mut refused, mut resumed) = (0, Duration::ZERO);
        for (met, sent) in met {
            sent.into_iter().for_each(|sent| self.field.crowd.also_acknowledged(room, sent));
            refused += met.refused;
            resumed = resumed.max(met.resumed);
            self.slowest_answer = self.slowest_answer.max(met.slowest_answer);
            let why: String = met.fault.iter().flat_map(|id| self.field.words_about(id)).collect();
            self.complaints.extend(met.complaints.into_iter().map(|complaint| format!("{complaint}{why}")));
        }
        self.refused += refused;
        self.slowest_resume = self.slowest_resume.max(resumed);
        self.replace_the_lost().await?;
        let early = if self.early { ", whose address led to it early" } else { "" };
        Ok(format!(
            "the primary died with its data, {} is the primary{early}; {} ms without one, {refused} honest refusals, \
             stored again after {} ms",
            self.primary,
            away.as_millis(),
            resumed.as_millis()
        ))
    }

    /// The standby that has the most takes the place of the primary, and the other one follows it.
    async fn promote(&mut self) -> Result<(), Mishap> {
        let decided = Duration::from_millis(self.rng.random_range(DECIDED_MS));
        tokio::time::sleep(decided).await;
        let received = block_in_place(|| {
            self.standbys.iter().map(|(_, standby)| standby.received()).collect::<alongside_testkit::Result<Vec<_>>>()
        })?;
        let most = received.iter().enumerate().max_by_key(|(_, bytes)| **bytes).map(|(number, _)| number);
        let (name, standby) = self.standbys.swap_remove(most.unwrap_or_default());
        self.early = !self.early;
        if self.early {
            self.field.nodes.fail_over(standby).await;
            tokio::time::sleep(EARLY).await;
            block_in_place(|| self.field.nodes.postgres.promote())?;
        } else {
            block_in_place(|| standby.promote())?;
            self.field.nodes.fail_over(standby).await;
        }
        self.primary = name;
        let primary = &self.field.nodes.postgres;
        Ok(block_in_place(|| self.standbys.iter().try_for_each(|(name, standby)| standby.follow(primary, name)))?)
    }

    /// There are two standbys again.
    async fn replace_the_lost(&mut self) -> Result<(), Mishap> {
        let known: Vec<_> = self.standbys.iter().map(|(name, _)| *name).chain([self.primary]).collect();
        for name in NAMES.iter().filter(|name| !known.contains(name)) {
            let standby = block_in_place(|| self.field.nodes.postgres.standby(name))?;
            self.standbys.push((name, standby));
        }
        Ok(())
    }

    /// A client of its own, and where it is when it has everything.
    async fn client(&mut self, from: Option<Position>) -> Result<(Connection, StreamVerdict, Position), Mishap> {
        self.returners += 1;
        let (room, who) = (self.field.hall.rooms[0], &self.field.hall.people[0]);
        let options = Options::new(self.field.nodes.server(0).url())
            .token(&who.token)
            .recorder(self.field.crowd.recorder().client(RETURNER + self.returners));
        let connecting = async {
            let (connection, mut updates) = Connection::connect(options).await.map_err(|stop| format!("{stop:?}"))?;
            tokio::spawn(async move { while updates.next().await.is_some() {} });
            let verdict = connection.subscribe(room, from).await.map_err(|failure| format!("{failure:?}"))?;
            connection.wait_until_current(room).await.map_err(|failure| format!("{failure:?}"))?;
            let position = connection.positions().await.get(&room.into()).copied();
            let position = position.ok_or_else(|| "it is nowhere in the room".to_owned())?;
            Ok::<_, String>((connection, verdict, position))
        };
        let connected = tokio::time::timeout(PATIENCE, connecting).await.unwrap_or_else(|late| Err(late.to_string()));
        connected.map_err(|why| Mishap::Stuck(format!("A client with a position: {why}")))
    }
    async fn position(&mut self) -> Result<Position, Mishap> {
        let (connection, _, position) = self.client(None).await?;
        self.complain_unless_ha(&connection)?;
        connection.close().await;
        Ok(position)
    }
    fn complain_unless_ha(&self, connection: &Connection) -> Result<(), Mishap> {
        match connection.state() {
            State::Live(welcome) if welcome.acknowledgement == Acknowledgement::Ha => Ok(()),
            other => Err(Mishap::Stuck(format!("Nobody may promise `ha` here: {other:?}"))),
        }
    }
    /// With a position from before the failover: the epoch is the same, and the server goes on from there.
    async fn come_back(&mut self, from: Position) -> Result<(), Mishap> {
        let (connection, verdict, to) = self.client(Some(from)).await?;
        self.complain_unless_ha(&connection)?;
        connection.close().await;
        let (epoch, seq): (Epoch, Seq) = (from.epoch, from.seq);
        if !matches!(verdict, StreamVerdict::Replay { .. }) || to.epoch != epoch || to.seq < seq {
            self.complaints.push(format!("a position from before a failover was answered with {verdict:?}"));
        }
        Ok(())
    }

    async fn finish(self, tally: &mut Tally) -> Result<(), Mishap> {
        let reconnects = self.field.crowd.reconnects();
        // The standbys are there until the last word is acknowledged.
        let standbys = self.standbys;
        self.field.finish(tally).await?;
        block_in_place(|| drop(standbys));
        tally.at_most("reconnects", reconnects, 0_u32);
        tally.at_least("refused", self.refused, 1_u32);
        tally.at_most("slowest_answer_ms", self.slowest_answer.as_millis(), ANSWERED_WITHIN.as_millis());
        tally.at_most("slowest_resume_ms", self.slowest_resume.as_millis(), RESUMED_WITHIN.as_millis());
        self.complaints.into_iter().for_each(|complaint| tally.complain(complaint));
        Ok(())
    }
}
