"""Exit codes are unique, documented and ordered."""

import re
from pathlib import Path

from s300gc import errors

README = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")


def classes() -> list[type[errors.S300gcError]]:
    found, pending = [], [errors.S300gcError]
    while pending:
        one = pending.pop()
        found.append(one)
        pending += [c for c in one.__subclasses__() if c.__module__ == errors.__name__]
    return found


def test_every_exit_code_is_in_the_readme_and_in_the_docstring() -> None:
    table = {int(code) for code in re.findall(r"^\| (\d+) \|", README, re.M)}
    used = {one.exit_code for one in classes()} | {0, errors.INTERRUPTED}
    assert used == table
    documented = errors.__doc__ or ""
    for one in classes():
        assert re.search(rf"{one.__name__}\s+{one.exit_code} ", documented), one.__name__


def test_no_code_stands_for_two_things() -> None:
    direct = [
        one for one in classes() if one is errors.S300gcError or one.__base__ is errors.S300gcError
    ]
    codes = [one.exit_code for one in direct]
    assert len(set(codes)) == len(codes)


def test_of_several_outcomes_the_gravest_is_given() -> None:
    assert errors.worst([]) == 0
    assert errors.worst([3, 5, 4]) == 3
    assert errors.worst([3, 6, 5]) == 6
    assert errors.worst([7, 8, 1]) == 1
    assert errors.worst([5, 4]) == 5
