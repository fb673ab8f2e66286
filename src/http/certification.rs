//! Certificates: one's own, their review by staff, the role that follows, the directory of issuers.

use super::auth::Signed;
use super::inputs::{Id, Params};
use super::reply::{Json, Refused, Reply};
use crate::app::App;
use crate::certification::{With, evidence, files, issuers, own, review, role};
use crate::limits::Bucket;
use alongside_protocol::limits::EVIDENCE_BYTES;
use alongside_protocol::standing::{
    AccountCertification, Certificate, CertificateDetails, CertificateReview, ChangeStanding, CheckCertificate,
    DecideCertificate, EvidenceFormat, Issuer, IssuerList, MyCertification, PutIssuer, RecordCertificate, ReviewQueue,
};
use alongside_protocol::{AccountId, CertificateFileId, CertificateId, Refusal, RefusalCode};
use axum::Router;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{delete, get, patch, post, put};
use serde::Deserialize;

/// A download may do nothing at all, wherever it is opened.
const DOWNLOAD_POLICY: &str = "sandbox; default-src 'none'";

pub fn routes() -> Router<App> {
    Router::new()
        .route("/me/certification", get(mine))
        .route("/me/certificates", post(begin))
        .route("/me/certificates/{id}", patch(change))
        .route("/me/certificates/{id}/files", post(add_file).layer(DefaultBodyLimit::max(EVIDENCE_BYTES)))
        .route("/me/certificates/{id}/files/{file}", delete(remove_file))
        .route("/me/certificates/{id}/submit", post(submit))
        .route("/me/certificates/{id}/withdraw", post(withdraw))
        .route("/certification/queue", get(queue))
        .route("/certificates/{id}", get(show))
        .route("/certificates/{id}/files/{file}", get(download))
        .route("/certificates/{id}/claim", put(claim).delete(unclaim))
        .route("/certificates/{id}/decide", post(decide))
        .route("/certificates/{id}/check", post(check))
        .route("/accounts/{id}/certificates", post(record))
        .route("/accounts/{id}/certification", get(account))
        .route("/accounts/{id}/standing", post(change_standing))
        .route("/issuers", get(list_issuers))
        .route("/issuers/{key}", put(put_issuer).delete(remove_issuer))
}

pub(super) fn with(app: &App) -> With<'_> {
    With { chance: &app.chance, policy: &app.config.policy.standing }
}

async fn mine(State(app): State<App>, Signed(caller): Signed) -> Reply<Json<MyCertification>> {
    app.limits.take(Bucket::Read, caller.account)?;
    let mut tx = app.db.read().await?;
    Ok(Json(own::view(&mut tx, app.clock.now(), with(&app), caller.account).await?))
}

async fn begin(
    State(app): State<App>,
    Signed(caller): Signed,
    Json(body): Json<CertificateDetails>,
) -> Reply<Json<Certificate>> {
    app.limits.take(Bucket::Create, caller.account)?;
    let mut tx = app.db.write().await?;
    let begun = own::begin(&mut tx, app.clock.now(), with(&app), &caller, &body).await?;
    app.commit(tx).await?;
    Ok(Json(begun))
}

async fn change(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id<CertificateId>,
    Json(body): Json<CertificateDetails>,
) -> Reply<Json<Certificate>> {
    app.limits.take(Bucket::Change, caller.account)?;
    let mut tx = app.db.write().await?;
    let changed = own::change(&mut tx, app.clock.now(), &caller, id, &body).await?;
    app.commit(tx).await?;
    Ok(Json(changed))
}

#[derive(Deserialize)]
struct FileName {
    #[serde(default)]
    name: String,
}

