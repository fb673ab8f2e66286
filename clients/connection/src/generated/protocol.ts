// Generated from the Rust crate in protocol/. To change it, change the types there and run
//   cargo run -p alongside-protocol --bin generate

/** The WebSocket subprotocol: a client offers it, the server answers with it. */
export const SUBPROTOCOL = "alongside.v1";

/** Every bound that a client can run into; the units are in the names. */
export const LIMITS = {
  /** Largest frame that a client may send, in bytes. */
  FRAME_BYTES: 16384,
  /** Longest message body, in Unicode scalar values. */
  BODY_CHARACTERS: 4000,
  /** Longest content note, in Unicode scalar values. */
  NOTE_CHARACTERS: 80,
  /** Commands of one connection that may be under way at once; past it the server reads no further. */
  COMMANDS_IN_FLIGHT: 64,
  /** Streams that one connection may follow. */
  SUBSCRIPTIONS: 256,
  /** The first frame must arrive within this time. */
  HELLO_MS: 10000,
  /** A socket whose reader takes nothing for this long, while something waits for it, is closed. */
  NO_PROGRESS_MS: 20000,
  /** The server pings this often. */
  PING_INTERVAL_MS: 25000,
  /** A client that stays behind a head for this long subscribes again by itself. */
  BEHIND_MS: 5000,
  /** Typing is announced at most this often. */
  TYPING_INTERVAL_MS: 3000,
  /** In rooms with more people than this nobody's typing is announced. */
  TYPING_PEOPLE: 30,
  /** A page of history, in messages. */
  HISTORY_PAGE: 100,
  /** Messages in a snapshot. */
  SNAPSHOT_MESSAGES: 50,
  /** Unread messages are counted up to this; whoever was away for years needs no number. */
  UNREAD_COUNTED: 200,
  /** A position further behind than this many events gets a resync instead of a replay. */
  REPLAY_EVENTS: 2000,
  /** Events of a room kept in memory for its followers; older ones are read from the log. */
  TAIL_FRAMES: 512,
  /** The same bound in bytes. */
  TAIL_BYTES: 1048576,
  /** Shortest and longest alias, in Unicode scalar values. */
  ALIAS_CHARACTERS: [2, 24],
  /** Shortest and longest password, in Unicode scalar values (NIST SP 800-63B, 3.1.1.2: at least 8, allow 64). */
  PASSWORD_CHARACTERS: [8, 256],
  /** Longest room name, in Unicode scalar values. */
  ROOM_NAME_CHARACTERS: [2, 60],
  /** Longest room description, in Unicode scalar values. */
  ROOM_DESCRIPTION_CHARACTERS: 400,
  /** Topics of one room, and the length of each in Unicode scalar values. */
  ROOM_TOPICS: [6, 30],
  /** Own rules of one room, and the length of each one's short sentence in Unicode scalar values. */
  ROOM_RULES: [12, 120],
  /** Longest explanation of a room's own rule, in Unicode scalar values. */
  ROOM_RULE_CHARACTERS: 600,
  /** A page of the list of rooms. */
  ROOM_PAGE: 30,
  /** Members that a moderator is shown at once, and that a member is offered while mentioning somebody. */
  MEMBERS: [2000, 8],
  /** Longest first line of a connection request, in Unicode scalar values. */
  GREETING_CHARACTERS: 280,
  /** Muted words of one person, and the length of each in Unicode scalar values. */
  MUTED_WORDS: [200, 60],
  /** People that one person may block or mute, each. */
  BLOCKED_PEOPLE: 1000,
  /** People that one message may mention. */
  MENTIONS: 20,
  /** Sessions and tokens of one account. */
  SESSIONS: 50,
  /** Open connection requests that one person may have sent. */
  CONNECTION_REQUESTS: 20,
  /** After a no, the same request may be made again once this time has gone by. */
  ASK_AGAIN_MS: 604800000,
  /** Files of one certificate. */
  EVIDENCE_FILES: 6,
  /** Largest file that shows a certificate, in bytes. */
  EVIDENCE_BYTES: 8388608,
  /** Largest picture of a certificate: pixels in all, and on one side. */
  EVIDENCE_PIXELS: [40000000, 12000],
  /** Longest name of a file, in Unicode scalar values. */
  FILE_NAME_CHARACTERS: 120,
  /** Longest number of a certificate, in Unicode scalar values. */
  CERTIFICATE_NUMBER_CHARACTERS: 60,
  /** Shortest and longest name of an issuer, in Unicode scalar values. */
  ISSUER_NAME_CHARACTERS: [2, 120],
  /** Certificates of one person that are drafts or in review. */
  CERTIFICATES_OPEN: 3,
  /** Longest reason that staff give for what they decide, in Unicode scalar values. */
  REASON_CHARACTERS: 1000,
  /** Clauses of the supporter agreement, and the length of each in Unicode scalar values. */
  AGREEMENT_CLAUSES: [40, 2000],
  /** Longest message to staff, and longest answer, in Unicode scalar values. */
  CONTACT_CHARACTERS: 4000,
  /** Longest name of a page in a message to staff, in Unicode scalar values. */
  CONTACT_PAGE_CHARACTERS: 300,
  /** A page of the staff's inbox. */
  CONTACT_PAGE: 30,
  /** Longest link that is kept or looked at, in Unicode scalar values. */
  LINK_CHARACTERS: 2000,
  /** Links that staff see at once. */
  LINKS: 500,
  /** Longest address of a push service, in Unicode scalar values. */
  PUSH_ENDPOINT_CHARACTERS: 1000,
} as const;

/** Every code of a refusal, to walk through. */
export const REFUSAL_CODES = [
  "malformed",
  "too_big",
  "unknown_frame",
  "invalid",
  "no_route",
  "unauthenticated",
  "wrong_credentials",
  "forbidden",
  "foreign_origin",
  "suspended",
  "link_spent",
  "alias_taken",
  "alias_refused",
  "password_common",
  "not_found",
  "conflict",
  "client_id_reused",
  "body_too_long",
  "body_empty",
  "certificate_needed",
  "apply_later",
  "file_refused",
  "conflict_of_interest",
  "not_member",
  "guidelines_changed",
  "read_only",
  "room_closed",
  "blocked",
  "muted",
  "rate_limited",
  "limit_reached",
  "degraded",
  "going_away",
  "fault",
] as const satisfies readonly RefusalCode[];

/** Every code with which the server closes a socket. */
export const CLOSE_CODES = {
  /** Either side is done. */
  NORMAL: { code: 1000, reason: "normal", verdict: "stop" },
  /** A frame that is not valid WebSocket or not UTF-8 text. */
  PROTOCOL_ERROR: { code: 1002, reason: "protocol_error", verdict: "back_off" },
  /** A binary frame; the protocol is text. */
  UNSUPPORTED: { code: 1003, reason: "text_only", verdict: "back_off" },
  /** Text that is not UTF-8. */
  INVALID_TEXT: { code: 1007, reason: "invalid_text", verdict: "back_off" },
  /** A frame so far over the limit (64 KiB and more) that it was not read. */
  TOO_BIG: { code: 1009, reason: "too_big", verdict: "back_off" },
  /** A fault on the server's side. */
  FAULT: { code: 1011, reason: "fault", verdict: "back_off" },
  /** The server restarts. */
  RESTART: { code: 1012, reason: "restart", verdict: "back_off" },
  /** The server has too much to do. */
  TRY_LATER: { code: 1013, reason: "try_later", verdict: "back_off" },
  /** No valid session or token. */
  UNAUTHENTICATED: { code: 4000, reason: "unauthenticated", verdict: "stop" },
  /** The session was ended: signed out here or elsewhere, expired, or the password changed. */
  SESSION_ENDED: { code: 4001, reason: "session_ended", verdict: "stop" },
  /** The account is suspended. */
  SUSPENDED: { code: 4002, reason: "suspended", verdict: "stop" },
  /** The first frame was not a hello that the server understands. */
  BAD_HELLO: { code: 4003, reason: "bad_hello", verdict: "stop" },
  /** The client speaks no version that the server speaks. */
  VERSION: { code: 4004, reason: "version", verdict: "stop" },
  /** No hello within 10 s. */
  HELLO_TIMEOUT: { code: 4100, reason: "hello_timeout", verdict: "back_off" },
  /** Nothing was taken from the socket for 20 s while something waited. */
  NO_PROGRESS: { code: 4101, reason: "no_progress", verdict: "back_off" },
  /** Too many connections of this account or address. */
  TOO_MANY: { code: 4102, reason: "too_many", verdict: "back_off" },
  /** Too many frames that could not be understood. */
  MALFORMED: { code: 4103, reason: "malformed", verdict: "back_off" },
  /** The client was silent through several pings. */
  SILENT: { code: 4200, reason: "silent", verdict: "at_once" },
  /** What this connection may see has changed; come back to see it as it is now. */
  RIGHTS_CHANGED: { code: 4201, reason: "rights_changed", verdict: "at_once" },
} as const satisfies Record<string, { code: number; reason: string; verdict: Verdict }>;

/** Ranges of close codes with a verdict of their own: first, last, verdict. */
export const CLOSE_VERDICTS = [
  [1000, 1000, "stop"],
  [4000, 4099, "stop"],
  [4200, 4299, "at_once"],
] as const satisfies readonly (readonly [number, number, Verdict])[];

/** What a client does after a close with `code`; 1006, a lost connection, included. */
export function closeVerdict(code: number): Verdict {
  for (const [first, last, verdict] of CLOSE_VERDICTS) {
    if (code >= first && code <= last) return verdict;
  }
  return "back_off";
}

/** `POST /me/agreement`: answers MyCertification. */
export type AcceptAgreement = {
  /** The version that you have read; `conflict` when it is not the one in force. */
  version: number;
};

/** Your own account. */
export type Account = {
  id: AccountId;
  /** Your name here, 2 to 24 characters. */
  alias: string;
  /** Empty for a participant. */
  roles: Array<Role>;
  /** Only you see it; used to reset the password. */
  email?: string;
  /** When it was made. */
  created_at: Timestamp;
  /** Only you see them. */
  settings: Settings;
};

/** `GET /accounts/{id}/certification`: staff. Somebody's standing, with how it came to be. */
export type AccountCertification = {
  person: Person;
  standing: Standing;
  /** Newest first. */
  certificates: Array<Certificate>;
  agreement: AgreementState;
  /** Newest first, at most 100. */
  history: Array<StandingChange>;
};

/** A person's account. */
export type AccountId = string;

/** `GET /accounts?query=`: staff only. `GET /people/{alias}` is for anybody signed in and answers a Profile. */
export type AccountList = { accounts: Array<AccountRow> };

/** An account as staff see it. */
export type AccountRow = {
  person: Person;
  roles: Array<Role>;
  /** It cannot sign in. */
  suspended: boolean;
  /** When it was made. */
  created_at: Timestamp;
};

/** All that your account's stream tells of. */
export type AccountSnapshot = {
  account: Account;
  /** Rooms that you are in. */
  rooms: Array<Room>;
  /** Open ones, to you and from you. */
  connection_requests: Array<ConnectionRequest>;
  /** Open ones: your own, invitations to you, and those to groups that you moderate. */
  join_requests: Array<JoinRequest>;
  people: HiddenPeople;
  /** Notifications that you have not read. */
  unread_notifications: number;
};

