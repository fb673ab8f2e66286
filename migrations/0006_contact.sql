-- What people write to staff (policy 8.1), and the links in this server's texts.

CREATE TABLE link (
    id TEXT NOT NULL PRIMARY KEY,
    url TEXT NOT NULL UNIQUE,
    -- Links of one host are looked at one after the other.
    host TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('unchecked', 'works', 'doubtful', 'broken', 'refused')),
    fault TEXT,
    status BIGINT,
    -- Looks in a row that found it wrong, and when the first of them was.
    failures BIGINT NOT NULL,
    failing_since BIGINT,
    since BIGINT NOT NULL,
    checked_at BIGINT,
    next_at BIGINT NOT NULL
);
CREATE INDEX link_next ON link (next_at);
CREATE INDEX link_state ON link (state);

CREATE TABLE link_place (
    link TEXT NOT NULL REFERENCES link (id),
    kind TEXT NOT NULL CHECK (kind IN ('help', 'floor', 'template', 'room_description', 'room_rules')),
    -- A room's id, or the key of an entry.
    place TEXT NOT NULL,
    PRIMARY KEY (link, kind, place)
);

-- One row: only one node looks at links, as long as its turn lasts.
CREATE TABLE link_turn (
    one BIGINT NOT NULL PRIMARY KEY CHECK (one = 1),
    until_at BIGINT NOT NULL
);
INSERT INTO link_turn (one, until_at) VALUES (1, 0);

CREATE TABLE contact_message (
    id TEXT NOT NULL PRIMARY KEY,
    -- Letters and digits without their dash.
    receipt TEXT NOT NULL UNIQUE,
    -- SHA-256 of the key; absent when links were reported with one press.
    key_hash TEXT,
    kind TEXT NOT NULL CHECK (kind IN ('question', 'comment', 'broken_link', 'other')),
    state TEXT NOT NULL CHECK (state IN ('open', 'answered', 'closed')),
    text TEXT NOT NULL,
    page TEXT,
    url TEXT,
    language TEXT NOT NULL,
    account TEXT REFERENCES account (id),
    -- Where an answer goes; taken away once the message is closed and nothing waits to be mailed.
    email TEXT,
    -- The link, for what was reported with one press.
    link TEXT,
    reports BIGINT NOT NULL,
    -- The link while such a message is open, else its own id: at most one open one for each link.
    open_key TEXT NOT NULL UNIQUE,
    claimed_by TEXT REFERENCES account (id),
    sent_at BIGINT NOT NULL,
    closed_at BIGINT
);
CREATE INDEX contact_message_state ON contact_message (state, id);
CREATE INDEX contact_message_account ON contact_message (account, id);

CREATE TABLE contact_answer (
    id TEXT NOT NULL PRIMARY KEY,
    message TEXT NOT NULL REFERENCES contact_message (id),
    text TEXT NOT NULL,
    answered_by TEXT NOT NULL REFERENCES account (id),
    at BIGINT NOT NULL
);
CREATE INDEX contact_answer_message ON contact_answer (message);

-- As mail_outbox, for answers that go to an address.
CREATE TABLE contact_mail (
    answer TEXT NOT NULL PRIMARY KEY REFERENCES contact_answer (id),
    state TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'failed')),
    attempts BIGINT NOT NULL,
    next_at BIGINT NOT NULL
);
CREATE INDEX contact_mail_waiting ON contact_mail (state, next_at);
