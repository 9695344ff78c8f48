// Copyright 2026 The SmartAsync authors
// SPDX-License-Identifier: LGPL-2.1-or-later
//
// What an introspected function is: its name, its arguments, what it is bound to, where its finish function is.

/* exported introspected, isUnboundMethod, recognise, rememberBindings, rememberPromisified */

'use strict';

const {Gio, GLib} = imports.gi;
const {configuredFinish, givesContextStream} = imports.overrides.smartasync.configuration;
const {
    annotatedFinish, followPromisify, isBound, isNative, replaceBind, signatureOf, unpromisified,
} = imports.overrides.smartasync.gjs;

// The names of ready callbacks: in functions written in Vala it is _callback_, and functions that take closures have
// names of the same kind. A progress_callback is no ready callback.
const READY_CALLBACK = /^(callback|_callback_|.*ready.*|cb)(_closure)?$/;
const PRIORITY = 'io_priority';
const CANCELLABLE = 'cancellable';

const descriptions = new WeakMap();  // by native function
const bindings = new WeakMap();      // by bound function: what was bound, to what, with which first arguments; and the
                                     // description, once it was wanted
const promisified = new WeakMap();   // by the function that Gio._promisify() has put in place: the native one

// A bound function shows neither the function nor the object that it was made of. So what bind() of an introspected
// function returns is remembered. It is an ordinary bound function otherwise.
function rememberBindings() {
    replaceBind(bindAndRemember);
}

function bindAndRemember(self, ...args) {
    const bound = Function.prototype.bind.call(this, self, ...args);
    const known = bindings.get(this);

    // Binding a bound function does not change its object.
    bindings.set(bound, known === undefined
        ? {native: promisified.get(this) ?? this, self, args}
        : {...known, args: [...known.args, ...args]});
    if (Object.hasOwn(this, 'bind'))
        rememberBindingsOf(bound);
    return bound;
}

// For a function that does not have the prototype of native ones.
function rememberBindingsOf(func) {
    Object.defineProperty(func, 'bind', {value: bindAndRemember, configurable: true, writable: true});
}

// The function that Gio._promisify() puts in place of a native one stands for the native one.
function rememberPromisified() {
    followPromisify((proto, name) => {
        const original = unpromisified(proto, name);
        if (!isNative(original) || promisified.has(proto[name]))
            return;
        promisified.set(proto[name], original);
        rememberBindingsOf(proto[name]);
    });
}

class Description {
    constructor(native) {
        Object.assign(this, {native}, signatureOf(native));
    }

    // As a program spells it: also of static functions with their class.
    get name() {
        this._name ??= this._location.join('.');
        return this._name;
    }

    // The text of a function has no class, as that of a method has.
    get _location() {
        const owner = this.isMethod ? null : this._findOwner();
        return owner === null ? this.path : [this.path[0], ...owner.path, this.path.at(-1)];
    }

    // A function that has an asynchronous half blocks, and its callback is for something else.
    get takesReadyCallback() {
        this._takesReadyCallback ??= READY_CALLBACK.test(this.parameters.at(-1) ?? '') &&
            !this._places.some(place => `${this.path.at(-1)}_async` in place);
        return this._takesReadyCallback;
    }

    // The arguments that a caller gives, without those that are filled in.
    get plain() {
        this._plain ??= this._leaveOutFilledIn();
        return this._plain;
    }

    _leaveOutFilledIn() {
        const filledIn = this.takesReadyCallback
            ? [PRIORITY, CANCELLABLE, this.parameters.at(-1)]
            : [CANCELLABLE];
        return this.parameters.filter(name => !filledIn.includes(name));
    }

    // Finds out which arguments a caller has given, {plain, io_priority, cancellable}, and which were left out. Null if
    // there are too many or too few. All may be given, in the function's own order.
    sort(args) {
        if (args.length === this.plain.length)
            return {plain: args};

        const sorted = {plain: []};
        const given = [...args];
        const slots = this.parameters.includes(CANCELLABLE) ? this.parameters : [...this.parameters, CANCELLABLE];
        for (const name of slots) {
            if (this.plain.includes(name))
                sorted.plain.push(...given.splice(0, 1));
            else if (given.length + sorted.plain.length > this.plain.length && fits(name, given[0]))
                sorted[name] = given.shift();
        }
        return given.length === 0 && sorted.plain.length === this.plain.length ? sorted : null;
    }

    fillIn(plain, {cancellable, priority, callback}) {
        let next = 0;

        return this.parameters.map((name, i) => {
            if (this.takesReadyCallback && i === this.parameters.length - 1)
                return callback;
            if (name === CANCELLABLE)
                return cancellable;
            return name === PRIORITY && this.takesReadyCallback ? priority : plain[next++];
        });
    }

    // Whether the stream that it gives insists on the main context on which it was made.
    get givesContextStream() {
        this._givesContextStream ??= givesContextStream(this.path[0], this.symbol);
        return this._givesContextStream;
    }

