### Office: teams, sharing out, devices, held entries, villages, settings, import

## Frame
nav = Office pages
nav-board = Board
nav-register = Households
nav-teams = Teams
nav-sharing = Share out
nav-devices = Devices
nav-held = To decide
nav-places = Villages, alleys
nav-import = Import a list
nav-settings = Settings
sign-out = Sign out
help = How does this work?
save = Save
change = Change
name-needed = A name is needed, of at most 160 letters.
date-needed = The date is not right. Choose it again.
number-needed = The number is not right. Write it in digits.

## Teams
teams-title = Community digital technology teams
teams-help = Each team answers for one or more villages. Add people by the commune's decision, then print codes so that each can open the app on a phone. For someone who stops, set the last day; names are not deleted, because the work stays theirs.
teams-empty = There is no team yet. Make the first one below.
team-empty = Nobody is in this team yet. Choose “Add a person”.
make-codes = Print sign-in codes
member = Member
role = Role
since = Since
decision = Decision
phone = Phone
phone-yes = app opened
phone-no = app not opened
leader = Leader
plain-member = Member
make-leader = Make leader
make-member = Make member
leaves = Stops
last-day = Last day
first-day = First day
add-member = Add a person
full-name = Full name
decision-number = Number of the decision
decision-date = Date of the decision
edit-team = Change the team
team-name = Name of the team
team-villages = Villages of this team
team-villages-note = When a village is taken out, members' phones drop its households at the next contact. Unsent work is kept.
left-members = No longer serving: { $count }
new-team = Make a new team
villages-first = Villages are needed before teams:
done-team = The team is saved.
done-member = Saved in the roster.
done-left = The last day is saved.
