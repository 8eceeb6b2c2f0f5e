"""What an empty database is filled with: the real registry, the real forum, and marked examples."""
