"""Which kinds of file can be taken in, and what is to be said of the others?

In: a file's name and bytes. Out: its ending, one of KNOWN, or a FormatError that says what to do. An ending is a
promise that the first bytes have to keep: an archive under the name of a page is refused here.
"""

from __future__ import annotations

from pathlib import PurePath
from typing import Final

from archive.ingest.page import FormatError

# Of one file, at whatever door, and of one file in a zip; a saved page with its pictures inlined stays far below.
MAX_BYTES: Final = 50 * 1024 * 1024
MAX_BYTES_SAID: Final = f"{MAX_BYTES // (1024 * 1024)} MB"
PLAIN: Final = (".html", ".htm", ".txt", ".md")
# Read in this process; every other kind in a child of its own (`reading.py`).
READ_HERE: Final = (*PLAIN, ".jsonl")
READ_APART: Final = (".mhtml", ".mht", ".docx", ".pdf", ".csv", ".xlsx", ".zip")
KNOWN: Final = (*READ_HERE, *READ_APART)
LISTED: Final = tuple(sorted(set(KNOWN) - {".mht"}))
SAVE_AS: Final = {
    ".doc": "旧版 Word 文件（.doc）不能直接收。请用 Word 或 WPS 打开，另存为 .docx 再收入。",
    ".dot": "旧版 Word 模板（.dot）不能直接收。请用 Word 或 WPS 打开，另存为 .docx 再收入。",
    ".wps": "WPS 文字文件（.wps）不能直接收。请用 WPS 打开，另存为 .docx 再收入。",
    ".rtf": "RTF 文件（.rtf）不能直接收。请用 Word 或 WPS 打开，另存为 .docx 再收入。",
    ".odt": "ODT 文件（.odt）不能直接收。请打开它，另存为 .docx 再收入。",
    ".xls": "旧版 Excel 文件（.xls）不能直接收。请用 Excel 或 WPS 打开，另存为 .xlsx 再收入。",
    ".et": "WPS 表格文件（.et）不能直接收。请用 WPS 打开，另存为 .xlsx 再收入。",
    ".rar": "RAR 压缩包不能直接收。请解开，重新打成 zip 再收入。",
    ".7z": "7z 压缩包不能直接收。请解开，重新打成 zip 再收入。",
    ".gz": "gzip 压缩包不能直接收。请解开，重新打成 zip 再收入。",
    ".caj": "CAJ 文件不能直接收。请在阅读器里另存为 .pdf 再收入。",
}
BESIDE_FOLDERS: Final = (
    "_files",
    ".files",
)  # of pictures, as Chrome and Firefox, and Internet Explorer, name them
ZIP_SIGNATURES: Final = (b"PK\x03\x04", b"PK\x05\x06")
# What a file of another ending must not begin with.
BINARY_SIGNATURES: Final = (
    (b"%PDF-", "PDF"),
    (b"PK\x03\x04", "Word、Excel 或 zip"),
    (b"\xd0\xcf\x11\xe0", "旧版 Word 或 Excel"),
    (b"\x89PNG", "PNG 图片"),
    (b"\xff\xd8\xff", "JPEG 图片"),
    (b"GIF8", "GIF 图片"),
    (b"\x1f\x8b", "gzip"),
    (b"Rar!", "RAR"),
    (b"7z\xbc\xaf", "7z"),
    (b"MZ", "程序"),
    (b"\x7fELF", "程序"),
)
EMPTY: Final = b" \t\r\n\x00\xef\xbb\xbf\xff\xfe"


def ending_of(file_name: str) -> str:
    """Return a file name's ending, with its point, in lower case; empty where there is none."""
    return PurePath(file_name.replace("\\", "/")).suffix.lower()


def check_file(file_name: str, payload: bytes) -> str:
    """Return the ending of a file that can be read; raises FormatError for one that cannot."""
    ending = ending_of(file_name)
    if ending in SAVE_AS:
        raise FormatError(SAVE_AS[ending])
    if ending not in KNOWN:
        raise FormatError(
            f"不认识“{ending or '无扩展名'}”这种文件。可收：{' '.join(LISTED)}。请另存为其中一种。"
        )
    if not payload.strip(EMPTY):
        raise FormatError("文件是空的，没有任何内容。请重新保存原页面再收入。")
    if len(payload) > MAX_BYTES:
        raise FormatError(f"文件有 {len(payload):,} 字节，超过 {MAX_BYTES_SAID} 的上限。请拆开再收入。")
    if ending == ".zip" and not payload.startswith(ZIP_SIGNATURES):
        raise FormatError("文件名以 .zip 结尾，内容却不是 zip。请重新打成 zip 再收入。")
    if ending in (*READ_HERE, ".mhtml", ".mht", ".csv"):
        _check_signature(ending, payload)
    return ending


def _check_signature(ending: str, payload: bytes) -> None:
    """Raise FormatError for a file of text that begins like something else."""
    for signature, format_name in BINARY_SIGNATURES:
        if payload.startswith(signature):
            raise FormatError(f"文件名以 {ending} 结尾，内容却是{format_name}。请另存为网页或文本。")
