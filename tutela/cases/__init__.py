"""Cases: the child, the file, concerns, assessment, plan, referral, follow-up, closure, participation.

It fetches triaged reports through `intake.api` by an opaque id. It must never know the reporter's identity.
"""
