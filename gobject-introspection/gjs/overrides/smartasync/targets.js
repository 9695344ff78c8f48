// Copyright 2026 The SmartAsync authors
// SPDX-License-Identifier: LGPL-2.1-or-later
//
// What sync() and its kind were given: which function, with what arguments and options.

/* exported Target, nameOf */

'use strict';

const {gi} = imports;
const {GLib} = gi;
const Functions = imports.overrides.smartasync.functions;
const {checkOptions, isObjectLiteral, limitsOf, looksLikeOptions} = imports.overrides.smartasync.options;

// A class can't be called: the argument after it names one of its static functions. What makes a function a class is
// that its prototype can't be replaced.
function isClass(func) {
    return '$gtype' in func || Object.getOwnPropertyDescriptor(func, 'prototype')?.writable === false;
}

// A misspelt method is undefined, and a string after it is its argument.
function isNamed(func, name) {
    return typeof name === 'string' && func !== undefined && (typeof func !== 'function' || isClass(func));
}

function nameOf(func) {
    return func.name || 'an asynchronous function';
}

var Target = class {
    constructor(func, args) {
        if (isNamed(func, args[0])) {
            const [name, ...rest] = args;
            this._known = Functions.introspected(func, name);
            this._func = this._known === null ? func[name].bind(func) : null;
            this._take(rest);
        } else if (typeof func === 'function') {
            this._known = Functions.recognise(func);
            this._func = func;
            this._take(args);
        } else {
            throw new TypeError(`${func} is neither a function nor an object whose function is named`);
        }
    }

    // The target of a twin, with the name of the twin.
    static ofTwin(name, description, self, args) {
        const target = Object.create(Target.prototype);

        target._name = name;
        target._known = {description, self, args: []};
        target._take(args);
        return target;
    }

    _take(args) {
        const all = [...this._known?.args ?? [], ...args];

        this.options = this._takeOptions(all);
        this._args = all;
        this._sorted = this.description?.sort(all) ?? null;
        this.limits = limitsOf({cancellable: this._sorted?.cancellable, ...this.options});
        this._finish = this._givenFinish() ?? this._findFinish();
    }

    // If there are as many arguments as a native function takes, the last one is no options object, whatever it is.
    _takeOptions(args) {
        const last = args.at(-1);
        const areGiven = this.isNative
            ? isObjectLiteral(last) && args.length > this.description.plain.length
            : looksLikeOptions(last);
        if (!areGiven)
            return {};

        checkOptions(this.name, last);
        return args.pop();
    }

    // A method that is not bound belongs to what has called back.
    _givenFinish() {
        const finish = this.options.finish ?? null;
        if (finish === null)
            return null;

        return Functions.isUnboundMethod(finish)
            ? (source, result) => finish.call(source, result)
            : (_source, result) => finish(result);
    }

    _findFinish() {
        return this.description?.takesReadyCallback ? this.description.findFinish() : null;
    }

    get func() {
        return this._func;
    }

    get description() {
        return this._known?.description ?? null;
    }

    get name() {
        return this._name ?? this.description?.name ?? nameOf(this._func);
    }

    // Whether it calls a ready callback, instead of returning a promise.
    get isCallbackStyle() {
        return this._finish !== null;
    }

    get isBlocking() {
        return this.isNative && !this.description.takesReadyCallback && (this.options.finish ?? null) === null;
    }

    get isNative() {
        return this._known !== null;
    }

    // Calls a function of JavaScript, or a native one that blocks.
    call() {
        if (!this.isNative)
            return this._func(...this._args);
        return this._callNative(this._sorted, {cancellable: this.limits.cancellable});
    }

    // GJS says itself what is wrong with arguments that were not recognised.
    _callNative(sorted, filledIn) {
        const {description, self} = this._known;
        const args = sorted === null ? this._args : description.fillIn(sorted.plain, filledIn);

        return Reflect.apply(description.native, self, args);
    }

    check() {
        if (!this.isNative)
            return;

        const {description} = this;
        if (!description.takesReadyCallback)
            throw new TypeError(`${this.name}() is not asynchronous: it takes no ready callback`);
        if (!this.isCallbackStyle) {
            throw new TypeError(`${this.name}() has no finish function of that name; ` +
                'give it: {finish: result => object.its_finish(result)}');
        }
        if (description.isMethod && (this._known.self ?? null) === null) {
            const method = this.name.split('.').at(-1);
            throw new TypeError(`${this.name}() is a method: give it bound, object.${method}.bind(object)`);
        }
        this._checkCount(description.plain);
    }

    _checkCount(plain) {
        if (this._sorted === null) {
            throw new TypeError(`${this.name}() takes ${plain.length} arguments here ` +
                `(${plain.join(', ') || 'none'}), ${this._args.length} were given`);
        }
    }

    // Starts a callback-style function.
    begin(cancellable, callback) {
        if (!this.isNative)
            return this._func(...this._args, cancellable, callback);

        const priority = this.options.io_priority ?? this._sorted.io_priority ?? GLib.PRIORITY_DEFAULT;
        return this._callNative(this._sorted, {cancellable, priority, callback});
    }

    // It is called inside the callback.
    finish(source, result) {
        const value = this._finish(source, result);

        return this.description?.givesContextStream ? gi.SmartAsync.ContextStream.take(value) : value;
    }

    // The asynchronous function with the same arguments as this one, which blocks; null if there is none.
    findAsynchronous() {
        const {description} = this;
        if (!this.isBlocking || this._sorted === null)
            return null;

        const name = description.path.at(-1);
        const stem = name.replace(/_sync$/, '');
        const sibling = [`${stem}_async`, stem]
            .map(candidate => description.findSibling(candidate))
            .find(candidate => candidate?.takesReadyCallback) ?? null;
        if (sibling === null || `${sibling.plain}` !== `${description.plain}`)
            return null;

        return this._withDescription(sibling);
    }

    _withDescription(description) {
        const {limits: {cancellable}, _sorted: {plain}} = this;

        return Target.ofTwin(description.name, description, this._known.self, [...plain, {cancellable}]);
    }
};
