from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from tongjian.supervision.planning import queries
from tongjian.supervision.planning.models import Draw


def write_file(draw: Draw, name: str, content: bytes) -> None:
    """Puts a file of the draw in its place. A leftover of a transaction that failed is replaced."""
    path = queries.file_path(draw, name)
    if default_storage.exists(path):
        default_storage.delete(path)
    default_storage.save(path, ContentFile(content))
