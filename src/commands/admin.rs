//! Making and changing accounts from the command line, for scripts and for whoever locked themselves out.

use crate::accounts::roles::{self, By};
use crate::accounts::{self, Alias, Hasher, NewAccount, Password, sessions};
use crate::announcement::Announcement;
use crate::bus::{self, RedisOptions};
use crate::certification::role::Attested;
use crate::certification::{self, With, issuers};
use crate::clock::{Chance, Clock};
use crate::config::Config;
use crate::duty::policy::StandingPolicy;
use crate::error::{Error, Result};
use crate::storage::{Db, DbOptions, Tx, meta};
use alongside_protocol::standing::{RecordCertificate, StandingState};
use alongside_protocol::{AccountId, CertificateKind, Date, Refusal, RefusalCode, Role, Timestamp};
use clap::{Args, Subcommand};
use std::path::{Path, PathBuf};

#[derive(Subcommand)]
pub enum Admin {
    /// Make an account
    Create {
        #[command(flatten)]
        who: Who,
        /// supporter, staff or oversight; can be given several times
        #[arg(long, value_parser = role)]
        role: Vec<Role>,
        /// A file whose first line is the password
        #[arg(long)]
        password_file: PathBuf,
    },
    /// Grant and revoke roles
    Role {
        #[command(flatten)]
        who: Who,
        #[command(flatten)]
        change: Change,
    },
    /// Print a new bearer token for a program
    Token {
        #[command(flatten)]
        who: Who,
        /// How long it works, 1 to 365
        #[arg(long)]
        days: Option<u32>,
        /// What the account's owner sees in their list of devices
        #[arg(long, default_value = "command line")]
        name: String,
    },
    /// Sign an account out everywhere and keep it out
    Suspend(Who),
    /// Let a suspended account in again
    Unsuspend(Who),
    /// Write down a certificate that you have seen; it is verified by that
    Certificate {
        #[command(flatten)]
        who: Who,
        #[command(flatten)]
        seen: Seen,
    },
}

#[derive(Args)]
pub struct Seen {
    /// A key of the directory, such as us-or, or the issuer's name
    #[arg(long)]
    issuer: String,
    /// state or national, for an issuer that is not in the directory
    #[arg(long, default_value = "state", value_parser = kind)]
    kind: CertificateKind,
    /// As it stands on the certificate
    #[arg(long)]
    number: String,
    /// The day on which it was issued, such as 2026-03-10
    #[arg(long)]
    issued_on: Date,
    /// Its last day
    #[arg(long)]
    expires_on: Date,
}

fn kind(text: &str) -> Result<CertificateKind, String> {
    text.parse().map_err(|_| "a certificate is state or national".to_owned())
}

#[derive(Args)]
pub struct Who {
    /// The account's alias
    #[arg(long)]
    alias: String,
}

#[derive(Args)]
#[group(required = true, multiple = true)]
pub struct Change {
    /// supporter, staff or oversight; can be given several times
    #[arg(long, value_parser = role)]
    grant: Vec<Role>,
    /// supporter, staff or oversight; can be given several times
    #[arg(long, value_parser = role)]
    revoke: Vec<Role>,
}

fn role(text: &str) -> Result<Role, String> {
    text.parse().map_err(|_| "a role is supporter, staff or oversight".to_owned())
}

/// Does one thing to the database of `config` and says what. Servers on the same database are told of it through Redis; without
/// one they learn of it when they next look: every connection's rights are checked on a timer.
pub async fn run(admin: Admin, config: &Config, options: &DbOptions) -> Result<()> {
    let db = super::open(config, options).await?;
    let policy = &config.policy.standing;
    let act = Act { db: &db, clock: &Clock::System, chance: &Chance::System, policy };
    let done = act.run(admin).await;
    let told = match (&done, &config.redis_url) {
        (Ok(done), Some(url)) => tell(&db, url, done.announcements.clone()).await,
        _ => Ok(()),
    };
    db.close().await;
    println!("{}", done?.said);
    told
}

async fn tell(db: &Db, url: &str, announcements: Vec<Announcement>) -> Result<()> {
    let (clock, chance) = (Clock::System, Chance::System);
    let mut tx = db.read().await?;
    let known = (meta::get(&mut tx, "epoch").await?, meta::get(&mut tx, "bus_key").await?);
    // A database that no server has run on yet has nobody to tell.
    let (Some(epoch), Some(key)) = known else { return Ok(()) };
    let epoch = epoch.parse().map_err(Error::fault)?;
    let key = key.parse().map_err(Error::fault)?;
    let options =
        RedisOptions { url: url.to_owned(), hints_only: true, node: chance.id(clock.now()), key, mute: false };
    if !bus::tell_once(options, epoch, announcements).await {
        eprintln!("Redis did not answer: open connections learn of this within 30 seconds.");
    }
    Ok(())
}

/// What was done.
struct Done {
    said: String,
    announcements: Vec<Announcement>,
}

