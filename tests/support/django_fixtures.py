"""
A Django project with the app, on an empty database for each test.

    def test_something(project: Project) -> None: …            # on SQLite and on PostgreSQL
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.support.django_project import Project, Seen
    from tests.support.servers import Postgres


@pytest.fixture
def seen() -> Iterator[Seen]:
    """
    What the two signals told.
    """
    from tests.support import django_project

    with django_project.hearing() as made:
        yield made


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """
    A file with all tables.
    """
    from tests.support import django_project

    file = tmp_path_factory.mktemp("django") / "template.db"
    django_project.migrated(django_project.sqlite(str(file)))
    return file


@pytest.fixture(scope="session")
def migrated_postgres(postgres_server: Postgres) -> str:
    """
    A database with all tables.
    """
    from tests.support import django_project

    name = "django_template"
    postgres_server.run(f"CREATE DATABASE {name}")
    django_project.migrated(django_project.postgresql(postgres_server, name))
    return name


@pytest.fixture(params=["sqlite", "postgresql"])
def project(request: Any, tmp_path: Path) -> Iterator[Project]:
    """
    The project on each database.
    """
    yield from (_on_sqlite(request, tmp_path) if request.param == "sqlite" else _on_postgres(request))


@pytest.fixture
def project_on_sqlite(request: Any, tmp_path: Path) -> Iterator[Project]:
    """
    The project on SQLite, for what no database decides.
    """
    yield from _on_sqlite(request, tmp_path)


def _on_sqlite(request: Any, folder: Path) -> Iterator[Project]:
    from tests.support import django_project

    file = shutil.copy(request.getfixturevalue("migrated_sqlite"), folder / "project.db")
    with django_project.using(django_project.sqlite(str(file))):
        yield django_project.Project("sqlite", f"sqlite:///{file}")


def _on_postgres(request: Any) -> Iterator[Project]:
    from tests.support import django_project

    template: str = request.getfixturevalue("migrated_postgres")
    server: Postgres = request.getfixturevalue("postgres_server")
    name = server.new_database(template)
    with django_project.using(django_project.postgresql(server, name)):
        yield django_project.Project("postgresql", server.url(name))
    server.drop(name)
