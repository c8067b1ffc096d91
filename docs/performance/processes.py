"""The broker under test and its load generator, as processes of one jar."""

import json
import os
import re
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from collections import deque
from pathlib import Path

MIB = 1 << 20
TICKS = os.sysconf("SC_CLK_TCK")
LISTENING = re.compile(r"listening on (http://[\d.]+:\d+)")
HEAP_USED = re.compile(r"total \d+K, used (\d+)K")
START_SECONDS = 600


class Failed(Exception):
    """A run that gives no figures; the message says why."""


class Broker:
    """One broker on a data directory of its own, which is deleted with it."""

    def __init__(self, jar, java_options, parent):
        self._jar = jar
        self._java_options = java_options
        self._directory = Path(tempfile.mkdtemp(prefix="holdfast-curves-", dir=parent))
        self._process = None
        self._lines = deque(maxlen=20)
        self.url = None

    def start(self):
        """Starts it; returns the seconds until it listens."""
        begun = time.monotonic()
        self._lines.clear()
        listens = threading.Event()
        self._process = subprocess.Popen(
            ["java", *self._java_options, "-jar", self._jar, "serve", "--host", "127.0.0.1"]
            + ["--port", "0", "--data", str(self._directory / "data")],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        threading.Thread(target=self._read, args=(self._process, listens), daemon=True).start()
        if not listens.wait(START_SECONDS) or self._process.poll() is not None:
            raise Failed("the broker did not start:\n" + "\n".join(self._lines))
        return time.monotonic() - begun

    def _read(self, process, listens):
        for line in process.stdout:
            self._lines.append(line.rstrip())
            found = LISTENING.search(line)
            if found and not listens.is_set():
                self.url = found.group(1)
                listens.set()
        listens.set()

    def crash(self):
        """SIGKILL: what a restart has to recover from."""
        self._process.kill()
        self._process.wait()

    def close(self):
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGKILL)  # its data goes too
            self._process.wait()
        shutil.rmtree(self._directory, ignore_errors=True)

    def cpu_seconds(self):
        """User and system time since it started."""
        fields = Path(f"/proc/{self._process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def rss_mib(self):
        status = Path(f"/proc/{self._process.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+) kB", status).group(1)) / 1024

    def disk_bytes(self):
        """The lengths of all files; one that is deleted meanwhile counts nothing."""
        total = 0
        for folder, _, names in os.walk(self._directory):
            for name in names:
                try:
                    total += os.stat(os.path.join(folder, name)).st_size
                except FileNotFoundError:
                    pass
        return total

    def free_bytes(self):
        return shutil.disk_usage(self._directory).free

    def heap_after_gc_mib(self):
        pid = str(self._process.pid)
        subprocess.run(["jcmd", pid, "GC.run"], check=True, capture_output=True)
        info = subprocess.run(
            ["jcmd", pid, "GC.heap_info"], check=True, capture_output=True, text=True)
        return int(HEAP_USED.search(info.stdout).group(1)) / 1024


class Leg:
    """The broker's processor time while the load generator was in one phase, a line a second."""

    def __init__(self):
        self._samples = []

    def add(self, cpu_seconds):
        self._samples.append((time.monotonic(), cpu_seconds))

    def cores(self):
        """Processors the broker kept busy; None where the phase was too short to tell."""
        if len(self._samples) < 2:
            return None
        first, last = self._samples[0], self._samples[-1]
        return (last[1] - first[1]) / (last[0] - first[0])


class Load:
    """One run of `holdfast bench` against a broker."""

    def __init__(self, jar, broker, options):
        self._broker = broker
        self._heap = None
        self._rss = None
        self._legs = {}
        command = ["java", "-Xmx4g", "-jar", jar, "bench", broker.url, "--json", *options]
        process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        try:
            self._result = self._watch(process, command)
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()

    def _watch(self, process, command):
        output = []
        reader = threading.Thread(target=lambda: output.append(process.stdout.read()))
        reader.start()
        errors = deque(maxlen=20)
        for line in process.stderr:
            errors.append(line.rstrip())
            self._sample(line.split(maxsplit=1)[0] if line.strip() else "")
        reader.join()
        if process.wait() != 0 or not output[0].strip():
            raise Failed(" ".join(command) + "\n" + "\n".join(errors) + output[0])
        return json.loads(output[0].strip().splitlines()[-1])

    def _sample(self, phase):
        broker = self._broker
        if phase == "warm-up" and self._heap is None and phase in self._legs:
            self._heap = broker.heap_after_gc_mib()  # under load, a second after it began
        if phase == "measuring":
            self._rss = broker.rss_mib()
        self._legs.setdefault(phase, Leg()).add(broker.cpu_seconds())

    def heap_mib(self):
        return self._heap

    def rss_mib(self):
        return self._rss

    def leg(self, phase):
        return self._legs.get(phase, Leg())

    def __getitem__(self, key):
        return self._result[key]
