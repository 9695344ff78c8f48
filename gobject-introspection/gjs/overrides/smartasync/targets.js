// Copyright 2026 The SmartAsync authors
// SPDX-License-Identifier: LGPL-2.1-or-later
//
// What sync() and its kind were given: which function, with what arguments and options.

'use strict';

// GJS finds names sooner in a function: see docs/internals.md.
var {Target, isNamed, nameOf, ownNameOf, usualTarget} = (() => {

const {gi} = imports;
const {GLib} = gi;
const Functions = imports.overrides.smartasync.functions;
const {hasNativePrototype} = imports.overrides.smartasync.gjs;
const {mayTake} = imports.overrides.smartasync.declared;
const {NO_LIMITS, Options, checkOptions, isObjectLiteral, limitsOf, looksLikeOptions, refuse} =
    imports.overrides.smartasync.options;

const NO_ARGS = Object.freeze([]);
const NO_OPTIONS = Object.freeze({});

// A class can't be called: the argument after it names one of its static functions. What makes a function a class is
// that its prototype can't be replaced.
function isClass(func) {
    return !hasNativePrototype(func) && Object.getOwnPropertyDescriptor(func, 'prototype')?.writable === false;
}

// A misspelt method is undefined, and a string after it is its argument.
function isNamed(func, name) {
    return typeof name === 'string' && func !== undefined && (typeof func !== 'function' || isClass(func));
}

const UNNAMED = 'a function without a name';

// An object that answers to everything has functions for names.
function ownNameOf({name}) {
    return typeof name === 'string' ? name : '';
}

function nameOf(func) {
    return ownNameOf(func) || UNNAMED;
}

function refuseGuess(name, options) {
    const keys = Object.keys(options).join(', ');
    const called = name === UNNAMED ? 'f' : name;

    throw new TypeError(`${name}: {${keys}} may be meant for the function, which may take it, or for the call: write ` +
        `SmartAsync.options({${keys}: …}) if it is the call's, and () => ${called}(…) in place of the function if not`);
}

// A bound asynchronous function of a library with its arguments, and nothing else: the usual call.
class UsualTarget {
    constructor(description, self, plain) {
        this.isNative = true;
        this.name = description.name;
        this._description = description;
        this._self = self;
        this._plain = plain;
    }

    begin(cancellable, callback) {
        return this._description.call(this._self, this._plain, cancellable, GLib.PRIORITY_DEFAULT, callback);
    }

    finish(source, result) {
        return this._description.keep(this._description.findFinish()(source, result));
    }
}

function usualTargetOf(description, self, plain) {
    const isUsual = plain.length === description.plain.length && !(plain[plain.length - 1] instanceof Options) &&
        description.takesReadyCallback && description.findFinish() !== null &&
        (!description.isMethod || (self ?? null) !== null);

    return isUsual ? new UsualTarget(description, self, plain) : null;
}

// Null for any other call, which has to be looked at more closely.
function usualTarget(func, args) {
    if (typeof func === 'function') {
        const binding = Functions.knownBinding(func);
        return binding === null ? null : usualTargetOf(binding.description, binding.self, args);
    }

    const description = typeof args[0] === 'string' ? Functions.knownMember(func, args[0]) : null;
    return description === null ? null : usualTargetOf(description, func, args.slice(1));
}

const Target = class {
    constructor(func, args) {
        this._name = null;
        this._func = null;
        if (isNamed(func, args[0]))
            this._takeNamed(func, args[0], args.slice(1));
        else if (typeof func === 'function')
            this._takeFunction(func, args);
        else
            throw new TypeError(`${func} is neither a function nor an object whose function is named`);
    }

    // The target of a twin, with the name of the twin.
    static ofTwin(name, description, self, args) {
        const target = Object.create(Target.prototype);

        target._name = name;
        target._func = null;
        target._takeNative({description, self, args: NO_ARGS}, args);
        return target;
    }

    _takeNamed(object, name, args) {
        const known = Functions.introspected(object, name);
        if (known !== null) {
            this._takeNative(known, args);
            return;
        }

        const func = object[name];
        this._func = (...given) => Reflect.apply(func, object, given);
        this._takeOthers(func, args);
    }

    _takeFunction(func, args) {
        const known = Functions.recognise(func);
        if (known !== null) {
            this._takeNative(known, args);
            return;
        }

        this._func = func;
        this._takeOthers(func, args);
    }

    // If there are as many arguments as a native function takes, the last one is no options object, unless it can be
    // nothing else.
    _takeNative(known, args) {
        const {description} = known;
        const all = known.args.length === 0 ? args : [...known.args, ...args];

        this.isNative = true;
        this.description = description;
        this._self = known.self;
        this._declared = description.native;
        this.options = this._takeOptions(all, last => all.length > description.plain.length);
        this._args = all;
        this._sorted = description.sort(all);
        this._takeLimits();
        this._finish = this._givenFinish() ??
            (description.takesReadyCallback ? description.findFinish() : null);
    }

    // A function of the program.
    _takeOthers(func, args) {
        this.isNative = false;
        this.description = null;
        this._declared = func;
        this.options = this._takeOptions(args, last => this._isNotOwn(last, args.length));
        this._args = args;
        this._sorted = null;
        this._takeLimits();
        this._finish = this._givenFinish();
        if ((this.options.io_priority ?? null) !== null)
            throw new TypeError(`${this.name}: io_priority is for functions of libraries`);
    }

    _takeOptions(args, isNotOwn) {
        const last = args[args.length - 1];
        if (typeof last !== 'object' || !(last instanceof Options || isObjectLiteral(last) && isNotOwn(last)))
            return NO_OPTIONS;

        checkOptions(this.name, last);
        return args.pop();
    }

    // Whether the last of so many arguments is none of a function of the program. One that calls back takes a cancellable
    // and a callback besides its own.
    _isNotOwn(last, n) {
        const func = this._declared;
        const couldBeOptions = looksLikeOptions(last);
        if (couldBeOptions && typeof last.finish === 'function' && func.length === n + 1)
            return true;

        const isOwn = mayTake(func, n);
        if (isOwn === null && couldBeOptions)
            refuseGuess(this.name, last);
        return isOwn === false;
    }

    _takeLimits() {
        const cancellable = this._sorted?.cancellable ?? null;
        if (cancellable === null && this.options === NO_OPTIONS) {
            this.limits = NO_LIMITS;
            return;
        }

        if (cancellable !== null && (this.options.cancellable ?? null) !== null)
            throw new TypeError(`${this.name}() got two cancellables`);
        this.limits = limitsOf({...this.options, cancellable: cancellable ?? this.options.cancellable});
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

    get func() {
        return this._func;
    }

    // What may be an async function.
    get declared() {
        return this._declared;
    }

    get name() {
        return this._name ?? this.description?.name ?? nameOf(this._declared);
    }

    // Whether it calls a ready callback, instead of returning a promise.
    get isCallbackStyle() {
        return this._finish !== null;
    }

    get isBlocking() {
        return this.isNative && !this.description.takesReadyCallback && (this.options.finish ?? null) === null;
    }

    // Calls a function of JavaScript, or a native one that blocks.
    call() {
        if (!this.isNative)
            return this._func(...this._args);
        return this._callNative(this._sorted, {cancellable: this.limits.cancellable});
    }

    // GJS says itself what is wrong with arguments that were not recognised.
    _callNative(sorted, filledIn) {
        const {description} = this;
        if (sorted === null)
            return Reflect.apply(description.native, this._self, this._args);

        const {cancellable, priority, callback} = filledIn;
        return description.call(this._self, sorted.plain, cancellable, priority, callback);
    }

    // Refuses what can't be done with a function that blocks.
    checkBlocking() {
        const {limits} = this;
        const takesCancellable = this.description.parameters.includes('cancellable');

        if (limits.cancellable !== null && !takesCancellable)
            refuse(this.name, limits, 'it blocks, and takes none');
        if ((limits.timeout ?? 0) !== 0 || (limits.watchdog ?? 0) !== 0)
            refuse(this.name, {...limits, cancellable: null}, 'it blocks, and nothing asynchronous does the same');
        this._checkPriority();
    }

    _checkPriority() {
        if ((this.options.io_priority ?? null) === null)
            return;
        if (!this.description.parameters.includes('io_priority'))
            throw new TypeError(`${this.name}() has no io_priority`);
        if ((this._sorted?.io_priority ?? null) !== null)
            throw new TypeError(`${this.name}() got two io_priorities`);
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
        if (description.isMethod && (this._self ?? null) === null) {
            const method = this.name.split('.').at(-1);
            throw new TypeError(`${this.name}() is a method: give it bound, object.${method}.bind(object)`);
        }
        this._checkCount(description.plain);
        this._checkPriority();
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

        return this.description === null ? value : this.description.keep(value);
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
        if (sibling !== null && `${sibling.plain}` === `${description.plain}`)
            return this._withDescription(sibling, this._self, this._sorted.plain);

        return this._findPair();
    }

    _findPair() {
        const pair = this.description.findPair();
        if (pair === null)
            return null;

        const objects = this.description.isMethod ? [this._self] : [];
        if (`${pair.plain.slice(objects.length)}` !== `${this.description.plain}`)
            return null;

        return this._withDescription(pair, undefined, [...objects, ...this._sorted.plain]);
    }

    _withDescription(description, self, args) {
        const target = Target.ofTwin(description.name, description, self, [...args]);

        target.limits = this.limits;
        target.options = this.options;
        return target;
    }
};

return {Target, isNamed, nameOf, ownNameOf, usualTarget};
})();
