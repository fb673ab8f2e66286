//! Starts the server and stops it gently.

use crate::accounts;
use crate::app::{App, Inner};
use crate::bus::{self, Bus, RedisOptions};
use crate::clock::{Chance, Clock};
use crate::config::Config;
use crate::egress::Egress;
use crate::error::{Error, Result};
use crate::hub::appender::{Appender, Tools};
use crate::hub::{self, Hub};
use crate::limits::Limits;
use crate::notifications::push::{Push, VapidKey};
use crate::notifications::{Post, StopKey};
use crate::storage::{Db, DbOptions, guarantee, meta};
use crate::ws::{Listening, Peer};
use crate::{http, jobs};
use alongside_protocol::{Epoch, NodeId};
use axum::serve::Listener;
use std::fs::File;
use std::net::SocketAddr;
use std::ops::RangeInclusive;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// Connections that stay past the spread window are closed spread over this time, in milliseconds, by how many they are.
const CLOSE_SPREAD_MS: RangeInclusive<u64> = 500..=10_000;
/// After that, how long the last connections may take to end.
const LAST_CONNECTIONS: Duration = Duration::from_secs(10);

/// How long the database may take to finish what was begun.
const LAST_QUERIES: Duration = Duration::from_secs(5);

/// A server that listens.
pub struct Running {
    pub app: App,
    pub addr: SocketAddr,
    /// The path of the link that makes the first staff account, while there is none.
    pub setup_path: Option<String>,
    server: tokio::task::JoinHandle<std::io::Result<()>>,
    /// Makes it end when the last requests are answered.
    hang_up: CancellationToken,
    /// One process a data folder, as long as this lives.
    _lock: Option<File>,
}

/// Opens the database, joins the parts, listens.
pub async fn start(config: Config, clock: Clock, chance: Chance, options: &DbOptions) -> Result<Running> {
    if config.redis_url.is_some() && config.database_url.starts_with("sqlite://") {
        return Err(Error::fault("many nodes need one Postgres: give --database-url postgres://… with --redis-url"));
    }
    std::fs::create_dir_all(&config.data).map_err(Error::fault)?;
    let lock = if config.database_url.starts_with("sqlite://") { Some(lock(&config)?) } else { None };
    let db = Db::open(&config.database_url, options).await?;
    let settings = db.settings(options.sqlite_synchronous).await?;
    let acknowledgement = guarantee::judge(&settings, config.acknowledgement, config.allow_unsafe_acknowledgement)?;
    let now = clock.now();
    let mut tx = db.write().await?;
    let epoch: Epoch = meta::get_or_set(&mut tx, "epoch", || chance.id::<Epoch>(now)).await?;
    let bus_key: bus::Key = meta::get_or_set(&mut tx, "bus_key", || bus::Key::new(&chance)).await?;
    let stop_key: StopKey = meta::get_or_set(&mut tx, "stop_key", || StopKey::new(&chance)).await?;
    let push_key = VapidKey::new()?;
    let push_key: VapidKey = meta::get_or_set(&mut tx, "push_key", || push_key).await?;
    let setup_path =
        accounts::setup::ensure(&mut tx, now, &chance).await?.map(|token| format!("/setup#token={}", token.reveal()));
    let _nobody_listens_yet = tx.commit().await?;

    let hub = Hub::new(db.clone(), epoch, clock.clone());
    let node = chance.id::<NodeId>(now);
    let tasks = TaskTracker::new();
    let [stopping, closing, gone] = std::array::from_fn(|_| CancellationToken::new());
    let bus = match &config.redis_url {
        None => Bus::local(epoch, hub.clone()),
        Some(url) => {
            let (url, hints_only) = (url.clone(), config.redis_hints_only);
            let mute = config.planted.tell_nobody;
            let options = RedisOptions { url, hints_only, node, key: bus_key, mute };
            Bus::among_nodes(options, epoch, hub.clone(), &tasks, gone.clone())
        }
    };
    if !config.planted.no_look {
        tasks.spawn(hub::look::run(hub.clone(), bus.clone(), gone.clone()));
    }
    let planted = config.planted;
    let tools = Tools { db: db.clone(), bus: bus.clone(), clock: clock.clone(), chance: chance.clone(), planted };
    let egress = Egress::new(&config.agent(), config.private_egress)?;
    let app = App::new(Inner {
        appender: Appender::start(&tools, &tasks),
        limits: Limits::new(config.limit_factor),
        hasher: accounts::Hasher::new(),
        node,
        push: Push::new(push_key, egress.clone(), config.push_contact(), &clock, &chance),
        egress,
        post: Post::start(&config.mail(), stop_key.clone(), &clock, &chance, &tasks, &stopping)?,
        stop_key,
        stopping,
        closing,
        gone,
        close_spread_ms: AtomicU64::new(*CLOSE_SPREAD_MS.start()),
        turns: App::turns(&db),
        config,
        db,
        bus,
        hub,
        clock,
        chance,
        epoch,
        acknowledgement: watch::Sender::new(acknowledgement),
        tasks,
        links: TaskTracker::new(),
    });
    if let Some(listen) = app.config.metrics_listen {
        let address = http::metrics::serve(listen, &app.tasks, app.gone.clone()).await?;
        tracing::info!("metrics at http://{address}/metrics");
    }
    jobs::start(&app);
    app.tasks.spawn(tell_connections(app.clone()));
    let listener = Listening::bind(app.config.listen).map_err(Error::fault)?;
    let addr = listener.local_addr().map_err(Error::fault)?;
    let service = http::router(app.clone()).into_make_service_with_connect_info::<Peer>();
    let hang_up = CancellationToken::new();
    let last = hang_up.clone().cancelled_owned();
    let server = tokio::spawn(async move { axum::serve(listener, service).with_graceful_shutdown(last).await });
    Ok(Running { app, addr, setup_path, server, hang_up, _lock: lock })
}