/** What an acknowledged message survives. */
export type Acknowledgement =
  /** A crash of the server and a power cut of its one machine. */
  | "single"
  /** The loss of one database machine too. */
  | "ha"
  /** Only a crash of the server: a power cut can take what was acknowledged. For trials. */
  | "unsafe";

/** `GET /agreement`: anybody signed in. The supporter agreement in force, in every language. */
export type Agreement = {
  /** Grows by one with each. */
  version: number;
  /** When it came into force. */
  published_at: Timestamp;
  /** SHA-256 of the texts, in hex; an acceptance keeps it. */
  sha256: string;
  texts: Array<AgreementText>;
  accepted: AgreementState;
  /** What is different from the version that you accepted last, in every language; empty when there is none. */
  changes: Array<AgreementChange>;
};

/** What became of one clause between two versions. */
export type AgreementChange = {
  language: Language;
  /** Of the clause. */
  key: string;
  what: AgreementChangeKind;
  /** Absent when it is new. */
  before?: AgreementClause;
  /** Absent when it is gone. */
  after?: AgreementClause;
};

/** What became of a clause. */
export type AgreementChangeKind =
  /** It is new. */
  | "added"
  /** It is gone. */
  | "removed"
  /** It reads differently. */
  | "changed";

/** One point of the agreement. */
export type AgreementClause = {
  /** The same in every language and version. */
  key: string;
  /** A few words. */
  title: string;
  /** In plain words. */
  text: string;
};

/** `GET /agreement/versions/{version}`: anybody signed in. One version as it was published, in every language. */
export type AgreementEdition = {
  version: AgreementVersion;
  texts: Array<AgreementText>;
  /** What was different from the version before it, in every language; empty for the first. */
  changes: Array<AgreementChange>;
};

/** What somebody accepted. */
export type AgreementState = {
  /** The version in force. */
  current: number;
  /** The version accepted last. */
  version?: number;
  /** When that was. */
  at?: Timestamp;
  /** The version in force has to be accepted by then. */
  due_at?: Timestamp;
};

/** The agreement in one language. */
export type AgreementText = { language: Language; clauses: Array<AgreementClause> };

/** A version of the agreement, without its texts. */
export type AgreementVersion = {
  /** Grows by one with each. */
  version: number;
  /** When it came into force. */
  published_at: Timestamp;
  /** SHA-256 of the texts, in hex. */
  sha256: string;
  /** When you accepted it; absent when you did not. */
  accepted_at?: Timestamp;
  /** For staff alone. */
  staff?: AgreementVersionStaff;
};

/** What staff see of a version. */
export type AgreementVersionStaff = {
  /** Absent for the one that came with the program. */
  published_by?: Person;
  /** How many people accepted it. */
  accepted: number;
  /** The last time that somebody did. */
  last_accepted_at?: Timestamp;
  /** Supporters who have to accept it and have not: whose role is active or paused. 0 for versions that are over. */
  waiting: number;
};

/** `GET /agreement/versions`: anybody signed in. Every version that there was, newest first. */
export type AgreementVersions = { versions: Array<AgreementVersion> };

/** `POST /connection-requests/{id}/answer`. */
export type Answer = {
  /** Yes or no. */
  accept: boolean;
};

/**
 * `POST /contact/messages/{id}/answer`: tells the sender, in the app and by mail where there is an address. A
 * message whose sender cannot be told otherwise is answered under its receipt.
 */
export type AnswerContactMessage = {
  /** 1 to 4,000 characters, plain. */
  text: string;
  /** And close it. */
  close?: boolean;
};

/** What everybody may know of a peer supporter's certificate. */
export type Badge = {
  kind: CertificateKind;
  /** The issuer's name. */
  issuer: string;
  /** Its last day. */
  valid_through: Date;
  /** When staff last looked at it. */
  checked_on: Date;
};

/**
 * A run of events of one log. It covers everything after `prev` up to and including `to`: numbers in between
 * that have no event here were left out for you on purpose, and nothing is missing.
 */
export type Batch = {
  stream: StreamId;
  epoch: Epoch;
  /** The place before the span: yours, if nothing is missing. */
  prev: Seq;
  /** The last place of the span: yours from now on. */
  to: Seq;
  /** By growing `seq`; may be empty. */
  events: Array<Event>;
};

/** The way to other nodes. */
export type BusState =
  /** There are none. */
  | "alone"
  /** What happens on one node is heard on the others. */
  | "works"
  /** Redis is away: nodes look into the database for news, and everything comes a little later. */
  | "degraded";

/** A peer-support certificate. */
export type Certificate = {
  id: CertificateId;
  /** Grows with each change; whoever decides names the one that they saw. */
  version: number;
  kind: CertificateKind;
  issuer: IssuerName;
  /** As the issuer wrote it; may be empty in a draft. */
  number: string;
  /** Absent only while somebody fills it in. */
  issued_on?: Date;
  /** Its last day, by the issuer's own calendar. Absent only while somebody fills it in. */
  expires_on?: Date;
  state: CertificateState;
  /** It was verified, and its last day is over. */
  lapsed?: boolean;
  /** When it was begun. */
  created_at: Timestamp;
  /** When it was last handed in. */
  submitted_at?: Timestamp;
  /** When somebody last decided about it. */
  decided_at?: Timestamp;
  /** What they wrote to its owner. */
  reason?: string;
  /** Verified: when staff last looked at it. */
  checked_on?: Date;
  /** Verified: when staff look at it again, at the latest. */
  review_due_at?: Timestamp;
  /** Verified: the instant at which its last day ends where the issuer is. */
  valid_until?: Timestamp;
  /** The certificate that this one follows. */
  renews?: CertificateId;
  files: Array<CertificateFile>;
};

/** Something that was done with a certificate. */
export type CertificateAct = {
  what: CertificateActKind;
  at: Timestamp;
  /** Absent when the server or its command line did it. */
  by?: Person;
  /** What was written to its owner, or noted. */
  reason?: string;
  /** Its owner did it, as the only staff account. */
  self_reviewed?: boolean;
};

/** What was done with a certificate. */
export type CertificateActKind =
  /** Its owner handed it in. */
  | "submitted"
  /** Staff asked its owner to change something. */
  | "revision_asked"
  /** Staff saw that it is good. */
  | "verified"
  /** Staff did not accept it. */
  | "rejected"
  /** Its owner took it back. */
  | "withdrawn"
  /** Staff looked at it again. */
  | "checked"
  /** Staff, or the command line, wrote down one that they have seen. */
  | "recorded"
  /** Its files were deleted, since nobody needs them any more. */
  | "files_deleted";

/** What staff decide about a certificate. */
export type CertificateDecision =
  /** It is good. */
  | "verify"
  /** Its owner has to change something. */
  | "revise"
  /** It is not accepted. */
  | "reject";

/**
 * `POST /me/certificates` begins a draft; `PATCH /me/certificates/{id}` changes a draft, or one that has to be
 * revised: only what is there changes. Both answer a Certificate. `POST /me/certificates/{id}/files?name=…`
 * with the file as body, as it is, and `DELETE /me/certificates/{id}/files/{file}` answer it too. `POST
 * /me/certificates/{id}/submit` and `POST /me/certificates/{id}/withdraw` answer MyCertification.
 */
export type CertificateDetails = {
  /** `state` when absent from a new one. */
  kind?: CertificateKind;
  /** Of the directory: its kind and name hold then. */
  issuer?: string;
  /** An issuer that is not in the directory, by name. */
  issuer_name?: string;
  /** At most 60 characters. */
  number?: string;
  /** Not in the future. */
  issued_on?: Date;
  /** After it was issued. */
  expires_on?: Date;
  /** A certificate of yours that this one follows; only with a new one. */
  renews?: CertificateId;
};

/**
 * A file that shows a certificate: only its owner and those who review it open it, at `GET
 * /certificates/{id}/files/{file}`, as a download.
 */
export type CertificateFile = {
  id: CertificateFileId;
  /** As its owner called it. */
  name: string;
  format: EvidenceFormat;
  /** As it is kept; pictures are written anew, without what a camera adds. */
  bytes: number;
  /** When it was added. */
  added_at: Timestamp;
  /** Its content was deleted then, since nobody needs it any more. */
  deleted_at?: Timestamp;
};

/** A file that shows a certificate. */
export type CertificateFileId = string;

/** A peer-support certificate, from its first draft on. */
export type CertificateId = string;

/** Who stands behind a certificate. */
export type CertificateKind =
  /** A state, district or territory, or a board that it names. */
  | "state"
  /** A national body. */
  | "national";

/**
 * `GET /certificates/{id}`: staff. What somebody needs to decide. The routes by which staff decide answer it
 * too, and `PUT` and `DELETE /certificates/{id}/claim` (I am on it, and no more): a word to other staff, which
 * keeps nobody from deciding.
 */
export type CertificateReview = {
  person: Person;
  certificate: Certificate;
  /** Where its owner stands now. */
  standing: Standing;
  /** The same person's others, newest first. */
  others: Array<Certificate>;
  /** Oldest first. */
  history: Array<CertificateAct>;
  /** Where the issuer lists its certificates, when the directory knows. */
  registry_url?: string;
  /** It is your own: somebody else decides, unless you are the only staff account. */
  own?: boolean;
  /** Who of the staff is on it. Whoever presses last is; a decision ends it. */
  claimed_by?: Person;
};

/** What has become of a certificate. */
export type CertificateState =
  /** Its owner fills it in. */
  | "draft"
  /** Staff look at it. */
  | "in_review"
  /** Its owner has to change something. */
  | "revision_needed"
  /** Staff saw that it is good. */
  | "verified"
  /** It is not accepted. */
  | "rejected"
  /** Its owner took it back. */
  | "withdrawn";

/** `PUT /me/notification-preferences`: all of them at once. */
export type ChangeNotificationPreferences = {
  /** Kinds that are not here are as they come. */
  kinds: Array<KindChoice>;
  quiet?: QuietHours;
};

/** `POST /me/password`: ends all other sessions. */
export type ChangePassword = {
  /** The password as it is. */
  current: string;
  /** 8 to 256 characters. */
  new: string;
};

/** `POST /accounts/{id}/standing`: staff, not about themselves. Answers an AccountCertification. */
export type ChangeStanding = {
  change: StandingMeasure;
  /** To the person, in plain words; needed unless it is reinstated. */
  reason?: string;
};

/** A way to tell somebody. */
export type Channel =
  /** In the list, and live while the app is open. */
  | "in_app"
  /** To the address of the account. */
  | "mail"
  /** To browsers that subscribed. */
  | "push";

/**
 * `POST /certificates/{id}/check`: staff looked at a verified certificate again and it holds. Answers a
 * CertificateReview.
 */
export type CheckCertificate = {
  /** Of the certificate as you saw it; `conflict` when it has changed since. */
  version: number;
  /** As the issuer has it now, when it was prolonged. */
  expires_on?: Date;
  /** For other staff: what was looked at. */
  note?: string;
};

