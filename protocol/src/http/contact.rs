//! Writing to the people who run a server, and what they know of the links in their texts.

use super::*;

body! {
    /// `POST /contact`: a question, comment or broken link, of anybody, signed in or not. Answers ContactReceipt.
    struct NewContactMessage {
        kind: ContactKind,
        /// 1 to 4,000 characters, plain.
        text: String,
        /// Where an answer is mailed to; without one it stands under the receipt, and in the app of whoever is signed in.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        email: Option<String>,
        /// The page of this server that it is about, such as `/rooms`; at most 300 characters.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        page: Option<String>,
        /// The `https` link that does not work; at most 2,000 characters.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        link: Option<String>,
        /// Of the mail that answers; English when absent. Whoever is signed in has it from their settings.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        language: Option<Language>,
    }
    /// What its sender keeps. Letters and digits that are easy to read aloud: there is no I, L, O or U, and case does not matter.
    struct ContactReceipt {
        /// `K7Q4-M2XD`: names the message to its sender and to staff.
        receipt: String,
        /// `9WTN-4RB8-E3HC`: opens it, together with the receipt. Shown this once.
        key: String,
        /// When it was stored.
        sent_at: Timestamp,
    }
    /// `POST /contact/{receipt}`: anybody who has the key reads the message and its answers. Answers ContactMessage.
    struct OpenContactMessage {
        /// From ContactReceipt.
        key: String,
    }
    /// `GET /me/contact`: what you sent while signed in, newest first; the last 50.
    struct MyContactMessages { messages: Vec<ContactMessage> }
    /// A message as its sender sees it.
    struct ContactMessage {
        /// As in ContactReceipt.
        receipt: String,
        kind: ContactKind,
        state: ContactState,
        /// Plain text.
        text: String,
        /// The page that it is about.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        page: Option<String>,
        /// The link that it is about.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        link: Option<String>,
        /// When it was stored.
        sent_at: Timestamp,
        /// Oldest first.
        answers: Vec<ContactAnswer>,
    }
    /// What staff answered.
    struct ContactAnswer {
        /// Plain text.
        text: String,
        at: Timestamp,
        /// Who answered; only staff see it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        by: Option<Person>,
    }

    /// `GET /contact/messages?state=&after=`: staff only; oldest first, open ones when `state` is absent.
    struct ContactInbox {
        messages: Vec<ContactItem>,
        /// Of all, not only of these.
        #[ts(type = "number")]
        open: i64,
        /// Pass as `after` for the next page.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        next: Option<ContactMessageId>,
    }
    /// A message as staff see it. `GET /contact/messages/{id}`, and each of these, answer it: `PUT` and `DELETE
    /// /contact/messages/{id}/claim` (I am on it), `POST /contact/messages/{id}/answer`, `/close`, `/reopen`.
    struct ContactItem {
        id: ContactMessageId,
        /// As its sender knows it.
        receipt: String,
        kind: ContactKind,
        state: ContactState,
        /// Plain text; empty when a link was reported with one press.
        text: String,
        /// The page that it is about.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        page: Option<String>,
        /// The link that it is about.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        link: Option<String>,
        /// Of the sender.
        language: Language,
        /// Whoever was signed in.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        from: Option<Person>,
        /// An answer is mailed; the address itself is not shown to anybody.
        mail: bool,
        /// How many people pressed "broken link"; 0 for what somebody wrote.
        #[ts(type = "number")]
        reports: i64,
        /// When it was stored, or first reported.
        sent_at: Timestamp,
        /// Who of the staff is on it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        claimed_by: Option<Person>,
        /// Oldest first.
        answers: Vec<ContactAnswer>,
    }
    /// `POST /contact/messages/{id}/answer`: tells the sender, in the app and by mail where there is an address. A message
    /// whose sender cannot be told otherwise is answered under its receipt.
    struct AnswerContactMessage {
        /// 1 to 4,000 characters, plain.
        text: String,
        /// And close it.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        #[ts(as = "Option<bool>", optional)]
        close: bool,
    }

    /// `POST /links/report`: one press, of anybody: this link of yours does not work. Answers LinkReported.
    struct ReportLink {
        /// As it stands in a text of this server: guidelines, help, the description or rules of a room.
        url: String,
    }
    /// What the server knows of a link that was reported.
    struct LinkReported {
        state: LinkState,
        /// When the server itself looked last.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        checked_at: Option<Timestamp>,
    }
    /// `GET /links?state=`: staff only; broken ones first, then those in doubt, at most 500.
    struct LinkList {
        links: Vec<Link>,
        /// The server looks at them by itself.
        checking: bool,
        /// Of all, not only of these.
        #[ts(type = "number")]
        broken: i64,
    }
    /// A link in a text of this server. `POST /links/{id}/check`, staff only, has it looked at soon; answers a Link.
    struct Link {
        id: LinkId,
        /// As it stands there.
        url: String,
        state: LinkState,
        /// What was wrong with it when the server looked last.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        fault: Option<LinkFault>,
        /// The last HTTP status, when there was one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional, type = "number")]
        status: Option<u16>,
        /// Since when it is in this state.
        since: Timestamp,
        /// When the server looked last.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        checked_at: Option<Timestamp>,
        /// Where it stands; at most 20.
        places: Vec<LinkPlace>,
        /// People who pressed "broken link" and were not answered yet.
        #[ts(type = "number")]
        reports: i64,
        /// The open message that those made.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        message: Option<ContactMessageId>,
    }
    /// A text that has a link in it.
    struct LinkPlace {
        kind: LinkPlaceKind,
        /// The room whose text it is.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        room: Option<NamedRoom>,
        /// Names the entry otherwise: a country, a rule, a template.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        key: Option<String>,
    }
}

