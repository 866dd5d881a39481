"""What the archive keeps, one noun a file."""

from archive.models.articles import Article, ArticleQuerySet, State
from archive.models.captures import Capture, Printing
from archive.models.changes import Change
from archive.models.credits import Contributor, Credit
from archive.models.figures import Figure
from archive.models.newspapers import Newspaper
from archive.models.places import FormerName, Place
from archive.models.terms import DictionaryVersion, Meaning, Term

__all__ = [
    "Article",
    "ArticleQuerySet",
    "Capture",
    "Change",
    "Contributor",
    "Credit",
    "DictionaryVersion",
    "Figure",
    "FormerName",
    "Meaning",
    "Newspaper",
    "Place",
    "Printing",
    "State",
    "Term",
]
