//! The supporter agreement, in its versions.

use super::*;

text_enum! {
    /// What became of a clause.
    AgreementChangeKind {
        /// It is new.
        Added = "added",
        /// It is gone.
        Removed = "removed",
        /// It reads differently.
        Changed = "changed",
    }
}

body! {
    /// `GET /agreement`: anybody signed in. The supporter agreement in force, in every language.
    struct Agreement {
        /// Grows by one with each.
        #[ts(type = "number")]
        version: i64,
        /// When it came into force.
        published_at: Timestamp,
        /// SHA-256 of the texts, in hex; an acceptance keeps it.
        sha256: String,
        texts: Vec<AgreementText>,
        accepted: AgreementState,
        /// What is different from the version that you accepted last, in every language; empty when there is none.
        changes: Vec<AgreementChange>,
    }

    /// `GET /agreement/versions`: anybody signed in. Every version that there was, newest first.
    struct AgreementVersions { versions: Vec<AgreementVersion> }

    /// A version of the agreement, without its texts.
    struct AgreementVersion {
        /// Grows by one with each.
        #[ts(type = "number")]
        version: i64,
        /// When it came into force.
        published_at: Timestamp,
        /// SHA-256 of the texts, in hex.
        sha256: String,
        /// When you accepted it; absent when you did not.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        accepted_at: Option<Timestamp>,
        /// For staff alone.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        staff: Option<AgreementVersionStaff>,
    }

    /// What staff see of a version.
    struct AgreementVersionStaff {
        /// Absent for the one that came with the program.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        published_by: Option<Person>,
        /// How many people accepted it.
        #[ts(type = "number")]
        accepted: i64,
        /// The last time that somebody did.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        last_accepted_at: Option<Timestamp>,
        /// Supporters who have to accept it and have not: whose role is active or paused. 0 for versions that are over.
        #[ts(type = "number")]
        waiting: i64,
    }

    /// `GET /agreement/versions/{version}`: anybody signed in. One version as it was published, in every language.
    struct AgreementEdition {
        version: AgreementVersion,
        texts: Vec<AgreementText>,
        /// What was different from the version before it, in every language; empty for the first.
        changes: Vec<AgreementChange>,
    }

    /// The agreement in one language.
    struct AgreementText {
        language: Language,
        clauses: Vec<AgreementClause>,
    }

    /// One point of the agreement.
    struct AgreementClause {
        /// The same in every language and version.
        key: String,
        /// A few words.
        title: String,
        /// In plain words.
        text: String,
    }

    /// What became of one clause between two versions.
    struct AgreementChange {
        language: Language,
        /// Of the clause.
        key: String,
        what: AgreementChangeKind,
        /// Absent when it is new.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        before: Option<AgreementClause>,
        /// Absent when it is gone.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        after: Option<AgreementClause>,
    }

    /// What somebody accepted.
    struct AgreementState {
        /// The version in force.
        #[ts(type = "number")]
        current: i64,
        /// The version accepted last.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional, type = "number")]
        version: Option<i64>,
        /// When that was.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        at: Option<Timestamp>,
        /// The version in force has to be accepted by then.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        due_at: Option<Timestamp>,
    }

    /// `POST /me/agreement`: answers MyCertification.
    struct AcceptAgreement {
        /// The version that you have read; `conflict` when it is not the one in force.
        #[ts(type = "number")]
        version: i64,
    }

    /// `POST /agreement`: staff. A new version, in every language, with the same clauses in each. Answers an Agreement.
    struct PublishAgreement {
        /// The version that it follows; `conflict` when that is not the one in force.
        #[ts(type = "number")]
        after: i64,
        texts: Vec<AgreementText>,
    }
}
