"""The day's work: lists kept by name, flags with a day, several files at once, what each worker carries, what comes first."""
