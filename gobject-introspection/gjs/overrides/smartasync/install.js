// Copyright 2026 The SmartAsync authors
// SPDX-License-Identifier: LGPL-2.1-or-later
//
// Twins for a whole namespace, made when it is loaded: install() and uninstall().

'use strict';

// GJS finds names sooner in a function: see docs/internals.md.
var {define} = (() => {

const {gi} = imports;
const {GLib} = gi;
const Functions = imports.overrides.smartasync.functions;
const {isFromPromisify, nameOfNamespace, typesWith} = imports.overrides.smartasync.gjs;
const Errors = imports.overrides.smartasync.errors;
const Waits = imports.overrides.smartasync.waits;
const {Target} = imports.overrides.smartasync.targets;

const {IntrospectionError} = gi.SmartAsyncIntrospection;

const installed = new Map();  // by namespace: [{place, name}]
const ours = new WeakSet();   // the twins

function namespaceOf(name) {
    const namespace = typeof name === 'string' ? gi[name] : name;

    if (nameOfNamespace(namespace) === null)
        throw new TypeError(`${name} is neither the name of a namespace nor a namespace`);
    return namespace;
}

// Null for a type that can't be loaded, as the library lacks its get_type() function.
function loadType(namespace, name) {
    try {
        return namespace[name];
    } catch (error) {
        return null;
    }
}

// Loading a type takes long: before that only names are compared.
function asynchronousAmong(names) {
    const all = new Set(names);

    return names.filter(name => !isFromPromisify(name) &&
        (name.endsWith('_async') || all.has(`${name}_finish`) && !all.has(`${name}_async`)));
}

function placesOf(namespace) {
    const types = typesWith(nameOfNamespace(namespace), names => asynchronousAmong(names).length > 0)
        .map(name => loadType(namespace, name))
        .filter(type => typeof type === 'function');

    return [namespace, ...types.flatMap(type => [type, type.prototype])];
}

function twinName(name) {
    return `${name.replace(/_async$/, '')}_sync`;
}

// Null for a function that can't be called, and for one that is not asynchronous.
function describe(place, name) {
    const description = load(place, name);

    return description?.takesReadyCallback && description.findFinish() !== null ? description : null;
}

// Whoever has written a faulty configuration file has to know of it.
function load(place, name) {
    try {
        return Functions.introspected(place, name)?.description ?? null;
    } catch (error) {
        if (error instanceof GLib.Error && !error.matches(IntrospectionError, IntrospectionError.UNKNOWN_FUNCTION))
            throw error;
        return null;
    }
}

// With the names and the text of a function, as the console shows it.
function documentTwin(twin, name, description) {
    const signature = [...description.plain, 'cancellable'].join(', ');

    Object.defineProperties(twin, {
        name: {value: name, configurable: true},
        length: {value: description.plain.length, configurable: true},
        toString: {
            value: () => `function ${name}(${signature}) {\n` +
                `\t/* calls ${description.name}(), waits, returns what its finish function returns */\n}`,
            configurable: true,
            writable: true,
        },
    });
}

// Its arguments are those of a generated twin: the function's, then a cancellable, which may be left out.
function makeTwin(name, description) {
    const fullName = description.name.replace(/\w+$/, name);
    const twin = function (...args) {
        const self = description.isMethod ? this : undefined;

        try {
            return Waits.wait(Target.ofTwin(fullName, description, self, args));
        } catch (error) {
            throw Errors.trimmed(error);
        }
    };

    documentTwin(twin, name, description);
    ours.add(twin);
    return twin;
}

function mayAdd(place, name) {
    return !(name in place) || !Object.hasOwn(place, name) && ours.has(place[name]);
}

function addTwin(place, asynchronous) {
    const name = twinName(asynchronous);
    const description = mayAdd(place, name) ? describe(place, asynchronous) : null;

    if (description === null)
        return [];
    Object.defineProperty(place, name, {
        value: makeTwin(name, description),
        configurable: true,
        enumerable: true,
        writable: true,
    });
    return [{place, name}];
}

function define(SmartAsync) {
    // Gives every asynchronous function of a namespace that has no _sync twin one, and returns how many it has added:
    // SmartAsync.install('Gio'); file.load_bytes_sync()
    SmartAsync.install = function (name) {
        const namespace = namespaceOf(name);
        const added = placesOf(namespace).flatMap(place =>
            asynchronousAmong(Object.getOwnPropertyNames(place)).flatMap(name => addTwin(place, name)));

        installed.set(namespace, [...installed.get(namespace) ?? [], ...added]);
        return added.length;
    };

    // Undoes install(), and returns how many twins it has removed.
    SmartAsync.uninstall = function (name) {
        const namespace = namespaceOf(name);
        const added = (installed.get(namespace) ?? [])
            .filter(twin => Object.hasOwn(twin.place, twin.name) && ours.has(twin.place[twin.name]));

        added.forEach(twin => delete twin.place[twin.name]);
        installed.delete(namespace);
        return added.length;
    };
}

return {define};
})();
