"""`python -m orchestration.cli` is `voc`."""

import sys

from orchestration.cli import main

sys.exit(main())
