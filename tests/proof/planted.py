"""Faults that a tired programmer could make in a rule, each one change of text; and faults that change nothing, with reasons."""

PLANTED: tuple[tuple[str, str, str], ...] = (
    # noise
    ("noise", 'message = b"blur\\0%s\\0%s\\0%s" % (variable.encode(), category.encode(), key_sum.to_bytes(8, "big"))',
     'message = b"blur\\0%s\\0%s" % (variable.encode(), category.encode())'),
    ("noise", "hmac.digest(secret, message, hashlib.sha256)", 'hmac.digest(b"", message, hashlib.sha256)'),
    ("noise", "(variable.encode(), category.encode(),", '(variable.encode(), b"",'),
    ("noise", "(variable.encode(), category.encode(),", '(b"", category.encode(),'),
    ("noise", "return (number + step // 2) // step * step", "return number // step * step"),
    ("noise", "return (number + step // 2) // step * step", "return number"),
    # disclosure
    ("disclosure", "moved = count + noise(", "moved = count + 0 * noise("),
    ("disclosure", "return max(0, rounded(moved, self.rules.rounding))", "return max(0, moved)"),
    ("disclosure", "return max(0, rounded(moved, self.rules.rounding))", "return rounded(moved, self.rules.rounding)"),
    ("disclosure", "return blur(tally.count(variable, category), variable, category, key_sum)",
     "return tally.count(variable, category)"),
    ("disclosure", 'base=blur(tally.base(item.code), item.code, "", key_sum)', "base=tally.base(item.code)"),
    ("disclosure", "base=sum(counts.values())", "base=tally.base(item.code)"),
    ("disclosure", "key_sum = tally.key(item.code)", 'key_sum = tally.count(AGE, "1")'),
    ("disclosure", 'blur(everyone.records, AGE, "", everyone.key(AGE))', "everyone.records"),
    ("disclosure", "missing = {kind: blur(count, item, kind.value, key_sum)", "missing = {kind: count"),
    ("disclosure", "if (planned.item, group) in shown else None", "if (planned.item, EVERYONE) in shown else None"),
    ("disclosure", "if planned.item in told", "if (planned.item, EVERYONE) in shown"),
    ("disclosure", "shown_tables(cube, questionnaire, plan, rules, proved)",
     "shown_tables(cube, questionnaire, plan, rules, frozenset())"),
    # suppression
    ("suppression", "        shown = wave.resting(shown)\n", ""),
    ("suppression", "        shown -= exposed\n", "        return shown - exposed\n"),
    ("suppression", "any(clause.item in found for clause in clauses(item.asked_if))", "False"),
    ("suppression", "least = max(rules.k_show, rules.k_sensitive) if code in self.sensitive else rules.k_show",
     "least = rules.k_show"),
    ("suppression", "if self._large_enough_wave(group)\n", "if True\n"),
    ("suppression", "and not self._of_one_mind(*answers.sums[group])", ""),
    ("suppression", "            if EVERYONE not in of_item:\n                continue\n", ""),
    ("suppression", " and all(self._parent_stands(parent, answers, group, kept) for parent in answers.named)", ""),
    ("suppression", "kept |= {(code, group) for group in of_item if hidden.isdisjoint(group.of)}",
     "kept |= {(code, group) for group in of_item}"),
    ("suppression", "not one_mind and all(", "all("),
    ("suppression", "*self._told_by_children(code, shown, occupied)", ""),
    ("suppression", "            yield equation.whole, equation.parts\n", ""),
    ("suppression", "            yield equation.whole, tuple(part for part in equation.parts if part in shown)\n", ""),
    ("suppression", "[one & ~other for one in sets for other in sets] + [", "["),
    ("suppression", "self._variance(answers, group), tables, self._answered(lost))",
     "self._variance(answers, group), tables, self._answered(tables))"),
    ("suppression", " + [kinds == kind for kind in range(kinds.max() + 1)]", ""),
    ("suppression", "        yield from ((cells, ()) for cells in _told_apart([self.groups[EVERYONE], *asked]))\n", ""),
    ("suppression", "        yield from ((self.groups[group], ()) for group in answers.planned.groups)\n", ""),
    ("suppression", "or self._of_one_mind(base, gave):", "or False:"),
    ("suppression", "occupied = answers.base > 0  # whoever", "occupied = answers.base > -1  # whoever"),
    ("suppression", "return told - {item for item, _ in wave.counting_heads(told)}", "return told"),
    # equations
    ("equations", "            yield Equation(self[EVERYONE], tuple(groups))\n", ""),
    ("equations", "        yield Equation(~self.union(tuple(stated)), ())\n", ""),
    ("equations", "                    yield from self._within(variable, groups)\n", "                    pass\n"),
    # remainders
    ("remainders", "min(number.variance, seen.variance) if seen", "max(number.variance, seen.variance) if seen"),
    ("remainders", "ratios = children / draws", "ratios = 1 / draws"),
    ("remainders", "worst = int(ratios.argmax())", "worst = 0"),
    ("remainders", "gone |= _cheapest(left, used, sets[worst], float(children[worst]), most)", "break"),
    # cube
    ("cube", "np.minimum(cell_of, np.uint16(size - 1))", "np.minimum(cell_of, np.uint16(size - 2))"),
    ("cube", "            if bins is None:\n                self._refuse(codes)\n", ""),
    ("cube", "        if (codes.max(axis=1) >= self._spans).any():\n            self._refuse(codes)\n", ""),
    ("cube", "        if self._waiting:\n            self._count_waiting()\n", ""),
    ("cube", "return same and np.array_equal(self.counts, other.counts) and", "return same and"),
    # histograms
    ("histograms", "in reversed(others)", "in others"),
    ("histograms", "np.min_scalar_type(table.size)", "np.min_scalar_type(table.size - 1)"),
    ("histograms", "any(bits.max() > 1 for bits in ticked)", "False"),
    ("histograms", "_TURNED_OVER = 0x2F", "_TURNED_OVER = 0x20"),
    ("histograms", "columns[whole:] = rows[:, whole:].T", "columns[whole:] = rows[:, :1].T"),
    # releases, the ledger
    ("releases", "hashlib.sha256((prev_chain + of_document).encode())", "hashlib.sha256(of_document.encode())"),
    ("releases", "hashlib.sha256((prev_chain + of_document).encode())", "hashlib.sha256(prev_chain.encode())"),
    ("releases", "    refuse_second(session, wave)\n    assert", "    assert"),
    ("releases", "        before = row.chain\n", ""),
    ("releases", "return last.chain if last else FIRST_CHAIN", "return FIRST_CHAIN"),
    ("releases", "return last.chain if last else FIRST_CHAIN", "return last.prev_chain if last else FIRST_CHAIN"),
    ("releases", "col(StoredRelease.id).desc()", "col(StoredRelease.id)"),
    ("releases", "Wave.code == wave, StoredRelease.number == number", "Wave.code == wave"),
)  # fmt: skip
"""Module, what stands there, what a fault puts in its place."""

