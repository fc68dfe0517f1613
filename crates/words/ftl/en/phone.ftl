# The team member's app.

## Frame
main-menu = Main sections
today = Today
alleys = Alleys
lessons = Lessons
sync = Sync
back = Back
save = Save
cancel = Cancel
go-on = Continue
later = Later
search = Find a household
search-by = Name, household code or phone
nothing-found = No household found. Try fewer letters.
speak = English
new-version = A new version of the app is here.
take-new-version = Use it
long-day = { $weekday ->
    [1] Monday
    [2] Tuesday
    [3] Wednesday
    [4] Thursday
    [5] Friday
    [6] Saturday
   *[7] Sunday
} { $date }
today-at = today { $time }

## At the top of the screen
no-network = No network
no-network-unsent = No network · { $count } unsent
talking = Syncing…
contact-failed = No contact yet
all-sent = All sent
unsent = { $count } unsent

## Enrolling
welcome = Từng Nhà
enter-code = Enter the code that your team leader or the commune office gave you.
code = Enrolment code
code-hint = Letters and digits, for example ABCD-2345. Each code works once.
code-too-short = The code is not complete. Look at the sheet or message again.
code-unknown = There is no such code. Check each letter, or ask for a new code.
code-used = This code has been used. Ask your team leader or the commune office for a new one.
code-expired = This code has expired. Ask your team leader or the commune office for a new one.
too-many-tries = Too many tries. Wait a while and try again.
scan = Scan the QR code
no-camera = This camera cannot read the code. Type the code in the field above.
viewfinder = What the camera sees
choose-pin = Choose a PIN
choose-pin-why = At least 6 digits. The PIN protects people's data if the phone is lost.
pin = PIN
pin-again = The PIN again
pins-differ = The two PINs differ.
pin-too-short = A PIN needs at least 6 digits.
pin-too-long = A PIN has at most 12 digits.
pin-not-digits = A PIN has digits only.
pin-too-easy = This PIN is easy to guess. Avoid repeated digits and runs.
enrol = Open the book
other-code = Another code
enrol-needs-network = The first time needs a network. Go where there is signal and try again; the code still works.
server-away = The server does not answer yet. The app will try again; what you recorded is safe on the phone.
holds-work-of = This phone holds the book of { $name }. A new code of the same person keeps unsent work; a code of someone else erases the old book.
revoked = This phone was revoked and its book erased. To use it again, ask for a new code.
locked-out = The PIN was wrong 10 times and the phone is locked. A new code opens it; unsent work is kept.
forgotten-pin = Enter a new code to set a new PIN. Unsent work is kept.

## Unlocking
hello = Hello { $name }
unlock = Unlock
forgot-pin = Forgot the PIN
wrong-pin = Wrong PIN. { $left } of { $all } tries left.
lock = Lock the book
locked-meanwhile = The book is locked. Unlock it and go on.
no-store = The browser does not let the app keep data
no-store-what-to-do = You may be in a private window, or the phone is full. Open an ordinary window, delete some photos and try again.
store-problem = Could not write to the phone ({ $name }). Delete some photos or apps to make room and try again.

## Today
first-sync = Fetching the households for the first time…
no-households = Your team has no households yet. Ask the commune office.
of-households = /{ $count } households
met-in-month = met in month { $month }
have-five = { $count } with all 5 skills ★
team-progress = Team: { $met }/{ $all } households met, { $five } with all 5 skills
meter = { $met } of { $all } households met, { $five } with all 5 skills
promised-today = Promised
next-doors = Next doors, along the way
all-doors-done = You have been to all your doors this month.

## Doors
door-never-visited = never visited
door-visited = met
door-not-met = absent, refused
door-follow-up = follow-up due
door-all-five = all 5 skills
door-moved-away = moved away
promised = due { $day }
promised-for = due { $day }: { $reason }
absent-times = absent { $count } times, try another hour
absent-on = absent on { $day }
refused-on = refused on { $day }
groups-left = { $count ->
    [one] 1 skill to go
   *[other] { $count } skills to go
}

## Alleys
my-households = My households
whole-team = Whole team
no-alley = Alley not known
lane-count = { $met }/{ $all } · { $five } ★

## Household
household = Household
household-code = Household { $code }
household-not-here = This household is no longer in the book on this phone. It may have gone to another team.
household-moved-away = This household has left the commune.
household-has-five = Someone here has all 5 skills ★
household-lacks = { $count } more and someone has all 5: { $groups }
residents = Residents
unconfirmed = unconfirmed
erased = (erased)
children-count = { $count ->
    [one] 1 child, only counted
   *[other] { $count } children, only counted
}
no-skills-yet = No skill checked yet.
told = told
call = Call { $number }
open-map = Open in maps
promises = Promised
finish-follow-up = Done
hand-on = Ask someone else of the team
follow-up-handed-on = Handed on.
follow-up-done = Marked as done.
told-differently = Two people recorded different things
also-told = Also recorded: { $other }
history = History
met-people = { $people ->
    [one] met 1 person
   *[other] met { $people } people
}, { $minutes } minutes
doubtful-time = time not certain
correct = Correct details
group-name = { $id ->
    [dvctt] public services
    [thanh-toan] payment
    [mua-sam] shopping
    [tu-bao-ve] safety
   *[other] digital platforms
}
group-short = { $id ->
    [dvctt] PS
    [thanh-toan] PA
    [mua-sam] SH
    [tu-bao-ve] SA
   *[other] PL
}
group-passed = passed
group-begun = { $done } of { $all } passed
group-unknown = not checked
topic-short = { $number ->
    [1] Public services
    [2] Payment
    [3] Buying and selling
    [4] Platforms
    [5] Safety
   *[6] Other
}
level-not-yet = Not yet
level-with-help = With help
level-alone = Alone
level-teaches = Can teach

