"""`python -m bridge` is the command `ideabridge`."""

from bridge.cli.main import main

if __name__ == "__main__":
    main()
