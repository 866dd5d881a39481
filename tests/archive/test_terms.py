"""The dictionary: what a term must be, which terms mean the same, and that every change is noticed."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.serializers import serialize
from django.db import IntegrityError, transaction

from archive.models import DictionaryVersion, Meaning, Term
from archive.models.terms import WORD_CHARACTERS, Domain
from archive.terms import dissolve_meanings, read_terms, set_equivalents
from archive.text.folding import fold

pytestmark = pytest.mark.django_db


def groups() -> set[frozenset[str]]:
    """Return the words that mean the same, without those of the list."""
    began_with = {fact.word for fact in read_terms()}
    found = [frozenset(meaning.terms.values_list("word", flat=True)) for meaning in Meaning.objects.all()]
    return {group for group in found if not group & began_with}


# What an archive begins with


def test_the_list_is_loaded_by_migration() -> None:
    assert set(Term.objects.values_list("word", "domain")) == {fact[:2] for fact in read_terms()}
    assert DictionaryVersion.current() is not None


def test_the_words_given_at_the_start_are_all_there(shared: Callable[[str], Path]) -> None:
    with shared("corpora/dangjian_terms.tsv").open(encoding="utf-8", newline="") as lines:
        given = {row["term"] for row in csv.DictReader(lines, delimiter="\t")}
    assert len(given) == 88
    assert given <= {fact.word for fact in read_terms()}


def test_the_list_is_sound() -> None:
    facts = read_terms()
    words = [fact.word for fact in facts]
    assert len({fold(word) for word in words}) == len(words)
    assert max(map(len, words)) <= WORD_CHARACTERS
    assert {fact.domain for fact in facts} <= set(Domain.values)
    heads = {fact.word for fact in facts if not fact.same_as}
    assert {fact.same_as for fact in facts if fact.same_as} <= heads


@pytest.mark.parametrize(
    ("word", "others"),
    [("党代会", ["党的代表大会", "党员代表大会"]), ("新经济组织和新社会组织", ["两新组织"]), ("党建引领", [])],
)
def test_a_word_knows_what_means_the_same(word: str, others: list[str]) -> None:
    assert Term.objects.get(word=word).equivalents() == others


# Constraints


@pytest.mark.parametrize(
    "fields",
    [{"word": "黨代會"}, {"word": "党 代会"}, {"word": ""}, {"word": "——"}, {"word": "样例词", "domain": "none"}],
    ids=["another script", "a space", "empty", "folds to nothing", "domain"],
)
def test_the_database_refuses_what_is_no_term(fields: dict[str, str]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Term.objects.create(**fields)


def test_there_is_one_version() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        DictionaryVersion.objects.create(pk=2)


# What means the same


def test_words_are_made_to_mean_the_same_and_taken_in() -> None:
    term = Term.objects.create(word="样例甲", domain=Domain.LIFE)
    set_equivalents(term, ["样例乙", "樣例丙"])
    assert groups() == {frozenset({"样例甲", "样例乙", "樣例丙"})}
    assert Term.objects.get(word="樣例丙").domain == Domain.LIFE


def test_those_that_it_parts_from_go_on_to_mean_the_same() -> None:
    term = Term.objects.create(word="样例甲")
    set_equivalents(term, ["样例乙", "样例丙", "样例丁"])
    set_equivalents(term, ["樣例乙"])
    assert groups() == {frozenset({"样例甲", "样例乙"}), frozenset({"样例丙", "样例丁"})}
    set_equivalents(term, [])
    assert groups() == {frozenset({"样例丙", "样例丁"})}
    assert Term.objects.get(word="样例乙").meaning is None


def test_a_meaning_that_nothing_shares_any_more_is_taken_away() -> None:
    term = Term.objects.create(word="样例甲")
    set_equivalents(term, ["样例乙"])
    before = Meaning.objects.count()
    term.delete()
    dissolve_meanings()
    assert (Meaning.objects.count(), Term.objects.get(word="样例乙").meaning) == (before - 1, None)


# Versions


def _save() -> None:
    Term.objects.get(word="党课").save()


def _create() -> None:
    Term.objects.create(word="样例词")


def _create_many() -> None:
    Term.objects.bulk_create([Term(word="样例词"), Term(word="样例语")])


def _update() -> None:
    Term.objects.filter(word="党课").update(meaning=None)


def _update_each() -> None:
    Term.objects.bulk_update([Term.objects.get(word="党课")], ["domain"])


def _delete() -> None:
    Term.objects.get(word="党课").delete()


def _delete_many() -> None:
    Term.objects.filter(word__startswith="党").delete()


def _add_to_a_meaning() -> None:
    Meaning.objects.create().terms.add(Term.objects.get(word="党课"))


@pytest.mark.parametrize(
    "change", [_save, _create, _create_many, _update, _update_each, _delete, _delete_many, _add_to_a_meaning]
)
def test_every_change_gives_a_version_that_never_was(change: Callable[[], None]) -> None:
    versions = {DictionaryVersion.current()}
    change()
    versions.add(DictionaryVersion.current())
    assert len(versions) == 2


def test_terms_loaded_from_a_file_give_a_version(tmp_path: Path) -> None:
    file = tmp_path / "terms.json"
    file.write_text(serialize("json", Term.objects.filter(word="党课")), encoding="utf-8")
    before = DictionaryVersion.current()
    call_command("loaddata", file, verbosity=0)
    assert DictionaryVersion.current() != before


def test_a_change_that_is_taken_back_leaves_the_version() -> None:
    before = DictionaryVersion.current()
    with transaction.atomic():
        Term.objects.create(word="样例词")
        assert DictionaryVersion.current() != before
        transaction.set_rollback(True)
    assert DictionaryVersion.current() == before
