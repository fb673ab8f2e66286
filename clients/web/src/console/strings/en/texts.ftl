# The supporter agreement, and the directory of issuers

desk-agreement-version = Version { $version }
desk-agreement-since = in force since { $moment }
desk-agreement-write = Write version { $version }
desk-agreement-hash = SHA-256 of the texts: { $hash }
desk-agreement-publish = Publish version { $version }
desk-agreement-published = Version { $version } is in force.
desk-draft-about = Every language has the same clauses. Nothing is sent before you publish.
desk-draft-leave = Leave it as it is
desk-clause-title = Clause { $n }: title
desk-clause-text = Clause { $n }: text
desk-clause-up = Up
desk-clause-down = Down
desk-clause-remove = Take out
desk-clause-add = Add a clause
desk-clause-incomplete = This clause lacks words. Each needs a title and a text in both languages.
desk-clause-added = New clause
desk-clause-changed = Changed
desk-clause-removed = Taken out
desk-difference = Difference
desk-difference-show = Show the difference to the version in force
desk-difference-hide = Hide the difference
desk-difference-none = No word is different in this language.
desk-publish-question = Publish version { $version }?
desk-publish-changes = Every peer supporter is told and has 14 days to accept it. After that their role pauses until they do.
desk-publish-stays = Version { $version } and who accepted it are kept.
desk-versions = All versions
desk-versions-newest = newest first
desk-version-in-force = In force
desk-version-over = Over
desk-version-since = since { $when }
desk-version-since-by = since { $when }, by { $alias }
desk-version-accepted = accepted it
desk-version-waiting = { $count ->
    [one] 1 still has to accept it
   *[other] { $count } still have to accept it
  }
desk-version-changed = What it changed from version { $version }
desk-version-whole = Show the whole text
desk-version-hide = Hide the whole text

desk-issuers-lead = Whoever applies chooses from this directory. Its time zone says when a last day is over.
desk-issuers-find = Search by name, key or note
desk-issuers-none = No issuer has “{ $words }” in it
desk-issuers-empty = The directory is empty
desk-issuers-empty-why = Add those whose certificates people here have.
desk-issuers-none-why = Add one when you know it, or search for less.
desk-issuers-state = States and territories
desk-issuers-national = National bodies
desk-issuer-add = Add an issuer
desk-issuer-no-registry = no registry yet
desk-issuer-no-zone = last zone of the earth
desk-issuer-key = Key
desk-issuer-key-hint = Short and lasting: us-or for a state, a word for a national body.
desk-issuer-name = Name
desk-issuer-zone = Time zone
desk-issuer-zone-hint = As in America/Chicago. Without one, a last day ends where it ends last on earth.
desk-issuer-registry = Registry
desk-issuer-registry-hint = The https address where its certificates can be looked up.
desk-issuer-note = Note for reviewers
desk-issuer-save = Save the issuer
desk-issuer-remove = Take out of the directory
desk-issuer-remove-question = Take { $name } out of the directory?
desk-issuer-remove-changes = Nobody can choose it any more.
desk-issuer-remove-stays = Certificates that name it stay as they are.
desk-issuer-removed = { $name } is out of the directory.
desk-issuer-other = Another, by its name
