"""The six verbs: what answers a request that was understood?

In: an Asked, and the Site that is asked. Out: the element that answers it, or an OaiError.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final, NamedTuple

from django.conf import settings
from django.utils.translation import gettext as _
from lxml import etree

from archive.dublin_core import dublin_core
from archive.models import Article, ArticleQuerySet
from archive.schema_org import Absolute
from doors.oai.arguments import LISTS, PREFIX, Asked
from doors.oai.envelope import DC_SCHEMA, OAI_DC, add, add_dublin_core, new, written
from doors.oai.errors import Code, OaiError
from doors.oai.items import ITEMS_A_PAGE, Item, earliest_change, item_of, items_after, reports_of
from doors.oai.sets import every_set, has_sets, members_of, specs_of
from doors.oai.tokens import MOST_DIGITS, Token

NUMBER: Final = re.compile("[1-9][0-9]*")
NO_EMAIL: Final = "unknown@archive.invalid"  # the protocol demands one; .invalid is nobody's (RFC 2606)


class Site(NamedTuple):
    """Where it is asked: the address of this door, what makes paths absolute, and the domain of its identifiers."""

    base_url: str
    absolute: Absolute
    domain: str


def answer(asked: Asked, site: Site) -> etree._Element:
    """Return the answer; OaiError."""
    return VERBS[asked.verb](asked, site)


def _identify(asked: Asked, site: Site) -> etree._Element:
    element = new("Identify")
    add(element, "repositoryName", _("党建报道档案"))
    add(element, "baseURL", site.base_url)
    add(element, "protocolVersion", "2.0")
    add(element, "adminEmail", settings.OPERATOR_EMAIL or NO_EMAIL)
    add(element, "earliestDatestamp", written(earliest_change()))
    add(element, "deletedRecord", "persistent")
    add(element, "granularity", "YYYY-MM-DDThh:mm:ssZ")
    return element


def _list_metadata_formats(asked: Asked, site: Site) -> etree._Element:
    if asked.identifier is not None:
        item = _item(asked.identifier, site)
        if not reports_of([item]):
            raise OaiError(Code.NO_METADATA_FORMATS, _("这一条已删除，没有任何格式。"))
    element = new("ListMetadataFormats")
    one = add(element, "metadataFormat")
    add(one, "metadataPrefix", PREFIX)
    add(one, "schema", DC_SCHEMA)
    add(one, "metadataNamespace", OAI_DC)
    return element


def _list_sets(asked: Asked, site: Site) -> etree._Element:
    sets = every_set()
    if not sets:
        raise OaiError(Code.NO_SET_HIERARCHY, _("现在没有集合：没有哪篇报道有地方或报纸。"))
    element = new("ListSets")
    for one in sets:
        within = add(element, "set")
        add(within, "setSpec", one.spec)
        add(within, "setName", one.name)
    return element


def _get_record(asked: Asked, site: Site) -> etree._Element:
    item = _item(asked.identifier or "", site)
    element = new("GetRecord")
    _add_record(element, item, reports_of([item]).get(item.number), site)
    return element


def _list(asked: Asked, site: Site) -> etree._Element:
    """Return a page of headers or of records, with the token of the next where there is one."""
    found = items_after(asked.after, ITEMS_A_PAGE + 1, asked.since, asked.before, _members(asked))
    if not found:
        raise OaiError(Code.NO_RECORDS_MATCH, _("没有符合条件的记录。"))
    page = found[:ITEMS_A_PAGE]
    reports = reports_of(page)
    element = new(asked.verb)
    add_one = _add_record if asked.verb == "ListRecords" else _add_header
    for item in page:
        add_one(element, item, reports.get(item.number), site)
    if len(found) > len(page) or asked.cursor:
        _add_token(element, asked, page, is_last=len(found) == len(page))
    return element


def _members(asked: Asked) -> ArticleQuerySet | None:
    """Return what is open of the set that is asked for, None for all; OaiError where there is no such set."""
    if asked.set_spec is None:
        return None
    members = members_of(asked.set_spec)
    if members is None:
        if not has_sets():
            raise OaiError(Code.NO_SET_HIERARCHY, _("现在没有集合：没有哪篇报道有地方或报纸。"))
        raise OaiError(Code.NO_RECORDS_MATCH, _("没有这个集合。"))
    return members


def _item(identifier: str, site: Site) -> Item:
    before, prefix, number = identifier.rpartition(f"oai:{site.domain}:")
    is_number = NUMBER.fullmatch(number) is not None and len(number) <= MOST_DIGITS
    found = item_of(int(number)) if prefix and not before and is_number else None
    if found is None:
        raise OaiError(Code.ID_DOES_NOT_EXIST, _("没有这个标识符。"))
    return found


def _add_header(parent: etree._Element, item: Item, article: Article | None, site: Site) -> None:
    header = add(parent, "header", attributes={} if article else {"status": "deleted"})
    add(header, "identifier", f"oai:{site.domain}:{item.number}")
    add(header, "datestamp", written(item.changed))
    for spec in specs_of(article) if article else ():
        add(header, "setSpec", spec)


def _add_record(parent: etree._Element, item: Item, article: Article | None, site: Site) -> None:
    record = add(parent, "record")
    _add_header(record, item, article, site)
    if article:
        add_dublin_core(add(record, "metadata"), dublin_core(article, site.absolute(article.get_absolute_url())))


def _add_token(parent: etree._Element, asked: Asked, page: list[Item], is_last: bool) -> None:
    """Add where the list goes on; behind its last part that it is the last."""
    given = asked.cursor + len(page)
    following = Token(asked.verb, dict(asked.arguments), page[-1].number, given)
    add(parent, "resumptionToken", None if is_last else following.written(), {"cursor": str(asked.cursor)})


VERBS: Final[dict[str, Callable[[Asked, Site], etree._Element]]] = {
    "Identify": _identify,
    "ListMetadataFormats": _list_metadata_formats,
    "ListSets": _list_sets,
    "GetRecord": _get_record,
    **dict.fromkeys(LISTS, _list),
}