text_enum! {
    /// What somebody writes about.
    ContactKind {
        /// Wants to know something.
        Question = "question",
        /// Says something about this place.
        Comment = "comment",
        /// A link that does not work.
        BrokenLink = "broken_link",
        /// Anything else.
        Other = "other",
    }
}
text_enum! {
    /// What has become of a message to staff.
    ContactState {
        /// Waits for staff.
        Open = "open",
        /// Was answered.
        Answered = "answered",
        /// Nothing more will be done. It is deleted for good after some months.
        Closed = "closed",
    }
}
text_enum! {
    /// Whether a link works.
    LinkState {
        /// Nobody has looked yet.
        Unchecked = "unchecked",
        /// It led somewhere.
        Works = "works",
        /// It did not the last time, or its server does not let programs look.
        Doubtful = "doubtful",
        /// It led nowhere several times.
        Broken = "broken",
        /// It leads into a private network, so the server does not look.
        Refused = "refused",
    }
}
text_enum! {
    /// Why a link leads nowhere.
    LinkFault {
        /// The HTTP status says so.
        Status = "status",
        /// There is no such host.
        NoHost = "no_host",
        /// Nobody listens there.
        NoConnection = "no_connection",
        /// Its certificate is not trusted, or has run out.
        Certificate = "certificate",
        /// It took too long.
        Slow = "slow",
        /// It leads round in circles.
        Redirects = "redirects",
        /// It leads to an address in a private network.
        PrivateAddress = "private_address",
        /// What came was no HTTP answer.
        NoAnswer = "no_answer",
    }
}
text_enum! {
    /// What kind of text a link stands in.
    LinkPlaceKind {
        /// Where help is; `key` is the country.
        Help = "help",
        /// The rules that every room has; `key` is the rule.
        Floor = "floor",
        /// A template of guidelines; `key` is the template.
        Template = "template",
        /// What a room says about itself.
        RoomDescription = "room_description",
        /// A room's own rules.
        RoomRules = "room_rules",
    }
}
