"""Reading tables of existing records; the imports somebody may see. Nothing is written here."""
