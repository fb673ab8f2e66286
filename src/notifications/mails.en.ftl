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