/** A frame that a client sends. */
export type ClientFrame = {
  /** Your number for this command: its answer names it as `re`. */
  id?: number;
} & Command;

/** Chosen by the client for each message it sends, so that a retry is recognised. */
export type ClientMessageId = string;

/** What a client asks for. */
export type Command =
  /** The first frame, within 10 s. */
  | { type: "hello" } & Hello
  /**
   * Follow a room. Answered with `ok` and a verdict, then events or a resync. The same again replaces the first:
   * from the position that it names. Your own account's id resumes your account's log.
   */
  | {
    type: "subscribe";
    room: RoomId;
    /** Where you are; absent for a first look. */
    position?: Position;
    /** Follow it without having it open: for unread counts. You are not counted as present. */
    quiet?: boolean;
  }
  /** Follow a room no longer. */
  | { type: "unsubscribe"; room: RoomId }
  /** Post a message. `ok` comes after it is stored for good. */
  | { type: "send" } & Send
  /** Change your own message. Who read the old text sees that it was edited. */
  | {
    type: "edit";
    message: MessageId;
    /** 1 to 4,000 characters; replaces the old text. */
    body: string;
    /** Replaces the old note; absent takes it away. */
    note?: string;
  }
  /** Take your own message back. Its text goes from every device. */
  | { type: "delete"; message: MessageId }
  /** Add a reaction or take it back. */
  | {
    type: "react";
    message: MessageId;
    reaction: Reaction;
    /** `true` adds it, `false` takes it back. Setting what is set already is a success. */
    on: boolean;
  }
  /** Older or newer messages of a room. */
  | { type: "history" } & History
  /** You have read this room up to here. Only your own devices learn of it. */
  | {
    type: "read";
    room: RoomId;
    /** The last place that you have read. The mark never goes back. */
    up_to: Seq;
  }
  /** You are writing. At most once in 3 s. */
  | { type: "typing"; room: RoomId }
  /** Another token for this connection, before the old one ends. */
  | {
    type: "renew";
    /** Of the same account. */
    token: string;
  }
  /** The answer to a ping, with its number. */
  | {
    type: "pong";
    /** The ping that it answers. */
    ping: number;
  };

/** `POST /password-resets/complete`: ends all sessions. */
export type CompleteReset = {
  /** From the link; works once. */
  token: string;
  /** 8 to 256 characters. */
  password: string;
};

/** Somebody asks to talk one to one. */
export type ConnectionRequest = {
  id: ConnectionRequestId;
  /** Who asks. */
  from: Person;
  /** Who is asked. */
  to: Person;
  /** A first line, at most 280 characters; may be empty. */
  greeting: string;
  state: RequestState;
  /** When it was asked. */
  created_at: Timestamp;
  /** The room, once accepted. */
  room?: RoomId;
};

/** A request to talk one to one. */
export type ConnectionRequestId = string;

/** What staff answered. */
export type ContactAnswer = {
  /** Plain text. */
  text: string;
  at: Timestamp;
  /** Who answered; only staff see it. */
  by?: Person;
};

/** `GET /contact/messages?state=&after=`: staff only; oldest first, open ones when `state` is absent. */
export type ContactInbox = {
  messages: Array<ContactItem>;
  /** Of all, not only of these. */
  open: number;
  /** Pass as `after` for the next page. */
  next?: ContactMessageId;
};

/**
 * A message as staff see it. `GET /contact/messages/{id}`, and each of these, answer it: `PUT` and `DELETE
 * contact/messages/{id}/claim` (I am on it), `POST /contact/messages/{id}/answer`, `/close`, `/reopen`.
 */
export type ContactItem = {
  id: ContactMessageId;
  /** As its sender knows it. */
  receipt: string;
  kind: ContactKind;
  state: ContactState;
  /** Plain text; empty when a link was reported with one press. */
  text: string;
  /** The page that it is about. */
  page?: string;
  /** The link that it is about. */
  link?: string;
  /** Of the sender. */
  language: Language;
  /** Whoever was signed in. */
  from?: Person;
  /** An answer is mailed; the address itself is not shown to anybody. */
  mail: boolean;
  /** How many people pressed "broken link"; 0 for what somebody wrote. */
  reports: number;
  /** When it was stored, or first reported. */
  sent_at: Timestamp;
  /** Who of the staff is on it. */
  claimed_by?: Person;
  /** Oldest first. */
  answers: Array<ContactAnswer>;
};

/** What somebody writes about. */
export type ContactKind =
  /** Wants to know something. */
  | "question"
  /** Says something about this place. */
  | "comment"
  /** A link that does not work. */
  | "broken_link"
  /** Anything else. */
  | "other";

/** A message as its sender sees it. */
export type ContactMessage = {
  /** As in ContactReceipt. */
  receipt: string;
  kind: ContactKind;
  state: ContactState;
  /** Plain text. */
  text: string;
  /** The page that it is about. */
  page?: string;
  /** The link that it is about. */
  link?: string;
  /** When it was stored. */
  sent_at: Timestamp;
  /** Oldest first. */
  answers: Array<ContactAnswer>;
};

/** A message to the people who run the server. */
export type ContactMessageId = string;

/**
 * What its sender keeps. Letters and digits that are easy to read aloud: there is no I, L, O or U, and case does
 * not matter.
 */
export type ContactReceipt = {
  /** `K7Q4-M2XD`: names the message to its sender and to staff. */
  receipt: string;
  /** `9WTN-4RB8-E3HC`: opens it, together with the receipt. Shown this once. */
  key: string;
  /** When it was stored. */
  sent_at: Timestamp;
};

/** What has become of a message to staff. */
export type ContactState =
  /** Waits for staff. */
  | "open"
  /** Was answered. */
  | "answered"
  /** Nothing more will be done. It is deleted for good after some months. */
  | "closed";

/** `POST /rooms`: supporters and staff; whoever opens it and is a supporter moderates it. Answers a Room. */
export type CreateRoom = {
  /** `public` or `group`. */
  kind: RoomKind;
  /** 2 to 60 characters. */
  name: string;
  /** At most 400 characters. */
  description: string;
  /** At most 6, of 30 characters each. */
  topics?: Array<string>;
  /** English when absent. */
  language?: Language;
  /** Rules of its own, after the floor. */
  rules?: Array<NewRule>;
};

/** The answer to a new token. */
export type CreatedToken = {
  /** What is kept of it. */
  session: Session;
  /** The one time that it is shown. */
  token: string;
};

/** A country that has resources of its own. */
export type CrisisCountry = {
  /** ISO 3166-1 alpha-2. */
  code: string;
  /** In the language that was asked for. */
  name: string;
};

/** A place where help is. */
export type CrisisResource = {
  /** Names the resource in every language. */
  key: string;
  /** As it calls itself. */
  name: string;
  /** One sentence: for whom, when, what it costs. */
  about: string;
  /** One or more ways to reach it. */
  ways: Array<CrisisWay>;
};

/** `GET /crisis?country=US&language=en`: where help is, for anybody, signed in or not. */
export type CrisisResources = {
  /** ISO 3166-1 alpha-2, or `ZZ` for everywhere else. */
  country: string;
  resources: Array<CrisisResource>;
  /** The local emergency number. */
  emergency: string;
  /** When a person last checked these, a date. */
  reviewed_on: string;
  /** Countries with resources of their own. */
  countries: Array<CrisisCountry>;
};

/** One way to reach help. */
export type CrisisWay = {
  kind: CrisisWayKind;
  /** What to press: `tel:`, `sms:` or `https:`. */
  href: string;
  /** What stands on the button. */
  label: string;
};

/** How one reaches help. */
export type CrisisWayKind =
  /** By voice. */
  | "call"
  /** By text message. */
  | "text"
  /** On a web page, in writing. */
  | "chat"
  /** A page that finds help nearby. */
  | "find";

/** Where everything is kept. */
export type DatabaseEngine =
  /** A file of the server's own. */
  | "sqlite"
  /** A Postgres. */
  | "postgres";

/** A day of the calendar. Serialises as `2026-03-10`. */
export type Date = string;

/**
 * `POST /certificates/{id}/decide`: staff, not about their own. Answers a CertificateReview. A verified one can
 * still be rejected, when its issuer took it back; its role ends at once.
 */
export type DecideCertificate = {
  /** Of the certificate as you saw it; `conflict` when it has changed since. */
  version: number;
  decision: CertificateDecision;
  /** To the owner, in plain words: needed unless it is verified. */
  reason?: string;
  /** As the evidence has it, when the owner wrote it wrongly. */
  number?: string;
  /** As the evidence has it, when the owner wrote it wrongly. */
  issued_on?: Date;
  /** As the evidence has it, when the owner wrote it wrongly. */
  expires_on?: Date;
};

/** A demo account: `POST /demo/sessions` with its key signs in. */
export type DemoPersona = {
  /** Names the persona. */
  key: string;
  /** The account's alias. */
  alias: string;
  /** What one sees as this person, one sentence. */
  about: string;
};

/** `POST /demo/sessions`. */
export type DemoSignIn = {
  /** Of the persona. */
  key: string;
};

/** Something that will happen to a room. */
export type DutyAhead = {
  at: Timestamp;
  room: NamedRoom;
  what: DutyChange;
  /** Why it rests or is closed. */
  reason?: RestReason;
  /** It was due then, and the brake on mass action holds it back. */
  held_since?: Timestamp;
};

/** `GET /duty/rooms`: staff only; the 200 rooms with the least time left, those that wait for staff first. */
export type DutyBoard = {
  rooms: Array<RoomDuty>;
  /** Nothing is closed before this: the clock jumped, or the server was away. */
  unsteady_until?: Timestamp;
  /** Rooms that may still be closed in this hour. */
  closures_left: number;
};

/** What the server does next in a room if nobody posts. */
export type DutyChange =
  /** The moderators are reminded. */
  | "reminder"
  /** They are warned. */
  | "warning"
  /** Staff are told. */
  | "overdue"
  /** They are told that closing comes nearer. */
  | "first_notice"
  /** They are told the last time. */
  | "last_notice"
  /** The room is closed. */
  | "close"
  /** What comes next is put off, since the notice of it reached nobody who keeps the room; staff are told. */
  | "put_off"
  /** It becomes read-only. */
  | "rest"
  /** It is open again. */
  | "wake"
  /** Its members can no longer read it. */
  | "archive";

/** The time that a room's moderators have for a post. */
export type DutyLeft = {
  /** From when it runs: the silence, the warning, or the first notice of closing. */
  from: Timestamp;
  /** Post before this. In the past when the room is overdue. */
  until: Timestamp;
  /** When its moderators are told the next time within it. */
  told_at?: Timestamp;
  /** The earliest closing if nobody posts. */
  closes_at: Timestamp;
};

/** What comes next in a room if nothing is done. */
export type DutyNext = { what: DutyChange; at: Timestamp };

