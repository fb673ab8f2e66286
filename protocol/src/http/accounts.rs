//! Accounts, sessions and tokens, passwords, and what staff see of people.

use super::*;

text_enum! {
    /// What a session belongs to.
    SessionKind {
        /// A browser or program in which a person signed in.
        Device = "device",
        /// A bearer token for a program or bot.
        Token = "token",
    }
}

body! {
    /// `POST /accounts`.
    struct SignUp {
        /// 2 to 24 characters.
        alias: String,
        /// 8 to 256 characters.
        password: String,
        /// Only to reset the password.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        email: Option<String>,
        /// English when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        language: Option<Language>,
        /// A name for this device, at most 64 characters.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        device: Option<String>,
    }

    /// `POST /sessions`.
    struct SignIn {
        /// Of the account.
        alias: String,
        /// Of the account.
        password: String,
        /// A name for this device, at most 64 characters.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        device: Option<String>,
        /// Answer with the token instead of setting a cookie; for programs.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        #[ts(as = "Option<bool>", optional)]
        token: bool,
    }

    /// The answer to signing up, signing in, setup and demo.
    struct SignedIn {
        account: Account,
        /// The new session.
        session: SessionId,
        /// It ends then.
        expires_at: Timestamp,
        /// Only when asked for; the one time that it is shown.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        token: Option<String>,
    }

    /// `GET /me/sessions`: devices and API tokens. `DELETE /me/sessions/{id}` ends one,
    /// `DELETE /me/sessions` all others, `DELETE /me/sessions/current` this one.
    struct Sessions { sessions: Vec<Session> }

    /// A signed-in device, or an API token.
    struct Session {
        id: SessionId,
        kind: SessionKind,
        /// Its name, as it was told.
        device: String,
        /// When it began.
        created_at: Timestamp,
        /// When it was last used, to a minute or so.
        last_seen_at: Timestamp,
        /// When it ends by itself.
        expires_at: Timestamp,
        /// It is the one that asks.
        current: bool,
    }

    /// `POST /me/tokens`: a bearer token for a program or bot.
    struct NewToken {
        /// So that you know it again; at most 64 characters.
        name: String,
        /// 1 to 365; 90 when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional, type = "number")]
        days: Option<u32>,
    }

    /// The answer to a new token.
    struct CreatedToken {
        /// What is kept of it.
        session: Session,
        /// The one time that it is shown.
        token: String,
    }

    /// `GET /me` answers an Account. `PATCH /me`: only what is there changes.
    struct UpdateMe {
        /// 2 to 24 characters.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        alias: Option<String>,
        /// Empty text takes it away.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        email: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        /// All settings at once.
        #[ts(optional)]
        settings: Option<Settings>,
    }

    /// `POST /me/password`: ends all other sessions.
    struct ChangePassword {
        /// The password as it is.
        current: String,
        /// 8 to 256 characters.
        new: String,
    }

    /// `POST /password-resets`: always 202; a link goes out when there is such an address.
    struct RequestReset {
        /// Of the account.
        email: String,
    }

    /// `POST /password-resets/complete`: ends all sessions.
    struct CompleteReset {
        /// From the link; works once.
        token: String,
        /// 8 to 256 characters.
        password: String,
    }

    /// `GET /me/people`; `PUT|DELETE /me/blocked/{account}`, `PUT|DELETE /me/muted/{account}` answer it too.
    struct People { people: HiddenPeople }

    /// `GET /accounts?query=`: staff only. `GET /people/{alias}` is for anybody signed in and answers a Profile.
    struct AccountList { accounts: Vec<AccountRow> }

    /// An account as staff see it.
    struct AccountRow {
        person: Person,
        roles: Vec<Role>,
        /// It cannot sign in.
        suspended: bool,
        /// When it was made.
        created_at: Timestamp,
    }

    /// `PATCH /accounts/{id}`: staff only.
    struct UpdateAccount {
        /// All roles at once. `supporter` needs a verified certificate (`certificate_needed`); leaving it out revokes it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        roles: Option<Vec<Role>>,
        /// Ends its sessions, or lets it sign in again.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        suspended: Option<bool>,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_opens_doors_is_not_shown_in_logs() {
        let sign_up: SignUp =
            serde_json::from_str(r#"{"alias":"Wren","password":"kettle fox","email":"wren@example.org"}"#)
                .expect("a body");
        let shown = format!("{sign_up:?}");
        assert!(shown.contains("Wren") && shown.contains('…'), "{shown}");
        assert!(!shown.contains("kettle") && !shown.contains("example"), "{shown}");
        let token = CompleteReset { token: "secret".into(), password: "kettle fox".into() };
        assert!(!format!("{token:?}").contains("secret"));
    }
}
