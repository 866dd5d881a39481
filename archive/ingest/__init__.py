"""Taking in: from a file as it came to a draft that a person checks. This page has the words, not the code.

A *capture* is what was received: bytes, their SHA-256, a file name, when and by whom. It is kept before
anything is read from it, and never altered. A capture holds *pages*; a page becomes an *extracted article*,
each field with its *evidence*, the words it was read from. What was taken off the page is *removed* text, with a
reason. A *doubt* is why a person should look before it is published.

    encoding.py    bytes -> text, and how sure the charset is
    formats.py     a file -> its pages (page.py). file_kinds.py says what can be read; text and JSON Lines
                   (document_file, lines_file) are read here, everything else in a child process:
      reading.py     starts it, bounds it, hears its pages (reading_messages); reading_child.py is the child, behind
                     the walls of confinement.py, and reads by kind (readers.py): word_file (office_package,
                     word_headline), pdf_file (pdf_layout, pdf_signs), mhtml_file, sheet_file (sheet_header), and
                     of a zip (zip_file, zip_entries) each file in turn; picture_file draws the pictures anew
    extraction.py  a page -> an extracted article (extracted.py), by one of three readers:
      text_page.py   pasted text. text_lines (shapes), text_marks (Markdown and typed labels), text_frame (the
                     site's lines), text_titles, text_labels (what is each line?), text_labelled,
                     text_page_titles, text_paragraphs, text_body, text_imprint
      html_page.py   saved HTML. epaper and html_metadata (what the page says of itself), html_depth, html_lines,
                     html_body (where is the report?), html_leftovers, html_headline, html_header, html_report,
                     html_blocks
      record.py      JSON Lines, taken as given
                   with the hard fields shared: dates.py and date_hints.py; bylines.py, signatures.py and
                   roles.py; sources.py and media_names.py; places.py
    body.py        blocks <-> HTML
    cleaning.py    untrusted HTML -> HTML that is safe to show
    recording.py   an extracted article -> rows
    confidence.py  an extracted article -> how sure we are, 0 to 100
    intake.py      all of it for one file, each page once: new, unchanged, near, needs review, failed
    receiving.py   files as they came -> a batch, their bytes kept
    batches.py     a batch -> an item for each page, whoever is stopped when (attempts.py); batch_progress.py
                   and batch_report.py tell how far it is and what became of each page
    reporting.py   what became of a page, as JSON
"""
