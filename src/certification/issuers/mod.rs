//! The directory of issuers: it comes with the program (`issuers.json`: the states, the District of Columbia, the territories,
//! national bodies), and staff change it. What they changed is in the database and goes before what came with the program.
//!
//! A zone is that of the issuer's seat. The file says when its addresses were last looked at, and in what kind of source. Where none
//! was seen there is none: staff add it.

mod store;

use crate::accounts::Caller;
use crate::accounts::roles::By;
use crate::error::{Error, Result, refuse};
use crate::storage::Tx;
use alongside_protocol::limits::{ISSUER_NAME_CHARACTERS, REASON_CHARACTERS};
use alongside_protocol::standing::{Issuer, IssuerList, PutIssuer};
use alongside_protocol::{Date, Refusal, RefusalCode, Timestamp};
use chrono_tz::Tz;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// Longest key, in characters.
const KEY_CHARACTERS: usize = 40;
/// Longest address of a register, in characters.
const URL_CHARACTERS: usize = 300;
/// Issuers that staff may have added.
const ADDED: usize = 500;

/// The file.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Directory {
    looked_at: Option<Date>,
    /// Of what kind the pages were.
    source: String,
    /// Where somebody else lists how every state certifies.
    directory_url: Option<String>,
    issuers: Vec<Issuer>,
}

static SHIPPED: LazyLock<Directory> =
    LazyLock::new(|| serde_json::from_str(include_str!("issuers.json")).unwrap_or_default());

/// Everybody in the directory, by kind and name, and what is known of the list itself.
pub async fn directory(tx: &mut Tx) -> Result<IssuerList> {
    let Directory { looked_at, source, directory_url, .. } = &*SHIPPED;
    let (links_looked_at, links_source) = (*looked_at, Some(source.clone()));
    Ok(IssuerList { issuers: list(tx).await?, links_looked_at, links_source, directory_url: directory_url.clone() })
}

/// Everybody in the directory, by kind and name.
async fn list(tx: &mut Tx) -> Result<Vec<Issuer>> {
    let shipped = &SHIPPED.issuers;
    let mut all: BTreeMap<String, Issuer> = shipped.iter().map(|issuer| (issuer.key.clone(), issuer.clone())).collect();
    for changed in store::all(tx).await? {
        match changed.removed {
            true => drop(all.remove(&changed.key)),
            false => drop(all.insert(changed.key.clone(), changed.issuer())),
        }
    }
    let mut all: Vec<Issuer> = all.into_values().collect();
    all.sort_by(|one, other| (one.kind, &one.name).cmp(&(other.kind, &other.name)));
    Ok(all)
}

/// One of the directory.
pub async fn find(tx: &mut Tx, key: &str) -> Result<Option<Issuer>> {
    match store::one(tx, key).await? {
        Some(changed) => Ok((!changed.removed).then(|| changed.issuer())),
        None => Ok(SHIPPED.issuers.iter().find(|issuer| issuer.key == key).cloned()),
    }
}

/// The zone in which the last day of its certificates ends, if it is known.
pub fn zone(issuer: Option<&Issuer>) -> Option<Tz> {
    issuer?.zone.as_deref()?.parse().ok()
}

/// Staff add one or change it.
pub async fn put(tx: &mut Tx, now: Timestamp, caller: &Caller, key: &str, wanted: &PutIssuer) -> Result<Issuer> {
    By::Caller(caller).check()?;
    let issuer = checked(key, wanted)?;
    if find(tx, key).await?.is_none() && store::all(tx).await?.len() >= ADDED {
        return refuse(RefusalCode::LimitReached, "The directory is full. Take somebody out of it first.");
    }
    store::put(tx, &issuer, false, caller.account, now).await?;
    Ok(issuer)
}

/// Staff take one out. Certificates keep the name that they have.
pub async fn remove(tx: &mut Tx, now: Timestamp, caller: &Caller, key: &str) -> Result<()> {
    By::Caller(caller).check()?;
    match find(tx, key).await? {
        Some(issuer) => store::put(tx, &issuer, true, caller.account, now).await,
        None => Err(unknown()),
    }
}

