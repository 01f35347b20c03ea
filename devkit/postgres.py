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
DATA = FOLDER / "data"
LOG = FOLDER / "server.log"
USERS = CACHE / "postgres.users"
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
    """The running server: its programs, where its socket is, and how to act as its owner."""

    programs: Path
    socket_folder: Path
    owner: tuple[str, ...]

    def query(self, sql: str, database: str = "postgres") -> list[str]:
        """The lines which a statement answers, columns separated by `|`."""
        command = [self.programs / "psql", "-X", "-A", "-t", "-q", "-v", "ON_ERROR_STOP=1"]
        command += ["-h", self.socket_folder, "-U", ROLE, "-d", database, "-c", sql]
        answer = process.run(command, "PostgreSQL refused a statement.", env=_environment())
        return answer.splitlines()


@contextmanager
def running():
    """A running server for the time of the block. The last block to end stops it."""
    CACHE.mkdir(exist_ok=True)
    with open(USERS, "w") as users:
        fcntl.flock(users, fcntl.LOCK_SH)
        with exclusive("setup"):
            cluster = _ready()
        try:
            yield cluster
        finally:
            if try_lock(users, fcntl.LOCK_EX):
                _control(cluster, "stop", "-m", "fast")


def _ready() -> Cluster:
    """Create the cluster where it does not exist, start it where it does not run."""
    cluster = Cluster(_programs(), _socket_folder(), _owner())
    if not (DATA / "PG_VERSION").exists():
        with step("Creating a private PostgreSQL cluster"):
            _create(cluster)
    if not _answers(cluster):
        _control(cluster, "stop", "-m", "fast", check=False)
        _start(cluster)
    return cluster


def _create(cluster: Cluster) -> None:
    # An unfinished one from an interrupted set-up would be in the way.
    shutil.rmtree(DATA, ignore_errors=True)
    unfinished = FOLDER / "data.unfinished"
    shutil.rmtree(unfinished, ignore_errors=True)
    process.run(
        [
            *cluster.owner, cluster.programs / "initdb", "--pgdata", unfinished,
            "--username", ROLE, "--auth", "trust", "--encoding", "UTF8", "--locale", "C.UTF-8",
        ],
        "PostgreSQL cannot create its cluster.",
        env=_environment(),
        cwd=FOLDER,
    )  # fmt: skip
    unfinished.rename(DATA)


def _start(cluster: Cluster) -> None:
    _create_socket_folder(cluster)
    settings = {**SETTINGS, "unix_socket_directories": f'"{cluster.socket_folder}"'}
    options = " ".join(shlex.quote(f"--{name}={value}") for name, value in settings.items())
    _control(cluster, "start", "--log", LOG, "--options", options)


def _answers(cluster: Cluster) -> bool:
    """Whether the server runs and its socket is there (temporary folders get cleaned)."""
    if not (cluster.socket_folder / SOCKET_NAME).exists():
        return False
    command = [cluster.programs / "pg_isready", "-q", "-h", cluster.socket_folder]
    return process.succeeds(command, env=_environment())


def _control(cluster: Cluster, action: str, *options, check: bool = True) -> None:
    command = [*cluster.owner, cluster.programs / "pg_ctl", action, "--wait", "--pgdata", DATA]
    command += options
    if not check:
        process.succeeds(command, env=_environment(), cwd=FOLDER)
        return
    failure = f"PostgreSQL did not {action}; its log is {shown(LOG)}."
    process.run(command, failure, env=_environment(), cwd=FOLDER)


# --- programs -----------------------------------------------------------------------------------


def _programs() -> Path:
    """The folder with PostgreSQL's programs; fetched from Debian where the machine has none."""
    found = _find_programs() or _fetch_programs()
    made_by = _version_of_data()
    fitting = [folder for folder in found if made_by in ("", _version(folder))]
    if not fitting:
        raise Problem(
            f"The databases in {shown(DATA)} were made by PostgreSQL {made_by}, which is not here "
            f"any more. Install postgresql-{made_by}, or delete {shown(FOLDER)} to start over."
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


def _version_of_data() -> str:
    file = DATA / "PG_VERSION"
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


def _owner() -> tuple[str, ...]:
    """What to put before a command to run it as the cluster's owner, who must not be root."""
    FOLDER.mkdir(exist_ok=True, mode=0o700)
    if os.geteuid() != 0:
        return ()
    user = _account()
    os.chown(FOLDER, user.pw_uid, user.pw_gid)
    plain = ("setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups")
    for prefix in (plain, (*plain, *_THROUGH_CLOSED_FOLDERS)):
        if process.succeeds([*prefix, "test", "-x", FOLDER]):
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


def _socket_folder() -> Path:
    """In the repository, or in a short place where the operating system's limit forbids that."""
    near = FOLDER / "run"
    if len(os.fsencode(near / SOCKET_NAME)) <= LONGEST_SOCKET_PATH:
        return near
    return Path(tempfile.gettempdir()) / f"collection-sms-{fingerprint(str(ROOT))}"


def _create_socket_folder(cluster: Cluster) -> None:
    """Create it, for its owner only; whoever can enter it may connect without a password."""
    folder = cluster.socket_folder
    make = [*cluster.owner, "mkdir", "-p", "-m", "700", folder]
    process.run(make, f"{folder} cannot be created.", cwd=FOLDER)
    found, owner = folder.lstat(), FOLDER.stat().st_uid
    if (found.st_uid, stat.S_IFMT(found.st_mode)) != (owner, stat.S_IFDIR):
        raise Problem(f"{folder} belongs to another user. Please remove it.")
