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
# $by       the same, until when a message in a silent room keeps it from going on; bodies with -without-by are for notices that
#           name no such instant, as older servers wrote them
# $room     the name of a room; never in a discreet text
# $receipt  names what somebody wrote to staff
# $text     what staff wrote; never in a discreet text

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

## A room that somebody moderates is silent. $room is its name, $by until when a message is needed, $when the day on which it would be
## closed, $link leads to it.

duty-warning-subject = { $room } is waiting for you
duty-warning-body =
    Nobody who keeps { $room } has written there for some time. This is the formal warning.

    One message of yours in the room ends it. Please write by { $by }:

    { $link }

    After that, the people who run this place may close the room. If nobody writes, it is closed on { $when } at the latest. If you need time away, you can plan leave and ask somebody to stand in.

    This mail was written by the server, not by a person.

    { $server }

duty-warning-body-without-by =
    Nobody who keeps { $room } has written there for some time. This is the formal warning.

    One message of yours in the room ends it:

    { $link }

    If nobody writes, the room is closed on { $when } at the latest; the people who run this place may close it earlier. If you need time away, you can plan leave and ask somebody to stand in.

    This mail was written by the server, not by a person.

    { $server }

duty-warning-subject-discreet = Something is waiting for you
duty-warning-body-discreet =
    Something that you look after waits for you:

    { $link }

    Please look at it by { $by }. Otherwise it ends on { $when } at the latest.

duty-warning-body-without-by-discreet =
    Something that you look after waits for you:

    { $link }

    Please look at it soon. Otherwise it ends on { $when } at the latest.

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

## The certificate of somebody who keeps rooms ends on $when. $link leads to this server, here and below.

certificate-reminder-subject = Your certificate ends soon
certificate-reminder-body =
    Your certificate ends on { $when }. Send the new one before that and nothing pauses:

    { $link }

    Without a valid certificate your role pauses. Your account and your place as a participant stay.

    This mail was written by the server, not by a person.

    { $server }

certificate-reminder-subject-discreet = Something ends soon
certificate-reminder-body-discreet =
    Something of yours ends on { $when }. You can renew it before that:

    { $link }

## Somebody keeps rooms on the word of whoever runs the server.

certificate-missing-subject = Your certificate is needed by { $when }
certificate-missing-body =
    You keep rooms here on the word of the people who run this server. That holds until { $when }. Until then a certificate of yours has to be verified:

    { $link }

    After that your role pauses until one is. Your account and your place as a participant stay.

    This mail was written by the server, not by a person.

    { $server }

certificate-missing-subject-discreet = Something is needed from you
certificate-missing-body-discreet =
    Something is needed from you by { $when }:

    { $link }

## Staff decided about a certificate: verified, to be changed, or not accepted.

certificate-decided-subject = There is an answer about your certificate
certificate-decided-body =
    Somebody has looked at your certificate. What they decided, and why, stands here:

    { $link }

    { $server }

certificate-decided-subject-discreet = There is an answer for you
certificate-decided-body-discreet =
    Somebody has looked at what you sent. The answer stands here:

    { $link }

## The supporter agreement has a new version.

agreement-due-subject = The supporter agreement has changed
agreement-due-body =
    The agreement for peer supporters has changed. Read what is different, and accept it by { $when }:

    { $link }

    After that your role pauses until you accept it.

    { $server }

agreement-due-subject-discreet = Something has changed
agreement-due-body-discreet =
    Something that you agreed to has changed. Please read it by { $when }:

    { $link }

## A role ended: without certificate, without agreement, or by staff; or it came back.

role-lapsed-subject = Your role is paused
role-lapsed-body =
    Your role as a peer supporter is paused, because there is no valid certificate. Your account and your place as a participant stay. A new certificate brings the role back:

    { $link }

    This mail was written by the server, not by a person.

    { $server }

role-lapsed-subject-discreet = Something is paused
role-lapsed-body-discreet =
    Something of yours is paused. How to bring it back stands here:

    { $link }

role-paused-subject = Your role is paused
role-paused-body =
    Your role as a peer supporter is paused until you accept the supporter agreement. Your account and your place as a participant stay:

    { $link }

    This mail was written by the server, not by a person.

    { $server }

role-paused-subject-discreet = Something is paused
role-paused-body-discreet =
    Something of yours is paused until you read and accept a text:

    { $link }

role-taken-subject = Your role has changed
role-taken-body =
    Staff suspended your role as a peer supporter or took it away. Your account and your place as a participant stay. Their reason stands here:

    { $link }

    You can write to them if you see it differently.

    { $server }

role-taken-subject-discreet = Something has changed
role-taken-body-discreet =
    Something about your account has changed. The reason stands here:

    { $link }

role-restored-subject = Your role is back
role-restored-body =
    You are a peer supporter here again. Rooms that you kept, and that nobody closed meanwhile, are yours again:

    { $link }

    { $server }

role-restored-subject-discreet = Something is back
role-restored-body-discreet =
    Something of yours that was paused goes on:

    { $link }

## To staff: a certificate was handed in, or has to be looked at again.

certificate-waiting-subject = A certificate waits for you
certificate-waiting-body =
    A certificate was handed in, or has to be looked at again. The list is here:

    { $link }

    This mail was written by the server, not by a person.

    { $server }

certificate-waiting-subject-discreet = Something waits for you
certificate-waiting-body-discreet =
    Something waits for you to look at it:

    { $link }

## The mails below go only to whoever asked for them in their settings.

