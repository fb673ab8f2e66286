//! From arguments to a subcommand.

use alongside::clock::{Chance, Clock};
use alongside::commands;
use alongside::config::Config;
use alongside::duty::Policy;
use alongside::error::{Error, chain};
use alongside::storage::guarantee::Wanted;
use alongside::storage::{DbOptions, Synchronous};
use alongside::{demo, serve};
use clap::{Args, Parser, Subcommand};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;
use tokio::signal::unix::{SignalKind, signal};
use tracing_subscriber::EnvFilter;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// A server for online peer support: chat rooms kept by peer supporters.
#[derive(Parser)]
#[command(version, about)]
struct Arguments {
    #[command(flatten)]
    options: Options,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Args)]
struct Options {
    /// Where the embedded database lives
    #[arg(long, global = true, env = "ALONGSIDE_DATA", default_value = "data")]
    data: PathBuf,
    /// sqlite://PATH or postgres://USER:PASSWORD@HOST/NAME [default: a file in the data folder]
    #[arg(long, global = true, env = "ALONGSIDE_DATABASE_URL", hide_env_values = true)]
    database_url: Option<String>,
    /// Connections to Postgres, half of them for what writes; at least 2
    #[arg(long, global = true, env = "ALONGSIDE_POSTGRES_CONNECTIONS", default_value_t = 10)]
    postgres_connections: u32,
    /// redis://USER:PASSWORD@HOST:PORT: this server is one of many on the same Postgres
    #[arg(long, global = true, env = "ALONGSIDE_REDIS_URL", hide_env_values = true)]
    redis_url: Option<String>,
    /// A JSON file with the numbers of the rules over time that differ from the defaults
    #[arg(long, global = true, env = "ALONGSIDE_POLICY")]
    policy: Option<PathBuf>,
    /// Logs as `text` or `json`
    #[arg(long, global = true, env = "ALONGSIDE_LOG_FORMAT", default_value = "text")]
    log_format: String,
    /// How SQLite waits for the disk: `full`, or for trials that show why, `normal` or `off`
    #[arg(long, global = true, hide = true, default_value = "full")]
    sqlite_synchronous: Synchronous,
}

#[derive(Subcommand)]
enum Command {
    /// Serve people (this is also what happens without a subcommand)
    Serve(Box<Serve>),
    /// Bring the database's schema up to date and end
    Migrate,
    /// Make and change accounts
    #[command(subcommand)]
    Admin(commands::admin::Admin),
    /// Live through years of made-up rooms by the rules over time, and count what went wrong
    Simulate(commands::simulate::Simulate),
    /// Fill a fresh database
    Seed {
        /// A small community to look at
        #[arg(long, required = true)]
        demo: bool,
    },
}

#[derive(Args)]
struct Serve {
    /// Address and port; port 0 takes a free one
    #[arg(long, env = "ALONGSIDE_LISTEN", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// The address that people use, such as https://talk.example.org
    #[arg(long, env = "ALONGSIDE_PUBLIC_URL")]
    public_url: Option<String>,
    /// Behind a reverse proxy: believe its X-Forwarded-For and X-Forwarded-Proto
    #[arg(long, env = "ALONGSIDE_TRUSTED_PROXY")]
    trusted_proxy: bool,
    /// The name shown on pages and in mails
    #[arg(long, env = "ALONGSIDE_NAME", default_value = "Alongside")]
    name: String,
    /// Fill a fresh database with the demo and offer its accounts on the first page
    #[arg(long, env = "ALONGSIDE_DEMO")]
    demo: bool,
    /// Nobody can create an account by themselves
    #[arg(long, env = "ALONGSIDE_NO_SIGN_UP")]
    no_sign_up: bool,
    /// smtp://USER:PASSWORD@HOST:PORT or smtps://…
    #[arg(long, env = "ALONGSIDE_SMTP_URL", hide_env_values = true, requires = "mail_from")]
    smtp_url: Option<String>,
    /// What acknowledged messages must survive: auto, single (a power cut) or ha (the loss of one database machine)
    #[arg(long, env = "ALONGSIDE_ACKNOWLEDGEMENT", default_value = "auto")]
    acknowledgement: Wanted,
    /// Start although the database is set so that a power cut can take acknowledged messages
    #[arg(long, env = "ALONGSIDE_ALLOW_UNSAFE_ACKNOWLEDGEMENT")]
    allow_unsafe_acknowledgement: bool,
    /// Serve metrics for Prometheus at http://ADDRESS/metrics
    #[arg(long, env = "ALONGSIDE_METRICS_LISTEN")]
    metrics_listen: Option<SocketAddr>,
    /// Send only hints without text over Redis, because others can read it
    #[arg(long, env = "ALONGSIDE_REDIS_HINTS_ONLY")]
    redis_hints_only: bool,
    /// Where mail comes from: Name <address>
    #[arg(long, env = "ALONGSIDE_MAIL_FROM")]
    mail_from: Option<String>,
    /// Send no push messages to browsers
    #[arg(long, env = "ALONGSIDE_NO_PUSH")]
    no_push: bool,
    /// Never look by itself whether the links in guidelines, help and rooms work
    #[arg(long, env = "ALONGSIDE_NO_LINK_CHECKS")]
    no_link_checks: bool,
    /// Push services and links may be in a private network, and without TLS; for trials
    #[arg(long, hide = true)]
    private_egress: bool,
    /// Multiplies every rate limit; for load trials
    #[arg(long, hide = true, default_value_t = 1)]
    limit_factor: u32,
    /// Offers /api/v1/echo, for WebSocket conformance suites
    #[arg(long, hide = true)]
    echo: bool,
    /// Time stands still until POST /api/v1/test-clock moves it; for tests of the rules over time, never for people
    #[arg(long, hide = true)]
    test_clock: bool,
    /// When stopping, clients come back spread over this time, in milliseconds
    #[arg(long, env = "ALONGSIDE_DRAIN_SPREAD_MS", default_value_t = 2_000)]
    drain_spread_ms: u64,
}

