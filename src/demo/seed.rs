//! Writes the community into a fresh database, in one transaction.

use super::community::{AskToJoin, Community, Direct, Member, Message, Room};
use super::{PERSONAS, accounts_by_key};
use crate::accounts::{self, Alias, Caller, Hasher, NewAccount, Password, PasswordHash, roles};
use crate::agreements;
use crate::certification::{With, review};
use crate::clock::{Chance, Clock};
use crate::duty::policy::StandingPolicy;
use crate::error::{Error, Result};
use crate::messages;
use crate::rooms;
use crate::storage::{Db, Tx, meta};
use alongside_protocol::client::Send;
use alongside_protocol::http::{CreateRoom, SessionKind, UpdateRoom};
use alongside_protocol::standing::RecordCertificate;
use alongside_protocol::{
    AccountId, CertificateKind, ClientMessageId, Date, MessageId, Role, RoomId, RoomKind, RoomState, Seq, SessionId,
    Timestamp,
};
use chrono::TimeDelta;
use std::collections::{BTreeMap, HashMap};

/// What was done, in a sentence. A database that has people already is left alone.
pub async fn seed(db: &Db, clock: &Clock, chance: &Chance) -> Result<&'static str> {
    let community = Community::read()?;
    // Nobody signs in to these accounts with a password; it is random and forgotten.
    let password = Hasher::new().hash(Password::chosen(&chance.token(), "")?, chance).await?;
    let mut tx = db.write().await?;
    if !accounts_by_key(&mut tx).await?.is_empty() {
        return Ok("The demo is here already.");
    }
    if accounts::any(&mut tx).await? {
        return Ok("There are people in this database already, so the demo was left out. It needs a fresh one.");
    }
    let mut seeder = Seeder { tx, chance, now: clock.now(), people: HashMap::new(), rooms: HashMap::new() };
    seeder.community(&community, &password).await?;
    let _seen_by_nobody_yet = seeder.tx.commit().await?;
    Ok("The demo community has moved in.")
}

struct Seeder<'a> {
    tx: Tx,
    chance: &'a Chance,
    now: Timestamp,
    people: HashMap<String, Caller>,
    rooms: HashMap<String, RoomId>,
}

