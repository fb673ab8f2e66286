//! Certificates: what their owners hand in, and what reviewers decide.

use super::*;

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

body! {
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
}
