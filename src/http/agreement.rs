//! The supporter agreement: reading it, accepting it, publishing a new version.

use super::auth::Signed;
use super::certification::with;
use super::inputs::Id;
use super::reply::{Json, Reply};
use crate::agreements;
use crate::app::App;
use crate::certification::own;
use crate::limits::Bucket;
use alongside_protocol::standing::{
    AcceptAgreement, Agreement, AgreementEdition, AgreementVersions, MyCertification, PublishAgreement,
};
use axum::Router;
use axum::extract::{DefaultBodyLimit, State};
use axum::routing::{get, post};

/// A whole agreement in every language, in bytes: many clauses of many characters.
const AGREEMENT_BYTES: usize = 1024 * 1024;

pub fn routes() -> Router<App> {
    Router::new()
        .route("/agreement", get(show).post(publish).layer(DefaultBodyLimit::max(AGREEMENT_BYTES)))
        .route("/agreement/versions", get(versions))
        .route("/agreement/versions/{version}", get(edition))
        .route("/me/agreement", post(accept))
}

async fn show(State(app): State<App>, Signed(caller): Signed) -> Reply<Json<Agreement>> {
    app.limits.take(Bucket::Read, caller.account)?;
    let mut tx = app.db.read().await?;
    let mine = own::view(&mut tx, app.clock.now(), with(&app), caller.account).await?;
    Ok(Json(agreements::view(&mut tx, mine.agreement).await?))
}

async fn versions(State(app): State<App>, Signed(caller): Signed) -> Reply<Json<AgreementVersions>> {
    app.limits.take(Bucket::Read, caller.account)?;
    let mut tx = app.db.read().await?;
    Ok(Json(agreements::versions(&mut tx, &caller).await?))
}

async fn edition(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(version): Id<i64>,
) -> Reply<Json<AgreementEdition>> {
    app.limits.take(Bucket::Read, caller.account)?;
    let mut tx = app.db.read().await?;
    Ok(Json(agreements::edition(&mut tx, &caller, version).await?))
}

async fn accept(
    State(app): State<App>,
    Signed(caller): Signed,
    Json(body): Json<AcceptAgreement>,
) -> Reply<Json<MyCertification>> {
    app.limits.take(Bucket::Change, caller.account)?;
    let mut tx = app.db.write().await?;
    let mine = own::agree(&mut tx, app.clock.now(), with(&app), &caller, &body).await?;
    app.commit(tx).await?;
    Ok(Json(mine))
}

async fn publish(
    State(app): State<App>,
    Signed(caller): Signed,
    Json(body): Json<PublishAgreement>,
) -> Reply<Json<Agreement>> {
    app.limits.take(Bucket::Change, caller.account)?;
    let now = app.clock.now();
    let mut tx = app.db.write().await?;
    agreements::publish(&mut tx, now, &caller, &body).await?;
    let mine = own::view(&mut tx, now, with(&app), caller.account).await?;
    let published = agreements::view(&mut tx, mine.agreement).await?;
    app.commit(tx).await?;
    Ok(Json(published))
}
