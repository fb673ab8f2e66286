//! Where help is.

use super::*;

text_enum! {
    /// How one reaches help.
    CrisisWayKind {
        /// By voice.
        Call = "call",
        /// By text message.
        Text = "text",
        /// On a web page, in writing.
        Chat = "chat",
        /// A page that finds help nearby.
        Find = "find",
    }
}

body! {
    /// `GET /crisis?country=US&language=en`: where help is, for anybody, signed in or not.
    struct CrisisResources {
        /// ISO 3166-1 alpha-2, or `ZZ` for everywhere else.
        country: String,
        resources: Vec<CrisisResource>,
        /// The local emergency number.
        emergency: String,
        /// When a person last checked these, a date.
        reviewed_on: String,
        /// Countries with resources of their own.
        countries: Vec<CrisisCountry>,
    }

    /// A country that has resources of its own.
    struct CrisisCountry {
        /// ISO 3166-1 alpha-2.
        code: String,
        /// In the language that was asked for.
        name: String,
    }

    /// A place where help is.
    struct CrisisResource {
        /// Names the resource in every language.
        key: String,
        /// As it calls itself.
        name: String,
        /// One sentence: for whom, when, what it costs.
        about: String,
        /// One or more ways to reach it.
        ways: Vec<CrisisWay>,
    }

    /// One way to reach help.
    struct CrisisWay {
        kind: CrisisWayKind,
        /// What to press: `tel:`, `sms:` or `https:`.
        href: String,
        /// What stands on the button.
        label: String,
    }
}