struct Act<'a> {
    db: &'a Db,
    clock: &'a Clock,
    chance: &'a Chance,
    policy: &'a StandingPolicy,
}

impl Act<'_> {
    async fn run(&self, admin: Admin) -> Result<Done> {
        let mut announcements = Vec::new();
        let said = act(self, &mut announcements, admin).await?;
        Ok(Done { said, announcements })
    }
}

/// What to print.
async fn act(with: &Act<'_>, told: &mut Vec<Announcement>, admin: Admin) -> Result<String> {
    let Act { db, clock, chance, policy } = with;
    let now = clock.now();
    let with = With { chance, policy };
    match admin {
        Admin::Create { who, role, password_file } => {
            let new = new_account(&who, &password_file, chance).await?;
            committed(db, told, async |tx| create(tx, now, with, new, &role).await).await
        }
        Admin::Role { who, change } => {
            committed(db, told, async |tx| change_roles(tx, now, with, &who, &change).await).await
        }
        Admin::Token { who, days, name } => {
            let issue = async |tx: &mut Tx| {
                let account = find(tx, &who).await?;
                sessions::issue_token(tx, now, chance, account, &name, days).await
            };
            Ok(committed(db, told, issue).await?.token.reveal().to_owned())
        }
        Admin::Suspend(who) => {
            committed(db, told, async |tx| {
                let account = find(tx, &who).await?;
                roles::suspend(tx, now, By::CommandLine, account).await
            })
            .await?;
            Ok("The account is suspended and signed out everywhere.".into())
        }
        Admin::Unsuspend(who) => {
            committed(db, told, async |tx| {
                let account = find(tx, &who).await?;
                roles::unsuspend(tx, By::CommandLine, account).await
            })
            .await?;
            Ok("The account can sign in again.".into())
        }
        Admin::Certificate { who, seen } => {
            committed(db, told, async |tx| record(tx, now, with, &who, &seen).await).await
        }
    }
}

async fn committed<T>(db: &Db, told: &mut Vec<Announcement>, act: impl AsyncFnOnce(&mut Tx) -> Result<T>) -> Result<T> {
    let mut tx = db.write().await?;
    let done = act(&mut tx).await?;
    told.extend(tx.commit().await?.into_announcements());
    Ok(done)
}

async fn create(tx: &mut Tx, now: Timestamp, with: With<'_>, new: NewAccount, wanted: &[Role]) -> Result<String> {
    let mut said = format!("The account {} is made.", new.alias.shown());
    let account = accounts::create(tx, now, with.chance, new).await?;
    for role in wanted {
        grant(tx, now, with, account, *role, &mut said).await?;
    }
    Ok(said)
}

/// A supporter needs a certificate; the word of whoever runs this stands for it, and they are told for how long.
async fn grant(
    tx: &mut Tx,
    now: Timestamp,
    with: With<'_>,
    account: AccountId,
    role: Role,
    said: &mut String,
) -> Result<()> {
    if role != Role::Supporter {
        return roles::grant(tx, now, By::CommandLine, account, role).await;
    }
    if let Attested::Until(until) = certification::role::attest(tx, now, with, account).await? {
        let until = until.datetime().format("%-d %B %Y, %H:%M UTC");
        said.push_str(&format!(
            " The role of a supporter holds until {until} on your word. Until then a certificate has to be verified: \
             the person hands one in, or you write down what you have seen with alongside admin certificate."
        ));
    }
    Ok(())
}

async fn change_roles(tx: &mut Tx, now: Timestamp, with: With<'_>, who: &Who, change: &Change) -> Result<String> {
    let account = find(tx, who).await?;
    let mut more = String::new();
    // The role of a supporter comes first: rooms are locked before accounts.
    let mut granted = change.grant.clone();
    granted.sort_by_key(|role| *role != Role::Supporter);
    if change.revoke.contains(&Role::Supporter) {
        certification::role::take(tx, now, with, account).await?;
    }
    for role in granted {
        grant(tx, now, with, account, role, &mut more).await?;
    }
    for role in &change.revoke {
        roles::revoke(tx, now, By::CommandLine, account, *role).await?;
    }
    let now_has: Vec<_> = accounts::load(tx, account).await?.roles.iter().map(Role::to_string).collect();
    Ok(format!("Roles now: {}.{more}", if now_has.is_empty() { "none".to_owned() } else { now_has.join(", ") }))
}

async fn record(tx: &mut Tx, now: Timestamp, with: With<'_>, who: &Who, seen: &Seen) -> Result<String> {
    let account = find(tx, who).await?;
    let known = issuers::find(tx, &seen.issuer).await?;
    let wanted = RecordCertificate {
        kind: seen.kind,
        issuer: known.as_ref().map(|_| seen.issuer.clone()),
        issuer_name: known.is_none().then(|| seen.issuer.clone()),
        number: seen.number.clone(),
        issued_on: seen.issued_on,
        expires_on: seen.expires_on,
        note: Some("Written down on the command line.".into()),
    };
    let done = certification::review::record(tx, now, with, By::CommandLine, account, &wanted).await?;
    let agreed = match done.standing.state {
        StandingState::Active => "",
        _ => " The role begins when the person accepts the supporter agreement.",
    };
    Ok(format!("The certificate is verified, through {}.{agreed}", seen.expires_on))
}