fn checked(key: &str, wanted: &PutIssuer) -> Result<Issuer, Refusal> {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if key.is_empty() || key.len() > KEY_CHARACTERS || !key.chars().all(plain) {
        let sentence = format!("A key has 1 to {KEY_CHARACTERS} small letters, digits and hyphens.");
        return Err(Refusal::invalid("key", sentence));
    }
    let name = name(&wanted.name)?;
    let zone = given(&wanted.zone);
    if zone.as_ref().is_some_and(|zone| zone.parse::<Tz>().is_err()) {
        return Err(Refusal::invalid("zone", "A zone is written like America/Chicago, or left empty."));
    }
    let registry_url = given(&wanted.registry_url);
    if registry_url.as_ref().is_some_and(|url| !is_link(url)) {
        return Err(Refusal::invalid("registry_url", "The link begins with https://."));
    }
    let note =
        super::rules::applying::reason(wanted.note.as_deref(), false).map_err(|refusal| refusal.field("note"))?;
    if note.as_ref().is_some_and(|note| note.chars().count() > REASON_CHARACTERS) {
        return Err(Refusal::invalid("note", format!("A note has at most {REASON_CHARACTERS} characters.")));
    }
    Ok(Issuer { key: key.to_owned(), kind: wanted.kind, name, zone, registry_url, note })
}

fn given(text: &Option<String>) -> Option<String> {
    text.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
}

fn is_link(url: &str) -> bool {
    let host = url.strip_prefix("https://").unwrap_or_default();
    let plain = !url.chars().any(|c| c.is_whitespace() || c.is_control());
    host.starts_with(char::is_alphanumeric) && plain && url.len() <= URL_CHARACTERS
}

/// An issuer's name, fit to be stored.
pub fn name(text: &str) -> Result<String, Refusal> {
    let (least, most) = ISSUER_NAME_CHARACTERS;
    let name = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let count = name.chars().count();
    if count < least || count > most || name.chars().any(char::is_control) {
        return Err(Refusal::invalid("issuer", format!("The issuer's name has {least} to {most} characters.")));
    }
    Ok(name)
}

pub fn unknown() -> Error {
    Refusal::new(RefusalCode::NotFound, "There is no such issuer in the directory.").field("issuer").into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use alongside_protocol::CertificateKind;

    #[test]
    fn the_directory_that_comes_along_is_whole() {
        let Directory { looked_at, source, directory_url, issuers } = &*SHIPPED;
        assert!(looked_at.is_some() && !source.is_empty() && directory_url.as_deref().is_some_and(is_link));
        let states = issuers.iter().filter(|issuer| issuer.kind == CertificateKind::State);
        assert_eq!(states.count(), 50 + 1 + 5, "the states, the district, the territories");
        let national: Vec<_> = issuers.iter().filter(|issuer| issuer.kind == CertificateKind::National).collect();
        assert!(!national.is_empty() && national.iter().all(|issuer| issuer.registry_url.is_some()));
        let keys: std::collections::BTreeSet<_> = issuers.iter().map(|issuer| &issuer.key).collect();
        assert_eq!(keys.len(), issuers.len(), "each key stands once");
        let links: Vec<_> = issuers.iter().filter_map(|issuer| issuer.registry_url.as_deref()).collect();
        let once: std::collections::BTreeSet<_> = links.iter().collect();
        assert_eq!(once.len(), links.len(), "each link stands once");
        for issuer in issuers {
            let put = PutIssuer {
                kind: issuer.kind,
                name: issuer.name.clone(),
                zone: issuer.zone.clone(),
                registry_url: issuer.registry_url.clone(),
                note: issuer.note.clone(),
            };
            assert_eq!(checked(&issuer.key, &put).as_ref(), Ok(issuer));
            let state = issuer.kind == CertificateKind::State;
            assert_eq!(zone(Some(issuer)).is_some(), state || issuer.zone.is_some(), "{}", issuer.key);
        }
    }

    #[test]
    fn what_staff_write_is_looked_at() {
        let good = PutIssuer {
            kind: CertificateKind::National,
            name: " A  Board ".into(),
            zone: Some("America/Boise".into()),
            registry_url: Some("https://example.org/list".into()),
            note: Some("".into()),
        };
        let issuer = checked("a-board", &good).expect("good");
        assert_eq!((issuer.name.as_str(), issuer.note), ("A Board", None));
        let wrong = |key: &str, put: PutIssuer| checked(key, &put).err().and_then(|refusal| refusal.field);
        assert_eq!(wrong("A Board", good.clone()).as_deref(), Some("key"));
        assert_eq!(wrong("", good.clone()).as_deref(), Some("key"));
        assert_eq!(wrong("b", PutIssuer { name: "x".into(), ..good.clone() }).as_deref(), Some("issuer"));
        assert_eq!(wrong("b", PutIssuer { zone: Some("Boise".into()), ..good.clone() }).as_deref(), Some("zone"));
        for url in ["http://example.org", "javascript:alert(1)", "https://", "https://a b"] {
            let put = PutIssuer { registry_url: Some(url.into()), ..good.clone() };
            assert_eq!(wrong("b", put).as_deref(), Some("registry_url"), "{url}");
        }
    }
}
