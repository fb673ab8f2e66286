//! Mails of notifications. A mail's id is its notification's.

use super::{Carrier, Outcome, Slip, Table, Written, store, turn};
use crate::accounts;
use crate::error::Result;
use crate::notifications::{About, Letter, Post, kinds, preferences};
use crate::storage::{Db, Tx};
use alongside_protocol::{AccountId, NotificationId, Timestamp};

/// Mails a notification at `rings_at`, if the account has an address then.
pub(in crate::notifications) async fn put(
    tx: &mut Tx,
    account: AccountId,
    id: NotificationId,
    rings_at: Timestamp,
) -> Result<()> {
    store::insert_mail(tx, account, id, rings_at).await
}

/// Sends what is due and answers how many were sent.
pub async fn send_waiting(db: &Db, post: &Post, now: impl Fn() -> Timestamp + Sync) -> Result<usize> {
    if !post.works() { Ok(0) } else { turn(db, &Mails { post, now: &now }, &now).await }
}

struct Mails<'a, N> {
    post: &'a Post,
    now: N,
}

impl<N: Fn() -> Timestamp + Sync> Carrier for Mails<'_, N> {
    type Letter = Letter;

    fn table(&self) -> Table {
        Table::Mail
    }

    async fn write(&self, tx: &mut Tx, slip: &Slip) -> Result<Written<Letter>> {
        // A newer server may tell of kinds that are unknown here.
        let Some(told) = store::told(tx, &slip.key).await? else { return Ok(Written::Impossible) };
        let manner = kinds::of(told.kind);
        let ways = preferences::ways(tx, (self.now)(), told.account, told.kind).await?;
        let is_read = told.read_at.is_some() && !manner.always;
        if !ways.mail || is_read {
            return Ok(Written::Needless);
        }
        let Some(to) = accounts::mailbox(tx, told.account).await? else { return Ok(Written::Impossible) };
        let path = match (told.room, &told.receipt) {
            (Some(room), _) => format!("/rooms/{room}"),
            (None, Some(_)) => "/contact".to_owned(),
            (None, None) => "/".to_owned(),
        };
        let stop = (!manner.always).then(|| self.post.stop_link(told.account, told.kind));
        let about = About::Notification {
            name: manner.name,
            room: told.name.unwrap_or_default(),
            receipt: told.receipt.unwrap_or_default(),
            due_at: told.due_at.unwrap_or(told.at),
            write_by: told.write_by,
            link: self.post.link(&path),
            stop,
        };
        Ok(Written::Send(Letter { to, about }))
    }

    async fn carry(&self, letter: Letter, slip: &Slip) -> Outcome {
        match slip.key.parse() {
            Ok(NotificationId(id)) => self.post.carry(&letter, id).await,
            Err(_) => Outcome::Refused,
        }
    }
}
