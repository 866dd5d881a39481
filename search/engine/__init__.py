"""The engine: a Whoosh index, read as columns and answered with arrays. No code here; this page says how it runs.

The index is an ordinary index of Whoosh 2.7.4, and stock Whoosh opens it, searches it and finds the same.
Whoosh scores one posting at a time; here a list of postings, the lengths of all documents, the values of a
facet are each one array, and a question is a few dozen operations on them, however many documents they hold.

    schema.py        what stands in the index: zones, units, pairs, counted terms, rows of values

A question, from top to bottom (answering.py shows the whole of it):

    snapshot.py      all segments of one commit as one space of documents
    segments.py      the files of one segment, and the bounded cache of what is decoded of them
    terms.py         term -> where its postings stand
    postings.py      postings -> documents, counts, positions
    arrays.py        the types of all arrays
    columns.py       values, lengths and stored fields of each document
    strings.py       a string of any length -> where its pairs stand side by side
    matching.py      query tree -> mask of documents; leaves -> postings
    filters.py       mask -> hits that pass what is chosen, and what each facet counts
    facets.py        hits -> how many have each value
    scoring.py       postings -> BM25F, as Whoosh computes it
    ordering.py      hits -> the first so many

The other way, from reports to files:

    documents.py     a report -> a Document: folded passages, counted runs and words, values
    inversion.py     documents -> terms in order, each with its postings
    segment_files.py terms and documents -> the files of a segment (postings_file.py, postings_format.py,
                     terms_file.py, column_files.py)
    commits.py       a segment, and what is deleted -> a new table of contents (contents.py, durable.py)
    merging.py       many segments -> few (merged_terms.py)
    store.py         the index on disk, in generations; one is live (kept.py: what a process keeps of it)
    manifest.py      which files there are, and whether they are as they were written
"""
