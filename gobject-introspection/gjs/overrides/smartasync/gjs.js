// Copyright 2026 The SmartAsync authors
// SPDX-License-Identifier: LGPL-2.1-or-later
//
// What GJS 1.74 to 1.90 shows of itself without promising it. Nothing else in the override depends on any of that.

'use strict';

// GJS finds names sooner in a function: see docs/internals.md.
var {
    JOBS_PRIORITY, followPromisify, hasNativePrototype, isBound, isFromPromisify, isNative, nameOfNamespace,
    replaceBind, signatureOf, typesWith, unpromisified,
} = (() => {

const {Gio, GLib} = imports.gi;

// All versions run promise jobs from a source of the default main context, before anything else there.
const JOBS_PRIORITY = 10 * GLib.PRIORITY_HIGH;

// All versions tell what a native function is in its text, and nowhere else:
//     method Gio.File.load_contents_async(cancellable, callback) {
//             /* wrapper for native symbol g_file_load_contents_async() */
//     }
// A static function or constructor is "function Gio.new(…)", without its class.
const TEXT = /^(method|function) ([\w.]+)\(([^)]*)\) \{\s*\/\* wrapper for native symbol (\w+)\(\)/;

// All versions give native functions a prototype of their own, which has their toString().
const nativePrototype = Object.getPrototypeOf(GLib.idle_source_new);

function hasNativePrototype(func) {
    return typeof func === 'function' && Object.getPrototypeOf(func) === nativePrototype;
}

// A bound function has the prototype of the function that it was made of, and its toString() throws. It differs by its
// own property "name", which the language gives it. A native function inherits that property in all versions: before
// 1.86 from the prototype of all functions, since then from the prototype of native ones, which gives its symbol.
function isNative(func) {
    return hasNativePrototype(func) && !Object.hasOwn(func, 'name');
}

function isBound(func) {
    return hasNativePrototype(func) && Object.hasOwn(func, 'name');
}

function signatureOf(native) {
    const text = native.toString();
    const [, kind, path, parameters, symbol] = TEXT.exec(text) ?? [];
    if (symbol === undefined)
        throw new TypeError(`a virtual function is none to be called: ${text}`);

    return {
        isMethod: kind === 'method',
        path: path.split('.'),
        parameters: parameters === '' ? [] : parameters.split(/,\s*/),
        symbol,
    };
}

// Replaces bind() of native functions; once, however often the override is loaded.
function replaceBind(bind) {
    if (!Object.hasOwn(nativePrototype, 'bind'))
        Object.defineProperty(nativePrototype, 'bind', {value: bind, configurable: true, writable: true});
}

// Calls a function after each call of Gio._promisify(), with the object and the name.
function followPromisify(follow) {
    const promisify = Gio._promisify;

    Gio._promisify = function (proto, name, ...rest) {
        promisify.call(this, proto, name, ...rest);
        follow(proto, name);
    };
}

const ORIGINAL = '_original_';

// All versions of Gio._promisify() keep the native function beside the one that they put in its place: in a class, the
// prototype of a class, or a namespace. An object itself is not asked, as a proxy would answer; nor is anything if what is
// there is native: GJS never looks again for a property that was once lacking.
function unpromisified(object, name) {
    const found = object?.[name];
    if (typeof found !== 'function' || isNative(found))
        return found;

    const key = ORIGINAL + name;
    const original = Object.hasOwn(object, key) ? object[key] : Object.getPrototypeOf(object)?.[key];
    return isNative(original) ? original : found;
}

// Whether it is such a name.
function isFromPromisify(name) {
    return name.startsWith(ORIGINAL);
}

// In all versions the text of a namespace says that it is one, and __name__ is its name. Null for anything else.
function nameOfNamespace(namespace) {
    return `${namespace}`.startsWith('[object GIRepositoryNamespace') ? namespace.__name__ : null;
}

// The process has a library that reads typelibs: before 1.85.2 libgirepository-1.0, whose typelib has version 2.0;
// since then GLib's own libgirepository-2.0, whose typelib has version 3.0. The other typelib would load the other
// library as well, and both register the same types: the process would crash or hang. GJS's packages bring the right
// typelib.
const FIRST_WITH_VERSION_3 = 18502;

function introspection() {
    imports.gi.versions.GIRepository ??= imports.system.version < FIRST_WITH_VERSION_3 ? '2.0' : '3.0';
    return imports.gi.GIRepository;
}

// Asks an info: in version 3.0 by a method of it, in version 2.0 by a function named after its type. Undefined if infos
// of this type have no such method.
function ask(info, question, ...args) {
    const GIRepository = introspection();
    const {InfoType} = GIRepository;
    if (InfoType === undefined)
        return info[question]?.(...args);

    ask.types ??= new Map(Object.keys(InfoType).map(key => [InfoType[key], key.toLowerCase()]));
    return GIRepository[`${ask.types.get(info.get_type())}_info_${question}`]?.(info, ...args);
}

// Asks for all of a kind: get_n_methods, get_method.
function askForAll(info, kind) {
    return Array.from({length: ask(info, `get_n_${kind}s`) ?? 0}, (_, i) => ask(info, `get_${kind}`, i));
}

function repository() {
    const {Repository} = introspection();

    return Repository.dup_default?.() ?? Repository.get_default();
}

const functions = new Map();  // by type: the names of its functions

// The methods of a class, with those of its interfaces, which GJS copies into it.
function functionsOf(info) {
    const type = `${info.get_namespace()}.${info.get_name()}`;

    if (!functions.has(type)) {
        functions.set(type, [...askForAll(info, 'method').map(method => method.get_name()),
            ...askForAll(info, 'interface').flatMap(functionsOf)]);
    }
    return functions.get(type);
}

// The names of the types of a namespace that have functions with names that are wanted. The namespace object must not
// be asked for all of its members: from 1.80 on GJS warns of each that has moved to GLibUnix or GioUnix, though Gio's
// typelib may still have it; since 1.85.90 Gio has accessors for these, since 1.87.2 GLib.
function typesWith(namespace, areWanted) {
    const infos = repository();

    return Array.from({length: infos.get_n_infos(namespace)}, (_, i) => infos.get_info(namespace, i))
        .filter(info => areWanted(functionsOf(info)))
        .map(info => info.get_name());
}

return {
    JOBS_PRIORITY, followPromisify, hasNativePrototype, isBound, isFromPromisify, isNative, nameOfNamespace,
    replaceBind, signatureOf, typesWith, unpromisified,
};
})();
