//! The supporter agreement (policy 1.7): versions of it, who accepted which, and what is different between two. The first
//! version comes with the program, in `agreement.json`; staff publish others. What an acceptance does to somebody's standing
//! is for [`crate::certification`] to say.

mod rules;
mod store;
#[cfg(test)]
mod tests;

use crate::accounts::Caller;
use crate::accounts::roles::By;
use crate::error::{Result, refuse};
use crate::storage::Tx;
use alongside_protocol::standing::{
    Agreement, AgreementEdition, AgreementState, AgreementText, AgreementVersion, AgreementVersions, PublishAgreement,
};
use alongside_protocol::{AccountId, RefusalCode, Role, Timestamp};
use sha2::{Digest, Sha256};
use std::sync::LazyLock;

/// The version that comes with the program.
const FIRST: i64 = 1;

static SHIPPED: LazyLock<Vec<AgreementText>> =
    LazyLock::new(|| serde_json::from_str(include_str!("agreement.json")).unwrap_or_default());

/// A version as it is kept.
struct Version {
    version: i64,
    texts: Vec<AgreementText>,
    sha256: String,
    published_at: Timestamp,
}

/// Whether there is a version that people can accept.
pub async fn is_written(tx: &mut Tx) -> Result<bool> {
    Ok(store::newest_number(tx).await?.is_some())
}

/// Writes the first version down, unless there is one: what somebody accepts must never change under them.
pub async fn ensure(tx: &mut Tx, now: Timestamp) -> Result<()> {
    if store::newest(tx).await?.is_none() {
        let text = serde_json::to_string(&*SHIPPED)?;
        store::insert(tx, FIRST, &text, &digest(&text), now, None).await?;
    }
    Ok(())
}

fn digest(text: &str) -> String {
    hex::encode(Sha256::digest(text))
}

/// Until the first version is written down it is as it comes along.
async fn in_force(tx: &mut Tx) -> Result<Version> {
    if let Some(newest) = store::newest(tx).await? {
        return Ok(newest);
    }
    let sha256 = digest(&serde_json::to_string(&*SHIPPED)?);
    Ok(Version { version: FIRST, texts: SHIPPED.clone(), sha256, published_at: Timestamp::from_millis(0) })
}

/// The agreement as somebody sees it; `state` is theirs.
pub async fn view(tx: &mut Tx, state: AgreementState) -> Result<Agreement> {
    let current = in_force(tx).await?;
    let before = match state.version.filter(|version| *version < current.version) {
        Some(version) => store::version(tx, version).await?,
        None => None,
    };
    Ok(Agreement {
        version: current.version,
        published_at: current.published_at,
        sha256: current.sha256,
        changes: before.map(|before| rules::difference(&before.texts, &current.texts)).unwrap_or_default(),
        texts: current.texts,
        accepted: state,
    })
}

/// Every version that there was, newest first, as somebody sees them.
pub async fn versions(tx: &mut Tx, caller: &Caller) -> Result<AgreementVersions> {
    let in_force = in_force(tx).await?;
    let mut versions = store::versions(tx, caller.account).await?;
    if versions.is_empty() {
        versions.push(head(&in_force));
    }
    if caller.is(Role::Staff) {
        for one in &mut versions {
            one.staff = Some(store::for_staff(tx, one.version, one.version == in_force.version).await?);
        }
    }
    Ok(AgreementVersions { versions })
}

/// One version as it was published.
pub async fn edition(tx: &mut Tx, caller: &Caller, version: i64) -> Result<AgreementEdition> {
    let known = versions(tx, caller).await?.versions.into_iter().find(|one| one.version == version);
    let Some(head) = known else { return refuse(RefusalCode::NotFound, "There is no such version of the agreement.") };
    let texts = match store::version(tx, version).await? {
        Some(kept) => kept.texts,
        None => SHIPPED.clone(),
    };
    let before = store::version(tx, version - 1).await?;
    let changes = before.map(|before| rules::difference(&before.texts, &texts)).unwrap_or_default();
    Ok(AgreementEdition { version: head, texts, changes })
}

fn head(version: &Version) -> AgreementVersion {
    AgreementVersion {
        version: version.version,
        published_at: version.published_at,
        sha256: version.sha256.clone(),
        accepted_at: None,
        staff: None,
    }
}

/// The version in force, and the last that somebody accepted, with when.
pub async fn accepted(tx: &mut Tx, account: AccountId) -> Result<(i64, Option<(i64, Timestamp)>)> {
    let current = store::newest_number(tx).await?.unwrap_or(FIRST);
    Ok((current, store::accepted(tx, account).await?))
}

/// Records that somebody accepted the version that they have read.
pub async fn accept(tx: &mut Tx, now: Timestamp, account: AccountId, version: i64) -> Result<()> {
    ensure(tx, now).await?;
    let current = in_force(tx).await?;
    if current.version != version {
        return refuse(RefusalCode::Conflict, "The agreement has a newer version. Read it first, then accept it.");
    }
    store::insert_acceptance(tx, account, version, &current.sha256, now).await
}

/// Staff publish a new version.
pub async fn publish(tx: &mut Tx, now: Timestamp, caller: &Caller, wanted: &PublishAgreement) -> Result<()> {
    By::Caller(caller).check()?;
    ensure(tx, now).await?;
    let texts = rules::checked(&wanted.texts)?;
    let current = in_force(tx).await?;
    if current.version != wanted.after {
        return refuse(RefusalCode::Conflict, "Somebody published another version meanwhile. Look at it first.");
    }
    if current.texts == texts {
        return refuse(RefusalCode::Conflict, "This is the version in force, word for word.");
    }
    let text = serde_json::to_string(&texts)?;
    if !store::insert(tx, current.version + 1, &text, &digest(&text), now, Some(caller.account)).await? {
        return refuse(RefusalCode::Conflict, "Somebody published another version meanwhile. Look at it first.");
    }
    Ok(())
}
