//! What people are told: in the app ([`inbox`]), by mail and by [`push`], as [`kinds`] and their own [`preferences`] say. What mails
//! say is in `mails.LANGUAGE.ftl`; [`texts`] fills it in.
//!
//! A letter is handed to [`Post`] after the commit that it tells of, and waits in memory until the mail server takes
//! it: a letter that waits when the process dies is lost. A reset link can be asked for again, so that is enough for it.
//! Letters that must not be lost go through [`outbox`].

mod delivery;
mod html;
pub mod inbox;
pub mod kinds;
pub mod outbox;
pub mod preferences;
pub mod push;
pub mod reach;
mod stop;
#[cfg(test)]
pub(crate) mod testing;
pub mod texts;

pub use stop::StopKey;
pub use texts::About;

use crate::accounts::Mailbox;
use crate::clock::{Chance, Clock};
use crate::error::{Error, Result};
use alongside_protocol::{AccountId, NotificationKind, Refusal, RefusalCode};
use outbox::Outcome;
use std::sync::Arc;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use uuid::Uuid;

/// Letters that may wait for the mail server.
const LETTERS_WAITING: usize = 256;
/// When to come back while that many wait, in milliseconds.
const COME_BACK_MS: u64 = 30_000;

/// A mail to one account.
#[derive(Debug, Clone)]
pub struct Letter {
    pub to: Mailbox,
    pub about: About,
}

/// Sends letters beside everything else. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Post(Option<Sending>);

/// Absent from [`Post`]: this server sends no mail.
#[derive(Debug, Clone)]
struct Sending {
    queue: mpsc::Sender<Letter>,
    carrier: Arc<delivery::Carrier>,
    /// What links in mails begin with.
    public_url: String,
    stop: StopKey,
}

/// A place in the queue that is ours.
pub struct Place(mpsc::OwnedPermit<Letter>);

impl Place {
    pub fn send(self, letter: Letter) {
        self.0.send(letter);
    }
}

/// What sending mail needs to know.
#[derive(Debug, Clone)]
pub struct MailOptions {
    /// `smtp://user:password@host:port` or `smtps://…`; absent: no mail.
    pub smtp_url: Option<String>,
    pub from: Option<String>,
    /// The address that links in mails begin with.
    pub public_url: Option<String>,
    /// The name of the installation, in subjects and greetings.
    pub name: String,
}

impl Post {
    /// Starts the task that sends, if there is a mail server, and a public address for the links in mails: one taken
    /// from a request could lead to somebody else's server.
    pub fn start(
        options: &MailOptions,
        stop: StopKey,
        clock: &Clock,
        chance: &Chance,
        tasks: &TaskTracker,
        stopping: &CancellationToken,
    ) -> Result<Self> {
        let (Some(url), Some(from), Some(public_url)) = (&options.smtp_url, &options.from, &options.public_url) else {
            if options.smtp_url.is_some() {
                tracing::warn!("mail is off: it needs --mail-from, and --public-url for the links in mails");
            }
            return Ok(Self(None));
        };
        let (queue, letters) = mpsc::channel(LETTERS_WAITING);
        let carrier = delivery::Carrier::new(url, from, &options.name, clock.clone(), chance.clone())?;
        let carrier = Arc::new(carrier);
        tasks.spawn(delivery::deliver(carrier.clone(), letters, stopping.clone()));
        Ok(Self(Some(Sending { queue, carrier, public_url: public_url.clone(), stop })))
    }

    /// This server sends mail.
    pub fn works(&self) -> bool {
        self.0.is_some()
    }

    /// Hands one letter to the mail server, once, and says what became of it.
    pub(crate) async fn carry(&self, letter: &Letter, id: Uuid) -> Outcome {
        match &self.0 {
            Some(sending) => sending.carrier.carry_once(letter, id).await,
            None => Outcome::LATER,
        }
    }

    /// Where an account turns off mails of one kind, without signing in.
    fn stop_link(&self, account: AccountId, kind: NotificationKind) -> String {
        let token = self.0.as_ref().map(|sending| sending.stop.token(account, kind)).unwrap_or_default();
        self.link(&format!("/api/v1/unsubscribe/{token}"))
    }

    /// A page of this server, as a link in a mail.
    pub fn link(&self, path: &str) -> String {
        format!("{}{path}", self.0.as_ref().map_or("", |sending| sending.public_url.as_str()))
    }

    /// Takes a place in the queue before there is a letter, or says why there is none.
    pub fn place(&self) -> Result<Place> {
        let Some(Sending { queue, .. }) = &self.0 else {
            let message = "This server sends no mail. Please ask the people who run it for a new password.";
            return Err(Refusal::new(RefusalCode::Forbidden, message).into());
        };
        queue.clone().try_reserve_owned().map(Place).map_err(|_| {
            let busy = Refusal::new(RefusalCode::Degraded, "Many mails are waiting to be sent. Please try again soon.");
            Error::from(busy.after(COME_BACK_MS))
        })
    }

    /// Sends a letter that tells of something that has happened anyway; one that finds no place is logged and left out.
    pub fn send(&self, letter: Letter) {
        let Some(Sending { queue, .. }) = &self.0 else { return };
        if let Err(error) = queue.try_send(letter) {
            let (mpsc::error::TrySendError::Full(letter) | mpsc::error::TrySendError::Closed(letter)) = error;
            tracing::warn!(account = %letter.to.account, about = letter.about.name(), "a mail was not sent: too many wait");
        }
    }
}
