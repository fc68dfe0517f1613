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
first-found = These are the first { $count }. There are more: type another letter.
found-near = Nearly the same, with another mark or letter:
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
code = Code for the app
code-hint = Letters and digits, for example ABCD-2345. Each code works once.
code-too-short = The code is not complete. Look at the sheet or message again.
code-unknown = There is no such code. Check each letter, or ask for a new code.
code-used = This code has been used. Ask your team leader or the commune office for a new one.
code-expired = This code has expired. Ask your team leader or the commune office for a new one.
checking-code = Looking at the code…
code-of = This code is for { $name }, { $commune }.
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
enrol = Begin
other-code = Another code
enrol-needs-network = The first time needs a network. Go where there is signal and try again; the code still works.
enrol-server-away = The server does not answer yet. Wait a little and try again; the code still works.
server-away = The server does not answer yet. The app will try again; what you recorded is safe on the phone.
holds-work-of = If you are { $name }: enter the new code, nothing is lost. If you are not: the unsent work of { $name } is put aside, and only { $name } can open it again.
revoked = The commune has locked this phone and its list is erased. To use it again, ask for a new code.
locked-out = The PIN was wrong 10 times and the app is locked. A new code opens it; unsent work is kept.
forgotten-pin = Enter a new code to set a new PIN. Unsent work is kept.

## Unlocking
hello = Hello { $name }
unlock = Unlock
forgot-pin = Forgot the PIN
wrong-pin = Wrong PIN. { $left ->
    [one] 1 try
   *[other] { $left } tries
} left.
lock = Lock the app
locked-meanwhile = The app is locked. Unlock it and go on.
no-store = The browser does not let the app keep data
no-store-what-to-do = You may be in a private window, or the phone is full. Open an ordinary window, delete some photos and try again.
store-problem = Could not write to the phone ({ $name }). Delete some photos or apps to make room and try again.

## Today
first-sync = Fetching the households for the first time…
no-households = Your team has no households yet. Ask the commune office.
of-households = /{ $count } households
met-in-month = met in month { $month }
have-five = { $count } with all 5 groups ★
progress-line = Month { $month }: met { $met }/{ $all } households, { $five } ★
team-progress = Team: { $met }/{ $all } households met, { $five } with all 5 groups
meter = { $met } of { $all } households met, { $five } with all 5 groups
promised-today = Promised
next-doors = Next doors on the way
near-me = Near me
near-doors = Doors near me
on-the-way = On the way
metres = { $metres } m
all-doors-done = You have been to all your doors this month.

## Doors
door-never-visited = never visited
door-met = met this month
door-not-yet = not yet this month
door-not-met = away or refused this month
door-follow-up = follow-up due
door-all-five = all 5 groups
door-moved-away = moved away
promised = due { $day }
promised-for = due { $day }: { $reason }
overdue = overdue since { $day }
overdue-for = overdue since { $day }: { $reason }
absent-times = absent { $count } times, try another hour
absent-on = absent on { $day }
refused-on = refused on { $day }
groups-left = { $count ->
    [one] 1 group to go
   *[other] { $count } groups to go
}

## Alleys
my-households = My households
whole-team = Whole team
no-alley = Alley not known
lane-count = { $met }/{ $all } · { $five } ★

