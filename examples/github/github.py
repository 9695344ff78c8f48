#!/usr/bin/env python3
# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Prints how many stars and forks a repository has: github-stars, in Python.

import argparse
import sys

import gi

gi.require_version("Github", "1")
from gi.repository import Github, GLib


class Parser(argparse.ArgumentParser):
    def error(self, message):
        sys.exit(f"error: {message}")


def parse_options():
    parser = Parser(description="Prints how many stars and forks a repository has.", allow_abbrev=False)
    parser.add_argument("--api", metavar="URI", help="ask this server, not the built-in one")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("repo", metavar="OWNER/NAME", nargs="?", default="GNOME/glib")
    options = parser.parse_args()

    if "/" not in options.repo:
        parser.error(f"“{options.repo}” is not of the form OWNER/NAME")

    return options


def get_repo(api, owner, name):
    client = Github.Client.new(api)
    return client.get_repo_sync(owner, name, None)  # The twin of get_repo_async(): no main loop, no callback.


def ask(options):
    server = Github.Server()
    if options.api is None:
        server.start()

    return get_repo(options.api if options.api is not None else server.get_uri(), *options.repo.split("/", 1))


def main():
    options = parse_options()

    try:
        repo = ask(options)
    except GLib.Error as error:
        sys.exit(f"error: {error.message}")

    if options.json:
        print(repo.to_json())
    else:
        print(f"Stars: {repo.get_stars()}")
        print(f"Forks: {repo.get_forks()}")


main()
