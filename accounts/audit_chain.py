"""The audit trail's chain: how an entry is hashed, what a checkpoint says, and whether a trail is as it was written.

The one place of the rule, and a program of its own that needs nothing of this site but Python 3.11:

    python3 audit_chain.py export.jsonl checkpoints.txt PUBLIC_KEY

An entry is an object with the keys FIELDS and `hash`. Its canonical form is JSON of FIELDS alone: keys sorted, no
spaces, ASCII, times in UTC to the microsecond; no number in it is a fraction. `hash` is the SHA-256, in hexadecimal,
of the hash before it (64 zeros before the first), a line feed, and the canonical form. Numbers run from 1 without gaps.

A checkpoint is a line `ORIGIN SIZE HASH TIME SIGNATURE`: the hash of entry SIZE, and the Ed25519 signature (RFC 8032,
in hexadecimal) of all that stands before it.
"""

import hashlib
import json
import sys
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

FIELDS = frozenset(
    {
        *("number", "at", "actor", "actor_name", "capacity", "address"),
        *("action", "target_type", "target_id", "data"),
    }
)
BEFORE_THE_FIRST = "0" * 64
Entry = Mapping[str, Any]


def moment(at: datetime) -> str:
    """Such as 2026-10-01T03:15:00.000001Z, whatever the time zone of `at`."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def entry_hash(previous: str, entry: Entry) -> str:
    """The hash of an entry that follows the one whose hash is `previous`."""
    fields = {name: entry[name] for name in FIELDS}
    canonical = json.dumps(fields, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(f"{previous}\n{canonical}".encode()).hexdigest()


class Checkpoint(NamedTuple):
    origin: str
    size: int
    hash: str
    at: str
    signature: bytes

    @property
    def signed(self) -> str:
        """What the signature is of."""
        return f"{self.origin} {self.size} {self.hash} {self.at}"

    def __str__(self) -> str:
        return f"{self.signed} {self.signature.hex()}"

    @classmethod
    def read(cls, line: str) -> "Checkpoint":
        """Raises ValueError when the line isn't a checkpoint."""
        origin, size, hash, at, signature = line.split()
        if len(signature) != 128:
            raise ValueError("a signature is 64 bytes long")
        return cls(origin, int(size), hash, at, bytes.fromhex(signature))


class Report(NamedTuple):
    """What a check has found; `reason` is empty when all is well.

    `rows` were read, of which checkpoints vouch for the first `vouched`. `row` is the first bad one: where the trail
    no longer follows from what came before. Whoever wrote it anew may have begun earlier, but after `vouched`.
    """

    rows: int
    vouched: int
    last_hash: str
    row: int = 0
    reason: str = ""


def verify(entries: Iterable[Entry], lines: Iterable[str], public_key: str) -> Report:
    """Checks a trail, in its order, against its checkpoints; `public_key` is 32 bytes in hexadecimal.

    Signatures are slow, so they are checked where one decides: on every checkpoint that contradicts the trail, and on
    the last that agrees with it, which vouches for all before. A trail's end is only known by its checkpoints.
    """
    try:
        checkpoints = sorted((Checkpoint.read(line) for line in lines if line.strip()), key=lambda one: one.size)
    except ValueError:
        return Report(0, 0, BEFORE_THE_FIRST, 0, "a line of the checkpoints can't be read")
    checked = _Checked(checkpoints, bytes.fromhex(public_key))
    for entry in entries:
        if reason := checked.reason_against(entry):
            return checked.report(checked.rows + 1, reason)
    if checkpoints and checkpoints[-1].size > checked.rows:
        reason = checked.reason_of(checkpoints[-1], f"missing: there once were {checkpoints[-1].size}")
        return checked.report(checked.rows + 1, reason)
    return checked.report()


