"""What the tests need of a database: one cluster, one migrated template, a clone for each worker."""
