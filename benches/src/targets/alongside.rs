//! Our own server, as people run it: accounts, rights, durable log and limits on. Limits are so wide that a load trial does
//! not meet them, and are looked at all the same.

use super::{Deployment, Given, Shape, Target, Watched, past, seed};
use crate::Mishap;
use crate::swarm::Dialect;
use alongside_testkit::postgres::Durability;
use alongside_testkit::server::{Launch, Server};
use alongside_testkit::{Postgres, Redis, Scratch};
use std::any::Any;
use std::time::{Duration, Instant};

const LIMIT_FACTOR: &str = "100000";

pub fn start(how: &Deployment, shape: Shape) -> Result<Target, Mishap> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(Mishap::io("starting a runtime"))?;
    match &how.given {
        Some(given) => runtime.block_on(join(given, shape)),
        None => runtime.block_on(start_own(how, shape)),
    }
}

async fn join(given: &Given, shape: Shape) -> Result<Target, Mishap> {
    let seats = seed::people(&given.database_url, shape).await?;
    let watched = given.pid.map(|pid| Watched { name: "server".into(), pid, serves: true });
    Ok(Target {
        name: String::new(),
        dialect: Dialect::Alongside,
        addresses: vec![given.address],
        seats,
        watched: watched.into_iter().collect(),
        folder: None,
        started_in: Duration::ZERO,
        _kept: Vec::new(),
    })
}

async fn start_own(how: &Deployment, shape: Shape) -> Result<Target, Mishap> {
    let folder = Scratch::new("load")?;
    let mut kept: Vec<Box<dyn Any>> = Vec::new();
    let mut watched = Vec::new();
    let mut launch = Launch::on(folder.path()).option("--limit-factor", LIMIT_FACTOR).variable("ALONGSIDE_LOG", "warn");
    let mut database_url = format!("sqlite://{}", folder.join("alongside.db").display());
    if how.postgres {
        let postgres = Postgres::start(Durability::Full)?;
        let database = postgres.database()?;
        database_url = database.url().to_owned();
        launch = launch.option("--database-url", database.url());
        watched.push(Watched { name: "postgres".into(), pid: postgres.process().id(), serves: false });
        // In this order they end, too.
        kept.push(Box::new(database));
        kept.push(Box::new(postgres));
    }
    if how.redis {
        let redis = Redis::start()?;
        launch = launch.option("--redis-url", redis.url());
        watched.push(Watched { name: "redis".into(), pid: redis.process().id(), serves: false });
        kept.push(Box::new(redis));
    }
    let seats = seed::people(&database_url, shape).await?;
    if how.past > 0 {
        past::write(&database_url, how.past).await?;
    }
    let began = Instant::now();
    let mut started_in = Duration::ZERO;
    let mut servers: Vec<Server> = Vec::new();
    for node in 0..how.nodes.max(1) {
        let data = if node == 0 { folder.path().to_owned() } else { folder.join(format!("node-{node}")) };
        servers.push(launch.clone().data(data).start().await?);
        if node == 0 {
            started_in = began.elapsed();
        }
    }
    let serving = servers.iter().enumerate().map(|(node, server)| Watched {
        name: format!("server-{}", node + 1),
        pid: server.process().id(),
        serves: true,
    });
    watched.extend(serving);
    let addresses = servers.iter().map(Server::address).collect();
    // Servers first: they must not outlive their database, nor databases their folder.
    let mut all: Vec<Box<dyn Any>> = vec![Box::new(servers)];
    all.append(&mut kept);
    let path = folder.path().to_owned();
    all.push(Box::new(folder));
    Ok(Target {
        name: String::new(),
        dialect: Dialect::Alongside,
        addresses,
        seats,
        watched,
        folder: Some(path),
        started_in,
        _kept: all,
    })
}