impl Seeder<'_> {
    async fn community(&mut self, community: &Community, password: &PasswordHash) -> Result<()> {
        for member in &community.people {
            self.person(member, password).await?;
        }
        for room in &community.rooms {
            self.room(room).await?;
        }
        for direct in &community.direct {
            self.direct(direct).await?;
        }
        for ask in &community.connection_requests {
            let (from, to) = (self.who(&ask.from)?, self.who(&ask.to)?.account);
            let at = self.ago(ask.ago_minutes);
            rooms::connections::ask(&mut self.tx, at, self.chance, &from, to, &ask.greeting).await?;
        }
        for AskToJoin { room, by, ago_minutes } in &community.join_requests {
            let (room, person, at) = (self.place(room)?, self.who(by)?, self.ago(*ago_minutes));
            rooms::join(&mut self.tx, at, self.chance, &person, room, 1).await?;
        }
        let mut personas: BTreeMap<&str, AccountId> = BTreeMap::new();
        for persona in &community.personas {
            personas.insert(&persona.key, self.who(&persona.key)?.account);
        }
        let text = serde_json::to_string(&personas)?;
        meta::get_or_set(&mut self.tx, PERSONAS, || text).await?;
        Ok(())
    }

    fn ago(&self, minutes: i64) -> Timestamp {
        self.now - TimeDelta::minutes(minutes)
    }

    fn who(&self, key: &str) -> Result<Caller> {
        self.people.get(key).cloned().ok_or_else(|| Error::fault(format!("the demo names nobody {key}")))
    }

    fn place(&self, key: &str) -> Result<RoomId> {
        self.rooms.get(key).copied().ok_or_else(|| Error::fault(format!("the demo has no room {key}")))
    }

    fn staff(&self) -> Result<Caller> {
        let staff = self.people.values().find(|caller| caller.is(Role::Staff)).cloned();
        staff.ok_or_else(|| Error::fault("the demo needs somebody who is staff"))
    }

    async fn person(&mut self, member: &Member, password: &PasswordHash) -> Result<()> {
        let at = self.now - TimeDelta::days(500);
        let alias = Alias::parse(&member.alias)?;
        let new = NewAccount { alias, password: password.clone(), email: None, language: Some(member.language) };
        let account = accounts::create(&mut self.tx, at, self.chance, new).await?;
        // The first real staff account is yet to be made, by the setup link; nobody of the demo takes that place.
        for role in member.roles.iter().filter(|role| !matches!(role, Role::Staff | Role::Supporter)) {
            roles::grant(&mut self.tx, at, roles::By::CommandLine, account, *role).await?;
        }
        if member.roles.contains(&Role::Supporter) {
            self.certificate(account, &member.key).await?;
        }
        let caller = Caller {
            account,
            alias: member.alias.clone(),
            roles: member.roles.clone(),
            session: self.chance.id::<SessionId>(at),
            kind: SessionKind::Device,
            last_seen_at: at,
            expires_at: self.now,
        };
        self.people.insert(member.key.clone(), caller);
        Ok(())
    }

    /// Made up, and it says so.
    async fn certificate(&mut self, account: AccountId, key: &str) -> Result<()> {
        let seen_at = self.now - TimeDelta::days(20);
        let day = |days: i64| Date((self.now + TimeDelta::days(days)).datetime().date_naive());
        let wanted = RecordCertificate {
            kind: CertificateKind::State,
            issuer: None,
            issuer_name: Some("Demo board (made up)".into()),
            number: format!("DEMO-{}", key.to_uppercase()),
            issued_on: day(-400),
            expires_on: day(330),
            note: None,
        };
        let with = With { chance: self.chance, policy: &StandingPolicy::default() };
        // Not before it was published, which is when the server first started.
        agreements::accept(&mut self.tx, self.now, account, 1).await?;
        review::record(&mut self.tx, seen_at, with, roles::By::CommandLine, account, &wanted).await.map(drop)
    }

    async fn room(&mut self, room: &Room) -> Result<()> {
        let opened = self.now - TimeDelta::days(room.opened_days_ago);
        let [first, other_moderators @ ..] = room.moderators.as_slice() else {
            return Err(Error::fault(format!("nobody keeps the demo's room {}", room.key)));
        };
        let opener = self.who(first)?;
        let wanted = CreateRoom {
            kind: room.kind,
            name: room.name.clone(),
            description: room.description.clone(),
            topics: room.topics.clone(),
            language: Some(room.language),
            rules: room.rules.clone(),
        };
        let id = rooms::create(&mut self.tx, opened, self.chance, &opener, &wanted).await?;
        self.rooms.insert(room.key.clone(), id);
        for key in room.members.iter().filter(|key| *key != first) {
            self.enter(room, id, &opener, key, opened).await?;
        }
        let staff = self.staff()?;
        for key in other_moderators {
            let account = self.who(key)?.account;
            rooms::members::appoint(&mut self.tx, opened, &staff, id, account).await?;
        }
        let places = self.talk(id, &room.messages).await?;
        self.read(id, &room.members, &room.read_up_to, &places).await?;
        if room.state != RoomState::Open {
            let wanted =
                UpdateRoom { name: None, description: None, topics: None, rules: None, state: Some(room.state) };
            rooms::update(&mut self.tx, self.now, &opener, id, &wanted).await?;
        }
        Ok(())
    }

    async fn enter(&mut self, room: &Room, id: RoomId, opener: &Caller, key: &str, at: Timestamp) -> Result<()> {
        let person = self.who(key)?;
        rooms::join(&mut self.tx, at, self.chance, &person, id, 1).await?;
        if room.kind == RoomKind::Group {
            let requests = rooms::requests::open_for(&mut self.tx, person.account).await?;
            let request = requests.iter().find(|request| request.room == id);
            let request = request.ok_or_else(|| Error::fault("asking to join left no request"))?.id;
            rooms::requests::answer(&mut self.tx, at, opener, request, true, None).await?;
        }
        Ok(())
    }

    async fn direct(&mut self, direct: &Direct) -> Result<()> {
        let opened = self.now - TimeDelta::days(direct.opened_days_ago);
        let [from, to] = [self.who(&direct.between[0])?, self.who(&direct.between[1])?];
        let (tx, chance) = (&mut self.tx, self.chance);
        let request = rooms::connections::ask(tx, opened, chance, &from, to.account, &direct.greeting).await?;
        let answered = rooms::connections::answer(tx, opened, chance, &to, request.id, true).await?;
        let room = answered.room.ok_or_else(|| Error::fault("accepting opened no room"))?;
        let places = self.talk(room, &direct.messages).await?;
        self.read(room, &direct.between, &direct.read_up_to, &places).await
    }

    /// Where the messages with keys, and the last one, are.
    async fn talk(&mut self, room: RoomId, messages: &[Message]) -> Result<HashMap<String, (MessageId, Seq)>> {
        let mut places = HashMap::new();
        for message in messages {
            let posted = self.say(room, message, &places).await?;
            if let Some(key) = &message.key {
                places.insert(key.clone(), posted);
            }
        }
        Ok(places)
    }

    async fn say(
        &mut self,
        room: RoomId,
        message: &Message,
        places: &HashMap<String, (MessageId, Seq)>,
    ) -> Result<(MessageId, Seq)> {
        let at = self.ago(message.ago_minutes);
        let later = at + TimeDelta::minutes(1);
        let author = self.who(&message.by)?.account;
        let reply_to = match &message.reply_to {
            Some(key) => Some(places.get(key).ok_or_else(|| Error::fault(format!("the demo has no message {key}")))?.0),
            None => None,
        };
        let send = Send {
            room,
            client_id: self.chance.id::<ClientMessageId>(at),
            body: message.edited.as_ref().unwrap_or(&message.body).clone(),
            note: message.note.clone(),
            reply_to,
        };
        let id = self.chance.id(at);
        let posted = messages::post(&mut self.tx, at, author, id, &send).await?;
        if message.edited.is_some() {
            messages::edit(&mut self.tx, later, author, id, &message.body, message.note.as_deref()).await?;
        }
        for (reaction, people) in &message.reactions {
            for key in people {
                let account = self.who(key)?.account;
                messages::react(&mut self.tx, later, account, id, *reaction, true).await?;
            }
        }
        if message.deleted {
            messages::delete(&mut self.tx, later, author, id).await?;
        }
        Ok((posted.message, posted.seq))
    }

    async fn read(
        &mut self,
        room: RoomId,
        members: &[String],
        named: &BTreeMap<String, String>,
        places: &HashMap<String, (MessageId, Seq)>,
    ) -> Result<()> {
        for key in members {
            let account = self.who(key)?.account;
            let up_to = match named.get(key) {
                Some(message) => {
                    places.get(message).ok_or_else(|| Error::fault(format!("the demo has no message {message}")))?.1
                }
                None => Seq(i64::MAX),
            };
            rooms::mark_read(&mut self.tx, self.now, room, account, up_to).await?;
        }
        Ok(())
    }
}
