"""The API: the archive as JSON, to be read and not written, under `/api/v1/`.

A request goes straight down: `urls` → a view of `views` behind `door` (method, rate, errors, ETag, CORS) → `asking`
(which parameters are there, and what do they say?) → archive or search → `rows` (how is it said in JSON?). What each
address takes and answers is declared once, in `parameters`, `schemas` and `operations`: requests are checked by it, and
`description` makes OpenAPI of it, which the page for people shows.

Words: a *list* is given in portions of at most `limit` items; a *cursor* is where the next portion begins, opaque to
whoever uses it (`cursors`); a *problem* is an error as RFC 9457 writes it (`problems`).
"""
