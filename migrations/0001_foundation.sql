-- One text for SQLite and Postgres. Instants are UTC milliseconds. Ids are UUID text.
-- Applied migrations are frozen: their hash is checked at every start.

CREATE TABLE meta (
    key TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
);

-- People ------------------------------------------------------------------------------------------

CREATE TABLE account (
    id TEXT NOT NULL PRIMARY KEY,
    alias TEXT NOT NULL,
    -- Folded and skeletonised, so that look-alikes collide.
    alias_key TEXT NOT NULL UNIQUE,
    password_hash TEXT NOT NULL,
    -- Several accounts may share an address: uniqueness would tell strangers who is here.
    email TEXT,
    email_key TEXT,
    settings TEXT NOT NULL,
    suspended_at BIGINT,
    created_at BIGINT NOT NULL
);
CREATE INDEX account_email ON account (email_key);

CREATE TABLE account_role (
    account TEXT NOT NULL REFERENCES account (id),
    role TEXT NOT NULL CHECK (role IN ('supporter', 'staff', 'oversight')),
    -- Absent when the command line or the setup link granted it.
    granted_by TEXT REFERENCES account (id),
    granted_at BIGINT NOT NULL,
    PRIMARY KEY (account, role)
);

CREATE TABLE session (
    id TEXT NOT NULL PRIMARY KEY,
    account TEXT NOT NULL REFERENCES account (id),
    kind TEXT NOT NULL CHECK (kind IN ('device', 'token')),
    -- SHA-256 of 256 random bits; the token itself is nowhere.
    token_hash TEXT NOT NULL UNIQUE,
    device TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    last_seen_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    ended_at BIGINT
);
CREATE INDEX session_account ON session (account);

CREATE TABLE one_time_link (
    token_hash TEXT NOT NULL PRIMARY KEY,
    purpose TEXT NOT NULL CHECK (purpose IN ('setup', 'password_reset')),
    account TEXT REFERENCES account (id),
    expires_at BIGINT NOT NULL,
    used_at BIGINT
);

CREATE TABLE hidden_person (
    account TEXT NOT NULL REFERENCES account (id),
    other TEXT NOT NULL REFERENCES account (id),
    kind TEXT NOT NULL CHECK (kind IN ('blocked', 'muted')),
    since BIGINT NOT NULL,
    PRIMARY KEY (account, other, kind)
);

-- Logs --------------------------------------------------------------------------------------------

-- A room's log has the room's id, an account's the account's id. `head` is the last event's seq and is
-- raised in the transaction that stores the event: no holes after a rollback, n + 1 never visible before n.
CREATE TABLE stream (
    id TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('room', 'account')),
    head BIGINT NOT NULL
);

-- References, never text: bodies are joined when an event is read.
CREATE TABLE event (
    stream TEXT NOT NULL REFERENCES stream (id),
    seq BIGINT NOT NULL,
    kind TEXT NOT NULL,
    message TEXT,
    subject TEXT,
    actor TEXT,
    data TEXT,
    at BIGINT NOT NULL,
    PRIMARY KEY (stream, seq)
);

-- Rooms -------------------------------------------------------------------------------------------

CREATE TABLE room (
    id TEXT NOT NULL PRIMARY KEY REFERENCES stream (id),
    kind TEXT NOT NULL CHECK (kind IN ('public', 'group', 'direct')),
    state TEXT NOT NULL CHECK (state IN ('open', 'read_only', 'closed')),
    name TEXT NOT NULL,
    -- Folded name, description and topics, for search.
    search_key TEXT NOT NULL,
    description TEXT NOT NULL,
    language TEXT NOT NULL,
    guidelines_version BIGINT NOT NULL,
    slow_ms BIGINT NOT NULL,
    -- Both account ids in order, for a one-to-one room; one room for each pair.
    pair_key TEXT UNIQUE,
    created_by TEXT REFERENCES account (id),
    created_at BIGINT NOT NULL,
    -- Written in the post's own transaction (policy 2.1): a closure follows from it.
    last_qualifying_post_at BIGINT
);
CREATE INDEX room_listed ON room (kind, state);

CREATE TABLE room_topic (
    room TEXT NOT NULL REFERENCES room (id),
    position BIGINT NOT NULL,
    topic TEXT NOT NULL,
    topic_key TEXT NOT NULL,
    PRIMARY KEY (room, position)
);
CREATE INDEX room_topic_key ON room_topic (topic_key);

CREATE TABLE guidelines (
    room TEXT NOT NULL REFERENCES room (id),
    version BIGINT NOT NULL,
    -- JSON list of the room's own rules; the floor is added when it is read.
    rules TEXT NOT NULL,
    created_by TEXT REFERENCES account (id),
    created_at BIGINT NOT NULL,
    PRIMARY KEY (room, version)
);

