"""职责：which department answers for which stage of which item in a place, and how what is unclear is settled."""
