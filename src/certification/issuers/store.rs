use crate::error::Result;
use crate::storage::{Tx, sql};
use alongside_protocol::standing::Issuer;
use alongside_protocol::{AccountId, CertificateKind, Timestamp};

/// An issuer that staff added, changed or took out.
#[derive(Debug, sqlx::FromRow)]
pub(super) struct Changed {
    pub key: String,
    kind: CertificateKind,
    name: String,
    zone: Option<String>,
    registry_url: Option<String>,
    note: Option<String>,
    pub removed: bool,
}

impl Changed {
    pub(super) fn issuer(self) -> Issuer {
        let Self { key, kind, name, zone, registry_url, note, .. } = self;
        Issuer { key, kind, name, zone, registry_url, note }
    }
}

pub(super) async fn all(tx: &mut Tx) -> Result<Vec<Changed>> {
    sql!(tx, all Changed, "SELECT key, kind, name, zone, registry_url, note, removed FROM issuer ORDER BY key")
}

pub(super) async fn one(tx: &mut Tx, key: &str) -> Result<Option<Changed>> {
    sql!(
        tx,
        optional Changed,
        "SELECT key, kind, name, zone, registry_url, note, removed FROM issuer WHERE key = $1",
        key
    )
}

pub(super) async fn put(tx: &mut Tx, issuer: &Issuer, removed: bool, by: AccountId, now: Timestamp) -> Result<()> {
    sql!(
        tx,
        execute,
        "INSERT INTO issuer (key, kind, name, zone, registry_url, note, removed, changed_by, changed_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
         ON CONFLICT (key) DO UPDATE SET kind = excluded.kind, name = excluded.name, zone = excluded.zone,
             registry_url = excluded.registry_url, note = excluded.note, removed = excluded.removed,
             changed_by = excluded.changed_by, changed_at = excluded.changed_at",
        &issuer.key,
        issuer.kind,
        &issuer.name,
        &issuer.zone,
        &issuer.registry_url,
        &issuer.note,
        removed,
        by,
        now
    )?;
    Ok(())
}
