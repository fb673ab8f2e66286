//! What a page needs before anybody signs in; how the installation is, for staff; the demo's one-press accounts.

use super::auth::{OwnPage, Signed};
use super::reply::{Json, Reply};
use super::sessions::{Hand, welcome};
use super::site::text;
use super::source::Source;
use crate::accounts::roles::By;
use crate::accounts::{sessions, setup};
use crate::app::App;
use crate::bus::{About, Sink as _};
use crate::demo;
use crate::limits::Bucket;
use crate::storage::meta;
use alongside_protocol::http::{BusState, DatabaseEngine, DemoSignIn, NodeState, ServerInfo, ServerState};
use alongside_protocol::{Language, NodeId, Refusal, RefusalCode};
use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::routing::{get, post};
use std::iter;
use std::time::{Duration, Instant};

pub fn routes() -> Router<App> {
    Router::new()
        .route("/server", get(info))
        .route("/server/state", get(state))
        .route("/demo/sessions", post(sign_in_demo))
}

async fn info(State(app): State<App>, headers: HeaderMap) -> Reply<Json<ServerInfo>> {
    let mut tx = app.db.read().await?;
    let demo = if app.config.demo { demo::personas(&mut tx, language(&headers)).await? } else { Vec::new() };
    Ok(Json(ServerInfo {
        name: app.config.name.clone(),
        version: env!("CARGO_PKG_VERSION").into(),
        setup_needed: setup::needed(&mut tx).await?,
        demo,
        mail: app.post.works(),
        sign_up: app.config.sign_up,
    }))
}

async fn state(State(app): State<App>, Signed(caller): Signed) -> Reply<Json<ServerState>> {
    app.limits.take(Bucket::Read, caller.account)?;
    By::Caller(&caller).check()?;
    let asked = Instant::now();
    meta::get(&mut app.db.read().await?, "epoch").await?;
    let database_ms = in_ms(asked.elapsed());
    Ok(Json(ServerState {
        node: app.node,
        server_time: app.clock.now(),
        acknowledgement: app.acknowledgement(),
        bus: match (app.bus.has_other_nodes(), app.bus.degraded()) {
            (false, _) => BusState::Alone,
            (true, false) => BusState::Works,
            (true, true) => BusState::Degraded,
        },
        database: if app.db.is_postgres() { DatabaseEngine::Postgres } else { DatabaseEngine::Sqlite },
        database_ms,
        nodes: nodes(&app),
    }))
}

/// This one as it is now, then the others as they were heard.
fn nodes(app: &App) -> Vec<NodeState> {
    let (own, others): (Vec<_>, Vec<_>) = app.bus.nodes().into_iter().partition(|known| known.node == app.node);
    let heard = own.first().map(|known| known.heard_ago);
    let own = node(app.node, app.hub.about(), heard);
    iter::once(own)
        .chain(others.into_iter().map(|known| node(known.node, known.about, Some(known.heard_ago))))
        .collect()
}

fn node(node: NodeId, about: About, heard: Option<Duration>) -> NodeState {
    NodeState { node, version: about.version, connections: about.connections, heard_ms_ago: heard.map(in_ms) }
}

fn in_ms(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

async fn sign_in_demo(
    State(app): State<App>,
    _: OwnPage,
    source: Source,
    headers: HeaderMap,
    Json(body): Json<DemoSignIn>,
) -> Reply {
    if !app.config.demo {
        return Err(Refusal::new(RefusalCode::NotFound, "This server has no demo.").into());
    }
    app.limits.take(Bucket::SignInAddress, source)?;
    let mut tx = app.db.write().await?;
    let account = demo::persona(&mut tx, &body.key).await?;
    let opened = sessions::open_device(&mut tx, app.clock.now(), &app.chance, account, None).await?;
    welcome(&app, tx, &headers, &opened, Hand::Cookie).await
}

/// The first of a browser's languages that we speak; browsers list the preferred one first.
fn language(headers: &HeaderMap) -> Language {
    let wanted = text(headers, header::ACCEPT_LANGUAGE).unwrap_or_default().split(',');
    let primary = wanted.filter_map(|tag| tag.trim().split(['-', ';']).next());
    primary.filter_map(|tag| tag.parse().ok()).next().unwrap_or(Language::English)
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    #[test]
    fn the_first_language_that_we_speak() {
        for (wanted, spoken) in [
            ("es-MX,es;q=0.9,en;q=0.8", Language::Spanish),
            ("en-US,es;q=0.5", Language::English),
            ("fr, es;q=0.5", Language::Spanish),
            ("fr", Language::English),
            ("", Language::English),
        ] {
            let headers = HeaderMap::from_iter([(header::ACCEPT_LANGUAGE, HeaderValue::from_static(wanted))]);
            assert_eq!(language(&headers), spoken, "{wanted:?}");
        }
    }
}
