"""The most memory of a process that counts so many children, in megabytes: `python -m benchmarks.memory CHILDREN FILE`.

FILE holds some records of the starter survey, joined; they come again and again, as blocks do from a database. Nothing is
imported but what counting needs.
"""

import sys
from pathlib import Path

import numpy as np

from app.results.cube import cube_of
from app.surveys.codebook import codebook
from app.surveys.starter import starter


def main(children: int, records: bytes) -> None:
    """Count them and print the peak."""
    book = codebook(starter())
    number = len(records) // book.width
    keys = np.arange(number, dtype=np.uint64)
    cube = cube_of(book, ((records, keys) for _ in range(children // number)))
    assert cube.records == children
    print(peak())


def peak() -> float:
    """The most memory that this program ever held, in megabytes; `getrusage` may tell that of the process that started it."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]).read_bytes())
