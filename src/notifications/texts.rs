//! What a mail says, from the Fluent files of its language.

use crate::accounts::Mailbox;
use crate::error::{Error, Result};
use alongside_protocol::{Language, Timestamp};
use chrono::Datelike;
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use std::sync::LazyLock;

/// What a letter is about, with what its text names.
#[derive(Clone)]
pub enum About {
    PasswordReset {
        link: String,
        minutes: i64,
    },
    PasswordChanged {
        link: String,
        at: Timestamp,
    },
    /// The same as in the app; `name` is of [`super::kinds`], `due_at` is when what it announces will happen, `write_by` until
    /// when a message keeps it from going on. `stop` is where its reader turns off mails of this kind.
    Notification {
        name: &'static str,
        room: String,
        receipt: String,
        due_at: Timestamp,
        write_by: Option<Timestamp>,
        link: String,
        stop: Option<String>,
    },
    /// To an address that somebody gave with what they wrote to staff.
    ContactAnswer {
        text: String,
        receipt: String,
        link: String,
    },
}

impl About {
    /// The message's name in the Fluent files.
    pub fn name(&self) -> &'static str {
        match self {
            Self::PasswordReset { .. } => "password-reset",
            Self::PasswordChanged { .. } => "password-changed",
            Self::Notification { name, .. } => name,
            Self::ContactAnswer { .. } => "contact-answer",
        }
    }

    /// Where its reader turns off mails like it.
    pub fn stop(&self) -> Option<&str> {
        match self {
            Self::Notification { stop, .. } => stop.as_deref(),
            _ => None,
        }
    }
}

