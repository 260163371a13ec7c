"""`python -m tests.disclosure --number 1000`: the attack on as many territories as you like; the result goes to `result.json` beside this file."""

import json
from argparse import ArgumentParser
from pathlib import Path
from sys import exit as leave

from tests.disclosure.attack import attack

RESULT = Path(__file__).with_name("result.json")


def main() -> None:
    """Run, write the result, and fail if any cell was given back or the seeded defect was not found."""
    parser = ArgumentParser(prog="python -m tests.disclosure")
    parser.add_argument("--number", type=int, default=1000)
    result = attack(parser.parse_args().number)
    text = json.dumps(result, indent=2)
    RESULT.write_text(text + "\n", encoding="utf-8")
    print(text)
    leave(1 if result["given_back"] or not result["given_back_without"] else 0)


if __name__ == "__main__":
    main()
