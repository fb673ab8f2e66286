-- How people want to be told, push messages to browsers, and a closure that waits because its notice reached nobody.

-- The receipt of what was answered, for `contact_answered`.
ALTER TABLE notification ADD COLUMN receipt TEXT;
-- Its reader wants this kind by mail or push alone: it stands in no list.
ALTER TABLE notification ADD COLUMN hidden BOOLEAN NOT NULL DEFAULT FALSE;

-- When it was found that a notice of closing had reached nobody who keeps the room.
ALTER TABLE duty_lapse ADD COLUMN unreached_at BIGINT;

-- What somebody chose otherwise than a kind comes.
CREATE TABLE notification_choice (
    account TEXT NOT NULL REFERENCES account (id),
    kind TEXT NOT NULL,
    channel TEXT NOT NULL CHECK (channel IN ('in_app', 'mail', 'push')),
    wanted BOOLEAN NOT NULL,
    PRIMARY KEY (account, kind, channel)
);

CREATE TABLE quiet_hours (
    account TEXT NOT NULL PRIMARY KEY REFERENCES account (id),
    -- IANA.
    zone TEXT NOT NULL,
    -- Minutes of the day by the clock of that zone.
    from_minute BIGINT NOT NULL,
    until_minute BIGINT NOT NULL
);

-- A browser belongs to the session that subscribed it. Sessions that are over are deleted by servers that know nothing of
-- this table, so nothing refers to them: whoever sends looks whether the session still stands.
CREATE TABLE push_subscription (
    id TEXT NOT NULL PRIMARY KEY,
    session TEXT NOT NULL UNIQUE,
    account TEXT NOT NULL REFERENCES account (id),
    endpoint TEXT NOT NULL UNIQUE,
    p256dh TEXT NOT NULL,
    auth TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX push_subscription_account ON push_subscription (account);

-- As mail_outbox: one row for each browser that a notification goes to.
CREATE TABLE push_outbox (
    id TEXT NOT NULL PRIMARY KEY,
    notification TEXT NOT NULL REFERENCES notification (id),
    subscription TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'failed')),
    attempts BIGINT NOT NULL,
    next_at BIGINT NOT NULL,
    UNIQUE (notification, subscription)
);
CREATE INDEX push_outbox_waiting ON push_outbox (state, next_at);