## Household
household = Household
household-code = Household { $code }
needs-newer-app = The app must be newer to show this and to record here. With a network, open Sync and touch "Get the new version". What you recorded is safe.
newer-records = { $count ->
    [one] One thing on this phone can be read by a newer version of the app only.
   *[other] { $count } things on this phone can be read by a newer version of the app only.
} Nothing is lost and what you recorded is safe. With a network, open Sync and touch "Get the new version".
newer-here = { $count ->
    [one] One thing more here can be read by a newer version of the app only.
   *[other] { $count } things more here can be read by a newer version of the app only.
}
household-not-here = This household is no longer on your phone. It may have gone to another team.
household-moved-away = This household has left the commune.
household-has-five = Someone here has all 5 groups ★
household-lacks = { $count } more and someone has all 5: { $groups }
residents = Residents
unconfirmed = not asked yet
erased = (erased)
children-count = { $count ->
    [one] 1 child, only counted
   *[other] { $count } children, only counted
}
no-skills-yet = No skill recorded yet.
told = reported
call = Call { $number }
open-map = Open in maps
promises = Promised
finish-follow-up = Done as promised
hand-on = Ask someone else of the team
follow-up-handed-on = Someone else was asked.
follow-up-done = Marked as done.
finish-ask = Record that what was promised is done?
hand-on-ask = Ask { $name }?
hand-on-yes = Ask
told-differently = Reported differently by two people
also-told = Also reported: { $other }
history = Earlier times
met-people = { $people ->
    [0] met
    [one] met 1 person
   *[other] met { $people } people
}, { $minutes } minutes
kept = Recorded { $when }: { $what }
next-door = Next house: { $code } { $head }
back-to-today = Back to Today
go-on-visit = Go on, not recorded yet
doubtful-time = time may be wrong
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
groups-legend = PS public services · PA payment · SH shopping · PL digital platforms · SA safety
group-passed = passed
group-begun = { $done } of { $all } passed
group-unknown = not recorded
topic-short = { $number ->
    [1] Public services
    [2] Payment
    [3] Buying and selling
    [4] Platforms
    [5] Safety
   *[6] Other
}
topic-name = { $number ->
    [1] Online public services
    [2] Paying without cash
    [3] Buying and selling online
    [4] Vietnamese platforms
    [5] Safety online
   *[6] New in the commune
}
level-not-yet = Not yet
level-with-help = With help
level-alone = Alone
level-teaches = Can teach

## Recording a visit
record-visit = Record a visit
draft-kept = { $button } not pressed yet; kept on the phone
draft-not-kept = The phone is full: what you enter is not kept. Delete some photos and press again.
draft-gone = This was recorded or dropped in another window.
outcome-met = Met
outcome-absent = Absent
outcome-refused = Refused
outcome-moved = Moved
moved-hint = Nobody lives here any more. The commune office will look into it.
who-was-met = Who was met
say-who-was-met = Touch who was met.
say-outcome = Choose: met, not at home, refused or moved away.
promise-done = Done
promise-not-yet = Not yet
promise-again = Another day
add-person = + Add
what-was-taught = What was taught
more-skills = Other skills
only-told = Only reported, not seen
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
discard = Drop it, record nothing
discard-ask = Drop what you entered?
discard-told = What was chosen and typed here is gone for good.
done = Done
visit-recorded = Recorded.

## Consent
consent = Ask for consent
no-consent-yet = The household has not agreed to have names, phone and skills recorded.
ask-consent = Read the consent text
consent-now = Ask to record the names of who lives here
nobody-named = Nobody of this house is named yet.
ask-name = Ask for a name
read-aloud = Read this aloud, slowly:
consent-text-who = I am { $name }, a member of the community digital technology team by decision of { $controller }.
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
withdraw-ask = Record that the household withdraws its consent?
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
trade-hint = What it makes or sells. Leave empty if there is no business.
maybe-there-already = This household may be on the phone already:
add-resident = Add a person
resident-added = Person added.
residents-need-consent = Naming residents needs the household's consent first.
adults-only = Adults are named. Children are only counted.
children-are-counted = Children are only counted, not named.
count-child = Count one more child: { $ages }
child-counted = One more child is counted.
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
left-ask = Record that { $name } has moved away?
died-ask = Record that { $name } has died?
part-told = The name leaves the household and cannot be brought back on the phone.
part-head-told = This is the head of the household. The name leaves the household and cannot be brought back on the phone. The app then asks who is the head now.
who-is-head = Who is the head
who-is-head-why = The head before is no longer here. Touch the name of the head now.
head-recorded = The head is recorded.
parted = Recorded.
mark-moved-away = The whole household left the commune
mark-back = The household is back
marked-moved-away = Recorded as moved away.
moved-away-told = The whole household leaves the doors to visit. When it comes back, say so in this same place.
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
never-take-the-phone = Let people tap themselves. Do not take the phone to do it for them, and look away when they type a password or OTP.

