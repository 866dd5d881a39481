"""The dictionary of a process: what it cuts whole, what means the same, and when it is read again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings

from archive.models import DictionaryVersion, Term
from archive.terms import set_equivalents
from search.analysis import cutter_with, words
from search.dictionary import current_dictionary
from search.query_language import Expansion

pytestmark = pytest.mark.django_db


def test_every_term_is_cut_whole() -> None:
    cut = current_dictionary().cut
    han = [word for word in Term.objects.values_list("folded", flat=True) if not any(map(str.isascii, word))]
    assert [word for word in han if list(cut(word)) != [word]] == []


def test_words_are_cut_whole_whichever_of_them_are_parts_of_others() -> None:
    further = ["巽离坎", "离坎", "巽离坎震艮", "震艮", "坎震"]
    cut = cutter_with(further, settings.CACHE_DIR)
    assert [cut(word) for word in further] == [[word] for word in further]


def test_further_words_are_laid_over_the_plain_dictionary_alone() -> None:
    assert words("接诉即办工作", settings.CACHE_DIR) == ["接诉", "即", "办", "工作"]
    assert current_dictionary().cut("接诉即办工作") == ["接诉即办", "工作"]
    assert words("接诉即办工作", settings.CACHE_DIR) == ["接诉", "即", "办", "工作"]


def test_what_has_no_further_words_in_it_is_cut_as_before() -> None:
    text = "各村组织大家一起修路，路灯也亮了；孩子们在文化广场上跳绳。"
    assert current_dictionary().cut(text) == words(text, settings.CACHE_DIR)


def test_what_means_the_same_is_found_from_each_of_its_words() -> None:
    dictionary = current_dictionary()
    assert dictionary.equivalents("党代会") == ("党的代表大会", "党员代表大会")
    assert dictionary.equivalents("党员代表大会") == ("党代会", "党的代表大会")
    assert (dictionary.equivalents("党建引领"), dictionary.equivalents("没有这个词")) == ((), ())


def test_a_word_with_two_spellings_is_one_word() -> None:
    set_equivalents(Term.objects.create(word="項鍊館"), ["首饰馆"])
    dictionary = current_dictionary()
    assert dictionary.equivalents("项链馆") == dictionary.equivalents("项炼馆") == ("首饰馆",)
    assert dictionary.cut("项链馆") == ["项链馆"]


def test_words_are_shown_as_staff_write_them() -> None:
    set_equivalents(Term.objects.create(word="“样例+”"), ["样例，加号"])
    shown = current_dictionary().written(Expansion("样例+", ("样例加号", "别的")))
    assert shown == Expansion("“样例+”", ("样例，加号", "别的"))


def test_it_is_read_again_where_its_version_has_changed_and_not_otherwise(
    django_assert_num_queries: Callable[..., Any],
) -> None:
    kept = current_dictionary()
    with django_assert_num_queries(1):
        assert current_dictionary() is kept
    Term.objects.create(word="样例词样例")
    with django_assert_num_queries(2):
        assert "样例词样例" in current_dictionary().words


def test_a_dictionary_without_any_word_cuts_as_jieba_does() -> None:
    Term.objects.all().delete()
    DictionaryVersion.objects.all().delete()
    dictionary = current_dictionary()
    assert dictionary.cut("接诉即办工作") == words("接诉即办工作", settings.CACHE_DIR)
    assert (dictionary.version, dictionary.equivalents("党代会")) == (None, ())
