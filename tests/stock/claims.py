"""Claims: what must hold of search in Chinese. One function a danger; its name is what is claimed."""

from __future__ import annotations

import gc
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Final

from tests.stock.stacks import SaysSoError, Stack, forgetting

Claim = Callable[[Stack], None]


def a_word_that_jieba_cuts_is_found(stack: Stack) -> None:
    number = stack.add("村里加强党建工作。")
    assert stack.found("党建") == [number]


def a_phrase_of_two_words_is_found(stack: Stack) -> None:
    number = stack.add("基层党建引领乡村振兴。")
    assert stack.found('"党建引领"') == [number]


def no_query_lists_everything(stack: Stack) -> None:
    numbers = {stack.add("村里的小事。"), stack.add("别的小事。")}
    assert set(stack.everything()) == numbers


def a_single_character_finds_every_report_that_holds_it(stack: Stack) -> None:
    numbers = {stack.add("党员带头。"), stack.add("廉政建设，党课。")}
    assert (set(stack.found("党")), len(stack.found("廉"))) == (numbers, 1)


def signs_and_numbers_find_what_they_say(stack: Stack) -> None:
    number = stack.add("推行“1+8”模式，X名党员，5家单位。")
    assert [stack.found(typed) for typed in ("1+8", "X", "5", "+")] == [[number]] * 4


def a_plus_is_part_of_what_is_looked_for(stack: Stack) -> None:
    number = stack.add("推行“党建+”行动。")
    stack.add("加强党建工作。")
    assert stack.found("党建+") == [number]


def a_slogan_with_pluses_is_no_bag_of_pieces(stack: Stack) -> None:
    number = stack.add("“支部+X+贫困户”办法。")
    stack.add("支部里X名党员帮贫困户。")
    assert stack.found('"支部+X+贫困户"') == [number]


def a_word_learned_later_loses_no_report(stack: Stack) -> None:
    number = stack.add("样例村走上振兴坡。")
    with forgetting("样例村走上"):
        stack.learn("样例村走上")
        assert stack.found("样例村走上") == [number]


def what_matched_is_marked(stack: Stack) -> None:
    stack.add("村里加强党建工作。")
    assert ">党建</" in stack.shown("党建")


def the_marked_text_is_escaped(stack: Stack) -> None:
    stack.add("党建 <img src=x onerror=alert(1) ")
    assert "<img" not in stack.template_shown("党建")


def pages_are_the_hits_each_once(stack: Stack) -> None:
    numbers = [stack.add(f"村里的小事{number}。") for number in range(23)]
    seen = [number for page in (1, 2, 3) for number in stack.page("小事", page, 10)]
    assert sorted(seen) == sorted(numbers)


def a_facet_value_is_one_value(stack: Stack) -> None:
    stack.add("村里的小事。", paper="样例日报社·样例网")
    assert stack.papers()[0] == {"样例日报社·样例网": 1}


def a_chosen_value_does_not_hide_the_others(stack: Stack) -> None:
    stack.add("村里的小事。", paper="甲报")
    stack.add("村里的小事。", paper="乙报")
    assert stack.papers(["甲报"]) == ({"甲报": 1, "乙报": 1}, 1)


def two_values_of_a_facet_are_alternatives(stack: Stack) -> None:
    stack.add("村里的小事。", paper="甲报")
    stack.add("村里的小事。", paper="乙报")
    stack.add("村里的小事。", paper="丙报")
    assert stack.papers(["甲报", "乙报"])[1] == 2


def an_order_may_have_two_directions(stack: Stack) -> None:
    old = stack.add("村里的小事。", headline="甲", year=2020)
    second = stack.add("村里的小事。", headline="乙", year=2021)
    first = stack.add("村里的小事。", headline="丙", year=2021)
    assert stack.newest_then_headline() == [first, second, old]  # 丙 stands before 乙 in Unicode


def a_report_withdrawn_while_the_index_is_locked_is_gone(stack: Stack) -> None:
    number = stack.add("村里的小事。")
    stack.remove_while_another_writes(number)
    assert stack.found("小事") == []


def a_rebuild_is_not_seen(stack: Stack) -> None:
    for number in range(5):
        stack.add(f"村里的小事{number}。")
    seen: list[int] = []
    stack.rebuild(lambda: seen.append(len(stack.found("小事"))))
    assert set(seen) == {5}


