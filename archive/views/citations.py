"""How a report is cited: as a file for a bibliography."""

from __future__ import annotations

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from archive.citation_files import BIBTEX_TYPE, CSL_TYPE, RIS_TYPE, bibtex, csl_json, ris
from archive.citations import Citation, citation_of
from archive.models import Article
from archive.views.articles import error_of, gone_report


@require_safe
def article_bib(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer with the BibTeX entry of a published report; 404 for a sample, 410 and 404 as its page does."""
    return _file(request, pk, bibtex, "bib", BIBTEX_TYPE)


@require_safe
def article_ris(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer with the RIS record of a published report; 404 for a sample, 410 and 404 as its page does."""
    return _file(request, pk, ris, "ris", RIS_TYPE)


@require_safe
def article_csl(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer with the CSL-JSON of a published report; 404 for a sample, 410 and 404 as its page does."""
    return _file(request, pk, csl_json, "csl.json", CSL_TYPE)


def _file(
    request: HttpRequest, pk: int, write: Callable[[Citation], str], extension: str, content_type: str
) -> HttpResponse:
    found = Article.objects.published().for_lists().filter(pk=pk).first()
    if found is None:
        return HttpResponse(error_of(gone_report(pk)), status=410, content_type="text/plain; charset=utf-8")
    if found.is_sample:
        raise Http404(_("样例不是报纸上的报道，不供引用。"))
    cited = citation_of(found, request.build_absolute_uri(found.get_absolute_url()))
    response = HttpResponse(write(cited), content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{cited.key}.{extension}"'
    return response
