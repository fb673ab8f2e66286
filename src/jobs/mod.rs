//! What runs by itself. Every job is listed here, is idempotent, and compares what is with what should be, so that a
//! restart or a second node doing the same is the same path.

use crate::app::App;
use crate::bus::Sink as _;
use crate::certification;
use crate::contact::{self, links};
use crate::duty::reconcile::{Commit, Keeper, Memory};
use crate::error::{Result, chain};
use crate::hub::{self, ALARM_INTERVAL, PRESENCE_INTERVAL};
use crate::messages;
use crate::notifications::{outbox, push};
use crate::storage::{Synchronous, guarantee};
use alongside_protocol::Timestamp;
use std::sync::Arc;
use std::time::Duration;

/// How often rate limiters forget those who are idle.
const SWEEP: Duration = Duration::from_secs(60);
/// How often texts whose time has come are deleted for good (policy 4.3).
const PURGE: Duration = Duration::from_secs(300);
/// How often mails that wait are tried.
const MAIL: Duration = Duration::from_secs(10);
/// How often push messages that wait are tried.
const PUSH: Duration = Duration::from_secs(5);
/// How often it is counted what waits to be sent.
const MEASURE: Duration = Duration::from_secs(30);
/// How often the links in our texts are listed anew, and how often those that are due are looked at.
const GATHER: Duration = Duration::from_secs(600);
const LINKS: Duration = Duration::from_secs(60);
/// How often every room's duty clock is looked at (policy 2).
const DUTY: Duration = Duration::from_secs(10);

/// Least time between two looks at standings.
const PAUSE: Duration = Duration::from_millis(250);
/// How often the settings of a Postgres are read again: a failover may bring others.
const SETTINGS: Duration = Duration::from_secs(10);

/// Starts every job; all end when the last connection has ended.
pub fn start(app: &App) {
    every(app, PRESENCE_INTERVAL, |app| async move {
        app.bus.presence(&app.hub.tick());
        Ok(())
    });
    every(app, ALARM_INTERVAL, |app| async move {
        app.hub.ring();
        Ok(())
    });
    every(app, hub::PRESENCE_REFRESH, |app| async move {
        app.bus.presence(&app.hub.here());
        Ok(())
    });
    every(app, SWEEP, |app| async move {
        app.limits.sweep();
        Ok(())
    });
    every(app, PURGE, purge_deleted_texts);
    every(app, MAIL, send_mails);
    every(app, PURGE, forget_evidence);
    every(app, PUSH, |app| async move { push::send_waiting(&app.db, &app.push).await.map(drop) });
    every(app, MEASURE, |app| async move { outbox::measure(&app.db).await });
    every(app, GATHER, gather_links);
    if app.config.checks_links() {
        every(app, LINKS, look_at_links);
    }
    let memory = Arc::new(Memory::default());
    let shared = memory.clone();
    every(app, DUTY, move |app| keep_rooms(app, shared.clone()));
    app.tasks.spawn(keep_standings(app.clone(), memory));
    if app.db.is_postgres() {
        every(app, SETTINGS, judge_settings);
    }
}

