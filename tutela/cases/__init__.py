"""Cases: who the child is and who may see the file.

The child with identity, age and names; the file with its state, worker, access and emergency access; the persons around the
child, care arrangements, consents and concerns; what the child said; deadlines; the history of every section. It fetches
triaged reports through `intake.api` by an opaque id.

It must never know the reporter's identity, nor what the contexts above do for the child: they ask through `cases.api`, save
their sections by `cases.api.steps`, and lay their chapters into the file's story.
"""
