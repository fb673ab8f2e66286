//! Creating accounts; finding people; what staff see and decide.

use super::auth::{OwnPage, Signed};
use super::certification::with;
use super::inputs::{Id, Params};
use super::reply::{Json, Reply};
use super::sessions::{Hand, welcome};
use super::source::Source;
use crate::accounts::roles::{self, By};
use crate::accounts::{self, Alias, Email, NewAccount, Password, sessions};
use crate::app::App;
use crate::certification::{self, role};
use crate::limits::Bucket;
use alongside_protocol::http::{AccountList, AccountRow, SignUp, UpdateAccount};
use alongside_protocol::standing::Profile;
use alongside_protocol::{AccountId, Refusal, RefusalCode, Role};
use axum::Router;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::routing::{get, patch, post};
use serde::Deserialize;

pub fn routes() -> Router<App> {
    Router::new()
        .route("/accounts", post(sign_up).get(list))
        .route("/accounts/{id}", patch(update))
        .route("/people/{alias}", get(person))
}

async fn sign_up(
    State(app): State<App>,
    _: OwnPage,
    source: Source,
    headers: HeaderMap,
    Json(body): Json<SignUp>,
) -> Reply {
    if !app.config.sign_up {
        let message = "Accounts are made by the people who run this place. Please ask them for one.";
        return Err(Refusal::new(RefusalCode::Forbidden, message).into());
    }
    let alias = Alias::parse(&body.alias)?;
    let password = Password::chosen(&body.password, alias.shown())?;
    let email = body.email.as_deref().filter(|text| !text.trim().is_empty()).map(Email::parse).transpose()?;
    app.limits.take(Bucket::SignUp, source)?;
    let password = app.hasher.hash(password, &app.chance).await?;
    let now = app.clock.now();
    let mut tx = app.db.write().await?;
    let new = NewAccount { alias, password, email, language: body.language };
    let account = accounts::create(&mut tx, now, &app.chance, new).await?;
    let opened = sessions::open_device(&mut tx, now, &app.chance, account, body.device.as_deref()).await?;
    welcome(&app, tx, &headers, &opened, Hand::Cookie).await
}

#[derive(Deserialize)]
struct Find {
    #[serde(default)]
    query: String,
}

async fn list(State(app): State<App>, Signed(caller): Signed, Params(find): Params<Find>) -> Reply<Json<AccountList>> {
    app.limits.take(Bucket::Read, caller.account)?;
    let mut tx = app.db.scan().await?;
    Ok(Json(AccountList { accounts: roles::list(&mut tx, By::Caller(&caller), &find.query).await? }))
}

async fn update(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(account): Id<AccountId>,
    Json(body): Json<UpdateAccount>,
) -> Reply<Json<AccountRow>> {
    app.limits.take(Bucket::Change, caller.account)?;
    let by = By::Caller(&caller);
    by.check()?;
    let now = app.clock.now();
    let mut tx = app.db.write().await?;
    if let Some(wanted) = &body.roles {
        // First the role that follows from a certificate, since rooms are locked before accounts.
        let supporter = wanted.contains(&Role::Supporter);
        role::set(&mut tx, now, with(&app), &caller, account, supporter).await?;
        roles::set(&mut tx, now, by, account, wanted).await?;
    }
    match body.suspended {
        Some(true) => roles::suspend(&mut tx, now, by, account).await?,
        Some(false) => roles::unsuspend(&mut tx, by, account).await?,
        None => {}
    }
    let row = roles::row(&mut tx, by, account).await?;
    app.commit(tx).await?;
    Ok(Json(row))
}

async fn person(State(app): State<App>, Signed(caller): Signed, Id(alias): Id<String>) -> Reply<Json<Profile>> {
    app.limits.take(Bucket::Read, caller.account)?;
    let mut tx = app.db.read().await?;
    match certification::profile(&mut tx, &alias).await? {
        Some(profile) => Ok(Json(profile)),
        None => Err(Refusal::new(RefusalCode::NotFound, "There is nobody by this name.").into()),
    }
}
