"""One small fault at a time: every change to a module that this knows how to make, each as the source of a faulty module.

A comparison lets its boundary in or out or is turned round, a number is one more or one less, `and` is `or`, a condition is
dropped, a set is not turned round, a sum is a difference, the least is the most, a statement is left out.
"""

import ast
import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
}
OPERATORS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Add,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
}
NAMES = {"all": "any", "any": "all", "min": "max", "max": "min"}
Change = Callable[[Any], ast.AST | None]
"""Makes a fault of a node's copy; None takes the node away."""


@dataclass(frozen=True)
class Mutant:
    """A module with one fault."""

    module: str
    where: str
    before: str
    after: str
    line: int
    source: str

    @property
    def name(self) -> str:
        """What was changed, in one line: the key by which a fault without consequence is excused."""
        return f"{self.module} {self.where}: {self.before} -> {self.after}"


def mutants(module: str, source: str) -> Iterator[Mutant]:
    """Every mutant of a module, from top to bottom."""
    tree = ast.parse(source)
    where = _functions(tree)
    for number, node in enumerate(ast.walk(tree)):
        for change in _changes(node):
            faulty = ast.parse(source)
            after = _changed(faulty, number, change)
            line = getattr(node, "lineno", 0)
            text = ast.unparse(ast.fix_missing_locations(faulty))
            yield Mutant(module, where.get(id(node), ""), _short(node), after, line, text)


def _functions(tree: ast.Module) -> dict[int, str]:
    """The innermost named thing that each node stands in; text of documentation and types stands in none."""
    found: dict[int, str] = {}

    def walk(node: ast.AST, name: str) -> None:
        found[id(node)] = name
        inner = node.name if isinstance(node, ast.FunctionDef | ast.ClassDef) else name
        for child in ast.iter_child_nodes(node):
            walk(child, f"{name}.{inner}".strip(".") if inner != name else name)

    walk(tree, "")
    return found


def _short(node: ast.AST) -> str:
    text = " ".join(ast.unparse(node).split())
    return text if len(text) <= 90 else text[:87] + "..."


def _changed(tree: ast.Module, number: int, change: Change) -> str:
    """Make the fault in the tree, at the node of that number; says what stands there now."""
    target = next(node for place, node in enumerate(ast.walk(tree)) if place == number)
    new = change(copy.deepcopy(target))
    for parent in ast.walk(tree):
        for field, value in ast.iter_fields(parent):
            if value is target:
                setattr(parent, field, new)
                return _short(new) if new else "(gone)"
            if isinstance(value, list) and any(one is target for one in value):
                place = next(place for place, one in enumerate(value) if one is target)
                value[place : place + 1] = [new] if new else ([] if isinstance(target, ast.expr) else [ast.Pass()])
                return _short(new) if new else "(gone)"
    raise AssertionError("The node has no parent.")


def _changes(node: ast.AST) -> Iterator[Change]:
    if isinstance(node, ast.Compare):
        for place, operator in enumerate(node.ops):
            for other in COMPARISONS[type(operator)]:
                yield _set(lambda new, place=place, other=other: new.ops.__setitem__(place, other()))  # type: ignore[misc]
    elif isinstance(node, ast.BoolOp):
        yield _set(lambda new: setattr(new, "op", ast.Or() if isinstance(node.op, ast.And) else ast.And()))
        for place in range(len(node.values)):
            yield _set(lambda new, place=place: new.values.pop(place))  # type: ignore[misc]
    elif isinstance(node, ast.BinOp) and type(node.op) in OPERATORS and not _is_of_types(node):
        yield _set(lambda new: setattr(new, "op", OPERATORS[type(node.op)]()))
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not | ast.Invert):
        yield lambda new: new.operand
    else:
        yield from _changes_of_values(node)
        yield from _changes_of_statements(node)


def _changes_of_values(node: ast.AST) -> Iterator[Change]:
    if isinstance(node, ast.Constant) and type(node.value) in {int, float}:
        yield _set(lambda new: setattr(new, "value", new.value + 1))
        yield _set(lambda new: setattr(new, "value", new.value - 1))
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in NAMES:
        yield _set(lambda new: setattr(new.func, "id", NAMES[new.func.id]))
    elif isinstance(node, ast.IfExp):
        yield lambda new: new.body
        yield lambda new: new.orelse


def _changes_of_statements(node: ast.AST) -> Iterator[Change]:
    if isinstance(node, ast.comprehension):
        for place in range(len(node.ifs)):
            yield _set(lambda new, place=place: new.ifs.pop(place))  # type: ignore[misc]
    elif isinstance(node, ast.If):
        yield _set(lambda new: setattr(new, "test", ast.Constant(value=False)))
        yield _set(lambda new: setattr(new, "test", ast.Constant(value=True)))
    elif isinstance(node, ast.AugAssign | ast.Raise | ast.Continue | ast.Break) or (
        isinstance(node, ast.Expr) and not isinstance(node.value, ast.Constant)
    ):
        yield lambda new: None


def _set(change: Callable[[Any], object]) -> Change:
    def changed(node: ast.AST) -> ast.AST:
        change(node)
        return node

    return changed


def _is_of_types(node: ast.BinOp) -> bool:
    """`Single | Pick`, `int | None`: types, not sets."""
    names = [side.id for side in (node.left, node.right) if isinstance(side, ast.Name)]
    nothing = any(isinstance(side, ast.Constant) and side.value is None for side in (node.left, node.right))
    return isinstance(node.op, ast.BitOr) and (nothing or (len(names) == 2 and all(name[0].isupper() for name in names)))
