//! What the others need: a runtime, some people with a room each, and something to say.

use alongside::accounts::{self, Alias, Caller, Hasher, NewAccount, Password, PasswordHash};
use alongside::clock::Chance;
use alongside::error::Result;
use alongside::rooms;
use alongside::storage::{Db, Tx};
use alongside_protocol::client::Send;
use alongside_protocol::http::{CreateRoom, SessionKind};
use alongside_protocol::{
    AccountId, Event, EventKind, Message, MessageState, Person, Role, RoomId, RoomKind, Seq, SessionId, Timestamp,
};
use tokio::runtime::{Builder, Runtime};

/// As long as the load generator's messages.
pub const BODY: &str = "the kettle is on and the lamp by the window stays lit until the last of us has gone to sleep; \
    nobody has to say anything here, and whoever wants to may begin with the weather or with what is for tea tonight";
pub const NOW: Timestamp = Timestamp::from_millis(1_773_110_467_250);

pub fn runtime() -> Runtime {
    Builder::new_current_thread().enable_all().build().expect("a runtime")
}

/// People who are each alone in a room with its keeper.
pub async fn people(db: &Db, chance: &Chance, count: usize) -> Result<Vec<(AccountId, RoomId)>> {
    // All have one password, which nobody uses: hashing takes long on purpose.
    let password = Hasher::new().hash(Password::chosen(&chance.token(), "")?, chance).await?;
    let mut tx = db.write().await?;
    let keeper = person(&mut tx, chance, "Keeper", &password, vec![Role::Supporter]).await?;
    let mut people = Vec::with_capacity(count);
    for number in 0..count {
        // Letters that look like no others: an alias that looks like another is taken.
        let digit = |digit: char| char::from(b"bfghkpstxz"[digit as usize - '0' as usize]);
        let alias = format!("Tern {}", format!("{number:03}").chars().map(digit).collect::<String>());
        let caller = person(&mut tx, chance, &alias, &password, vec![]).await?;
        let wanted = CreateRoom {
            kind: RoomKind::Public,
            name: alias,
            description: String::new(),
            topics: vec![],
            language: None,
            rules: vec![],
        };
        let room = rooms::create(&mut tx, NOW, chance, &keeper, &wanted).await?;
        rooms::join(&mut tx, NOW, chance, &caller, room, 1).await?;
        people.push((caller.account, room));
    }
    let _nobody_listens = tx.commit().await?;
    Ok(people)
}

async fn person(
    tx: &mut Tx,
    chance: &Chance,
    alias: &str,
    password: &PasswordHash,
    roles: Vec<Role>,
) -> Result<Caller> {
    let new = NewAccount { alias: Alias::parse(alias)?, password: password.clone(), email: None, language: None };
    let account = accounts::create(tx, NOW, chance, new).await?;
    for role in &roles {
        accounts::roles::grant(tx, NOW, accounts::roles::By::CommandLine, account, *role).await?;
    }
    let (session, kind) = (chance.id::<SessionId>(NOW), SessionKind::Device);
    Ok(Caller { account, alias: alias.into(), roles, session, kind, last_seen_at: NOW, expires_at: NOW })
}

pub fn send(chance: &Chance, room: RoomId) -> Send {
    Send { room, client_id: chance.id(NOW), body: BODY.into(), note: None, reply_to: None }
}

/// What a room hears when somebody posts.
pub fn posted(chance: &Chance, room: RoomId, seq: Seq) -> Event {
    let author = Person { id: chance.id(NOW), alias: "Quiet Birch".into() };
    let message = Message {
        id: chance.id(NOW),
        room,
        author: author.clone(),
        by_moderator: false,
        client_id: chance.id(NOW),
        state: MessageState::Visible,
        body: BODY.into(),
        note: None,
        reply_to: None,
        mentions: vec![],
        revision: 1,
        reactions: vec![],
        mine: vec![],
        posted_at: NOW,
        edited_at: None,
        deleted_at: None,
        seq,
    };
    Event { seq, at: NOW, actor: Some(author.id), kind: EventKind::MessagePosted { message } }
}
