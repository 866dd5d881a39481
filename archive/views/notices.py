"""Writing to the archive about a report: the form, and the page that says it has come."""

from __future__ import annotations

from typing import Final

from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from archive.acting import address_of
from archive.models import Article
from archive.notice_form import NoticeForm
from archive.notices import TooManyError, receive

SALT: Final = "archive.notices.receipt"
TOO_MANY: Final = 429  # RFC 6585


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def write_notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the form about a published report, or keep what was written and go to its receipt."""
    article = get_object_or_404(Article.objects.published().select_related("newspaper"), pk=pk)
    if request.method != "POST":
        return _form_page(request, article, NoticeForm())
    form = NoticeForm(request.POST)
    if not form.is_valid():
        return _form_page(request, article, form, status=400)
    written = {name: form.cleaned_data[name] for name in ("kind", "message", "name", "contact")}
    try:
        notice = receive(article, **written, address=address_of(request))
    except TooManyError as error:
        form.add_error(None, str(error))
        return _form_page(request, article, form, status=TOO_MANY)
    return redirect("notice_received", pk=article.pk, receipt=signing.dumps(notice.pk, salt=SALT))


@require_safe
def notice_received(request: HttpRequest, pk: int, receipt: str) -> HttpResponse:
    """Thank for a notice and give its number; Http404 for a receipt that is none of ours."""
    article = get_object_or_404(Article.objects.published(), pk=pk)
    try:
        number = signing.loads(receipt, salt=SALT)
    except signing.BadSignature as error:
        raise Http404(_("没有这封来信。")) from error
    return render(request, "archive/notice_received.html", {"article": article, "number": number})


def _form_page(request: HttpRequest, article: Article, form: NoticeForm, status: int = 200) -> HttpResponse:
    return render(request, "archive/notice.html", {"article": article, "form": form}, status=status)
