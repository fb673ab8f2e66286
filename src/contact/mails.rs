//! Answers of staff to an address that somebody gave. A mail's id is its answer's.

use super::{receipts, store};
use crate::accounts::Mailbox;
use crate::error::Result;
use crate::notifications::outbox::{Carrier, Outcome, Slip, Table, Written, turn};
use crate::notifications::{About, Letter, Post};
use crate::storage::{Db, Tx};
use alongside_protocol::{AccountId, Timestamp};
use uuid::Uuid;

/// Sends what is due and answers how many were sent.
pub async fn send_waiting(db: &Db, post: &Post, now: impl Fn() -> Timestamp + Sync) -> Result<usize> {
    if !post.works() { Ok(0) } else { turn(db, &Answers { post }, now).await }
}

struct Answers<'a> {
    post: &'a Post,
}

impl Carrier for Answers<'_> {
    type Letter = Letter;

    fn table(&self) -> Table {
        Table::ContactMail
    }

    async fn write(&self, tx: &mut Tx, slip: &Slip) -> Result<Written<Letter>> {
        let Some(row) = store::mail(tx, &slip.key).await? else { return Ok(Written::Impossible) };
        let Some(address) = row.email else { return Ok(Written::Impossible) };
        let receipt = receipts::shown(&row.receipt);
        // It is nobody's account. They gave the address for this answer, and know it by the name of the place.
        let to = Mailbox { account: AccountId(Uuid::nil()), address, language: row.language, discreet: false };
        let link = self.post.link("/contact/receipt");
        Ok(Written::Send(Letter { to, about: About::ContactAnswer { text: row.text, receipt, link } }))
    }

    async fn carry(&self, letter: Letter, slip: &Slip) -> Outcome {
        match slip.key.parse() {
            Ok(id) => self.post.carry(&letter, id).await,
            Err(_) => Outcome::Refused,
        }
    }
}
