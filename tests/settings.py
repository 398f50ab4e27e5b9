"""Settings of the tests: the project's own, with a home of their own."""

import os
import tempfile

os.environ.setdefault("TONGJIAN_HOME", tempfile.mkdtemp(prefix="tongjian-test-"))
os.environ.setdefault("TONGJIAN_SECRET_KEY", "tests-only")

from tongjian.config.settings import *  # noqa: E402,F403
