"""年度计划：what each department must check in a year, how it was filed and published, and what changed since."""
