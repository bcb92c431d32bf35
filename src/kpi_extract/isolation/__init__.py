"""One document in a process of its own: it is stopped at its limits, and what it breaks is replaced.

    caller ──Task──▶ Sandbox ──JSON line──▶ child: guards, then reading, interpretation, writing
           ◀─Finished or a DocumentError──  ◀──JSON lines and the written bytes──

The child is never trusted: what it says is JSON, never a pickle. Everything but `child`, `guards` and `tasks` runs in
the caller's process and imports no reader.
"""
