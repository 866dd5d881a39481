"""OpenSearch: how does a browser come to search here from its own address bar? (OpenSearch 1.1)

In: a request. Out: the description that every page links, with the addresses of results as a page, a feed and JSON; and
what the word being typed may mean, in the form that browsers read: what was typed, then names, how many reports each
has, and where each leads.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page, require_safe
from lxml import etree

from search.forms import Refusal, SearchForm

NAMESPACE: Final = "http://a9.com/-/spec/opensearch/1.1/"
NAMES: Final[Any] = {None: NAMESPACE}  # None: without a prefix
DESCRIPTION_TYPE: Final = "application/opensearchdescription+xml"
SUGGESTIONS_TYPE: Final = "application/x-suggestions+json"
TERMS: Final = "?q={searchTerms}"
PAGES: Final = "&page={startPage?}"
# Firefox passes over a picture without a size.
IMAGE: Final = {"width": "16", "height": "16", "type": "image/svg+xml"}


class Address(NamedTuple):
    """Where results are had in some form."""

    view: str
    media_type: str
    relation: str
    parameters: str


ADDRESSES: Final = (
    Address("search", "text/html", "results", TERMS),
    Address("search_atom", "application/atom+xml", "results", TERMS),
    Address("search_json", "application/json", "results", TERMS + PAGES),
    Address("opensearch_suggestions", SUGGESTIONS_TYPE, "suggestions", TERMS),
    Address("opensearch", DESCRIPTION_TYPE, "self", ""),
)


@require_safe
@conditional_page
def opensearch(request: HttpRequest) -> HttpResponse:
    """Give the description."""
    root = etree.Element(f"{{{NAMESPACE}}}OpenSearchDescription", nsmap=NAMES)
    for name, text in _facts(request):
        etree.SubElement(root, f"{{{NAMESPACE}}}{name}", IMAGE if name == "Image" else {}).text = text
    for address in ADDRESSES:
        template = request.build_absolute_uri(reverse(address.view)) + address.parameters
        attributes = {"type": address.media_type, "rel": address.relation, "template": template}
        etree.SubElement(root, f"{{{NAMESPACE}}}Url", attributes)
    written = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    return HttpResponse(written, content_type=f"{DESCRIPTION_TYPE}; charset=utf-8")


@require_safe
def opensearch_suggestions(request: HttpRequest) -> JsonResponse:
    """Give what the word being typed may mean; nothing where that cannot be told."""
    form = SearchForm(request.GET)
    found = form.suggestions()
    meant = [] if isinstance(found, Refusal) else found
    shown = [
        form.question.text,
        [one.label for one in meant],
        [_("%(kind)s，%(count)d 篇") % {"kind": one.kind_label, "count": one.count} for one in meant],
        [request.build_absolute_uri(one.url) for one in meant],
    ]
    return JsonResponse(
        shown, safe=False, content_type=SUGGESTIONS_TYPE, json_dumps_params={"ensure_ascii": False}
    )


def _facts(request: HttpRequest) -> Iterator[tuple[str, str]]:
    yield "ShortName", _("党建报道档案")
    yield "Description", _("检索地方报纸的党建报道。")
    if settings.OPERATOR_EMAIL:
        yield "Contact", settings.OPERATOR_EMAIL
    yield "Image", request.build_absolute_uri(static("img/mark.svg"))
    yield "Language", "zh-Hans"
    yield "InputEncoding", "UTF-8"
    yield "OutputEncoding", "UTF-8"
