"""Commands: `mfworker run` (the operator's own worker), `join` (anybody's), `serve`, `replay`, `bases`."""

import argparse
import json
import logging
import os
import sys
from decimal import Decimal
from pathlib import Path


def _open_wei(text: str) -> str:
    """OPEN with up to 18 decimals as a decimal string of wei."""
    value = Decimal(text) * 10**18
    if not value.is_finite() or value < 0 or value != value.to_integral_value():
        raise ValueError(f"{text} is no amount of OPEN")
    return str(int(value))


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="mfworker", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    run = commands.add_parser("run", help="claim and run jobs of a platform")
    run.add_argument("--url", default=os.environ.get("MF_APP_URL"), help="address of the platform")
    run.add_argument("--state", default=os.environ.get("MF_WORKER_DIR", ".modelfactory/worker"))
    run.add_argument("--name", default="local worker")
    run.add_argument("--code-fd", type=int, help="file descriptor to read the single-use code from")
    join = commands.add_parser("join", help="train for a platform and be paid at this machine's wallet")
    join.add_argument("url", help="address of the platform")
    join.add_argument("--state", default=os.environ.get("MF_WORKER_DIR", ".modelfactory/provider"))
    join.add_argument("--name", default="")
    join.add_argument("--rate", type=_open_wei, default="100", help="OPEN per PFLOP of a plan (100)")
    join.add_argument("--start-fee", type=_open_wei, default="1", help="OPEN per run (1)")
    for worker in (run, join):
        worker.add_argument(
            "--exit-when-idle", type=float, metavar="SECONDS", help="end after so long without work"
        )
    serve = commands.add_parser("serve", help="serve base and adapters on loopback")
    serve.add_argument("--base", default=os.environ.get("MF_ENGINE_BASE", "mf-tiny"))
    serve.add_argument("--source", choices=("bundled", "local", "hub"), default="bundled")
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--port", type=int, default=int(os.environ.get("MF_ENGINE_PORT", "7862")))
    commands.add_parser("bases", help="list the bundled base models with their hashes")
    audit = commands.add_parser("replay", help="compute the steps between two checkpoints of a run again")
    audit.add_argument("--plan", type=Path, required=True, help="the run's plan (JSON)")
    audit.add_argument("--rows", type=Path, required=True, help="the run's rows (JSON Lines)")
    audit.add_argument("before", type=Path, help="checkpoint archive to start from")
    audit.add_argument("after", type=Path, help="the next checkpoint archive")
    options = parser.parse_args(arguments)
    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(asctime)s %(name)s %(message)s")
    logging.getLogger("httpx").setLevel(logging.WARNING)

    if options.command == "bases":
        from mfworker.modeling.base_files import BUNDLED, base_hash, bundled_bases

        for name in bundled_bases():
            print(f"{name} {base_hash(BUNDLED / name)}")
        return 0
    if options.command == "replay":
        from mfworker.jobs.replay import replay
        from mfworker.wire.errors import WorkerError

        try:
            verdict = replay(options.plan, options.rows, options.before, options.after)
        except WorkerError as error:
            print(error.detail, file=sys.stderr)
            return 2
        print(json.dumps(verdict))
        return 0 if verdict["passed"] else 1
    if options.command == "serve":
        token = os.environ.get("MF_ENGINE_TOKEN")
        if not token:
            parser.error("MF_ENGINE_TOKEN must be set")
        from mfworker.jobs.serve import serve as serve_base

        base = {"id": options.base, "source": options.source, "revision": None}
        serve_base(base, options.host, options.port, token)
        return 0
    if options.command == "join":
        from mfworker.runtime.worker import join_platform

        offer = {"ratePerPflopWei": options.rate, "startFeeWei": options.start_fee}
        return join_platform(options.url, options.state, options.name, offer, options.exit_when_idle)
    if not options.url:
        parser.error("--url or MF_APP_URL must name the platform")
    from mfworker.runtime.worker import run_worker

    return run_worker(options.url, options.state, options.name, options.code_fd, options.exit_when_idle)
