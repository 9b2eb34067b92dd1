"""The table of figures that a run of the benchmarks prints."""

import unicodedata
from dataclasses import dataclass


@dataclass
class Figure:
    """One line: what was measured, ours, the peer's, the ratio, and the bar it is held against."""

    name: str
    ours: str
    peer: str = ""
    ratio: str = ""
    bar: str = ""
    met: bool | None = None

    @property
    def cells(self):
        verdict = "" if self.met is None else "met" if self.met else "MISSED"
        return [self.name, self.ours, self.peer, self.ratio, self.bar, verdict]


def width(text):
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def table(figures):
    rows = [["figure", "ours", "peer", "ratio", "bar", ""]] + [f.cells for f in figures]
    widths = [max(width(row[column]) for row in rows) for column in range(6)]
    lines = []
    for row in rows:
        cells = [cell + " " * (widths[column] - width(cell)) for column, cell in enumerate(row)]
        lines.append("  ".join(cells).rstrip())
    lines.insert(1, "-" * (sum(widths) + 10))
    return "\n".join(lines)


def rate(value):
    """1234567 as 1.23 M."""
    for unit, size in (("M", 1e6), ("k", 1e3)):
        if value >= size:
            return f"{value / size:.3g} {unit}" if value < 1000 * size else f"{value / size:.0f} {unit}"
    return f"{value:.0f}"


def milliseconds(seconds):
    return f"{seconds * 1000:.1f} ms" if seconds < 0.1 else f"{seconds * 1000:.0f} ms"


def at_least(name, ours, peer, ratio, bar, peer_name=""):
    """A figure whose ratio has a lower bar."""
    return Figure(
        name, ours, f"{peer} {peer_name}".strip(), f"{ratio:.2f}×", f"≥ {bar}×", ratio >= bar)


def at_most(name, ours, peer, ratio, bar, peer_name=""):
    """A figure whose ratio has an upper bar."""
    return Figure(
        name, ours, f"{peer} {peer_name}".strip(), f"{ratio:.2f}×", f"≤ {bar}×", ratio <= bar)
