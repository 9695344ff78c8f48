# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# A server for HTTP/2: python3 http2.py FILE; says its address, and serves the file under every path until its standard
# input ends.

import os
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import h2.config
import h2.connection
import h2.events

PIECE = 16384  # The largest frame that every peer accepts.


def tls_context():
    """libsoup speaks HTTP/2 only with TLS. The certificate is nobody's, which clients have to accept."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.set_alpn_protocols(['h2'])
    with tempfile.TemporaryDirectory() as name:
        key, certificate = Path(name) / 'key', Path(name) / 'certificate'
        subprocess.run(['openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes',
                        '-days', '1', '-subj', '/CN=localhost', '-keyout', key, '-out', certificate],
                       check=True, stderr=subprocess.DEVNULL)
        context.load_cert_chain(certificate, key)
    return context


class Connection:
    """Its streams are served one after the other, as far as their windows go."""

    def __init__(self, connection, body):
        self.connection = connection
        self.body = body
        self.sent = {}
        self.http = h2.connection.H2Connection(h2.config.H2Configuration(client_side=False))

    def run(self):
        self.http.initiate_connection()
        self.flush()
        while data := self.connection.recv(65536):
            for event in self.http.receive_data(data):
                self.note(event)
            for stream in list(self.sent):
                self.serve(stream)
            self.flush()

    def note(self, event):
        if isinstance(event, h2.events.RequestReceived):
            self.http.send_headers(event.stream_id, [(':status', '200'), ('content-length', str(len(self.body)))])
            self.sent[event.stream_id] = 0
        elif isinstance(event, h2.events.StreamReset):
            self.sent.pop(event.stream_id, None)

    def serve(self, stream):
        begin = self.sent[stream]
        while begin < len(self.body) and (size := min(PIECE, self.http.local_flow_control_window(stream))) > 0:
            self.http.send_data(stream, self.body[begin:begin + size])
            begin += size
        self.sent[stream] = begin
        if begin >= len(self.body):
            self.http.end_stream(stream)
            del self.sent[stream]

    def flush(self):
        self.connection.sendall(self.http.data_to_send())


def serve(listener, context, body):
    while True:
        plain, _ = listener.accept()
        threading.Thread(target=serve_one, args=(plain, context, body), daemon=True).start()


def serve_one(plain, context, body):
    """Clients leave when they like, also in the middle of something."""
    try:
        with context.wrap_socket(plain, server_side=True) as connection:
            Connection(connection, body).run()
    except OSError:
        pass


def main(file):
    with socket.create_server(('127.0.0.1', 0)) as listener:
        arguments = listener, tls_context(), Path(file).read_bytes()
        threading.Thread(target=serve, args=arguments, daemon=True).start()
        print(f'https://127.0.0.1:{listener.getsockname()[1]}/', flush=True)
        sys.stdin.read()
        os._exit(0)  # Nothing of the connections is to be tidied up.


if __name__ == '__main__':
    main(*sys.argv[1:])
