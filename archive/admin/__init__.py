"""The staff side: Django's admin, one noun a file.

The admin finds what is imported here. `uploads` is the way in: bytes -> captures -> a batch; `batches` shows what
became of it, and `batch_items` leads through the review, where page and record stand side by side. `articles` is the
record: a report with the evidence for each field, corrected by `article_form`, moved by `moves`. `resemblances` asks
whether two reports are one. `terms` keeps the dictionary, `paper_rules` what is always true of a paper's pages, `users`
the members of staff, `audit` the log, `notices` what readers write. The rest is read or looked up.
"""

from archive.admin.articles import ArticleAdmin
from archive.admin.audit import AuditEntryAdmin
from archive.admin.batch_items import BatchItemAdmin
from archive.admin.batches import IngestBatchAdmin
from archive.admin.captures import CaptureAdmin
from archive.admin.changes import ChangeAdmin
from archive.admin.contributors import ContributorAdmin
from archive.admin.newspapers import NewspaperAdmin
from archive.admin.notices import ReaderNoticeAdmin
from archive.admin.paper_rules import PaperRulesAdmin
from archive.admin.places import PlaceAdmin
from archive.admin.resemblances import ResemblanceAdmin
from archive.admin.terms import TermAdmin
from archive.admin.users import MemberAdmin

__all__ = [
    "ArticleAdmin",
    "AuditEntryAdmin",
    "BatchItemAdmin",
    "CaptureAdmin",
    "ChangeAdmin",
    "ContributorAdmin",
    "IngestBatchAdmin",
    "MemberAdmin",
    "NewspaperAdmin",
    "PaperRulesAdmin",
    "PlaceAdmin",
    "ReaderNoticeAdmin",
    "ResemblanceAdmin",
    "TermAdmin",
]