/** `GET /duty/preview?hours=`: staff only; what will happen to rooms if nobody does anything. */
export type DutyPreview = {
  /** When it was reckoned. */
  from: Timestamp;
  until: Timestamp;
  /** In the order in which they come, at most 500. */
  ahead: Array<DutyAhead>;
  /**
   * Supporters whose role ends in that time, in the order in which that comes; what it does to rooms is in
   * `ahead`. At most 500.
   */
  roles: Array<RoleAhead>;
  /** There are more than are shown. */
  more: boolean;
  /** Leaves that begin or end in that time. */
  leaves: Array<Leave>;
};

/**
 * `GET /duty/rooms/{id}`: staff only; one room's clock with what has happened to it. `POST
 * /duty/rooms/{id}/close` closes it when it is overdue, and answers the same.
 */
export type DutyRoom = {
  duty: RoomDuty;
  /** Staff may close it now. */
  overdue: boolean;
  /** The last 50, newest first. */
  stages: Array<DutyStageDone>;
  /** Planned or under way. */
  leaves: Array<Leave>;
};

/** A stage of a room's silence, in the order in which they come. */
export type DutyStage =
  /** A day without a word of its moderators. */
  | "reminder"
  /** Two days: the formal warning. */
  | "warning"
  /** Nobody wrote in time after the warning; staff see the room. */
  | "overdue"
  /** Closing comes nearer. */
  | "first_notice"
  /** Closing is days away. */
  | "last_notice"
  /** Closed. */
  | "closed";

/** Something that the clock did. */
export type DutyStageDone = {
  stage: DutyStage;
  at: Timestamp;
  /** When the silence began that it belongs to. */
  silent_since: Timestamp;
  /** When the room was to be closed, as people were told then. */
  closes_at?: Timestamp;
  /**
   * Until when a message was asked for, as people were told then: of a reminder, until the warning; of a warning,
   * until staff may close the room.
   */
  write_by?: Timestamp;
};

/** Made anew whenever logs may have gone back in time (a restored backup). */
export type Epoch = string;

/** Every refusal's body. */
export type ErrorBody = { error: Refusal };

/**
 * One entry of a log as it is sent. Bodies are joined when it is read: an old event about a message shows the
 * message as it is now.
 */
export type Event = {
  /** Its place in the log. */
  seq: Seq;
  /** When it was stored. */
  at: Timestamp;
  /** Who caused it; absent when the server did by itself. */
  actor?: AccountId;
} & EventKind;

/** What happened. A client skips kinds that it does not know; the span of the batch still covers them. */
export type EventKind =
  /** A message was posted. */
  | { kind: "message_posted"; message: Message }
  /** Its author changed it. */
  | { kind: "message_edited"; message: Message }
  /**
   * It is gone: by its author (`deleted`) or a moderator (`removed`, `hidden`). Drop every copy of its text, also
   * in replies that quote it.
   */
  | { kind: "message_deleted"; message: Message }
  /** It is back after having been hidden or removed. */
  | { kind: "message_restored"; message: Message }
  /** The actor added a reaction or took it back; `reactions` are the counts as they are now. */
  | {
    kind: "reaction_changed";
    message: MessageId;
    reaction: Reaction;
    /** Added, or taken back. */
    on: boolean;
    reactions: Array<ReactionCount>;
  }
  /** Somebody is a member of the room now. */
  | { kind: "member_joined"; person: Person }
  /** Somebody is no longer a member. */
  | { kind: "member_left"; account: AccountId }
  /** Somebody moderates the room now. */
  | {
    kind: "moderator_added";
    person: Person;
    /** Absent while only the word of whoever runs the server stands for them. */
    badge?: Badge;
  }
  /** Somebody moderates the room no longer, but may still be a member. */
  | { kind: "moderator_removed"; account: AccountId }
  /**
   * Somebody who moderates the room has another certificate now, or staff looked at it again; absent when there is
   * none to show.
   */
  | { kind: "badge_changed"; account: AccountId; badge?: Badge }
  /** When a moderator will next be here; absent when nobody can say any more. */
  | { kind: "moderator_expected"; account: AccountId; expected_at?: Timestamp }
  /** Name, description, topics, state, speed or guidelines changed. */
  | { kind: "room_updated"; room: RoomInfo }
  /** You are in a room now. */
  | { kind: "room_joined"; room: RoomId }
  /** You are no longer in a room. */
  | { kind: "room_left"; room: RoomId }
  /** One of your devices has read a room up to here. */
  | {
    kind: "read_marker_moved";
    room: RoomId;
    /** Only ever grows. */
    read_up_to: Seq;
  }
  /** Somebody would like to talk one to one with you, or answered you. */
  | { kind: "connection_changed"; request: ConnectionRequest }
  /** A request to join a group that you moderate is new or decided. */
  | { kind: "join_request_changed"; request: JoinRequest }
  /** Your account, roles or settings changed. */
  | { kind: "account_updated"; account: Account }
  /** The people that you block or mute changed. */
  | { kind: "people_changed"; people: HiddenPeople }
  /** You were told something, or read it on one of your devices. */
  | { kind: "notification_changed"; notification: Notification };

/** What a file is, by its content. */
export type EvidenceFormat =
  /** A document. */
  | "pdf"
  /** A picture. */
  | "png"
  /** A photograph. */
  | "jpeg";

/** `PUT /rooms/{id}/expected`: a moderator says when they will next be here. Answers a Room. */
export type Expect = {
  /** At most 60 days ahead; absent to say nothing any more. */
  at?: Timestamp;
};

/** `GET /guideline-templates?language=`: what the guidelines of a new room begin with. */
export type GuidelineLibrary = {
  /** Rules that every room has; they stand first and stay. */
  floor: Array<GuidelineRule>;
  /** Rules to take over as they are or changed. */
  templates: Array<GuidelineTemplate>;
};

/** One rule of a room's guidelines. */
export type GuidelineRule = {
  /** Stable within the room; a removed message names it. */
  key: string;
  /** One short sentence. */
  short: string;
  /** What it means, in plain words. */
  text: string;
  /** Part of the floor: cannot be taken out (policy 3.1). */
  floor: boolean;
};

/** Rules that have proved themselves in rooms of one kind. */
export type GuidelineTemplate = {
  /** Names the template. */
  key: string;
  /** What kind of room it is for, in a few words. */
  name: string;
  /** The same in a sentence. */
  about: string;
  /** Its rules, in their order. */
  rules: Array<NewRule>;
};

/** A room's guidelines in one version and language. */
export type Guidelines = {
  room: RoomId;
  /** Grows by one with each change. */
  version: number;
  language: Language;
  rules: Array<GuidelineRule>;
  /** When this version came into force. */
  created_at: Timestamp;
};

/** Who you are and where you were. */
export type Hello = {
  /** A session's or API token; absent when the cookie says who you are. */
  token?: string;
  /** Name and version of the program, at most 64 characters; for the server's figures only. */
  client?: string;
  /** Abilities of the client. None is defined yet; unknown ones are ignored. */
  capabilities?: Array<string>;
  /** Streams to follow from the start: rooms, and your own account's to resume it. */
  resume?: Array<Resume>;
};

/** People whose messages you do not see. */
export type HiddenPeople = {
  /**
   * They are left out before anything reaches you, and cannot ask to talk one to one. Not in rooms that you
   * moderate.
   */
  blocked: Array<Person>;
  /** Their messages are folded for you. */
  muted: Array<Person>;
};

/** A page of messages, oldest first, by at most one of `before`, `after`, `around`; none means the newest. */
export type History = {
  room: RoomId;
  /** Messages before this place. */
  before?: Seq;
  /** Messages after this place. */
  after?: Seq;
  /** Messages before and after this one, and it. */
  around?: MessageId;
  /** 1 to 100; 50 when absent. */
  limit?: number;
};

/**
 * `GET /rooms/{id}/guidelines?language=` answers Guidelines. `POST /rooms/{id}/invitations`: moderators of a
 * group.
 */
export type Invite = {
  /** Whom to invite. */
  alias: string;
};

/** Somebody who issues certificates. `DELETE /issuers/{key}` takes one from the directory: staff. */
export type Issuer = {
  /** Names it; `us-or` for a state, a short word for a national body. */
  key: string;
  kind: CertificateKind;
  /** As it is shown. */
  name: string;
  /** IANA zone in which a certificate's last day ends; absent: UTC−12, so that nobody loses a day. */
  zone?: string;
  /**
   * Where it lists its certificates or says how one is looked up, an `https` address; absent: no link is known,
   * and staff may add one.
   */
  registry_url?: string;
  /** What reviewers should know, or a credential's name. */
  note?: string;
};

/** `GET /issuers`: anybody signed in. By kind, then by name. */
export type IssuerList = {
  issuers: Array<Issuer>;
  /** When the addresses that came with the program were last looked at. */
  links_looked_at?: Date;
  /** In what kind of pages that was. */
  links_source?: string;
  /** Somebody else's list of how every state certifies, for issuers without an address of their own. */
  directory_url?: string;
};

/** Who issued a certificate. */
export type IssuerName = {
  /** Of the directory; absent for one that is not in it. */
  key?: string;
  /** As it is shown; may be empty in a draft. */
  name: string;
};

/** `POST /join-requests/{id}/answer`: a moderator, or the invited person. Answers a JoinRequest. */
export type JoinAnswer = {
  /** Yes or no. */
  accept: boolean;
  /** To accept an invitation: the version of the guidelines that you have read, as for joining. */
  guidelines_version?: number;
};

/** Somebody asks to join a private group, or was invited. */
export type JoinRequest = {
  id: JoinRequestId;
  /** The group. */
  room: RoomId;
  /** Who would join. */
  person: Person;
  /** Set when a moderator invited the person; then the person answers, else a moderator does. */
  invited_by?: Person;
  state: RequestState;
  /** When it was asked. */
  created_at: Timestamp;
};

/** A request to join a private group. */
export type JoinRequestId = string;

/**
 * `POST /rooms/{id}/join`: a public room, or one that you are invited to; answers a Room. Also accepts a newer
 * version of the guidelines. In a group without invitation: asks to join.
 */
export type JoinRoom = {
  /** The version that you have read; must be the one in force. */
  guidelines_version: number;
};

/** A moderator of a room, and whether they are there. */
export type Keeper = {
  person: Person;
  /** Has the room open now. */
  here: boolean;
  /** Absent when they have not posted yet. */
  last_post_at?: Timestamp;
  /** When they said that they will next be here, or their leave ends. One that has passed says nothing. */
  next_expected_at?: Timestamp;
  /** Absent while only the word of whoever runs the server stands for them. */
  badge?: Badge;
};

/** A choice for one kind. What is absent is as it comes; what is always on cannot be turned off. */
export type KindChoice = {
  kind: NotificationKind;
  /** In the list. */
  in_app?: boolean;
  /** By mail. */
  mail?: boolean;
  /** To browsers. */
  push?: boolean;
};

/** By which ways somebody is told of one kind. */
export type KindPreference = {
  kind: NotificationKind;
  /** In the list. */
  in_app: boolean;
  /** By mail, where there is an address. */
  mail: boolean;
  /** To browsers that subscribed. */
  push: boolean;
  /** Ways that are always on, because a room would be lost by missing it. */
  always?: Array<Channel>;
  /** Quiet hours do not hold it back. */
  urgent: boolean;
};

