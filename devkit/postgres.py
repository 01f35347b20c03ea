"""A private PostgreSQL below `.cache`: reached by a unix socket only, stopped by its last user."""

import fcntl
import os
import pwd
import re
import shlex
import shutil
import stat
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from . import debian, process, system
from .console import Problem, step
from .locking import exclusive, try_lock
from .paths import CACHE, DOWNLOADS, ROOT, shown
from .stamps import fingerprint

# Odoo refuses to work as the role `postgres`.
ROLE = "odoo"
FOLDER = CACHE / "postgres"
PRIVATE = CACHE / "postgres-programs"
SOCKET_NAME = ".s.PGSQL.5432"
LONGEST_SOCKET_PATH = 107
# For a checkout below root's closed home: another user, but allowed into every folder. The secure
# bit is what makes that hold for access(2) too, which the server's start asks.
_THROUGH_CLOSED_FOLDERS = (
    "--securebits=+no_setuid_fixup",
    "--inh-caps=+dac_override",
    "--ambient-caps=+dac_override",
)
SETTINGS = {"listen_addresses": "", "max_connections": "200", "shared_buffers": "256MB"}


@dataclass(frozen=True)
class Cluster:
    """The running server: its programs, where all of it lies, and how to act as its owner."""

    programs: Path
    folder: Path
    owner: tuple[str, ...]

    @property
    def data(self) -> Path:
        """The folder with the databases."""
        return self.folder / "data"

    @property
    def log(self) -> Path:
        """The server's log."""
        return self.folder / "server.log"

    @property
    def socket_folder(self) -> Path:
        """In the repository, or in a short place where the operating system's limit forbids it."""
        near = self.folder / "run"
        if len(os.fsencode(near / SOCKET_NAME)) <= LONGEST_SOCKET_PATH:
            return near
        return Path(tempfile.gettempdir()) / f"collection-sms-{fingerprint(str(self.folder))}"

    def query(self, sql: str, database: str = "postgres") -> list[str]:
        """The lines which a statement answers, columns separated by `|`."""
        command = [self.programs / "psql", "-X", "-A", "-t", "-q", "-v", "ON_ERROR_STOP=1"]
        command += ["-h", self.socket_folder, "-U", ROLE, "-d", database, "-c", sql]
        answer = process.run(command, "PostgreSQL refused a statement.", env=_environment())
        return answer.splitlines()

    def crash(self) -> None:
        """Let the server die as in a power cut, as far as it knows, and start it again."""
        _control(self, "restart", "-m", "immediate", "--log", self.log)


@contextmanager
def running(folder: Path = FOLDER):
    """A running server for the time of the block. The last block to end stops it."""
    CACHE.mkdir(exist_ok=True)
    with open(folder.with_suffix(".users"), "w") as users:
        fcntl.flock(users, fcntl.LOCK_SH)
        with exclusive("setup"):
            cluster = _ready(folder)
        try:
            yield cluster
        finally:
            if try_lock(users, fcntl.LOCK_EX):
                _control(cluster, "stop", "-m", "fast")


def copy(source: Cluster, target: Cluster, name: str) -> None:
    """Copy a database to another server; one of that name there is replaced."""
    target.query(f'DROP DATABASE IF EXISTS "{name}"')
    target.query(f'CREATE DATABASE "{name}" TEMPLATE template0')
    dump = [source.programs / "pg_dump", "-h", source.socket_folder, "-U", ROLE]
    load = [target.programs / "psql", "-X", "-q", "-h", target.socket_folder, "-U", ROLE]
    failure = f"The database {name} cannot be copied."
    with tempfile.NamedTemporaryFile(dir=CACHE) as file:
        process.run([*dump, "-f", file.name, name], failure, env=_environment())
        process.run([*load, "-f", file.name, "-d", name], failure, env=_environment())


def _ready(folder: Path) -> Cluster:
    """Create the cluster where it does not exist, start it where it does not run."""
    cluster = Cluster(_programs(folder), folder, _owner(folder))
    if not (cluster.data / "PG_VERSION").exists():
        with step("Creating a private PostgreSQL cluster"):
            _create(cluster)
    if not _answers(cluster):
        _control(cluster, "stop", "-m", "fast", check=False)
        _start(cluster)
    return cluster


def _create(cluster: Cluster) -> None:
    # An unfinished one from an interrupted set-up would be in the way.
    shutil.rmtree(cluster.data, ignore_errors=True)
    unfinished = cluster.folder / "data.unfinished"
    shutil.rmtree(unfinished, ignore_errors=True)
    process.run(
        [
            *cluster.owner, cluster.programs / "initdb", "--pgdata", unfinished,
            "--username", ROLE, "--auth", "trust", "--encoding", "UTF8", "--locale", "C.UTF-8",
        ],
        "PostgreSQL cannot create its cluster.",
        env=_environment(),
        cwd=cluster.folder,
    )  # fmt: skip
    unfinished.rename(cluster.data)