async fn add_file(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id<CertificateId>,
    Params(FileName { name }): Params<FileName>,
    body: Result<Bytes, BytesRejection>,
) -> Reply<Json<Certificate>> {
    app.limits.take(Bucket::Create, caller.account)?;
    let body = body.map_err(unread)?;
    files::may_add(&mut app.db.read().await?, &caller, id).await?;
    // Decoding takes long, so no transaction waits for it.
    let evidence = evidence::read(body.into()).await?;
    let mut tx = app.db.write().await?.patient();
    let added = files::add(&mut tx, app.clock.now(), with(&app), &caller, id, &name, &evidence).await?;
    app.commit(tx).await?;
    Ok(Json(added))
}

fn unread(rejection: BytesRejection) -> Refused {
    let refusal = match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => {
            let most = EVIDENCE_BYTES / 1024 / 1024;
            Refusal::new(
                RefusalCode::TooBig,
                format!("A file has at most {most} MB. A photograph saved as JPEG is smaller."),
            )
        }
        _ => Refusal::new(RefusalCode::Malformed, "The file did not arrive whole. Please try again."),
    };
    refusal.field("file").into()
}

async fn remove_file(
    State(app): State<App>,
    Signed(caller): Signed,
    Id((id, file)): Id<(CertificateId, CertificateFileId)>,
) -> Reply<Json<Certificate>> {
    app.limits.take(Bucket::Change, caller.account)?;
    let mut tx = app.db.write().await?;
    let left = files::remove(&mut tx, app.clock.now(), &caller, id, file).await?;
    app.commit(tx).await?;
    Ok(Json(left))
}

async fn submit(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id<CertificateId>,
) -> Reply<Json<MyCertification>> {
    app.limits.take(Bucket::Create, caller.account)?;
    let mut tx = app.db.write().await?;
    let mine = own::submit(&mut tx, app.clock.now(), with(&app), &caller, id).await?;
    app.commit(tx).await?;
    Ok(Json(mine))
}

async fn withdraw(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id<CertificateId>,
) -> Reply<Json<MyCertification>> {
    app.limits.take(Bucket::Change, caller.account)?;
    let mut tx = app.db.write().await?;
    let mine = own::withdraw(&mut tx, app.clock.now(), with(&app), &caller, id).await?;
    app.commit(tx).await?;
    Ok(Json(mine))
}

async fn queue(State(app): State<App>, Signed(caller): Signed) -> Reply<Json<ReviewQueue>> {
    app.limits.take(Bucket::Read, caller.account)?;
    let mut tx = app.db.read().await?;
    Ok(Json(review::queue(&mut tx, app.clock.now(), &caller).await?))
}

async fn show(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id<CertificateId>,
) -> Reply<Json<CertificateReview>> {
    app.limits.take(Bucket::Read, caller.account)?;
    let mut tx = app.db.read().await?;
    Ok(Json(review::view(&mut tx, app.clock.now(), with(&app), &caller, id).await?))
}

/// Always a download, never shown in place: what people sent us does not run as ours.
async fn download(
    State(app): State<App>,
    Signed(caller): Signed,
    Id((id, file)): Id<(CertificateId, CertificateFileId)>,
) -> Reply<Response> {
    app.limits.take(Bucket::Read, caller.account)?;
    let mut tx = app.db.read().await?.patient();
    let files::Download { name, format, content } = files::open(&mut tx, &caller, id, file).await?;
    let kind = match format {
        EvidenceFormat::Pdf => "application/pdf",
        EvidenceFormat::Png => "image/png",
        EvidenceFormat::Jpeg => "image/jpeg",
    };
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(kind)),
        (header::CONTENT_DISPOSITION, attachment(&name)),
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(DOWNLOAD_POLICY)),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    Ok((headers, content).into_response())
}

/// The name as RFC 6266 and RFC 8187 write it: once in plain letters, once whole.
fn attachment(name: &str) -> HeaderValue {
    let plain: String =
        name.chars().map(|c| if c.is_ascii_alphanumeric() || "._-".contains(c) { c } else { '_' }).collect();
    let whole: String = name
        .bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'.' | b'_' | b'-' => char::from(byte).to_string(),
            _ => format!("%{byte:02X}"),
        })
        .collect();
    HeaderValue::from_str(&format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{whole}"))
        .unwrap_or(HeaderValue::from_static("attachment"))
}

