"""Whether a release keeps the rules, held against the truth: with a copy of each rule of its own. Pure.

For the judge (`audit`), who must not trust what made the release: thresholds, sizes of waves, one mind, what rests on what and
how far a number may be from the true one are worked out again from the cube, without any code of `suppression` or `disclosure`.
Sentences name items, never a group or a number: to say which group is too small would tell that it is small.
"""

from collections.abc import Iterator

from app.results.cube import Cube, Tally
from app.results.published import Cell, cell_key
from app.results.releases import Release
from app.surveys.codebook import CHOSEN, Missing
from app.surveys.plan import EVERYONE, Group
from app.surveys.questionnaire import Level, Pick, Questionnaire, Single, clauses

_SHOWN_FROM, _SENSITIVE_FROM = 25, 50
_WAVES_FROM = (25, 100, 500)
"""Submissions from which anything, groups, and pairs are shown."""
_ONE_MIND_BELOW, _ONE_MIND_ABOVE_PERCENT = 200, 90
_FARTHEST = 8
_OF_THE_PROGRAM = "the program that protects has a fault."


def broken(release: Release, cube: Cube) -> Iterator[str]:
    """A sentence for each number that breaks a rule; none where the release is sound."""
    held = _Held(release, cube)
    for planned in release.plan.items:
        for group in planned.groups:
            cell = release.cells[cell_key(planned.item, group)]
            if cell is not None:
                yield from (f"{planned.item}: {fault}; {_OF_THE_PROGRAM}" for fault in held.faults(planned.item, group, cell))
        yield from held.missing_faults(planned.item)
    if abs(release.respondents - cube.records) > _FARTHEST:
        yield f"The number of children is too far from the true one; {_OF_THE_PROGRAM}"


def of_one_mind(item: Single | Pick, base: int, counts: dict[str, int]) -> bool:
    """Whether nearly all of a small group gave an answer that is flagged as sensitive; `counts` are by option."""
    gave = sum(counts[option.code] for option in item.options if option.sensitive)
    return base < _ONE_MIND_BELOW and 100 * gave > _ONE_MIND_ABOVE_PERCENT * base


class _Held:
    def __init__(self, release: Release, cube: Cube) -> None:
        self.release, self.cube = release, cube
        self.questionnaire = release.questionnaire
        self.sensitive = _sensitive(release.questionnaire)
        self.planned = {planned.item: planned.groups for planned in release.plan.items}

    def faults(self, code: str, group: Group, cell: Cell) -> Iterator[str]:
        """What is wrong with one shown table."""
        item, tally = self._choice(code), self.cube.tally(group)
        base, counts = tally.base(code), _counts(item, tally)
        if self.cube.records < _WAVES_FROM[len(group.of)]:
            yield "the wave is too small for such a table"
        if base < (_SENSITIVE_FROM if code in self.sensitive else _SHOWN_FROM):
            yield "too few children answered"
        if of_one_mind(item, base, counts):
            yield "nearly all gave a sensitive answer"
        if not all(self._stands(code, part) for part in _parts(group)):
            yield "it is a part of what is hidden"
        for clause in clauses(item.asked_if):
            if clause.item in self.planned and not all(self._stands(clause.item, one) for one in (EVERYONE, group)):
                yield "it rests on what is hidden"
        published = {option: cell.counts[f"{code}_{option}"][CHOSEN] for option in counts} if isinstance(item, Pick) else None
        for option, number in (published or cell.counts[code]).items():
            if abs(number - counts[option]) > _FARTHEST:
                yield "a number is too far from the true one"
        if isinstance(item, Pick) and abs(cell.base - base) > _FARTHEST:
            yield "the base is too far from the true one"

    def missing_faults(self, code: str) -> Iterator[str]:
        """What is wrong with how many left an item."""
        told = self.release.responses[code]
        if told is None:
            return
        if not self._shown(code, EVERYONE):
            yield f"{code}: it is told how many left what is hidden; {_OF_THE_PROGRAM}"
        true = self.cube.tally().missing(code)
        numbers = {
            Missing.NO_ANSWER: told.left,
            Missing.DONT_KNOW: told.dont_know,
            Missing.PREFER_NOT_TO_SAY: told.rather_not,
        }
        if any(abs(number - true[kind]) > _FARTHEST for kind, number in numbers.items()):
            yield f"{code}: a number of those who left it is too far from the true one; {_OF_THE_PROGRAM}"

    def _choice(self, code: str) -> Single | Pick:
        item = self.questionnaire.item(code)
        assert isinstance(item, Single | Pick), "plan: only choices are planned"
        return item

    def _shown(self, code: str, group: Group) -> bool:
        return self.release.cells[cell_key(code, group)] is not None

    def _stands(self, code: str, group: Group) -> bool:
        """Whether an item is shown in a group, or was never planned there."""
        return group not in self.planned[code] or self._shown(code, group)


def _parts(group: Group) -> Iterator[Group]:
    """What a group lies in: all children, and of a pair each side."""
    if group != EVERYONE:
        yield EVERYONE
    if len(group.of) > 1:
        yield from (Group(of=(part,)) for part in group.of)


def _counts(item: Single | Pick, tally: Tally) -> dict[str, int]:
    if isinstance(item, Pick):
        return {option.code: tally.count(f"{item.code}_{option.code}", CHOSEN) for option in item.options}
    return {option.code: tally.count(item.code, option.code) for option in item.options}


def _sensitive(questionnaire: Questionnaire) -> set[str]:
    """Items of a level above S0, and those that rest on one."""
    found: set[str] = set()
    for item in questionnaire.items:
        if item.level is not Level.S0 or found & {clause.item for clause in clauses(item.asked_if)}:
            found.add(item.code)
    return found