/** Languages that Alongside itself speaks. */
export type Language =
  /** English */
  | "en"
  /** Español */
  | "es";

/**
 * Time away from a room. `PUT /leaves/{id}` with PlanLeave puts another in its place; its relief is asked anew.
 * `DELETE /leaves/{id}` ends it; `POST /leaves/{id}/answer` with Answer is its relief's.
 */
export type Leave = {
  id: LeaveId;
  room: NamedRoom;
  /** Who is away. */
  person: Person;
  from: Timestamp;
  /** As things are: without a relief who accepted it ends after 21 days. */
  until: Timestamp;
  /** As it was planned: this long whoever stands in would keep the room. */
  wanted_until: Timestamp;
  /** Who stands in. */
  relief?: Person;
  relief_state: ReliefState;
};

/** A moderator's time away from a room. */
export type LeaveId = string;

/** A link in a text of this server. `POST /links/{id}/check`, staff only, has it looked at soon; answers a Link. */
export type Link = {
  id: LinkId;
  /** As it stands there. */
  url: string;
  state: LinkState;
  /** What was wrong with it when the server looked last. */
  fault?: LinkFault;
  /** The last HTTP status, when there was one. */
  status?: number;
  /** Since when it is in this state. */
  since: Timestamp;
  /** When the server looked last. */
  checked_at?: Timestamp;
  /** Where it stands; at most 20. */
  places: Array<LinkPlace>;
  /** People who pressed "broken link" and were not answered yet. */
  reports: number;
  /** The open message that those made. */
  message?: ContactMessageId;
};

/** Why a link leads nowhere. */
export type LinkFault =
  /** The HTTP status says so. */
  | "status"
  /** There is no such host. */
  | "no_host"
  /** Nobody listens there. */
  | "no_connection"
  /** Its certificate is not trusted, or has run out. */
  | "certificate"
  /** It took too long. */
  | "slow"
  /** It leads round in circles. */
  | "redirects"
  /** It leads to an address in a private network. */
  | "private_address"
  /** What came was no HTTP answer. */
  | "no_answer";

/** A link in a text of this server. */
export type LinkId = string;

/** `GET /links?state=`: staff only; broken ones first, then those in doubt, at most 500. */
export type LinkList = {
  links: Array<Link>;
  /** The server looks at them by itself. */
  checking: boolean;
  /** Of all, not only of these. */
  broken: number;
};

/** A text that has a link in it. */
export type LinkPlace = {
  kind: LinkPlaceKind;
  /** The room whose text it is. */
  room?: NamedRoom;
  /** Names the entry otherwise: a country, a rule, a template. */
  key?: string;
};

/** What kind of text a link stands in. */
export type LinkPlaceKind =
  /** Where help is; `key` is the country. */
  | "help"
  /** The rules that every room has; `key` is the rule. */
  | "floor"
  /** A template of guidelines; `key` is the template. */
  | "template"
  /** What a room says about itself. */
  | "room_description"
  /** A room's own rules. */
  | "room_rules";

/** What the server knows of a link that was reported. */
export type LinkReported = {
  state: LinkState;
  /** When the server itself looked last. */
  checked_at?: Timestamp;
};

/** Whether a link works. */
export type LinkState =
  /** Nobody has looked yet. */
  | "unchecked"
  /** It led somewhere. */
  | "works"
  /** It did not the last time, or its server does not let programs look. */
  | "doubtful"
  /** It led nowhere several times. */
  | "broken"
  /** It leads into a private network, so the server does not look. */
  | "refused";

/** Somebody in a room. */
export type Member = {
  person: Person;
  role: MembershipRole;
  /** Since when. */
  joined_at: Timestamp;
};

/**
 * `PUT /rooms/{id}/moderators/{account}` and `DELETE`: staff, and moderators for themselves. Answers a Room.
 * `GET /rooms/{id}/members?query=`: moderators and staff see all; members those whose alias begins with `query`
 * (for mentions).
 */
export type Members = { members: Array<Member> };

/** You in a room. */
export type Membership = {
  role: MembershipRole;
  /** Since when. */
  joined_at: Timestamp;
  /** The version of the guidelines that you accepted last. */
  guidelines_accepted: number;
  /** Private to your own devices. */
  read_up_to: Seq;
  /** Messages of others after that; 200 means that many or more. */
  unread: number;
  /** How many of those name you. */
  mentions: number;
};

/** What somebody is in one room. */
export type MembershipRole =
  /** Reads and writes. */
  | "member"
  /** Keeps the room. */
  | "moderator";

/** A message as it is now. */
export type Message = {
  id: MessageId;
  room: RoomId;
  author: Person;
  /** The author moderates this room. */
  by_moderator?: boolean;
  /** Chosen by the author's client. */
  client_id: ClientMessageId;
  state: MessageState;
  /** Plain text with a small mark-up; empty unless the state is `visible` (or `held`, for its author). */
  body: string;
  /** What the text is about, so that readers can choose; the text is folded under it. */
  note?: string;
  /** What it answers. */
  reply_to?: ReplyTo;
  /** People named in the text. */
  mentions?: Array<Person>;
  /** 1 when posted, one more with each edit. */
  revision: number;
  /** Those that somebody set. */
  reactions?: Array<ReactionCount>;
  /** Your own reactions; in history and snapshots only, since events are the same for everybody. */
  mine?: Array<Reaction>;
  /** When it was first stored. */
  posted_at: Timestamp;
  /** When it was last changed. */
  edited_at?: Timestamp;
  /** When it was taken back or removed. */
  deleted_at?: Timestamp;
  /** Its place in the room's log; history is ordered by it. */
  seq: Seq;
};

/** A message; stays the same through edits and deletion. */
export type MessageId = string;

/** `GET /rooms/{id}/messages?before=&after=&around=&limit=`, as the history frame. */
export type MessagePage = {
  /** Oldest first. */
  messages: Array<Message>;
  /** There are messages before the first of these. */
  has_older: boolean;
  /** There are messages after the last of these. */
  has_newer: boolean;
  /** The log's head when this was read. */
  head: Seq;
};

/** What has become of a message. */
export type MessageState =
  /** Everybody in the room sees it. */
  | "visible"
  /** A moderator looks first; only its author sees it. */
  | "held"
  /** Hidden by a moderator for now. */
  | "hidden"
  /** Taken back by its author. No text is left. */
  | "deleted"
  /** Removed by a moderator. No text is left here. */
  | "removed";

/** `GET /me/certification`: where you stand, and what to do next. Most routes below answer it too. */
export type MyCertification = {
  standing: Standing;
  /** Newest first. */
  certificates: Array<Certificate>;
  agreement: AgreementState;
  /** The one thing to do now. */
  next: StandingStep;
  /** After a rejection: another application may be made then. */
  may_apply_at?: Timestamp;
};

/** `GET /me/contact`: what you sent while signed in, newest first; the last 50. */
export type MyContactMessages = { messages: Array<ContactMessage> };

/** `GET /me/duty`: the clocks of the rooms that you moderate, your leave, and whom you are asked to stand in for. */
export type MyDuty = {
  /** Least time left first. */
  rooms: Array<RoomDuty>;
  /** Yours, and those with you as relief; not those that are over. */
  leaves: Array<Leave>;
  /** The longest leave without a relief, in days. */
  leave_alone_days: number;
  /** The longest leave with a relief, in days. */
  leave_with_relief_days: number;
};

/** A room by name. */
export type NamedRoom = {
  id: RoomId;
  /** As it is now. */
  name: string;
};

/**
 * `POST /connection-requests`: ask somebody to talk one to one. Answers a ConnectionRequest. `POST
 * /connection-requests/{id}/answer` with Answer; `DELETE` takes your own back.
 */
export type NewConnectionRequest = {
  /** Who is asked. */
  to: AccountId;
  /** A first line, at most 280 characters. */
  greeting?: string;
};

/** `POST /contact`: a question, comment or broken link, of anybody, signed in or not. Answers ContactReceipt. */
export type NewContactMessage = {
  kind: ContactKind;
  /** 1 to 4,000 characters, plain. */
  text: string;
  /** Where an answer is mailed to; without one it stands under the receipt, and in the app of whoever is signed in. */
  email?: string;
  /** The page of this server that it is about, such as `/rooms`; at most 300 characters. */
  page?: string;
  /** The `https` link that does not work; at most 2,000 characters. */
  link?: string;
  /** Of the mail that answers; English when absent. Whoever is signed in has it from their settings. */
  language?: Language;
};

/**
 * `POST /me/push-subscriptions`: what `PushSubscription.toJSON()` gives. One for each session: it replaces an
 * earlier one, and ends with the session. Answers a PushSubscription.
 */
export type NewPushSubscription = {
  /** An `https` address of the browser's push service; at most 1,000 characters. */
  endpoint: string;
  keys: PushKeys;
};

/** A rule that a room adds for itself. */
export type NewRule = {
  /** One short sentence. */
  short: string;
  /** What it means, in plain words. */
  text: string;
};

/** `POST /me/tokens`: a bearer token for a program or bot. */
export type NewToken = {
  /** So that you know it again; at most 64 characters. */
  name: string;
  /** 1 to 365; 90 when absent. */
  days?: number;
};

/** A server process, new at each start. */
export type NodeId = string;

/** One server process. */
export type NodeState = {
  /** New with each start. */
  node: NodeId;
  /** Of the software. */
  version: string;
  /** Open connections of people. */
  connections: number;
  /**
   * Milliseconds since its last beacon; some hundred when all is well. Absent where there are no beacons: one node
   * alone, or one that has not heard itself yet.
   */
  heard_ms_ago?: number;
};

/** Something that an account was told in the app. */
export type Notification = {
  id: NotificationId;
  kind: NotificationKind;
  /** The room that it is about. */
  room?: NamedRoom;
  /** When what it announces will happen. */
  due_at?: Timestamp;
  /**
   * Of a room's silence: a message before this keeps the next step from coming. After a `duty_reminder` that is
   * the formal warning; after a `duty_warning`, staff may close the room. Absent where only `due_at` counts.
   */
  write_by?: Timestamp;
  /** What you sent to staff, by its receipt, for `contact_answered`. */
  receipt?: string;
  /** When it was told. */
  at: Timestamp;
  /** When it was read on any device. */
  read_at?: Timestamp;
};

/** Something that an account was told in the app. */
export type NotificationId = string;

