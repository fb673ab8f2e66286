//! What people change about their own account.

use super::{Alias, Caller, Email, links, record_update, store};
use crate::announcement::Control;
use crate::error::{Result, refuse};
use crate::storage::Tx;
use alongside_protocol::http::{SessionKind, UpdateMe};
use alongside_protocol::limits::MUTED_WORDS;
use alongside_protocol::{Account, Refusal, RefusalCode, Settings, Timestamp};

/// Longest address of quick exit, in Unicode scalar values.
const EXIT_URL_CHARACTERS: usize = 300;

/// Changes what is there in `update`, all of it or nothing.
pub async fn update(tx: &mut Tx, now: Timestamp, caller: &Caller, update: UpdateMe) -> Result<Account> {
    let account = caller.account;
    if let Some(text) = &update.alias {
        store::set_alias(tx, account, &Alias::parse(text)?).await.map_err(super::alias_taken)?;
        // Open connections show the alias to others.
        tx.control(Control::AccountChanged(account));
    }
    if let Some(text) = &update.email {
        // The address takes over the password: a leaked token must not reach it.
        if caller.kind == SessionKind::Token {
            return refuse(
                RefusalCode::Forbidden,
                "A token cannot change the mail address. Sign in with your password for that.",
            );
        }
        let email = if text.trim().is_empty() { None } else { Some(Email::parse(text)?) };
        store::set_email(tx, account, email.as_ref()).await?;
        links::withdraw_resets(tx, now, account).await?;
    }
    if let Some(settings) = update.settings {
        store::set_settings(tx, account, &checked(settings)?).await?;
    }
    record_update(tx, now, Some(account), account).await
}

/// Settings as they will be kept.
fn checked(mut settings: Settings) -> Result<Settings, Refusal> {
    settings.exit_url = settings.exit_url.trim().to_owned();
    let url = &settings.exit_url;
    let host = url.strip_prefix("https://").unwrap_or_default();
    let plain = !url.chars().any(|c| c.is_whitespace() || c.is_control());
    if !host.starts_with(char::is_alphanumeric) || !plain || url.chars().count() > EXIT_URL_CHARACTERS {
        return Err(Refusal::invalid("exit_url", "Quick exit needs an address that begins with https://."));
    }
    let mut words: Vec<String> = Vec::new();
    for word in settings.muted_words.iter().map(|word| word.trim()) {
        if word.is_empty() || word.chars().count() > MUTED_WORDS.1 || word.chars().any(char::is_control) {
            let message = format!("A muted word has 1 to {} characters.", MUTED_WORDS.1);
            return Err(Refusal::invalid("muted_words", message));
        }
        if !words.iter().any(|known| known == word) {
            words.push(word.to_owned());
        }
    }
    if words.len() > MUTED_WORDS.0 {
        let message = format!("You can mute at most {} words.", MUTED_WORDS.0);
        return Err(Refusal::invalid("muted_words", message));
    }
    settings.muted_words = words;
    Ok(settings)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(exit_url: &str, muted: &[&str]) -> Settings {
        Settings {
            exit_url: exit_url.into(),
            muted_words: muted.iter().map(|word| (*word).to_owned()).collect(),
            ..Settings::default()
        }
    }

    #[test]
    fn which_settings_are_kept() {
        let many: Vec<String> = (0..=MUTED_WORDS.0).map(|n| format!("word {n}")).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        let long = "w".repeat(MUTED_WORDS.1 + 1);
        for (settings, wrong) in [
            (with("https://www.weather.gov/", &[]), None),
            (with(" https://www.weather.gov/ ", &["snow", "storm"]), None),
            (with("https://www.weather.gov/", &many[1..]), None),
            (with("http://www.weather.gov/", &[]), Some("exit_url")),
            (with("javascript:alert(1)", &[]), Some("exit_url")),
            (with("https://", &[]), Some("exit_url")),
            (with("https:///path", &[]), Some("exit_url")),
            (with("https://a b", &[]), Some("exit_url")),
            (with("", &[]), Some("exit_url")),
            (with("https://www.weather.gov/", &[""]), Some("muted_words")),
            (with("https://www.weather.gov/", &[&long]), Some("muted_words")),
            (with("https://www.weather.gov/", &many), Some("muted_words")),
        ] {
            let shown = format!("{settings:?}");
            assert_eq!(checked(settings).err().and_then(|refusal| refusal.field).as_deref(), wrong, "{shown}");
        }
    }

    #[test]
    fn words_are_kept_once_without_the_space_around() {
        let kept = checked(with("https://www.weather.gov/", &[" snow ", "snow"])).expect("good settings");
        assert_eq!(kept.muted_words, ["snow"]);
    }
}
