# What needs somebody now, and the duty board

desk-now-title = What needs you now
desk-now-nothing = Nothing needs you now
desk-now-nothing-why = No room is warned, no application waits, nobody has written. This page looks by itself.
desk-now-links = Broken links
desk-now-rooms = Rooms

desk-duty-kind-overdue = Overdue
desk-duty-kind-needs-moderator = No keeper
desk-duty-kind-warning = Warned
desk-duty-kind-closing = Closing
desk-duty-kind-reminder = Reminded
desk-duty-kind-fresh = In time
desk-duty-kind-leave = Leave
desk-duty-kind-closed = Closed
desk-duty-kind-none = No clock
desk-to-closing = to closing
desk-to-find-somebody = to find somebody

desk-board-closed = { $reason ->
    [unmonitored] closed for silence { $when }
    [overdue] closed for silence { $when }
    [no_successor] closed { $when }, since nobody was found to keep it
    [staff] closed by staff { $when }
   *[other] closed { $when }
  }
desk-board-closed-otherwise = closed
desk-board-needs-moderator = rests, since nobody keeps it
desk-board-away = rests until { $moment }, while its moderators are away
desk-board-away-otherwise = rests while its moderators are away
desk-board-no-moderator-yet = has had no moderator yet
desk-board-silent = no post for { $length }
desk-board-silent-warned = no post for { $length }; warned
desk-board-wait = { $count ->
    [one] 1 waits for staff
   *[other] { $count } wait for staff
  }
desk-board-staff = Wait for staff
desk-board-staff-aside = { $left ->
    [0] { $count }; no more closures in this hour
    [one] { $count }; the server may close 1 more in this hour
   *[other] { $count }; the server may close { $left } more in this hour
  }
desk-board-running = Running
desk-board-running-aside = { $count }, least time left first
desk-board-resting = Away, closed, without a clock
desk-board-resting-aside = { $count }
desk-board-empty = There is no room yet
desk-board-empty-why = Peer supporters and staff open rooms. Each gets its clock with its first moderator.
desk-unsteady = The server’s clock jumped.
desk-unsteady-why = No room is closed before { $when }, so that a wrong clock takes nothing away.
desk-brake-on = The brake holds closures back.
desk-brake-on-why = As many rooms as may be closed in one hour were closed. The next ones wait for the hour to end.

desk-next-nothing = Nothing comes next by itself.
desk-next-now = { $what ->
    [reminder] Next: its moderators are reminded, with the next look.
    [warning] Next: its moderators are warned, with the next look.
    [overdue] Next: it becomes overdue, with the next look.
    [first_notice] Next: the first notice of closing, with the next look.
    [last_notice] Next: the last notice of closing, with the next look.
    [close] Next: it is closed, with the next look.
    [rest] Next: it rests, with the next look.
    [wake] Next: it opens again, with the next look.
   *[archive] Next: its members can no longer read it, with the next look.
  }
desk-next-then = { $what ->
    [reminder] Next: its moderators are reminded, { $moment }.
    [warning] Next: its moderators are warned, { $moment }.
    [overdue] Next: it becomes overdue, { $moment }.
    [first_notice] Next: the first notice of closing, { $moment }.
    [last_notice] Next: the last notice of closing, { $moment }.
    [close] Next: it is closed, { $moment }.
    [rest] Next: it rests, { $moment }.
    [wake] Next: it opens again, { $moment }.
   *[archive] Next: its members can no longer read it, { $moment }.
  }
desk-closes-earliest = Earliest closing if nobody posts: { $moment }.
desk-close-now = Close it now
desk-close-question = Close { $room } now?
desk-close-changes = Nobody can write in it, and it leaves the list of rooms. Its moderators are told why.
desk-close-stays = Members read it for 30 days. Its team may open it again by accepting the duty.
desk-close-act = Close { $room }
desk-room-closed-now = { $room } is closed.
desk-open-again = Open it again
desk-open-question = Open { $room } again?
desk-open-changes = Its members can write, it is in the list again, and its clock begins anew.
desk-open-stays = What was written, who is in it, and who keeps it.
desk-open-act = Open { $room }
desk-room-opened-again = { $room } is open again.
desk-open-the-room = Open the room
desk-its-people = Its people
desk-appoint = Appoint
desk-appoint-label = Appoint a moderator, by alias
desk-appoint-overtaken = { $alias } was not appointed.
desk-appoint-overtaken-why = The room was closed while you wrote.
desk-keeper-appointed = { $alias } now keeps { $room }.
desk-leaves-planned = Leave
desk-leave-line = { $alias } is away from { $from } until { $until }.
desk-relief-none = Nobody stands in.
desk-relief-asked = { $alias } was asked to stand in.
desk-relief-accepted = { $alias } stands in.
desk-relief-declined = { $alias } cannot stand in.
desk-what-happened = What happened
desk-nothing-happened = The clock has told nobody anything yet.
desk-stage-reminder = Moderators reminded
desk-stage-warning = Moderators warned
desk-stage-overdue = Overdue; staff told
desk-stage-first-notice = First notice of closing
desk-stage-last-notice = Last notice of closing
desk-stage-closed = Closed

desk-ahead-heading = The next 48 hours
desk-ahead-if-nobody = if nobody does anything
desk-ahead-sum = { $closing ->
    [0] No room closes.
    [one] 1 room closes.
   *[other] { $closing } rooms close.
  } { $overdue ->
    [0] None becomes overdue,
    [one] 1 becomes overdue,
   *[other] { $overdue } become overdue,
  } { $warning ->
    [0] none is warned.
    [one] 1 is warned.
   *[other] { $warning } are warned.
  } { $roles ->
    [0] {""}
    [one] 1 role ends.
   *[other] { $roles } roles end.
  }
desk-ahead-picture = Timeline of 48 hours: { $closing } closures, { $overdue } become overdue, { $warning } warnings, { $told } reminders and notices, { $roles } roles that end. The table has each with its time.
desk-ahead-now = now
desk-ahead-nothing = Nothing happens by itself.
desk-ahead-more = There is more than is shown here.
desk-lane-closing = Closed
desk-lane-due = Warned, overdue
desk-lane-told = Reminded, notices
desk-lane-room = Rest, open, archive
desk-lane-role = Roles that end
desk-lane-away = On leave
desk-held-by-brake = held by the brake
desk-col-when = When
desk-col-room = Room or person
desk-col-what = What happens
desk-ahead-reminder = Moderators are reminded
desk-ahead-warning = Moderators are warned
desk-ahead-overdue = Becomes overdue
desk-ahead-first-notice = First notice of closing
desk-ahead-last-notice = Last notice of closing
desk-ahead-put-off = What comes next is put off, since its notice reached nobody who keeps it
desk-ahead-role-lapsed = The role ends: no valid certificate
desk-ahead-role-paused = The role pauses: the agreement is not accepted
desk-ahead-close = { $reason ->
    [no_successor] Is closed, since nobody keeps it
   *[other] Is closed for silence
  }
desk-ahead-rest = { $reason ->
    [leave] Rests, while its moderators are away
   *[other] Rests, since nobody keeps it
  }
desk-ahead-wake = Opens again
desk-ahead-archive = Its members can no longer read it
desk-ahead-leave-begins = { $alias } goes on leave
desk-ahead-leave-ends = { $alias } comes back
