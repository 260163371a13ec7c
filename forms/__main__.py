"""`python -m forms contact` or `python -m forms path/to/form.md`: print the compiled XForm, or say what is wrong."""

import sys
from pathlib import Path

from forms.catalogue import read
from forms.compile import compile_form
from forms.problem import FormProblem


def main(argument: str) -> int:
    """Compile one definition to standard output; 1 when it is wrong."""
    try:
        text = Path(argument).read_text(encoding="utf-8") if argument.endswith(".md") else read(argument)
        sys.stdout.write(compile_form(text).xform)
    except FormProblem as problem:
        sys.stderr.write(f"{problem}\n" + (f"{problem.detail}\n" if problem.detail else ""))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "contact"))
