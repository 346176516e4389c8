"""`python -m ui` does what `ethics-desk ui` does."""

import sys

from assistant.cli import main

if __name__ == "__main__":
    sys.argv.insert(1, "ui")
    main()
