"""What runs behind the names of functions and tasks, as the tests say at this moment."""

import json
import os


def runner(kind, name):
    """The address of a function, or the command of a task family; None when no test has named it."""
    with open(os.environ["RUNNERS"], encoding="utf-8") as file:
        return json.load(file).get(kind, {}).get(name)