/** What a notification tells of. */
export type NotificationKind =
  /** A room that you moderate has waited a day for you. */
  | "duty_reminder"
  /** It has waited two days; the formal warning. */
  | "duty_warning"
  /** To staff: nobody wrote in time after a warning. */
  | "duty_overdue"
  /** A room that you moderate will be closed for silence. */
  | "duty_first_notice"
  /** The same, days before. */
  | "duty_last_notice"
  /** A room that you moderated was closed. */
  | "room_closed"
  /** To staff: nobody keeps a room now. */
  | "room_needs_moderator"
  /** To staff: many rooms were about to close at once, so the server waits. */
  | "closures_held"
  /** You are asked to stand in for a moderator. */
  | "relief_asked"
  /** Somebody will stand in for you. */
  | "relief_accepted"
  /**
   * Nobody stands in for you so far: somebody said no, or your leave began without a yes and is shorter than
   * planned.
   */
  | "relief_declined"
  /** Your certificate expires then. */
  | "certificate_reminder"
  /** You keep rooms on the word of whoever runs the server; a certificate has to be verified by then. */
  | "certificate_missing"
  /** Your certificate was verified. */
  | "certificate_verified"
  /** Somebody who looked at your certificate asks you to change something. */
  | "certificate_revision"
  /** Your certificate was not accepted; you may apply again then. */
  | "certificate_rejected"
  /** The supporter agreement has a new version; accept it by then. */
  | "agreement_due"
  /** You keep no rooms now: there is no valid certificate. */
  | "role_lapsed"
  /** You keep no rooms until you accept the supporter agreement. */
  | "role_paused"
  /** Staff suspended your role as a supporter. */
  | "role_suspended"
  /** Staff took your role as a supporter away. */
  | "role_revoked"
  /** You are a peer supporter in good standing again. */
  | "role_restored"
  /** To staff: somebody applies, or renews. */
  | "certificate_submitted"
  /** To staff: a certificate has to be looked at again. */
  | "certificate_check_due"
  /** To staff: many supporters were about to lose their role at once, so the server waits. */
  | "lapses_held"
  /** To staff: a notice of closing reached nobody who keeps the room, so it waits a day longer. */
  | "duty_unreached"
  /** What you wrote to the people who run this place was answered. */
  | "contact_answered"
  /** To staff: somebody wrote. */
  | "contact_received"
  /** To staff: a link in a text of this server leads nowhere. */
  | "link_broken";

/** `GET /me/notification-preferences`; `PUT` with ChangeNotificationPreferences answers it too. */
export type NotificationPreferences = {
  /** Every kind that there is. */
  kinds: Array<KindPreference>;
  /** When nothing shall ring; absent: it may at any time. */
  quiet?: QuietHours;
  /** This server sends mail, and there is an address to send it to. */
  mail: boolean;
  /** This server sends push messages. */
  push: boolean;
};

/**
 * `GET /me/notifications?before=`: newest first. `POST /me/notifications/{id}/read` answers a Notification;
 * `POST me/notifications/read` with ReadNotifications answers the first page.
 */
export type Notifications = {
  notifications: Array<Notification>;
  /** Of all, not only of these. */
  unread: number;
  /** Pass as `before` for the next page. */
  next?: NotificationId;
};

/** What came of a command. */
export type OkResult =
  /** You follow the stream, or learn why not. */
  | { result: "subscribed"; stream: StreamVerdict }
  /** You follow it no longer. */
  | { result: "unsubscribed" }
  /** Stored. `duplicate` says that it was already, and this is the first result again. */
  | {
    result: "sent";
    message: MessageId;
    /** Its place in the room's log. */
    seq: Seq;
    /** When it was first stored. */
    at: Timestamp;
    state: MessageState;
    /** It had been stored before, by the same client id. */
    duplicate: boolean;
  }
  /**
   * An edit, deletion or reaction is stored, as event `seq` of the room. The same again is a success with the same
   * `seq` or, where nothing had to change, with the room's head.
   */
  | { result: "changed"; message: MessageId; seq: Seq }
  /** A page of messages. */
  | {
    result: "history";
    /** Oldest first. */
    messages: Array<Message>;
    /** There are messages before the first of these. */
    has_older: boolean;
    /** There are messages after the last of these. */
    has_newer: boolean;
    /** The log's head when this was read; events up to it are in the messages. */
    head: Seq;
  }
  /** The read mark stands here now. */
  | { result: "read"; read_up_to: Seq }
  /** Nothing more to say. */
  | { result: "done" };

/** `POST /contact/{receipt}`: anybody who has the key reads the message and its answers. Answers ContactMessage. */
export type OpenContactMessage = {
  /** From ContactReceipt. */
  key: string;
};

/** `GET /me/people`; `PUT|DELETE /me/blocked/{account}`, `PUT|DELETE /me/muted/{account}` answer it too. */
export type People = { people: HiddenPeople };

/** Somebody as others see them. */
export type Person = {
  id: AccountId;
  /** The name that they chose; 2 to 24 characters. */
  alias: string;
};

/** `POST /rooms/{id}/leaves`: a moderator plans time away. Answers a Leave. */
export type PlanLeave = {
  /** Now when absent. */
  from?: Timestamp;
  /** At most 21 days later; 30 with a relief. */
  until: Timestamp;
  /** The alias of a peer supporter who would stand in. */
  relief?: string;
};

/** How far somebody has read a log. */
export type Position = {
  epoch: Epoch;
  /** The last event that you have. */
  seq: Seq;
};

/** `GET /people/{alias}`: anybody signed in. A person as everybody sees them. */
export type Profile = {
  /** A peer supporter in good standing. */
  supporter: boolean;
  /** Of their certificate. */
  badge?: Badge;
  id: AccountId;
  /** The name that they chose; 2 to 24 characters. */
  alias: string;
};

/**
 * `POST /agreement`: staff. A new version, in every language, with the same clauses in each. Answers an
 * Agreement.
 */
export type PublishAgreement = {
  /** The version that it follows; `conflict` when that is not the one in force. */
  after: number;
  texts: Array<AgreementText>;
};

/**
 * `GET /push/key`: for `PushManager.subscribe`. Refused with `forbidden` where the server sends no push
 * messages.
 */
export type PushKey = {
  /** `applicationServerKey` (RFC 8292): an uncompressed P-256 point in base64url. */
  key: string;
};

/** With what messages to a browser are sealed (RFC 8291). */
export type PushKeys = {
  /** The browser's public key, in base64url. */
  p256dh: string;
  /** A secret that it shares with us, in base64url. */
  auth: string;
};

/**
 * What a service worker finds in a push message: what it is about, in no words. It shows its own; neutral ones
 * when `discreet`.
 */
export type PushMessage = {
  kind: NotificationKind;
  notification: NotificationId;
  room?: RoomId;
  /** When what it announces will happen. */
  due_at?: Timestamp;
  /** As in a Notification. */
  write_by?: Timestamp;
  /** Of the person's settings. */
  language: Language;
  /** Name neither this place nor what it is about (policy 9.4). */
  discreet: boolean;
};

/** A browser that rings. */
export type PushSubscription = {
  id: PushSubscriptionId;
  /** The name of the session's device. */
  device: string;
  created_at: Timestamp;
  /** It belongs to the session that asks. */
  current: boolean;
};

/** A browser that gets push messages. */
export type PushSubscriptionId = string;

/** `GET /me/push-subscriptions`. `DELETE /me/push-subscriptions/{id}` ends one. */
export type PushSubscriptions = { subscriptions: Array<PushSubscription> };

/** `PUT /issuers/{key}`: staff add one to the directory or change it. Answers an Issuer. */
export type PutIssuer = {
  kind: CertificateKind;
  /** 2 to 120 characters. */
  name: string;
  /** IANA zone in which a certificate's last day ends. */
  zone?: string;
  /** An `https` address. */
  registry_url?: string;
  /** At most 1,000 characters. */
  note?: string;
};

/**
 * Hours of the day, by the clock on the person's wall. Mail and push wait for their end; the app does not ring
 * anyway.
 */
export type QuietHours = {
  /** An IANA zone, such as `America/Chicago`. */
  zone: string;
  /** `HH:MM`, such as `22:00`. */
  from: string;
  /** `HH:MM`; earlier than `from` when they go past midnight. */
  until: string;
};

/** A small supportive set; the words are shown, never a picture alone. */
export type Reaction =
  /** "With you" */
  | "with_you"
  /** "Same here" */
  | "same_here"
  /** "Thank you" */
  | "thank_you"
  /** "Thinking of you" */
  | "thinking_of_you";

/** How many people reacted in one way. */
export type ReactionCount = {
  reaction: Reaction;
  /** People; never 0. */
  count: number;
};

/**
 * `POST /me/notifications/read`: marks them all as read, the newest 500 of those that are not. Answers
 * Notifications; when `unread` is not 0 there, ask again.
 */
export type ReadNotifications = {
  /** The newest that was seen: what came after it stays unread. Absent: all. */
  up_to?: NotificationId;
};

/**
 * `POST /accounts/{id}/certificates`: staff write down a certificate that they have seen; it is verified by
 * that. Answers a CertificateReview.
 */
export type RecordCertificate = {
  kind: CertificateKind;
  /** Of the directory: its kind and name hold then. */
  issuer?: string;
  /** An issuer that is not in the directory, by name. */
  issuer_name?: string;
  /** At most 60 characters. */
  number: string;
  /** Not in the future. */
  issued_on: Date;
  /** Not over yet. */
  expires_on: Date;
  /** For other staff: how it was seen. */
  note?: string;
};

/** A refusal as it goes over the wire, in an error frame and in an HTTP error body. */
export type Refusal = {
  code: RefusalCode;
  /** One plain English sentence or two; clients show their own words for codes that they know. */
  message: string;
  retry: Retry;
  /** Milliseconds to wait; there when `retry` is `after`. */
  retry_after_ms?: number;
  /** The field that is wrong, for `invalid`. */
  field?: string;
  /** The rate limit's name, for `rate_limited`; the bound's name, for `limit_reached`. */
  bucket?: string;
  /** How many more are allowed now, for `rate_limited`. */
  left?: number;
  /** Identifies a fault in the server's log. */
  fault?: string;
};

/** Why something was refused. Codes are stable: clients may match on them. */
export type RefusalCode =
  /** Not JSON, not of the described shape, or text that cannot be stored (U+0000, half a surrogate pair). */
  | "malformed"
  /** Larger than the limit for a frame or request body. */
  | "too_big"
  /** A `type` that this server does not know. */
  | "unknown_frame"
  /** A value outside its limits; `field` names it. */
  | "invalid"
  /** No such address or method. */
  | "no_route"
  /** Not signed in, or the session is over. */
  | "unauthenticated"
  /** Alias or password is wrong. */
  | "wrong_credentials"
  /** Signed in, but this is not yours to do. */
  | "forbidden"
  /** The request came from another site. */
  | "foreign_origin"
  /** The account is suspended. */
  | "suspended"
  /** A one-time link that was used, has expired, or never was. */
  | "link_spent"
  /** Somebody has this alias, or one that looks like it. */
  | "alias_taken"
  /** The alias holds an address or number, or sounds like staff. */
  | "alias_refused"
  /** Among the passwords that are tried first. */
  | "password_common"
  /** It does not exist, or you cannot see it. */
  | "not_found"
  /** It has changed since you saw it. */
  | "conflict"
  /** This client message id was used before with another body. */
  | "client_id_reused"
  /** The body has more than the allowed characters. */
  | "body_too_long"
  /** The body has nothing to read in it. */
  | "body_empty"
  /** Only a verified certificate makes a peer supporter, and there is none. */
  | "certificate_needed"
  /** An application was rejected; `retry_after_ms` says when another may be made. */
  | "apply_later"
  /** Not a PDF, PNG or JPEG that can be read, or too many pixels. */
  | "file_refused"
  /** It is about yourself, so somebody else decides. */
  | "conflict_of_interest"
  /** Join the room first. */
  | "not_member"
  /** The guidelines have a newer version; read and accept it first. */
  | "guidelines_changed"
  /** The room can be read but not written to now. */
  | "read_only"
  /** The room is closed. */
  | "room_closed"
  /** One of the two does not want to talk with the other. */
  | "blocked"
  /** You cannot write here until an instant. */
  | "muted"
  /** Too fast; `bucket` names the limit. */
  | "rate_limited"
  /** A bound of the protocol is reached; `limit` names it. */
  | "limit_reached"
  /** The server cannot store anything right now. */
  | "degraded"
  /** The server is stopping. */
  | "going_away"
  /** A fault of ours; `fault` identifies it in the server's log. */
  | "fault";

