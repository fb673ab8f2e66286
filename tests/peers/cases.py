"""Runs the Autobahn WebSocket cases (PyPI `kosoku`) against the address given. Fails when one fails."""

import asyncio
import collections
import os
import sys

from kosoku import FailureError, run_fuzzingclient

# Compression (12 and 13) is an extension that the server does not offer.
EXCLUDED = ["12.*", "13.*"]
# The other groups, 1 to 10, have so many; fewer means that the run proves little.
AT_LEAST = 301


async def main():
    try:
        results = await run_fuzzingclient(sys.argv[1], None, EXCLUDED)
    except FailureError as failure:
        results = failure.results
    bad = ("FAILED", "FAILED BY CLIENT", "ERROR", "WRONG CODE", "UNCLEAN", "UNIMPLEMENTED")
    failed = [result for result in results if result.behavior.value in bad or result.behavior_close.value in bad]
    for result in failed:
        print(f"case {result.case_id}: {result.behavior.value}, closing {result.behavior_close.value}")
        print(f"    {result.expectation}")
    counts = collections.Counter(result.behavior.value for result in results)
    print(", ".join(f"{count} {name}" for name, count in sorted(counts.items())))
    print(f"{len(results)} cases, {len(failed)} failed")
    return 1 if failed or len(results) < AT_LEAST else 0


code = asyncio.run(main())
sys.stdout.flush()
# Everything is said. Python's own end once aborted after "301 cases, 0 failed", in native threads of the runner: that says
# nothing of the server.
os._exit(code)
