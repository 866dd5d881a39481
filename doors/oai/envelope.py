"""The envelope: how is an answer written as XML?

In: the request as it was understood, and what answers it. Out: the document. Whatever a report says, it can be read:
what XML cannot hold is left out here, in the one place where text becomes XML.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any, Final

from lxml import etree

from archive.dublin_core import Element
from archive.text.xml_characters import without_controls
from doors.oai.errors import OaiError

OAI: Final = "http://www.openarchives.org/OAI/2.0/"
OAI_DC: Final = "http://www.openarchives.org/OAI/2.0/oai_dc/"
DC: Final = "http://purl.org/dc/elements/1.1/"
XSI: Final = "http://www.w3.org/2001/XMLSchema-instance"
SCHEMA: Final = "http://www.openarchives.org/OAI/2.0/OAI-PMH.xsd"
DC_SCHEMA: Final = "http://www.openarchives.org/OAI/2.0/oai_dc.xsd"
NAMES: Final[Any] = {None: OAI, "xsi": XSI}  # None: without a prefix
LOCATION: Final = f"{{{XSI}}}schemaLocation"


def document(answer: etree._Element, base_url: str, request: Mapping[str, str], now: dt.datetime) -> bytes:
    """Return the document that answers a request; `request` is what of it is repeated."""
    root = etree.Element(f"{{{OAI}}}OAI-PMH", {LOCATION: f"{OAI} {SCHEMA}"}, nsmap=NAMES)
    add(root, "responseDate", written(now))
    add(root, "request", base_url, {name: without_controls(value) for name, value in request.items()})
    root.append(answer)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def error(raised: OaiError) -> etree._Element:
    """Return the element of an error."""
    element = new("error", {"code": raised.code})
    element.text = without_controls(str(raised))
    return element


def new(name: str, attributes: Mapping[str, str] | None = None) -> etree._Element:
    """Return an element of the protocol."""
    return etree.Element(f"{{{OAI}}}{name}", dict(attributes or {}), nsmap=NAMES)


def add(
    parent: etree._Element, name: str, text: str | None = None, attributes: Mapping[str, str] | None = None
) -> etree._Element:
    """Add an element of the protocol and return it."""
    element = etree.SubElement(parent, f"{{{OAI}}}{name}", dict(attributes or {}))
    element.text = None if text is None else without_controls(text)
    return element


def add_dublin_core(parent: etree._Element, elements: Iterable[Element]) -> None:
    """Add a record in oai_dc."""
    record = etree.SubElement(
        parent, f"{{{OAI_DC}}}dc", {LOCATION: f"{OAI_DC} {DC_SCHEMA}"}, nsmap={"oai_dc": OAI_DC, "dc": DC, "xsi": XSI}
    )
    for name, value in elements:
        etree.SubElement(record, f"{{{DC}}}{name}").text = without_controls(value)


def written(moment: dt.datetime) -> str:
    """Return a moment as the protocol writes it: in UTC, to the second."""
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
