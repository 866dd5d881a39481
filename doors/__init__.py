"""Doors: how programs come in. Each module is one protocol; they ask `archive` and `search`, nobody asks them."""
