# What the board tells the office when the server is not well: what, since when, what to do.
notice = { $what } Since { $since }. (Code: { $code })
writer-stuck = The server cannot save new work. Ask whoever runs it to restart it; unsent work stays on the phones.
disk-full = The server has no room left and takes no new work. Ask whoever runs it to make room; what was saved is still there, unsent work stays on the phones.
data-read-only = The server can only read its data and saves no new work. Ask whoever runs it to look at the data folder's permissions; unsent work stays on the phones.
database-away = The server cannot use its database for the moment, or another server has it. It tries again by itself; if it lasts, tell whoever runs it.
data-damaged = The server's data are damaged. Stop entering anything and have whoever runs it restore a backup at once.
clock-wrong = The server's clock is wrong. Work taken meanwhile is marked so that its days can be looked at; ask whoever runs the server to set its clock.
clock-suspected = It may be that the server's clock is wrong: it was set while it ran, nothing had come for long before the start, or most phones show another time. Ask whoever runs the server to look at its clock.
disk-low = The server has little room left. Ask whoever runs it to make room before it takes no more work.
backup-failed = The server could not make today's backup. Ask whoever runs it to look at the backups' folder and its room.
backup-differs = Today's backup differs from the data. Ask whoever runs the server to run “tungnha verify”.
backup-late = There has been no new backup for two days. Ask whoever runs the server to look at the backups' folder.
backup-none = The server was not told where to keep backups: a broken disk would take the whole book. Ask whoever runs it to set a folder for backups.
journal-damaged = Lines of the office's journal cannot be read. All else is kept; ask whoever runs the server to make a backup now and to look at that disk.
journal-missing = Files of the office's journal are gone: after a restore of an older backup the office's work since then would be lacking. Ask whoever runs the server to put the folder back, or to make a backup now.
certificate-over = The server's HTTPS certificate has ended, so phones cannot send. Ask whoever runs it to replace it at once.
certificate-ends = The server's HTTPS certificate ends within two weeks. Ask whoever runs it to renew it.
