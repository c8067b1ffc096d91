#!/usr/bin/env python3
"""Runs a broker at half its maximum rate for a long time, while members come and go.

    docs/reliability/soak.py                      half an hour, data/soak.csv and soak.svg
    docs/reliability/soak.py --minutes 2          a trial
    docs/reliability/soak.py plot                 draws data/soak.csv again

First the maximum rate is measured, three times: the best of them counts. Then a member that stays
away gets so many events queued, so that there is something live to divide the disk by. Every ten
seconds throughput, latency, heap after a collection and disk are written down, and what part of the
processors' time the host gave to others; the end is compared with minute five. A sample from which
the host took much is passed over, and its neighbour is taken. Exit code 1 when something is off by
more than ten per cent. Needs Linux, a JDK, a built
broker/target/holdfast.jar, and gnuplot.
"""

import argparse
import csv
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import deque
from pathlib import Path

sys.dont_write_bytecode = True
HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "performance"))

from processes import MIB, Broker, Failed, Load  # noqa: E402

JAR = HERE.parents[1] / "broker" / "target" / "holdfast.jar"
EMPTY_GROUP = re.compile(r"<g [^>]*>\s*</g>\s*")
LINE = re.compile(
    r"(\S+)\s+([\d,]+) published/s\s+([\d,]+) delivered/s\s+p50 [\d.]+\s+p99 ([\d.]+) ms")
COLUMNS = ["second", "publishPerSecond", "deliveriesPerSecond", "p99Ms", "heapMiB", "rssMiB"]
COLUMNS += ["diskMiB", "diskBytesPerLiveEvent", "stolenPercent"]
SAMPLE_SECONDS = 10
SAMPLES_COMPARED = 60 // SAMPLE_SECONDS
TOLERANCE = 0.1
MAXIMUM_TRIES = 3


class Stolen:
    """What part of the processors' time the host has given to others, in per cent."""

    def __init__(self):
        self._before = self._read()

    @staticmethod
    def _read():
        ticks = Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9]
        return int(ticks[7]), sum(map(int, ticks))

    def since_last(self):
        before, self._before = self._before, self._read()
        stolen, all_ = (now - then for now, then in zip(self._before, before))
        return 100 * stolen / max(all_, 1)


class Watched:
    """One bench process; its progress lines are kept."""

    def __init__(self, jar, url, java_options, options):
        command = ["java", *java_options, "-jar", jar, "bench", url, *map(str, options)]
        self._process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        self._seconds = deque()
        self.last = deque(maxlen=10)
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        for line in self._process.stderr:
            self.last.append(line.rstrip())
            found = LINE.match(line)
            if found and found.group(1) == "measuring":
                self._seconds.append([float(v.replace(",", "")) for v in found.groups()[1:]])

    def take(self):
        """The seconds since the last call: published, delivered, p99 in ms."""
        return [self._seconds.popleft() for _ in range(len(self._seconds))]

    def running(self):
        return self._process.poll() is None

    def exit_code(self):
        return self._process.wait()

    def close(self):
        if self.running():
            self._process.kill()
            self._process.wait()


class Churn:
    """Members that come and go beside the load, run after run, until it is closed."""

    # One processor's worth of compiled code would be more than what they do.
    JAVA = ["-Xmx256m", "-XX:TieredStopAtLevel=1"]
    LOAD = ["--client-prefix", "churn", "--subscribers", 50, "--absent", 50, "--rate", 100]
    LOAD += ["--warmup", "0s", "--duration", "10s", "--replay"]

    def __init__(self, jar, url):
        self._jar, self._url = jar, url
        self._closed = threading.Event()
        self.rounds, self.failed = 0, []
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self):
        while not self._closed.is_set():
            round_ = Watched(self._jar, self._url, self.JAVA, self.LOAD)
            while round_.running() and not self._closed.wait(0.2):
                pass
            if round_.running():
                round_.close()
            elif round_.exit_code() != 0:
                self.failed.append("\n".join(round_.last))
                self._closed.set()
            else:
                self.rounds += 1

    def close(self):
        self._closed.set()
        self._thread.join()


def maximum(args, broker):
    """Events per second, as fast as the confirms allow; and the broker's code is compiled."""
    seconds = f"{args.find}s"
    options = ["--random", "--client-prefix", "max", "--warmup", seconds, "--duration", seconds]
    return max(
        Load(str(args.jar), broker, options)["publishPerSecond"] for _ in range(MAXIMUM_TRIES))


def hold(args, broker):
    """Fills the queue of a member that stays away."""
    options = ["--random", "--client-prefix", "held", "--subscribers", "0", "--absent", "1"]
    Load(str(args.jar), broker, options + ["--warmup", "0s", "--events", str(args.live)])


