//! Hands letters to the mail server, one after the other.

use super::outbox::Outcome;
use super::{Letter, html, texts};
use crate::clock::{Chance, Clock};
use crate::error::{Error, Result, chain};
use lettre::message::header::{Header, HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message, MultiPart};
use lettre::{Address, AsyncSmtpTransport, AsyncTransport, Tokio1Executor};
use std::sync::Arc;
use std::time::{Duration, SystemTime};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

/// How often one letter is tried.
const ATTEMPTS: u32 = 3;
/// Time between two attempts.
const BETWEEN_ATTEMPTS: Duration = Duration::from_secs(5);
/// How long the mail server may take for one step.
const SMTP_STEP: Duration = Duration::from_secs(20);
/// When the server stops, how long waiting letters may still be sent.
const LAST_LETTERS: Duration = Duration::from_secs(5);

/// Knows the mail server and how our letters look.
#[derive(Debug)]
pub(super) struct Carrier {
    smtp: AsyncSmtpTransport<Tokio1Executor>,
    from: Address,
    server_name: String,
    clock: Clock,
    chance: Chance,
}

impl Carrier {
    pub(super) fn new(url: &str, from: &str, server_name: &str, clock: Clock, chance: Chance) -> Result<Self> {
        let smtp =
            AsyncSmtpTransport::<Tokio1Executor>::from_url(url).map_err(Error::fault)?.timeout(Some(SMTP_STEP)).build();
        let from: Mailbox = from.parse().map_err(Error::fault)?;
        Ok(Self { smtp, from: from.email, server_name: server_name.to_owned(), clock, chance })
    }

    async fn carry(&self, letter: &Letter) -> Result<()> {
        // An id of ours: the library's own would tell the machine's name.
        let mail = self.mail(letter, self.chance.id(self.clock.now()))?;
        let mut attempt = 1;
        loop {
            match self.smtp.send(mail.clone()).await {
                Ok(_) => return Ok(()),
                Err(error) if error.is_permanent() || attempt == ATTEMPTS => return Err(Error::fault(error)),
                Err(_) => {
                    attempt += 1;
                    tokio::time::sleep(BETWEEN_ATTEMPTS).await;
                }
            }
        }
    }

    /// One try, under an id that stays the same for every try.
    pub(super) async fn carry_once(&self, letter: &Letter, id: Uuid) -> Outcome {
        let sent = match self.mail(letter, id) {
            Ok(mail) => self.smtp.send(mail).await,
            Err(error) => {
                tracing::warn!(account = %letter.to.account, error = %scrubbed(&error, letter), "a mail cannot be written");
                return Outcome::Refused;
            }
        };
        match sent {
            Ok(_) => Outcome::Sent,
            Err(error) => {
                let outcome = if error.is_permanent() { Outcome::Refused } else { Outcome::LATER };
                let error = scrubbed(&Error::fault(error), letter);
                tracing::info!(account = %letter.to.account, ?outcome, error, "a mail was not taken");
                outcome
            }
        }
    }

    fn mail(&self, letter: &Letter, id: Uuid) -> Result<Message> {
        let text = texts::write(&letter.to, &letter.about, &self.server_name)?;
        let now = self.clock.now();
        let to: Address =
            letter.to.address.parse().map_err(|_| Error::fault("the stored mail address cannot be used"))?;
        let html = html::page(letter.to.language.as_str(), &text.subject, &text.body, text.small.as_deref());
        let plain = text.plain();
        let mut mail = Message::builder()
            .from(Mailbox::new(Some(text.sender), self.from.clone()))
            .to(Mailbox::new(None, to))
            .subject(text.subject)
            .date(SystemTime::UNIX_EPOCH + Duration::from_millis(now.millis().unsigned_abs()))
            .message_id(Some(format!("<{id}@{}>", self.from.domain())))
            .header(AutoSubmitted);
        if let Some(stop) = letter.about.stop() {
            mail = mail.header(ListUnsubscribe(format!("<{stop}>"))).header(ListUnsubscribePost);
        }
        mail.multipart(MultiPart::alternative_plain_html(plain, html)).map_err(Error::fault)
    }
}

/// Sends until the server stops; what waits then gets a last chance.
pub(super) async fn deliver(carrier: Arc<Carrier>, mut letters: mpsc::Receiver<Letter>, stopping: CancellationToken) {
    loop {
        let letter = tokio::select! {
            letter = letters.recv() => letter,
            () = stopping.cancelled() => break,
        };
        let Some(letter) = letter else { return };
        tokio::select! {
            () = deliver_one(&carrier, &letter) => {}
            () = async { stopping.cancelled().await; tokio::time::sleep(LAST_LETTERS).await } => unsent(&letter),
        }
    }
    letters.close();
    let rest = async {
        while let Some(letter) = letters.recv().await {
            deliver_one(&carrier, &letter).await;
        }
    };
    if tokio::time::timeout(LAST_LETTERS, rest).await.is_err() {
        while let Ok(letter) = letters.try_recv() {
            unsent(&letter);
        }
    }
}

