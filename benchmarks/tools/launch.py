"""Runs a command and says what it cost: python launch.py WORD... (standard library only).

A small process of its own, because Linux counts the memory of the process that starts a command into the command's peak.
"""

import json
import os
import sys
import time

words = sys.argv[1:]
nowhere = os.open(os.devnull, os.O_WRONLY)
started = time.perf_counter()
child = os.posix_spawn(words[0], words, os.environ, file_actions=[(os.POSIX_SPAWN_DUP2, nowhere, 1)])
_, status, used = os.wait4(child, 0)
cost = {
    "cpu_seconds": used.ru_utime + used.ru_stime,
    "wall_seconds": time.perf_counter() - started,
    "peak_megabytes": used.ru_maxrss / 1024,
}
print(json.dumps(cost))
sys.exit(os.waitstatus_to_exitcode(status))
