#!/usr/bin/env python3
"""Measures how Holdfast's cost grows with what it has to do, one curve at a time.

    docs/performance/curves.py rooms                     one curve
    docs/performance/curves.py all --repeat 5            all of them
    docs/performance/curves.py queued --max 1e6 --seconds 3 --warmup 3    a short trial

Each point is one line in data/CURVE.csv: the medians of so many runs. curves.py plot draws
data/*.csv as SVG. Needs Linux, a JDK, a built broker/target/holdfast.jar, and gnuplot to plot.
"""

import argparse
import csv
import fcntl
import re
import signal
import statistics
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

sys.dont_write_bytecode = True

from processes import MIB, Broker, Failed, Load  # noqa: E402

HERE = Path(__file__).resolve().parent
JAR = HERE.parents[1] / "broker" / "target" / "holdfast.jar"
EMPTY_GROUP = re.compile(r"<g [^>]*>\s*</g>\s*")

# How many events the publisher may be ahead of the slowest subscriber: with many subscribers
# a few, or the run would measure how their queues are read from the disk again.
MOST_AHEAD = 10_000
DELIVERIES_AHEAD = 100_000
LEAST_AHEAD = 8


class Bench:
    """Runs the load generator with what the command line says."""

    def __init__(self, args, broker):
        self._args = args
        self._broker = broker

    def run(self, prefix, *options):
        payload = [] if "--payload" in options else ["--payload", self._args.payload]
        random = [] if self._args.compressible else ["--random"]
        given = [*options, *payload, *random, "--client-prefix", prefix]
        return Load(str(self._args.jar), self._broker, [str(option) for option in given])

    def measured(self, prefix, *options):
        """A run of the usual length; its figures by the names of the columns."""
        timed = ["--warmup", ms(self._args.warmup), "--duration", ms(self._args.seconds)]
        return figures(self.run(prefix, *timed, *options))

    def warm(self):
        """Has the broker's code compiled; a start would be measured otherwise."""
        self.run("warm", "--warmup", "0s", "--duration", ms(self._args.warmup))


def ms(seconds):
    return f"{round(seconds * 1000)}ms"


def figures(load):
    """The columns that every curve has. CPU is that of 100,000 deliveries, or of as many emits
    where hardly any is delivered."""
    published, delivered = load["publishPerSecond"], load["deliveriesPerSecond"]
    return {
        "publishPerSecond": published,
        "deliveriesPerSecond": delivered,
        "cpuPer100k": per_100k(load.leg("measuring").cores(), max(published, delivered)),
        "heapMiB": load.heap_mib(),
        "rssMiB": load.rss_mib(),
    }


COMMON = ["publishPerSecond", "deliveriesPerSecond", "cpuPer100k", "heapMiB", "rssMiB"]


