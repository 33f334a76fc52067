"""The doorbell in one process: APScheduler rings two bells, and a signal stops them.

The scheduler keeps nothing: what is due is computed from rows and the clock at each ring, so a
ring too many or too few does no harm. Belongs to it alone: starting, ringing, stopping.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable
from datetime import UTC, datetime

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

from newsletter import logs, wiring
from newsletter.errors import NewsletterError
from newsletter.model.settings import Settings
from newsletter.services import tick
from newsletter.services.app import App

log = logs.get(__name__)

STOP_WITHIN_S = 8  #: then the process ends anyway; every step is whole or not at all
DELIVER_EVERY_S = 10


def serve(settings: Settings, every_s: int) -> None:
    """Ring until SIGTERM or SIGINT."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    app = wiring.build(settings, stop=stop)
    working = threading.Lock()  # the two bells never work at once
    scheduler = BackgroundScheduler(executors={"default": ThreadPoolExecutor(2)}, timezone=UTC)
    options = {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
    first = datetime.now(UTC)
    scheduler.add_job(_ring, "interval", [app, working, tick.tick], seconds=every_s, next_run_time=first, **options)
    scheduler.add_job(_ring, "interval", [app, working, tick.deliveries], seconds=DELIVER_EVERY_S, **options)
    scheduler.start()
    log.info("serving %s; a tick every %d s", settings.folder, every_s)
    stop.wait()
    log.info("stopping")
    scheduler.shutdown(wait=False)
    _leave(working)
    app.store.close()
    log.info("stopped")


def _ring(app: App, working: threading.Lock, job: Callable[[App, datetime], object]) -> None:
    if app.stop.is_set() or not working.acquire(blocking=False):
        return
    try:
        job(app, datetime.now(UTC))
    except NewsletterError as error:
        log.error("%s", error)  # the next ring tries again
    except Exception:
        log.exception("a tick failed; the next one tries again")
    finally:
        working.release()


def _leave(working: threading.Lock) -> None:
    """Give what is being done its moment to end, then go."""
    if not working.acquire(timeout=STOP_WITHIN_S):
        log.warning("still busy; what was being done is taken up at the next start")
        sys.stderr.flush()
        os._exit(0)
