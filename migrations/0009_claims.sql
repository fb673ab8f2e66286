-- Who of the staff is on a certificate that waits, and the second instant of a notice about a room's silence.

ALTER TABLE certificate ADD COLUMN claimed_by TEXT REFERENCES account (id);

-- A message before it keeps the next step from coming; due_at is when the room is closed.
ALTER TABLE notification ADD COLUMN write_by BIGINT;
-- The same, as people were told then.
ALTER TABLE duty_stage ADD COLUMN write_by BIGINT;

-- How many accepted a version of the agreement.
CREATE INDEX agreement_acceptance_version ON agreement_acceptance (version);
