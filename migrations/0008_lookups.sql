-- Lookups that would else walk through all members, or all messages, of a room.

-- Who keeps a room: read for every room each ten seconds, and whenever a room is shown.
CREATE INDEX membership_moderator ON membership (room) WHERE role = 'moderator' AND left_at IS NULL;

-- A moderator's last posts (policy 2.1), however long ago they were.
CREATE INDEX message_moderator ON message (room, author, seq) WHERE by_moderator;
