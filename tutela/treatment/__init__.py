"""Medical and psychological tracks (R61): the steps of a treatment, their time, what became of them; notes that their author alone
reads. Whoever sees the child's file reads of a step its general kind, attendance, done or not, the next day, and nothing clinical.
"""
