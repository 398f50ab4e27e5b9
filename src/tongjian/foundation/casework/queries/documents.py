"""Reads about documents."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.core.files.storage import default_storage
from django.db.models import Q, QuerySet

from tongjian.foundation.casework.models import Document
from tongjian.foundation.casework.policies import visible_documents
from tongjian.foundation.kernel.actor import Actor
from tongjian.foundation.kernel.errors import Conflict, NotFound


@dataclass(frozen=True, slots=True)
class DocumentFilter:
    text: str = ""
    kind: str = ""
    issued_from: date | None = None
    issued_until: date | None = None
    is_void: bool | None = None


def list_documents(actor: Actor, wanted: DocumentFilter) -> QuerySet[Document]:
    documents = visible_documents(actor).select_related("agency")
    if wanted.text:
        either = Q(number__contains=wanted.text) | Q(title__contains=wanted.text) | Q(matter__contains=wanted.text)
        documents = documents.filter(either)
    if wanted.kind:
        documents = documents.filter(kind=wanted.kind)
    if wanted.issued_from:
        documents = documents.filter(issued_at__date__gte=wanted.issued_from)
    if wanted.issued_until:
        documents = documents.filter(issued_at__date__lte=wanted.issued_until)
    if wanted.is_void is not None:
        documents = documents.filter(voided_at__isnull=not wanted.is_void)
    return documents


def get_document(actor: Actor, document_id: UUID) -> Document:
    document = visible_documents(actor).select_related("agency").filter(pk=document_id).first()
    if document is None:
        raise NotFound("document_not_found", "没有这份文书，或者您无权查看。")
    return document


def documents_of(actor: Actor, matter_kind: str, matter_id: str) -> QuerySet[Document]:
    return visible_documents(actor).filter(matter_kind=matter_kind, matter_id=matter_id)


def read_document(document: Document) -> bytes:
    """The file as it was issued. Raises Conflict when the stored one is another, or gone."""
    if not default_storage.exists(document.file):
        raise Conflict("document_lost", "存放的文书文件不见了，请从备份中取回。")
    with default_storage.open(document.file) as file:
        content: bytes = file.read()
    if hashlib.sha256(content).hexdigest() != document.sha256:
        raise Conflict("document_changed", "存放的文书文件与制发时不一致，请从备份中取回。")
    return content


def verify_document(number: str, word: str) -> Document | None:
    """Whoever holds number and check word may know that it is genuine and whether it is void. Anybody may ask."""
    document = Document.objects.select_related("agency").filter(number=number.strip()).first()
    given = "".join(word.split()).upper()
    if document is None or not secrets.compare_digest(document.check_word.encode(), given.encode()):
        return None
    return document
