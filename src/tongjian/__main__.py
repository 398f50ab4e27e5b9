"""`python -m tongjian` is the command `tongjian`."""

from tongjian.doors.cli.main import main

main()
