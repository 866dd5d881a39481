"""URLs of the archive's pages."""

from django.urls import path, register_converter
from django.urls.converters import IntConverter, StringConverter

from archive import views


class YearConverter(IntConverter):
    """A year of four digits: no other is a date to the database."""

    regex = "[12][0-9]{3}"


class NumberConverter(IntConverter):
    """The number of a row: as many digits as every database can compare."""

    regex = "[0-9]{1,18}"


class DigestConverter(StringConverter):
    """A SHA-256: nothing else is looked up."""

    regex = "[0-9a-f]{64}"


class PartConverter(IntConverter):
    """The number of a part of the sitemap: few digits, so that the last report of it has a number too."""

    regex = "0|[1-9][0-9]{0,8}"


register_converter(PartConverter, "part")
register_converter(DigestConverter, "digest")
register_converter(YearConverter, "year")
register_converter(NumberConverter, "number")

urlpatterns = [
    path("", views.home, name="home"),
    path("feed.atom", views.feed, name="feed"),
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", views.sitemap, name="sitemap"),
    path("sitemap-pages.xml", views.sitemap_pages, name="sitemap_pages"),
    path("sitemap-articles-<part:part>.xml", views.sitemap_articles, name="sitemap_articles"),
    path("places/", views.places, name="places"),
    path("places/matrix/", views.matrix, name="matrix"),
    path("places/matrix/<str:code>/", views.matrix_of_place, name="matrix_of_place"),
    path("places/none/", views.placeless, name="placeless"),
    path("places/none/none/", views.placeless_undated, name="placeless_undated"),
    path("places/none/<year:year>/", views.placeless_year, name="placeless_year"),
    path("places/<str:code>/", views.place, name="place"),
    path("places/<str:code>/feed.atom", views.place_feed, name="place_feed"),
    path("places/<str:code>/none/", views.place_undated, name="place_undated"),
    path("places/<str:code>/<year:year>/", views.place_year, name="place_year"),
    path("years/", views.years, name="years"),
    path("years/none/", views.undated, name="undated"),
    path("years/<year:year>/", views.year, name="year"),
    path("newspapers/", views.newspapers, name="newspapers"),
    path("newspapers/<number:pk>/", views.newspaper, name="newspaper"),
    path("newspapers/<number:pk>/feed.atom", views.newspaper_feed, name="newspaper_feed"),
    path("newspapers/<number:pk>/<str:day>/", views.newspaper_day, name="newspaper_day"),
    path("authors/", views.authors, name="authors"),
    path("authors/<number:pk>/", views.author, name="author"),
    path("articles/<number:pk>/", views.article, name="article"),
    path("articles/<number:pk>.json", views.article_json, name="article_json"),
    path("articles/<number:pk>.bib", views.article_bib, name="article_bib"),
    path("articles/<number:pk>.ris", views.article_ris, name="article_ris"),
    path("articles/<number:pk>.csl.json", views.article_csl, name="article_csl"),
    path("articles/<number:pk>/report/", views.write_notice, name="write_notice"),
    path("articles/<number:pk>/report/<str:receipt>/", views.notice_received, name="notice_received"),
    path("captures/<str:digest>/", views.capture, name="capture"),
    path("pictures/<digest:digest>", views.picture, name="picture"),
    path("help/", views.help_page, name="help"),
    path("coverage/", views.coverage, name="coverage"),
    path("about/", views.about, name="about"),
    path("preferences/", views.preferences, name="preferences"),
    path("contact/", views.contact, name="contact"),
    path("privacy/", views.privacy, name="privacy"),
]
