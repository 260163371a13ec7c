"""`python -m forms contact` or `python -m forms path/to/form.xlsx`: print the compiled XForm, or say everything that is wrong."""

import sys
from pathlib import Path

from forms.catalogue import read
from forms.checks import find_problems
from forms.compile import compile_form
from forms.problem import FormProblem
from forms.reading import read_definition, read_markdown


def main(argument: str) -> int:
    """Compile one definition to standard output; 1 when it is wrong."""
    try:
        path = Path(argument)
        book = read_definition(path.name, path.read_bytes()) if path.suffix else read_markdown(read(argument))
        problems = find_problems(book)
        if not problems:
            sys.stdout.write(compile_form(book).xform)
    except FormProblem as wrong:
        problems = [wrong]
    for problem in problems:
        sys.stderr.write(f"{problem}\n" + (f"{problem.detail}\n" if problem.detail else ""))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "contact"))
