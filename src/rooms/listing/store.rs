use crate::error::Result;
use crate::rooms::text;
use crate::storage::{Tx, sql};
use alongside_protocol::{Language, RoomId, Timestamp};

/// A room that fits a search, and when something was last written in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::FromRow)]
pub(super) struct Candidate {
    pub id: RoomId,
    pub active_at: Timestamp,
}

/// Rooms that hold every one of `words`, newest activity first. `topic` is folded; empty for any.
pub(super) async fn candidates(
    tx: &mut Tx,
    words: &[String; super::WORDS],
    topic: &str,
    language: Option<Language>,
    most: i64,
) -> Result<Vec<Candidate>> {
    let [first, second, third, fourth] = words.each_ref().map(|word| text::holding(word));
    sql!(
        tx,
        all Candidate,
        r"SELECT r.id, COALESCE((SELECT x.posted_at FROM message x WHERE x.room = r.id ORDER BY x.seq DESC LIMIT 1), r.created_at) AS active_at
          FROM room r
          WHERE r.kind IN ('public', 'group') AND r.state IN ('open', 'read_only')
              AND r.search_key LIKE $1 ESCAPE '\' AND r.search_key LIKE $2 ESCAPE '\'
              AND r.search_key LIKE $3 ESCAPE '\' AND r.search_key LIKE $4 ESCAPE '\'
              AND ($5 = '' OR EXISTS (SELECT 1 FROM room_topic t WHERE t.room = r.id AND t.topic_key = $5))
              AND ($6 = '' OR r.language = $6)
          ORDER BY active_at DESC, r.id LIMIT $7",
        first,
        second,
        third,
        fourth,
        topic,
        language.map_or("", Language::as_str),
        most
    )
}

/// Topics of listed rooms, commonest first.
pub(super) async fn common_topics(tx: &mut Tx, most: i64) -> Result<Vec<String>> {
    let rows = sql!(
        tx,
        all(String, i64),
        "SELECT MIN(t.topic), COUNT(*) FROM room_topic t
         JOIN room r ON r.id = t.room AND r.kind IN ('public', 'group') AND r.state IN ('open', 'read_only')
         GROUP BY t.topic_key ORDER BY COUNT(*) DESC, t.topic_key LIMIT $1",
        most
    )?;
    Ok(rows.into_iter().map(|(topic, _)| topic).collect())
}
