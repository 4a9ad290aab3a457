"""Running an installation: the database, the processes, backups, the self-test. Used by the commands."""