async fn deliver_one(carrier: &Carrier, letter: &Letter) {
    if let Err(error) = carrier.carry(letter).await {
        tracing::warn!(account = %letter.to.account, about = letter.about.name(), error = %scrubbed(&error, letter), "a mail was not sent");
    }
}

fn unsent(letter: &Letter) {
    tracing::warn!(account = %letter.to.account, about = letter.about.name(), "a mail was not sent: the server stopped");
}

/// Mail servers like to repeat the address that they refuse; logs carry ids only.
fn scrubbed(error: &Error, letter: &Letter) -> String {
    let address = &letter.to.address;
    let (local, domain) = address.rsplit_once('@').unwrap_or((address, address));
    chain(error).replace(address.as_str(), "…").replace(local, "…").replace(domain, "…")
}

/// Tells other programs not to answer with a notice of absence (RFC 3834 section 5).
#[derive(Clone)]
struct AutoSubmitted;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }
    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }
    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}

/// Where a mail program turns off mails of this kind (RFC 2369 section 3.2), with one request (RFC 8058).
#[derive(Clone)]
struct ListUnsubscribe(String);

impl Header for ListUnsubscribe {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("List-Unsubscribe")
    }
    fn parse(text: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self(text.to_owned()))
    }
    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), self.0.clone())
    }
}

#[derive(Clone)]
struct ListUnsubscribePost;

impl Header for ListUnsubscribePost {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("List-Unsubscribe-Post")
    }
    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }
    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "List-Unsubscribe=One-Click".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::one_mail;
    use super::super::{About, Post, StopKey};
    use super::*;
    use crate::notifications::MailOptions;
    use alongside_protocol::{AccountId, Language, RefusalCode, Timestamp};
    use std::net::SocketAddr;
    use tokio::net::TcpListener;
    use tokio_util::task::TaskTracker;

    fn letter() -> Letter {
        Letter {
            to: crate::accounts::Mailbox {
                account: AccountId(Uuid::nil()),
                address: "heron@example.org".into(),
                language: Language::English,
                discreet: true,
            },
            about: About::PasswordReset { link: "https://talk.example.org/reset#token=abc".into(), minutes: 30 },
        }
    }

    fn options(smtp: Option<SocketAddr>) -> MailOptions {
        MailOptions {
            smtp_url: smtp.map(|addr| format!("smtp://{addr}")),
            from: Some("Alongside <rooms@example.org>".into()),
            public_url: Some("https://talk.example.org".into()),
            name: "Alongside".into(),
        }
    }

    fn start(options: &MailOptions) -> Post {
        let clock = Clock::test(Timestamp::from_millis(1_773_110_467_250));
        let (chance, tasks) = (Chance::seeded(1), TaskTracker::new());
        Post::start(options, StopKey::new(&chance), &clock, &chance, &tasks, &CancellationToken::new())
            .expect("started")
    }

    #[tokio::test]
    async fn a_letter_reaches_the_mail_server() {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let addr = listener.local_addr().expect("bound");
        let post = start(&options(Some(addr)));
        assert!(post.works());
        post.place().expect("a place").send(letter());
        let mail = tokio::time::timeout(Duration::from_secs(10), one_mail(&listener)).await.expect("in time");
        for part in [
            "MAIL FROM:<rooms@example.org>",
            "RCPT TO:<heron@example.org>",
            "Subject: The link you asked for",
            "From: \"Account service\" <rooms@example.org>",
            "Date: Tue, 10 Mar 2026 02:41:07 +0000",
            "Auto-Submitted: auto-generated",
            "@example.org>",
            "https://talk.example.org/reset#token=abc",
        ] {
            assert!(mail.contains(part), "{part:?} is missing in:\n{mail}");
        }
        assert!(!mail.contains("Alongside"), "discreet:\n{mail}");
    }

    #[tokio::test]
    async fn without_a_mail_server_it_says_so() {
        let post = start(&options(None));
        assert!(!post.works());
        assert_eq!(post.place().err().map(|error| error.code()), Some(RefusalCode::Forbidden));
        post.send(letter());
        let mut incomplete = options(Some(SocketAddr::from(([127, 0, 0, 1], 1))));
        incomplete.public_url = None;
        assert!(!start(&incomplete).works(), "a link needs an address that is known");
    }

    #[tokio::test]
    async fn a_full_queue_asks_to_come_back() {
        // Nobody listens at this port any more.
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let addr = listener.local_addr().expect("bound");
        drop(listener);
        let post = start(&options(Some(addr)));
        let mut places = Vec::new();
        let refused = loop {
            match post.place() {
                Ok(place) => places.push(place),
                Err(error) => break error,
            }
        };
        assert_eq!((places.len(), refused.code()), (super::super::LETTERS_WAITING, RefusalCode::Degraded));
    }

    #[test]
    fn an_address_never_reaches_a_log() {
        let error = Error::fault("550 <heron@example.org>: no mailbox heron here at example.org");
        let shown = scrubbed(&error, &letter());
        assert!(!shown.contains("heron") && !shown.contains("example.org"), "{shown}");
        assert!(!format!("{:?}", letter()).contains("heron"), "{:?}", letter());
        assert!(!format!("{:?}", letter()).contains("abc"), "{:?}", letter());
    }
}
