# One to one

one-heading = Talk with one person
one-heading-none = Talk with one person, if you both want to
one-asking = { $more ->
    [0] { $alias } asks to talk with you
    [one] { $alias } and one more person ask to talk with you
   *[other] { $alias } and { $more } more people ask to talk with you
  }
one-lead = Only you two read it. It begins when the other person says yes.
one-to-you = They ask you
one-asked-ago = Asked { $ago }
one-accept = Yes, talk
one-declined = You said no to { $alias }. They see only that it is not possible now.
one-decline-quiet = You owe nobody a yes. We never ask you why.
one-rooms = Your one-to-one rooms
one-rooms-none = None yet.
one-from-you = You asked
one-waiting = Asked { $ago }. No answer yet.
one-withdraw = Take it back
one-withdrawn = You took it back. Nothing of it is left.
one-ask = Ask somebody
one-ask-why = You can also do it from the menu of any message of theirs.
one-ask-alias = Their alias
one-ask-greeting = A first line
one-ask-do = Ask
one-sent = { $alias } has your question. Once they say yes, the room stands here.
one-nobody = Nobody is called { $alias } here. Look at how it is written beside their words.
greeting-long = That is long for a first line. { $most } characters fit.
invitations = Invitations to groups
invitation-by = { $alias } invited you { $ago }
invitation-read = Read what is agreed there
invitation-declined = You said no. The group stays where it is.

one-unknown = Your requests and rooms stand here as soon as we are connected.
