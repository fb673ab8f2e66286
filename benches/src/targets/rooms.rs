//! Very many rooms that are kept as they should be, written straight into a database: what the duty reconciler looks at
//! every ten seconds.

use alongside::clock::{Chance, Clock};
use alongside::duty::policy::Policy;
use alongside::duty::reconcile::{Commit, Done, Keeper, Memory};
use alongside::error::{Error, Result};
use alongside::storage::sqlite::query;
use alongside::storage::{Db, DbOptions};
use std::time::{Duration, Instant};

/// People, each of whom keeps some rooms and is a member of others.
const PEOPLE: i64 = 1_000;
/// Members of a room besides who keeps it.
const MEMBERS: i64 = 4;

/// `$1` rooms, made and last posted in at `$2`, by `$3` people, with `$4` members in each.
const TEXTS: [&str; 5] = [
    "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < $3)
     INSERT INTO account (id, alias, alias_key, password_hash, settings, created_at)
     SELECT printf('01900000-0000-7000-8001-%012x', i), 'Keeper ' || i, 'keeper' || i, '-', '{}', $2 FROM n",
    "INSERT INTO account_role (account, role, granted_at) SELECT id, 'supporter', $2 FROM account",
    "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < $1)
     INSERT INTO stream (id, kind, head) SELECT printf('01900000-0000-7000-8002-%012x', i), 'room', 0 FROM n",
    "INSERT INTO room (id, kind, state, name, search_key, description, language, guidelines_version, slow_ms, created_at,
         moderated_since, last_qualifying_post_at)
     SELECT id, 'public', 'open', 'Room', 'room', '', 'en', 1, 0, $2, $2, $2 FROM stream",
    "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < $1 * ($4 + 1))
     INSERT INTO membership (room, account, role, joined_at, guidelines_accepted, read_up_to)
     SELECT printf('01900000-0000-7000-8002-%012x', i / ($4 + 1)),
            printf('01900000-0000-7000-8001-%012x', (i / ($4 + 1) + 7 * (i % ($4 + 1))) % $3),
            CASE WHEN i % ($4 + 1) = 0 THEN 'moderator' ELSE 'member' END, $2, 1, 0
     FROM n",
];

/// A new SQLite database with that many rooms.
pub async fn write(database_url: &str, rooms: i64) -> Result<Db> {
    let db = Db::open(database_url, &DbOptions::default()).await?;
    let Db::Sqlite { writer, .. } = &db else {
        return Err(Error::fault("rooms are written straight into SQLite only"));
    };
    let mut tx = writer.begin("BEGIN IMMEDIATE").await?;
    for text in TEXTS {
        let query = query(text).bind(rooms).bind(Clock::System.now().millis()).bind(PEOPLE).bind(MEMBERS);
        query.execute(&mut tx).await?;
    }
    tx.commit().await?;
    Ok(db)
}

/// One look at all of them, as the server's own job has it.
pub async fn look(db: &Db, memory: &Memory) -> Result<(Done, Duration)> {
    let (clock, chance, policy) = (Clock::System, Chance::System, Policy::default());
    let commit: Box<Commit> = Box::new(|tx| {
        Box::pin(async {
            let _nobody_listens = tx.commit().await?;
            Ok(())
        })
    });
    let began = Instant::now();
    let keeper = Keeper { db, clock: &clock, chance: &chance, policy: &policy, memory, commit: &*commit };
    Ok((keeper.pass().await?, began.elapsed()))
}