/// Without the link, which opens an account.
impl std::fmt::Debug for About {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

/// A mail's words.
#[derive(Debug, PartialEq, Eq)]
pub struct Text {
    pub sender: String,
    pub subject: String,
    pub body: String,
    /// How to get no more of these, after all else.
    pub small: Option<String>,
}

impl Text {
    /// The whole mail in plain text.
    pub fn plain(&self) -> String {
        self.small.as_ref().map_or_else(|| self.body.clone(), |small| format!("{}\n\n{small}", self.body))
    }
}

type Bundle = FluentBundle<FluentResource>;

static ENGLISH: LazyLock<Bundle> = LazyLock::new(|| bundle("en", include_str!("mails.en.ftl")));
static SPANISH: LazyLock<Bundle> = LazyLock::new(|| bundle("es", include_str!("mails.es.ftl")));

/// Writes a mail of the server `server` for one reader.
pub fn write(to: &Mailbox, about: &About, server: &str) -> Result<Text> {
    let bundle: &Bundle = match to.language {
        Language::English => &ENGLISH,
        Language::Spanish => &SPANISH,
    };
    let variant = if to.discreet { "-discreet" } else { "" };
    let mut values = FluentArgs::new();
    values.set("server", server);
    match about {
        About::PasswordReset { link, minutes } => {
            values.set("link", link.as_str());
            values.set("minutes", *minutes);
        }
        About::PasswordChanged { link, at } => {
            values.set("link", link.as_str());
            values.set("when", written(*at, to.language));
        }
        About::Notification { room, receipt, due_at, write_by, link, .. } => {
            values.set("link", link.as_str());
            values.set("room", room.as_str());
            values.set("receipt", receipt.as_str());
            values.set("when", written(*due_at, to.language));
            if let Some(by) = write_by {
                values.set("by", written(*by, to.language));
            }
        }
        About::ContactAnswer { text, receipt, link } => {
            values.set("link", link.as_str());
            values.set("receipt", receipt.as_str());
            values.set("text", text.as_str());
        }
    }
    let part = |id: String| format(bundle, &id, &values);
    // Notices of older servers name no instant by which to write.
    let without_by = format!("{}-body-without-by{variant}", about.name());
    let undated = matches!(about, About::Notification { write_by: None, .. }) && bundle.has_message(&without_by);
    let small = about.stop().map(|link| Ok::<_, Error>(format!("{}\n\n{link}", part("stop".into())?))).transpose()?;
    Ok(Text {
        small,
        sender: part(format!("sender-name{variant}"))?,
        subject: part(format!("{}-subject{variant}", about.name()))?,
        body: part(if undated { without_by } else { format!("{}-body{variant}", about.name()) })?,
    })
}

fn format(bundle: &Bundle, id: &str, values: &FluentArgs) -> Result<String> {
    let pattern = bundle.get_message(id).and_then(|message| message.value());
    let pattern = pattern.ok_or_else(|| Error::fault(format!("the mail text {id} is missing")))?;
    let mut errors = Vec::new();
    let text = bundle.format_pattern(pattern, Some(values), &mut errors).into_owned();
    match errors.first() {
        None => Ok(text),
        Some(error) => Err(Error::fault(format!("the mail text {id} cannot be written: {error}"))),
    }
}

fn bundle(language: &str, source: &'static str) -> Bundle {
    let locales = language.parse().into_iter().collect();
    let mut bundle = FluentBundle::new_concurrent(locales);
    // The invisible marks would break links.
    bundle.set_use_isolating(false);
    // Entries that cannot be read are found by the test below: every text of every language is written there.
    let resource = match FluentResource::try_new(source.to_owned()) {
        Ok(resource) | Err((resource, _)) => resource,
    };
    bundle.add_resource_overriding(resource);
    bundle
}

/// Day and hour with the zone. People's own zones are not known here.
fn written(at: Timestamp, language: Language) -> String {
    const MONTHS: [&str; 12] = [
        "enero",
        "febrero",
        "marzo",
        "abril",
        "mayo",
        "junio",
        "julio",
        "agosto",
        "septiembre",
        "octubre",
        "noviembre",
        "diciembre",
    ];
    let at = at.datetime();
    match language {
        Language::English => at.format("%-d %B %Y, %H:%M UTC").to_string(),
        Language::Spanish => {
            let month = MONTHS[at.month0() as usize];
            format!("{} de {month} de {} a las {}", at.day(), at.year(), at.format("%H:%M UTC"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::notifications::kinds;
    use alongside_protocol::{AccountId, NotificationKind};

    const LINK: &str = "https://talk.example.org/reset#token=abc";
    const STOP: &str = "https://talk.example.org/api/v1/unsubscribe/abc";

    fn reader(language: Language, discreet: bool) -> Mailbox {
        Mailbox { account: AccountId(uuid::Uuid::nil()), address: "heron@example.org".into(), language, discreet }
    }

    #[test]
    fn every_mail_can_be_written_for_everybody() {
        let abouts = [
            About::PasswordReset { link: LINK.into(), minutes: 30 },
            About::PasswordChanged { link: LINK.into(), at: Timestamp::from_millis(1_773_110_467_250) },
        ];
        let notices = NotificationKind::ALL.iter().map(|kind| About::Notification {
            name: kinds::of(*kind).name,
            room: "The long nights".into(),
            receipt: "K7Q4-M2XD".into(),
            due_at: Timestamp::from_millis(1_773_110_467_250),
            write_by: Some(Timestamp::from_millis(1_773_010_467_250)),
            link: LINK.into(),
            stop: Some(STOP.into()),
        });
        let answer =
            About::ContactAnswer { text: "In The long nights.".into(), receipt: "K7Q4-M2XD".into(), link: LINK.into() };
        let abouts: Vec<About> = abouts.into_iter().chain(notices).chain([answer]).collect();
        for about in &abouts {
            for language in Language::ALL {
                for discreet in [false, true] {
                    let text = write(&reader(*language, discreet), about, "Night Kitchen").expect("a text");
                    let whole = format!("{} {} {}", text.sender, text.subject, text.body);
                    assert!(text.body.contains(&format!("\n{LINK}\n")) || text.body.ends_with(LINK), "{whole}");
                    assert!(!whole.contains(['{', '}', '\u{2068}', '\u{2069}']), "{whole}");
                    assert_eq!(whole.contains("Night Kitchen"), !discreet, "{whole}");
                    assert!(!(discreet && whole.contains("The long nights")), "{whole}");
                    assert_eq!(text.plain().ends_with(STOP), about.stop().is_some(), "{whole}");
                    let of_silence = ["duty-warning", "duty-reminder"].contains(&about.name());
                    let by = written(Timestamp::from_millis(1_773_010_467_250), *language);
                    assert_eq!(whole.contains(&by), of_silence, "both instants: {whole}");
                    assert!(!text.subject.contains('\n') && !text.sender.contains('\n'), "{whole}");
                }
            }
        }
    }

    /// Of before there were two instants: the day on which it closes is not the day by which to write.
    #[test]
    fn a_notice_that_names_no_instant_to_write_by_says_none() {
        for name in ["duty-warning", "duty-reminder"] {
            let about = About::Notification {
                name,
                room: "The long nights".into(),
                receipt: String::new(),
                due_at: Timestamp::from_millis(1_773_110_467_250),
                write_by: None,
                link: LINK.into(),
                stop: None,
            };
            for language in Language::ALL {
                for discreet in [false, true] {
                    let text = write(&reader(*language, discreet), &about, "Night Kitchen").expect("a text");
                    let closes = written(Timestamp::from_millis(1_773_110_467_250), *language);
                    assert_eq!(text.body.matches(&closes).count(), 1, "only when it closes: {}", text.body);
                }
            }
        }
    }

    #[test]
    fn instants_are_written_out() {
        let at = Timestamp::from_millis(1_773_110_467_250);
        assert_eq!(written(at, Language::English), "10 March 2026, 02:41 UTC");
        assert_eq!(written(at, Language::Spanish), "10 de marzo de 2026 a las 02:41 UTC");
    }
}
