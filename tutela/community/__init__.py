"""Community protection committees (R77): they hand in reports, and do support that a file's worker asks of them; they see no file."""
