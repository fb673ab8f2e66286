# Find rooms

find-heading = Who would you like to sit with?
find-lead = Rooms are kept by people with lived experience. Look inside before you join; nobody sees you looking.
find-field = Search rooms
find-placeholder = What would you like to talk about?
find-narrow = Narrow the list
find-here = Moderator here now
find-open-now = Open now
find-count = { $count ->
    [one] one room
   *[other] { $count } rooms
  }, { $kept ->
    [0] no moderator here now
   *[other] a moderator in { $kept }
  }
find-more = More rooms
find-nothing-called = Nothing called “{ $words }” is open right now
find-nothing-fits = No open room fits that right now
find-nothing-near = { $count ->
    [one] Another room is open, and you may look without joining.
   *[other] Other rooms are open, and you may look without joining.
  }
find-nothing-at-all = No other room is open either. Help now has a person at any hour.
find-show-all = Show all rooms
find-empty = No room is open yet
find-empty-why = Peer supporters open them. Look again later; Help now has a person at any hour.
find-empty-opens = You can open the first one. It takes a name, a sentence and its rules.

private-group = Private group
a-private-group = A private group
people-here = { $count ->
    [one] 1 person
   *[other] { $count } people
  }
room-open = Open
room-look = Look inside
room-ask = Ask to join
room-answer = You are invited
room-asked = You asked to join
way-in-name = { $label }: { $room }
