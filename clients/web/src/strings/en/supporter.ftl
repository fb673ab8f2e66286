# Becoming a peer supporter, the certificate, the agreement

supporter = Peer support
supporter-back = Back to your role
supporter-begin = Begin
supporter-ask-staff = Write to staff
supporter-says-apply = Become a peer supporter
supporter-says-finish = Finish your application
supporter-says-revise = Your certificate needs a change.
supporter-says-wait = We look at your certificate.
supporter-says-wait-to-apply = Your certificate was not accepted. You can apply again on { $date }.
supporter-says-agree = One step is left: the agreement.
supporter-says-renew = Your certificate ends on { $date }.
supporter-says-ended = Your certificate ended on { $date }. Your role is paused.
supporter-says-nothing = You are a peer supporter in good standing.
supporter-says-ask-staff = Your role is not active.
supporter-why-apply = Peer supporters have been there themselves, and have a state or national certificate that is up to date.
supporter-why-finish = What you saved is kept. Hand it in when it is whole.
supporter-why-revise = Change what is asked for below and hand it in again. Nothing else is lost.
supporter-why-wait = You are told here as soon as somebody decided. You do not have to come back and look.
supporter-why-wait-to-apply = You keep your account and your place in every room.
supporter-why-agree = Your certificate is fine. Read the agreement and accept it, and you can keep rooms.
supporter-why-renew = Send the new one by then and nothing pauses. If it ends first, a new one brings your role back.
supporter-why-nothing = There is nothing to do now. We look at every certificate once a year.
supporter-why-ask-staff = Your account and your place in rooms stay. Write to staff if you see it differently.
supporter-letter-1 = You share what you have lived. You do not give counselling or therapy here, even if you are trained for it.
supporter-letter-2 = Only those who review certificates open your files. Others see who issued the certificate, until when it is valid, and when we looked at it.
standing-suspended = Staff paused your role.
standing-revoked = Staff ended your role.

steps-title = Three steps
step-done = done
step-certificate = Your certificate
step-certificate-why = State or national, with a file that shows it.
step-look = A look at it
step-look-why = Somebody of the staff checks it with its issuer.
step-agreement = The agreement
step-agreement-why = What you promise, in plain words.

certificate-yours = Your certificate
certificate-new-one = Your new certificate
certificate-kind = Who certified you?
certificate-kind-state = A state
certificate-kind-state-about = Also the District of Columbia and the territories.
certificate-kind-national = A national body
certificate-kind-national-about = One that certifies in every state.
certificate-issuer = Issuer
certificate-issuer-choose = Choose one
certificate-issuer-other = Another one, by name
certificate-issuer-name = Name of the issuer
certificate-issuer-missing = Say who issued it.
certificate-issuers-missing = The list could not be fetched. You can give the issuer by name.
certificate-number = Number
certificate-number-hint = As it stands on the certificate.
certificate-number-missing = Write the number that stands on it.
certificate-issued = Issued on
certificate-issued-missing = Say when it was issued.
certificate-expires = Valid through
certificate-expires-missing = Say until when it is valid.
certificate-expires-wrong = The last day comes after the day on which it was issued.
certificate-file-missing = Add a file that shows it.
certificate-hand-in = Hand it in
certificate-handed-in = Handed in. We tell you as soon as somebody decided.
certificate-later = Save, go on later
certificate-saved = Saved. You can go on whenever you like.
certificate-drop = Take it back
certificate-withdraw = Take it back
certificate-withdrawn = Taken back.
certificate-renew = Send the new one
certificate-revise = Please change this:
certificate-rejected-why = Why it was not accepted:
certificate-sent = Handed in
certificate-checked = Checked
certificate-next-check = Next look
certificate-lapsed = ended
certificate-state-draft = draft
certificate-state-in-review = in review
certificate-state-revision-needed = needs a change
certificate-state-verified = verified
certificate-state-rejected = not accepted
certificate-state-withdrawn = taken back

files = Files that show it
files-hint = A PDF, a scan or a photo in which the name and the dates can be read. Up to { $most } files, each up to { $size }.
file-choose = Add a file
file-drop = or drop it here
file-going = Sending { $name }
file-progress = { $percent } % sent
file-checked = Sent. We look whether it can be read.
file-sent = { $name } is there.
file-remove = Take { $name } away
file-stop = Stop sending { $name }
file-dismiss = Put { $name } aside
file-deleted = Its content was deleted, since nobody needs it any more.
file-too-many = That is one too many. { $most } files fit, each up to { $size }.
file-kind = Only PDF, PNG and JPEG files can be read here. { $most } files fit, each up to { $size }.
file-too-large = This file is too large. Each may have up to { $size }; { $most } files fit.
file-empty = This file is empty. { $most } files fit, each up to { $size }.

agreement = The agreement
agreement-heading = What peer supporters agree on
agreement-accepted = You have accepted this agreement.
agreement-changed = { $count ->
    [one] One point of the agreement has changed.
   *[other] { $count } points of the agreement have changed.
  }
agreement-version = Version { $version }, in force since { $date }.
agreement-due = Accept it before { $moment }, so that your role does not pause.
agreement-view = What to show
agreement-differences = What is different
agreement-whole = The whole text
agreement-what-changed = What changed
agreement-added = new
agreement-removed = gone
agreement-reworded = reworded
agreement-means = By accepting you promise to keep to this. You can stop at any time.
agreement-accept = Accept version { $version }
agreement-read = Read the agreement
agreement-thanks = Thank you. It is noted.
agreement-you-accepted = You accepted this version on { $date }.
agreement-versions = All versions
agreement-version-name = Version { $version }
agreement-version-since = Published on { $date }.
agreement-version-accepted = You accepted it on { $date }.
agreement-in-force = in force
agreement-edition = Version { $version } of the agreement
agreement-held = It was in force from { $from } until { $until }.
agreement-holds = It is in force since { $date }.
agreement-differences-then = What was different from version { $version }
agreement-to-current = The version in force

home-cert = Certificate
home-cert-open = Look at it
home-cert-fine = It is fine.
home-cert-until = Yours runs until { $date }.
home-cert-soon = { $count ->
    [0] Your certificate ends today.
    [one] Your certificate ends in a day.
   *[other] Your certificate ends in { $count } days.
  }
home-cert-soon-why = Send the new one by { $date } and nothing pauses.
home-cert-check = { $count ->
    [0] Yearly check today.
    [one] Yearly check in a day.
   *[other] Yearly check in { $count } days.
  }
home-cert-lapsed = Your role is paused because the certificate ended.
home-cert-lapsed-why = Your account and rooms stay. A new one brings it back.
home-cert-agree = Accept the new agreement before { $moment }.
home-cert-agree-why = Else your role pauses until you do.
supporter-says-meanwhile = We look at your certificate. Meanwhile, read the agreement.
supporter-why-meanwhile = Once both are done you can keep rooms. You are told here as soon as somebody decided.
supporter-overtaken = This changed on another device, or staff wrote it down, while you filled it in.
supporter-overtaken-why = What you had written here and not saved:
