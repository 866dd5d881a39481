"""OAI-PMH 2.0: how a library takes the records of the archive into its own catalogue, and keeps up with them.

Words of the protocol (openarchives.org/OAI/openarchivesprotocol.html) and what they are here:
- *item*: a report that readers see or once saw (`items.py`). Samples are none.
- *identifier*: `oai:<domain>:<number>`, for good.
- *datestamp*: when readers last saw a report change, or saw it go; in seconds.
- *deleted record*: an item of which nothing is open any more. It is told for good, and nothing is told of it but that.
- *set*: a province, a prefecture or a paper that has reports (`sets.py`).
- *resumption token*: where a list goes on (`tokens.py`). It holds the whole question: nothing is kept here, and none
  grows old.

A list goes by the numbers of items. What is added meanwhile stands at its end; what changes behind the place where a
harvest is has a datestamp after its beginning, and is in the next.

The way of a request: `views.py` → `arguments.py` (what is asked, or one of the eight errors of `errors.py`) →
`verbs.py` → `items.py`, `sets.py` → `envelope.py` (XML).
"""