## Sync
sync-now = Sync now
start-over = Fetch the list anew
enter-new-code = Enter a new code
contact-no-network = No network. Go on recording; the app sends when there is signal.
contact-app-too-old = The server needs a newer version of the app. What you recorded is safe on the phone and will be sent. Touch "Get the new version"; if that does not help, reload the page when there is a network.
contact-app-too-new = The server is older than the app on this phone. Go on recording: your work stays on the phone and is sent when the server has been updated. Tell your commune officer.
contact-told = { $sentence } (code { $code })
get-new-version = Get the new version
contact-not-known = The server no longer knows this phone. Ask for a new code; unsent work is kept.
contact-stuck = The list differs from the server's twice in a row. Touch "Fetch the list anew"; if it still differs, tell the commune office.
contact-store = Could not write to the phone. Delete some photos to make room and try again.
unsent-work = Unsent work
last-contact = Last contact
never = never
households-here = Households on this phone
needs-you = Sent back
waits-there = Waiting
turned-down = Your leader or the commune office did not accept this.
held = Waiting for your leader or the commune office.
later-too-many = The server has 500 things of this phone waiting and takes no more yet. This one stays on the phone and is sent again by itself; tell the commune's officer.
later-no-key = The server has no key for account numbers yet. This stays on the phone and is sent again by itself; tell the commune's officer.
later-newer = The server answered something that this version of the app does not know (code { $code }). The work stays on the phone and is sent again by itself; get the new version of the app.
waiting-as = The server keeps this, waiting for something that this version of the app does not know (code { $code }). Get the new version of the app to read it, or ask your commune officer.
refused-as = The server did not take this (code { $code }). Update the app to read why, or ask your commune officer.
waiting-reader = The server keeps this until it is updated and can read it. You need do nothing.
waiting-household = The server keeps this until the commune office has registered the household. They see it.
waiting-resident = The server keeps this until it knows this person of the household. The commune office sees it.
waiting-other = The server keeps this until it knows what it is about. The commune office sees it.
dealt-with = Seen, remove it
dismiss-ask = Remove this work from the phone?
dismiss-told = { $what }. It was not counted; removed, it is gone for good.
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
aside = Work put aside
aside-mine = { $count ->
    [one] 1 item of yours from before is
   *[other] { $count } items of yours from before are
} put aside on this phone, because the server has no key to open them yet. With your old PIN you can open them now. Without it, leave them: at each contact the phone asks the server again, and sends them when it can.
aside-other = { $count ->
    [one] 1 item of { $name } is
   *[other] { $count } items of { $name } are
} put aside on this phone. Only { $name } can open them, with a new code of their own.
aside-unknown = { $count ->
    [one] 1 item from before is
   *[other] { $count } items from before are
} put aside on this phone, and it is not known whose. Tell the commune office.
aside-pin = Old PIN
aside-open = Open with the old PIN
aside-opened = Opened. The work put aside is being sent.
aside-no-tries = The old PIN was wrong too often. The work stays on the phone until the server has the key.
aside-export = Save a copy as a file
aside-export-why = The copy stays locked; only this phone can open it.
unread = { $count ->
    [one] This version of the app cannot read 1 item on this phone. It is kept
   *[other] This version of the app cannot read { $count } items on this phone. They are kept
} as they stand, and a newer version tries again. A saved file has them too.
let-go = { $count ->
    [one] 1 old item that was sent has
   *[other] { $count } old items that were sent have
} been let go for want of room, although the server has had no backup for long. Tell the commune office.
room = { $used } MB used, { $left } MB left.
may-be-cleared = When the phone is full, the app's data may be cleared.
ask-to-keep = Keep the data when the phone is full
not-persisted = The phone does not allow it yet. Add the app to the home screen and try again.
this-phone = This phone
version = Version { $version }

## Household business
business = Household business
opening = Opening…
part-missing = Not on this phone yet
part-missing-why = This part is not on the phone yet. Open it once where there is signal; from then on it works without.
business-of = Household { $code } · { $head }
business-none = Not recorded. Press if the household makes or sells anything.
business-why = Recorded here to help the household take payments, make a QR code and sell online.
business-name = Name of the business
business-name-hint = For example: Mrs Lan's fish sauce
business-name-needed = Enter the name of the business.
business-trade = Trade
business-trade-hint = What it makes or sells, for example: fish sauce, dried seafood
business-trade-needed = Enter the trade: what it makes or sells.
business-register = Record the business
business-registered = The business is recorded.
business-needs-consent = The household has not yet consented to a record. Read the consent text first.

