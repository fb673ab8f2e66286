//! What the trials of several nodes share: three of them over one Postgres and one Redis, and a crowd spread over them.

use crate::crowd::{Crowd, Hall};
use crate::tally::Tally;
use crate::{Mishap, Plan, ordeal};
use alongside_testkit::nodes::Plan as NodesPlan;
use alongside_testkit::{Direction, Faults, Nodes, Server};
use rand::rngs::StdRng;
use std::time::Instant;

pub const NODES: usize = 3;

pub struct Field {
    pub nodes: Nodes,
    pub hall: Hall,
    pub crowd: Crowd,
}

impl Field {
    /// Clients are connected to the nodes themselves, by turns.
    pub async fn open(plan: Plan) -> Result<Self, Mishap> {
        let nodes = Nodes::start(NodesPlan::of(NODES)).await?;
        let doors = nodes.urls();
        Self::with_doors(plan, nodes, doors).await
    }
    pub async fn with_doors(plan: Plan, nodes: Nodes, doors: Vec<String>) -> Result<Self, Mishap> {
        let hall = Hall::with_doors(nodes.server(0), doors).await?;
        let crowd = Crowd::gather(&hall, plan.seed);
        crowd.connected().await?;
        println!("  {} people on {} nodes", hall.people.len(), nodes.nodes.len());
        Ok(Self { nodes, hall, crowd })
    }
    pub async fn load(&self, rng: &mut StdRng) -> Result<(), Mishap> {
        ordeal::some_load(&self.crowd, rng).await.map_err(|mishap| self.with_output(mishap))
    }
    pub async fn finish(self, tally: &mut Tally) -> Result<(), Mishap> {
        let Self { nodes, hall, crowd } = self;
        ordeal::finish(&hall, crowd, tally).await.map_err(|mishap| with_output(&nodes, mishap))
    }
    pub fn with_output(&self, mishap: Mishap) -> Mishap {
        with_output(&self.nodes, mishap)
    }
    pub fn servers(&self) -> impl Iterator<Item = &Server> {
        self.nodes.nodes.iter().map(|node| &node.server)
    }
    /// Lines of the nodes' logs that name something, each on a line of its own.
    pub fn words_about(&self, name: &str) -> Vec<String> {
        let said = self.servers().map(Server::said).collect::<String>();
        said.lines().filter(|line| line.contains(name)).map(|line| format!("\n  {}", line.trim())).collect()
    }
    /// One fault on the ways from Redis to all nodes.
    pub fn answers_of_redis(&self, faults: &Faults) {
        self.nodes.nodes.iter().for_each(|node| node.to_redis.set(Direction::ToClient, faults.clone()));
    }
    /// One fault on the ways from Postgres to all nodes.
    pub fn answers_of_postgres(&self, faults: &Faults) {
        self.nodes.nodes.iter().for_each(|node| node.to_postgres.set(Direction::ToClient, faults.clone()));
    }
    pub fn requests_to_postgres(&self, faults: &Faults) {
        self.nodes.nodes.iter().for_each(|node| node.to_postgres.set(Direction::ToServer, faults.clone()));
    }
    /// Tells what happens, as each of these trials does.
    pub fn tell(&self, cycle: u32, cycles: u32, began: Instant, what: &str) {
        println!(
            "  cycle {cycle} of {cycles}, {} s: {what}; {} acknowledged, {} reconnects",
            began.elapsed().as_secs(),
            self.crowd.acknowledged(),
            self.crowd.reconnects()
        );
    }
}

/// With what the servers said last.
pub fn with_output(nodes: &Nodes, mishap: Mishap) -> Mishap {
    Mishap::Stuck(format!("{mishap}\nThe servers' last words:\n{}", nodes.said()))
}
