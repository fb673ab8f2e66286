//! Bodies of the HTTP API about certificates, the supporter agreement, and what somebody may do because of them.

use crate::body::body;
use crate::ids::*;
use crate::model::*;
use crate::text_enum::text_enum;
use crate::time::{Date, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

body! {
    /// `GET /people/{alias}`: anybody signed in. A person as everybody sees them.
    struct Profile {
        #[serde(flatten)]
        person: Person,
        /// A peer supporter in good standing.
        supporter: bool,
        /// Of their certificate.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        badge: Option<Badge>,
    }

    /// `GET /me/certification`: where you stand, and what to do next. Most routes below answer it too.
    struct MyCertification {
        standing: Standing,
        /// Newest first.
        certificates: Vec<Certificate>,
        agreement: AgreementState,
        /// The one thing to do now.
        next: StandingStep,
        /// After a rejection: another application may be made then.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        may_apply_at: Option<Timestamp>,
    }

    /// Whether somebody may keep rooms and host meetings.
    struct Standing {
        state: StandingState,
        /// Since when it is so; absent for `none`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        since: Option<Timestamp>,
        /// The role ends then, unless something new is verified.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        until: Option<Timestamp>,
        /// What it rests on.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        basis: Option<StandingBasis>,
        /// What staff gave as their reason, when the role is suspended or revoked.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        reason: Option<String>,
        /// The agreement has to be accepted by then, or the role pauses.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        agreement_due: Option<Timestamp>,
    }

    /// A peer-support certificate.
    struct Certificate {
        id: CertificateId,
        /// Grows with each change; whoever decides names the one that they saw.
        #[ts(type = "number")]
        version: i64,
        kind: CertificateKind,
        issuer: IssuerName,
        /// As the issuer wrote it; may be empty in a draft.
        number: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        /// Absent only while somebody fills it in.
        #[ts(optional)]
        issued_on: Option<Date>,
        /// Its last day, by the issuer's own calendar. Absent only while somebody fills it in.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        expires_on: Option<Date>,
        state: CertificateState,
        /// It was verified, and its last day is over.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        #[ts(as = "Option<bool>", optional)]
        lapsed: bool,
        /// When it was begun.
        created_at: Timestamp,
        /// When it was last handed in.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        submitted_at: Option<Timestamp>,
        /// When somebody last decided about it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        decided_at: Option<Timestamp>,
        /// What they wrote to its owner.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        reason: Option<String>,
        /// Verified: when staff last looked at it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        checked_on: Option<Date>,
        /// Verified: when staff look at it again, at the latest.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        review_due_at: Option<Timestamp>,
        /// Verified: the instant at which its last day ends where the issuer is.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        valid_until: Option<Timestamp>,
        /// The certificate that this one follows.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        renews: Option<CertificateId>,
        files: Vec<CertificateFile>,
    }
    /// Who issued a certificate.
    struct IssuerName {
        /// Of the directory; absent for one that is not in it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        key: Option<String>,
        /// As it is shown; may be empty in a draft.
        name: String,
    }
    /// A file that shows a certificate: only its owner and those who review it open it, at
    /// `GET /certificates/{id}/files/{file}`, as a download.
    struct CertificateFile {
        id: CertificateFileId,
        /// As its owner called it.
        name: String,
        format: EvidenceFormat,
        /// As it is kept; pictures are written anew, without what a camera adds.
        #[ts(type = "number")]
        bytes: i64,
        /// When it was added.
        added_at: Timestamp,
        /// Its content was deleted then, since nobody needs it any more.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        deleted_at: Option<Timestamp>,
    }

    /// `POST /me/certificates` begins a draft; `PATCH /me/certificates/{id}` changes a draft, or one that has to be revised:
    /// only what is there changes. Both answer a Certificate. `POST /me/certificates/{id}/files?name=…` with the file as body,
    /// as it is, and `DELETE /me/certificates/{id}/files/{file}` answer it too. `POST /me/certificates/{id}/submit` and
    /// `POST /me/certificates/{id}/withdraw` answer MyCertification.
    struct CertificateDetails {
        /// `state` when absent from a new one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        kind: Option<CertificateKind>,
        /// Of the directory: its kind and name hold then.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        issuer: Option<String>,
        /// An issuer that is not in the directory, by name.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        issuer_name: Option<String>,
        /// At most 60 characters.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        number: Option<String>,
        /// Not in the future.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        issued_on: Option<Date>,
        /// After it was issued.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        expires_on: Option<Date>,
        /// A certificate of yours that this one follows; only with a new one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        renews: Option<CertificateId>,
    }

    /// `GET /certification/queue`: staff. What waits for them, longest waiting first, at most 100.
    struct ReviewQueue {
        items: Vec<ReviewItem>,
        /// Of all that wait, those that were handed in.
        #[ts(type = "number")]
        applications: i64,
        /// Of all that wait, those that have to be looked at again.
        #[ts(type = "number")]
        checks: i64,
    }
    /// A certificate that waits for staff.
    struct ReviewItem {
        why: ReviewReason,
        person: Person,
        certificate: Certificate,
        /// Since when it waits.
        since: Timestamp,
        /// It is your own: somebody else decides.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        #[ts(as = "Option<bool>", optional)]
        own: bool,
        /// Who of the staff is on it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        claimed_by: Option<Person>,
    }

    /// `GET /certificates/{id}`: staff. What somebody needs to decide. The routes by which staff decide answer it too, and `PUT` and
    /// `DELETE /certificates/{id}/claim` (I am on it, and no more): a word to other staff, which keeps nobody from deciding.
    struct CertificateReview {
        person: Person,
        certificate: Certificate,
        /// Where its owner stands now.
        standing: Standing,
        /// The same person's others, newest first.
        others: Vec<Certificate>,
        /// Oldest first.
        history: Vec<CertificateAct>,
        /// Where the issuer lists its certificates, when the directory knows.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        registry_url: Option<String>,
        /// It is your own: somebody else decides, unless you are the only staff account.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        #[ts(as = "Option<bool>", optional)]
        own: bool,
        /// Who of the staff is on it. Whoever presses last is; a decision ends it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        claimed_by: Option<Person>,
    }
    /// Something that was done with a certificate.
    struct CertificateAct {
        what: CertificateActKind,
        at: Timestamp,
        /// Absent when the server or its command line did it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        by: Option<Person>,
        /// What was written to its owner, or noted.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        reason: Option<String>,
        /// Its owner did it, as the only staff account.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        #[ts(as = "Option<bool>", optional)]
        self_reviewed: bool,
    }

    /// `POST /certificates/{id}/decide`: staff, not about their own. Answers a CertificateReview. A verified one can still be
    /// rejected, when its issuer took it back; its role ends at once.
    struct DecideCertificate {
        /// Of the certificate as you saw it; `conflict` when it has changed since.
        #[ts(type = "number")]
        version: i64,
        decision: CertificateDecision,
        /// To the owner, in plain words: needed unless it is verified.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        reason: Option<String>,
        /// As the evidence has it, when the owner wrote it wrongly.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        number: Option<String>,
        /// As the evidence has it, when the owner wrote it wrongly.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        issued_on: Option<Date>,
        /// As the evidence has it, when the owner wrote it wrongly.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        expires_on: Option<Date>,
    }
    /// `POST /certificates/{id}/check`: staff looked at a verified certificate again and it holds. Answers a CertificateReview.
    struct CheckCertificate {
        /// Of the certificate as you saw it; `conflict` when it has changed since.
        #[ts(type = "number")]
        version: i64,
        /// As the issuer has it now, when it was prolonged.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        expires_on: Option<Date>,
        /// For other staff: what was looked at.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        note: Option<String>,
    }
    /// `POST /accounts/{id}/certificates`: staff write down a certificate that they have seen; it is verified by that. Answers a
    /// CertificateReview.
    struct RecordCertificate {
        kind: CertificateKind,
        /// Of the directory: its kind and name hold then.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        issuer: Option<String>,
        /// An issuer that is not in the directory, by name.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        issuer_name: Option<String>,
        /// At most 60 characters.
        number: String,
        /// Not in the future.
        issued_on: Date,
        /// Not over yet.
        expires_on: Date,
        /// For other staff: how it was seen.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        note: Option<String>,
    }

    /// `GET /accounts/{id}/certification`: staff. Somebody's standing, with how it came to be.
    struct AccountCertification {
        person: Person,
        standing: Standing,
        /// Newest first.
        certificates: Vec<Certificate>,
        agreement: AgreementState,
        /// Newest first, at most 100.
        history: Vec<StandingChange>,
    }
    /// A standing that changed.
    struct StandingChange {
        state: StandingState,
        at: Timestamp,
        /// Absent when the server did it by its rules.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        by: Option<Person>,
        /// What staff gave as their reason.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        reason: Option<String>,
    }
    /// `POST /accounts/{id}/standing`: staff, not about themselves. Answers an AccountCertification.
    struct ChangeStanding {
        change: StandingMeasure,
        /// To the person, in plain words; needed unless it is reinstated.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        reason: Option<String>,
    }

    /// `GET /issuers`: anybody signed in. By kind, then by name.
    struct IssuerList {
        issuers: Vec<Issuer>,
        /// When the addresses that came with the program were last looked at.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        links_looked_at: Option<Date>,
        /// In what kind of pages that was.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        links_source: Option<String>,
        /// Somebody else's list of how every state certifies, for issuers without an address of their own.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        directory_url: Option<String>,
    }
    /// Somebody who issues certificates. `DELETE /issuers/{key}` takes one from the directory: staff.
    struct Issuer {
        /// Names it; `us-or` for a state, a short word for a national body.
        key: String,
        kind: CertificateKind,
        /// As it is shown.
        name: String,
        /// IANA zone in which a certificate's last day ends; absent: UTC−12, so that nobody loses a day.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        zone: Option<String>,
        /// Where it lists its certificates or says how one is looked up, an `https` address; absent: no link is known, and staff may add
        /// one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        registry_url: Option<String>,
        /// What reviewers should know, or a credential's name.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        note: Option<String>,
    }
    /// `PUT /issuers/{key}`: staff add one to the directory or change it. Answers an Issuer.
    struct PutIssuer {
        kind: CertificateKind,
        /// 2 to 120 characters.
        name: String,
        /// IANA zone in which a certificate's last day ends.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        zone: Option<String>,
        /// An `https` address.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        registry_url: Option<String>,
        /// At most 1,000 characters.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        note: Option<String>,
    }

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

text_enum! {
    /// Whether somebody may keep rooms and host meetings.
    StandingState {
        /// Was never a peer supporter here.
        None = "none",
        /// A peer supporter in good standing.
        Active = "active",
        /// The agreement has to be accepted first.
        Paused = "paused",
        /// There is no valid certificate now.
        Lapsed = "lapsed",
        /// Staff suspended the role.
        Suspended = "suspended",
        /// Staff took the role away.
        Revoked = "revoked",
    }
}
text_enum! {
    /// What a standing rests on.
    StandingBasis {
        /// A verified certificate.
        Certificate = "certificate",
        /// The word of whoever runs the server, for 14 days.
        Attestation = "attestation",
    }
}
text_enum! {
    /// The one thing for somebody to do about their standing.
    StandingStep {
        /// Nothing.
        Nothing = "nothing",
        /// Begin an application.
        Apply = "apply",
        /// Finish the draft and hand it in.
        Finish = "finish",
        /// Change what the reviewer asked for and hand it in again.
        Revise = "revise",
        /// Wait: staff look at it.
        Wait = "wait",
        /// Wait until another application may be made.
        WaitToApply = "wait_to_apply",
        /// Read the agreement and accept it.
        Agree = "agree",
        /// Hand in the next certificate.
        Renew = "renew",
        /// Write to staff: they suspended or revoked the role.
        AskStaff = "ask_staff",
    }
}
text_enum! {
    /// What has become of a certificate.
    CertificateState {
        /// Its owner fills it in.
        Draft = "draft",
        /// Staff look at it.
        InReview = "in_review",
        /// Its owner has to change something.
        RevisionNeeded = "revision_needed",
        /// Staff saw that it is good.
        Verified = "verified",
        /// It is not accepted.
        Rejected = "rejected",
        /// Its owner took it back.
        Withdrawn = "withdrawn",
    }
}
text_enum! {
    /// What a file is, by its content.
    EvidenceFormat {
        /// A document.
        Pdf = "pdf",
        /// A picture.
        Png = "png",
        /// A photograph.
        Jpeg = "jpeg",
    }
}
text_enum! {
    /// Why a certificate waits for staff.
    ReviewReason {
        /// It was handed in.
        Application = "application",
        /// A year has gone by since somebody looked at it.
        YearlyCheck = "yearly_check",
    }
}
text_enum! {
    /// What staff decide about a certificate.
    CertificateDecision {
        /// It is good.
        Verify = "verify",
        /// Its owner has to change something.
        Revise = "revise",
        /// It is not accepted.
        Reject = "reject",
    }
}
text_enum! {
    /// What was done with a certificate.
    CertificateActKind {
        /// Its owner handed it in.
        Submitted = "submitted",
        /// Staff asked its owner to change something.
        RevisionAsked = "revision_asked",
        /// Staff saw that it is good.
        Verified = "verified",
        /// Staff did not accept it.
        Rejected = "rejected",
        /// Its owner took it back.
        Withdrawn = "withdrawn",
        /// Staff looked at it again.
        Checked = "checked",
        /// Staff, or the command line, wrote down one that they have seen.
        Recorded = "recorded",
        /// Its files were deleted, since nobody needs them any more.
        FilesDeleted = "files_deleted",
    }
}
text_enum! {
    /// What staff decide about somebody's role as a supporter.
    StandingMeasure {
        /// For now.
        Suspend = "suspend",
        /// For good.
        Revoke = "revoke",
        /// Lift what was decided; a valid certificate and the agreement are needed all the same.
        Reinstate = "reinstate",
    }
}
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
