"""What the archive keeps, one noun a file."""

from archive.models.access import Access
from archive.models.articles import Article, ArticleQuerySet, State
from archive.models.audit import AppendOnlyError, AuditEntry, Tombstone
from archive.models.batches import BatchFile, BatchItem, IngestBatch
from archive.models.captures import Capture, FileBeside, Printing
from archive.models.changes import Change
from archive.models.credits import Contributor, Credit
from archive.models.figures import Figure
from archive.models.newspapers import Newspaper
from archive.models.notices import ReaderNotice
from archive.models.paper_rules import PaperRules
from archive.models.pictures import Picture
from archive.models.places import FormerName, Place
from archive.models.recognitions import Recognition
from archive.models.resemblances import Resemblance, ResemblanceQuerySet, TextBand
from archive.models.revisions import Revision, RevisionQuerySet
from archive.models.terms import DictionaryVersion, Meaning, Term

__all__ = [
    "Access",
    "AppendOnlyError",
    "Article",
    "ArticleQuerySet",
    "AuditEntry",
    "BatchFile",
    "BatchItem",
    "Capture",
    "Change",
    "Contributor",
    "Credit",
    "DictionaryVersion",
    "Figure",
    "FileBeside",
    "FormerName",
    "IngestBatch",
    "Meaning",
    "Newspaper",
    "PaperRules",
    "Picture",
    "Place",
    "Printing",
    "ReaderNotice",
    "Recognition",
    "Resemblance",
    "ResemblanceQuerySet",
    "Revision",
    "RevisionQuerySet",
    "State",
    "Term",
    "TextBand",
    "Tombstone",
]
