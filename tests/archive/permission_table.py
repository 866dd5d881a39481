"""Who may what: the tables that `test_permissions.py` compares with what is measured.

The columns are nobody | 编辑 | 审核 | 管理员. What is missing or wrong is said by the test, line by line.
"""

from __future__ import annotations

from typing import Final

# Every URL, about a published report where it is about one: what GET / POST with an empty form answers.
# "login" leads to the login, "→" elsewhere; 200 to an empty POST is the form again, with what is missing.
URLS: Final = """
about                                              | 200/405     | 200/405     | 200/405     | 200/405
admin/(?P<url>.*)$                                 | login/login | 404/404     | 404/404     | 404/404
admin/archive/article/<path:object_id>/            | login/login | →/→         | →/→         | →/→
admin/archive/auditentry/<path:object_id>/         | login/login | →/→         | →/→         | →/→
admin/archive/capture/<path:object_id>/            | login/login | →/→         | →/→         | →/→
admin/archive/change/<path:object_id>/             | login/login | →/→         | →/→         | →/→
admin/archive/contributor/<path:object_id>/        | login/login | →/→         | →/→         | →/→
admin/archive/ingestbatch/<path:object_id>/        | login/login | →/→         | →/→         | →/→
admin/archive/newspaper/<path:object_id>/          | login/login | →/→         | →/→         | →/→
admin/archive/paperrules/<path:object_id>/         | login/login | →/→         | →/→         | →/→
admin/archive/place/<path:object_id>/              | login/login | →/→         | →/→         | →/→
admin/archive/readernotice/<path:object_id>/       | login/login | →/→         | →/→         | →/→
admin/archive/resemblance/<path:object_id>/        | login/login | →/→         | →/→         | →/→
admin/archive/term/<path:object_id>/               | login/login | →/→         | →/→         | →/→
admin/auth/user/<path:object_id>/                  | login/login | →/→         | →/→         | →/→
admin:app_list                                     | login/login | 200/200     | 200/200     | 200/200
admin:archive_article_add                          | login/login | →/→         | →/→         | →/→
admin:archive_article_bulk_edit                    | login/login | →/→         | →/→         | →/→
admin:archive_article_change                       | login/login | 200/200     | 200/200     | 200/200
admin:archive_article_changelist                   | login/login | 200/200     | 200/200     | 200/200
admin:archive_article_delete                       | login/login | 403/403     | 403/403     | →/→
admin:archive_article_held                         | login/login | 200/→       | 200/→       | 200/→
admin:archive_article_history                      | login/login | 200/200     | 200/200     | 200/200
admin:archive_article_pending                      | login/login | →/→         | →/→         | →/→
admin:archive_article_preview                      | login/login | 200/200     | 200/200     | 200/200
admin:archive_article_revert                       | login/login | 405/→       | 405/→       | 405/→
admin:archive_article_revisions                    | login/login | 200/200     | 200/200     | 200/200
admin:archive_article_trash                        | login/login | 200/→       | 200/→       | 200/→
admin:archive_article_upload                       | login/login | 200/200     | 200/200     | 200/200
admin:archive_auditentry_add                       | login/login | 403/403     | 403/403     | 403/403
admin:archive_auditentry_change                    | login/login | 403/403     | 403/403     | 200/403
admin:archive_auditentry_changelist                | login/login | 403/403     | 403/403     | 200/200
admin:archive_auditentry_delete                    | login/login | 403/403     | 403/403     | 403/403
admin:archive_auditentry_export                    | login/login | 403/403     | 403/403     | 405/200
admin:archive_auditentry_history                   | login/login | 403/403     | 403/403     | 200/200
admin:archive_batchitem_review                     | login/login | 200/200     | 200/200     | 200/200
admin:archive_capture_add                          | login/login | 403/403     | 403/403     | 403/403
admin:archive_capture_change                       | login/login | 200/403     | 200/403     | 200/403
admin:archive_capture_changelist                   | login/login | 200/200     | 200/200     | 200/200
admin:archive_capture_delete                       | login/login | 403/403     | 403/403     | 403/403
admin:archive_capture_download                     | login/login | 200/200     | 200/200     | 200/200
admin:archive_capture_history                      | login/login | 200/200     | 200/200     | 200/200
admin:archive_capture_page                         | login/login | 404/405     | 404/405     | 404/405
admin:archive_capture_text                         | login/login | 200/200     | 200/200     | 200/200
admin:archive_change_add                           | login/login | 403/403     | 403/403     | 403/403
admin:archive_change_change                        | login/login | 200/403     | 200/403     | 200/403
admin:archive_change_changelist                    | login/login | 200/200     | 200/200     | 200/200
admin:archive_change_delete                        | login/login | 403/403     | 403/403     | 403/403
admin:archive_change_history                       | login/login | 200/200     | 200/200     | 200/200
admin:archive_contributor_add                      | login/login | 403/403     | 200/200     | 200/200
admin:archive_contributor_change                   | login/login | 200/403     | 200/200     | 200/200
admin:archive_contributor_changelist               | login/login | 200/200     | 200/200     | 200/200
admin:archive_contributor_delete                   | login/login | 403/403     | 403/403     | 200/200
admin:archive_contributor_history                  | login/login | 200/200     | 200/200     | 200/200
admin:archive_draft_review                         | login/login | 200/200     | 200/200     | 200/200
admin:archive_drafts_review                        | login/login | →/→         | →/→         | →/→
admin:archive_ingestbatch_add                      | login/login | 404/404     | 404/404     | 404/404
admin:archive_ingestbatch_cancel                   | login/login | 405/→       | 405/→       | 405/→
admin:archive_ingestbatch_change                   | login/login | 200/200     | 200/200     | 200/200
admin:archive_ingestbatch_changelist               | login/login | 200/200     | 200/200     | 200/200
admin:archive_ingestbatch_delete                   | login/login | 403/403     | 403/403     | 403/403
admin:archive_ingestbatch_fill                     | login/login | 200/200     | 200/200     | 200/200
admin:archive_ingestbatch_go_on                    | login/login | 405/→       | 405/→       | 405/→
admin:archive_ingestbatch_history                  | login/login | 200/200     | 200/200     | 200/200
admin:archive_ingestbatch_progress                 | login/login | 200/200     | 200/200     | 200/200
admin:archive_ingestbatch_recognise                | login/login | 405/→       | 405/→       | 405/→
admin:archive_ingestbatch_report                   | login/login | 200/200     | 200/200     | 200/200
admin:archive_ingestbatch_review                   | login/login | →/→         | →/→         | →/→
admin:archive_newspaper_add                        | login/login | 403/403     | 403/403     | 200/200
admin:archive_newspaper_change                     | login/login | 200/403     | 200/403     | 200/200
admin:archive_newspaper_changelist                 | login/login | 200/200     | 200/200     | 200/200
admin:archive_newspaper_delete                     | login/login | 403/403     | 403/403     | 200/200
admin:archive_newspaper_history                    | login/login | 200/200     | 200/200     | 200/200
admin:archive_paperrules_add                       | login/login | 403/403     | 403/403     | 200/200
admin:archive_paperrules_change                    | login/login | 200/403     | 200/403     | 200/→
admin:archive_paperrules_changelist                | login/login | 200/200     | 200/200     | 200/200
admin:archive_paperrules_delete                    | login/login | 403/403     | 403/403     | 200/200
admin:archive_paperrules_history                   | login/login | 200/200     | 200/200     | 200/200
admin:archive_paperrules_reread                    | login/login | 403/403     | 403/403     | 200/→
admin:archive_place_add                            | login/login | 403/403     | 403/403     | 403/403
admin:archive_place_change                         | login/login | 200/403     | 200/403     | 200/403
admin:archive_place_changelist                     | login/login | 200/200     | 200/200     | 200/200
admin:archive_place_delete                         | login/login | 403/403     | 403/403     | 403/403
admin:archive_place_find                           | login/login | 200/405     | 200/405     | 200/405
admin:archive_place_history                        | login/login | 200/200     | 200/200     | 200/200
admin:archive_readernotice_add                     | login/login | 403/403     | 403/403     | 403/403
admin:archive_readernotice_change                  | login/login | 403/403     | 200/→       | 200/→
admin:archive_readernotice_changelist              | login/login | 403/403     | 200/200     | 200/200
admin:archive_readernotice_delete                  | login/login | 403/403     | 403/403     | 403/403
admin:archive_readernotice_history                 | login/login | 403/403     | 200/200     | 200/200
admin:archive_resemblance_add                      | login/login | 403/403     | 403/403     | 403/403
admin:archive_resemblance_change                   | login/login | →/→         | →/→         | →/→
admin:archive_resemblance_changelist               | login/login | 200/200     | 200/200     | 200/200
admin:archive_resemblance_compare                  | login/login | 200/→       | 200/→       | 200/→
admin:archive_resemblance_delete                   | login/login | 403/403     | 403/403     | 403/403
admin:archive_resemblance_history                  | login/login | 200/200     | 200/200     | 200/200
admin:archive_term_add                             | login/login | 403/403     | 403/403     | 200/200
admin:archive_term_change                          | login/login | 200/403     | 200/403     | 200/200
admin:archive_term_changelist                      | login/login | 200/200     | 200/200     | 200/200
admin:archive_term_delete                          | login/login | 403/403     | 403/403     | 200/200
admin:archive_term_history                         | login/login | 200/200     | 200/200     | 200/200
admin:auth_user_add                                | login/login | 403/403     | 403/403     | 200/200
admin:auth_user_change                             | login/login | 403/403     | 403/403     | 200/200
admin:auth_user_changelist                         | login/login | 403/403     | 403/403     | 200/200
admin:auth_user_delete                             | login/login | 403/403     | 403/403     | 403/403
admin:auth_user_history                            | login/login | 403/403     | 403/403     | 200/200
admin:auth_user_password_change                    | login/login | 403/403     | 403/403     | 200/200
admin:autocomplete                                 | login/login | 200/405     | 200/405     | 200/405
admin:index                                        | login/login | 200/200     | 200/200     | 200/200
admin:jsi18n                                       | login/login | 200/405     | 200/405     | 200/405
admin:login                                        | 200/200     | →/200       | →/200       | →/200
admin:logout                                       | →/→         | 405/200     | 405/200     | 405/200
admin:password_change                              | login/login | 200/200     | 200/200     | 200/200
admin:password_change_done                         | login/login | 200/405     | 200/405     | 200/405
admin:second_factor                                | login/login | 200/200     | 200/200     | 200/200
admin:view_on_site                                 | login/login | 404/404     | 404/404     | 404/404
api_article                                        | 200/405     | 200/405     | 200/405     | 200/405
api_articles                                       | 200/405     | 200/405     | 200/405     | 200/405
api_author                                         | 200/405     | 200/405     | 200/405     | 200/405
api_authors                                        | 200/405     | 200/405     | 200/405     | 200/405
api_newspaper                                      | 200/405     | 200/405     | 200/405     | 200/405
api_newspapers                                     | 200/405     | 200/405     | 200/405     | 200/405
api_nowhere                                        | 404/405     | 404/405     | 404/405     | 404/405
api_openapi                                        | 200/405     | 200/405     | 200/405     | 200/405
api_page                                           | 200/405     | 200/405     | 200/405     | 200/405
api_place                                          | 200/405     | 200/405     | 200/405     | 200/405
api_places                                         | 200/405     | 200/405     | 200/405     | 200/405
api_search                                         | 200/405     | 200/405     | 200/405     | 200/405
api_term                                           | 200/405     | 200/405     | 200/405     | 200/405
api_terms                                          | 200/405     | 200/405     | 200/405     | 200/405
article                                            | 200/405     | 200/405     | 200/405     | 200/405
article_bib                                        | 200/405     | 200/405     | 200/405     | 200/405
article_csl                                        | 200/405     | 200/405     | 200/405     | 200/405
article_json                                       | 200/405     | 200/405     | 200/405     | 200/405
article_ris                                        | 200/405     | 200/405     | 200/405     | 200/405
author                                             | 200/405     | 200/405     | 200/405     | 200/405
authors                                            | 200/405     | 200/405     | 200/405     | 200/405
capture                                            | 200/405     | 200/405     | 200/405     | 200/405
contact                                            | 200/405     | 200/405     | 200/405     | 200/405
coverage                                           | 200/405     | 200/405     | 200/405     | 200/405
feed                                               | 200/405     | 200/405     | 200/405     | 200/405
healthz                                            | 200/405     | 200/405     | 200/405     | 200/405
help                                               | 200/405     | 200/405     | 200/405     | 200/405
home                                               | 200/405     | 200/405     | 200/405     | 200/405
matrix                                             | 200/405     | 200/405     | 200/405     | 200/405
matrix_of_place                                    | 200/405     | 200/405     | 200/405     | 200/405
newspaper                                          | 200/405     | 200/405     | 200/405     | 200/405
newspaper_day                                      | 200/405     | 200/405     | 200/405     | 200/405
newspaper_feed                                     | 200/405     | 200/405     | 200/405     | 200/405
newspapers                                         | 200/405     | 200/405     | 200/405     | 200/405
notice_received                                    | 404/405     | 404/405     | 404/405     | 404/405
oai                                                | 200/200     | 200/200     | 200/200     | 200/200
opensearch                                         | 200/405     | 200/405     | 200/405     | 200/405
opensearch_suggestions                             | 200/405     | 200/405     | 200/405     | 200/405
picture                                            | 404/405     | 404/405     | 404/405     | 404/405
place                                              | 200/405     | 200/405     | 200/405     | 200/405
place_feed                                         | 200/405     | 200/405     | 200/405     | 200/405
place_undated                                      | 200/405     | 200/405     | 200/405     | 200/405
place_year                                         | 200/405     | 200/405     | 200/405     | 200/405
placeless                                          | 200/405     | 200/405     | 200/405     | 200/405
placeless_undated                                  | 200/405     | 200/405     | 200/405     | 200/405
placeless_year                                     | 200/405     | 200/405     | 200/405     | 200/405
places                                             | 200/405     | 200/405     | 200/405     | 200/405
preferences                                        | 405/403     | 405/403     | 405/403     | 405/403
privacy                                            | 200/405     | 200/405     | 200/405     | 200/405
readyz                                             | 200/405     | 200/405     | 200/405     | 200/405
robots                                             | 200/405     | 200/405     | 200/405     | 200/405
search                                             | 200/405     | 200/405     | 200/405     | 200/405
search_atom                                        | 200/405     | 200/405     | 200/405     | 200/405
search_bib                                         | 200/405     | 200/405     | 200/405     | 200/405
search_csv                                         | 200/405     | 200/405     | 200/405     | 200/405
search_json                                        | 200/405     | 200/405     | 200/405     | 200/405
search_jsonl                                       | 200/405     | 200/405     | 200/405     | 200/405
search_ris                                         | 200/405     | 200/405     | 200/405     | 200/405
search_values                                      | 200/405     | 200/405     | 200/405     | 200/405
search_why                                         | 200/405     | 200/405     | 200/405     | 200/405
sitemap                                            | 200/405     | 200/405     | 200/405     | 200/405
sitemap_articles                                   | 200/405     | 200/405     | 200/405     | 200/405
sitemap_pages                                      | 200/405     | 200/405     | 200/405     | 200/405
suggest_json                                       | 200/405     | 200/405     | 200/405     | 200/405
undated                                            | 200/405     | 200/405     | 200/405     | 200/405
write_notice                                       | 200/400     | 200/400     | 200/400     | 200/400
year                                               | 200/405     | 200/405     | 200/405     | 200/405
years                                              | 200/405     | 200/405     | 200/405     | 200/405
"""

