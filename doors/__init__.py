"""Doors for programs: what do they meet of the archive, and what does whoever runs the server?

Knows both apps; nobody imports it.
"""
