//! What somebody was told in the app, how they want to be told, and their browsers that ring.

use super::auth::Signed;
use super::inputs::{Id, Params};
use super::reply::{Json, Reply};
use super::source::Source;
use crate::app::App;
use crate::limits::Bucket;
use crate::notifications::preferences::{self, Able};
use crate::notifications::{inbox, push};
use alongside_protocol::http::{
    ChangeNotificationPreferences, NewPushSubscription, NotificationPreferences, Notifications, PushKey,
    PushSubscription, PushSubscriptions, ReadNotifications,
};
use alongside_protocol::{Notification, NotificationId, PushSubscriptionId, Refusal, RefusalCode};
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Redirect;
use axum::routing::{delete, get, post};
use serde::Deserialize;

pub fn routes() -> Router<App> {
    Router::new()
        .route("/me/notifications", get(list))
        .route("/me/notifications/read", post(read_all))
        .route("/me/notifications/{id}/read", post(read))
        .route("/me/notification-preferences", get(preferences).put(prefer))
        .route("/push/key", get(key))
        .route("/me/push-subscriptions", get(browsers).post(subscribe))
        .route("/me/push-subscriptions/{id}", delete(end))
        .route("/unsubscribe/{token}", post(stop).get(choose))
}

#[derive(Deserialize)]
struct Which {
    /// `next` of the page before.
    before: Option<NotificationId>,
}

async fn list(
    State(app): State<App>,
    Signed(caller): Signed,
    Params(which): Params<Which>,
) -> Reply<Json<Notifications>> {
    app.limits.take(Bucket::Read, caller.account)?;
    let mut tx = app.db.read().await?;
    Ok(Json(inbox::list(&mut tx, caller.account, which.before).await?))
}

async fn read(State(app): State<App>, Signed(caller): Signed, Id(id): Id<NotificationId>) -> Reply<Json<Notification>> {
    app.limits.take(Bucket::Change, caller.account)?;
    let mut tx = app.db.write().await?;
    let notification = inbox::read(&mut tx, app.clock.now(), caller.account, id).await?;
    app.commit(tx).await?;
    Ok(Json(notification))
}

async fn read_all(
    State(app): State<App>,
    Signed(caller): Signed,
    Json(body): Json<ReadNotifications>,
) -> Reply<Json<Notifications>> {
    app.limits.take(Bucket::Change, caller.account)?;
    let mut tx = app.db.write().await?;
    let page = inbox::read_all(&mut tx, app.clock.now(), caller.account, body.up_to).await?;
    app.commit(tx).await?;
    Ok(Json(page))
}

fn able(app: &App) -> Able {
    Able { mail: app.post.works(), push: app.push.works() }
}

async fn preferences(State(app): State<App>, Signed(caller): Signed) -> Reply<Json<NotificationPreferences>> {
    app.limits.take(Bucket::Read, caller.account)?;
    let mut tx = app.db.read().await?;
    Ok(Json(preferences::load(&mut tx, caller.account, able(&app)).await?))
}

async fn prefer(
    State(app): State<App>,
    Signed(caller): Signed,
    Json(body): Json<ChangeNotificationPreferences>,
) -> Reply<Json<NotificationPreferences>> {
    app.limits.take(Bucket::Change, caller.account)?;
    let mut tx = app.db.write().await?;
    preferences::change(&mut tx, &caller, &body).await?;
    let changed = preferences::load(&mut tx, caller.account, able(&app)).await?;
    app.commit(tx).await?;
    Ok(Json(changed))
}

async fn key(State(app): State<App>, Signed(caller): Signed) -> Reply<Json<PushKey>> {
    app.limits.take(Bucket::Read, caller.account)?;
    Ok(Json(PushKey { key: app.push.key()? }))
}

async fn browsers(State(app): State<App>, Signed(caller): Signed) -> Reply<Json<PushSubscriptions>> {
    app.limits.take(Bucket::Read, caller.account)?;
    let mut tx = app.db.read().await?;
    Ok(Json(PushSubscriptions { subscriptions: push::list(&mut tx, app.clock.now(), &caller).await? }))
}

async fn subscribe(
    State(app): State<App>,
    Signed(caller): Signed,
    Json(body): Json<NewPushSubscription>,
) -> Reply<Json<PushSubscription>> {
    app.limits.take(Bucket::Change, caller.account)?;
    let mut tx = app.db.write().await?;
    let subscription = push::subscribe(&mut tx, app.clock.now(), &app.push, &caller, &body).await?;
    app.commit(tx).await?;
    Ok(Json(subscription))
}

async fn end(State(app): State<App>, Signed(caller): Signed, Id(id): Id<PushSubscriptionId>) -> Reply<StatusCode> {
    app.limits.take(Bucket::Change, caller.account)?;
    let mut tx = app.db.write().await?;
    push::end(&mut tx, &caller, id).await?;
    app.commit(tx).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The address in a mail, pressed by a mail program (RFC 8058): no cookie, no origin, any body.
async fn stop(State(app): State<App>, source: Source, Id(token): Id<String>) -> Reply<StatusCode> {
    app.limits.take(Bucket::SignInAddress, source)?;
    let Some((account, kind)) = app.stop_key.open(&token) else {
        return Err(Refusal::new(RefusalCode::LinkSpent, "This address is not from one of our mails.").into());
    };
    let mut tx = app.db.write().await?;
    preferences::stop_mail(&mut tx, account, kind).await?;
    app.commit(tx).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The same address, opened by a person, or by a program that looks at every link of a mail: it changes nothing, and leads to
/// the page that asks. What opens the page stays in the fragment.
async fn choose(State(app): State<App>, Id(token): Id<String>) -> Redirect {
    match app.stop_key.open(&token) {
        Some((_, kind)) => Redirect::to(&format!("/stop-mail#token={token}&kind={kind}")),
        None => Redirect::to("/stop-mail"),
    }
}