def a_question_that_fails_leaves_no_file_open(stack: Stack) -> None:
    stack.add("村里的小事。")
    stack.found("小事")
    gc.collect()
    gc.disable()
    try:
        before = _open_files()
        for typed in WILD:
            _swallow(stack, typed)
        assert _open_files() <= before
    finally:
        gc.enable()


def no_sign_raises(stack: Stack) -> None:
    stack.add("村里的小事。")
    raised = {typed: name for typed in WILD if (name := _swallow(stack, typed))}
    assert raised == {}


def damage_is_said_or_does_not_matter(stack: Stack) -> None:
    number = stack.add("村里的小事。")
    stack.found("小事")
    whole = stack.folder().with_name("whole")
    shutil.copytree(stack.folder(), whole)
    outcomes = {}
    for kind, act in DAMAGE.items():
        shutil.rmtree(stack.folder(), ignore_errors=True)
        shutil.copytree(whole, stack.folder())
        folder = stack.folder()
        act(folder)
        outcomes[kind] = _outcome(stack, number)
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(whole, folder)
    assert {kind: one for kind, one in outcomes.items() if one not in ("right", "said")} == {}


WILD: Final = [
    "~", "小~", "1~", "]~", "小事~~", '"', '"小事', "(", ")", "[", "]", "[小", "{", "}", "^", "小^", "小^^2", "*", "?",
    "?*", "小:", ":事", ":~", "year:x", "year:[", "year:[1 TO x]", "year:99999999999999999999", "小事 AND", "OR", "NOT",
    "NOT NOT ", "NOT AND ", "<", ">", "'", "''", "\\", "/", "小事^x", "[1 TO 2", "{a TO", "+']~",
]  # fmt: skip


def _swallow(stack: Stack, typed: str) -> str | None:
    """Return the name of what a question raised, None for an answer; any question may raise anything."""
    try:
        stack.read(typed)
    except Exception as error:  # noqa: BLE001
        return type(error).__name__
    return None


def _open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def _files(folder: Path, pattern: str) -> list[Path]:
    return [file for file in folder.glob(pattern) if file.is_file()]


def _rewrite(pattern: str, change: Callable[[bytes], bytes]) -> Callable[[Path], None]:
    def act(folder: Path) -> None:
        for file in _files(folder, pattern):
            file.write_bytes(change(file.read_bytes()))

    return act


def _remove(pattern: str) -> Callable[[Path], None]:
    def act(folder: Path) -> None:
        for file in _files(folder, pattern):
            file.unlink()

    return act


DAMAGE: Final[dict[str, Callable[[Path], None]]] = {
    "folder gone": lambda folder: shutil.rmtree(folder),
    "table of contents cut": _rewrite("*.toc", lambda whole: whole[: len(whole) // 2]),
    "table of contents empty": _rewrite("*.toc", lambda whole: b""),
    "table of contents gone": _remove("*.toc"),
    "segment gone": _remove("MAIN_*.[!t]*"),
    "segment halved": _rewrite("MAIN_*.[!t]*", lambda whole: whole[: len(whole) // 2]),
    "segment flipped": _rewrite("MAIN_*.[!t]*", lambda whole: bytes(byte ^ 0xFF for byte in whole)),
    "lock left": lambda folder: (folder / "MAIN_WRITELOCK").touch(),
}


def _outcome(stack: Stack, number: int) -> str:
    try:
        return "right" if stack.found("小事") == [number] else "silently nothing"
    except SaysSoError:
        return "said"
    except Exception as error:  # noqa: BLE001
        return f"raised {type(error).__name__}"


HOLD_EVERYWHERE: Final[tuple[Claim, ...]] = (a_word_that_jieba_cuts_is_found,)
FAIL_ON_STOCK: Final[tuple[Claim, ...]] = (
    a_phrase_of_two_words_is_found,
    no_query_lists_everything,
    a_single_character_finds_every_report_that_holds_it,
    signs_and_numbers_find_what_they_say,
    a_plus_is_part_of_what_is_looked_for,
    a_slogan_with_pluses_is_no_bag_of_pieces,
    a_word_learned_later_loses_no_report,
    what_matched_is_marked,
    the_marked_text_is_escaped,
    pages_are_the_hits_each_once,
    a_facet_value_is_one_value,
    a_chosen_value_does_not_hide_the_others,
    two_values_of_a_facet_are_alternatives,
    an_order_may_have_two_directions,
    a_report_withdrawn_while_the_index_is_locked_is_gone,
    a_rebuild_is_not_seen,
    a_question_that_fails_leaves_no_file_open,
    no_sign_raises,
    damage_is_said_or_does_not_matter,
)
