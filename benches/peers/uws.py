"""uWebSockets: its C++ core publishes to a room what a member says. Python only hands texts over."""

from socketify import App, OpCode

app = App()


def upgrade(res, req, socket_context):
    room = req.get_parameter(0)
    key = req.get_header("sec-websocket-key")
    protocol = req.get_header("sec-websocket-protocol")
    extensions = req.get_header("sec-websocket-extensions")
    res.upgrade(key, protocol, extensions, socket_context, room)


def said(ws, message, opcode):
    room = ws.get_user_data()
    # In this version the speaker hears it too.
    ws.publish(room, message, OpCode.TEXT)


app.ws(
    "/room/:room",
    {
        "compression": 0,
        "max_payload_length": 64 * 1024,
        "max_backpressure": 64 * 1024 * 1024,
        "idle_timeout": 0,
        "upgrade": upgrade,
        "open": lambda ws: ws.subscribe(ws.get_user_data()),
        "message": said,
    },
)
app.listen({"port": 0, "host": "127.0.0.1"}, lambda config: print(f"listening on 127.0.0.1:{config.port}", flush=True))
app.run()