class Curve:
    """Points that are measured one after the other, each on a new broker.

    First so many bytes of events are stored: that says how much disk they take, write-ahead log and
    compaction included, and has the broker's code compiled before anything is timed.
    """

    STORED_BYTES = 1 << 29
    MOST_STORED = 1_000_000

    columns = [*COMMON, "diskBytesPerEvent"]

    def __init__(self, args):
        self._args = args

    def rows(self):
        for point in self.points:
            if point <= self._args.max:
                with new_broker(self._args) as broker:
                    broker.start()
                    bench = Bench(self._args, broker)
                    per_event = self.store(bench, broker, point)
                    runs = self.runs(lambda: bench.measured("curve", *self.options(point)))
                    yield point, [{**run, "diskBytesPerEvent": per_event} for run in runs]

    def store(self, bench, broker, point):
        """Bytes of disk that an event of this point takes."""
        events = min(self.MOST_STORED, self.STORED_BYTES // self.payload(point))
        options = self.options(point)
        before = broker.disk_bytes()
        bench.run("store", "--warmup", "0s", "--events", events, *options)
        return (broker.disk_bytes() - before) / events

    def payload(self, point):
        return int(self._args.payload)

    def runs(self, run):
        """Several times the same."""
        return [run() for _ in range(self._args.repeat)]


class Rooms(Curve):
    """One publisher to so many rooms in turn, each with a connected member of its own."""

    title = "So many rooms, a connected member in each"
    points = [1, 10, 100, 1_000, 10_000]

    def options(self, rooms):
        return ["--rooms", rooms, "--subscribers", rooms]


class AwayRooms(Curve):
    """One publisher to so many rooms in turn, each with a member that is away."""

    title = "So many rooms, a member that is away in each"
    points = Rooms.points

    def options(self, rooms):
        return ["--rooms", rooms, "--absent", rooms, "--subscribers", 0]


class Clients(Curve):
    """One publisher to one room with so many connected members, all of which get each event."""

    title = "So many connected members of one room"
    columns = COMMON
    points = [1, 10, 100, 1_000, 10_000]

    def options(self, clients):
        ahead = max(LEAST_AHEAD, min(MOST_AHEAD, DELIVERIES_AHEAD // clients))
        return ["--subscribers", clients, "--ahead", ahead]

    def store(self, bench, broker, point):
        """An event is stored once, however many get it: to have all get it would only take long."""
        bench.warm()


class Payload(Curve):
    """One publisher to one connected member, payloads of so many bytes."""

    title = "Payloads of so many bytes"
    points = [64, 256, 1 << 10, 4 << 10, 16 << 10, 64 << 10, 256 << 10]

    def options(self, size):
        window = max(8, min(1_000, (16 << 20) // size))
        return ["--payload", size, "--window", window, "--ahead", 10 * window]

    def payload(self, size):
        return size


class Absent(Curve):
    """One publisher to a room with one connected member and so many known ones that are away."""

    title = "A room with so many members that are away, and one that is connected"
    points = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000]
    columns = [*COMMON, "diskMiB", "restartSeconds"]

    def __init__(self, args):
        super().__init__(args)
        self._disk = 0  # MiB that making them has added, without the events between

    def rows(self):
        with new_broker(self._args) as broker:
            broker.start()
            bench = Bench(self._args, broker)
            for point in self.points:
                if point <= self._args.max:
                    yield point, self._point(bench, broker, point)

    def _point(self, bench, broker, absent):
        before = broker.disk_bytes()
        bench.run("curve", "--absent", absent, "--subscribers", 0, "--warmup", "0s", "--events", 1)
        self._disk += (broker.disk_bytes() - before) / MIB
        restarts = self.runs(lambda: restart(broker))
        bench.warm()
        measured = self.runs(lambda: bench.measured("curve", "--absent", absent))
        return [
            {**row, "diskMiB": self._disk, "restartSeconds": seconds}
            for row, seconds in zip(measured, restarts)
        ]


class Queued(Curve):
    """So many events wait for a client that is away: filling its queue, what that does to a
    publisher and its subscriber beside it, a crash and restart, and the client coming back."""

    title = "So many events queued for a client that is away"
    points = [10**n for n in range(3, 9)]
    columns = [*Curve.columns, "fillPerSecond", "fillCpuPer100k", "diskMiB", "restartSeconds"]
    columns += ["replayPerSecond", "replayCpuPer100k"]

    def rows(self):
        for point in self.points:
            if point <= self._args.max:
                yield point, self.runs(lambda: self._run(point))

    def _run(self, queued):
        with new_broker(self._args) as broker:
            # Compaction keeps a part of it twice while it runs.
            require_space(broker, int(1.5 * queued * (int(self._args.payload) + 64)))
            broker.start()
            bench = Bench(self._args, broker)
            bench.warm()
            before = broker.disk_bytes()
            fill = bench.run("away", *self._away(queued))
            stored = broker.disk_bytes() - before
            row = bench.measured("beside")
            row["restartSeconds"] = restart(broker)
            bench.warm()
            replay = bench.run("away", *self._away(1), "--replay")
            fill_rate, replay_rate = fill["publishPerSecond"], replay["replayPerSecond"]
            row["fillPerSecond"], row["replayPerSecond"] = fill_rate, replay_rate
            row["fillCpuPer100k"] = per_100k(fill.leg("measuring").cores(), fill_rate)
            row["replayCpuPer100k"] = per_100k(replay.leg("replay").cores(), replay_rate)
            row["diskMiB"] = stored / MIB
            row["diskBytesPerEvent"] = stored / queued
            return row

    @staticmethod
    def _away(events):
        return ["--subscribers", 0, "--absent", 1, "--warmup", "0s", "--events", events]


CURVES = {
    "rooms": Rooms,
    "away-rooms": AwayRooms,
    "clients": Clients,
    "absent": Absent,
    "queued": Queued,
    "payload": Payload,
}


def per_100k(cores, rate):
    return cores and cores / rate * 1e5


def restart(broker):
    broker.crash()
    return broker.start()


@contextmanager
def new_broker(args):
    broker = Broker(str(args.jar), args.java_options.split(), args.work)
    try:
        yield broker
    finally:
        broker.close()


def require_space(broker, wanted):
    if broker.free_bytes() < wanted:
        raise Failed(
            f"this point may take {wanted / 1e9:.0f} GB of disk, and {broker.free_bytes() / 1e9:.0f}"
            " GB are free: give it less with --max, or another directory with --work")


def medians(columns, runs):
    row = {}
    for column in columns:
        values = [run[column] for run in runs if run.get(column) is not None]
        row[column] = round(statistics.median(values), 3) if values else ""
    rates = [run["publishPerSecond"] for run in runs]
    return {**row, "runs": len(runs), "publishMin": min(rates), "publishMax": max(rates)}


def measure(name, args):
    """Writes the curve's file anew, a line as soon as its point is measured."""
    curve = CURVES[name](args)
    args.data.mkdir(parents=True, exist_ok=True)
    with open(args.data / f"{name}.csv", "w", newline="") as out:
        fields = ["point", *curve.columns, "runs", "publishMin", "publishMax"]
        writer = csv.DictWriter(out, fields, lineterminator="\n")
        writer.writeheader()
        for point, runs in each_held(curve.rows(), args.lock):
            row = {"point": point, **medians(curve.columns, runs)}
            writer.writerow(row)
            out.flush()
            print(name, row, flush=True)


def each_held(points, lock):
    """Others that take this lock have their turn between two points."""
    while True:
        with held(lock):
            point = next(points, None)
        if point is None:
            return
        yield point


@contextmanager
def held(lock):
    """Nothing else that takes this lock runs meanwhile."""
    if lock is None:
        yield
        return
    with open(lock, "w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def plot(args):
    for data in sorted(args.data.glob("*.csv")):
        settings = f"curve='{data.stem}'; data='{data}'; title='{CURVES[data.stem].title}'"
        svg = subprocess.run(
            ["gnuplot", "-e", settings, str(HERE / "plot.gp")],
            check=True, stdout=subprocess.PIPE, text=True).stdout
        # Half of what gnuplot writes is groups with nothing in them.
        (args.pictures / f"{data.stem}.svg").write_text(EMPTY_GROUP.sub("", svg))


def arguments():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("curve", choices=[*CURVES, "all", "plot"])
    parser.add_argument("--repeat", type=int, default=3, help="runs per point (3)")
    parser.add_argument("--max", type=float, default=1e9, help="no points beyond this")
    parser.add_argument("--warmup", type=float, default=10, help="seconds before measuring (10)")
    parser.add_argument("--seconds", type=float, default=10, help="seconds that count (10)")
    parser.add_argument("--payload", default="256", help="bytes of an event (256)")
    parser.add_argument(
        "--compressible", action="store_true", help="payloads that take next to no disk")
    parser.add_argument("--jar", type=Path, default=JAR)
    parser.add_argument("--java-options", default="-Xmx2g", help="of the broker (-Xmx2g)")
    parser.add_argument("--work", default=tempfile.gettempdir(), help="for the brokers' data")
    parser.add_argument("--data", type=Path, default=HERE / "data", help="where the lines go")
    parser.add_argument("--pictures", type=Path, default=HERE, help="where the SVGs go")
    parser.add_argument("--lock", help="a file to hold locked while a point is measured")
    return parser.parse_args()


def main():
    args = arguments()
    # As an exception, so that brokers and their data go too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        if args.curve == "plot":
            plot(args)
            return
        for name in CURVES if args.curve == "all" else [args.curve]:
            measure(name, args)
    except (Failed, KeyboardInterrupt) as stopped:
        sys.exit(f"stopped: {stopped or 'interrupted'}")


if __name__ == "__main__":
    main()
