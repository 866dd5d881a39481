"""Office Open XML: is this really the package of a Word file or a workbook, and is its XML safe to hand on?

In: the bytes of a .docx or .xlsx. Out: nothing, or a FormatError. Word and Excel never write a document type, and
without one there are no entities, neither bombs of them nor such as name a file or an address.
"""

from __future__ import annotations

import zipfile
import zlib
from typing import Final
from xml.parsers import expat

from archive.ingest.page import FormatError
from archive.ingest.zip_entries import ENCRYPTED_FLAG, open_zip

OLD_SIGNATURE: Final = b"\xd0\xcf\x11\xe0"  # OLE: Word and Excel until 2003, and anything with a password
XML_ENDINGS: Final = (".xml", ".rels", ".vml")
PROLOGUE_CHUNK: Final = 65_536  # bytes


class _RootReachedError(Exception):
    """The document's root begins: no document type can follow."""


def check_package(payload: bytes, main_part: str, ending: str, kind: str) -> None:
    """Raise FormatError unless the bytes are a package with that main part and plain XML."""
    if payload.startswith(OLD_SIGNATURE):
        raise FormatError(f"是旧版{kind}，或加了密码的文件。请打开它，去掉密码，另存为 {ending}。")
    if not payload.startswith(b"PK"):
        raise FormatError(f"文件名以 {ending} 结尾，内容却不是{kind}。请打开它，另存为 {ending}。")
    with open_zip(payload) as package:
        names = package.namelist()
        if main_part not in names:
            raise FormatError(f"文件名以 {ending} 结尾，里面却没有{kind}的正文。请打开它，另存为 {ending}。")
        for source in package.infolist():
            if source.flag_bits & ENCRYPTED_FLAG:
                raise FormatError(f"加了密码，读不出来。请打开它，去掉密码，另存为 {ending}。")
            if source.filename.lower().endswith(XML_ENDINGS) and _has_document_type(package, source):
                raise FormatError(
                    f"里面的 XML 自带文档类型或实体，{kind}从不这样写，没有收入。请另存为新的 {ending}。"
                )


def _has_document_type(package: zipfile.ZipFile, source: zipfile.ZipInfo) -> bool:
    """Tell whether an XML part has a document type; what is no XML at all is left to its reader."""
    found = False

    def note(*_declared: object) -> None:
        nonlocal found
        found = True
        raise _RootReachedError

    def stop(*_element: object) -> None:
        raise _RootReachedError

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = note
    parser.StartElementHandler = stop
    try:
        with package.open(source) as part:
            while chunk := part.read(PROLOGUE_CHUNK):
                parser.Parse(chunk)
    except _RootReachedError:
        return found
    except (expat.ExpatError, zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError):
        return False
    return False
