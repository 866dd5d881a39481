"""The engine: a query tree, filters and an order become documents, counts and scores.

`store.py` keeps the index on disk and opens it; `documents.py` makes what is written for a report;
`segments.py` reads one segment of Whoosh as postings, folded text and values; `matching.py` finds the
documents of a query tree; `scoring.py` ranks them; `counting.py` filters them and counts facets;
`answering.py` puts these together. No Django here. Step by step:

    segment -> matches of each leaf -> documents -> filters and facet counts -> order -> page
"""
