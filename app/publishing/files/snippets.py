"""How to load the tables, with their labels and in their order, in R and in Python. Short enough to be read before it is run."""

from app.publishing.files.about import About, about
from app.results.releases import Stored

PYTHON = """\
# Needs pandas. Run it in the folder that holds the files.
import pandas

NUMBERS = ["base", "count", "percent"]
# An empty number is one that is not shown. An empty word is a word (no group: all children), and so is "NA".
columns = pandas.read_csv("tables.csv", nrows=0).columns
tables = pandas.read_csv(
    "tables.csv",
    dtype={name: "Int64" if name in NUMBERS else "str" for name in columns},
    keep_default_na=False,
    na_values={name: [""] for name in NUMBERS},
)
tables["status"] = tables["status"].map(
    {"A": "shown", "U": "few answers: caution", "S": "not shown, to protect children"}
).astype("category")

# Each answer's label in the order in which it was offered, all children only:
everyone = tables[tables["breakdown"] == ""]
for variable, rows in everyone.groupby("variable", sort=False):
    print(variable, rows["question"].iloc[0])
    print(rows[["category", "base", "count", "percent", "note"]].to_string(index=False), end="\\n\\n")
"""

R = """\
# Needs nothing beside R. Run it in the folder that holds the files.
numbers <- c("base", "count", "percent")
tables <- read.csv("tables.csv", colClasses = "character",
                   na.strings = character(), encoding = "UTF-8")
# An empty number is one that is not shown: it becomes NA.
tables[numbers] <- lapply(tables[numbers], function(text) as.integer(ifelse(text == "", NA, text)))
tables$status <- factor(tables$status, c("A", "U", "S"),
                        c("shown", "few answers: caution", "not shown, to protect children"))

# Each answer's label in the order in which it was offered, all children only:
everyone <- tables[tables$breakdown == "", ]
for (rows in split(everyone, factor(everyone$variable, unique(everyone$variable)))) {
  cat(rows$variable[1], rows$question[1], "\\n")
  print(rows[, c("category", "base", "count", "percent", "note")], row.names = FALSE)
}
"""


def python(stored: Stored, base_url: str) -> bytes:
    """`tables.py`: for pandas."""
    return _with_heading(about(stored, base_url), PYTHON)


def r(stored: Stored, base_url: str) -> bytes:
    """`tables.R`: for R without any package."""
    return _with_heading(about(stored, base_url), R)


def _with_heading(said: About, code: str) -> bytes:
    # A comment ends with its line: nothing that people wrote may start another one.
    told = (said.title, *said.marks, said.whom, *said.protection, f"Release {said.name}: {said.address}")
    heading = "\n".join(f"# {' '.join(line.split())}" for line in told)
    return f"{heading}\n\n{code}".encode()
