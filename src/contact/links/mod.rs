//! Links in this server's texts: where help is, guidelines, what rooms say about themselves (policy 8.1). [`gather`] compares
//! what stands in the texts with what is known, [`look_around`] looks at what is due, and anybody reports one with a press.
//!
//! Pages never fetch anything from elsewhere (policy 9.2); here the server itself asks, from a list that readers cannot add
//! to by reading, and says who it is. One node does it at a time, one link after the other, and no host twice in a turn.

mod look;
pub mod rules;
mod store;
#[cfg(test)]
pub(super) mod testing;

use super::store as messages;
use crate::accounts::Caller;
use crate::clock::Chance;
use crate::crisis;
use crate::egress::{Egress, Fault, Url};
use crate::error::{Result, refuse};
use crate::guidelines;
use crate::notifications::inbox::{News, tell};
use crate::storage::{Db, Tx};
use alongside_protocol::http::{Link, LinkList, LinkPlaceKind, LinkReported, LinkState};
use alongside_protocol::limits::LINKS;
use alongside_protocol::{Language, LinkId, NotificationKind, RefusalCode, Role, Timestamp};
use chrono::TimeDelta;
pub(super) use look::look;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

/// Links that one turn looks at, each of another host.
const TURN: usize = 10;
/// Due ones that are read to find so many hosts.
const READ: i64 = 200;
/// How long one look may take, with all its redirects.
const LOOK: Duration = Duration::from_secs(60);
/// How long a node may take for its turn before another may begin one: longer than ten slow looks.
const TURN_TIME: TimeDelta = TimeDelta::minutes(15);
/// A new link is looked at within this, at random.
const FIRST_LOOK: TimeDelta = TimeDelta::minutes(10);
/// Rooms whose texts are read together.
const ROOMS: i64 = 500;

/// A text of ours that has a link in it, by kind and name.
pub type Place = (LinkPlaceKind, String);
type Found = BTreeMap<String, BTreeSet<Place>>;

/// Brings the list of links up to date. Answers how many are new. `also_http` is for trials.
pub async fn gather(tx: &mut Tx, now: Timestamp, chance: &Chance, also_http: bool) -> Result<usize> {
    let mut found = Found::new();
    let mut add = |text: &str, kind, name: &str| {
        for link in rules::links_in(text, also_http) {
            found.entry(link).or_default().insert((kind, name.to_owned()));
        }
    };
    for (country, href) in help() {
        add(&href, LinkPlaceKind::Help, &country);
    }
    for (kind, name, text) in library() {
        add(&text, kind, &name);
    }
    let mut after = String::new();
    loop {
        let rooms = store::room_texts(tx, &after, ROOMS).await?;
        for room in &rooms {
            add(&room.description, LinkPlaceKind::RoomDescription, &room.id);
            add(&room.rules.replace("\\n", " ").replace("\\\"", "\""), LinkPlaceKind::RoomRules, &room.id);
        }
        match rooms.last() {
            Some(last) if rooms.len() == ROOMS as usize => after.clone_from(&last.id),
            _ => break,
        }
    }
    reconcile(tx, now, chance, &found).await
}

async fn reconcile(tx: &mut Tx, now: Timestamp, chance: &Chance, found: &Found) -> Result<usize> {
    let known: BTreeMap<String, LinkId> = store::all(tx).await?.into_iter().collect();
    let mut new = 0;
    for (url, places) in found {
        let id = match known.get(url) {
            Some(id) => *id,
            None => {
                let later = chance.below(FIRST_LOOK.num_milliseconds().unsigned_abs());
                let first = now + TimeDelta::milliseconds(later.try_into().unwrap_or_default());
                new += 1;
                store::insert(tx, chance.id(now), url, &host(url), now, first).await?
            }
        };
        let there: BTreeSet<Place> = store::places(tx, id).await?.into_iter().collect();
        for (kind, place) in places.difference(&there) {
            store::insert_place(tx, id, *kind, place).await?;
        }
        for (kind, place) in there.difference(places) {
            store::delete_place(tx, id, *kind, place).await?;
        }
    }
    for (_, id) in known.iter().filter(|(url, _)| !found.contains_key(*url)) {
        store::delete(tx, *id).await?;
    }
    Ok(new)
}

fn host(url: &str) -> String {
    url.parse::<Url>().ok().and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default()
}

/// What is pressed to reach help, by country.
fn help() -> Vec<(String, String)> {
    let countries = crisis::resources("", Language::English).countries;
    let ways = |code: &str| {
        let resources = crisis::resources(code, Language::English).resources;
        resources.into_iter().flat_map(|resource| resource.ways).map(|way| way.href).collect::<Vec<_>>()
    };
    countries
        .iter()
        .flat_map(|country| ways(&country.code).into_iter().map(|href| (country.code.clone(), href)))
        .collect()
}

