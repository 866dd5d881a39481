"""The staff side: Django's admin, one noun a file.

The admin finds what is imported here. `uploads` is the way in: bytes -> captures -> drafts. `articles`
is the review: a draft with the evidence for each field, corrected by `article_form`, moved by `moves`.
The rest is read or looked up.
"""

