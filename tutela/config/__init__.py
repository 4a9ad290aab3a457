"""Config: the composition root. Settings, the two sites' addresses, the command line; the only place that knows all."""
