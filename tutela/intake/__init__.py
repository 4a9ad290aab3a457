"""Intake: public and professional reports, triage, the reply mailbox.

The part that faces the internet. It must never be able to name a child's file.
"""
