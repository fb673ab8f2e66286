"""One side of the conversation in README.md, with PyPI `websockets`."""

import asyncio
import json
import os
import sys
import urllib.request
import uuid

from websockets.asyncio.client import connect

URL = os.environ["PEER_URL"]
ROOM = os.environ["PEER_ROOM"]
PATIENCE_S = 20


def http(method, path, body=None, token=None):
    headers = {"content-type": "application/json"}
    if token:
        headers["authorization"] = f"Bearer {token}"
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(f"{URL}/api/v1{path}", data, headers, method=method)
    with urllib.request.urlopen(request, timeout=PATIENCE_S) as answer:
        return json.load(answer)


class Client:
    def __init__(self, token):
        self.token = token
        self.position = None
        self.messages = {}
        self.verdict = None
        self.raw = []
        self.changed = asyncio.Condition()
        self.answers = {}
        self.next_id = 1

    async def connect(self):
        self.socket = await connect(URL.replace("http", "ws", 1) + "/api/v1/ws", subprotocols=["alongside.v1"])
        assert self.socket.subprotocol == "alongside.v1", self.socket.subprotocol
        follow = {"stream": ROOM}
        if self.position:
            follow["position"] = self.position
        hello = {"type": "hello", "token": self.token, "client": "talk.py 1", "resume": [follow]}
        await self.socket.send(json.dumps(hello))
        welcome = json.loads(await asyncio.wait_for(self.socket.recv(), PATIENCE_S))
        assert welcome["type"] == "welcome", welcome
        self.verdict = next(verdict for verdict in welcome["streams"] if verdict["stream"] == ROOM)
        self.reader = asyncio.create_task(self.read())

    async def read(self):
        async for text in self.socket:
            frame = json.loads(text)
            self.raw.append(text)
            async with self.changed:
                await self.take(frame)
                self.changed.notify_all()

    async def take(self, frame):
        kind = frame["type"]
        if kind == "ping":
            await self.socket.send(json.dumps({"type": "pong", "ping": frame["ping"]}))
        elif kind in ("ok", "error") and frame.get("re") in self.answers:
            self.answers.pop(frame["re"]).set_result(frame)
        elif kind == "resync" and frame["stream"] == ROOM:
            self.position = frame["position"]
            self.messages = {message["id"]: message for message in frame["snapshot"]["messages"]}
        elif kind == "events" and frame["stream"] == ROOM:
            assert frame["epoch"] == self.position["epoch"], frame
            assert frame["prev"] <= self.position["seq"], f"a hole before {frame}"
            for event in frame["events"]:
                if event["seq"] > self.position["seq"]:
                    self.apply(event)
            self.position["seq"] = max(self.position["seq"], frame["to"])

    def apply(self, event):
        message = event.get("message")
        if event["kind"].startswith("message_"):
            self.messages[message["id"]] = message
        elif event["kind"] == "reaction_changed" and message in self.messages:
            self.messages[message]["reactions"] = event["reactions"]

    async def ask(self, **command):
        number, self.next_id = self.next_id, self.next_id + 1
        answer = self.answers[number] = asyncio.get_running_loop().create_future()
        await self.socket.send(json.dumps({"id": number, **command}))
        frame = await asyncio.wait_for(answer, PATIENCE_S)
        assert frame["type"] == "ok", frame
        return frame

    async def post(self, body, client_id=None, **more):
        client_id = client_id or str(uuid.uuid4())
        return await self.ask(type="send", room=ROOM, client_id=client_id, body=body, **more)

    async def until(self, what, wanted):
        """Waits for a message for which `wanted` is true."""

        def found():
            return next((message for message in self.messages.values() if wanted(message)), None)

        async with self.changed:
            try:
                await asyncio.wait_for(self.changed.wait_for(found), PATIENCE_S)
            except TimeoutError:
                raise SystemExit(f"talk.py: never saw {what}; has {self.messages}")
        return found()

    async def until_body(self, body):
        return await self.until(body, lambda message: message["body"] == body)


async def first(client):
    client_id = str(uuid.uuid4())
    asked = await client.post("Is anybody up?", client_id)
    assert asked["result"] == "sent" and asked["duplicate"] is False, asked
    reply = await client.until_body("I am.")
    assert reply["reply_to"]["id"] == asked["message"], reply

    changed = await client.ask(type="edit", message=asked["message"], body="Is anybody up? (edited)")
    assert changed["result"] == "changed" and changed["seq"] > asked["seq"], changed
    thanked = [{"reaction": "thank_you", "count": 1}]
    await client.until("a reaction", lambda message: message["id"] == asked["message"] and message.get("reactions") == thanked)

    await client.post("Back in a moment.")
    client.socket.transport.abort()
    await asyncio.gather(client.reader, return_exceptions=True)
    await come_back_when_done(client)

    again = await client.post("Is anybody up?", client_id)
    same = ("message", "seq", "at", "state")
    assert again["duplicate"] is True and all(again[key] == asked[key] for key in same), (asked, again)
    await client.post("Good night.")


async def come_back_when_done(client):
    for _ in range(PATIENCE_S * 20):
        page = await asyncio.to_thread(http, "GET", f"/rooms/{ROOM}/messages?limit=5", None, client.token)
        if any(message["body"] == "done" for message in page["messages"]):
            break
        await asyncio.sleep(0.05)
    else:
        raise SystemExit("talk.py: the other side was never done")
    known = set(client.messages)
    client.raw.clear()
    await client.connect()
    assert client.verdict["verdict"] == "replay", client.verdict
    await client.until_body("done")
    bodies = [message["body"] for key, message in client.messages.items() if key not in known and message["state"] == "visible"]
    assert [body for body in bodies if body != "Back in a moment."] == ["one", "two and a half", "four", "done"], bodies
    gone = [message for message in client.messages.values() if message["state"] == "deleted"]
    assert len(gone) == 1 and gone[0]["body"] == "", gone
    shown = [text for text in client.raw if "secret" in text]
    assert not shown, f"text came back after its deletion: {shown}"


async def second(client):
    question = await client.until_body("Is anybody up?")
    await client.post("I am.", reply_to=question["id"])
    edited = await client.until_body("Is anybody up? (edited)")
    assert edited["id"] == question["id"] and edited["revision"] == 2, edited
    await client.ask(type="react", message=question["id"], reaction="thank_you", on=True)
    await client.until_body("Back in a moment.")
    await client.post("one")
    two = await client.post("two")
    secret = await client.post("secret")
    await client.post("four")
    await client.ask(type="edit", message=two["message"], body="two and a half")
    await client.ask(type="delete", message=secret["message"])
    await client.post("done")
    await client.until_body("Good night.")


async def main():
    alias, password, role = os.environ["PEER_ALIAS"], os.environ["PEER_PASSWORD"], sys.argv[1]
    token = http("POST", "/sessions", {"alias": alias, "password": password, "token": True})["token"]
    version = http("GET", f"/rooms/{ROOM}/guidelines", None, token)["version"]
    http("POST", f"/rooms/{ROOM}/join", {"guidelines_version": version}, token)
    client = Client(token)
    await client.connect()
    await {"first": first, "second": second}[role](client)
    await client.socket.close()
    assert client.socket.close_code == 1000, client.socket.close_code
    print(f"talk.py as {role}: the conversation went well")


asyncio.run(asyncio.wait_for(main(), PATIENCE_S * 4))
