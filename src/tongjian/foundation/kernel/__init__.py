"""Primitives with no business noun in them: actor, verdict, errors, workflow, jobs."""