    // A function (source, result) that calls the finish function, or null.
    findFinish() {
        this._finish ??= this._lookFinishUp();
        return this._finish;
    }

    _lookFinishUp() {
        const name = this.path.at(-1);
        const names = [
            this._nameOfFinish(annotatedFinish(this._location)),
            this._nameOfFinish(configuredFinish(this.path[0], this.symbol)),
            `${name.replace(/_async$/, '')}_finish`,
            `${name}_finish`,
        ];

        for (const candidate of names.filter(known => known !== null)) {
            const finish = finishIn(this._places, candidate);
            if (finish !== null)
                return finish;
        }
        return null;
    }

    // Annotations and configuration files have the name of a function in the same class or a parent, or a C symbol.
    _nameOfFinish(given) {
        if (given === null || this._places.some(place => given in place))
            return given;

        for (const place of this._places.flatMap(chainOf)) {
            const name = Object.getOwnPropertyNames(place)
                .find(known => given.endsWith(`_${known}`) && hasSymbol(place, known, given));
            if (name !== undefined)
                return name;
        }
        return null;
    }

    // The classes, or the namespace, where functions that belong to this one may be.
    get _places() {
        const namespace = imports.gi[this.path[0]];

        if (!this.isMethod) {
            const owner = this._findOwner();
            return owner === null ? [namespace] : [owner.object, owner.object.prototype, namespace];
        }

        const type = namespace[this.path[1]];
        return [type.prototype, type, namespace];
    }

    // The native function of another name in the same class or namespace.
    findSibling(name) {
        const [place] = this._places;
        const sibling = name in place ? unpromisified(place, name) : null;

        return isNative(sibling) ? describe(sibling) : null;
    }

    _findOwner() {
        this._owner ??= {found: findOwner(this)};
        return this._owner.found;
    }
}

// Whether a value may be an argument that could have been left out. The callback is never given.
function fits(name, value) {
    if (name === PRIORITY)
        return typeof value === 'number';
    return value === null || value === undefined || name === CANCELLABLE && value instanceof Gio.Cancellable;
}

function describe(native) {
    if (!descriptions.has(native))
        descriptions.set(native, new Description(native));
    return descriptions.get(native);
}

// The class that has a static function; null for one of the namespace itself. g_dbus_proxy_new is DBusProxy's: the
// longest of the namespace's names that the symbol has before "new". Only classes whose name fits are looked at, for
// loading each of them takes long.
function findOwner({path, symbol}) {
    const [namespace, name] = [imports.gi[path[0]], path.at(-1)];
    const flat = symbol.replaceAll('_', '').toLowerCase();
    const end = name.replaceAll('_', '').toLowerCase();

    if (hasSymbol(namespace, name, symbol))
        return null;

    const likely = Object.keys(namespace).filter(key => flat.endsWith(key.toLowerCase() + end));
    likely.sort((a, b) => b.length - a.length);
    const key = likely.find(candidate => hasSymbol(namespace[candidate], name, symbol));
    return key === undefined ? null : {path: [key], object: namespace[key]};
}

function hasSymbol(place, name, symbol) {
    if (place === null || typeof place !== 'object' && typeof place !== 'function' || !(name in place))
        return false;

    const found = unpromisified(place, name);
    return isNative(found) && describe(found).symbol === symbol;
}

function finishIn(places, name) {
    for (const place of places) {
        if (!place || !(name in place) || typeof place[name] !== 'function')
            continue;

        const finish = place[name];
        const description = isNative(finish) ? describe(finish) : null;

        if (description?.isMethod)
            return (source, result) => finish.call(source, result);
        if (description?.parameters.length === 2)
            return (source, result) => finish.call(place, source, result);
        return (source, result) => finish.call(place, result);
    }
    return null;
}

// An object and its prototypes.
function chainOf(object) {
    return object === null || object === undefined ? [] : [object, ...chainOf(Object.getPrototypeOf(object))];
}

// The native function behind one that may be bound or promisified, and its object. Null for any other function.
function recognise(func) {
    const binding = bindings.get(func);
    if (binding !== undefined) {
        binding.description ??= describe(binding.native);
        return binding;
    }

    const native = promisified.get(func) ?? func;
    if (isNative(native))
        return {description: describe(native), self: undefined, args: []};
    if (!isBound(func))
        return null;

    throw new TypeError('a method that was bound before SmartAsync was imported can\'t be recognised: ' +
        'import it first, or give the object and the method\'s name');
}

function isUnboundMethod(func) {
    const native = promisified.get(func) ?? func;

    return isNative(native) && describe(native).isMethod;
}

// The native function behind object[name].
function introspected(object, name) {
    const found = unpromisified(object, name);

    if (typeof found !== 'function')
        throw new TypeError(`${object} has no function ${name}`);
    return isNative(found) ? {description: describe(found), self: object, args: []} : null;
}