class _Checked:
    """A trail as far as it has been read."""

    def __init__(self, checkpoints: list[Checkpoint], key: bytes) -> None:
        self.rows, self.hash, self.key = 0, BEFORE_THE_FIRST, key
        self.agreed: Checkpoint | None = None
        self.to_come = checkpoints[::-1]

    def reason_against(self, entry: Entry) -> str:
        """Why this can't be the next entry; empty, and read, when it can."""
        if not isinstance(entry, dict) or entry.keys() != FIELDS | {"hash"}:
            return "not an entry"
        if entry["number"] != self.rows + 1:
            return f"missing: number {entry['number']} stands in its place"
        if entry["hash"] != entry_hash(self.hash, entry):
            return "altered: its hash does not follow from it and the entry before"
        while self.to_come and self.to_come[-1].size <= entry["number"]:
            checkpoint = self.to_come.pop()
            if (checkpoint.size, checkpoint.hash) != (entry["number"], entry["hash"]):
                return self.reason_of(checkpoint, f"written anew: its hash was another on {checkpoint.at}")
            self.agreed = checkpoint
        self.rows, self.hash = self.rows + 1, entry["hash"]
        return ""

    def reason_of(self, checkpoint: Checkpoint, reason: str) -> str:
        """`reason`, unless the checkpoint that gives it was never signed."""
        if is_signed(self.key, checkpoint.signed.encode(), checkpoint.signature):
            return reason
        return f"the checkpoint of entry {checkpoint.size} is not signed with this key"

    def report(self, row: int = 0, reason: str = "") -> Report:
        if self.agreed and (unsigned := self.reason_of(self.agreed, "")):
            return Report(self.rows, 0, self.hash, row or self.agreed.size, unsigned)
        return Report(self.rows, self.agreed.size if self.agreed else 0, self.hash, row, reason)


# Ed25519, RFC 8032, section 5.1: points as (X, Y, Z, T) with x = X/Z, y = Y/Z, xy = T/Z.
_P = 2**255 - 19
_ORDER = 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, -1, _P) % _P
_ROOT_OF_MINUS_ONE = pow(2, (_P - 1) // 4, _P)
_Point = tuple[int, int, int, int]


def _add(one: _Point, other: _Point) -> _Point:
    a = (one[1] - one[0]) * (other[1] - other[0])
    b = (one[1] + one[0]) * (other[1] + other[0])
    c = 2 * one[3] * other[3] * _D
    d = 2 * one[2] * other[2]
    e, f, g, h = (b - a) % _P, (d - c) % _P, (d + c) % _P, (b + a) % _P
    return e * f % _P, g * h % _P, f * g % _P, e * h % _P


def _times(factor: int, point: _Point) -> _Point:
    total: _Point = (0, 1, 1, 0)
    while factor:
        if factor & 1:
            total = _add(total, point)
        point, factor = _add(point, point), factor >> 1
    return total


def _point(encoded: bytes) -> _Point | None:
    """The point of 32 bytes (section 5.1.3), or None when they stand for none."""
    y = int.from_bytes(encoded, "little")
    is_odd, y = y >> 255, y & (2**255 - 1)
    square = (y * y - 1) * pow(_D * y * y + 1, -1, _P) % _P
    x = pow(square, (_P + 3) // 8, _P)
    if x * x % _P != square:
        x = x * _ROOT_OF_MINUS_ONE % _P
    if y >= _P or x * x % _P != square or (x == 0 and is_odd):
        return None
    x = _P - x if x & 1 != is_odd else x
    return x, y, 1, x * y % _P


_BASE = _point((4 * pow(5, -1, _P) % _P).to_bytes(32, "little"))


def is_signed(public_key: bytes, message: bytes, signature: bytes) -> bool:
    """Whether this is the Ed25519 signature of `message` by the owner of the key (section 5.1.7)."""
    if len(public_key) != 32 or len(signature) != 64:
        return False
    key, nonce = _point(public_key), _point(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    if _BASE is None or key is None or nonce is None or s >= _ORDER:
        return False
    challenge = int.from_bytes(hashlib.sha512(signature[:32] + public_key + message).digest(), "little") % _ORDER
    left, right = _times(s, _BASE), _add(nonce, _times(challenge, key))
    return all((left[place] * right[2] - right[place] * left[2]) % _P == 0 for place in (0, 1))


def told(report: Report) -> str:
    """The report in words."""
    if not report.reason:
        newer = report.rows - report.vouched
        return f"{report.rows} entries are as they were written; {newer} are newer than the last checkpoint."
    doubt = f" Entries 1 to {report.vouched} are vouched for; nothing after them is." if report.vouched else ""
    return f"Entry {report.row} is the first bad one: {report.reason}.{doubt}"


def _read(line: str) -> Any:
    try:
        return json.loads(line)
    except ValueError:
        return None  # not an entry


def main(export: str, checkpoints: str, public_key: str) -> str | None:
    """None when the exported trail is as it was written, else what is wrong with it."""
    with open(export, encoding="utf-8") as entries, open(checkpoints, encoding="utf-8") as lines:
        report = verify(map(_read, entries), lines, public_key)
    if report.reason:
        return told(report)
    sys.stdout.write(f"{told(report)}\n")
    return None


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit("usage: python3 audit_chain.py EXPORT CHECKPOINTS PUBLIC_KEY")
    sys.exit(main(*sys.argv[1:]))
