# The room's page

you = You
you-tile = You
keeps-this-room = keeps this room
guidelines = Guidelines
all-guidelines = All guidelines, version { $version }
log-label = Messages in { $room }
log-older = Older messages come as you scroll.
log-start = This is where the talk begins.
loading-room = Getting the messages. This takes longer than usual.
try-again = Try again
new-since = New since { $time }
new-here = New
new-below = { $count } new
to-newest = To the newest

start-room = { $room } is quiet so far
start-first-lines = A first line does not have to be good. One of these may do:
first-line-1 = Hello. I am here, and I am reading.
first-line-2 = How is everybody tonight, in one word?
first-line-3 = Something small that went right today:
start-direct = You and { $alias } can talk here
start-direct-why = Only you two read this. Nobody moderates it, so the guidelines and Help now go with you.
talk-dormant-bold = It has been quiet here for a while.
talk-dormant-why = Nothing is closed. Whenever one of you writes, it goes on.

reply = Reply
reply-to = to
reply-folded = folded for you
reply-blocked = somebody whom you blocked
reply-gone = a message that is gone
react = React
acts = Message actions
more = More: react, copy, mute
more-actions = Actions for this message by { $alias }
edited = edited
folded = folded
fold-show = Show
fold-hide = Hide
fold-about = About { $note }
fold-note = note by the author
fold-word = Folded
fold-word-why = holds your muted word “{ $word }”
fold-person = Folded
fold-person-why = by somebody you muted

reaction-with-you = With you
reaction-same-here = Same here
reaction-thank-you = Thank you
reaction-thinking-of-you = Thinking of you

gone-label = A message that is gone
gone-own = You took this message back at { $time }.
gone-deleted = { $alias } took this message back at { $time }.
gone-removed = A moderator removed this message at { $time }.
gone-hidden = A moderator has hidden this message for now.
gone-why = What this means

state-sending = Sending. It is safe on this device until then.
state-offline = Waits for the connection. It goes by itself.
state-refused = Not sent. Your text is here.
state-held = A moderator will look at this first. Only you can see it.
state-sent = Sent
state-retry = Send again
state-change = Change it
state-discard = Throw it away
state-take-back = Take it back

say-message = { $alias }: { $body }
say-note = { $alias }: { $note }, folded
say-folded = { $alias }: a message, folded
say-reacted = { $reaction }, added
say-unreacted = { $reaction }, taken back

sheet-title = { $alias }, { $time }
copy = Copy the text
copied = The text is copied.
edit = Change it
delete = Take it back
mute = Fold what { $alias } writes
unmute = Show what { $alias } writes
muted = What { $alias } writes is folded for you now. They do not learn of it.
unmuted = You see what { $alias } writes again.
block = Block { $alias }
blocked = { $alias } is blocked. You do not see what they write any more.
mute-or-block = Folding is for you alone. Blocking also keeps them from asking to talk one to one.
connect = Ask { $alias } to talk one to one
connect-asked = We asked { $alias }. When they say yes, the talk stands under One to one.

delete-title = Take this message back?
delete-what = It disappears for everybody at once. What others answered stays.
delete-keep = Keep it
delete-do = Take it back

write-to-room = Write to { $room }
write-to-person = Write to { $alias }
send = Send
save = Save
content-note = Content note
note-label = It is about
note-example = a hospital stay
note-without = Without a content note
draft-kept = Draft kept
draft-kept-here = Draft kept on this device
enter-sends = Enter sends, Shift and Enter starts a line
count = { $length } of { $most } characters
slow-wait = { $seconds ->
    [one] This room goes slowly. You can send again in a second.
   *[other] This room goes slowly. You can send again in { $seconds } seconds.
  }
aim-edit = You are changing your message
aim-reply = Reply to
aim-cancel = Stop that
mention-label = People to name
mention-found = { $count ->
    [one] One person fits. Enter names them.
   *[other] { $count } people fit. Arrows choose, Enter names.
  }
typing = { $more ->
    [0] { $alias } is writing
    [one] { $alias } and one other are writing
   *[other] { $alias } and { $more } others are writing
  }

