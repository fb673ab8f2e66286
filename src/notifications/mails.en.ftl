# Mails in English.
#
# Every mail has a subject and a body, and both again with -discreet for people who asked for neutral wording
# (policy 9.4): then neither the sender's name nor subject nor text tells what this place is.
# Turn Unicode isolation off when formatting: its invisible marks would break the link.
#
# $link     the whole https address
# $minutes  how long the link works
# $server   the name of this server
# $when     day and hour, written out, with the zone
# $room     the name of a room; never in a discreet text

sender-name = { $server }
sender-name-discreet = Account service

## Somebody asked to reset a password.

password-reset-subject = A new password for { $server }
password-reset-body =
    You can choose a new password here:

    { $link }

    The link works once, for { $minutes } minutes. After that you can ask for another one.

    If you did not ask for it, you need not do anything. Your password stays as it is.

    We never ask for your password by mail.

    { $server }

password-reset-subject-discreet = The link you asked for
password-reset-body-discreet =
    Here is the link:

    { $link }

    It works once, for { $minutes } minutes. After that you can ask for another one.

    If you did not ask for it, you need not do anything. Nothing changes.

## The password was changed. $link leads to the page that resets it.

password-changed-subject = Your password for { $server } was changed
password-changed-body =
    Your password was changed on { $when }. All other devices were signed out. Your account, rooms and messages stay.

    If it was you, there is nothing to do.

    If it was not you, choose a new password now. That signs out whoever is using your account:

    { $link }

    { $server }

password-changed-subject-discreet = A change to your account
password-changed-body-discreet =
    A setting of your account was changed on { $when }. All other devices were signed out.

    If it was you, there is nothing to do.

    If it was not you, take your account back here:

    { $link }

## A room that somebody moderates is silent. $room is its name, $when the day on which it would be closed, $link leads to it.

duty-warning-subject = { $room } is waiting for you
duty-warning-body =
    Nobody who keeps { $room } has written there for some time. This is the formal warning.

    One message of yours in the room ends it:

    { $link }

    Without one, the room may be closed, at the latest on { $when }. If you need time away, you can plan leave and ask somebody to stand in.

    This mail was written by the server, not by a person.

    { $server }

duty-warning-subject-discreet = Something is waiting for you
duty-warning-body-discreet =
    Something that you look after waits for you:

    { $link }

    Please look at it before { $when }.

duty-notice-subject = { $room } will be closed
duty-notice-body =
    Nobody who keeps { $room } has written there for weeks. It will be closed on { $when }.

    One message of yours in the room keeps it open:

    { $link }

    This mail was written by the server, not by a person.

    { $server }

duty-notice-subject-discreet = Something ends soon
duty-notice-body-discreet =
    Something that you look after ends on { $when }:

    { $link }

    You can keep it.

## It was closed. $when is until when its members can read it.

room-closed-subject = { $room } was closed
room-closed-body =
    { $room } was closed, because nobody kept it. Its members can read it until { $when }.

    You may be able to open it again by accepting its duty:

    { $link }

    This mail was written by the server, not by a person.

    { $server }

room-closed-subject-discreet = Something has ended
room-closed-body-discreet =
    Something that you looked after has ended. It can be read until { $when }:

    { $link }

## Somebody asks a supporter to stand in. $when is the first day.

relief-asked-subject = Can you stand in for { $room }?
relief-asked-body =
    Somebody who keeps { $room } will be away from { $when } and asks you to stand in. This is the room:

    { $link }

    { $server }

relief-asked-subject-discreet = Somebody asks you for something
relief-asked-body-discreet =
    Somebody will be away from { $when } and asks you to stand in. This is the room:

    { $link }