CREATE TABLE membership (
    room TEXT NOT NULL REFERENCES room (id),
    account TEXT NOT NULL REFERENCES account (id),
    role TEXT NOT NULL CHECK (role IN ('member', 'moderator')),
    joined_at BIGINT NOT NULL,
    -- Set when the person left; the row stays, with what they had read.
    left_at BIGINT,
    guidelines_accepted BIGINT NOT NULL,
    read_up_to BIGINT NOT NULL,
    last_post_at BIGINT,
    PRIMARY KEY (room, account)
);
CREATE INDEX membership_account ON membership (account);

CREATE TABLE guidelines_acceptance (
    room TEXT NOT NULL REFERENCES room (id),
    account TEXT NOT NULL REFERENCES account (id),
    version BIGINT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (room, account, version)
);

CREATE TABLE join_request (
    id TEXT NOT NULL PRIMARY KEY,
    room TEXT NOT NULL REFERENCES room (id),
    account TEXT NOT NULL REFERENCES account (id),
    invited_by TEXT REFERENCES account (id),
    state TEXT NOT NULL CHECK (state IN ('open', 'accepted', 'declined', 'withdrawn')),
    -- Room and account while the request is open, else its id: at most one open one.
    open_key TEXT NOT NULL UNIQUE,
    guidelines_accepted BIGINT,
    created_at BIGINT NOT NULL,
    answered_at BIGINT,
    answered_by TEXT REFERENCES account (id)
);
CREATE INDEX join_request_room ON join_request (room, state);
CREATE INDEX join_request_account ON join_request (account, state);

CREATE TABLE connection_request (
    id TEXT NOT NULL PRIMARY KEY,
    from_account TEXT NOT NULL REFERENCES account (id),
    to_account TEXT NOT NULL REFERENCES account (id),
    greeting TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'accepted', 'declined', 'withdrawn')),
    -- The pair while the request is open, else its id: at most one open one.
    open_key TEXT NOT NULL UNIQUE,
    room TEXT REFERENCES room (id),
    created_at BIGINT NOT NULL,
    answered_at BIGINT
);
CREATE INDEX connection_request_from ON connection_request (from_account, state);
CREATE INDEX connection_request_to ON connection_request (to_account, state);

-- Messages ----------------------------------------------------------------------------------------

CREATE TABLE message (
    id TEXT NOT NULL PRIMARY KEY,
    room TEXT NOT NULL REFERENCES room (id),
    author TEXT NOT NULL REFERENCES account (id),
    -- Was a moderator of the room when it was written.
    by_moderator BOOLEAN NOT NULL,
    client_id TEXT NOT NULL,
    -- SHA-256 of what the client sent: tells an exact retry from another message under the same id.
    fingerprint TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('visible', 'held', 'hidden', 'deleted', 'removed')),
    body TEXT NOT NULL,
    note TEXT,
    reply_to TEXT REFERENCES message (id),
    revision BIGINT NOT NULL,
    posted_at BIGINT NOT NULL,
    edited_at BIGINT,
    deleted_at BIGINT,
    -- Its place in the room's log.
    seq BIGINT NOT NULL,
    UNIQUE (author, client_id),
    UNIQUE (room, seq)
);

-- Earlier texts. While a message stands they are kept for a report; when it is deleted they and its last
-- text are kept until purge_at (policy 4.3), so that a late report can still seal them.
CREATE TABLE message_revision (
    message TEXT NOT NULL REFERENCES message (id),
    revision BIGINT NOT NULL,
    body TEXT NOT NULL,
    note TEXT,
    written_at BIGINT NOT NULL,
    purge_at BIGINT,
    PRIMARY KEY (message, revision)
);
CREATE INDEX message_revision_purge ON message_revision (purge_at);

CREATE TABLE message_mention (
    message TEXT NOT NULL REFERENCES message (id),
    account TEXT NOT NULL REFERENCES account (id),
    room TEXT NOT NULL,
    seq BIGINT NOT NULL,
    PRIMARY KEY (message, account)
);
CREATE INDEX message_mention_unread ON message_mention (account, room, seq);

CREATE TABLE reaction (
    message TEXT NOT NULL REFERENCES message (id),
    account TEXT NOT NULL REFERENCES account (id),
    reaction TEXT NOT NULL CHECK (reaction IN ('with_you', 'same_here', 'thank_you', 'thinking_of_you')),
    at BIGINT NOT NULL,
    PRIMARY KEY (message, account, reaction)
);
