# Accounts and their roles

desk-accounts-lead = Roles are given and taken here, and an account can be paused. Whoever is signed in notices at once.
desk-accounts-field = Search by alias
desk-accounts-none = Nobody is called “{ $words }”
desk-accounts-none-why = Try the beginning of the alias.
desk-account-change = Change
desk-account-question = What may { $alias } do?
desk-account-self = This is your own account. Leave yourself the staff role, or somebody else has to give it back.
desk-account-suspended = paused
desk-roles = Roles
desk-roles-save = Save the roles
desk-role-supporter = Peer supporter
desk-role-supporter-about = Opens rooms and keeps them.
desk-role-staff = Staff
desk-role-staff-about = Runs this server: rooms, roles, accounts.
desk-role-oversight = Oversight
desk-role-oversight-about = On call above the rooms, for people's safety.
desk-suspend = Pause the account
desk-suspend-question = Pause the account of { $alias }?
desk-suspend-changes = They are signed out everywhere and cannot sign in. What they wrote stays. You can take it back here.
desk-suspended = The account of { $alias } is paused.
desk-unsuspend = Let them in again
desk-unsuspended = { $alias } can sign in again.