/** Whether somebody stands in. */
export type ReliefState =
  /** Nobody was asked. */
  | "none"
  /** Has not answered yet. */
  | "asked"
  /** Stands in; their posts count. */
  | "accepted"
  /** Cannot. */
  | "declined";

/** What a reply answers, as it is now: without excerpt when that message is gone. */
export type ReplyTo = {
  /** The message that was answered. */
  id: MessageId;
  /** Who wrote that. */
  author: Person;
  /** The beginning of its text, at most 120 characters; absent when that message has a content note. */
  excerpt?: string;
};

/** `POST /links/report`: one press, of anybody: this link of yours does not work. Answers LinkReported. */
export type ReportLink = {
  /** As it stands in a text of this server: guidelines, help, the description or rules of a room. */
  url: string;
};

/** `POST /password-resets`: always 202; a link goes out when there is such an address. */
export type RequestReset = {
  /** Of the account. */
  email: string;
};

/** Whether a request has been answered. */
export type RequestState =
  /** Waits for an answer. */
  | "open"
  /** Answered with yes. */
  | "accepted"
  /** Answered with no. */
  | "declined"
  /** Taken back by whoever asked. */
  | "withdrawn";

/** Why a room rests or is closed, and for how long. */
export type Rest = {
  reason: RestReason;
  /** When it began. */
  since: Timestamp;
  /**
   * Resting: until then, or until a successor is found. Closed: its members can read it until then; absent when
   * staff closed it, and then it is about 30 days.
   */
  until?: Timestamp;
  /**
   * Closed for silence, and the last notice before that reached none of its moderators: nobody can say that they
   * did not care.
   */
  unreached?: boolean;
};

/** Why a room rests or is closed. */
export type RestReason =
  /** Nobody keeps it now; a successor is looked for. */
  | "needs_moderator"
  /** All who keep it are away. */
  | "leave"
  /** Closed: its moderators were silent too long. */
  | "unmonitored"
  /** Closed: its moderators did not write in time after a warning, or were not reached by it (see `unreached`). */
  | "overdue"
  /** Closed: no successor was found. */
  | "no_successor"
  /** Closed by staff. */
  | "staff";

/** A stream to follow from the start. */
export type Resume = {
  stream: StreamId;
  /** Where you are; absent for a first look. */
  position?: Position;
  /** Follow it without having it open: for unread counts. You are not counted as present. */
  quiet?: boolean;
};

/** A stream as it is at one instant, to begin anew from. */
export type Resync = {
  stream: StreamId;
  reason: ResyncReason;
  /** Where the snapshot stands: events after this follow. */
  position: Position;
  /** Drop every local copy of this stream before taking the snapshot. Always true so far. */
  purge: boolean;
  snapshot: Snapshot;
};

/** Why a stream begins anew instead of going on. */
export type ResyncReason =
  /** You named no position. */
  | "new"
  /** The server's logs began anew (a restored backup). */
  | "epoch_changed"
  /** More than 2,000 events behind. */
  | "too_far_behind"
  /** Your position is ahead of the server. */
  | "ahead"
  /** What you may see here has changed. */
  | "access_changed";

/** What to do after a refusal. */
export type Retry =
  /** The same request will be refused again. */
  | "never"
  /** Send it again at once. */
  | "now"
  /** Send it again after `retry_after_ms`. */
  | "after"
  /** Sign in again first. */
  | "reauthenticate"
  /** Subscribe again from your position first. */
  | "resync";

/** A certificate that waits for staff. */
export type ReviewItem = {
  why: ReviewReason;
  person: Person;
  certificate: Certificate;
  /** Since when it waits. */
  since: Timestamp;
  /** It is your own: somebody else decides. */
  own?: boolean;
  /** Who of the staff is on it. */
  claimed_by?: Person;
};

/** `GET /certification/queue`: staff. What waits for them, longest waiting first, at most 100. */
export type ReviewQueue = {
  items: Array<ReviewItem>;
  /** Of all that wait, those that were handed in. */
  applications: number;
  /** Of all that wait, those that have to be looked at again. */
  checks: number;
};

/** Why a certificate waits for staff. */
export type ReviewReason =
  /** It was handed in. */
  | "application"
  /** A year has gone by since somebody looked at it. */
  | "yearly_check";

/** What an account may be, beside being a participant (policy, words). */
export type Role =
  /** A peer supporter in good standing. */
  | "supporter"
  /** Runs the platform. */
  | "staff"
  /** On call above the rooms, for people's safety. */
  | "oversight";

/** Somebody whose role as a supporter will end. */
export type RoleAhead = {
  at: Timestamp;
  person: Person;
  /** What it becomes: `lapsed` without a certificate, `paused` without the agreement. */
  state: StandingState;
  /** It was due then, and the brake on mass action holds it back. */
  held_since?: Timestamp;
};

/** A room in a list or at the top of a page, for one reader. */
export type Room = {
  /** Those who keep the room. */
  moderators: Array<Keeper>;
  /** People who have it open now. */
  here: number;
  /** Its last event. */
  head: Seq;
  /** The other person, in a one-to-one room. */
  peer?: Person;
  /**
   * Since when an open one-to-one room is dormant: nobody wrote for 30 days before. Absent while it is awake; the
   * next message wakes it.
   */
  dormant_since?: Timestamp;
  /** You in this room; absent when you are not a member. */
  you?: Membership;
  /** Your open request to join, in a group. */
  join_request?: JoinRequest;
  id: RoomId;
  kind: RoomKind;
  state: RoomState;
  /** Empty for a one-to-one room; show the other person's alias. */
  name: string;
  /** At most 400 characters. */
  description: string;
  /** At most 6, of 30 characters each. */
  topics: Array<string>;
  /** That people mostly write in here. */
  language: Language;
  /** Version of the guidelines in force. */
  guidelines_version: number;
  /** Least time between two messages of one person, in milliseconds; 0 for none. */
  slow_ms: number;
  /** When it was opened. */
  created_at: Timestamp;
  /** Why it rests or is closed; absent when its moderators let it rest by their own will. */
  rest?: Rest;
};

/**
 * The duty clock of a room. `POST /rooms/{id}/duty` by its team, after a closure, accepts the duty again and
 * opens it; answers a Room.
 */
export type RoomDuty = {
  room: NamedRoom;
  kind: RoomKind;
  state: RoomState;
  /** Why it rests or is closed. */
  rest?: Rest;
  /** Moderators in good standing. */
  moderators: number;
  /** Who they are. */
  keepers?: Array<Person>;
  /** From when silence counts; absent before the room had a moderator. */
  silent_since?: Timestamp;
  /** A notice of its closing reached nobody who keeps it; the closure waits a day longer. */
  unreached_at?: Timestamp;
  /** The last stage of this silence. */
  reached?: DutyStage;
  /** What comes next if nobody posts, and when. */
  next?: DutyNext;
  /** The time that its moderators have; absent while no clock runs. */
  left?: DutyLeft;
  /** Closed: until then its team may open it again by themselves. Not on the staff's board, since staff always may. */
  reopen_until?: Timestamp;
};

/** A room of any kind. */
export type RoomId = string;

/** What everybody sees of a room. */
export type RoomInfo = {
  id: RoomId;
  kind: RoomKind;
  state: RoomState;
  /** Empty for a one-to-one room; show the other person's alias. */
  name: string;
  /** At most 400 characters. */
  description: string;
  /** At most 6, of 30 characters each. */
  topics: Array<string>;
  /** That people mostly write in here. */
  language: Language;
  /** Version of the guidelines in force. */
  guidelines_version: number;
  /** Least time between two messages of one person, in milliseconds; 0 for none. */
  slow_ms: number;
  /** When it was opened. */
  created_at: Timestamp;
  /** Why it rests or is closed; absent when its moderators let it rest by their own will. */
  rest?: Rest;
};

/** Who may find, read and join a room. */
export type RoomKind =
  /** Listed; anybody signed in may read it, members write. */
  | "public"
  /** Listed by name; only members read and write; moderators let people in. */
  | "group"
  /** Two people who agreed to talk. */
  | "direct";

/** `GET /rooms?query=&topic=&here=true&language=`: open rooms, those with a moderator first. */
export type RoomList = {
  rooms: Array<Room>;
  /** Topics of open rooms, commonest first, at most 12. */
  topics: Array<string>;
  /** Pass as `after` for the next page. */
  next?: string;
};

/** A room and its newest messages. */
export type RoomSnapshot = {
  room: Room;
  /** The newest messages, oldest first. */
  messages: Array<Message>;
  /** There are older ones. */
  has_older: boolean;
};

/** Whether a room can be written to and found. */
export type RoomState =
  /** Members write. */
  | "open"
  /** Can be read, not written to. */
  | "read_only"
  /** Unlisted; members can read it for a while. */
  | "closed";

/** A message to post. */
export type Send = {
  room: RoomId;
  /** A new UUID for each message; the same again for each retry of it. */
  client_id: ClientMessageId;
  /** 1 to 4,000 characters. */
  body: string;
  /** What it is about, at most 80 characters. */
  note?: string;
  /** The message that this answers, of the same room. */
  reply_to?: MessageId;
};

/** A place in a log. The first event has 1; 0 is the empty log. */
export type Seq = number;

