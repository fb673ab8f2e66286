-- Who may keep rooms: certificates, the supporter agreement, and what staff decide about the role (policy 1).

-- What staff changed in the directory of issuers; the rest comes with the program.
CREATE TABLE issuer (
    key TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('state', 'national')),
    name TEXT NOT NULL,
    zone TEXT,
    registry_url TEXT,
    note TEXT,
    removed BOOLEAN NOT NULL,
    changed_by TEXT REFERENCES account (id),
    changed_at BIGINT NOT NULL
);

CREATE TABLE certificate (
    id TEXT NOT NULL PRIMARY KEY,
    account TEXT NOT NULL REFERENCES account (id),
    -- Grows with each change: whoever decides names the one that they saw.
    version BIGINT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('state', 'national')),
    issuer_key TEXT,
    issuer_name TEXT NOT NULL,
    number TEXT NOT NULL,
    -- Dates are texts like 2026-03-10.
    issued_on TEXT,
    expires_on TEXT,
    state TEXT NOT NULL CHECK (state IN ('draft', 'in_review', 'revision_needed', 'verified', 'rejected', 'withdrawn')),
    created_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    submitted_at BIGINT,
    decided_at BIGINT,
    reason TEXT,
    checked_on TEXT,
    review_due_at BIGINT,
    -- When its last day ends where the issuer is; set when it is verified.
    valid_until BIGINT,
    renews TEXT REFERENCES certificate (id),
    -- The review_due_at that staff were told of.
    check_told_for BIGINT
);
CREATE INDEX certificate_account ON certificate (account, state, valid_until);
CREATE INDEX certificate_waiting ON certificate (state, submitted_at);
CREATE INDEX certificate_review ON certificate (state, review_due_at);

-- Who did what with a certificate, when and why. Each stands under the version that it made.
CREATE TABLE certificate_act (
    certificate TEXT NOT NULL REFERENCES certificate (id),
    version BIGINT NOT NULL,
    what TEXT NOT NULL,
    at BIGINT NOT NULL,
    by_account TEXT REFERENCES account (id),
    reason TEXT,
    self_reviewed BOOLEAN NOT NULL,
    PRIMARY KEY (certificate, version)
);

CREATE TABLE certificate_file (
    id TEXT NOT NULL PRIMARY KEY,
    certificate TEXT NOT NULL REFERENCES certificate (id),
    name TEXT NOT NULL,
    format TEXT NOT NULL CHECK (format IN ('pdf', 'png', 'jpeg')),
    bytes BIGINT NOT NULL,
    -- Of the content as it was kept; stays when the content is deleted.
    sha256 TEXT NOT NULL,
    added_at BIGINT NOT NULL,
    deleted_at BIGINT
);
CREATE INDEX certificate_file_certificate ON certificate_file (certificate);

-- Apart from what is listed; here, since all nodes share the database and nothing else.
CREATE TABLE certificate_file_content (
    file TEXT NOT NULL PRIMARY KEY REFERENCES certificate_file (id),
    content BYTEA NOT NULL
);

CREATE TABLE agreement (
    version BIGINT NOT NULL PRIMARY KEY,
    texts TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    published_at BIGINT NOT NULL,
    -- Absent for the one that comes with the program.
    published_by TEXT REFERENCES account (id)
);

CREATE TABLE agreement_acceptance (
    account TEXT NOT NULL REFERENCES account (id),
    version BIGINT NOT NULL,
    sha256 TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (account, version)
);

-- Everybody who is or was a peer supporter. Their row in account_role is there exactly while the state is active.
CREATE TABLE supporter (
    account TEXT NOT NULL PRIMARY KEY REFERENCES account (id),
    state TEXT NOT NULL CHECK (state IN ('none', 'active', 'paused', 'lapsed', 'suspended', 'revoked')),
    since BIGINT NOT NULL,
    -- How often the state changed; the next change takes the next number, once.
    changes BIGINT NOT NULL,
    -- The certificate that the state rests on.
    certificate TEXT REFERENCES certificate (id),
    -- When whoever runs the server gave their word.
    attested_at BIGINT,
    measure TEXT CHECK (measure IN ('suspended', 'revoked')),
    measure_reason TEXT,
    measure_by TEXT REFERENCES account (id),
    measure_at BIGINT,
    -- The last reminder: of which end, and how long before it, in milliseconds.
    reminded_for BIGINT,
    reminded BIGINT,
    agreement_reminded_for BIGINT,
    agreement_reminded BIGINT
);

CREATE TABLE standing_change (
    account TEXT NOT NULL REFERENCES account (id),
    change BIGINT NOT NULL,
    state TEXT NOT NULL,
    at BIGINT NOT NULL,
    -- Absent when the server did it by its rules: these count for the brake.
    by_account TEXT REFERENCES account (id),
    reason TEXT,
    PRIMARY KEY (account, change)
);
CREATE INDEX standing_change_at ON standing_change (at);

-- Rooms that somebody kept when their role ended; they get them back with it, unless the room was closed meanwhile.
CREATE TABLE lost_place (
    account TEXT NOT NULL REFERENCES account (id),
    room TEXT NOT NULL REFERENCES room (id),
    lost_at BIGINT NOT NULL,
    PRIMARY KEY (account, room)
);
