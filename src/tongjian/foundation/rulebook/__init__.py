"""规则库：effective-dated parameters, dictionaries, checks and the calendar, each with its citation."""
