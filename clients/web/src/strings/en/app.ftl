# Shared by every page. Voice: ten rules in the design of the interface: the thing first, the reason second, the way on third.

skip = Skip to the content
back = Back
undo = Undo
exit = Exit
quick-exit = Quick exit
quick-exit-how = Leaves for another site. Escape three times does the same
help-now = Help now
title-discreet = Notes
toasts = Short notices
unread = unread
you-mark = you
named-you = somebody wrote your name
new-messages = { $count } new messages

nav-main = Main
nav-side = Main and your rooms
nav-find = Find rooms
nav-new-room = Open a room
nav-settings = You and settings
tab-find = Find
tab-rooms = Rooms
tab-you = You
one-to-one = One to one
your-rooms = Your rooms
your-rooms-empty = The rooms that you join stand here.
asks-to-connect = Asks to connect
go-to-title = Where to?
go-to-label = A room or a page. Enter opens the first.
go-to-none = Nothing is called that.
rooms-choose = Choose a room
rooms-choose-why = Your rooms are in the list beside this. Or look for another one.

link-up-to-date = Up to date
link-degraded = Up to date, but some parts are slow
link-catching-up = Catching up
link-connecting = Connecting
link-offline = Offline. What you write goes by itself

start-slow = Opening. This takes longer than it should.
start-unreachable = We cannot reach Alongside right now.
start-unreachable-why = We keep trying by ourselves. Help now works without us.
unknown-title = There is no page here
unknown-why = The address may be old, or a letter is missing.
unknown-way = To the start

# Who keeps a room
keeper-here = { $more ->
    [0] { $alias } is here
    [one] { $alias } and one more moderator are here
   *[other] { $alias } and { $more } more moderators are here
  }
keeper-you-here = You are here
keeper-was-here = Was here { $ago }
keeper-unseen = Not known while offline
keeper-not-now = No moderator here now
keeper-none = No moderator yet
room-closed = Closed
room-read-only = Read only for now
talk-dormant = Quiet for a while
when-today = today at { $clock }
when-tomorrow = tomorrow at { $clock }
when-yesterday = yesterday at { $clock }
when-weekday = on { $weekday } at { $clock }
when-date = on { $date } at { $clock }
moment-today = today, { $clock }
moment-tomorrow = tomorrow, { $clock }
moment-yesterday = yesterday, { $clock }
moment-weekday = { $weekday }, { $clock }
moment-date = { $date }, { $clock }
before-moment = before { $moment }
ago-now = just now
ago-minutes = { $count } min ago
ago-hours = { $count } h ago
ago-days = { $count ->
    [one] a day ago
   *[other] { $count } days ago
  }

# Where help is
crisis-title = You can talk with someone right now.
crisis-988-about = Free, day and night, in the United States. You do not have to be at your worst to call.
crisis-call = Call { $number }
crisis-text = Text { $number }
crisis-chat = Chat online
crisis-press = Veterans: press 1. En español: oprime 2.
crisis-emergency = If a life is in danger now, call
crisis-ask = Ask { $alias } to talk with me
crisis-asked = We asked { $alias }. When they say yes, the talk stands under One to one.
crisis-more = Other lines, by need and language
crisis-elsewhere = I am in another country
crisis-country = Country
crisis-not-us = Alongside is people who have been there. We are not a crisis service and do not call anyone for you.
crisis-checked = Numbers checked on { $date }.

# Refusals: what happened, what is safe, what to do
refusal-offline = We could not reach Alongside. Try again in a moment.
refusal-closed = The connection was closed. Load the page again.
refusal-own-fault = Something went wrong on this page. Load it again; what you wrote is kept.
refusal-malformed = This page and the server do not understand each other. Load the page again.
refusal-unknown-frame = This page is newer than the server. Try again later.
refusal-too-big = That is too large to send. Shorten it and try again.
refusal-invalid = { $message }
refusal-no-route = The server has no such place. Load the page again.
refusal-unauthenticated = You are signed out. Sign in and go on; what you wrote is kept.
refusal-wrong-credentials = The alias or the password is not right. Try once more, or reset the password.
refusal-forbidden = This is for others to do. Ask a moderator of the room.
refusal-foreign-origin = The request came from another site, so we did nothing.
refusal-suspended = This account is paused by staff. You can still read and write to them.
refusal-link-spent = This link was used or is too old. Ask for a new one.
refusal-alias-taken = Somebody has this alias, or one that looks like it. Choose another.
refusal-alias-refused = This alias looks like an address, a number or staff. Choose another, so that you stay private.
refusal-password-common = Many people use this password, so it is tried first. Choose another.
refusal-not-found = It is not here any more, or it is not open to you.
refusal-conflict = This changed while you were looking. Look again, then decide.
refusal-client-id-reused = This message was sent before with other words. Send it as a new one.
refusal-body-too-long = This is longer than 4,000 characters. Shorten it, or send it in two.
refusal-body-empty = There is nothing to read in it yet.
refusal-not-member = Join the room first. Reading is open, writing is for members.
refusal-guidelines-changed = The guidelines have changed. Read them, and you can write again.
refusal-read-only = This room is resting. You can read; writing comes back when its moderators open it.
refusal-room-closed = This room is closed. You can read it for a while, and other rooms are open.
refusal-blocked = One of you two does not want to talk with the other now. We do not say who.
refusal-muted = You cannot write here for now. You can still read.
refusal-rate-limited = { $seconds ->
    [one] That was quick. You can go on in a second. Your text is kept.
   *[other] That was quick. You can go on in { $seconds } seconds. Your text is kept.
  }
refusal-limit-reached = That is as many as there may be. Take one away first.
refusal-degraded = We cannot store anything right now. Your text is kept; try again in a minute.
refusal-going-away = The server is starting again. Try once more in a few seconds.
refusal-fault = Something went wrong on our side. What you wrote is kept. { $fault ->
    [none] {""}
   *[other] Code { $fault }
  }

keeper-here-now = Here now
keeper-not-yet = Has not written here yet
keeper-expected = Expected { $moment }
keeper-was-and-will = { $was }, expected { $moment }
room-closed-since = Closed { $moment }
room-needs-moderator = Looks for a moderator
room-read-only-until = Read only until { $moment }
badge-checked = Peer supporter, checked { $date }
badge-state = State certificate, { $issuer }, valid through { $date }
badge-national = National certificate, { $issuer }, valid through { $date }

refusal-certificate-needed = For this, a certificate has to be verified first.
refusal-apply-later = Another application can be made later. The page of your certificate says when.
refusal-file-refused = This file cannot be read. Send a PDF, a PNG or a JPEG picture, at most 8 MB.
refusal-conflict-of-interest = This is about yourself, so somebody else decides.
duty-amount-days = { $count ->
    [one] 1 day
   *[other] { $count } days
  }
duty-amount-hours = { $count } h
duty-amount-minutes = { $count } min
duty-left = left
duty-to-act = to act
duty-over = over
duty-leave = Leave
duty-closed = Closed
duty-none = No clock
nav-keep = Rooms I keep
tab-keep = I keep
keep-due = { $count } due
keep-due-word = due
duty-ended = Thank you. The clock of { $room } starts again: next post due { $when }.
nav-keep-side = Rooms I keep
notifications = Notifications
notifications-count = { $count ->
    [0] Notifications
    [one] Notifications, 1 unread
   *[other] Notifications, { $count } unread
  }
contact-foot = Write to us, or report what does not work
crisis-broken = A link here does not work
link-broken = Broken?
link-unwatched = We do not watch this link.
link-write = Write to us about it
link-reported = Thank you. We look at this link.