# What takes no token of a form, since it changes nothing: a POST without one is answered there as one with it.
WITHOUT_TOKEN: Final = frozenset(
    """
api_article api_articles api_author api_authors api_newspaper api_newspapers api_nowhere api_openapi api_place
api_places api_search api_term api_terms
""".split()
)

# Every act: whether it is done; "waits" where all that comes of it is an edit that waits for approval.
ACTS: Final = """
action article delete_selected                     | no          | no          | no          | no
action article edit_many                           | no          | yes         | yes         | yes
action article edit_many, in review                | no          | no          | yes         | yes
action article edit_many, published                | no          | waits       | waits       | waits
action article publish_many                        | no          | no          | yes         | yes
action article publish_many, all found             | no          | no          | yes         | yes
action article restore_many                        | no          | yes         | yes         | yes
action article submit_many                         | no          | yes         | yes         | yes
action article trash_many                          | no          | yes         | yes         | yes
action article trash_many, in review               | no          | no          | yes         | yes
action article withdraw_many                       | no          | no          | yes         | yes
action article withdraw_many, all found            | no          | no          | yes         | yes
action contributor delete_selected                 | no          | no          | no          | yes
action newspaper delete_selected                   | no          | no          | no          | yes
action paperrules delete_selected                  | no          | no          | no          | yes
action term delete_selected                        | no          | no          | no          | yes
add a contributor                                  | no          | no          | yes         | yes
add a member of staff                              | no          | no          | no          | yes
add a newspaper                                    | no          | no          | no          | yes
add a word                                         | no          | no          | no          | yes
add rules of a paper                               | no          | no          | no          | yes
apply the rules of its paper to a draft            | no          | no          | no          | yes
apply the rules of its paper to what is public     | no          | no          | no          | waits
approve a change                                   | no          | no          | yes         | yes
approve what one proposed                          | no          | no          | no          | no
ask for one page to be read by machine             | no          | yes         | yes         | yes
ask for pages to be read by machine                | no          | yes         | yes         | yes
cancel a batch                                     | no          | yes         | yes         | yes
change a contributor                               | no          | no          | yes         | yes
change a newspaper                                 | no          | no          | no          | yes
change a place                                     | no          | no          | no          | no
change a superuser                                 | no          | no          | no          | no
change a paper's access                            | no          | no          | no          | yes
change a word                                      | no          | no          | no          | yes
change a report's access                           | no          | waits       | waits       | waits
change roles                                       | no          | no          | no          | yes
change rules of a paper                            | no          | no          | no          | yes
change the log                                     | no          | no          | no          | no
clear what a letter says of its writer             | no          | no          | yes         | yes
decline a letter                                   | no          | no          | yes         | yes
delete a contributor                               | no          | no          | no          | yes
delete a member of staff                           | no          | no          | no          | no
delete a newspaper                                 | no          | no          | no          | yes
delete a report                                    | no          | no          | no          | yes
delete a word                                      | no          | no          | no          | yes
delete from the log                                | no          | no          | no          | no
delete rules of a paper                            | no          | no          | no          | yes
edit a draft                                       | no          | yes         | yes         | yes
edit a report in review                            | no          | no          | yes         | yes
fill a batch of drafts                             | no          | yes         | yes         | yes
fill a batch of what is public                     | no          | waits       | waits       | waits
give a field of a draft back to the rules          | no          | yes         | yes         | yes
give a field of what is public back to the rules   | no          | no          | yes         | yes
go on with a batch                                 | no          | yes         | yes         | yes
make a superuser                                   | no          | no          | no          | no
pair of drafts: attach                             | no          | yes         | yes         | yes
pair of drafts: keep_both                          | no          | yes         | yes         | yes
pair of drafts: skip                               | no          | yes         | yes         | yes
pair with a published report: attach               | no          | no          | yes         | yes
pair with a published report: keep_both            | no          | yes         | yes         | yes
pair with a published report: skip                 | no          | yes         | yes         | yes
pair: look again at two that were kept             | no          | yes         | yes         | yes
pair: take one out of a published report again     | no          | no          | yes         | yes
propose a change of a published report             | no          | waits       | waits       | waits
publish a draft                                    | no          | no          | yes         | yes
publish a report in review                         | no          | no          | yes         | yes
publish what one filled                            | no          | no          | no          | no
publish what one submitted                         | no          | no          | no          | no
put a draft into the trash                         | no          | yes         | yes         | yes
put somebody out of service                        | no          | no          | no          | yes
raise oneself                                      | no          | no          | no          | no
reset a password                                   | no          | no          | no          | yes
reset a superuser's password                       | no          | no          | no          | no
restore a report                                   | no          | yes         | yes         | yes
restore a version of a draft                       | no          | yes         | yes         | yes
restore a version of a published report            | no          | waits       | waits       | waits
return a change                                    | no          | no          | yes         | yes
return a report in review                          | no          | no          | yes         | yes
review: accept a further copy                      | no          | yes         | yes         | yes
review: accept and publish                         | no          | no          | yes         | yes
review: accept and submit                          | no          | yes         | yes         | yes
review: look at a page again                       | no          | yes         | yes         | yes
review: only save                                  | no          | yes         | yes         | yes
review: only save what is public                   | no          | waits       | waits       | waits
review: publish a draft by itself                  | no          | no          | yes         | yes
review: submit a draft by itself                   | no          | yes         | yes         | yes
review: turn a draft down                          | no          | yes         | yes         | yes
review: turn a page down                           | no          | yes         | yes         | yes
review: turn a public page down                    | no          | no          | no          | no
open a letter again                                | no          | no          | yes         | yes
settle a letter                                    | no          | no          | yes         | yes
submit a draft                                     | no          | yes         | yes         | yes
take back somebody else's change                   | no          | no          | no          | no
take back what one proposed                        | no          | yes         | yes         | yes
type in a page without text                        | no          | yes         | yes         | yes
upload                                             | no          | yes         | yes         | yes
withdraw a published report                        | no          | no          | yes         | yes
"""

# URLs of the desk that take a POST and change nothing by it that an act could show: they show their page again, lead
# on, hand a file out; and the doors of Django itself.
NO_ACTS: Final = frozenset(
    f"admin:{name}"
    for name in """
app_list index login logout password_change second_factor archive_article_add
archive_article_history archive_article_preview
archive_article_revisions archive_auditentry_changelist archive_auditentry_export archive_auditentry_history
archive_capture_changelist archive_capture_download archive_capture_history archive_capture_text
archive_change_changelist archive_change_history archive_contributor_history archive_drafts_review
archive_ingestbatch_change archive_ingestbatch_changelist archive_ingestbatch_history archive_ingestbatch_progress
archive_ingestbatch_report archive_ingestbatch_review archive_newspaper_history archive_paperrules_history
archive_place_changelist archive_place_history archive_readernotice_changelist archive_readernotice_history
archive_resemblance_change archive_resemblance_changelist
archive_resemblance_history archive_term_history auth_user_changelist auth_user_history
""".split()
)
# Buttons that no act presses: they lead back or only show.
UNPRESSED: Final = frozenset({"_back", "_preview", "_try"})
