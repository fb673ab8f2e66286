//! `three-nodes`: Postgres, Redis, three nodes and nginx on this machine, to look at and to break. It reads what to
//! break from its input.

use alongside_testkit::nodes::Plan;
use alongside_testkit::{KitError, Nginx, Nodes};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use tokio::io::{AsyncBufReadExt, BufReader, Lines, Stdin};

const NODES: usize = 3;
const WORDS: &str =
    "  kill N     kill -9 node N             stop N     end it gently (SIGTERM)      start N    start it again
  kill redis, start redis               kill postgres, start postgres
  state      what each node says of itself
  quit       end everything (also Ctrl-C)";

#[tokio::main]
async fn main() -> ExitCode {
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<(), KitError> {
    let mut plan = Plan::plain(NODES).variable("ALONGSIDE_TRUSTED_PROXY", "true");
    plan.folder = std::env::var_os("DATA").map(PathBuf::from);
    if std::env::var_os("DEMO").is_some() {
        plan.arguments.push("--demo".into());
    }
    let port = match std::env::var("PORT").unwrap_or_default().as_str() {
        "" => 0,
        port => port.parse().map_err(|_| KitError::failed("reading PORT", format!("{port} is no port.")))?,
    };
    let mut nodes = Nodes::start(plan).await?;
    let addresses: Vec<SocketAddr> = nodes.nodes.iter().map(|node| node.server.address()).collect();
    let nginx = Nginx::on(port, &addresses)?;
    introduce(&nodes, &nginx);
    let mut input = BufReader::new(tokio::io::stdin()).lines();
    loop {
        let Some(line) = next(&mut input).await else { return Ok(()) };
        match act(&mut nodes, line.trim()).await {
            Ok(true) => {}
            Ok(false) => return Ok(()),
            Err(error) => println!("{error}"),
        }
    }
}

fn introduce(nodes: &Nodes, nginx: &Nginx) {
    println!("\nThree nodes of Alongside behind nginx. Open {}/\n", nginx.url());
    for (node, number) in nodes.nodes.iter().zip(1..) {
        let first = node
            .server
            .said()
            .lines()
            .find_map(|line| line.split_once("First time here? "))
            .map(|(_, link)| link.to_owned());
        println!("  node {number}    {}/  process {}", node.server.url(), node.server.process().id());
        if let Some(link) = first.filter(|_| number == NODES) {
            println!("            {link}");
        }
    }
    println!("  Postgres  psql {}", nodes.database.url());
    println!("  Redis     redis-cli -p {} monitor", nodes.redis.port());
    println!("\nType what shall happen:\n{WORDS}\n");
}

/// The next line, or `None` when it is over. Without an input, as in the background, only a signal ends it.
async fn next(input: &mut Lines<BufReader<Stdin>>) -> Option<String> {
    let signal = async {
        // Without a handler there is only the killing of this process.
        let _ = tokio::signal::ctrl_c().await;
    };
    tokio::pin!(signal);
    tokio::select! {
        () = &mut signal => None,
        line = input.next_line() => match line {
            Ok(Some(line)) => Some(line),
            _ => {
                signal.await;
                None
            }
        },
    }
}

/// Does what a line says; false when that is to end.
async fn act(nodes: &mut Nodes, line: &str) -> Result<bool, KitError> {
    let (word, whom) = line.split_once(' ').unwrap_or((line, ""));
    let number = whom.trim().parse::<usize>().ok().filter(|number| (1..=NODES).contains(number));
    match (word, whom.trim(), number) {
        ("quit", ..) => return Ok(false),
        ("state", ..) => {}
        ("kill", "redis", _) => nodes.redis.kill(),
        ("start", "redis", _) => nodes.restart_redis().await?,
        ("kill", "postgres", _) => nodes.postgres.kill()?,
        ("start", "postgres", _) => nodes.restart_postgres().await?,
        ("kill", _, Some(number)) => nodes.nodes[number - 1].server.kill(),
        ("stop", _, Some(number)) => {
            let server = &mut nodes.nodes[number - 1].server;
            tokio::task::block_in_place(|| server.terminate())?;
        }
        ("start", _, Some(number)) => drop(nodes.nodes[number - 1].server.restart().await?),
        ("", ..) => return Ok(true),
        _ => {
            println!("{WORDS}");
            return Ok(true);
        }
    }
    state(nodes).await;
    Ok(true)
}

async fn state(nodes: &Nodes) {
    for (node, number) in nodes.nodes.iter().zip(1..) {
        let words = match (node.server.is_ready().await, node.server.is_degraded().await) {
            (true, Some(true)) => "ready, degraded: it hears of other nodes late",
            (true, _) => "ready",
            (false, Some(_)) => "not ready",
            (false, None) => "away",
        };
        println!("  node {number}    {words}");
    }
}
