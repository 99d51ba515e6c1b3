"""``s300gc sandbox serve``: a World in a folder, served until a signal ends it."""

import gc
import json
import logging
import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from types import FrameType
from typing import TextIO

from s300gc.sandbox.config import NAME, config_text, moved
from s300gc.sandbox.like import read_like, told
from s300gc.sandbox.ports import Served
from s300gc.sandbox.sage300.switches import SageSwitches
from s300gc.sandbox.world import World

SAVED = "world.json"


def serve(
    directory: Path,
    *,
    sage_port: int = 0,
    gocardless_port: int = 0,
    webhook_url: str | None = None,
    scenario: str = "small",
    customers: int | None = None,
    seed: int = 1,
    today: date | None = None,
    latency_ms: float = 0,
    rate_limit: int = 0,
    page_size: int | None = None,
    like: Path | None = None,
    out: TextIO,
) -> int:
    """Serve a World on two loopback ports until SIGTERM or SIGINT, save it, and give 0.

    ``directory`` is made; where a World is saved there, that one goes on and scenario,
    customers, seed, today and the switches have no effect. Exactly one line of JSON is
    written to ``out`` once both ports answer. ``like`` is a picture of a server, or a JSON file of
    Sage switches.
    ``ValueError`` where the saved World or the switches cannot be used, ``KeyError`` for an
    unknown scenario, ``OSError`` where a port is taken.
    """
    directory.mkdir(parents=True, exist_ok=True)
    logging.getLogger("waitress").setLevel(logging.ERROR)
    with until_signal() as stop:
        world = restore(directory)
        fresh = world is None
        if world is None:
            switches = read_switches(like, page_size)
            world = World.new(
                scenario, seed=seed, customers=customers, today=today, sage_switches=switches
            )
        else:
            _note(f"going on from {directory / SAVED}; scenario and seed are those saved there")
        world.index_all()
        with Served(
            world,
            sage_port=sage_port,
            gocardless_port=gocardless_port,
            latency_ms=latency_ms,
            rate_limit=rate_limit,
            webhook_url=webhook_url,
        ) as served:
            config = write_config(directory, served, fresh=fresh)
            out.write(json.dumps(_introduction(served, config)) + "\n")
            out.flush()
            _until(stop, world)
        save(world, directory)
    return 0


def _until(stop: threading.Event, world: World) -> None:
    """Wait for the end; what stands when a day is over is put out of the collector's sight.

    This process is nothing but a World without cycles. To look for them among millions of
    objects would make some answer late by the better part of a second.
    """
    settled: date | None = None
    while not stop.wait(0.5):
        if world.timeline.today != settled:
            settled = world.timeline.today
            gc.freeze()


def restore(directory: Path) -> World | None:
    """Give the World saved in a folder, or None."""
    path = directory / SAVED
    return World.load(path.read_text("utf-8")) if path.exists() else None


def save(world: World, directory: Path) -> None:
    """Save a World into a folder: the old file stands until the new one is whole."""
    write_whole(directory / SAVED, world.save())


def write_whole(path: Path, text: str) -> None:
    """Write a file so that a reader sees the old text or the new, never a part."""
    draft = path.with_name(f"{path.name}.new")
    with draft.open("w", encoding="utf-8", newline="\n") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def write_config(directory: Path, served: Served, *, fresh: bool) -> Path:
    """Write the settings, or where a World goes on put the new addresses into those it had."""
    path = directory / NAME
    urls = (served.sage_url, served.gocardless_url, served.gocardless_url)
    text = ""
    if not fresh and path.exists():
        try:
            text = moved(path.read_text("utf-8"), *urls)
        except ValueError as error:
            _note(f"{path} is written anew: {error}")
    write_whole(path, text or config_text(served.world, *urls))
    return path.resolve()


def read_switches(like: Path | None, page_size: int | None) -> SageSwitches:
    """Read Sage switches from a picture of a server or a file of them; ``page_size`` wins."""
    wanted = read_like(like) if like is not None else {}
    if like is not None:
        _note(f"from {like}: {told(wanted)}")
    if page_size is not None:
        wanted["page_size"] = page_size
    return SageSwitches.from_plain(wanted)


@contextmanager
def until_signal() -> Iterator[threading.Event]:
    """Give an event that SIGTERM and SIGINT set; the old handlers come back afterwards."""
    stop = threading.Event()

    def end(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    old = {number: signal.signal(number, end) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield stop
    finally:
        for number, handler in old.items():
            signal.signal(number, handler)


def _introduction(served: Served, config: Path) -> dict[str, object]:
    world = served.world
    return {
        "sage300": {
            "url": served.sage_url,
            "company": world.sage300.company,
            "user": world.sage300.user,
            "password": world.sage300.password,
        },
        "gocardless": {
            "url": served.gocardless_url,
            "access_token": world.gocardless.access_token,
            "webhook_secret": world.gocardless.webhook_secret,
        },
        "today": world.timeline.today.isoformat(),
        "config": str(config),
    }


def _note(text: str) -> None:
    """Tell the person at the terminal; standard output is the one line's."""
    sys.stderr.write(f"sandbox: {text}\n")
