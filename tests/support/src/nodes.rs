//! Several servers over one Postgres and one Redis, as a real installation has them. Each reaches both through proxies
//! of its own, so that one node's network can be broken alone.

use crate::postgres::{Database, Durability, Postgres};
use crate::proxy::Proxy;
use crate::redis::Redis;
use crate::scratch::Scratch;
use crate::server::{Launch, Server};
use crate::{Balancer, KitError, Result};
use std::path::PathBuf;
use std::time::Duration;

/// The database's name in a lasting folder.
const DATABASE: &str = "alongside";

/// How to start the nodes.
#[derive(Debug, Clone)]
pub struct Plan {
    pub count: usize,
    pub durability: Durability,
    /// Absent: the program under test.
    pub program: Option<PathBuf>,
    /// Variables that every node gets, such as `ALONGSIDE_POSTGRES_CONNECTIONS`.
    pub variables: Vec<(String, String)>,
    /// Arguments of `serve` that every node gets.
    pub arguments: Vec<String>,
    /// Where Postgres keeps its data for a later run. Absent: in a folder that goes with the nodes.
    pub folder: Option<PathBuf>,
}

impl Plan {
    /// As real ones run.
    pub fn plain(count: usize) -> Self {
        let (variables, arguments) = (Vec::new(), Vec::new());
        Self { count, durability: Durability::Full, program: None, variables, arguments, folder: None }
    }
    /// So many nodes over a Postgres that keeps what it commits, without rate limits that would stop a crowd.
    pub fn of(count: usize) -> Self {
        let arguments = ["--limit-factor", "100000"].map(str::to_owned).to_vec();
        Self { arguments, ..Self::plain(count) }
    }
    /// Over a Postgres whose promises end with its machine; for tests that never cut the power.
    pub fn careless(self) -> Self {
        let plan = Self { durability: Durability::None, ..self };
        plan.variable("ALONGSIDE_ALLOW_UNSAFE_ACKNOWLEDGEMENT", "true")
    }
    /// Another build than the one under test.
    pub fn program(self, program: impl Into<PathBuf>) -> Self {
        Self { program: Some(program.into()), ..self }
    }
    pub fn variable(mut self, name: &str, value: &str) -> Self {
        self.variables.push((name.into(), value.into()));
        self
    }
    pub fn option(mut self, name: &str, value: &str) -> Self {
        self.arguments.extend([name.into(), value.into()]);
        self
    }
}

/// One server and its ways.
#[derive(Debug)]
pub struct Node {
    pub server: Server,
    /// Between it and Postgres.
    pub to_postgres: Proxy,
    /// Between it and Redis.
    pub to_redis: Proxy,
    _data: Scratch,
}

/// All of it; ends with this value.
#[derive(Debug)]
pub struct Nodes {
    // In the order in which they end: nobody misses what is still needed.
    pub nodes: Vec<Node>,
    pub database: Database,
    pub redis: Redis,
    pub postgres: Postgres,
    plan: Plan,
}

impl Nodes {
    pub async fn start(plan: Plan) -> Result<Self> {
        let (durability, folder) = (plan.durability, plan.folder.clone());
        let (postgres, database) = blocking("starting postgres", move || services(durability, folder)).await?;
        let redis = blocking("starting redis", Redis::start).await?;
        let mut nodes = Self { nodes: Vec::new(), database, redis, postgres, plan };
        for _ in 0..nodes.plan.count {
            nodes.add(&[]).await?;
        }
        Ok(nodes)
    }
    /// One more node, with variables of its own.
    pub async fn add(&mut self, variables: &[(&str, &str)]) -> Result<&mut Node> {
        let data = Scratch::new("node")?;
        let to_postgres = Proxy::to(self.postgres.address()).await?;
        let to_redis = Proxy::to(self.redis.address()).await?;
        let mut launch = Launch::on(data.path())
            .variable("ALONGSIDE_DATABASE_URL", self.database.url_by(to_postgres.address()))
            .variable("ALONGSIDE_REDIS_URL", format!("redis://{}/", to_redis.address()));
        let common = self.plan.variables.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        for (name, value) in common.chain(variables.iter().copied()) {
            launch = launch.variable(name, value);
        }
        for argument in &self.plan.arguments {
            launch = launch.argument(argument);
        }
        if let Some(program) = &self.plan.program {
            launch = launch.program(program);
        }
        let server = launch.start().await?;
        self.nodes.push(Node { server, to_postgres, to_redis, _data: data });
        self.nodes.last_mut().ok_or_else(|| KitError::failed("adding a node", ""))
    }

    pub fn server(&self, node: usize) -> &Server {
        &self.nodes[node].server
    }
    pub fn urls(&self) -> Vec<String> {
        self.nodes.iter().map(|node| node.server.url()).collect()
    }
    /// In front of all of them.
    pub async fn balancer(&self) -> Result<Balancer> {
        Balancer::over(self.nodes.iter().map(|node| node.server.address())).await
    }

    /// Kills Postgres and starts it again, on a thread that may wait.
    pub async fn restart_postgres(&mut self) -> Result<()> {
        tokio::task::block_in_place(|| self.postgres.restart())
    }
    /// Starts Redis again, empty.
    pub async fn restart_redis(&mut self) -> Result<()> {
        tokio::task::block_in_place(|| self.redis.restart())
    }
    /// Another Postgres takes the place of the one that there was, whose data goes. Returns once all ways lead to it.
    pub async fn fail_over(&mut self, to: Postgres) {
        self.database = self.database.moved_to(&to);
        let old = std::mem::replace(&mut self.postgres, to);
        self.lead_to_postgres();
        tokio::task::block_in_place(|| drop(old));
    }
    /// All ways lead to the Postgres that there is.
    fn lead_to_postgres(&self) {
        self.nodes.iter().for_each(|node| node.to_postgres.lead_to(self.postgres.address()));
    }
    /// Every way is as it was.
    pub fn heal(&self) {
        for node in &self.nodes {
            node.to_postgres.heal();
            node.to_redis.heal();
        }
    }
    /// The last words of all nodes, for a message about a failure.
    pub fn said(&self) -> String {
        let said = self.nodes.iter().zip(1..).map(|(node, number)| format!("  node {number}:\n{}", node.server.said()));
        said.collect()
    }
    /// Ends one gently, in the background of whatever else happens, and starts it again. Returns how long its end and
    /// its start took.
    pub async fn roll(&mut self, node: usize) -> Result<(Duration, Duration)> {
        let server = &mut self.nodes[node].server;
        let began = std::time::Instant::now();
        let status = tokio::task::block_in_place(|| server.terminate())?;
        if !status.success() {
            return Err(KitError::failed("a gentle end", format!("It ended with {status}.\n{}", server.said())));
        }
        let ended = began.elapsed();
        Ok((ended, server.restart().await?))
    }
}

fn services(durability: Durability, folder: Option<PathBuf>) -> Result<(Postgres, Database)> {
    match folder {
        None => {
            let postgres = Postgres::start(durability)?;
            let database = postgres.database()?;
            Ok((postgres, database))
        }
        Some(folder) => {
            let postgres = Postgres::start_in(Scratch::lasting(&folder)?, durability)?;
            let database = Database::lasting(&postgres.url(), DATABASE)?;
            Ok((postgres, database))
        }
    }
}

async fn blocking<T: Send + 'static>(
    what: &'static str,
    work: impl FnOnce() -> Result<T> + Send + 'static,
) -> Result<T> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|error| KitError::failed(what, error.to_string()))?
}
