# You and settings; people for staff

settings-heading = You are { $alias } here
settings-lead = Your settings go with you to all of your devices.
settings-parts = Parts of this page
settings-duties = What you may do here
settings-you = Alias and mail
email-why-settings = Only to choose a new password. Nobody sees it. Empty it to take it away.
email-no-mail = This server sends no mail at present, so it is of no use yet.
email-gone = The address is gone.

settings-screen = On this screen
theme = Colours
theme-system = As the device
theme-light = Light
theme-dark = Dark
discreet = Discreet mode
discreet-about = Tabs, mails and notices carry a neutral title. Nobody beside you reads what this place is.
exit-address = Where Quick exit goes
exit-address-hint = An https address that nobody wonders about.
exit-form = That is not an address that we can go to. It begins with https.
shortcuts = Single-key shortcuts
shortcuts-about = R replies and E reacts on a message. Turn it off if you speak or swipe to type.

settings-others = With others
typing-shown = Show when I am writing
typing-shown-about = Others see “is writing” beside your alias. You still see theirs.
muted-words = Muted words
muted-words-why = Messages that hold one are folded, for you alone. You can open each.
muted-word-new = A word, or a few that belong together
muted-word-add = Mute
muted-word-added = “{ $word }” is muted.
muted-word-gone = “{ $word }” is shown again.
muted-word-remove = Show “{ $word }” again
muted-word-missing = Write the word first.
muted-word-long = A muted word has at most { $most } characters.
muted-words-full = { $most } muted words are as many as fit. Take one away first.
hidden-people = Muted and blocked people
hidden-people-why = What muted people write is folded for you. Blocked people you do not see, and they cannot ask to talk with you. Neither learns of it.
hidden-people-none = Nobody.
person-block = Block
person-blocked = You do not see { $alias } any more.
person-is-blocked = blocked
person-is-muted = muted
person-unblock = Unblock
person-unblocked = You see { $alias } again.
person-unmute = Show again
person-unmuted = What { $alias } writes is open to you again.

settings-devices = Where you are signed in
settings-devices-why = Is there one that you do not know? End it, then change the password.
device-this = this device
device-unnamed = A device without a name
device-since = Signed in since { $date }
device-seen = Last here { $ago }
device-end = End
device-ended = { $device } is signed out.
devices-end-others = End all others
devices-ended = Only this device is signed in now.
devices-question = End all other sessions?
devices-changes = Every other device is signed out, and every token for programs ends. This device stays signed in.

settings-password = Change the password
settings-password-why = Every other device is signed out by it.
password-current = Password until now
password-current-wrong = That is not the password until now.
password-change = Change the password
password-changed = The new password holds. Your other devices are signed out.

settings-tokens = Tokens for programs
settings-tokens-why = With one, a terminal or a bot acts as you. Give each program its own.
token-name = What is it for?
token-name-hint = A name by which you know it later.
token-name-missing = Give it a name first.
token-days = Works for
days = { $count ->
    [one] 1 day
   *[other] { $count } days
  }
token-make = Make a token
token-made = The token for { $name } is ready.
token-once = We show it this once. Whoever has it can act as you.
token-copy = Copy it
token-copied = The token is copied.
token-copy-failed = This browser does not let us copy. Select the token and copy it yourself.
token-kept = I have it
token-until = Works until { $date }
token-end = End
token-ended = { $name } can no longer sign in.

console = Console