/// The options of `serve` with their defaults and variables, when no subcommand was given.
#[derive(Parser)]
struct DefaultServe {
    #[command(flatten)]
    serve: Serve,
}

/// How long the end waits for threads that wait for the disk.
const LAST_BLOCKING: Duration = Duration::from_secs(1);

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    logs(&arguments.options.log_format);
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return failed(&Error::fault(error)),
    };
    let ended = runtime.block_on(run(arguments));
    // A commit that hangs in the disk does not hold up the end: it is whole or not there, as after a power cut.
    runtime.shutdown_timeout(LAST_BLOCKING);
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => failed(&error),
    }
}

fn failed(error: &Error) -> ExitCode {
    match error {
        Error::Refused(refusal) => eprintln!("alongside: {}", refusal.message),
        fault => eprintln!("alongside: {}", chain(fault)),
    }
    ExitCode::FAILURE
}

fn logs(format: &str) {
    let filter = EnvFilter::try_from_env("ALONGSIDE_LOG").unwrap_or_else(|_| EnvFilter::new("info,sqlx=warn"));
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    if format == "json" { builder.json().init() } else { builder.init() }
}

async fn run(arguments: Arguments) -> Result<(), Error> {
    let Arguments { options, command } = arguments;
    let db_options = DbOptions {
        postgres_connections: options.postgres_connections,
        sqlite_synchronous: options.sqlite_synchronous,
    };
    match command {
        None => {
            let given = DefaultServe::parse_from(["alongside"]).serve;
            serve_until_signal(config(&options, &given, &policy(&options)?), &db_options).await
        }
        Some(Command::Serve(given)) => {
            serve_until_signal(config(&options, &given, &policy(&options)?), &db_options).await
        }
        Some(Command::Migrate) => {
            let db = commands::open(&embedded(&options), &db_options).await?;
            db.close().await;
            println!("The schema is up to date.");
            Ok(())
        }
        Some(Command::Admin(admin)) => commands::admin::run(admin, &embedded(&options), &db_options).await,
        Some(Command::Simulate(given)) => commands::simulate::run(&given, policy(&options)?),
        Some(Command::Seed { .. }) => {
            let db = commands::open(&embedded(&options), &db_options).await?;
            let seeded = demo::seed(&db, &Clock::System, &Chance::System).await?;
            db.close().await;
            println!("{seeded}");
            Ok(())
        }
    }
}

fn policy(options: &Options) -> Result<Policy, Error> {
    let Some(path) = &options.policy else { return Ok(Policy::default()) };
    let text = std::fs::read_to_string(path).map_err(Error::fault)?;
    Policy::parse(&text).map_err(|told| Error::fault(format!("{}: {told}", path.display())))
}

fn embedded(options: &Options) -> Config {
    let listen = SocketAddr::from(([127, 0, 0, 1], 0));
    let mut config = Config::embedded(listen, options.data.clone());
    if let Some(url) = &options.database_url {
        config.database_url.clone_from(url);
    }
    config.postgres_connections = options.postgres_connections;
    config.redis_url.clone_from(&options.redis_url);
    config
}

fn config(options: &Options, given: &Serve, policy: &Policy) -> Config {
    Config {
        listen: given.listen,
        public_url: given.public_url.as_ref().map(|url| url.trim_end_matches('/').to_owned()),
        trusted_proxy: given.trusted_proxy,
        echo: given.echo,
        test_clock: given.test_clock,
        sign_up: !given.no_sign_up,
        demo: given.demo,
        smtp_url: given.smtp_url.clone(),
        mail_from: given.mail_from.clone(),
        push: !given.no_push,
        link_checks: !given.no_link_checks,
        private_egress: given.private_egress,
        limit_factor: given.limit_factor,
        drain_spread_ms: given.drain_spread_ms,
        name: given.name.clone(),
        acknowledgement: given.acknowledgement,
        allow_unsafe_acknowledgement: given.allow_unsafe_acknowledgement,
        metrics_listen: given.metrics_listen,
        redis_hints_only: given.redis_hints_only,
        policy: policy.clone(),
        ..embedded(options)
    }
}

async fn serve_until_signal(config: Config, db_options: &DbOptions) -> Result<(), Error> {
    let mut terminate = signal(SignalKind::terminate()).map_err(Error::fault)?;
    let mut interrupt = signal(SignalKind::interrupt()).map_err(Error::fault)?;
    let demo = config.demo;
    let public_url = config.public_url.clone();
    let clock = if config.test_clock { Clock::test(Clock::System.now()) } else { Clock::System };
    let running = serve::start(config, clock.clone(), Chance::System, db_options).await?;
    if demo {
        tracing::info!("{}", demo::seed(&running.app.db, &clock, &Chance::System).await?);
    }
    let address = public_url.unwrap_or_else(|| format!("http://{}", running.addr));
    println!("listening on http://{}", running.addr);
    println!("Open {address}/");
    if let Some(path) = &running.setup_path {
        println!("First time here? This link makes the first staff account, once: {address}{path}");
    }
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    running.stop().await
}
