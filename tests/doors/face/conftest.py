from pathlib import Path

import pytest

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"


@pytest.fixture
def face_pages(settings):
    """The site is only the style guide and the trial pages of tests/doors/face/urls.py."""
    settings.ROOT_URLCONF = "tests.doors.face.urls"
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [TEMPLATES]}]
