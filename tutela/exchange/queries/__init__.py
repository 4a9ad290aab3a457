"""Reading tables of existing records. Nothing is written here."""
