"""
Plays a person at a terminal: runs a command in a pseudo-terminal and follows a script given as JSON
on standard input: {"command": [...], "cwd": ..., "env": {...}, "columns": 80, "rows": 24,
"steps": [{"wait": text} | {"type": text} | {"resize": [columns, rows]} |
{"close": true}], "timeout": seconds}.
Prints {"output": ..., "status": ...} as JSON; "output" is all the terminal got. A text waited for
must come after what was waited for before; colours do not count.
"""

import fcntl, json, os, pty, re, select, signal, struct, sys, termios, time


def main():
    script = json.load(sys.stdin)
    size = (script.get("rows", 24), script.get("columns", 80))
    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir(script["cwd"])
        os.execvpe(script["command"][0], script["command"], script["env"])
    resize(terminal, *size)
    deadline = time.monotonic() + script.get("timeout", 30)
    output = b""
    seen = 0
    problem = None
    for step in script["steps"]:
        if "type" in step:
            os.write(terminal, step["type"].encode())
            continue
        if "resize" in step:
            columns, rows = step["resize"]
            resize(terminal, rows, columns)
            continue
        if "close" in step:
            os.close(terminal)
            terminal = None
            break
        wanted = step["wait"].encode()
        while wanted not in uncoloured(output)[seen:] and problem is None:
            piece = read(terminal, deadline)
            output += piece or b""
            if piece is None:
                problem = "ended" if time.monotonic() < deadline else "timed out"
        if problem is not None:
            problem = f"{problem} before {step['wait']!r} was shown"
            break
        seen = uncoloured(output).index(wanted, seen) + len(wanted)
    while problem is None and terminal is not None:
        piece = read(terminal, deadline)
        if piece is None:
            if time.monotonic() >= deadline:
                problem = "did not end"
            break
        output += piece
    if problem is not None:
        os.killpg(pid, signal.SIGKILL)
    status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    text = output.decode("utf-8", "replace")
    print(json.dumps({"output": text, "status": status, "problem": problem}))


def uncoloured(output):
    return re.sub(rb"\x1b\[[0-9;]*m", b"", output)


def resize(terminal, rows, columns):
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))


def read(terminal, deadline):
    """The next piece of output; None at its end, or when the time is up."""
    ready, _, _ = select.select([terminal], [], [], max(0, deadline - time.monotonic()))
    if not ready:
        return None
    try:
        return os.read(terminal, 65536) or None
    except OSError:
        return None


main()
