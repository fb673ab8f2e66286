use crate::accounts;
use crate::error::Result;
use crate::log::{Entry, ExpectedData, ReactionData, ReadData};
use crate::messages;
use crate::notifications::inbox;
use crate::rooms;
use crate::storage::Tx;
use alongside_protocol::{
    Account, AccountId, Badge, Event, EventKind, HiddenPeople, Message, MessageId, Person, RoomId, RoomInfo, StreamId,
};
use std::collections::HashMap;
use std::str::FromStr;

/// Joins what the entries refer to, with a few queries for all of them.
pub(super) async fn render(tx: &mut Tx, stream: StreamId, entries: Vec<Entry>) -> Result<Vec<Event>> {
    let joined = Joined::load(tx, stream, &entries).await?;
    let mut events = Vec::with_capacity(entries.len());
    for entry in entries {
        if let Some(kind) = joined.kind(tx, &entry).await? {
            events.push(Event { seq: entry.seq, at: entry.at, actor: entry.actor, kind });
        }
    }
    Ok(events)
}

#[derive(Default)]
struct Joined {
    messages: HashMap<MessageId, Message>,
    people: HashMap<AccountId, Person>,
    badges: HashMap<AccountId, Badge>,
    room: Option<RoomInfo>,
    account: Option<Account>,
    hidden: Option<HiddenPeople>,
}

impl Joined {
    async fn load(tx: &mut Tx, stream: StreamId, entries: &[Entry]) -> Result<Self> {
        let has = |kind: &str| entries.iter().any(|entry| entry.kind == kind);
        let mut ids: Vec<MessageId> = entries.iter().filter_map(|entry| entry.message).collect();
        ids.sort_unstable();
        ids.dedup();
        let mut accounts: Vec<AccountId> = entries
            .iter()
            .filter(|entry| matches!(entry.kind.as_str(), "member_joined" | "moderator_added"))
            .filter_map(subject)
            .collect();
        accounts.sort_unstable();
        accounts.dedup();
        let with_badge = |entry: &&Entry| matches!(entry.kind.as_str(), "moderator_added" | "badge_changed");
        let mut keepers: Vec<AccountId> = entries.iter().filter(with_badge).filter_map(subject).collect();
        keepers.sort_unstable();
        keepers.dedup();
        Ok(Self {
            messages: messages::load(tx, &ids, None).await?.into_iter().map(|m| (m.id, m)).collect(),
            people: accounts::persons(tx, &accounts).await?.into_iter().map(|p| (p.id, p)).collect(),
            badges: rooms::members::badges(tx, &keepers).await?.into_iter().collect(),
            room: if has("room_updated") { Some(rooms::info(tx, stream.room()).await?) } else { None },
            account: if has("account_updated") { Some(accounts::load(tx, stream.account()).await?) } else { None },
            hidden: if has("people_changed") {
                Some(accounts::people::hidden(tx, stream.account()).await?)
            } else {
                None
            },
        })
    }

    /// `None` for what no longer exists, and for kinds of another version of the server.
    async fn kind(&self, tx: &mut Tx, entry: &Entry) -> Result<Option<EventKind>> {
        let message = || entry.message.and_then(|id| self.messages.get(&id)).cloned();
        let person = || subject(entry).and_then(|id| self.people.get(&id)).cloned();
        let badge = |id: AccountId| self.badges.get(&id).cloned();
        Ok(match entry.kind.as_str() {
            "message_posted" => message().map(|message| EventKind::MessagePosted { message }),
            "message_edited" => message().map(|message| EventKind::MessageEdited { message }),
            "message_deleted" => message().map(|message| EventKind::MessageDeleted { message }),
            "message_restored" => message().map(|message| EventKind::MessageRestored { message }),
            "reaction_changed" => match (message(), data::<ReactionData>(entry)?) {
                (Some(message), Some(data)) => Some(EventKind::ReactionChanged {
                    message: message.id,
                    reaction: data.reaction,
                    on: data.on,
                    reactions: message.reactions,
                }),
                _ => None,
            },
            "member_joined" => person().map(|person| EventKind::MemberJoined { person }),
            "member_left" => subject(entry).map(|account| EventKind::MemberLeft { account }),
            "moderator_added" => person().map(|person| EventKind::ModeratorAdded { badge: badge(person.id), person }),
            "moderator_removed" => subject(entry).map(|account| EventKind::ModeratorRemoved { account }),
            "badge_changed" => subject(entry).map(|account| EventKind::BadgeChanged { account, badge: badge(account) }),
            "moderator_expected" => match (subject(entry), data::<ExpectedData>(entry)?) {
                (Some(account), Some(data)) => {
                    Some(EventKind::ModeratorExpected { account, expected_at: data.expected_at })
                }
                _ => None,
            },
            "room_updated" => self.room.clone().map(|room| EventKind::RoomUpdated { room }),
            "room_joined" => subject::<RoomId>(entry).map(|room| EventKind::RoomJoined { room }),
            "room_left" => subject::<RoomId>(entry).map(|room| EventKind::RoomLeft { room }),
            "read_marker_moved" => match (subject::<RoomId>(entry), data::<ReadData>(entry)?) {
                (Some(room), Some(data)) => Some(EventKind::ReadMarkerMoved { room, read_up_to: data.read_up_to }),
                _ => None,
            },
            "connection_changed" => match subject(entry) {
                Some(id) => {
                    rooms::connections::get(tx, id).await?.map(|request| EventKind::ConnectionChanged { request })
                }
                None => None,
            },
            "join_request_changed" => match subject(entry) {
                Some(id) => {
                    rooms::requests::get(tx, id).await?.map(|request| EventKind::JoinRequestChanged { request })
                }
                None => None,
            },
            "notification_changed" => match subject(entry) {
                Some(id) => {
                    inbox::get(tx, id).await?.map(|notification| EventKind::NotificationChanged { notification })
                }
                None => None,
            },
            "account_updated" => self.account.clone().map(|account| EventKind::AccountUpdated { account }),
            "people_changed" => self.hidden.clone().map(|people| EventKind::PeopleChanged { people }),
            _ => None,
        })
    }
}

fn subject<T: FromStr>(entry: &Entry) -> Option<T> {
    entry.subject.as_deref().and_then(|text| text.parse().ok())
}

fn data<T: serde::de::DeserializeOwned>(entry: &Entry) -> Result<Option<T>> {
    entry.data.as_deref().map(serde_json::from_str).transpose().map_err(Into::into)
}
