"""What `tongjian doctor` looks at: the host, the database, what runs. Each look gives one finding in words."""