async fn claim(app: State<App>, caller: Signed, id: Id<CertificateId>) -> Reply<Json<CertificateReview>> {
    set_claim(app, caller, id, true).await
}

async fn unclaim(app: State<App>, caller: Signed, id: Id<CertificateId>) -> Reply<Json<CertificateReview>> {
    set_claim(app, caller, id, false).await
}

async fn set_claim(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id<CertificateId>,
    on: bool,
) -> Reply<Json<CertificateReview>> {
    app.limits.take(Bucket::Change, caller.account)?;
    let mut tx = app.db.write().await?;
    let seen = review::claim(&mut tx, app.clock.now(), with(&app), &caller, id, on).await?;
    app.commit(tx).await?;
    Ok(Json(seen))
}

async fn decide(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id<CertificateId>,
    Json(body): Json<DecideCertificate>,
) -> Reply<Json<CertificateReview>> {
    app.limits.take(Bucket::Change, caller.account)?;
    let mut tx = app.db.write().await?;
    let decided = review::decide(&mut tx, app.clock.now(), with(&app), &caller, id, &body).await?;
    app.commit(tx).await?;
    Ok(Json(decided))
}

async fn check(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id<CertificateId>,
    Json(body): Json<CheckCertificate>,
) -> Reply<Json<CertificateReview>> {
    app.limits.take(Bucket::Change, caller.account)?;
    let mut tx = app.db.write().await?;
    let checked = review::check(&mut tx, app.clock.now(), with(&app), &caller, id, &body).await?;
    app.commit(tx).await?;
    Ok(Json(checked))
}

async fn record(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(account): Id<AccountId>,
    Json(body): Json<RecordCertificate>,
) -> Reply<Json<CertificateReview>> {
    app.limits.take(Bucket::Change, caller.account)?;
    let by = crate::accounts::roles::By::Caller(&caller);
    let mut tx = app.db.write().await?;
    let recorded = review::record(&mut tx, app.clock.now(), with(&app), by, account, &body).await?;
    app.commit(tx).await?;
    Ok(Json(recorded))
}

async fn account(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(account): Id<AccountId>,
) -> Reply<Json<AccountCertification>> {
    app.limits.take(Bucket::Read, caller.account)?;
    let mut tx = app.db.read().await?;
    Ok(Json(role::view(&mut tx, app.clock.now(), with(&app), &caller, account).await?))
}

async fn change_standing(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(account): Id<AccountId>,
    Json(body): Json<ChangeStanding>,
) -> Reply<Json<AccountCertification>> {
    app.limits.take(Bucket::Change, caller.account)?;
    let mut tx = app.db.write().await?;
    let changed = role::change(&mut tx, app.clock.now(), with(&app), &caller, account, &body).await?;
    app.commit(tx).await?;
    Ok(Json(changed))
}

async fn list_issuers(State(app): State<App>, Signed(caller): Signed) -> Reply<Json<IssuerList>> {
    app.limits.take(Bucket::Read, caller.account)?;
    let mut tx = app.db.read().await?;
    Ok(Json(issuers::directory(&mut tx).await?))
}

async fn put_issuer(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(key): Id<String>,
    Json(body): Json<PutIssuer>,
) -> Reply<Json<Issuer>> {
    app.limits.take(Bucket::Change, caller.account)?;
    let mut tx = app.db.write().await?;
    let issuer = issuers::put(&mut tx, app.clock.now(), &caller, &key, &body).await?;
    app.commit(tx).await?;
    Ok(Json(issuer))
}

async fn remove_issuer(State(app): State<App>, Signed(caller): Signed, Id(key): Id<String>) -> Reply<StatusCode> {
    app.limits.take(Bucket::Change, caller.account)?;
    let mut tx = app.db.write().await?;
    issuers::remove(&mut tx, app.clock.now(), &caller, &key).await?;
    app.commit(tx).await?;
    Ok(StatusCode::NO_CONTENT)
}
