"""The staff side: Django's admin, one noun a file.

The admin finds what is imported here. `uploads` is the way in: bytes -> captures -> drafts. `articles`
is the review: a draft with the evidence for each field, corrected by `article_form`, moved by `moves`.
`terms` keeps the dictionary. The rest is read or looked up.
"""

from archive.admin.articles import ArticleAdmin
from archive.admin.captures import CaptureAdmin
from archive.admin.changes import ChangeAdmin
from archive.admin.contributors import ContributorAdmin
from archive.admin.newspapers import NewspaperAdmin
from archive.admin.places import PlaceAdmin
from archive.admin.resemblances import ResemblanceAdmin
from archive.admin.terms import TermAdmin

__all__ = [
    "ArticleAdmin",
    "CaptureAdmin",
    "ChangeAdmin",
    "ContributorAdmin",
    "NewspaperAdmin",
    "PlaceAdmin",
    "ResemblanceAdmin",
    "TermAdmin",
]
