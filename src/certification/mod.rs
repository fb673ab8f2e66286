//! Who may keep rooms (policy 1): certificates, their review, and what becomes of somebody's role as a supporter.
//!
//! - [`rules`]: when a day ends, what a standing should be, what is due next; pure;
//! - [`issuers`]: the directory of those who issue certificates;
//! - [`own`]: handing in one's own, and what one sees of it;
//! - [`evidence`]: what a file is and how it is kept; [`files`]: adding, opening and forgetting them;
//! - [`review`]: what staff see and decide;
//! - [`role`]: what staff and the command line do to the role itself;
//! - [`standing`]: makes the role, the rooms and the news what the rules say;
//! - [`reconcile`]: the same by the clock, on every node: reminders, lapses, returns;
//! - [`ahead`]: which roles will end, for the preview of rooms.

pub mod ahead;
pub mod evidence;
pub mod files;
pub mod issuers;
pub mod own;
pub mod reconcile;
pub mod review;
pub mod role;
pub mod rules;
mod standing;
mod store;
#[cfg(test)]
mod tests;

use crate::accounts;
use crate::agreements;
use crate::clock::Chance;
use crate::duty::policy::StandingPolicy;
use crate::error::{Error, Result};
use crate::notifications::inbox::{self, News};
use crate::rooms::members;
use crate::storage::Tx;
use alongside_protocol::standing::Profile;
use alongside_protocol::standing::{AgreementState, Certificate, CertificateFile};
use alongside_protocol::{
    AccountId, CertificateId, CertificateKind, Date, NotificationKind, Refusal, RefusalCode, Timestamp,
};
use rules::Should;
use standing::store::Known;

/// What every use case here is given: chance, and the numbers of policy 1.
#[derive(Clone, Copy)]
pub struct With<'a> {
    pub chance: &'a Chance,
    pub policy: &'a StandingPolicy,
}

/// What a certificate says of itself, fit to be stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    pub kind: CertificateKind,
    pub issuer_key: Option<String>,
    pub issuer_name: String,
    pub number: String,
    pub issued_on: Option<Date>,
    pub expires_on: Option<Date>,
}

/// Somebody as everybody sees them.
pub async fn profile(tx: &mut Tx, alias: &str) -> Result<Option<Profile>> {
    let Some(person) = accounts::person_by_alias(tx, alias).await? else { return Ok(None) };
    let badge = members::badge(tx, person.id).await?;
    let supporter = members::in_good_standing(tx, person.id).await?;
    Ok(Some(Profile { person, supporter, badge }))
}

/// Somebody's certificates with their files, newest first.
async fn certificates(tx: &mut Tx, account: AccountId, now: Timestamp) -> Result<Vec<Certificate>> {
    let rows = store::of(tx, account).await?;
    shown(tx, rows, now).await
}

/// Certificates as their owners and staff see them, in the order of `rows`.
async fn shown(tx: &mut Tx, rows: Vec<store::Row>, now: Timestamp) -> Result<Vec<Certificate>> {
    let ids: Vec<CertificateId> = rows.iter().map(|row| row.id).collect();
    let files = store::files(tx, &ids).await?;
    let certificate = |row: store::Row| {
        let own = files.iter().filter(|file| file.certificate == row.id);
        let files = own.map(|file| CertificateFile {
            id: file.id,
            name: file.name.clone(),
            format: file.format,
            bytes: file.bytes,
            added_at: file.added_at,
            deleted_at: file.deleted_at,
        });
        Certificate { files: files.collect(), ..row.shown(now) }
    };
    Ok(rows.into_iter().map(certificate).collect())
}

async fn one_shown(tx: &mut Tx, row: store::Row, now: Timestamp) -> Result<Certificate> {
    shown(tx, vec![row], now).await?.pop().ok_or_else(no_such_certificate)
}

/// What somebody accepted, and by when they have to accept what is in force.
async fn agreement(tx: &mut Tx, account: AccountId, looked_up: Option<&(Known, Should)>) -> Result<AgreementState> {
    let (current, accepted) = agreements::accepted(tx, account).await?;
    let due_at = looked_up.and_then(|(_, should)| should.agreement_due).filter(|due| due.millis() > 0);
    Ok(AgreementState {
        current,
        version: accepted.map(|(version, _)| version),
        at: accepted.map(|(_, at)| at),
        due_at: due_at.filter(|_| accepted.is_none_or(|(version, _)| version < current)),
    })
}

async fn tell(
    tx: &mut Tx,
    now: Timestamp,
    chance: &Chance,
    account: AccountId,
    (kind, due_at): (NotificationKind, Option<Timestamp>),
    about: &store::Row,
) -> Result<()> {
    let once = format!("{kind}:{}:{}", about.id, about.version);
    inbox::tell(tx, now, chance, &[account], &News { kind, room: None, due_at, write_by: None, once }).await
}

fn no_such_certificate() -> Error {
    Refusal::new(RefusalCode::NotFound, "There is no such certificate.").into()
}

fn changed_meanwhile() -> Error {
    Refusal::new(RefusalCode::Conflict, "This certificate has changed since you saw it. Look again, then decide.")
        .into()
}