duty-reminder-subject = { $room } has waited a day for you
duty-reminder-body =
    Nobody who keeps { $room } has written there for a day:

    { $link }

    If nobody writes by { $by }, a formal warning comes. Without a word of yours the room would be closed on { $when }.

    { $server }

duty-reminder-body-without-by =
    Nobody who keeps { $room } has written there for a day:

    { $link }

    If nobody writes soon, a formal warning comes. Without a word of yours the room would be closed on { $when }.

    { $server }

duty-reminder-subject-discreet = Something waits for you
duty-reminder-body-discreet =
    Something that you look after has waited a day for you. Please look at it by { $by }:

    { $link }

    Otherwise it would end on { $when }.

duty-reminder-body-without-by-discreet =
    Something that you look after has waited a day for you:

    { $link }

    Please look at it soon. Otherwise it would end on { $when }.

duty-overdue-subject = { $room } is past its time
duty-overdue-body =
    Nobody who keeps { $room } has written there since the warning. It stands at the top of your board:

    { $link }

    { $server }

duty-overdue-subject-discreet = Something needs a look
duty-overdue-body-discreet =
    Something on your board needs a look:

    { $link }

room-needs-moderator-subject = Nobody keeps { $room } now
room-needs-moderator-body =
    { $room } has no moderator left. It can be read but not written to, and is closed on { $when } if nobody takes it over:

    { $link }

    { $server }

room-needs-moderator-subject-discreet = Something needs somebody
room-needs-moderator-body-discreet =
    Somebody is looked for until { $when }:

    { $link }

## Many rooms were about to close within an hour. $when is when the server goes on.

closures-held-subject = Rooms wait to be closed at { $server }
closures-held-body =
    Many rooms would have been closed within one hour. That may be right, or a sign that something is wrong, so the server closes only a few of them for now. It goes on by itself at { $when }. Please look at your board before:

    { $link }

    This mail was written by the server, not by a person.

    { $server }

closures-held-subject-discreet = Something needs a look soon
closures-held-body-discreet =
    Something on your board needs a look before { $when }:

    { $link }

lapses-held-subject = Roles wait to end at { $server }
lapses-held-body =
    Many peer supporters would have lost their role within one hour. That may be right, or a sign that something is wrong, so the server ends only a few of them for now. It goes on by itself at { $when }. Please look at the list before:

    { $link }

    This mail was written by the server, not by a person.

    { $server }

lapses-held-subject-discreet = Something needs a look soon
lapses-held-body-discreet =
    Something on your list needs a look before { $when }:

    { $link }

## To staff: a warning, or the last notice, to those who keep a room reached nobody. $when is until when what follows from it waits.

duty-unreached-subject = Nobody who keeps { $room } could be told
duty-unreached-body =
    { $room } has been silent, and what it was told reached none of those who keep it: no mail was accepted, no browser took it, and nobody was here. Nothing more happens to it until { $when }. Perhaps you know another way to them:

    { $link }

    This mail was written by the server, not by a person.

    { $server }

duty-unreached-subject-discreet = Somebody could not be told
duty-unreached-body-discreet =
    A notice reached nobody. What it tells of waits until { $when }:

    { $link }

## Answers to somebody who asked for a relief. $when is the first day of the leave.

relief-accepted-subject = Somebody stands in for you in { $room }
relief-accepted-body =
    You asked for somebody to stand in for you in { $room } from { $when }. They will:

    { $link }

    { $server }

relief-accepted-subject-discreet = A yes to what you asked
relief-accepted-body-discreet =
    Somebody said yes to what you asked:

    { $link }

relief-declined-subject = Nobody stands in for you in { $room } yet
relief-declined-body =
    Nobody stands in for you in { $room } from { $when } so far, so your leave is no longer than one without somebody. You can ask somebody else:

    { $link }

    { $server }

relief-declined-subject-discreet = Nobody has taken on what you planned
relief-declined-body-discreet =
    Nobody has taken on what you planned so far. You can ask somebody else:

    { $link }

## What somebody wrote to staff was answered. $receipt names it.

contact-answered-subject = { $server } answered you
contact-answered-body =
    There is an answer to what you wrote, under { $receipt }:

    { $link }

    { $server }

contact-answered-subject-discreet = An answer for you
contact-answered-body-discreet =
    There is an answer to what you asked:

    { $link }

contact-received-subject = Somebody wrote to { $server }
contact-received-body =
    There is something new in your inbox:

    { $link }

    { $server }

contact-received-subject-discreet = Something new in your inbox
contact-received-body-discreet =
    There is something new in your inbox:

    { $link }

link-broken-subject = A link at { $server } leads nowhere
link-broken-body =
    A link in one of your texts led nowhere several times:

    { $link }

    { $server }

link-broken-subject-discreet = A link needs a look
link-broken-body-discreet =
    A link in one of your texts led nowhere several times:

    { $link }

## The answer itself, to an address that somebody gave with what they wrote. $text is what staff wrote.

contact-answer-subject = { $server } answered you
contact-answer-body =
    You wrote to us, and got the receipt { $receipt }. This is our answer:

    { $text }

    With the receipt and its key you find both here:

    { $link }

    { $server }

contact-answer-subject-discreet = An answer for you
contact-answer-body-discreet =
    There is an answer to what you asked, under the receipt { $receipt }. With its key you find it here:

    { $link }

## The last lines of a mail that can be turned off. The address follows.

stop = You can choose what is mailed to you. To get no more mails of this kind:
