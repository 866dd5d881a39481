"""Relevance: how well are the first hits ranked, ours beside three others, on questions with judged answers?

In: a *collection*: documents, questions, and *grades*, which say of a question and a document how well it answers.
Out: measures of each system's ranking, and whether a difference may be chance.

`collections.py` reads, `systems.py` says what a system is; `ours.py`, `whoosh_system.py`, `tantivy_system.py` and
`fts5_system.py` are the four; `measuring.py` asks them, `metrics.py` and `bootstrap.py` say how good the answers are;
`report.py` writes. Run it as `python -m bench.relevance`.
"""
