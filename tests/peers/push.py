"""A browser and its push service: opens what it gets with PyPI `http_ece`, and checks who sent it with `cryptography`.

Prints `port N` and the subscription as JSON, then for each message a line of JSON.
"""

import base64
import json
import os
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import http_ece
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature


def text(raw):
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def raw(words):
    return base64.urlsafe_b64decode(words + "=" * (-len(words) % 4))


def point(key):
    return key.public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)


private = ec.generate_private_key(ec.SECP256R1())
auth = os.urandom(16)


def claims_of(header):
    """Fails where the signature is not by the key that the header names."""
    scheme, fields = header.split(" ", 1)
    fields = dict(field.strip().split("=", 1) for field in fields.split(","))
    words, signature = fields["t"].rsplit(".", 1)
    signature = raw(signature)
    both = [int.from_bytes(half, "big") for half in (signature[:32], signature[32:])]
    key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), raw(fields["k"]))
    key.verify(encode_dss_signature(*both), words.encode(), ec.ECDSA(hashes.SHA256()))
    return {"scheme": scheme, "key": fields["k"], "claims": json.loads(raw(words.split(".")[1]))}


class Service(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        opened = http_ece.decrypt(body, private_key=private, auth_secret=auth, version="aes128gcm")
        headers = {name.lower(): value for name, value in self.headers.items()}
        told = {"path": self.path, "message": json.loads(opened), "headers": headers, "bytes": len(body)}
        print(json.dumps({**told, **claims_of(headers["authorization"])}), flush=True)
        self.send_response(201)
        self.end_headers()

    def log_message(self, *_):
        pass


server = ThreadingHTTPServer(("127.0.0.1", 0), Service)
port = server.server_address[1]
print("port", port, flush=True)
keys = {"p256dh": text(point(private.public_key())), "auth": text(auth)}
print(json.dumps({"endpoint": f"http://127.0.0.1:{port}/send/abc", "keys": keys}), flush=True)
server.serve_forever()
