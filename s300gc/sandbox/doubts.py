"""The table of doubts: all that is not known for certain of the two systems.

One row is one doubt; a switch of the sandbox takes its readings, or a sentence says why one
reading is enough.
"""

from s300gc.sandbox.doubt import Doubt
from s300gc.sandbox.gocardless.doubts import GOCARDLESS
from s300gc.sandbox.sage300.doubts import SAGE300

DOUBTS: tuple[Doubt, ...] = (*SAGE300, *GOCARDLESS)
"""Every doubt about either system."""
