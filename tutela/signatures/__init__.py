"""Signatures of a child, a caregiver or a worker under a plan, a safety plan or a consent; never an image, never a condition of help."""
