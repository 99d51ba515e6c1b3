"""The peer of `collect`: the official client in a loop, or in threads.

    python -m tests.bench.official URL THREADS < PAYMENTS

PAYMENTS is a JSON list of bodies; the token is in the environment as for the tool itself.
"""

import json
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import gocardless_pro


def main(url: str, threads: int) -> None:
    """Create the payments, as a first script against the API would."""
    client = gocardless_pro.Client(access_token=os.environ["S300GC_GOCARDLESS_TOKEN"], base_url=url)
    bodies: list[dict[str, Any]] = json.load(sys.stdin)
    if threads == 1:
        for body in bodies:
            client.payments.create(params=body)
        return
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(lambda body: client.payments.create(params=body), bodies))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
