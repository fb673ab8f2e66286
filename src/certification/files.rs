//! The files of a certificate: its owner adds them, its owner and staff open them, and they go when they have served. That
//! there were files, and their hashes, stays with the decision.

use super::evidence::Evidence;
use super::own::{editable, write};
use super::store::{self, Act, FileRow};
use super::{With, no_such_certificate, one_shown};
use crate::accounts::Caller;
use crate::duty::policy::StandingPolicy;
use crate::error::{Result, refuse};
use crate::storage::{Db, Tx};
use alongside_protocol::limits::{EVIDENCE_FILES, FILE_NAME_CHARACTERS};
use alongside_protocol::standing::{Certificate, CertificateActKind, CertificateState, EvidenceFormat};
use alongside_protocol::{CertificateFileId, CertificateId, Refusal, RefusalCode, Role, Timestamp};
use sha2::{Digest, Sha256};

/// Certificates whose files one turn deletes.
const DELETED_AT_ONCE: i64 = 100;

/// Refuses early: before a file is decoded, which costs more than asking.
pub async fn may_add(tx: &mut Tx, caller: &Caller, id: CertificateId) -> Result<()> {
    editable(tx, caller, id).await?;
    if store::files(tx, &[id]).await?.len() >= EVIDENCE_FILES {
        return refuse(RefusalCode::LimitReached, format!("A certificate has at most {EVIDENCE_FILES} files."));
    }
    Ok(())
}

pub async fn add(
    tx: &mut Tx,
    now: Timestamp,
    with: With<'_>,
    caller: &Caller,
    id: CertificateId,
    name: &str,
    evidence: &Evidence,
) -> Result<Certificate> {
    // Two files that come at the same time are added one after the other.
    store::lock(tx, id).await?;
    may_add(tx, caller, id).await?;
    let mut row = editable(tx, caller, id).await?;
    write(tx, &mut row, now).await?;
    let file = FileRow {
        id: with.chance.id(now),
        certificate: id,
        name: shown_name(name, evidence.format),
        format: evidence.format,
        bytes: evidence.content.len() as i64,
        added_at: now,
        deleted_at: None,
    };
    let sha256 = hex::encode(Sha256::digest(&evidence.content));
    store::insert_file(tx, &file, &sha256, &evidence.content).await?;
    one_shown(tx, row, now).await
}

pub async fn remove(
    tx: &mut Tx,
    now: Timestamp,
    caller: &Caller,
    id: CertificateId,
    file: CertificateFileId,
) -> Result<Certificate> {
    store::lock(tx, id).await?;
    let mut row = editable(tx, caller, id).await?;
    write(tx, &mut row, now).await?;
    let files = store::files(tx, &[id]).await?;
    let known = files.iter().find(|known| known.id == file).ok_or_else(no_such_file)?;
    if row.submitted_at.is_some_and(|submitted| known.added_at <= submitted) {
        return refuse(RefusalCode::Conflict, "Staff have seen this file, so it stays. Add another one beside it.");
    }
    store::remove_file(tx, file).await?;
    one_shown(tx, row, now).await
}

/// A file to be downloaded.
#[derive(Debug)]
pub struct Download {
    pub name: String,
    pub format: EvidenceFormat,
    pub content: Vec<u8>,
}

/// For its owner, and for staff once it was handed in.
pub async fn open(tx: &mut Tx, caller: &Caller, id: CertificateId, file: CertificateFileId) -> Result<Download> {
    let row = store::one(tx, id).await?.ok_or_else(no_such_certificate)?;
    let reviewed = caller.is(Role::Staff) && row.submitted_at.is_some();
    if row.account != caller.account && !reviewed {
        return Err(no_such_certificate());
    }
    let files = store::files(tx, &[id]).await?;
    let known = files.into_iter().find(|known| known.id == file).ok_or_else(no_such_file)?;
    match store::content(tx, file).await? {
        Some(content) => Ok(Download { name: known.name, format: known.format, content }),
        None => refuse(RefusalCode::NotFound, "This file was deleted: the decision was made long enough ago."),
    }
}

/// Deletes the contents that have served, and answers of how many certificates.
pub async fn forget(db: &Db, policy: &StandingPolicy, now: Timestamp) -> Result<usize> {
    let (decided, changed) = (now - policy.evidence.delta(), now - policy.drafts.delta());
    let mut tx = db.read().await?;
    let served = store::served(&mut tx, decided, changed, DELETED_AT_ONCE).await?;
    drop(tx);
    let mut done = 0;
    for id in served {
        let mut tx = db.write().await?.patient();
        let Some(mut row) = store::one(&mut tx, id).await? else { continue };
        row.version += 1;
        // Somebody else was first, or it was handed in meanwhile.
        if row.state == CertificateState::InReview || !store::replace_version(&mut tx, &row).await? {
            continue;
        }
        store::forget_contents(&mut tx, id, now).await?;
        let act = Act { what: CertificateActKind::FilesDeleted, by: None, reason: None, self_reviewed: false };
        store::insert_act(&mut tx, &row, &act, now).await?;
        let _nothing_announced = tx.commit().await?;
        done += 1;
    }
    Ok(done)
}

/// A name that is safe in a header and in a folder; its ending says what the file is.
fn shown_name(name: &str, format: EvidenceFormat) -> String {
    let plain = |c: char| c.is_alphanumeric() || " ._-()".contains(c);
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let kept: String = stem.chars().filter(|c| plain(*c)).take(FILE_NAME_CHARACTERS - 5).collect();
    let kept = kept.trim_matches([' ', '.']);
    let ending = match format {
        EvidenceFormat::Pdf => "pdf",
        EvidenceFormat::Png => "png",
        EvidenceFormat::Jpeg => "jpg",
    };
    format!("{}.{ending}", if kept.is_empty() { "certificate" } else { kept })
}

fn no_such_file() -> crate::error::Error {
    Refusal::new(RefusalCode::NotFound, "There is no such file.").into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_safe_and_says_what_the_file_is() {
        for (name, format, shown) in [
            ("card.JPEG", EvidenceFormat::Jpeg, "card.jpg"),
            ("../../etc/passwd", EvidenceFormat::Pdf, "certificate.pdf"),
            ("a\"; filename=b.html", EvidenceFormat::Pdf, "a filenameb.pdf"),
            ("línea 2 (copy).png", EvidenceFormat::Png, "línea 2 (copy).png"),
            ("scan.pdf.exe", EvidenceFormat::Pdf, "scan.pdf.pdf"),
            ("\r\n", EvidenceFormat::Png, "certificate.png"),
            ("", EvidenceFormat::Png, "certificate.png"),
        ] {
            assert_eq!(shown_name(name, format), shown, "{name:?}");
        }
        assert!(shown_name(&"x".repeat(500), EvidenceFormat::Jpeg).chars().count() <= FILE_NAME_CHARACTERS);
    }
}
