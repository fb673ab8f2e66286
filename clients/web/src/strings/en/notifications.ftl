# What somebody is told in the app

notifications = Notifications
notifications-count = { $count ->
    [0] Notifications
    [one] Notifications, 1 unread
   *[other] Notifications, { $count } unread
  }
told-unread = { $count ->
    [one] One thing is new.
   *[other] { $count } things are new.
  }
told-all-read = You have read everything.
told-none = Nothing so far
told-none-why = What you should know about your rooms and your role stands here, and nothing else.
told-new = new
told-read = Mark as read
told-read-all = Mark these as read
told-older = Show older ones
told-settings = What you are told
told-newer = Something that this page does not know yet. Load it again.
told-a-room = a room
told-soon = soon

told-duty-reminder = { $room } has had no post from its moderators for a while. A few words before { $moment } keep it as it is.
told-duty-warning = Formal warning: too long without a post in { $room }. Write before { $moment }, or it may be closed.
told-duty-overdue = { $room } is past its time. Its moderators did not act on the warning.
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
