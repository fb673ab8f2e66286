//! People, rooms and memberships, by the server's own use cases on its database. All have one password, which nobody uses:
//! hashing thousands would take minutes.

use super::{Seat, Shape};
use crate::Mishap;
use alongside::accounts::{self, Alias, Caller, Hasher, NewAccount, Password, PasswordHash, roles, sessions};
use alongside::clock::{Chance, Clock};
use alongside::error::{Error, chain};
use alongside::rooms;
use alongside::storage::{Db, DbOptions, Tx};
use alongside_protocol::http::{CreateRoom, SessionKind};
use alongside_protocol::{Role, RoomId, RoomKind, Timestamp};

pub async fn people(database_url: &str, shape: Shape) -> Result<Vec<Seat>, Mishap> {
    seed(database_url, shape)
        .await
        .map_err(|error| Mishap::Stuck(format!("people could not be made: {}", chain(&error))))
}

async fn seed(database_url: &str, shape: Shape) -> Result<Vec<Seat>, Error> {
    let db = Db::open(database_url, &DbOptions::default()).await?;
    let (now, chance) = (Clock::System.now(), Chance::System);
    let password = Hasher::new().hash(Password::chosen(&chance.token(), "")?, &chance).await?;
    let mut seeder = Seeder {
        tx: db.write().await?,
        now,
        chance,
        password,
        run: std::time::UNIX_EPOCH.elapsed().map_or(0, |since| since.as_millis() as u64),
        made: 0,
    };
    let mut seats = Vec::with_capacity(shape.rooms * shape.members);
    let (keeper, _) = seeder.person(&[Role::Supporter]).await?;
    for room in 0..shape.rooms {
        let id = seeder.room(&keeper, room).await?;
        for _ in 0..shape.members {
            let (caller, token) = seeder.person(&[]).await?;
            rooms::join(&mut seeder.tx, now, &seeder.chance, &caller, id, 1).await?;
            seats.push(Seat { room, room_id: id.to_string(), token });
        }
    }
    let _nobody_listens = seeder.tx.commit().await?;
    db.close().await;
    Ok(seats)
}

struct Seeder {
    tx: Tx,
    now: Timestamp,
    chance: Chance,
    password: PasswordHash,
    /// Tells the people of one run from those of another on the same database.
    run: u64,
    made: u64,
}

impl Seeder {
    async fn person(&mut self, wanted: &[Role]) -> Result<(Caller, String), Error> {
        self.made += 1;
        let alias = Alias::parse(&format!("G{} {}", letters(self.run, 9), letters(self.made, 5)))?;
        let shown = alias.shown().to_owned();
        let new = NewAccount { alias, password: self.password.clone(), email: None, language: None };
        let account = accounts::create(&mut self.tx, self.now, &self.chance, new).await?;
        for role in wanted {
            roles::grant(&mut self.tx, self.now, roles::By::CommandLine, account, *role).await?;
        }
        let opened = sessions::issue_token(&mut self.tx, self.now, &self.chance, account, "load", None).await?;
        let caller = Caller {
            account,
            alias: shown,
            roles: wanted.to_vec(),
            session: opened.id,
            kind: SessionKind::Token,
            last_seen_at: self.now,
            expires_at: opened.expires_at,
        };
        Ok((caller, opened.token.reveal().to_owned()))
    }

    async fn room(&mut self, keeper: &Caller, number: usize) -> Result<RoomId, Error> {
        let wanted = CreateRoom {
            kind: RoomKind::Public,
            name: format!("Load {}", letters(number as u64, 4)),
            description: "Made to be measured.".into(),
            topics: Vec::new(),
            language: None,
            rules: Vec::new(),
        };
        rooms::create(&mut self.tx, self.now, &self.chance, keeper, &wanted).await
    }
}

/// A number in letters that look like no other letters and make no words: aliases hold few digits.
fn letters(mut number: u64, length: usize) -> String {
    const LETTERS: &[u8] = b"bcdfghkpqrtvxyz";
    let mut text = Vec::with_capacity(length);
    for _ in 0..length {
        text.push(LETTERS[(number % LETTERS.len() as u64) as usize] as char);
        number /= LETTERS.len() as u64;
    }
    text.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use alongside::accounts::aliases::key_of;
    use std::collections::HashSet;

    #[test]
    fn no_two_people_look_alike_and_every_name_may_be_used() {
        let numbers = (0..20_000).step_by(13);
        let keys: HashSet<String> = numbers.clone().map(|n| key_of(&letters(n, 5))).collect();
        assert_eq!(keys.len(), numbers.clone().count());
        let usable = |n: u64| Alias::parse(&format!("G{} {}", letters(n * 1_000_003, 9), letters(n, 5))).is_ok();
        assert!(numbers.step_by(7).all(usable));
    }
}
