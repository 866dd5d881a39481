"""Arguments: what does a request ask for?

In: the parameters of a request, each with all its values. Out: an Asked, or an OaiError: of two things that are wrong
with a request the first is said.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from doors.oai.errors import Code, OaiError
from doors.oai.tokens import read_token

PREFIX: Final = "oai_dc"
LISTS: Final = ("ListIdentifiers", "ListRecords")
# Which arguments a verb must have, and which it may have.
VERBS: Final[dict[str, tuple[frozenset[str], frozenset[str]]]] = {
    "Identify": (frozenset(), frozenset()),
    "ListMetadataFormats": (frozenset(), frozenset({"identifier"})),
    "ListSets": (frozenset(), frozenset()),
    "GetRecord": (frozenset({"identifier", "metadataPrefix"}), frozenset()),
    **{verb: (frozenset({"metadataPrefix"}), frozenset({"from", "until", "set"})) for verb in LISTS},
}
RESUMABLE: Final = (*LISTS, "ListSets")
PREFIX_FORM: Final = re.compile(r"[\w.!~*'()-]+", re.ASCII)
SET_SPEC: Final = re.compile(r"[\w.!~*'()-]+(:[\w.!~*'()-]+)*", re.ASCII)
DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
SECOND: Final = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z", re.ASCII)


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for. A list begins behind item `after`, `cursor` of which were given before.

    Datestamps from `since` on and before `before`, each None for no bound. `arguments` are as they came, without the
    verb and the token.
    """

    verb: str
    arguments: Mapping[str, str]
    since: dt.datetime | None = None
    before: dt.datetime | None = None
    after: int = 0
    cursor: int = 0

    @property
    def set_spec(self) -> str | None:
        """Return the set that is asked for, if any."""
        return self.arguments.get("set")

    @property
    def identifier(self) -> str | None:
        """Return the identifier that is asked for, if any."""
        return self.arguments.get("identifier")


def read_arguments(given: Mapping[str, Sequence[str]]) -> Asked:
    """Return what the parameters ask for; OaiError."""
    arguments = dict(_verb_first(given))
    verb = arguments.pop("verb")
    if "resumptionToken" in arguments:
        return _resumed(verb, arguments)
    _demand_known(verb, arguments)
    return _asked(verb, arguments)


def _verb_first(given: Mapping[str, Sequence[str]]) -> list[tuple[str, str]]:
    verbs = given.get("verb", ())
    if len(verbs) != 1 or verbs[0] not in VERBS:
        raise OaiError(Code.BAD_VERB, _("请给一个动词：%(verbs)s。") % {"verbs": "、".join(VERBS)})
    repeated = [name for name, values in given.items() if len(values) != 1]
    if repeated:
        raise OaiError(Code.BAD_ARGUMENT, _("参数 %(name)s 只能给一次。") % {"name": repeated[0]})
    return [(name, values[0]) for name, values in given.items()]


def _resumed(verb: str, arguments: dict[str, str]) -> Asked:
    if len(arguments) > 1 or verb not in RESUMABLE:
        raise OaiError(Code.BAD_ARGUMENT, _("resumptionToken 只用于列表，并且不能与其他参数同用。"))
    token = read_token(arguments["resumptionToken"], verb)
    if verb not in LISTS:
        raise OaiError(Code.BAD_RESUMPTION_TOKEN, _("集合一次列完，没有 resumptionToken。"))
    try:
        _demand_known(verb, token.arguments)
        return _asked(verb, token.arguments, token.after, token.cursor)
    except OaiError as error:
        raise OaiError(Code.BAD_RESUMPTION_TOKEN, str(error)) from error


def _demand_known(verb: str, arguments: Mapping[str, str]) -> None:
    needed, allowed = VERBS[verb]
    missing, unknown = needed - arguments.keys(), arguments.keys() - needed - allowed
    if unknown:
        raise OaiError(Code.BAD_ARGUMENT, _("%(verb)s 没有参数 %(name)s。") % {"verb": verb, "name": min(unknown)})
    if missing:
        raise OaiError(Code.BAD_ARGUMENT, _("%(verb)s 要有参数 %(name)s。") % {"verb": verb, "name": min(missing)})
    if not PREFIX_FORM.fullmatch(arguments.get("metadataPrefix", PREFIX)):
        raise OaiError(Code.BAD_ARGUMENT, _("metadataPrefix 不是格式的写法。"))
    if arguments.get("metadataPrefix", PREFIX) != PREFIX:
        raise OaiError(Code.CANNOT_DISSEMINATE_FORMAT, _("本站只有 oai_dc。"))


def _asked(verb: str, arguments: dict[str, str], after: int = 0, cursor: int = 0) -> Asked:
    since, until = arguments.get("from"), arguments.get("until")
    if re.search(r"\s", arguments.get("identifier", "")):
        raise OaiError(Code.BAD_ARGUMENT, _("标识符里没有空白。"))
    if not SET_SPEC.fullmatch(arguments.get("set", "all")):
        raise OaiError(Code.BAD_ARGUMENT, _("set 不是集合的写法。"))
    if since and until and len(since) != len(until):
        raise OaiError(Code.BAD_ARGUMENT, _("from 和 until 要写到一样细。"))
    begin = None if since is None else _moment(since)
    end = None if until is None else _after(until)
    if begin and end and begin >= end:
        raise OaiError(Code.BAD_ARGUMENT, _("from 不能晚于 until。"))
    return Asked(verb, arguments, begin, end, after, cursor)


def _moment(written: str) -> dt.datetime:
    """Return when a day or second begins."""
    try:
        if DAY.fullmatch(written) or SECOND.fullmatch(written):
            return dt.datetime.fromisoformat(written.removesuffix("Z")).replace(tzinfo=dt.UTC)
    except ValueError:
        pass
    raise OaiError(Code.BAD_ARGUMENT, _("日期写作 YYYY-MM-DD 或 YYYY-MM-DDThh:mm:ssZ，按协调世界时。"))


def _after(written: str) -> dt.datetime:
    """Return when a day or second is over."""
    moment = _moment(written)
    try:
        return moment + (dt.timedelta(days=1) if DAY.fullmatch(written) else dt.timedelta(seconds=1))
    except OverflowError:
        return dt.datetime.max.replace(tzinfo=dt.UTC)
