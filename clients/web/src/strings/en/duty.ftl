# The duty clock, leave and relief

keep-list = Rooms I keep, soonest first
keep-open = Open room
keep-read = Read it
keep-ring = A full ring is { $whole }. At the mark you get a reminder.

# What the page says first
keep-says-needs = { $room } needs a post from you.
keep-says-needs-many = { $count } rooms need a post from you.
keep-says-over = { $room } is past its time.
keep-says-closing = { $room } closes { $when }, unless somebody writes.
keep-says-due = { $room } is due { $when }.
keep-says-due-many = { $count } rooms are due soon.
keep-says-fine = { $count ->
    [one] Your room is fine.
   *[other] Your rooms are fine.
  }
keep-says-away = You are away.
keep-says-closed = { $room } is closed.
keep-says-none = You keep no room yet.
keep-says-next = { $room } is the first, { $when }.
keep-says-others = { $count ->
    [one] The other one is fine.
   *[other] The other { $count } are fine.
  }
keep-empty = The rooms that you keep stand here
keep-empty-why = Each shows the time left until it needs a post. Open one, or let staff ask you to keep one.

# One room
keep-next-due = Next post by { $moment }
keep-post-before = Post { $before }
keep-over-since = Past its time since { $moment }
keep-closes = Closes { $when }
keep-waits-until = Waits for a moderator until { $moment }
keep-covered = { $alias } covers until { $moment }
keep-rests = Rests until { $moment }
keep-closed-since = Closed { $when }
keep-no-clock = No clock runs
keep-you-wrote = You wrote here { $when }.
keep-you-wrote-never = You have not written here yet.
keep-also = { $more ->
    [0] { $alias } is also on duty here.
    [one] { $alias } and one more are also on duty here.
   *[other] { $alias } and { $more } more are also on duty here.
  }
keep-alone = You keep it alone.
keep-at-rest = The room rests; open it to write.
keep-warned = Formal warning, sent to you:
keep-warned-with = { $more ->
    [0] Formal warning, sent to you and { $alias }:
   *[other] Formal warning, sent to you, { $alias } and { $more } more:
  }
keep-warned-why = { $length } without a post. After that the room may be closed. Any real message ends this.
keep-over-why = It may be closed at any moment, at the latest { $when }. If you cannot post, plan leave and ask for relief.
keep-closes-why = No post since { $moment }. Any real message ends this.
keep-waits-why = Nobody in good standing keeps it now, so it rests. Without a successor it is closed.
keep-covered-why = Their posts count for the room. You are back { $when }.
keep-rests-why = Members read, nobody writes, and the clock stands still.
keep-reopen-until = You can open it again until { $moment }. Its members and what they wrote are still there.
keep-reopen-not = Only staff can open it again. Its members can read it for a while.
keep-no-clock-why = It begins when somebody in good standing keeps the room.

reopen = Open it again
reopen-question = Open { $room } again?
reopen-changes = You take on its duty anew: a post before its ring runs out, by you or somebody who keeps it with you.
reopen-changes-group = You take on its duty anew: somebody who keeps it writes from time to time.
reopen-stays = Its members, its guidelines and all that was written come back as they were. If it is closed for silence again soon, staff have to open it.
reopen-accept = Accept the duty and open it
reopened = { $room } is open again.

counts-link = What counts as a post
counts-title = What counts as a post
counts-yes = These start the clock again
counts-message = A message that you write in the room, however short.
counts-anybody = One by anybody else who keeps the room with you.
counts-relief = One by your relief, while they stand in for you.
counts-no = These do not
counts-not-reading = Opening the room, reading it, or typing without sending.
counts-not-reaction = Reactions, deletions, and changes to an old message.
counts-not-edit = Automatic messages.
counts-not-repeat = The same words as in one of your last three posts.

leave-plan = Plan leave
leave-plan-title = When will you be away?
leave-plan-do = Plan this leave
leave-change = Change leave
leave-change-title = Change your leave from { $room }?
leave-save = Save the change
leave-room = Away from
leave-from = From
leave-from-hint = Empty means from now on.
leave-until = Back on
leave-until-wrong = Say when you are back: after it begins, and in the future.
leave-too-long = Without relief, leave lasts at most { $days } days. With somebody who covers, { $more }.
leave-too-long-relief = Leave lasts at most { $days } days. For longer, ask staff to find another moderator.
leave-relief = Who covers for you
leave-relief-hint = The alias of a peer supporter. We ask them, and they can say no.
leave-with = We ask { $alias }. If they say yes, their posts count and the room stays open, for up to { $days } days. Until then it is leave without relief, for up to { $alone } days.
leave-asked-anew = { $alias } is asked again for the new dates.
leave-without = Without relief the room rests: members read, nobody writes, and its clock stands still. At most { $days } days.
leave-without-others = If others keep the room with you, it stays open and its clock runs on.
leave-one = Leaves count as one until a moderator has written in the room between them. So after one, write there before you plan the next.
leave-planned = Planned. You are back { $when }.
leave-planned-asked = Planned. We asked { $alias }.
leave-back-now = I am back now
leave-not-going = I am not going
leave-ended = Welcome back. The clock starts again now.
leave-cancelled = The leave is taken back.
away-title = Time away
away-none = Plan it, and nobody waits for you. Somebody can cover, or the room rests.
away-span = From { $from } to { $until }.
away-none-state = Nobody covers.
away-asked = { $alias } has not answered yet.
away-accepted = { $alias } covers.
away-declined = { $alias } cannot cover.

relief-asks = { $alias } asks for relief
relief-covers = You cover for { $alias }
relief-span = { $room }, from { $from } to { $until }.
relief-why = If you say yes, your posts there count and its clock shows here.
relief-yours = In that time its clock shows here, and your posts count.
relief-yes = Yes, I will cover
relief-no = Not this time
relief-step-back = Step back
relief-said-yes = Thank you. We tell { $alias }.
relief-said-no = We tell { $alias }. They can ask somebody else.
relief-stepped-back = You no longer cover. We tell { $alias }.
