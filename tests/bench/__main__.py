"""Runs benches by name and prints what they found."""

import argparse
import json
import sys
from pathlib import Path

from tests.bench import BENCHES
from tests.bench.measure import Figure, apart, document, lines, machine


def main() -> int:
    """Run the benches that are named, or all."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    size = parser.add_mutually_exclusive_group()
    size.add_argument("--quick", action="store_true", help="a minute or two each (default)")
    size.add_argument("--full", action="store_true", help="the documented sizes, many minutes")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all figures there")
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(BENCHES))
    given = parser.parse_args()
    unknown = [name for name in given.names if name not in BENCHES]
    if unknown:
        parser.error(f"no bench {unknown[0]}; there are {', '.join(BENCHES)}")
    print(", ".join(f"{name} {value}" for name, value in machine().items()), end="\n\n")
    reports: dict[str, list[Figure]] = {}
    for name in given.names or BENCHES:
        title, reports[name] = apart(name, full=given.full)
        print("\n".join(lines(title, reports[name])), flush=True)
    if given.json:
        text = json.dumps(document(reports, full=given.full), indent=1) + "\n"
        given.json.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
