//! The directory of those who issue certificates.

use super::*;

body! {
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
}
