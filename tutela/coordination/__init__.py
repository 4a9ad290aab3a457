"""Working together on a file: case conferences, the chain of actors, and what named bodies owe the child (R71, R72, R74)."""
