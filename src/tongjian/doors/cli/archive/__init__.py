"""What a backup is: the home's own files and a consistent copy of the database, in one tar.gz with a manifest."""
