"""`python -m gateway`: the same as `errgate`."""

from gateway.cli import main

main()
