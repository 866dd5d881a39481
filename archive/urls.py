"""URLs of the archive's pages."""

from django.urls import path

from archive import views

urlpatterns = [
    path("", views.home, name="home"),
    path("places/", views.places, name="places"),
    path("places/none/", views.placeless, name="placeless"),
    path("places/<str:code>/", views.place, name="place"),
    path("places/<str:code>/<int:year>/", views.place_year, name="place_year"),
    path("years/", views.years, name="years"),
    path("years/none/", views.undated, name="undated"),
    path("years/<int:year>/", views.year, name="year"),
    path("newspapers/", views.newspapers, name="newspapers"),
    path("newspapers/<int:pk>/", views.newspaper, name="newspaper"),
    path("newspapers/<int:pk>/<str:day>/", views.newspaper_day, name="newspaper_day"),
    path("authors/", views.authors, name="authors"),
    path("authors/<int:pk>/", views.author, name="author"),
    path("articles/<int:pk>/", views.article, name="article"),
    path("articles/<int:pk>.json", views.article_json, name="article_json"),
    path("captures/<str:digest>/", views.capture, name="capture"),
    path("help/", views.help_page, name="help"),
    path("coverage/", views.coverage, name="coverage"),
    path("about/", views.about, name="about"),
]
