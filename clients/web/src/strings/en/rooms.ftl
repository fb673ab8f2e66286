# Opening a room, its settings, its people, its guidelines

back-to-room = Back to { $room }
not-now = Not now
decline = No, thank you
decline-name = No, thank you: { $alias }

new-room-lead = You keep it: people see when you are here. Others can keep it with you later.
new-room-lead-staff = Somebody has to keep it. You choose a peer supporter once it is open.
new-room-open = Open the room
new-room-not-yours = Peer supporters and staff open rooms
new-room-not-yours-why = So that each has somebody to keep it. All open rooms are under Find.
new-room-no-keeper = It opens without a moderator.
new-room-no-keeper-why = You are not a peer supporter. Add one under “People and requests” right away.

room-name = Name
room-name-hint = Something that people recognise at three in the morning.
room-name-length = A name has { $least } to { $most } characters.
room-description = What it is for
room-description-hint = One or two sentences, as you would say them at the door.
room-description-missing = Say in one sentence what it is for.
room-description-long = That is too long for the door. { $most } characters fit.
room-topics = Topics
room-topics-rules = Up to { $count }, a word or two each. People find the room by them.
topic-added = Topic added: { $topic }
topic-removed = Topic taken away: { $topic }
topic-remove = Take away the topic { $topic }
room-kind = Who can read it?
room-kind-fact = Kind
room-public = Public room
room-public-about = Anybody signed in can look inside. Members write.
room-group-about = People see its name. Only members read and write, and you let them in.
room-language = Language of the room

rules = Guidelines
rules-why = Whoever joins accepts them. A removed message names the rule that it broke.
rules-floor = In every room
rules-own = In this room
rules-own-none = None of its own yet. The ones above are enough to begin with.
rule-short = Rule { $number }, in one short sentence
rule-text = What it means, in plain words
rule-add = Add a rule
rule-remove = Take rule { $number } away
rule-half = A rule has a short sentence and what it means. Write both.
templates = Begin with tried rules
templates-why = They fill the fields; change what you like.
templates-replace = They take the place of the rules above.
rules-new-version = This makes version { $version }. Members read and accept it before they write again.

room-settings = Change the room
room-settings-heading = Change { $room }
room-settings-lead = What you save here is seen at once.
room-settings-not-yours = This is for those who keep the room
room-settings-not-yours-why = You can read what is agreed here, and write in the room.
room-fixed = These two stay as they are. For another kind or language, open a new room.
room-saved-rules = Saved. Members are asked to read the new guidelines.
rest-heading = Let the room rest
rest-why = Everybody can read, nobody can write. Good for a night without moderators.
rest-do = Let it rest
rest-question = Let { $room } rest?
rest-changes = Nobody can write until you open it again. What was written stays, and everybody can read it.
rest-not = Keep it open
rest-now = The room is resting
reopen-why = Everybody can read, nobody can write.
reopen-do = Open it again
close-heading = Close the room
close-why = It goes from the list. Members can read it for a while.
close-do = Close it
close-question = Close { $room }?
close-changes = It goes from the list, and nobody can write or join. Members can still read what was said, for a while.
close-not = Keep it

room-people = People
people-heading = Who is in { $room }
people-asking = { $count ->
    [one] One person asks to join { $room }
   *[other] { $count } people ask to join { $room }
  }
people-lead = Who else is a member is for those who keep the room.
keepers = Who keeps this room
keepers-none = Nobody keeps it now.
keeper-stop = Relieve
keeper-stop-you = Stop keeping it
keeper-stop-question = Relieve { $alias } from keeping { $room }?
keeper-stop-question-you = Stop keeping { $room }?
keeper-stop-changes = The others keep the room. The person stays a member.
keeper-stop-last = Then nobody keeps the room, and everybody in it sees that. Better find somebody first.
keeper-stopped = { $alias } no longer keeps this room.
keeper-stopped-you = You no longer keep { $room }. You are still a member.
keeper-add-label = Add a peer supporter
keeper-add-hint = By alias. They become a member, and people see when they are here.
keeper-add = Add
keeper-added = { $alias } keeps this room now.
members = Members
members-count = { $count ->
    [one] 1 person
   *[other] { $count } people
  }
members-none = Nobody has joined yet.
member-since = Since { $date }
join-requests = Requests to join
join-asks = Asked { $ago }
join-invited-by = Invited by { $alias } { $ago }
join-let-in = { $alias } is in { $room } now.
join-declined = We told { $alias } that it is not possible now.
let-in = Let in
let-in-name = Let in: { $alias }
invite = Invite somebody
invite-hint = As it stands beside their words. They read the guidelines, then say yes or no.
invite-do = Invite
invited = { $alias } has your invitation.

guidelines-heading = What { $room } has agreed on
guidelines-version = Version { $version }, in force since { $date }
rules-everywhere = In every room
rules-here = In this room
rules-you-accepted = You have accepted this version.
rules-changed-since = You had accepted version { $version }. To go on writing, accept this one.
rules-not-yet = You are a member, but have not accepted them yet.
rules-accept = Accept version { $version }
rules-accepted = Thank you. You can write again.
join = Join the room
join-why = By joining you agree to keep to this. You can leave whenever you like.
look-on = Only look
join-ask = Ask to join
join-group-why = By asking you agree to keep to this. Those who keep the group see your alias and answer you.
join-asked = You asked to join.
join-asked-why = Once somebody lets you in, the room stands in your list.
join-withdraw = Take it back
join-invited = { $alias } invites you. By accepting you agree to keep to this.
join-accept = Accept the invitation
