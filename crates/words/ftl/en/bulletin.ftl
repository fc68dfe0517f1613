### Bulletins: the editorial room, public pages, paper, loudspeaker, phone

title = Bulletins
nav = Bulletins

## List
help = Anyone here writes; the editorial board reads and approves, and nobody approves a text of their own. Only what is approved can be published. A published bulletin stands under News of the commune, on the public page and on members' phones; editing it needs a new approval.
new = Write a bulletin
none = No bulletin yet. Write the first, submit it to the editorial board, then publish it.
approved-this-month = Approved by the editorial board this month: { $count }
list-cut = Only the newest 200 are shown.
public-page = See the public page
stage = { $stage ->
    [submitted] Waiting for the editorial board
    [returned] Returned to be mended
    [draft] Draft
    [approved] Approved, not published yet
    [published] On show
   *[withdrawn] Withdrawn
}
stage-count = { $count } bulletins
bulletin = Bulletin
author = Drafted by
drafted = Drafted on
for-whom = For
whole-commune = Whole commune
reach = Houses that heard it
also-shown = Earlier edition on show

## Writing
write-new = Write a bulletin
write-edit = Edit the bulletin
reopens = Saving a change makes it a draft again that needs a new approval. What is on show, if anything, stays until the new edition is published or the bulletin is withdrawn.
field-title = Title
field-text = Text
field-text-note = One thought a sentence, under 25 syllables, easy to read out. A line that begins with “# ” is a heading, “- ” a list, “1. ” a numbered step. Words between two ** are bold and are repeated over the loudspeaker. A link: [name](https://address).
field-limit = At most { $count } letters.
field-villages = For which villages
field-villages-note = Choosing none addresses the whole commune.
preview = Preview
preview-title = This is how it will look
save = Save draft
save-submit = Save and submit
title-needed = A title is needed, at most 160 letters.
text-needed = The bulletin has no text yet.
text-too-long = The text is too long. Shorten it, or make two bulletins of it.
village-unknown = A village is no longer on the list. Choose again.
edited-meanwhile = Someone else saved this bulletin while you were editing. What you typed is still below: copy it, open the bulletin again and go on.

## One bulletin
one-status = Standing
one-hash = Text code
one-hash-note = Made of title, text and villages. Only texts that are exactly the same have the same code.
one-reason-returned = The editorial board returned it:
one-reason-withdrawn = Why it was withdrawn:
one-approved = Approved by { $name } ({ $post }, { $title }) at { $at }
edit = Edit
submit = Submit to the editorial board
read-to-approve = Read to approve
waits = Waiting for the editorial board. Only an account of the editorial board can approve or return it.
author-may-not = You are of the editorial board, but you wrote or edited this bulletin, so you may not approve it. Ask someone else of the board.
give-back = Return
return-reason = What to mend
publish = Publish
publish-note = It will be on the public page, and on members' phones at their next contact.
withdraw = Withdraw
withdraw-reason = Why it is withdrawn
withdraw-note = It goes from the public page, from print and loudspeaker, and from members' phones at their next contact.
old-shown = The edition approved before is still on show.
reason-needed = A reason is needed, at most 500 letters.
office-title-needed = The approver's office is needed.
read-first = Open the page to read it, then approve.
history = History
act = { $act ->
    [drafted] Drafted, edited
    [submitted] Submitted
    [returned] Returned
    [approved] Approved
    [published] Published
   *[withdrawn] Withdrawn
}
done-saved = Draft saved.
done-submitted = Submitted to the editorial board.
done-returned = Returned with the reason.
done-approved = Approved.
done-published = Published.
done-withdrawn = Withdrawn.

## Approval
approve-title = Read and approve
approve-lead = Below is all that will be approved. If anyone changes a letter while you read, approving has no effect.
approve-post = In the editorial board you are
approve-office = Office printed below the text
approve-office-hint = For example: Phó Chủ tịch UBND xã
approve = Approve exactly this text

## To the people
channels = To the people
channel-public = Public page
channel-since = On show since { $at }
channel-chat = Text for chat groups
channel-chat-note = Copy it as it stands into the village's group.
channel-print = Print
channel-pdf = Download PDF to print
channel-docx = Download DOCX
channel-print-note = Two signatures at the end: the editorial board's approval left, the drafter right.
channel-script = Loudspeaker script
reach-title = How many houses it reached
reach-note = Ticked by members at each door: heard, or read out to them.
village = Village

## Loudspeaker
script-title = Loudspeaker script
script-length = { $minutes } min { $seconds } s ({ $syllables } syllables at { $rate } a minute)
script-long = { $count } sentences have more than { $limit } syllables and are marked below. Long sentences are hard to follow by ear; split them next time.
script-unknown = Short forms nobody taught this script: { $words }. Ask the author before reading.
script-text = Download the script
script-audio = Hear a draft voice
script-audio-note = A machine's voice, only to hear rhythm and length. Let a person read on air.
script-syllables = { $count } syllables
script-marked = long sentence
script-opening = Đây là Đài truyền thanh { $commune }. Kính mời bà con nghe bài: { $title }.
script-again = Sau đây, xin nhắc lại những điều chính.
script-once-more = Xin nhắc lại một lần nữa.
script-ending = Bài của { $commune } đến đây là hết. Xin cảm ơn bà con đã lắng nghe.
speech-missing = This server has no voice installed. Whoever runs it installs the package espeak-ng (apt install espeak-ng), or names another command under [speech] as command. The script can still be downloaded.
speech-beyond = The voice took too long or wrote too much and was stopped. The script can still be downloaded.
speech-failed = The voice failed, so there is no sound file. Tell whoever runs the server to look at its log. The script can still be downloaded.

## On paper
paper-title = BÀI TUYÊN TRUYỀN
paper-approved = PHÊ DUYỆT CỦA BBT
paper-post = { $post ->
    [head] Head of the board
    [deputy] Deputy head
   *[member] Member
}
paper-author = Người soạn thảo
chat-read-on = Đọc cả bài:

## Public page
public-lead = What the commune announces and explains, approved by its editorial board.
public-none = No bulletin yet.
public-share = Scan the code or send this link to your family.
public-back = Other bulletins
approved-by = Approved by the editorial board ({ $title })
feed = Follow new bulletins (Atom)
gone = This bulletin was withdrawn.

## Phone
phone-title = News of the commune
phone-for = Read to { $household }
phone-none = The commune has no bulletin on show for your villages.
phone-since = on show since { $day }
phone-houses = heard in { $count }/{ $all } houses
heard = Heard it
read-out = Read it to them
not-yet = Not yet
heard-kept = Recorded for this house.
phone-heard = this house heard { $count }
phone-how = Has this house heard it?
phone-hint = Read slowly, word by word. What is asked beyond the text is answered later, never guessed.
phone-gone = This bulletin is no longer here: it was withdrawn, or is not for your villages.