_SPEED = "the same is made again: slower, not otherwise"
_NEGATIVE = "any negative length stands for whatever is left"
_AT_A_TIME = "how many are counted at a time: speed and memory alone"
_ONE_TARGET = "of one target there is one estimate: first and last"
_FAR = "0 or far from it, never just that"
_MORE_THAN_ANY = "more children than any group has"
_NO_LOSS = "what always stands is never lost"
_KEPT = "how many are kept ready: speed alone"
_NO_SUCH_CODE = "no code that is looked up is as high"
_ALIKE = "the columns of one histogram are alike: options of one item, with the same characters, or none of them options"
_OF_ONE_ITEM = "every column of a pick item names the item"
EXCUSED: dict[str, str] = {
    "disclosure _responses: if cell is None: return None -> if False: return None": "what is told is shown, so there is a cell",
    "disclosure protect: for item in questionnaire.items if isinstance(item, Single | Pick) -> for item in questionnaire.items": (
        "an item that is not planned is never looked for"
    ),
    "disclosure _Blur.__call__: count + noise(self.secret, variable, category, key_sum, sigma=self.rules.blur_sigma, cu..."
    " -> count - noise(self.secret, variable, category, key_sum, sigma=self.rules.blur_sigma, cu...": (
        "noise is as likely to be up as down"
    ),
    "noise deviation: digit + k -> digit - k": "noise is as likely to be up as down",
    "equations Groups.__getitem__: if group not in self._masks: mask = np.zeros(self.layout.cells, bool) mask[self.layout...."
    " -> if True: mask = np.zeros(self.layout.cells, bool) mask[self.layout.cells_of(group)] = T...": _SPEED,
    "equations Groups._within: 0 -> -1": "one side of a pair is one category: first and last",
    "remainders estimates: missed < _ZERO * cells -> missed <= _ZERO * cells": _FAR,
    "remainders hidden_for: abs(weight) > _ZERO -> abs(weight) >= _ZERO": _FAR,
    "remainders _cheapest: 0 -> -1": _ONE_TARGET,
    "remainders _cheapest.worth: 0 -> -1": _ONE_TARGET,
    "suppression _Wave._left_over: for child in self.items.values() if answers.item.code in child.named"
    " -> for child in self.items.values()": "of sets that no number tells of nothing can be worked out",
    "suppression _told_apart: 1 -> 2": "of nobody nothing can be learnt",
    "suppression _Wave.counting_heads: 0 -> 1": _NO_LOSS,
    "suppression _Wave.counting_heads: 0 -> -1": _NO_LOSS,
    "releases _read: 64 -> 65": _KEPT,
    "releases _read: 64 -> 63": _KEPT,
    "releases _newest_link: 1 -> 2": "the first of them is taken",
    "suppression : 1000000000.0 -> 1000000001.0": _MORE_THAN_ANY,
    "suppression : 1000000000.0 -> 999999999.0": _MORE_THAN_ANY,
    "cube : 120000 -> 120001": _AT_A_TIME,
    "cube : 120000 -> 119999": _AT_A_TIME,
    "histograms : 8 -> 7": _AT_A_TIME,
    "histograms : 65536 -> 65537": _AT_A_TIME,
    "histograms : 65536 -> 65535": _AT_A_TIME,
    "histograms together: cells * math.prod(shape((*run, variable), slots)) > _WIDEST_TABLE"
    " -> cells * math.prod(shape((*run, variable), slots)) >= _WIDEST_TABLE": _AT_A_TIME,
    "histograms shape: 0 -> 1": _ALIKE,
    "histograms shape: 0 -> -1": _ALIKE,
    "histograms _is_pick: 0 -> 1": _ALIKE,
    "histograms _is_pick: 0 -> -1": _ALIKE,
    "histograms by_code: 1 -> 2": "room for one code more that nobody has",
    "cube CubeBuilder.__init__: 0 -> -1": "a single variable has a single axis",
    "histograms lookup: 256 -> 257": _NO_SUCH_CODE,
    "histograms lookup: 256 -> 255": _NO_SUCH_CODE,
    "histograms : 47 -> 46": "codes in another order, the missing kinds before all others still",
    "cube CubeBuilder.add: 1 -> 2": _NEGATIVE,
    "cube CubeBuilder._count_waiting: 1 -> 2": _NEGATIVE,
    "cube Layout.cells_of: 1 -> 2": _NEGATIVE,
    "cube CubeBuilder._refuse: 0 -> 1": _OF_ONE_ITEM,
    "cube CubeBuilder._refuse: 0 -> -1": _OF_ONE_ITEM,
}
"""Mutants that no test can tell from the rule, by name, each with the reason."""