## Taking payments
payment = Taking payments
payment-steps-done = { $done } of { $all } steps done
payment-step = { $number ->
    [1] Choose a bank with a branch nearby or an easy app
    [2] Open an account: identity card with chip, face scan
    [3] Install the app, lock the phone, set a low daily limit
    [4] Turn on notices of money in and out
    [5] Record the account number, read it back twice
    [6] Make the QR code
    [7] Scan with another phone, send 1,000 đồng, check the name
    [8] Print, laminate, fix it in place; photograph it to compare later
   *[9] Keep a separate account for sales, for the tax return
}
payment-step-done = Step { $number } is done.
payment-step-undone = Step { $number } is no longer ticked.
payment-step-help = Let them do it on their own phone. Never ask for or watch a password or one-time code.
account-record = Record the account
account-consent-ask = Before recording, read aloud slowly:
account-consent-what = May we record the bank, the account number and the holder's name, to make a payment code for your counter and to compare it should someone paste another over it?
account-consent-not = We never ask for passwords, one-time codes or balances. With an account number money can only be paid in, not taken out.
account-consent-rights = The number is locked when stored; others see only its last four digits. You can have it deleted at any time.
account-consent-agreed = They agree that the account is recorded
account-consent-needed = Choose how they agreed.
bank = Bank
bank-search = Find a bank
bank-search-hint = A few letters, marks not needed: agri, vietin, nong nghiep
bank-none = No such bank. Try another name, or the first six digits of the code.
bank-change = Choose another bank
bank-needed = Choose the bank.
bank-own-codes = A code of { $bank } has to come from the app of { $bank }; it cannot be made here.
account-number = Account number
account-number-again = Account number again
account-number-hint = As the bank's app shows it, not the card.
account-has-letters = The account number has letters
account-reads = Read back: { $grouped }
account-too-short = The account number is too short.
account-too-long = The account number has more than { $most } characters.
account-strange = An account number has no “{ $letter }”.
account-differs = The two differ in group { $group }. Look again and retype.
account-same = Both are the same
account-holder = Account holder
account-holder-hint = Exactly as the bank's app shows it
account-holder-needed = Enter the account holder.
account-recorded = The account is recorded.
account-change = Change the account
account-forget = They withdraw, delete the account number
account-forget-ask = Delete the household's account number?
account-forget-told = The number is gone from the phone and the server. To use it again, ask for consent and record it anew.
account-forgotten = The account number is deleted.
show-code = Show the QR code
print-code = Print for the counter
check-sticker = Check the code on the counter
payment-code = Payment code
code-for = Payment code for { $holder }, { $bank }, account { $account }
code-not-tested = not tested yet
code-tested = tested { $day }
code-test-how = Scan this with another phone, send 1,000 đồng and check the name before printing.
code-test-done = Sent 1,000 đồng, the name is right
code-not-made = No code can be made from this account number. Check the number.
code-not-kept = The account number is not on this phone. Look again after the next sync, or record it again.
sheet-card = A6 card
sheet-tent = A5 table tent
sheet-size = Paper
sheet-scan = Scan to pay
sheet-account = Account
sheet-holder = Holder
sheet-fold = Fold along the dashes
sheet-check-name = Check the name before you pay.
print = Print
print-hint = Without a printer choose “Save as PDF” and send it to a print shop. Black and white will do; keep the code at least 3 cm wide.
sticker-point = Point the camera at the code on the counter.
sticker-no-camera = The camera could not be opened to read the code. Allow it and try again.
sticker-same = This is the household's own code.
sticker-same-amount = The account is the household's, but the code has an amount in it: { $amount }.
sticker-different = ANOTHER ACCOUNT!
sticker-different-what = This code pays into { $bank } { $account }, which is not the household's. Someone may have pasted it over.
sticker-different-do = Take it off at once, let nobody scan it. Keep it, tell the commune's police and put the right code back.
sticker-unreadable = This is no bank transfer code, or it is damaged.
sticker-again = Scan again

