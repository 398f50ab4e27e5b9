"""What all tests stand on. Fixtures of one context live in its own folder."""

from tests.settings import ENGINE


def pytest_report_header():
    return f"database: {'SQLite' if ENGINE == 'sqlite' else 'PostgreSQL'}"
