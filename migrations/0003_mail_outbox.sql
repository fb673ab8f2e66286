-- Mails that must not be lost: written with the notification that they carry, so that both are there or neither.

CREATE TABLE mail_outbox (
    -- Its id is the mail's Message-ID too: whoever gets a mail twice can see that it is one.
    notification TEXT NOT NULL PRIMARY KEY REFERENCES notification (id),
    state TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'failed')),
    attempts BIGINT NOT NULL,
    -- Not tried before this; while one node tries, the others wait for it.
    next_at BIGINT NOT NULL
);
CREATE INDEX mail_outbox_waiting ON mail_outbox (state, next_at);
