"""Keeping: what was taken in today is there, whole and readable, in fifty years.

Three duties, each a command, and the words for them:

*Fixity* is the property of bytes that have not changed. Every capture and picture lies in a file named by its
SHA-256 (a *shelf* is a folder of such files, `shelves`), so whoever reads a file again can tell (`fixity`,
`manage.py check_fixity`). The `work` process does so a little at a time (`patrol`).

An *export* is the archive without the program: every row as a line of JSON (`tables` says which rows, `rows`
how each is written, `staff` how people travel, `numbering` that no number is given out twice), every file as
received, all in a *bag*, the form that libraries hand archives to each other in (BagIt, RFC 8493;
`bag_writing`, `bag_reading`). It is read by this program on any database, and by anybody with `unzip` and a
text editor. An *import* is the way back, into an empty archive (`exporting`, `importing`, `emptiness`).

A *backup* is the same bag with a copy of the database in place of the lines: quicker both ways, but for the
same kind of database alone, and with everything in it, passwords too (`database_copies`, `backing_up`,
`restoring`).

What all of them hold to: what is written is a *snapshot* of one moment, whoever writes meanwhile
(`snapshot`). Files come before the rows that name them and are never altered, so that a file named in a
snapshot is there when its turn comes. A bag takes its name when it is whole, and is verified to the last byte
before anything of it is put anywhere. The index never travels: it is a cache of the database, and is built
anew.
"""
