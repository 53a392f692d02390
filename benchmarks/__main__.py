"""Run every benchmark, or those named on the command line, and print one table."""

import sys

from benchmarks import counting, files, intake, reading, reading_room, slow, start, visit

BENCHMARKS = {
    "visit": visit.rows,
    "slow": slow.rows,
    "intake": intake.rows,
    "counting": counting.rows,
    "reading": reading.rows,
    "reading-room": reading_room.rows,
    "files": files.rows,
    "start": start.rows,
}


def main() -> None:
    """Print the rows of the benchmarks asked for."""
    names = sys.argv[1:] or list(BENCHMARKS)
    sys.stdout.write(f"{'measured':<68} {'here':>18} {'reference':>18} {'ratio':>7}  aim\n")
    for name in names:
        for what, here, reference, ratio, aim in BENCHMARKS[name]():
            sys.stdout.write(f"{what:<68} {here:>18} {reference:>18} {ratio:>7}  {aim}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
