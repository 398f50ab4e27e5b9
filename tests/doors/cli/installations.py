"""Another installation beside the one of the tests, and real processes in either."""

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from urllib.parse import quote

import dj_database_url
import psycopg
import pytest
from django.db import connection


@pytest.fixture
def elsewhere(tmp_path):
    """The environment of another installation: a new home and, on PostgreSQL, a new database."""
    environment = {**os.environ, "PYTHONPATH": "src", "TONGJIAN_HOME": str(tmp_path / "elsewhere"), "DATABASE_URL": ""}
    environment["DJANGO_SETTINGS_MODULE"] = "tongjian.config.settings"
    del environment["TONGJIAN_SECRET_KEY"]
    if connection.vendor == "sqlite":
        yield environment
        return
    name = f"{connection.settings_dict['NAME']}_elsewhere"
    server = {**dj_database_url.parse(os.environ["TEST_DATABASE"])}
    account = f"{quote(server['USER'])}:{quote(server['PASSWORD'])}@" if server["USER"] else ""
    place = f"{quote(server['HOST'], safe='')}:{server['PORT']}" if server["PORT"] else quote(server["HOST"], safe="")
    with connection.cursor() as cursor:
        cursor.execute(f'drop database if exists "{name}"')
        cursor.execute(f'create database "{name}"')
        yield {**environment, "DATABASE_URL": f"postgres://{account}{place}/{name}"}
        cursor.execute(f'drop database "{name}" with (force)')


def in_process(environment, *arguments):
    command = [sys.executable, "-m", "tongjian", *map(str, arguments), "--json"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def ask(environment, query):
    """Rows of the other installation's database, read without the application."""
    if environment["DATABASE_URL"]:
        with psycopg.connect(environment["DATABASE_URL"]) as other:
            return other.execute(query).fetchall()
    with closing(sqlite3.connect(f"{environment['TONGJIAN_HOME']}/tongjian.sqlite3")) as other:
        return other.execute(query).fetchall()


def change(environment, statement):
    """Behind the application's back."""
    if environment["DATABASE_URL"]:
        with psycopg.connect(environment["DATABASE_URL"]) as other:
            other.execute(statement)
        return
    with closing(sqlite3.connect(f"{environment['TONGJIAN_HOME']}/tongjian.sqlite3")) as other:
        other.execute(statement)
