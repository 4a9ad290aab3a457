"""Whether a paper that somebody wants to attach holds text and nothing else: no image, no code, no other file inside (rule P2).

:func:`.apart.look` answers with a :class:`.faults.Fault`. It reads in a process of its own that is stopped when it takes too much.
"""
