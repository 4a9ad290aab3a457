"""Justice: proceedings, deprivation of liberty, compensation, protection of witnesses, cross-border requests.

A victim is never an offender here. It must never know who reported.
"""
