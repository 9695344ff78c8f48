#!/usr/bin/env -S gjs -m
// Copyright 2026 The SmartAsync authors
// SPDX-License-Identifier: LGPL-2.1-or-later
//
// Prints how many stars and forks a repository has: github-stars, in JavaScript.

import System from 'system';
import Github from 'gi://Github?version=1';

const USAGE = `Usage: github.js [--api=URI] [--json] [OWNER/NAME]

Prints how many stars and forks a repository has.

  --api=URI   ask this server, not the built-in one
  --json      print JSON`;

function parseOptions(args) {
    const options = {api: null, json: false, help: false, repo: 'GNOME/glib'};
    const names = [];

    for (const arg of args) {
        if (arg === '--help' || arg === '-h')
            options.help = true;
        else if (arg === '--json')
            options.json = true;
        else if (arg.startsWith('--api='))
            options.api = arg.slice('--api='.length);
        else if (arg.startsWith('-'))
            throw new Error(`Unknown option ${arg}`);
        else
            names.push(arg);
    }

    if (names.length > 1)
        throw new Error('one repository at a time, please');

    options.repo = names[0] ?? options.repo;
    if (!options.repo.includes('/'))
        throw new Error(`“${options.repo}” is not of the form OWNER/NAME`);

    return options;
}

function getRepo(api, owner, name) {
    const client = Github.Client.new(api);
    return client.get_repo_sync(owner, name, null);  // The twin of get_repo_async(): no main loop, no callback.
}

function ask(options) {
    const server = new Github.Server();
    if (options.api === null)
        server.start();

    const slash = options.repo.indexOf('/');
    return getRepo(options.api ?? server.get_uri(), options.repo.slice(0, slash), options.repo.slice(slash + 1));
}

function main(args) {
    const options = parseOptions(args);
    if (options.help) {
        print(USAGE);
        return;
    }

    const repo = ask(options);
    if (options.json) {
        print(repo.to_json());
    } else {
        print(`Stars: ${repo.get_stars()}`);
        print(`Forks: ${repo.get_forks()}`);
    }
}

try {
    main(System.programArgs);
} catch (error) {
    printerr(`error: ${error.message}`);
    System.exit(1);
}
