-- When a moderator will next be in a room, as they said, or as their leave ends (policy 2.9).
ALTER TABLE membership ADD COLUMN next_expected_at BIGINT;
