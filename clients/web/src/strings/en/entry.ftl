# Welcome, signing up, signing in, setup, new passwords, and the parts of forms

optional = (may stay empty)
one-moment = One moment
search = Search
saved = Saved
add = Add
language = Language
characters-left = { $count ->
    [one] One character left
   *[other] { $count } characters left
  }
characters-over = { $count ->
    [one] One character too many
   *[other] { $count } characters too many
  }
load-slow = Getting this. It takes longer than usual.
load-long = Still no answer. Nothing of yours is lost.

alias = Alias
alias-rules = What others see beside your words. 2 to 24 letters, digits or spaces. Nothing that leads to you: no real name, mail address or number.
alias-length = An alias has { $least } to { $most } characters.
alias-missing = Write the alias first.
password = Password
new-password = New password
password-missing = Write the password first.
password-rules = At least 8 characters. Length is what counts: four words that do not belong together are good.
password-show = Show
password-hide = Hide
password-of = the password
password-short = { $count ->
    [one] One more character
   *[other] { $count } more characters
  }
password-too-short = { $count ->
    [one] It needs one more character.
   *[other] It needs { $count } more characters.
  }
password-long = { $count ->
    [one] One character too many
   *[other] { $count } characters too many
  }
password-enough = Long enough. A few more make it better.
password-good = Good length
password-strong = Very good length
email = Mail
email-why = Only to choose a new password if you forget it. Nobody sees it.
email-form = This does not look like a mail address. It needs an @ in the middle.

welcome = Welcome
welcome-heading = A place to talk with people who have been there
welcome-lead = Here people write with each other about hard times, in rooms that other people with lived experience keep. You need an alias, not a name.
welcome-enough = An alias and a password are enough. Mail may stay empty.
welcome-setup = This server is new, and nobody runs it yet.
welcome-setup-why = If that is you: open the setup link that it printed when it started.
welcome-tonight = If tonight is hard
welcome-tonight-why = You do not need an account to reach a person.
welcome-letter-1 = Nobody here is your therapist, and nobody has to be. People say what they lived, and they listen.
welcome-letter-2 = This is not a crisis service. Help now leads to one, from every page.
welcome-promise = What you can count on
promise-alias = You are an alias here
promise-alias-why = No real name, no phone number. Others never see your mail.
promise-look = You may look first
promise-look-why = Read a public room before you join it. Nobody sees you looking.
promise-keeper = You know who keeps the room
promise-keeper-why = Two strokes stand beside every room. When both are filled, a moderator is here now.
promise-leave = You can go at any time
promise-leave-why = Quick exit takes you to another site at once. So does pressing Escape three times.

demo-heading = Look around as somebody else
demo-about = This server shows a made-up community. One press and you are one of them.
demo-be = Go in
demo-be-name = Go in as { $alias }

create-account = Create an account
create-account-lead = An alias and a password, and you are in.
create-my-account = Create my account
sign-up-closed = New accounts are closed on this server for now.
no-mail-keep = Keep the password somewhere safe. This server sends no mail, so a lost one cannot be replaced.
have-account = You have an account?
no-account = No account yet?
sign-in = Sign in
sign-in-again = Sign in again
sign-in-first = Then the page that you came for opens.
sign-out = Sign out
forgot = I forgot the password
back-to-sign-in = Back to signing in

ended-session-ended = You were signed out.
ended-session-ended-why = It was ended from another device or by staff, or it had run its time. Drafts are kept.
ended-unauthenticated = You were signed out.
ended-unauthenticated-why = The session had run its time. Drafts are kept.
ended-suspended = Staff have paused this account.
ended-suspended-why = Nothing that you wrote is gone. Whoever runs this server can say more.
ended-version = This page is too old for the server.
ended-version-why = Load it again, then sign in. Drafts are kept.
ended-otherwise = The connection ended.
ended-otherwise-why = Sign in and go on. Drafts are kept.

setup = Set up
setup-heading = Make the first account of this server
setup-lead = It runs the place: it gives others their roles and opens rooms. The link works once.
setup-supporter = I am a peer supporter and will keep rooms myself
setup-supporter-about = Without this you can open rooms, but somebody else has to moderate them.
setup-create = Create the account
setup-done = This server is set up already.
setup-no-token = The link is not whole.
setup-no-token-why = Copy all of it, from http to the last letter, and open it again.

forgot-title = Choose a new password
forgot-lead = Write the mail address of your account. We send a link to it.
forgot-no-mail = This server sends no mail, so it cannot send you a link. Whoever runs it may be able to help.
forgot-send = Send me the link
forgot-asked = If an account has this address, a link is on its way.
forgot-asked-why = Look in the mail of { $email }, also among unwanted mail. The link works once and not for long.
forgot-again = Use another address
reset-title = A new password
reset-lead = It ends every session of yours. Afterwards you sign in with the new one.
reset-save = Use this password
reset-done = The new password holds.
reset-done-why = You were signed out everywhere.
reset-no-token = The link is not whole.
reset-ask-again = Ask for another link

fault-title = This page broke
fault-why = That is our mistake, not yours. What you wrote is kept. Try again, or go back to the start.
