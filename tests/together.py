"""Calls at the same moment, each with a connection of its own.

On SQLite the rows made so far move into a database file first, under the site's own settings: the tests'
database in memory has one connection only.
"""

import sqlite3
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection, connections

Together = Callable[[list[Callable[[], Any]]], list[Any]]


@pytest.fixture
def together(tmp_path: Path) -> Iterator[Together]:
    """Calls all functions at the same moment; each answer is what came back, or the exception."""
    with ExitStack() as files:

        def call(functions: list[Callable[[], Any]]) -> list[Any]:
            if connection.vendor == "sqlite" and not (tmp_path / "db").exists():
                files.enter_context(database_in_file(tmp_path / "db"))
            start = threading.Barrier(len(functions))
            with ThreadPoolExecutor(len(functions)) as pool:
                return list(pool.map(lambda function: at_once(start, function), functions))

        yield call
    cache.clear()  # its table belongs to no model, so that no test would empty it


@contextmanager
def database_in_file(path: Path) -> Iterator[None]:
    """Within it this test's connections, the main one too, are to a copy of the SQLite database in a file."""
    in_memory, name = connection.connection, connection.settings_dict["NAME"]
    copy = sqlite3.connect(path)
    in_memory.backup(copy)
    copy.close()
    connection.settings_dict["NAME"] = str(path)
    connection.connection = None
    connection.connect()
    yield
    connection.settings_dict["NAME"] = name
    connection.connection.close()
    connection.connection = in_memory


def at_once(start: threading.Barrier, function: Callable[[], Any]) -> Any:
    start.wait()
    try:
        return function()
    except Exception as error:
        return error
    finally:
        connections.close_all()