/** A frame that a server sends. */
export type ServerFrame =
  /** The answer to hello. */
  | { type: "welcome" } & Welcome
  /** Events of one stream, in order. */
  | { type: "events" } & Batch
  /** A command was carried out. */
  | {
    type: "ok";
    /** The `id` of the command; absent when it had none. */
    re?: number;
  } & OkResult
  /** A command was refused, or (without `re`) something about the connection. */
  | {
    type: "error";
    /** The `id` of the command, where that could be read. */
    re?: number;
    code: RefusalCode;
    /** One plain English sentence or two; clients show their own words for codes that they know. */
    message: string;
    retry: Retry;
    /** Milliseconds to wait; there when `retry` is `after`. */
    retry_after_ms?: number;
    /** The field that is wrong, for `invalid`. */
    field?: string;
    /** The rate limit's name, for `rate_limited`; the bound's name, for `limit_reached`. */
    bucket?: string;
    /** How many more are allowed now, for `rate_limited`. */
    left?: number;
    /** Identifies a fault in the server's log. */
    fault?: string;
  }
  /** Start a stream anew from this snapshot. */
  | { type: "resync" } & Resync
  /**
   * You no longer follow this stream, and why: you left, were removed, or the room closed to you. Drop its local
   * copies.
   */
  | { type: "stream_ended"; stream: StreamId; refusal: Refusal }
  /** Who has a room open; sent when it changes, may be skipped under load. */
  | {
    type: "presence";
    room: RoomId;
    /** People. */
    here: number;
    /** Moderators among them. */
    moderators: Array<AccountId>;
  }
  /** Who is writing in a room; sent when it changes, may be skipped under load. */
  | { type: "typing"; room: RoomId; people: Array<Person> }
  /**
   * Answer with a pong. `heads` are the last events of your streams, from the database: when yours stays behind
   * for 5 s, subscribe again.
   */
  | {
    type: "ping";
    /** Grows with each ping of a connection. */
    ping: number;
    /** Stream to last event: those of every stream that you follow. */
    heads: { [key in StreamId]: Seq };
  }
  /** This server stops. Connect again at a random moment within `spread_ms`; this socket works until then. */
  | {
    type: "goaway";
    /** Milliseconds over which clients spread their coming back. */
    spread_ms: number;
  };

/** `GET /server`: what a page needs before anybody signs in. */
export type ServerInfo = {
  /** Of this community, as its staff chose it. */
  name: string;
  /** Of the software. */
  version: string;
  /** No staff account exists yet; the setup link was printed at the start. */
  setup_needed: boolean;
  /** One-press demo accounts are offered. */
  demo: Array<DemoPersona>;
  /** Password reset by mail works. */
  mail: boolean;
  /** Anybody may create an account. */
  sign_up: boolean;
};

/** `GET /server/state`, for staff: how the installation is, as the node that answers sees it. */
export type ServerState = {
  /** The node that answers. */
  node: NodeId;
  /** By the server. */
  server_time: Timestamp;
  /** What `ok` to a send promises here. */
  acknowledgement: Acknowledgement;
  /** The way to other nodes. */
  bus: BusState;
  /** Where everything is kept. */
  database: DatabaseEngine;
  /** Milliseconds that the database took to answer just now. */
  database_ms: number;
  /** All nodes that were heard in the last 15 minutes; the one that answers comes first. */
  nodes: Array<NodeState>;
};

/** A signed-in device, or an API token. */
export type Session = {
  id: SessionId;
  kind: SessionKind;
  /** Its name, as it was told. */
  device: string;
  /** When it began. */
  created_at: Timestamp;
  /** When it was last used, to a minute or so. */
  last_seen_at: Timestamp;
  /** When it ends by itself. */
  expires_at: Timestamp;
  /** It is the one that asks. */
  current: boolean;
};

/** A signed-in device, or an API token. */
export type SessionId = string;

/** What a session belongs to. */
export type SessionKind =
  /** A browser or program in which a person signed in. */
  | "device"
  /** A bearer token for a program or bot. */
  | "token";

/**
 * `GET /me/sessions`: devices and API tokens. `DELETE /me/sessions/{id}` ends one, `DELETE /me/sessions` all
 * others, `DELETE /me/sessions/current` this one.
 */
export type Sessions = { sessions: Array<Session> };

/** Kept on the server so that all of your devices agree. */
export type Settings = {
  /** Of the pages and mails. */
  language: Language;
  /** Light, dark, or as the device has it. */
  theme: Theme;
  /** Neutral titles in the browser, mail and notifications (policy 9.4). */
  discreet: boolean;
  /** Where quick exit goes; an `https` address. */
  exit_url: string;
  /** Messages that hold one of these are folded for you alone. */
  muted_words: Array<string>;
  /** Show when you are writing to others. */
  show_typing: boolean;
  /** Single-key shortcuts. */
  shortcuts: boolean;
};

/** `POST /setup`: the first staff account, with the one-time token of the printed link. */
export type Setup = {
  /** From the link; works once. */
  token: string;
  /** 2 to 24 characters. */
  alias: string;
  /** 8 to 256 characters. */
  password: string;
  /** Also keep rooms, as a peer supporter. */
  supporter?: boolean;
  /** English when absent. */
  language?: Language;
};

/** `POST /sessions`. */
export type SignIn = {
  /** Of the account. */
  alias: string;
  /** Of the account. */
  password: string;
  /** A name for this device, at most 64 characters. */
  device?: string;
  /** Answer with the token instead of setting a cookie; for programs. */
  token?: boolean;
};

/** `POST /accounts`. */
export type SignUp = {
  /** 2 to 24 characters. */
  alias: string;
  /** 8 to 256 characters. */
  password: string;
  /** Only to reset the password. */
  email?: string;
  /** English when absent. */
  language?: Language;
  /** A name for this device, at most 64 characters. */
  device?: string;
};

/** The answer to signing up, signing in, setup and demo. */
export type SignedIn = {
  account: Account;
  /** The new session. */
  session: SessionId;
  /** It ends then. */
  expires_at: Timestamp;
  /** Only when asked for; the one time that it is shown. */
  token?: string;
};

/** The state of a stream at one instant, read in one transaction. */
export type Snapshot =
  /** Of a room's stream. */
  | { of: "room" } & RoomSnapshot
  /** Of your account's stream. */
  | { of: "account" } & AccountSnapshot;

/** Whether somebody may keep rooms and host meetings. */
export type Standing = {
  state: StandingState;
  /** Since when it is so; absent for `none`. */
  since?: Timestamp;
  /** The role ends then, unless something new is verified. */
  until?: Timestamp;
  /** What it rests on. */
  basis?: StandingBasis;
  /** What staff gave as their reason, when the role is suspended or revoked. */
  reason?: string;
  /** The agreement has to be accepted by then, or the role pauses. */
  agreement_due?: Timestamp;
};

/** What a standing rests on. */
export type StandingBasis =
  /** A verified certificate. */
  | "certificate"
  /** The word of whoever runs the server, for 14 days. */
  | "attestation";

/** A standing that changed. */
export type StandingChange = {
  state: StandingState;
  at: Timestamp;
  /** Absent when the server did it by its rules. */
  by?: Person;
  /** What staff gave as their reason. */
  reason?: string;
};

/** What staff decide about somebody's role as a supporter. */
export type StandingMeasure =
  /** For now. */
  | "suspend"
  /** For good. */
  | "revoke"
  /** Lift what was decided; a valid certificate and the agreement are needed all the same. */
  | "reinstate";

/** Whether somebody may keep rooms and host meetings. */
export type StandingState =
  /** Was never a peer supporter here. */
  | "none"
  /** A peer supporter in good standing. */
  | "active"
  /** The agreement has to be accepted first. */
  | "paused"
  /** There is no valid certificate now. */
  | "lapsed"
  /** Staff suspended the role. */
  | "suspended"
  /** Staff took the role away. */
  | "revoked";

/** The one thing for somebody to do about their standing. */
export type StandingStep =
  /** Nothing. */
  | "nothing"
  /** Begin an application. */
  | "apply"
  /** Finish the draft and hand it in. */
  | "finish"
  /** Change what the reviewer asked for and hand it in again. */
  | "revise"
  /** Wait: staff look at it. */
  | "wait"
  /** Wait until another application may be made. */
  | "wait_to_apply"
  /** Read the agreement and accept it. */
  | "agree"
  /** Hand in the next certificate. */
  | "renew"
  /** Write to staff: they suspended or revoked the role. */
  | "ask_staff";

/** A log: a room's has the room's id, an account's has the account's id. */
export type StreamId = string;

/** How following a stream begins. */
export type StreamVerdict =
  /** Events from your position to the head follow, then new ones. */
  | { verdict: "replay"; stream: StreamId; head: Seq }
  /** A resync frame with a snapshot follows, then new events. */
  | { verdict: "resync"; stream: StreamId; reason: ResyncReason }
  /** You cannot follow this stream. */
  | { verdict: "refused"; stream: StreamId; refusal: Refusal };

/** Colours of the pages. */
export type Theme =
  /** As the device has it. */
  | "system"
  /** Light. */
  | "light"
  /** Dark. */
  | "dark";

/** An instant. Serialises as `2026-03-10T02:41:07.250Z`. */
export type Timestamp = string;

/** `PATCH /accounts/{id}`: staff only. */
export type UpdateAccount = {
  /** All roles at once. `supporter` needs a verified certificate (`certificate_needed`); leaving it out revokes it. */
  roles?: Array<Role>;
  /** Ends its sessions, or lets it sign in again. */
  suspended?: boolean;
};

/** `GET /me` answers an Account. `PATCH /me`: only what is there changes. */
export type UpdateMe = {
  /** 2 to 24 characters. */
  alias?: string;
  /** Empty text takes it away. */
  email?: string;
  /** All settings at once. */
  settings?: Settings;
};

/** `GET /rooms/{id}` answers a Room. `PATCH /rooms/{id}`: moderators and staff; only what is there changes. */
export type UpdateRoom = {
  /** 2 to 60 characters. */
  name?: string;
  /** At most 400 characters. */
  description?: string;
  /** At most 6, of 30 characters each. */
  topics?: Array<string>;
  /** Replaces the room's own rules and makes a new version of the guidelines. */
  rules?: Array<NewRule>;
  /** `open` or `read_only`; staff may also close. */
  state?: RoomState;
};

/** What a client does after a close. */
export type Verdict =
  /** Do not come back by yourself; a person has to act. */
  | "stop"
  /** Come back with growing, jittered delays. */
  | "back_off"
  /** Come back now; the first retry has jitter too. */
  | "at_once";

/** The state of the connection as it begins. */
export type Welcome = {
  /** You. */
  account: Account;
  /** This session or token. */
  session: SessionId;
  /** The server process that you are connected to. */
  node: NodeId;
  /** Of all logs of this server. A position of another epoch gets a resync. */
  epoch: Epoch;
  /** Now, by the server. */
  server_time: Timestamp;
  /** For people; nothing depends on it. */
  server_version: string;
  /** What `ok` to a send promises here. */
  acknowledgement: Acknowledgement;
  /** The server works without its message bus; everything arrives, somewhat later. */
  degraded: boolean;
  /** Milliseconds between pings. Without any for twice as long, the connection is dead. */
  ping_interval_ms: number;
  /** The bounds of this server that a client needs while it works. */
  limits: WelcomeLimits;
  /** One for each stream of hello's `resume`, and one for your own account's. */
  streams: Array<StreamVerdict>;
};

/** Bounds of this server. */
export type WelcomeLimits = {
  /** Largest frame of a client, in bytes of UTF-8. */
  frame_bytes: number;
  /** Longest message body, in Unicode scalar values. */
  body_characters: number;
  /** Longest content note, in Unicode scalar values. */
  note_characters: number;
  /** Commands that may be unanswered at once; past it the server reads no further. */
  commands_in_flight: number;
  /** Streams that one connection may follow. */
  subscriptions: number;
  /** Most messages of a page of history. */
  history_page: number;
  /** Milliseconds that a head may stay ahead of you before you subscribe again. */
  behind_ms: number;
  /** Least milliseconds between two typing frames for a room. */
  typing_interval_ms: number;
};
