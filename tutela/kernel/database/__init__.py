"""The database: PostgreSQL only. An embedded real server by default, an external one by address; roles; row security."""
