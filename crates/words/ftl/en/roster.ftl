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

## Sign-in codes
codes-title = Sign-in codes: { $team }
codes-help = One code a person, good once and for 24 hours. Print this sheet, cut it and hand the slips over in person. Whoever forgot the PIN or has a new phone needs a new code too.
codes-for = Codes for
codes-note = Those who have not opened the app yet are ticked.
codes-do = Make codes
codes-once = The codes are shown only now. Print at once (Ctrl+P). They are good until { $until }.
slip-first = Scan the code with the phone's camera, or open the commune's page and type the code above.
slip-second = Choose a PIN of 6 digits and tell it to nobody.
slip-third = Wait for the households to load. Then the app works without signal.
slip-until = Good once, before { $until }. Do not photograph it or send it on.

## Sharing out
sharing-title = Share out households
sharing-help = Choose a village. An even share cuts the walk into stretches that follow each other, and whoever has a stretch now keeps it. You see it before it is done. To give a whole alley to one person, choose below. One household at a time: on the household's page.
villages-first-plain = Villages and a list of households are needed first:
choose-village = Choose a village
sharing-no-team = { $village } has no member yet. Make a team or add people first:
preview-title = Preview, nothing is done yet
households = Households
stretch = Stretch
share-now = Share out like this
not-now = Not now
evenly-title = Share { $village } evenly
evenly-among = Among
has-households = has { $count }
only-free = Only households that nobody has
see-first = Preview
by-alley-title = By alley, { $village }
alley = Alley
free = With nobody
who-now = With now
give-to = Give to
as-it-is = (as it is)
nobody = (nobody)
no-households = This village has no household in the register yet.
members-needed = Choose at least one person.
done-shared = Shared out. Phones receive the new list at the next contact.
