//! Writing to the people who run the server, the links in its texts, and the staff's side of both.

use super::auth::{Anybody, Signed};
use super::inputs::{Id, Params};
use super::reply::{Json, Reply};
use super::source::Source;
use crate::app::App;
use crate::contact::{self, inbox, links};
use crate::limits::Bucket;
use alongside_protocol::http::{
    AnswerContactMessage, ContactInbox, ContactItem, ContactMessage, ContactReceipt, ContactState, Link, LinkList,
    LinkReported, LinkState, MyContactMessages, NewContactMessage, OpenContactMessage, ReportLink,
};
use alongside_protocol::{ContactMessageId, LinkId};
use axum::Router;
use axum::extract::State;
use axum::routing::{get, post, put};
use serde::Deserialize;

pub fn routes() -> Router<App> {
    Router::new()
        .route("/contact", post(send))
        .route("/contact/{receipt}", post(open))
        .route("/me/contact", get(mine))
        .route("/contact/messages", get(list))
        .route("/contact/messages/{id}", get(show))
        .route("/contact/messages/{id}/claim", put(claim).delete(unclaim))
        .route("/contact/messages/{id}/answer", post(answer))
        .route("/contact/messages/{id}/close", post(close))
        .route("/contact/messages/{id}/reopen", post(reopen))
        .route("/links", get(list_links))
        .route("/links/report", post(report))
        .route("/links/{id}/check", post(check))
}

async fn send(
    State(app): State<App>,
    Anybody(caller): Anybody,
    source: Source,
    Json(body): Json<NewContactMessage>,
) -> Reply<Json<ContactReceipt>> {
    app.limits.take(Bucket::Contact, source)?;
    if let Some(caller) = &caller {
        app.limits.take(Bucket::Contact, caller.account)?;
    }
    let mut tx = app.db.write().await?;
    let receipt = contact::send(&mut tx, app.clock.now(), &app.chance, caller.as_ref(), &body).await?;
    app.commit(tx).await?;
    Ok(Json(receipt))
}

async fn open(
    State(app): State<App>,
    source: Source,
    Id(receipt): Id<String>,
    Json(body): Json<OpenContactMessage>,
) -> Reply<Json<ContactMessage>> {
    // Guessing a key is guessing a password.
    app.limits.take(Bucket::SignInAddress, source)?;
    let mut tx = app.db.read().await?;
    Ok(Json(contact::open(&mut tx, &receipt, &body.key).await?))
}

async fn mine(State(app): State<App>, Signed(caller): Signed) -> Reply<Json<MyContactMessages>> {
    app.limits.take(Bucket::Read, caller.account)?;
    let mut tx = app.db.read().await?;
    Ok(Json(contact::mine(&mut tx, &caller).await?))
}

#[derive(Deserialize)]
struct Which {
    state: Option<ContactState>,
    /// `next` of the page before.
    after: Option<ContactMessageId>,
}

async fn list(
    State(app): State<App>,
    Signed(caller): Signed,
    Params(which): Params<Which>,
) -> Reply<Json<ContactInbox>> {
    app.limits.take(Bucket::Read, caller.account)?;
    let mut tx = app.db.read().await?;
    let state = which.state.unwrap_or(ContactState::Open);
    Ok(Json(inbox::list(&mut tx, &caller, state, which.after).await?))
}

async fn show(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id<ContactMessageId>,
) -> Reply<Json<ContactItem>> {
    app.limits.take(Bucket::Read, caller.account)?;
    let mut tx = app.db.read().await?;
    Ok(Json(inbox::load(&mut tx, &caller, id).await?))
}

async fn claim(app: State<App>, caller: Signed, id: Id<ContactMessageId>) -> Reply<Json<ContactItem>> {
    set_claim(app, caller, id, true).await
}

async fn unclaim(app: State<App>, caller: Signed, id: Id<ContactMessageId>) -> Reply<Json<ContactItem>> {
    set_claim(app, caller, id, false).await
}

async fn set_claim(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id<ContactMessageId>,
    on: bool,
) -> Reply<Json<ContactItem>> {
    app.limits.take(Bucket::Change, caller.account)?;
    let mut tx = app.db.write().await?;
    let item = inbox::claim(&mut tx, &caller, id, on).await?;
    app.commit(tx).await?;
    Ok(Json(item))
}

async fn answer(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id<ContactMessageId>,
    Json(body): Json<AnswerContactMessage>,
) -> Reply<Json<ContactItem>> {
    app.limits.take(Bucket::Change, caller.account)?;
    let mut tx = app.db.write().await?;
    let item = inbox::answer(&mut tx, app.clock.now(), &app.chance, &caller, id, &body).await?;
    app.commit(tx).await?;
    Ok(Json(item))
}

async fn close(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id<ContactMessageId>,
) -> Reply<Json<ContactItem>> {
    app.limits.take(Bucket::Change, caller.account)?;
    let mut tx = app.db.write().await?;
    let item = inbox::close(&mut tx, app.clock.now(), &caller, id).await?;
    app.commit(tx).await?;
    Ok(Json(item))
}

async fn reopen(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id<ContactMessageId>,
) -> Reply<Json<ContactItem>> {
    app.limits.take(Bucket::Change, caller.account)?;
    let mut tx = app.db.write().await?;
    let item = inbox::reopen(&mut tx, app.clock.now(), &caller, id).await?;
    app.commit(tx).await?;
    Ok(Json(item))
}

async fn report(
    State(app): State<App>,
    Anybody(_): Anybody,
    source: Source,
    Json(body): Json<ReportLink>,
) -> Reply<Json<LinkReported>> {
    app.limits.take(Bucket::ReportLink, source)?;
    let mut tx = app.db.write().await?;
    let reported = links::report(&mut tx, app.clock.now(), &app.chance, &body.url).await?;
    app.commit(tx).await?;
    Ok(Json(reported))
}

#[derive(Deserialize)]
struct WhichLinks {
    state: Option<LinkState>,
}

async fn list_links(
    State(app): State<App>,
    Signed(caller): Signed,
    Params(which): Params<WhichLinks>,
) -> Reply<Json<LinkList>> {
    app.limits.take(Bucket::Read, caller.account)?;
    let mut tx = app.db.read().await?;
    Ok(Json(links::list(&mut tx, &caller, which.state, app.config.checks_links()).await?))
}

async fn check(State(app): State<App>, Signed(caller): Signed, Id(id): Id<LinkId>) -> Reply<Json<Link>> {
    app.limits.take(Bucket::Change, caller.account)?;
    let mut tx = app.db.write().await?;
    let link = links::hasten(&mut tx, app.clock.now(), &caller, id).await?;
    app.commit(tx).await?;
    Ok(Json(link))
}
