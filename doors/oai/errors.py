"""Errors of the protocol: what was wrong with a request, in one of its eight words and in one of ours."""

from __future__ import annotations

from enum import StrEnum


class Code(StrEnum):
    """The eight."""

    BAD_ARGUMENT = "badArgument"
    BAD_RESUMPTION_TOKEN = "badResumptionToken"
    BAD_VERB = "badVerb"
    CANNOT_DISSEMINATE_FORMAT = "cannotDisseminateFormat"
    ID_DOES_NOT_EXIST = "idDoesNotExist"
    NO_RECORDS_MATCH = "noRecordsMatch"
    NO_METADATA_FORMATS = "noMetadataFormats"
    NO_SET_HIERARCHY = "noSetHierarchy"


# After these the request is not repeated in the answer, as the protocol has it.
UNREADABLE = (Code.BAD_VERB, Code.BAD_ARGUMENT)


class OaiError(Exception):
    """A request that has no answer; its text says why, for whoever wrote the program."""

    def __init__(self, code: Code, words: str) -> None:
        super().__init__(words)
        self.code = code
