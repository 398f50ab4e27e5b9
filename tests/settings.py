"""Settings of the tests: the project's own, with a home of their own and the engine that TEST_DATABASE names.

TEST_DATABASE is `sqlite` (the default) or the URL of a PostgreSQL; scripts/postgres.py starts one and sets it.
A person's own home and database are never touched, whatever the shell's environment says.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

if "TEST_HOME" not in os.environ:  # workers of pytest-xdist inherit it and make no second one
    os.environ["TEST_HOME"] = tempfile.mkdtemp(prefix="tongjian-test-")
    atexit.register(shutil.rmtree, os.environ["TEST_HOME"], ignore_errors=True)

HOME = Path(os.environ["TEST_HOME"]) / os.environ.get("PYTEST_XDIST_WORKER", "main")
(HOME / "static").mkdir(parents=True, exist_ok=True)
ENGINE = os.environ.get("TEST_DATABASE", "sqlite")
os.environ["TONGJIAN_HOME"] = str(HOME)
os.environ["TONGJIAN_SECRET_KEY"] = "tests-only"
os.environ["DATABASE_URL"] = "" if ENGINE == "sqlite" else ENGINE

from tongjian.config.settings import *  # noqa: E402,F403
from tongjian.config.settings import DATABASES, STORAGES  # noqa: E402

if ENGINE == "sqlite":
    # A file, not memory: the live server and the concurrency tests need several connections to one database.
    DATABASES["default"]["TEST"] = {"NAME": HOME / "test.sqlite3"}
    DATABASES["default"]["OPTIONS"]["init_command"] += "PRAGMA synchronous=OFF;"
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 0  # a connection kept open would keep the test database from being dropped

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
