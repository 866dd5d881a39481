"""The public pages, one noun a file: each view binds, asks and renders, of published reports alone."""

from archive.views.articles import article, article_json
from archive.views.authors import author, authors
from archive.views.captures import capture
from archive.views.citations import article_bib, article_csl, article_ris
from archive.views.crawlers import robots, sitemap, sitemap_articles, sitemap_pages
from archive.views.feeds import feed, newspaper_feed, place_feed
from archive.views.newspapers import newspaper, newspaper_day, newspapers
from archive.views.notices import notice_received, write_notice
from archive.views.pages import about, contact, coverage, help_page, home, privacy
from archive.views.pictures import picture
from archive.views.places import (
    matrix,
    matrix_of_place,
    place,
    place_undated,
    place_year,
    placeless,
    placeless_undated,
    placeless_year,
    places,
)
from archive.views.preferences import preferences
from archive.views.years import undated, year, years

__all__ = [
    "about",
    "article",
    "article_bib",
    "article_csl",
    "article_json",
    "article_ris",
    "author",
    "authors",
    "capture",
    "contact",
    "coverage",
    "feed",
    "help_page",
    "home",
    "matrix",
    "matrix_of_place",
    "newspaper",
    "newspaper_day",
    "newspaper_feed",
    "newspapers",
    "notice_received",
    "picture",
    "place",
    "place_feed",
    "place_undated",
    "place_year",
    "placeless",
    "placeless_undated",
    "placeless_year",
    "places",
    "preferences",
    "privacy",
    "robots",
    "sitemap",
    "sitemap_articles",
    "sitemap_pages",
    "undated",
    "write_notice",
    "year",
    "years",
]