/// Makes every connection look around when the server begins to stop, and when the last are to end.
async fn tell_connections(app: App) {
    app.stopping.cancelled().await;
    app.hub.wake_all();
    app.closing.cancelled().await;
    app.hub.wake_all();
}

impl Running {
    /// Asks clients to come back elsewhere or later, waits for them, ends what is left, closes the database.
    pub async fn stop(self) -> Result<()> {
        tracing::info!(connections = self.app.hub.connection_count(), "stopping");
        self.app.stopping.cancel();
        let asked = self.app.hub.connection_count();
        let spread_ms = self.app.config.drain_spread_ms;
        let all_gone = async {
            while self.app.hub.connection_count() > 0 {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        // Whoever leaves last needs a moment to be welcomed elsewhere.
        let _some_stay = tokio::time::timeout(Duration::from_millis(spread_ms + spread_ms / 10), all_gone).await;
        let close_spread_ms = close_spread_ms(spread_ms, asked, self.app.hub.connection_count());
        self.app.close_spread_ms.store(close_spread_ms, Ordering::Relaxed);
        self.app.closing.cancel();
        self.app.links.close();
        let ended = async {
            self.app.links.wait().await;
            // Until now those who are connected could ask; newcomers were sent on.
            self.hang_up.cancel();
            self.server.await
        };
        let patience = Duration::from_millis(close_spread_ms) + LAST_CONNECTIONS;
        if tokio::time::timeout(patience, ended).await.is_err() {
            tracing::warn!("some connections did not end in time");
        }
        self.hang_up.cancel();
        self.app.bus.leave().await;
        self.app.gone.cancel();
        if tokio::time::timeout(LAST_QUERIES, self.app.db.close()).await.is_err() {
            tracing::warn!("the database was still at work when we left");
        }
        Ok(())
    }
}

/// Over how long those who stay are closed: they come back as fast as all were asked to, unless that takes too long.
fn close_spread_ms(spread_ms: u64, asked: usize, stay: usize) -> u64 {
    let share = spread_ms.saturating_mul(stay as u64) / (asked as u64).max(1);
    share.clamp(*CLOSE_SPREAD_MS.start(), *CLOSE_SPREAD_MS.end())
}

/// Refuses to share a data folder with another process.
fn lock(config: &Config) -> Result<File> {
    let path = config.data.join("alongside.lock");
    let file = File::create(&path).map_err(Error::fault)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(_) => Err(Error::fault(format!("another server uses the data folder {}", config.data.display()))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn those_who_stay_come_back_as_fast_as_all_were_asked_to() {
        for (spread_ms, asked, stay, expected) in [
            (20_000, 2_000, 10, 500),
            (20_000, 2_000, 400, 4_000),
            (20_000, 2_000, 2_000, 10_000),
            (2_000, 100, 100, 2_000),
            (2_000, 0, 3, 6_000),
            (0, 100, 100, 500),
        ] {
            assert_eq!(close_spread_ms(spread_ms, asked, stay), expected, "{stay} of {asked}, {spread_ms} ms");
        }
    }
}