/// Hashes the password, which takes long: before any transaction.
async fn new_account(who: &Who, password_file: &Path, chance: &Chance) -> Result<NewAccount> {
    let alias = Alias::parse(&who.alias)?;
    let text = std::fs::read_to_string(password_file)
        .map_err(|error| Error::fault(format!("{} cannot be read: {error}", password_file.display())))?;
    let password = Password::chosen(text.lines().next().unwrap_or_default(), alias.shown())?;
    let password = Hasher::new().hash(password, chance).await?;
    Ok(NewAccount { alias, password, email: None, language: None })
}

async fn find(tx: &mut Tx, who: &Who) -> Result<AccountId> {
    match accounts::person_by_alias(tx, &who.alias).await? {
        Some(person) => Ok(person.id),
        None => Err(Refusal::new(RefusalCode::NotFound, "There is nobody by this name.").into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounts::{Token, authenticate};
    use crate::storage::testing::each_engine;
    use clap::Parser;

    const NOW: Timestamp = Timestamp::from_millis(1_773_110_467_250);

    #[derive(Parser)]
    struct Line {
        #[command(subcommand)]
        admin: Admin,
    }

    async fn typed(db: &Db, chance: &Chance, line: &[&str]) -> Result<String> {
        let admin = Line::try_parse_from(["alongside"].iter().chain(line)).map_err(Error::fault)?.admin;
        let act = Act { db, clock: &Clock::test(NOW), chance, policy: &StandingPolicy::default() };
        act.run(admin).await.map(|done| done.said)
    }

    #[tokio::test]
    async fn a_script_makes_an_account_and_acts_as_it() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let password = folder.path().join("password");
        std::fs::write(&password, "lantern otter seven\n").expect("written");
        let password = password.to_str().expect("a plain path");
        each_engine(async |db| {
            let chance = Chance::seeded(1);
            let create =
                ["create", "--alias", "Alder", "--role", "staff", "--role", "supporter", "--password-file", password];
            let made = typed(&db, &chance, &create).await.expect("made");
            assert!(
                made.starts_with("The account Alder is made. The role of a supporter holds until 24 March 2026"),
                "{made}"
            );
            let again = typed(&db, &chance, &create).await.expect_err("taken");
            assert_eq!(again.code(), RefusalCode::AliasTaken);
            let token = typed(&db, &chance, &["token", "--alias", "alder", "--days", "1"]).await.expect("a token");
            let mut tx = db.read().await.expect("a transaction");
            let caller = authenticate(&mut tx, NOW, &Token::given(&token)).await.expect("it works");
            assert_eq!((caller.alias.as_str(), caller.roles.len()), ("Alder", 2));
            drop(tx);
            let roles =
                ["role", "--alias", "Alder", "--grant", "oversight", "--revoke", "supporter", "--revoke", "staff"];
            assert_eq!(typed(&db, &chance, &roles).await.expect("changed"), "Roles now: oversight.");
            let again =
                typed(&db, &chance, &["role", "--alias", "Alder", "--grant", "supporter"]).await.expect("granted");
            assert!(
                again.starts_with("Roles now: oversight, supporter. The role of a supporter holds until"),
                "{again}"
            );
            let seen = ["certificate", "--alias", "Alder", "--issuer", "us-or", "--number", "A 1"];
            let seen = [&seen[..], &["--issued-on", "2025-03-01", "--expires-on", "2027-02-28"]].concat();
            let told = typed(&db, &chance, &seen).await.expect("verified");
            assert_eq!(told, "The certificate is verified, through 2027-02-28.");
            let later =
                typed(&db, &chance, &["role", "--alias", "Alder", "--grant", "supporter"]).await.expect("as it is");
            assert_eq!(later, "Roles now: oversight, supporter.");
            typed(&db, &chance, &["suspend", "--alias", "Alder"]).await.expect("suspended");
            let mut tx = db.read().await.expect("a transaction");
            assert!(authenticate(&mut tx, NOW, &Token::given(&token)).await.is_err());
            drop(tx);
            typed(&db, &chance, &["unsuspend", "--alias", "Alder"]).await.expect("back");
            let nobody = typed(&db, &chance, &["suspend", "--alias", "Wren"]).await.expect_err("nobody");
            assert_eq!(nobody.code(), RefusalCode::NotFound);
            assert!(typed(&db, &chance, &["role", "--alias", "Alder"]).await.is_err(), "says nothing to do");
            assert!(typed(&db, &chance, &["role", "--alias", "Alder", "--grant", "king"]).await.is_err());
        })
        .await;
    }
}