banner-refused = One message was not sent.
banner-held = { $count ->
    [one] One message waits for a moderator.
   *[other] { $count } messages wait for a moderator.
  }
banner-held-why = Usually 10 minutes. Only you can see it until then.
banner-offline = Offline since { $time }.
banner-offline-why = What you write is kept here and goes by itself.
banner-try-now = Try now
read-only-bold = This room is resting.
read-only-why = You can read; writing comes back when its moderators open it.
closed-bold = This room is closed.
closed-why = You did nothing wrong, and you can read it for a while.
other-rooms = Other rooms are open
rules-changed = The guidelines have changed.
rules-changed-why = You can read on; to write, look at the new ones first.
rules-changed-way = Read what is new

join-reading = You are looking in.
join-reading-why = Nobody sees you looking. To write, join the room.
join-read-and-join = Read the guidelines and join
join-title = Join { $room }?
join-in-full = What each of them means
join-means = Joining means that you keep to these. You can leave at any time.
join-loading = Getting the guidelines.
join-not-yet = Not yet
join-do = Join the room
group-why = A private group: its moderators let people in. They see your alias, nothing else.
group-ask = Ask to join
group-asked = You asked to join.
group-asked-why = A moderator answers, usually within a day. We tell you here.
group-invited = { $alias } invites you. Joining means that you keep to the guidelines.
group-enter = Join the group
outside-title = You cannot open this room

about-room = About this room
about-keepers = Who keeps this room
about-rules = Guidelines in short
about-present = { $count ->
    [one] One person has this room open.
   *[other] { $count } people have this room open.
  }
about-settings = Change the room
about-people = People and requests
leave = Leave this room
leave-direct = Leave this talk
leave-title = Leave { $room }?
leave-what = The room goes from your list. What you wrote stays, and you can join again.
leave-what-private = It goes from your list. What you wrote stays. To come back you need to ask again.
leave-stay = Stay
leave-do = Leave
leave-done = You left { $room }.
crisis-greeting = I could use somebody to talk with now.

closed-on = Closed on { $day }
closed-why-unmonitored = Nobody who keeps this room had written here for a long time, so we closed it. A room without anyone to keep it would not be fair to you.
closed-why-overdue = Those who keep this room did not come back in time, so it was closed. A room without anyone to keep it would not be fair to you.
closed-why-unreached = Those who keep this room could not be reached, so it was closed. A room without anyone to keep it would not be fair to you.
closed-why-no-successor = Nobody was found to keep this room, so we closed it. A room without anyone to keep it would not be fair to you.
closed-why-needs-moderator = Nobody keeps this room now.
closed-why-leave = Those who keep this room are away.
closed-why-staff = The people who run this place closed this room.
closed-why-plain = This room was closed.
closed-not-you = You did nothing wrong, and nothing you wrote is lost. You can read everything here until { $date }.
closed-not-you-plain = You did nothing wrong, and nothing you wrote is lost. You can read everything here for about 30 days.
closed-may-open = If its moderators come back before then, it opens again as it was.
closed-read = Read the room
closed-near = Open rooms close to this one
closed-tonight = You do not need a room to reach a person.
needs-moderator-bold = Nobody keeps this room just now.
needs-moderator-why = You can read. We look for somebody to keep it.
needs-moderator-until = You can read. We look for somebody to keep it, until { $moment }.
read-only-until = This room rests until { $moment }.
read-only-leave = Those who keep it are away. You can read, and writing comes back by itself.
expect = Say when you are next here
expect-title = When are you next here?
expect-why = Everybody in the room sees it beside your name, until you come or the time has passed.
expect-own = Another time
expect-say = Say it
expect-nothing = Say nothing
expect-future = Say a time that is still to come.
expect-said = Everybody sees: expected { $moment }.
expect-gone = Nothing is said any more.
room-duty-left = { $left }. Next post by { $moment }.
room-duty-over = { $left }. The room may be closed at any moment.
room-duty-closing = { $left } until the room closes: { $moment }.