## Recording a visit
record-visit = Record a visit
draft-kept = draft kept
outcome-met = Met
outcome-absent = Absent
outcome-refused = Refused
outcome-moved = Moved
moved-hint = Nobody lives here any more. The commune office will look into it.
who-was-met = Who was met
say-who-was-met = Touch who was met.
add-person = + Add
what-was-taught = What was taught
more-skills = Other skills
only-told = Only told, not seen
last-time = Last time: { $level }, { $day }
skills-need-consent = Without consent, skills and notes cannot be recorded. That you met and what you taught still can.
time-and-note = Minutes, note
minutes = Minutes
minutes-hint = Left empty, it counts from when this page was opened.
note = Note
note-hint = No identity numbers, passwords, OTPs or balances.
come-again = Come again
tomorrow = Tomorrow
in-three-days = 3 days
in-a-week = 1 week
other-day = Another day
what-for = What for
discard = Discard
done = Done
visit-recorded = Visit recorded.

## Consent
consent = Consent
no-consent-yet = The household has not agreed to have names, phone and skills recorded.
ask-consent = Read the consent text
read-aloud = Read this aloud, slowly:
consent-text-who = I am a member of the community digital technology team and work for { $controller }.
consent-text-what = May we record the names and years of birth of the adults here, your phone number, and which digital skills each of you has, so that the team knows how to go on helping and the commune can count?
consent-text-not = We do not record identity numbers, passwords, OTPs or balances. We never call to ask you to transfer money or install an app.
consent-text-rights = You may see, correct, take back your consent or ask for erasure at any time; without consent you are helped like every other house.
consent-text-version = Consent text, version { $version }
how-agreed = How did they agree
way-tapped = Tapped themselves
way-signed = Signed on paper
way-said = Said before a witness
agreed = They agree
not-agreed = They do not
consent-recorded = Consent recorded.
consent-given = The household agreed on { $day } ({ $way }), version { $version }.
withdraw-what-happens = After withdrawal nothing more is recorded about the people here. To erase what was recorded, tell the commune office.
withdraw = The household withdraws consent
withdraw-sure = Tap again to withdraw
consent-withdrawn = Withdrawal recorded.

## Adding and correcting
add-household = Add a household
household-added = Household added.
village = Village
alley = Alley
head = Head of household
head-needed = Enter the name of the head of household.
address = Address
address-hint = Short, for example: behind the culture house
trade = Trade
trade-hint = Leave empty if there is no business.
maybe-there-already = This household may be in the book already:
add-resident = Add a person
resident-added = Person added.
residents-need-consent = Naming residents needs the household's consent first.
adults-only = Adults are named. Children are only counted.
full-name = Full name
name-needed = Enter the full name.
born = Year of birth
born-hint = Four digits; no day or month needed.
year-wrong = A year of birth has four digits, for example 1968.
same-name-there = Someone of the same name is there:
in-this-household = In this very household
phones = Phone numbers
phones-hint = Separate several by commas.
phone-wrong = Not a phone number: { $phone }
children = Number of children
under-6 = Under 6
from-6-to-15 = 6 to 15
from-16-to-17 = 16 to 17
take-place = Keep the place of this house
place-taken = Place recorded.
no-place = Could not find the place. Turn location on, go into the open and try again.
no-longer-here = No longer here
has-left = Moved away
has-died = Died
parted = Recorded.
mark-moved-away = The whole household left the commune
mark-back = The household is back
marked-moved-away = Recorded as moved away.
marked-back = Recorded as back.
corrected = Corrected.

## Lessons
skills-count = { $count ->
    [one] 1 skill
   *[other] { $count } skills
}
no-topic = There is no such lesson.
core-skill = Core skill
for-business = For businesses
what-to-see = Passed when you see:
never-take-the-phone = Let people tap themselves. Do not take the phone to do it for them, and look away when they type a password or OTP.

## Sync
sync-now = Sync now
start-over = Fetch the book anew
enter-new-code = Enter a new code
contact-no-network = No network. Go on recording; the app sends when there is signal.
contact-not-known = The server no longer knows this phone. Ask for a new code; unsent work is kept.
contact-stuck = The book differs from the server's twice in a row. Fetch it anew; if it still differs, tell the commune office.
contact-store = Could not write to the phone. Delete some photos to make room and try again.
unsent-work = Unsent work
last-contact = Last contact
never = never
households-here = Households on this phone
needs-you = Needs you
turned-down = Your leader or the commune office did not accept this.
held = Waiting for your leader or the commune office.
dealt-with = Dealt with, remove from here
everything-sent = Everything is sent.
unsent-list = See unsent work
and-more = and { $count } more
export-why = Without a network for days, save a file and bring it to the commune office. Only the commune's server can open it.
export = Save unsent work as a file
exported = { $count ->
    [one] 1 item saved as a file.
   *[other] { $count } items saved as a file.
}
not-exported = The file could not be saved.
room = { $used } MB used, { $left } MB left.
may-be-cleared = When the phone is full, the browser may clear this book.
ask-to-keep = Ask the browser to keep it
not-persisted = The browser has not promised yet. Add the app to the home screen and try again.
this-phone = This phone
version = Version { $version }
kind-visit = Visit
kind-skill = Skill
kind-consent = Consent
kind-household = New household
kind-resident = New person
kind-follow-up = Follow-up
kind-correction = Correction