def _start(cluster: Cluster) -> None:
    _create_socket_folder(cluster)
    settings = {**SETTINGS, "unix_socket_directories": f'"{cluster.socket_folder}"'}
    options = " ".join(shlex.quote(f"--{name}={value}") for name, value in settings.items())
    _control(cluster, "start", "--log", cluster.log, "--options", options)


def _answers(cluster: Cluster) -> bool:
    """Whether the server runs and its socket is there (temporary folders get cleaned)."""
    if not (cluster.socket_folder / SOCKET_NAME).exists():
        return False
    command = [cluster.programs / "pg_isready", "-q", "-h", cluster.socket_folder]
    return process.succeeds(command, env=_environment())


def _control(cluster: Cluster, action: str, *options, check: bool = True) -> None:
    pg_ctl = [*cluster.owner, cluster.programs / "pg_ctl"]
    command = [*pg_ctl, action, "--wait", "--pgdata", cluster.data, *options]
    if not check:
        process.succeeds(command, env=_environment(), cwd=cluster.folder)
        return
    failure = f"PostgreSQL did not {action}; its log is {shown(cluster.log)}."
    process.run(command, failure, env=_environment(), cwd=cluster.folder)


# --- programs -----------------------------------------------------------------------------------


def _programs(folder: Path) -> Path:
    """The folder with PostgreSQL's programs; fetched from Debian where the machine has none."""
    found = _find_programs() or _fetch_programs()
    made_by = _version_of(folder / "data")
    fitting = [place for place in found if made_by in ("", _version(place))]
    if not fitting:
        raise Problem(
            f"The databases in {shown(folder)} were made by PostgreSQL {made_by}, which is not "
            f"here any more. Install postgresql-{made_by}, or delete {shown(folder)} to start over."
        )
    return fitting[0]


def _find_programs() -> list[Path]:
    in_path = shutil.which("initdb")
    places = [Path(in_path).resolve().parent] if in_path else []
    for root in (Path("/"), PRIVATE):
        places += sorted(root.glob("usr/lib/postgresql/*/bin"), reverse=True)
    needed = ("initdb", "pg_ctl", "postgres", "psql", "pg_isready")
    return [place for place in places if all((place / name).exists() for name in needed)]


def _version(programs: Path) -> str:
    output = process.run([programs / "initdb", "--version"], "", env=_environment())
    return re.search(r"\d+", output)[0]


def _version_of(data: Path) -> str:
    file = data / "PG_VERSION"
    return file.read_text().strip() if file.exists() else ""


def _fetch_programs() -> list[Path]:
    """Unpack Debian's server and the libraries this machine lacks for it; no root needed."""
    if not debian.has_apt():
        system.install("postgresql", "The databases need the PostgreSQL server.")
        return _find_programs()
    with step("Fetching the PostgreSQL server from Debian"):
        debian.fetch("postgresql", PRIVATE, DOWNLOADS / "postgres")
    return _find_programs()


def _environment() -> dict[str, str]:
    """The libraries of a fetched server lie beside it. Settings for other servers do not apply."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return {**clean, **debian.library_path(PRIVATE)}


# --- owner and socket ---------------------------------------------------------------------------


def _owner(folder: Path) -> tuple[str, ...]:
    """What to put before a command to run it as the cluster's owner, who must not be root."""
    folder.mkdir(exist_ok=True, mode=0o700)
    if os.geteuid() != 0:
        return ()
    user = _account()
    os.chown(folder, user.pw_uid, user.pw_gid)
    plain = ("setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups")
    for prefix in (plain, (*plain, *_THROUGH_CLOSED_FOLDERS)):
        if process.succeeds([*prefix, "test", "-x", folder]):
            return prefix
    raise Problem(
        f"PostgreSQL does not run as root, and its user {user.pw_name} cannot enter {ROOT}.\n"
        "Run this as an ordinary user, or put the repository where other users may enter."
    )


def _account() -> pwd.struct_passwd:
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise Problem("PostgreSQL does not run as root. Run this as an ordinary user.")


def _create_socket_folder(cluster: Cluster) -> None:
    """Create it, for its owner only; whoever can enter it may connect without a password."""
    folder = cluster.socket_folder
    make = [*cluster.owner, "mkdir", "-p", "-m", "700", folder]
    process.run(make, f"{folder} cannot be created.", cwd=cluster.folder)
    found, owner = folder.lstat(), cluster.folder.stat().st_uid
    if (found.st_uid, stat.S_IFMT(found.st_mode)) != (owner, stat.S_IFDIR):
        raise Problem(f"{folder} belongs to another user. Please remove it.")
