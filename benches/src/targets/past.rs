//! A long past for one room, written at once in SQL: posting a million messages would take minutes.

use crate::Mishap;
use alongside::storage::sqlite::query;
use alongside::storage::{Db, DbOptions};

/// Whoever wrote them, they are all of one member. The log goes on from where it stands.
const MESSAGES: &str = "
    INSERT INTO message (id, room, author, by_moderator, client_id, fingerprint, state, body, revision, posted_at, seq)
    WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < $1)
    SELECT printf('01900000-0000-7000-8000-%012x', i), room.id,
           (SELECT account FROM membership WHERE room = room.id LIMIT 1), FALSE,
           printf('%08x-0000-4000-8000-%012x', (i * 2654435761) % 4294967296, i), printf('%064x', i), 'visible',
           substr(printf('%d the kettle is on and the lamp by the window stays lit until the last of us has gone to sleep; %200d', i, i), 1, 200),
           1, room.created_at + i, (SELECT head FROM stream WHERE stream.id = room.id) + i
    FROM n, (SELECT id, created_at FROM room LIMIT 1) AS room";
const HEAD: &str = "
    UPDATE stream SET head = (SELECT MAX(seq) FROM message WHERE room = stream.id)
    WHERE id = (SELECT id FROM room LIMIT 1)";

pub async fn write(database_url: &str, messages: usize) -> Result<(), Mishap> {
    let failed = |error: &dyn std::error::Error| Mishap::Stuck(format!("a past could not be written: {error}"));
    let db = Db::open(database_url, &DbOptions::default()).await.map_err(|error| failed(&error))?;
    let Db::Sqlite { writer, .. } = &db else {
        return Err(Mishap::Needs("A room's past is written on SQLite only.".into()));
    };
    let mut tx = writer.begin("BEGIN IMMEDIATE").await.map_err(|error| failed(&error))?;
    query(MESSAGES).bind(messages as i64).execute(&mut tx).await.map_err(|error| failed(&error))?;
    query(HEAD).execute(&mut tx).await.map_err(|error| failed(&error))?;
    tx.commit().await.map_err(|error| failed(&error))?;
    db.close().await;
    Ok(())
}
