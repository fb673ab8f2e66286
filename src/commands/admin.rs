//! Making and changing accounts from the command line, for scripts and for whoever locked themselves out.

use crate::accounts::roles::{self, By};
use crate::accounts::{self, Alias, Hasher, NewAccount, Password, sessions};
use crate::clock::{Chance, Clock};
use crate::config::Config;
use crate::error::{Error, Result};
use crate::storage::{Db, DbOptions, Tx};
use alongside_protocol::{AccountId, Refusal, RefusalCode, Role};
use clap::{Args, Subcommand};
use std::path::PathBuf;

#[derive(Subcommand)]
pub enum Admin {
    /// Make an account
    Create(Create),
    /// Grant or revoke a role
    Role(ChangeRole),
    /// Print a new bearer token for a program
    Token(NewToken),
    /// Sign an account out everywhere and keep it out
    Suspend(Who),
    /// Let a suspended account in again
    Unsuspend(Who),
}

#[derive(Args)]
pub struct Who {
    /// The account's alias
    #[arg(long)]
    alias: String,
}

#[derive(Args)]
pub struct Create {
    #[command(flatten)]
    who: Who,
    /// supporter, staff or oversight; can be given several times
    #[arg(long, value_parser = role)]
    role: Vec<Role>,
    /// A file whose first line is the password
    #[arg(long)]
    password_file: PathBuf,
}

#[derive(Args)]
pub struct ChangeRole {
    #[command(flatten)]
    who: Who,
    #[command(flatten)]
    change: Change,
}

#[derive(Args)]
#[group(required = true)]
struct Change {
    /// supporter, staff or oversight; can be given several times
    #[arg(long, value_parser = role)]
    grant: Vec<Role>,
    /// supporter, staff or oversight; can be given several times
    #[arg(long, value_parser = role)]
    revoke: Vec<Role>,
}

#[derive(Args)]
pub struct NewToken {
    #[command(flatten)]
    who: Who,
    /// How long it works, 1 to 365
    #[arg(long)]
    days: Option<u32>,
    /// What the account's owner sees in their list of devices
    #[arg(long, default_value = "command line")]
    name: String,
}

fn role(text: &str) -> Result<Role, String> {
    text.parse().map_err(|_| "a role is supporter, staff or oversight".to_owned())
}

/// Does one thing to the database of `config` and says what. A server that runs on the same database learns of it when
/// it next looks: it checks every connection's rights on a timer.
pub async fn run(admin: Admin, config: &Config, options: &DbOptions) -> Result<()> {
    let db = super::open(config, options).await?;
    let said = act(&db, &Clock::System, &Chance::System, admin).await;
    db.close().await;
    println!("{}", said?);
    Ok(())
}

/// What to print.
async fn act(db: &Db, clock: &Clock, chance: &Chance, admin: Admin) -> Result<String> {
    let now = clock.now();
    let by = By::CommandLine;
    // Before the transaction: hashing takes long.
    let new = match &admin {
        Admin::Create(create) => Some(new_account(create, chance).await?),
        _ => None,
    };
    let mut tx = db.write().await?;
    let said = match admin {
        Admin::Create(create) => {
            let Some(new) = new else { return Err(Error::fault("the account was not prepared")) };
            let alias = new.alias.shown().to_owned();
            let account = accounts::create(&mut tx, now, chance, new).await?;
            for role in create.role {
                roles::grant(&mut tx, now, by, account, role).await?;
            }
            format!("The account {alias} is made.")
        }
        Admin::Role(change) => {
            let account = find(&mut tx, &change.who).await?;
            for role in change.change.grant {
                roles::grant(&mut tx, now, by, account, role).await?;
            }
            for role in change.change.revoke {
                roles::revoke(&mut tx, now, by, account, role).await?;
            }
            let roles: Vec<_> = accounts::load(&mut tx, account).await?.roles.iter().map(Role::to_string).collect();
            format!("Roles now: {}.", if roles.is_empty() { "none".to_owned() } else { roles.join(", ") })
        }
        Admin::Token(token) => {
            let account = find(&mut tx, &token.who).await?;
            let opened = sessions::issue_token(&mut tx, now, chance, account, &token.name, token.days).await?;
            opened.token.reveal().to_owned()
        }
        Admin::Suspend(who) => {
            let account = find(&mut tx, &who).await?;
            roles::suspend(&mut tx, now, by, account).await?;
            "The account is suspended and signed out everywhere.".to_owned()
        }
        Admin::Unsuspend(who) => {
            let account = find(&mut tx, &who).await?;
            roles::unsuspend(&mut tx, by, account).await?;
            "The account can sign in again.".to_owned()
        }
    };
    // Other processes listen to no announcement of ours.
    let _nobody_listens = tx.commit().await?;
    Ok(said)
}

async fn new_account(create: &Create, chance: &Chance) -> Result<NewAccount> {
    let alias = Alias::parse(&create.who.alias)?;
    let text = std::fs::read_to_string(&create.password_file)
        .map_err(|error| Error::fault(format!("{} cannot be read: {error}", create.password_file.display())))?;
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
