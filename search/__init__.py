"""Search: how reports are found. This page defines the words; the code is in the files that it names.

A *document* is a report in the index; its *fields* are its title lines, paragraphs and so on. A
*passage* is one title line, heading, paragraph, caption or note: a quoted string stands within one.

    analysis.py        text -> *terms*. *Units* and *pairs*: folded code points and their neighbours, for
                       matching. *Runs*: Latin words and numbers. *Words*: what jieba cuts.
    query_tree.py      what can be asked, as nodes; the *leaves* of a *query tree* are strings to find
    query_language.py  what was typed -> a query tree
    proximity.py       strings near each other, as a pattern that matching and marking share
    questions.py       a query with filters, an order and a page: a *question*
    forms.py           a request -> a question
    backends.py        Haystack's verbs -> the engine
    engine/            a question -> an *answer*; its own page names the stages. The words:
                         a *segment* is what one commit wrote; its *postings* say for a term which documents
                         have it, how often and where; a *snapshot* is all segments as of one commit;
                         *facet* counts say how many hits have each value; BM25F scores: a rare string counts
                         more than a common one (*document frequency*), the third mention less than the
                         first, a title more than the body
    pages.py           an answer -> *hits* with marks (marking.py) and *snippets* (snippets.py), facets
                       (facets.py), links
    views.py           a page -> HTML or JSON
    why_this.py        one hit -> which strings stand where in it, how written (spellings.py), worth how much
    trail.py           a report opened from a search -> its text with marks (marked_html.py), the hits beside it

The other way, from a commit of the archive to the index: `apps.py` listens, `indexing.py` applies the
Change (`reindexing.py`: these reports; `rebuilding.py`: all of them; `bulk.py`: in several processes),
`search_indexes.py` says which fields a report has, `engine/documents.py` makes its document. A report whose
removal is not applied yet is masked in every question. `consistency.py` compares the index with the database.
"""