def soak(args, broker, rate, write):
    """Samples until the time is over. Returns the samples."""
    load = ["--random", "--client-prefix", "soak", "--subscribers", 4, "--rooms", 4]
    load += ["--rate", round(rate), "--warmup", "10s", "--duration", f"{args.minutes * 60:.0f}s"]
    bench = Watched(str(args.jar), broker.url, ["-Xmx2g"], load)
    churn = Churn(str(args.jar), broker.url)
    rows = []
    try:
        while not bench.take():
            check(bench, churn)
            time.sleep(0.1)
        begun = time.monotonic()
        stolen = Stolen()
        while bench.running():
            time.sleep(max(0, begun + SAMPLE_SECONDS * (len(rows) + 1) - time.monotonic()))
            seconds = bench.take()
            check(bench, churn)
            if len(seconds) >= SAMPLE_SECONDS // 2:
                second = round(time.monotonic() - begun)
                rows.append(sample(broker, second, seconds, args.live, stolen.since_last()))
                write(rows[-1])
        check(bench, churn)
        print(f"{churn.rounds} rounds of members that came and went")
        return rows
    finally:
        churn.close()
        bench.close()


def check(bench, churn):
    if churn.failed:
        raise Failed("the members that come and go: " + churn.failed[0])
    if not bench.running() and bench.exit_code() != 0:
        raise Failed("the load: " + "\n".join(bench.last))


def sample(broker, second, seconds, live, stolen):
    """The p99 is the median of those of each second: a collection is forced in one of them."""
    disk = broker.disk_bytes()
    published, delivered, p99 = zip(*seconds)
    values = [second, statistics.mean(published), statistics.mean(delivered)]
    values += [statistics.median(p99), broker.heap_after_gc_mib(), broker.rss_mib()]
    values += [disk / MIB, disk / live, stolen]
    return {name: round(value, 3) for name, value in zip(COLUMNS, values)}


def compare(rows, minute, calm):
    """The last minute beside the given one; returns whether all is within the tolerance."""
    quiet = [row for row in rows if row["stolenPercent"] <= calm]
    earlier, now = quiet[:-SAMPLES_COMPARED], quiet[-SAMPLES_COMPARED:]
    if not earlier:
        raise Failed(
            f"in {len(quiet)} of {len(rows)} samples alone the host took no more than {calm}% of the"
            " processors: too few to compare")
    middle = 60 * minute - 25
    then = sorted(earlier, key=lambda row: abs(row["second"] - middle))[:SAMPLES_COMPARED]
    for name, part in [(f"minute {minute}", then), ("end", now)]:
        seconds = sorted(row["second"] for row in part)
        print(f"{name}: samples of the seconds {', '.join(map(str, seconds))}")
    steady = True
    for name in ["publishPerSecond", "deliveriesPerSecond", "p99Ms", "heapMiB",
                 "diskBytesPerLiveEvent"]:
        was, is_ = (statistics.median(row[name] for row in part) for part in (then, now))
        # Less is no fault, but for what is to be done.
        worse = abs(is_ / was - 1) if name.endswith("PerSecond") else is_ / was - 1
        verdict = "ok" if worse <= TOLERANCE else "OFF"
        steady &= verdict == "ok"
        print(f"{name:24} minute {minute}: {was:12.3f}   end: {is_:12.3f}   {verdict}")
    return steady


def plot(args):
    data = args.data / "soak.csv"
    svg = subprocess.run(
        ["gnuplot", "-e", f"data='{data}'", str(HERE / "soak.gp")],
        check=True, stdout=subprocess.PIPE, text=True).stdout
    (args.pictures / "soak.svg").write_text(EMPTY_GROUP.sub("", svg))


def run(args):
    broker = Broker(str(args.jar), args.java_options.split(), args.work)
    args.data.mkdir(parents=True, exist_ok=True)
    try:
        broker.start()
        rate = maximum(args, broker)
        hold(args, broker)
        print(f"maximum {rate:,.0f} events/s; {args.share:.0%} of it for {args.minutes} minutes")
        with open(args.data / "soak.csv", "w", newline="") as out:
            writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
            writer.writeheader()

            def write(row):
                writer.writerow(row)
                out.flush()
                print(row, flush=True)

            rows = soak(args, broker, rate * args.share, write)
    finally:
        broker.close()
    plot(args)
    return compare(rows, max(1, min(5, int(args.minutes / 2))), args.calm)


def arguments():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", nargs="?", choices=["run", "plot"], default="run")
    parser.add_argument("--minutes", type=float, default=30, help="how long (30)")
    parser.add_argument(
        "--calm", type=float, default=5,
        help="samples from which the host took more, in per cent, are not compared (5)")
    parser.add_argument("--share", type=float, default=0.5, help="of the maximum rate (0.5)")
    parser.add_argument("--find", type=int, default=20, help="seconds to find the maximum in (20)")
    parser.add_argument(
        "--live", type=int, default=1_000_000, help="events kept queued all the time (1000000)")
    parser.add_argument("--jar", type=Path, default=JAR)
    parser.add_argument("--java-options", default="-Xmx2g", help="of the broker (-Xmx2g)")
    parser.add_argument("--work", default=tempfile.gettempdir(), help="for the broker's data")
    parser.add_argument("--data", type=Path, default=HERE / "data", help="where the lines go")
    parser.add_argument("--pictures", type=Path, default=HERE, help="where the SVG goes")
    return parser.parse_args()


def main():
    args = arguments()
    # As an exception, so that the broker and its data go too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        if args.what == "plot":
            plot(args)
        elif not run(args):
            sys.exit(1)
    except (Failed, KeyboardInterrupt) as stopped:
        sys.exit(f"stopped: {stopped or 'interrupted'}")


if __name__ == "__main__":
    main()
