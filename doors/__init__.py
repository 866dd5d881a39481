"""Doors: how programs come in. Each imports both apps, nobody imports it, and none knows of another.

A door shows what the pages show, to the letter of the same rules: published reports, as much of each as is open
(`archive/access.py`), 404 for what never was public, 410 for what is no more; and of the samples nothing. It writes
nothing. What a report is called, how it is cited and found is asked of `archive` and `search`.
"""