/// The guidelines that come with the program.
fn library() -> Vec<(LinkPlaceKind, String, String)> {
    let mut texts = Vec::new();
    for language in Language::ALL {
        for rule in guidelines::floor(*language) {
            texts.push((LinkPlaceKind::Floor, rule.key, format!("{} {}", rule.short, rule.text)));
        }
        for template in guidelines::templates(*language) {
            let rules: Vec<String> =
                template.rules.into_iter().map(|rule| format!("{} {}", rule.short, rule.text)).collect();
            texts.push((LinkPlaceKind::Template, template.key, format!("{} {}", template.about, rules.join(" "))));
        }
    }
    texts
}

/// Looks at what is due, if no other node does. Answers how many links were looked at.
pub async fn look_around(db: &Db, egress: &Egress, chance: &Chance, now: impl Fn() -> Timestamp) -> Result<usize> {
    let mut tx = db.write().await?;
    let until = now() + TURN_TIME;
    if !store::take_turn(&mut tx, now(), until).await? {
        return Ok(0);
    }
    let due = store::due(&mut tx, now(), READ).await?;
    let _nothing_announced = tx.commit().await?;
    let mut hosts = BTreeSet::new();
    let mut looked = 0;
    for row in due {
        if looked == TURN || !hosts.insert(row.host.clone()) {
            continue;
        }
        looked += 1;
        let look = tokio::time::timeout(LOOK, look(egress, &row.url)).await;
        let finding = look.unwrap_or(rules::Finding::of_fault(Fault::Slow));
        note(db, chance, &row, finding, now()).await?;
    }
    let mut tx = db.write().await?;
    store::end_turn(&mut tx, until, now()).await?;
    let _nothing_announced = tx.commit().await?;
    Ok(looked)
}

async fn note(db: &Db, chance: &Chance, row: &store::Row, finding: rules::Finding, now: Timestamp) -> Result<()> {
    let mut tx = db.write().await?;
    let (known, next_at) = rules::after(&row.known(), finding, now, chance.below(rules::CHANCES));
    // It may have been taken out of its last text meanwhile.
    if store::note(&mut tx, row.id, &known, now, next_at).await? && known.state != row.state {
        tracing::info!(link = %row.id, state = %known.state, fault = ?known.fault, status = known.status, "a link changed");
    }
    let _nothing_announced = tx.commit().await?;
    Ok(())
}

/// Tells staff of links that broke, each time once.
pub async fn tell_staff(tx: &mut Tx, now: Timestamp, chance: &Chance) -> Result<()> {
    let since = now - TimeDelta::days(1);
    for (id, broken_since) in store::newly_broken(tx, since).await? {
        let once = format!("link_broken:{id}:{}", broken_since.millis());
        let news = News { kind: NotificationKind::LinkBroken, room: None, due_at: None, write_by: None, once };
        let staff = messages::staff(tx).await?;
        tell(tx, now, chance, &staff, &news).await?;
    }
    Ok(())
}

/// One press of anybody: this link does not work.
pub async fn report(tx: &mut Tx, now: Timestamp, chance: &Chance, url: &str) -> Result<LinkReported> {
    let Some(row) = store::by_url(tx, url.trim()).await? else {
        let message = "This link stands in none of our texts. Please tell us about it in the form.";
        return refuse(RefusalCode::NotFound, message);
    };
    super::count_report(tx, now, chance, &row.id.to_string(), &row.url).await?;
    // Somebody says so: it is worth a look soon.
    store::hasten(tx, row.id, now).await?;
    Ok(LinkReported { state: row.state, checked_at: row.checked_at })
}

/// Links as staff see them.
pub async fn list(tx: &mut Tx, caller: &Caller, state: Option<LinkState>, checking: bool) -> Result<LinkList> {
    check(caller)?;
    let mut links = Vec::new();
    for row in store::list(tx, state, LINKS as i64).await? {
        links.push(shown(tx, row).await?);
    }
    Ok(LinkList { links, checking, broken: store::count(tx, LinkState::Broken).await? })
}

/// Has a link looked at soon.
pub async fn hasten(tx: &mut Tx, now: Timestamp, caller: &Caller, id: LinkId) -> Result<Link> {
    check(caller)?;
    store::hasten(tx, id, now).await?;
    match store::load(tx, id).await? {
        Some(row) => shown(tx, row).await,
        None => refuse(RefusalCode::NotFound, "This link stands in no text any more."),
    }
}

async fn shown(tx: &mut Tx, row: store::Row) -> Result<Link> {
    let report = messages::report(tx, &row.id.to_string()).await?;
    Ok(Link {
        id: row.id,
        places: store::places_shown(tx, row.id).await?,
        reports: report.map_or(0, |(_, reports)| reports),
        message: report.map(|(message, _)| message),
        state: row.state,
        fault: row.fault,
        status: row.known().status,
        since: row.since,
        checked_at: row.checked_at,
        url: row.url,
    })
}

fn check(caller: &Caller) -> Result<()> {
    if caller.is(Role::Staff) { Ok(()) } else { refuse(RefusalCode::Forbidden, "This is for staff.") }
}
