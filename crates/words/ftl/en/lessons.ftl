# Lessons: on the phone, on public pages, as leaflets, and the self-check.

## One card
steps = Step by step
done-when = Done when
watch = For the member to watch
mistake = A common mistake
safety = Safety
ask-back = Ask again
minutes = About { $minutes } minutes
source = Source: { $source }
last-checked = Last checked { $day }
old-card = This card was not checked for more than a year. Screens may look different now.
no-card = The commune added this skill; there is no card for it yet.
picture = Drawing: { $what }

## Questions
answers = Answers
right = Right
wrong = Not right
right-is = The right one: { $answer }
do-not-know = I do not know
show-answer = Show the right answer

## On the phone
open-card = Open card
open-card-of = Open card: { $skill }
learn-next = To learn next
cards-missing = The cards are still on their way to this phone. Come back when there is network.
check-title = Ten questions
check-someone = Ask ten questions
check-who = Asking { $name }
check-how = Read the question and its three answers aloud, then touch the one they choose.
check-question = Question { $number } of { $count }
check-next = Next question
check-see = See the result
check-result = Result
check-right = { $right } of { $asked } right
check-rule = Kept as reported, not as seen. A right answer is kept as with help, a wrong one as not yet. A level that is higher already stays.
check-nothing = Every level in the book is as high or higher already, so there is nothing to record.
check-record = Record
check-recorded = Recorded as reported.
check-no-consent = The household has not agreed to be recorded. You can still ask, but nothing is written into the book.
check-again = Ask from the start again
check-none = There are no questions to ask yet.

## Results by topic
standing-begin = Start from the beginning
standing-partly = Known in part
standing-well = Well known

## Public pages
learn-title = Learn digital skills
learn-lead = Each card is one thing to do on a phone, written step by step. Read it at home, or ask your village's digital team to sit with you.
topic-cards = { $count ->
    [one] 1 card
   *[other] { $count } cards
}
business-card = For household businesses
all-topics = All six topics
leaflet = Leaflet: { $topic }
leaflet-print = Print the leaflet
leaflet-pdf = Download the leaflet as PDF (A5)
leaflet-scan = Scan to read the full cards and check yourself.
leaflet-back = Back to this topic
cards-in-vietnamese = The cards are in Vietnamese.

## Self-check
self-title = Check yourself
self-for = Ten questions, no account needed
self-lead = Ten questions on the six topics. After a wrong answer an easier one follows, after a right one a harder one. At the end you see which cards to learn.
self-kept = This page asks no name and keeps nobody's answers; it only counts how many were right in each topic.
self-start = Start
self-choose = Please choose an answer.
self-before = The question before
self-result = Your result
self-topic-begin = Start from the beginning with the card below.
self-topic-partly = Known in part. Learn the card below as well.
self-topic-well = Well known, as far as these questions tell. You could show it to your family.
self-few = Ten questions only give a first idea. You know it when you can do it on your own phone.
self-again = Again with other questions

## Office
office-title = Cards to check again
office-none = { $count ->
    [one] The card was checked within the last year.
   *[other] All { $count } cards were checked within the last year.
}
office-old = { $old } of { $count } cards were not held against their source for more than a year. See that they are still right before teaching from them.