## Shops
shops = Shops on marketplaces
shop-stage = { $stage ->
    [considering] Considering
    [papers-ready] Papers ready
    [submitted] Submitted
    [waiting-for-review] Waiting for review
    [open] Open
    [paused] Paused
   *[closed] Closed
}
shop-not-begun = Not begun
shop-since = { $stage } since { $day }
shop-standing = stalled for { $days } days
shop-next = Next
shop-stage-set = Recorded: { $stage }.
shop-other-stage = Another stage
shop-papers = Papers needed
shop-papers-hint = Only tick what is there. Never photograph papers.
shop-papers-saved = Papers recorded.
shop-link = Address of the shop
shop-link-hint = Copied from the address bar, begins with https://
shop-link-wrong = The address has to begin with https://
shop-visit = Open the shop
shop-unverified = Check that this site still works before teaching it.
shops-standing = Stalled shops
shop-stuck-line = { $market }: { $stage }, { $days } days
income-before = Sold in a usual month, before selling online
income-before-why = Ask now, it is hard to remember later. An estimate will do.
income-before-recorded = Earlier sales are recorded.

## Products
products = Products
products-count = { $count } products
products-none = No products yet.
product-add = Add a product
product-saved = The product is saved.
product-remove = Remove this product
product-remove-ask = Remove this product?
product-remove-told = Its sheet and photos are gone for good.
product-removed = The product is removed.
product-title-help = Build a name that is found
product-title-kind = Kind (fish sauce)
product-title-name = Own name, place (Nghi Sơn anchovy)
product-title-feature = What is special (40° protein)
product-title-size = Size (1 litre bottle)
product-title-take = Use this name
product-on-sale = On sale at
product-more = More
typed-empty = needed, { $least } to { $most } characters
typed-missing = { $count } characters missing
typed-fits = { $count }/{ $most } characters
typed-too-much = { $count } characters too long
number-wrong = Enter a number, such as 65.000
number-too-large = { $field }: { $most } at most
field-needed = Needed: { $field }

## Sales
sales = Sales by month
sales-of = Month { $month }
sales-orders = Online orders
sales-online = Sold online
sales-total = Sold in total
sales-money-hint = Short forms will do: 500k, 1,2 triệu
sales-not-said = Would rather not say
sales-recorded = Sales of { $month } are recorded.
sales-total-less = The total cannot be less than what was sold online.
sales-none = No month is recorded.
sales-line = { $orders } orders · online { $online }
shop-on = Since
shop-on-needed = Choose the day.
shop-obstacle = What keeps it back
shop-obstacle-set = Recorded what keeps it back.
obstacle-papers = Papers
obstacle-account = Account
obstacle-photos = Photos, description
obstacle-smartphone = Phone
obstacle-time = No time
obstacle-marketplace = The marketplace
obstacle-other = Other
product-lacks = still lacks { $columns }
account-is-card = This is a card number
write-down = Record
open = Open

# Photos of a product
photos = Product photos
photos-how = At most { $most }, cut square by the app. The first is the cover. The place is removed from each photo.
photos-count = { $count } photos
photo-take = Take or choose photos
photo-shrinking = Shrinking photos…
photo-number = Photo { $number }
photo-waiting = Waiting to be sent
photo-sent = Sent
photo-refused = The server would not take this photo
photo-forward = Move forward
photo-forward-which = Move { $photo } forward
photo-drop = Remove
photo-drop-which = Remove { $photo }
photo-not-a-picture = { $file }: not a picture that this phone can read. Choose another.
photo-too-large = { $file }: more than 15 MB or too many points. Take it again at a smaller size.
photo-cut = { $file }: the end of the picture is missing; it may have been copied in part. Choose the original again.
photo-no-room = The phone is full and could not keep the photo. Delete other files and try again.
photo-too-many = A product has at most { $most } photos. Remove some first.
unsent-photos = Photos not sent

## The phone's clock
clock-behind = This phone's clock is { $far } slow beside the server's, so days in the app may be wrong. In the phone's settings, turn on automatic date and time. What you recorded still counts on its right day.
clock-ahead = This phone's clock is { $far } fast beside the server's, so days in the app may be wrong. In the phone's settings, turn on automatic date and time. What you recorded still counts on its right day.
minutes-long = { $count ->
    [one] 1 minute
   *[other] { $count } minutes
}
hours-long = { $count ->
    [one] 1 hour
   *[other] { $count } hours
}
days-long = { $count ->
    [one] 1 day
   *[other] { $count } days
}

## Sharing
share = Share
share-copied = Copied. Paste it into a message or the village's group.
share-nowhere = This phone cannot share. Press and hold the text to copy it.
