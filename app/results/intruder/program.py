"""A linear program that is built once and asked many questions: the least and the most of a sum over its variables. Pure.

Solved by HiGHS (Huangfu and Hall, 2018) with the primal simplex method: from one question to the next only the objective
changes, so the last vertex stays feasible and is where the next search starts.
"""

import math
from collections.abc import Sequence

import highspy
import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float64]
Indices = NDArray[np.intp]

_PRIMAL_SIMPLEX = 4


class Infeasible(Exception):
    """No numbers fit all that is demanded."""


class Program:
    """Variables are 0 or more; rows bound sums of them."""

    def __init__(self) -> None:
        self.variables = 0
        self.programs = 0
        self._rows: list[tuple[Indices, Vector]] = []
        self._bounds: list[tuple[float, float]] = []
        self._solver: highspy.Highs | None = None
        self._asked: Indices = np.zeros(0, np.intp)

    def add(self, number: int) -> Indices:
        """So many new variables."""
        self.variables += number
        return np.arange(self.variables - number, self.variables)

    def bound(self, terms: Sequence[tuple[Indices, float]], least: float, most: float = math.inf) -> None:
        """Demand that a sum of groups of variables, each times its factor, lies between two numbers."""
        variables = np.concatenate([group for group, _ in terms])
        factors = np.concatenate([np.full(len(group), factor) for group, factor in terms])
        self._rows.append((variables, factors))
        self._bounds.append((least, most))

    def possible(self) -> None:
        """Raises Infeasible where no numbers fit all that is demanded."""
        self.least(np.zeros(0, np.intp))

    def least(self, variables: Indices) -> tuple[float, Vector]:
        """The least that these can add up to, and numbers for all variables where they do. Raises Infeasible."""
        return self._solved(variables, highspy.ObjSense.kMinimize)

    def most(self, variables: Indices) -> tuple[float, Vector]:
        """The most that these can add up to, infinite where nothing bounds them. Raises Infeasible."""
        return self._solved(variables, highspy.ObjSense.kMaximize)

    def _solved(self, variables: Indices, sense: highspy.ObjSense) -> tuple[float, Vector]:
        solver = self._solver or self._built()
        self._solver = solver
        for asked, cost in ((self._asked, 0.0), (variables, 1.0)):
            solver.changeColsCost(len(asked), asked.astype(np.int32), np.full(len(asked), cost))
        self._asked = variables
        solver.changeObjectiveSense(sense)
        solver.run()
        self.programs += 1
        status = solver.getModelStatus()
        found = np.array(solver.getSolution().col_value)
        if status in {highspy.HighsModelStatus.kUnbounded, highspy.HighsModelStatus.kUnboundedOrInfeasible}:
            return math.inf, found
        if status != highspy.HighsModelStatus.kOptimal:
            raise Infeasible(str(status))
        return float(found[variables].sum()), found

    def _built(self) -> highspy.Highs:
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = self.variables, len(self._rows)
        model.col_cost_ = np.zeros(self.variables)
        model.col_lower_, model.col_upper_ = np.zeros(self.variables), np.full(self.variables, highspy.kHighsInf)
        model.row_lower_ = np.array([max(least, -highspy.kHighsInf) for least, _ in self._bounds])
        model.row_upper_ = np.array([min(most, highspy.kHighsInf) for _, most in self._bounds])
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_ = np.cumsum([0, *(len(variables) for variables, _ in self._rows)])
        model.a_matrix_.index_ = np.concatenate([np.zeros(0, np.intp), *(variables for variables, _ in self._rows)])
        model.a_matrix_.value_ = np.concatenate([np.zeros(0), *(factors for _, factors in self._rows)])
        solver = highspy.Highs()  # type: ignore[no-untyped-call]
        solver.setOptionValue("output_flag", False)
        solver.setOptionValue("log_to_console", False)
        solver.setOptionValue("solver", "simplex")
        solver.setOptionValue("simplex_strategy", _PRIMAL_SIMPLEX)
        solver.setOptionValue("presolve", "off")
        solver.setOptionValue("threads", 1)
        solver.passModel(model)
        return solver
