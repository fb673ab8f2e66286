-- A room's monitoring duty (policy 2), and what people are told in the app.

-- Opened again after a closure; absent: created_at holds.
ALTER TABLE room ADD COLUMN opened_at BIGINT;
-- When it got a moderator while it had none.
ALTER TABLE room ADD COLUMN moderated_since BIGINT;
-- When the moderators, who had all been away, came back.
ALTER TABLE room ADD COLUMN leave_ended_at BIGINT;
-- Why it rests or is closed; absent when its moderators let it rest by their own will.
ALTER TABLE room ADD COLUMN rest_reason TEXT;
ALTER TABLE room ADD COLUMN rest_since BIGINT;
ALTER TABLE room ADD COLUMN rest_until BIGINT;
-- Members no longer read it.
ALTER TABLE room ADD COLUMN archived_at BIGINT;

UPDATE room SET moderated_since = (
    SELECT MIN(m.joined_at) FROM membership m
    WHERE m.room = room.id AND m.role = 'moderator' AND m.left_at IS NULL)
WHERE kind <> 'direct';

-- Each stage of a lapse happens once (policy 2.6), whoever writes it: the key says so.
CREATE TABLE duty_stage (
    room TEXT NOT NULL REFERENCES room (id),
    -- The instant that the lapse's clock runs from.
    lapse BIGINT NOT NULL,
    stage TEXT NOT NULL CHECK (stage IN ('reminder', 'warning', 'overdue', 'first_notice', 'last_notice', 'closed')),
    at BIGINT NOT NULL,
    -- When the room was to be closed, as people were told then.
    closes_at BIGINT,
    PRIMARY KEY (room, lapse, stage)
);
CREATE INDEX duty_stage_at ON duty_stage (stage, at);

-- The lapse that a room was last in, so that a page of rooms is read without its history.
CREATE TABLE duty_lapse (
    room TEXT NOT NULL PRIMARY KEY REFERENCES room (id),
    lapse BIGINT NOT NULL,
    reached TEXT NOT NULL,
    warned_at BIGINT,
    last_noticed_at BIGINT
);

-- One row: the last look that any node had at the rooms.
CREATE TABLE duty_beat (
    one BIGINT NOT NULL PRIMARY KEY CHECK (one = 1),
    at BIGINT NOT NULL,
    unsteady_until BIGINT
);

CREATE TABLE duty_outage (
    began_at BIGINT NOT NULL PRIMARY KEY,
    ended_at BIGINT NOT NULL
);
CREATE INDEX duty_outage_ended ON duty_outage (ended_at);

CREATE TABLE duty_leave (
    id TEXT NOT NULL PRIMARY KEY,
    room TEXT NOT NULL REFERENCES room (id),
    account TEXT NOT NULL REFERENCES account (id),
    from_at BIGINT NOT NULL,
    until_at BIGINT NOT NULL,
    -- When it ends as things are: earlier than until_at while no relief has accepted.
    ends_at BIGINT NOT NULL,
    relief TEXT REFERENCES account (id),
    relief_state TEXT NOT NULL CHECK (relief_state IN ('none', 'asked', 'accepted', 'declined')),
    -- The relief moderates the room because of this leave, and stops with it.
    relieving BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL,
    ended_at BIGINT
);
CREATE INDEX duty_leave_room ON duty_leave (room, ended_at);
CREATE INDEX duty_leave_account ON duty_leave (account, ended_at);
CREATE INDEX duty_leave_relief ON duty_leave (relief, ended_at);

CREATE TABLE notification (
    id TEXT NOT NULL PRIMARY KEY,
    account TEXT NOT NULL REFERENCES account (id),
    kind TEXT NOT NULL,
    room TEXT REFERENCES room (id),
    -- What happens next, and when.
    due_at BIGINT,
    -- The same thing is told to one person once.
    once_key TEXT NOT NULL,
    at BIGINT NOT NULL,
    read_at BIGINT,
    UNIQUE (account, once_key)
);
CREATE INDEX notification_account ON notification (account, at);
