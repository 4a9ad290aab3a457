"""Care: what is done for the child, and who agreed to it.

Safety plan, assessment, plan with its tracks, decisions by another person, referral as a closed loop, contact, review, closing
and reopening; and what reads across them: the file's page, the work list, the observation rows.

It stands on `cases` and writes in the file only through its door. It must never decide who may see a file, keep a second copy
of who the child is, or know what is above it: proceedings, exchanges, statistics.
"""
