"""Ranking: in which order would a reader of this archive have the reports?

In: a snapshot, a query tree and its question. Out: a tree that finds the same reports, whose BM25F is that order:
common words count less and words near each other more (`weighing.py`); where any word is enough, what the best
hits have in common counts too (`feedback.py`).
"""

from __future__ import annotations

from search.engine.feedback import Cutter, with_feedback
from search.engine.snapshot import Snapshot
from search.engine.weighing import weighed
from search.query_tree import Node
from search.questions import ANY, DEFAULT_SORT, Question


def ranked(
    snapshot: Snapshot, tree: Node, question: Question, hidden: frozenset[int], cut: Cutter
) -> Node:
    """Return the tree by whose scores the hits of a question are put in order; `cut` gives the words of a text."""
    if question.sort != DEFAULT_SORT:
        return tree
    tree = weighed(snapshot, tree)
    return with_feedback(snapshot, tree, question, hidden, cut) if question.match == ANY else tree
