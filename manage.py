#!/usr/bin/env python
"""For developers: Django's own commands. People on a host use `tongjian`."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongjian.config.settings")
    execute_from_command_line(sys.argv)
