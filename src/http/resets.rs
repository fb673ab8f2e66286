//! A new password by a mailed link. Nobody learns here whether an address is known: the answer comes before the search.

use super::auth::OwnPage;
use super::reply::{Json, Reply};
use super::source::Source;
use crate::accounts::{Password, Token, emails, resets};
use crate::app::App;
use crate::error::{Result, chain};
use crate::limits::Bucket;
use crate::notifications::{About, Letter, Place};
use alongside_protocol::Person;
use alongside_protocol::http::{CompleteReset, RequestReset};
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::post;

pub fn routes() -> Router<App> {
    Router::new().route("/password-resets", post(request)).route("/password-resets/complete", post(complete))
}

async fn request(
    State(app): State<App>,
    _: OwnPage,
    source: Source,
    Json(body): Json<RequestReset>,
) -> Reply<StatusCode> {
    let place = app.post.place()?;
    app.limits.take(Bucket::Reset, source)?;
    app.limits.take(Bucket::Reset, emails::key_of(&body.email))?;
    // One task for each place in the queue at most.
    app.tasks.spawn(mail_links(app.clone(), body.email, place));
    Ok(StatusCode::ACCEPTED)
}

async fn mail_links(app: App, email: String, place: Place) {
    if let Err(error) = try_to_mail_links(&app, &email, place).await {
        tracing::warn!(error = %chain(&error), "reset links could not be made");
    }
}

async fn try_to_mail_links(app: &App, email: &str, place: Place) -> Result<()> {
    let mut tx = app.db.write().await?;
    let links = resets::request(&mut tx, app.clock.now(), &app.chance, email).await?;
    app.commit(tx).await?;
    let mut place = Some(place);
    for link in links {
        let address = app.post.link(&format!("/reset#token={}", link.token.reveal()));
        let about = About::PasswordReset { link: address, minutes: resets::LINK_LIFETIME.num_minutes() };
        let letter = Letter { to: link.to, about };
        match place.take() {
            Some(place) => place.send(letter),
            None => app.post.send(letter),
        }
    }
    Ok(())
}

/// Answers whose password it was, so that the page can offer to sign in.
async fn complete(
    State(app): State<App>,
    _: OwnPage,
    source: Source,
    Json(body): Json<CompleteReset>,
) -> Reply<Json<Person>> {
    app.limits.take(Bucket::SignInAddress, source)?;
    let token = Token::given(&body.token);
    let person = resets::look(&mut app.db.read().await?, app.clock.now(), &token).await?;
    let password = Password::chosen(&body.password, &person.alias)?;
    let hash = app.hasher.hash(password, &app.chance).await?;
    let now = app.clock.now();
    let mut tx = app.db.write().await?;
    let told = resets::complete(&mut tx, now, &token, &hash).await?;
    app.commit(tx).await?;
    if let Some(to) = told {
        let about = About::PasswordChanged { link: app.post.link("/forgot"), at: now };
        app.post.send(Letter { to, about });
    }
    Ok(Json(person))
}
