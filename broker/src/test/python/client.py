"""Hosts python-socketio clients for a test; ../js/lines.mjs tells the protocol.

python-socketio acknowledges every event that asks for it when its handler returns. Left alone it runs
every message in a thread of its own, so that what came in order may be handled out of order, and an
attachment before the event it belongs to; here one thread for each client takes them as they came.
"""

import base64
import json
import os
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import socketio
from engineio import packet

STDOUT = 1
clients = {}
writing = threading.Lock()


def report(message):
    """Writes before it returns, so that what was reported survives a SIGKILL."""
    rest = (json.dumps(message) + "\n").encode()
    with writing:
        while rest:
            rest = rest[os.write(STDOUT, rest):]


def encode(value):
    if isinstance(value, bytes):
        return {"$binary": base64.b64encode(value).decode()}
    return value


def decode(value):
    if isinstance(value, dict) and "$binary" in value:
        return base64.b64decode(value["$binary"])
    return value


def handle_in_order(engine, on_ping):
    """Has messages and pings of an Engine.IO client handled by one thread, in the order they came."""
    worker = ThreadPoolExecutor(max_workers=1)
    trigger = engine._trigger_event
    receive = engine._receive_packet

    def trigger_in_order(event, *args, run_async=False):
        if event == "message":
            return worker.submit(trigger, event, *args)
        return trigger(event, *args, run_async=run_async)

    def answer(ping):
        receive(ping)
        on_ping()

    # A pong says that everything before it was handled, so it comes behind that.
    def receive_in_order(received):
        if received.packet_type == packet.PING:
            worker.submit(answer, received)
        else:
            receive(received)

    engine._trigger_event = trigger_in_order
    engine._receive_packet = receive_in_order


class Hosted:
    """One client and the namespace it uses."""

    def __init__(self, name, namespace):
        self.name = name
        self.namespace = namespace
        self.io = socketio.Client(reconnection_delay=0.05, reconnection_delay_max=0.5)
        handle_in_order(self.io.eio, lambda: self.tell("ping", ""))
        self.io.on("connect", self.on_connect, namespace)
        self.io.on("disconnect", self.on_disconnect, namespace)
        self.io.on("connect_error", self.on_error, namespace)
        self.io.on("*", self.on_event, namespace)

    def tell(self, kind, name, detail=None):
        report({"from": self.name, "kind": kind, "name": name, "detail": detail, "ack": 0})

    def on_connect(self):
        self.tell("transport", self.io.transport())
        self.tell("connect", self.io.get_sid(self.namespace), {"recovered": False})

    def on_disconnect(self):
        self.tell("disconnect", "")

    def on_error(self, data=None):
        message = data.get("message", "") if isinstance(data, dict) else str(data)
        self.tell("error", message, data if isinstance(data, dict) else None)

    def on_event(self, name, *args):
        self.tell("event", name, [encode(arg) for arg in args])


def connect(client, url, namespace, auth, transports, **_):
    clients[client] = hosted = Hosted(client, namespace)
    hosted.io.connect(
        url, auth=auth, transports=transports, namespaces=[namespace], wait_timeout=5
    )


def packed(args):
    """python-socketio takes several arguments as a tuple."""
    return tuple(decode(arg) for arg in args)


def emit(client, event, args, **_):
    hosted = clients[client]
    hosted.io.emit(event, packed(args), namespace=hosted.namespace)


def emit_for_ack(client, event, args, timeoutMs, **_):
    hosted = clients[client]
    answer = hosted.io.call(
        event, packed(args), namespace=hosted.namespace, timeout=timeoutMs / 1000
    )
    answers = answer if isinstance(answer, tuple) else () if answer is None else (answer,)
    return [encode(value) for value in answers]


def disconnect(client, **_):
    clients[client].io.disconnect()


COMMANDS = {
    "connect": connect,
    "emit": emit,
    "emitForAck": emit_for_ack,
    "disconnect": disconnect,
}


def run(message):
    number = message.pop("id")
    try:
        value = COMMANDS[message.pop("do")](**message)
        report({"reply": number, "value": value})
    except Exception as error:  # whatever it is, the test has to be told
        report({"reply": number, "error": f"{type(error).__name__}: {error}"})


for line in sys.stdin:
    threading.Thread(target=run, args=(json.loads(line),), daemon=True).start()
os._exit(0)
