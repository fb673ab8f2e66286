//! What a page needs before anybody signs in, and the demo's one-press accounts.

use super::auth::OwnPage;
use super::reply::{Json, Reply};
use super::sessions::{Hand, welcome};
use super::site::text;
use super::source::Source;
use crate::accounts::{sessions, setup};
use crate::app::App;
use crate::demo;
use crate::limits::Bucket;
use alongside_protocol::http::{DemoSignIn, ServerInfo};
use alongside_protocol::{Language, Refusal, RefusalCode};
use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::routing::{get, post};

pub fn routes() -> Router<App> {
    Router::new().route("/server", get(info)).route("/demo/sessions", post(sign_in_demo))
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
