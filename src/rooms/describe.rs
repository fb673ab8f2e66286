//! Opening rooms and changing what they say about themselves.

use super::members::{self, Entrant};
use super::rules::{self, Part};
use super::{access, guidelines, store, text, view};
use crate::accounts::Caller;
use crate::announcement::Control;
use crate::clock::Chance;
use crate::error::Result;
use crate::log::{self, StreamKind};
use crate::storage::Tx;
use alongside_protocol::http::{CreateRoom, UpdateRoom};
use alongside_protocol::{
    AccountId, EventKind, Language, MembershipRole, Refusal, Rest, RestReason, Role, RoomId, RoomInfo, RoomState,
    Timestamp, limits,
};

/// What a room says about itself, fit to be stored.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Description {
    name: String,
    description: String,
    topics: Vec<String>,
}

impl Description {
    fn parse(name: &str, description: &str, topics: &[String]) -> Result<Self, Refusal> {
        let (least, most) = limits::ROOM_NAME_CHARACTERS;
        Ok(Self {
            name: text::line("name", name, least, most)?,
            description: text::paragraph("description", description, 0, limits::ROOM_DESCRIPTION_CHARACTERS)?,
            topics: parse_topics(topics)?,
        })
    }

    fn search_key(&self) -> String {
        text::fold(&format!("{} {} {}", self.name, self.description, self.topics.join(" ")))
    }

    fn keyed_topics(&self) -> Vec<(String, String)> {
        self.topics.iter().map(|topic| (topic.clone(), text::fold(topic))).collect()
    }
}

/// A topic that is there twice counts once.
fn parse_topics(topics: &[String]) -> Result<Vec<String>, Refusal> {
    let (count, most) = limits::ROOM_TOPICS;
    let mut parsed: Vec<String> = Vec::new();
    for topic in topics {
        let topic = text::line("topics", topic, 1, most)?;
        if parsed.iter().all(|known| text::fold(known) != text::fold(&topic)) {
            parsed.push(topic);
        }
    }
    if parsed.len() > count {
        return Err(Refusal::invalid("topics", format!("A room has at most {count} topics.")));
    }
    Ok(parsed)
}

/// Opens a room. Its creator, when a supporter, moderates it and has accepted its guidelines by having written them.
pub async fn create(
    tx: &mut Tx,
    now: Timestamp,
    chance: &Chance,
    caller: &Caller,
    wanted: &CreateRoom,
) -> Result<RoomId> {
    let supporter = caller.is(Role::Supporter);
    rules::may_create(wanted.kind, supporter, caller.is(Role::Staff))?;
    let description = Description::parse(&wanted.name, &wanted.description, &wanted.topics)?;
    let own_rules = guidelines::parse(&wanted.rules, &[])?;
    let id: RoomId = chance.id(now);
    log::create(tx, id.into(), StreamKind::Room).await?;
    let room = store::NewRoom {
        id,
        kind: wanted.kind,
        name: &description.name,
        description: &description.description,
        search_key: &description.search_key(),
        language: wanted.language.unwrap_or(Language::English),
        pair_key: None,
        created_by: caller.account,
    };
    store::insert(tx, &room, now).await?;
    store::replace_topics(tx, id, &description.keyed_topics()).await?;
    store::insert_guidelines(tx, id, 1, &own_rules, caller.account, now).await?;
    if supporter {
        store::insert_acceptance(tx, id, caller.account, 1, now).await?;
        let person = caller.person();
        let entrant = Entrant { person: &person, role: MembershipRole::Moderator, accepted: 1, by: caller.account };
        members::enter(tx, now, id, entrant).await?;
    }
    Ok(id)
}

/// Changes what is there in `wanted`; moderators and staff. Says nothing to anybody when nothing changes.
pub async fn update(tx: &mut Tx, now: Timestamp, caller: &Caller, room: RoomId, wanted: &UpdateRoom) -> Result<()> {
    log::lock(tx, room.into()).await?;
    let (_, part) = access::known(tx, room, caller).await?;
    rules::may_describe(&part)?;
    let info = view::info(tx, room).await?;
    let described = redescribe(tx, &info, wanted).await?;
    let ruled = match &wanted.rules {
        Some(rules) => guidelines::replace(tx, now, caller, room, rules, part.member).await?,
        None => false,
    };
    if described || ruled {
        tell(tx, now, Some(caller.account), room).await?;
    }
    match wanted.state {
        Some(state) => set_state(tx, now, caller, room, &part, state).await,
        None => Ok(()),
    }
}

async fn redescribe(tx: &mut Tx, info: &RoomInfo, wanted: &UpdateRoom) -> Result<bool> {
    let description = Description::parse(
        wanted.name.as_ref().unwrap_or(&info.name),
        wanted.description.as_ref().unwrap_or(&info.description),
        wanted.topics.as_ref().unwrap_or(&info.topics),
    )?;
    if (&description.name, &description.description, &description.topics)
        == (&info.name, &info.description, &info.topics)
    {
        return Ok(false);
    }
    store::describe(tx, info.id, &description.name, &description.description, &description.search_key()).await?;
    store::replace_topics(tx, info.id, &description.keyed_topics()).await?;
    Ok(true)
}

async fn set_state(
    tx: &mut Tx,
    now: Timestamp,
    caller: &Caller,
    room: RoomId,
    part: &Part,
    state: RoomState,
) -> Result<()> {
    rules::may_set_state(part, state)?;
    let closed = Rest { reason: RestReason::Staff, since: now, until: None, unreached: false };
    let rest = (state == RoomState::Closed).then_some(closed);
    change_state(tx, now, Some(caller.account), room, state, rest).await
}

/// Opens, rests or closes a room and tells everybody, if that is a change. Lock the room's log first.
pub async fn change_state(
    tx: &mut Tx,
    now: Timestamp,
    by: Option<AccountId>,
    room: RoomId,
    state: RoomState,
    rest: Option<Rest>,
) -> Result<()> {
    let is = view::info(tx, room).await?;
    // Who closed a room first, and why, stays.
    if is.state == state && (is.rest == rest || state == RoomState::Closed) {
        return Ok(());
    }
    store::set_state(tx, room, state, rest, now).await?;
    tell(tx, now, by, room).await?;
    tx.control(Control::StreamChanged(room.into()));
    Ok(())
}

async fn tell(tx: &mut Tx, now: Timestamp, by: Option<AccountId>, room: RoomId) -> Result<()> {
    let info = view::info(tx, room).await?;
    log::record(tx, room.into(), by, EventKind::RoomUpdated { room: info }, now).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn topics_are_bounded_and_stand_once() {
        let topics = |texts: &[&str]| parse_topics(&texts.iter().map(|t| (*t).to_owned()).collect::<Vec<_>>());
        assert_eq!(topics(&[" Sleep ", "sleep", "Grief"]).unwrap(), ["Sleep", "Grief"]);
        assert_eq!(topics(&["1", "2", "3", "4", "5", "6"]).unwrap().len(), 6);
        assert_eq!(topics(&["1", "2", "3", "4", "5", "6", "7"]).unwrap_err().field.as_deref(), Some("topics"));
        assert!(topics(&[""]).is_err());
        assert!(topics(&[&"x".repeat(31)]).is_err());
    }
}
