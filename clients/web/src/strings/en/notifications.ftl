# What somebody is told in the app

told-unread = { $count ->
    [one] One thing is new.
   *[other] { $count } things are new.
  }
told-all-read = You have read everything.
told-none = Nothing so far
told-none-why = What you should know about your rooms and your role stands here, and nothing else.
told-new = new
told-read = Mark as read
told-read-all = Mark all as read
told-unmarked = This could not be marked as read.
told-unmarked-why = It stays new for now, and is marked when this list is next opened.
told-older = Show older ones
told-settings = What you are told
told-newer = Something that this page does not know yet. Load it again.
told-a-room = a room
told-soon = soon

told-duty-reminder = { $room } has had no post from its moderators for a while. { $by ->
    [none] A few words keep it open.
   *[other] A few words before { $by } keep it open, and no formal warning comes.
  }
told-duty-warning = Formal warning: too long without a post in { $room }. { $by ->
    [none] Without one it may be closed, at the latest { $moment }.
   *[other] Write before { $by }, or it may be closed.
  }
told-duty-overdue = { $room } is past its time. None of its moderators has written there since the warning.
told-duty-first-notice = { $room } closes { $moment }, unless somebody who keeps it writes.
told-duty-last-notice = Last notice: { $room } closes { $moment }, unless somebody who keeps it writes.
told-room-closed = { $room } was closed. Those who keep it can open it again for a while.
told-room-needs-moderator = Nobody keeps { $room } now. It rests until somebody is found, or { $moment }.
told-closures-held = Many rooms were about to close at once, so the server waits for you.
told-relief-asked = Somebody asks you to cover { $room } while they are away.
told-relief-accepted = Somebody covers { $room } for you.
told-relief-declined = Nobody covers { $room } for you so far. You can ask somebody else.
told-certificate-reminder = Your certificate ends { $moment }. Send the new one by then and nothing pauses.
told-certificate-missing = We have no certificate of yours yet. Send one before { $moment }, so that nothing pauses.
told-certificate-verified = Your certificate is verified.
told-certificate-revision = Somebody looked at your certificate and asks for a change.
told-certificate-rejected = Your certificate was not accepted. You can apply again later: { $moment }.
told-agreement-due = The agreement for peer supporters has a new version. Read and accept it before { $moment }.
told-role-lapsed = Your role is paused because the certificate ended. Your account and rooms stay. A new one brings it back.
told-role-paused = Your role is paused until you accept the agreement. Your account and rooms stay.
told-role-suspended = Staff paused your role. You can read why, and answer them.
told-role-revoked = Staff ended your role. You can read why, and answer them.
told-role-restored = Your role is back. You can keep rooms again.
told-certificate-submitted = A certificate waits for somebody to look at it.
told-certificate-check-due = A certificate is due for its yearly look.
told-lapses-held = Many roles were about to lapse at once, so the server waits for you.
told-duty-unreached = A notice about { $room } reached nobody who keeps it. What comes next waits a day longer.
told-contact-answered = Staff answered what you wrote to them.
told-contact-received = Somebody wrote to staff.
told-link-broken = A link in our texts does not work.

# By which ways one is told, quiet hours, push

settings-notify = What you are told
notify-why = Choose by which ways you hear of what. The list is behind the bell.
notify-what = What it is about
notify-group-rooms = Rooms that you keep
notify-group-role = Your role and certificate
notify-group-staff = Work of staff
notify-group-all = Other things
notify-always = always on
notify-always-why = What could cost a room is always in the list, and always mailed where there is an address.
notify-no-mail = You have no mail address here, so nothing is mailed.
way-in-app = List
way-mail = Mail
way-push = Push
kind-duty-reminder = A room waits for a post
kind-duty-warning = Formal warning for a room
kind-duty-overdue = A room is past its time
kind-duty-first-notice = A room comes near its closing
kind-duty-last-notice = Last notice before a closing
kind-room-closed = A room was closed
kind-room-needs-moderator = Nobody keeps a room
kind-closures-held = Many closures at once wait
kind-relief-asked = Somebody asks you to cover
kind-relief-accepted = Somebody covers for you
kind-relief-declined = Nobody covers for you so far
kind-certificate-reminder = Your certificate ends soon
kind-certificate-missing = Your certificate is missing
kind-certificate-verified = Your certificate is verified
kind-certificate-revision = Your certificate needs a change
kind-certificate-rejected = Your certificate was not accepted
kind-agreement-due = The agreement has a new version
kind-role-lapsed = Your role is paused: certificate
kind-role-paused = Your role is paused: agreement
kind-role-suspended = Staff paused your role
kind-role-revoked = Staff ended your role
kind-role-restored = Your role is back
kind-certificate-submitted = A certificate was handed in
kind-certificate-check-due = A yearly look is due
kind-lapses-held = Many lapses at once wait
kind-duty-unreached = A notice reached nobody
kind-contact-answered = Staff answered you
kind-contact-received = Somebody wrote to staff
kind-link-broken = A link does not work
quiet = Quiet hours
quiet-none = None. Mail and push may come at any time.
quiet-now = From { $from } to { $until } ({ $zone }) mail and push wait. What is urgent comes all the same.
quiet-from = From
quiet-until = Until
quiet-wrong = Give two different times.
quiet-end = No quiet hours
push = Push on this device
push-none = This server sends no push messages.
push-unsupported = This browser cannot show them. On an iPhone, add the page to the home screen first.
push-denied = The browser does not allow it. You can change that in its settings for this site.
push-is-on = This device rings.
push-is-off = This device does not ring.
push-words = What it shows names nobody and no room. In discreet mode it does not name this place either.
push-turn-on = Ring on this device
push-turn-off = Do not ring here
push-on = This device rings from now on.
push-off = This device is quiet.
push-since = Rings since { $date }
push-stop = Stop
supporter-certificate = Certificate and role
supporter-invite = Peer support
supporter-invite-why = Have you been through something yourself, and do you have a peer-support certificate? Then you can keep rooms here.

# The link at the foot of a mail

stop-mail-title = Stop these mails?
stop-mail-lead = Then you get no more mails of this kind. You can turn them on again in the settings.
stop-mail-do = Stop them
stop-mail-done = You get no more of these mails.
stop-mail-stays = The list behind the bell still shows what happens. Mails about a closing room always come, so that nobody loses one unawares.
stop-mail-no-token = The link is not whole. Copy all of it from the mail.
