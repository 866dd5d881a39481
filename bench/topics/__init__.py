"""Topics: forty questions to the reports on Party building, judged by two readers.

`topics.tsv` holds id, question, and what is relevant. `pooling.py` writes for the judges what four systems find,
`judge-a.qrels` and `judge-b.qrels` are what they say (TREC: topic, 0, document, grade from 0 to 3), `judging.py`
compares the two, and the systems by both.
"""
