# What the command tungnha says on the command line.
failed = Could not be done: { $why }
serving = Serving at { $address } (Ctrl+C stops)
stopped = Stopped; whatever was acknowledged is kept.
data-in-use = another process is using these data; stop the server and run this again
no-commune = there is no commune here yet; run “tungnha account add --commune ID …” first
several-communes = there are several communes here; add --commune ID
no-file = there is no file { $file }
verified = Recounted from the log: everything agrees.
differs = { $count } things differ from the log. Run “tungnha rebuild” to write them anew.
rebuilt = Wrote records and figures anew from the log.
backed-up = Backed up and verified: { $file }
restored = Restored { $communes } communes; erased { $erased } people again who had asked for it. Phones send by themselves what is missing.
moved = Moved { $communes } communes, { $entries } entries and { $records } records; every byte that came was compared.
demo-making = Making the demonstration commune, about a minute…
demo-step = { $step ->
    [1] ✓ the register of four villages
    [2] ✓ four teams of seven, households shared out by alley
   *[other] ✓ eighteen weeks from door to door
}
role-officer = Officer
role-editor = Editorial board
role-leader = Team leader
role-member = Team member
demo-office = { $role }: { $page }  name { $login }  password { $password }
demo-phone = { $role } (phone): { $link }  or type the code { $code }
demo-codes = Each code works once, for 24 hours; the next start gives new ones.
account-added = Added account { $account }.
account-disabled = Disabled account { $account }.
account-exists = there is an account { $account } already
account-unknown = there is no account { $account }
account-id-wrong = an account's id is made of a-z, 0-9 and hyphens
role-unknown = the role must be officer, editor, province or member
password-ask = Type a new password (at least { $count } characters) and press Enter:
password-short = the password must have at least { $count } characters
password-set = Set a new password for { $account }. Open sessions stay until they end or the server restarts.
code-made = The server's address followed by { $link }  or type the code { $code } (once, within 24 hours)
not-an-outbox = this file is not unsent work of the app
outbox-device-unknown = the server does not know this phone, or it enrolled anew since
outbox-not-opened = the file does not open: changed, damaged or another phone's
outbox-taken = { $all } entries in the file: { $kept } kept, { $held } held for a leader or officer.
import-more-problems = … and { $count } more; --json tells all
import-counts = { $rows } rows: { $new } new households, { $changed } to change, { $same } unchanged, { $missing } in the register but not in the list.
import-not-written = Nothing is written yet. Run it again without --dry-run to write.
import-written = Wrote { $count } operations.
sample-written = The sample list is in { $file }
