//! Messages and what else happens in a room are one log, though they are stored apart.

use super::*;
use crate::storage::{sql, testing::migrate};
use crate::streams;
use alongside_protocol::{Event, StreamId};

impl Kitchen {
    /// A message, an edit, a reaction, another message and a deletion, after what made the room.
    async fn talk(&self) {
        let said = self.say(self.birch, "the kettle is on").await.message;
        self.kept(async |tx| edit(tx, NOW, self.birch, said, "the kettle was on", None).await).await;
        self.kept(async |tx| react(tx, NOW, self.heron, said, Reaction::WithYou, true).await).await;
        self.say(self.heron, "thank you").await;
        let gone = self.say(self.birch, "and gone").await.message;
        self.kept(async |tx| delete(tx, NOW, self.birch, gone).await).await;
    }

    /// The whole log, read so many entries at a time.
    async fn log(&self, page: i64) -> Vec<Event> {
        let mut tx = self.db.read().await.expect("a transaction");
        let (stream, mut from, mut all) = (StreamId::from(self.room), Seq(0), Vec::new());
        loop {
            let read = streams::events(&mut tx, stream, from, page).await.expect("a page");
            assert!(read.events.len() as i64 <= page);
            if read.to == from {
                return all;
            }
            from = read.to;
            all.extend(read.events);
        }
    }

    async fn execute(&self, statements: &[&'static str]) {
        let mut tx = self.db.write().await.expect("a transaction");
        for statement in statements {
            sql!(tx, execute, *statement).expect(statement);
        }
        let _nobody_listens = tx.commit().await.expect("durable");
    }
}

#[tokio::test]
async fn a_log_has_no_hole_however_it_is_read() {
    each_engine(async |db| {
        let kitchen = Kitchen::new(db).await;
        kitchen.talk().await;
        let log = kitchen.log(500).await;
        let places: Vec<i64> = log.iter().map(|event| event.seq.0).collect();
        assert_eq!(places, Vec::from_iter(1..=places.len() as i64));
        let posted = log.iter().filter(|event| matches!(event.kind, EventKind::MessagePosted { .. }));
        assert_eq!(posted.filter(|event| event.at == NOW && event.actor.is_some()).count(), 3);
        for page in [1, 2, 3] {
            assert_eq!(kitchen.log(page).await, log, "{page} at a time");
        }
    })
    .await;
}

#[tokio::test]
async fn a_log_from_before_messages_were_their_own_entries_stays_the_same() {
    each_engine(async |db| {
        let kitchen = Kitchen::new(db).await;
        kitchen.talk().await;
        let log = kitchen.log(500).await;
        // As the ninth migration left it.
        let before = [
            "ALTER TABLE entry RENAME TO event",
            "INSERT INTO event (stream, seq, kind, message, actor, at)
             SELECT room, seq, 'message_posted', id, author, posted_at FROM message",
            "DELETE FROM migration WHERE number >= 10",
            "DELETE FROM meta WHERE key = 'oldest_server'",
        ];
        kitchen.execute(&before).await;
        migrate(&kitchen.db).await;
        assert_eq!(kitchen.log(500).await, log);
        kitchen.say(kitchen.birch, "and on it goes").await;
        assert_eq!(kitchen.log(3).await.len(), log.len() + 1);
    })
    .await;
}
