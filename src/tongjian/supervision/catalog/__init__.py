"""监管事项：items and their versions, check points, checklists, officers' qualifications."""