/// Looks every ten seconds, and at the instant at which the next role ends as things are.
async fn keep_standings(app: App, memory: Arc<Memory>) {
    let mut next = None;
    loop {
        match look_at_standings(&app, &memory).await {
            Ok(at) => next = at,
            Err(error) => tracing::warn!(error = %chain(&error), "a job failed and will be tried again"),
        }
        let at_the_end = async {
            // The database's clock may be behind ours; without a pause we would ask it without end.
            tokio::time::sleep(PAUSE).await;
            match next {
                Some(at) => app.clock.until(at).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            () = app.gone.cancelled() => return,
            () = tokio::time::sleep(DUTY) => {}
            () = at_the_end => {}
        }
    }
}

async fn look_at_standings(app: &App, memory: &Memory) -> Result<Option<Timestamp>> {
    let commit = commit(app);
    let done = certification::reconcile::pass(&keeper(app, memory, &*commit)).await?;
    if done.held > 0 {
        tracing::warn!(held = done.held, "roles that should end wait");
    }
    if done.steps > 0 {
        // A room that lost its last moderator rests at once (policy 1.6).
        keeper(app, memory, &*commit).pass().await?;
    }
    Ok(done.next)
}

async fn forget_evidence(app: App) -> Result<()> {
    let policy = &app.config.policy.standing;
    let forgotten = certification::files::forget(&app.db, policy, app.clock.now()).await?;
    if forgotten > 0 {
        tracing::info!(forgotten, "files of certificates have served and are gone");
    }
    Ok(())
}

fn commit(app: &App) -> Box<Commit> {
    let app = app.clone();
    Box::new(move |tx| {
        let app = app.clone();
        Box::pin(async move { app.commit(tx).await })
    })
}

fn keeper<'a>(app: &'a App, memory: &'a Memory, commit: &'a Commit) -> Keeper<'a> {
    Keeper { db: &app.db, clock: &app.clock, chance: &app.chance, policy: &app.config.policy, memory, commit }
}

/// Roles and rooms once, as they should be by now; a server whose time a test moves does it after each step.
pub async fn look(app: &App) -> Result<()> {
    look_at_standings(app, &Memory::default()).await?;
    keep_rooms(app.clone(), Arc::default()).await?;
    forget_evidence(app.clone()).await?;
    purge_deleted_texts(app.clone()).await
}

async fn keep_rooms(app: App, memory: Arc<Memory>) -> Result<()> {
    let commit = commit(&app);
    let done = keeper(&app, &memory, &*commit).pass().await?;
    if done.held > 0 {
        tracing::warn!(held = done.held, "rooms that should close wait");
    }
    Ok(())
}

/// Welcomes say what is true now.
async fn judge_settings(app: App) -> Result<()> {
    let settings = app.db.settings(Synchronous::Full).await?;
    let found = guarantee::found(&settings, app.config.acknowledgement);
    let before = app.acknowledgement.send_replace(found);
    if found != before {
        tracing::warn!(%before, %found, "what an acknowledgement promises has changed");
    }
    Ok(())
}

async fn send_mails(app: App) -> Result<()> {
    let now = || app.clock.now();
    outbox::send_waiting(&app.db, &app.post, now).await?;
    contact::mails::send_waiting(&app.db, &app.post, now).await.map(drop)
}

async fn gather_links(app: App) -> Result<()> {
    let mut tx = app.db.write().await?.patient();
    links::gather(&mut tx, app.clock.now(), &app.chance, app.config.private_egress).await?;
    app.commit(tx).await
}

async fn look_at_links(app: App) -> Result<()> {
    links::look_around(&app.db, &app.egress, &app.chance, || app.clock.now()).await?;
    let mut tx = app.db.write().await?;
    links::tell_staff(&mut tx, app.clock.now(), &app.chance).await?;
    app.commit(tx).await
}

async fn purge_deleted_texts(app: App) -> Result<()> {
    let mut tx = app.db.write().await?.patient();
    let now = app.clock.now();
    let purged = messages::purge_revisions(&mut tx, now).await?;
    push::forget_over(&mut tx, now).await?;
    contact::purge(&mut tx, now).await?;
    app.commit(tx).await?;
    if purged > 0 {
        tracing::info!(purged, "deleted texts are gone for good");
    }
    Ok(())
}

/// At once and then on a timer. A failure is logged and tried again at the next turn.
fn every<F, Fut>(app: &App, period: Duration, job: F)
where
    F: Fn(App) -> Fut + Send + 'static,
    Fut: Future<Output = Result<()>> + Send,
{
    let app = app.clone();
    let stop = app.gone.clone();
    app.tasks.clone().spawn(async move {
        let mut timer = tokio::time::interval(period);
        timer.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                () = stop.cancelled() => return,
                _ = timer.tick() => {
                    if let Err(error) = job(app.clone()).await {
                        tracing::warn!(error = %chain(&error), "a job failed and will be tried again");
                    }
                }
            }
        }
    });
}
