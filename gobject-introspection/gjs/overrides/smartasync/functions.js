// Copyright 2026 The SmartAsync authors
// SPDX-License-Identifier: LGPL-2.1-or-later
//
// What an introspected function is: its name, its arguments, what it is bound to, where its finish function is.

'use strict';

// GJS finds names sooner in a function: see docs/internals.md.
var {
    introspected, isUnboundMethod, knownBinding, knownMember, recognise, rememberBindings, rememberPromisified,
} = (() => {

const {gi} = imports;
const {
    followPromisify, hasNativePrototype, isBound, isNative, replaceBind, signatureOf, unpromisified,
} = imports.overrides.smartasync.gjs;

gi.versions.SmartAsyncIntrospection ??= '1';
const {Gio} = gi;
const {Function: Introspected, Role} = gi.SmartAsyncIntrospection;

const PRIORITY = 'io_priority';
const CANCELLABLE = 'cancellable';
const CALLBACK = 'callback';

const bindings = new WeakMap();     // by bound function, of what was promisified: its binding
const promisified = new WeakMap();  // by the function that Gio._promisify() has put in place: the native one

// The same for native functions and what is bound of them, in the functions themselves: a map by objects would cost more
// than the rest of a call.
const BINDING = Symbol('binding');
const DESCRIPTION = Symbol('description');

const NO_ARGS = Object.freeze([]);
const bindFunction = Function.prototype.bind;

// A bound function shows neither the function nor the object that it was made of. So what bind() of an introspected
// function returns is remembered. It is an ordinary bound function otherwise.
function rememberBindings() {
    replaceBind(bindNative);
}

// What was bound, to what, with which first arguments.
class Binding {
    constructor(native, self, args) {
        this.native = native;
        this.self = self;
        this.args = args;
    }

    get description() {
        return describe(this.native);
    }
}

// Binding a bound function does not change its object.
function bindingOf(known, native, self, args) {
    return known === undefined
        ? new Binding(native, self, args)
        : new Binding(known.native, known.self, [...known.args, ...args]);
}

function bindNative(self, ...args) {
    const bound = args.length === 0 ? bindFunction.call(this, self) : bindFunction.call(this, self, ...args);

    bound[BINDING] = bindingOf(this[BINDING], this, self, args);
    return bound;
}

function bindPromisified(self, ...args) {
    const bound = bindFunction.call(this, self, ...args);

    bindings.set(bound, bindingOf(bindings.get(this), promisified.get(this), self, args));
    rememberBindingsOf(bound);
    return bound;
}

// For a function that does not have the prototype of native ones.
function rememberBindingsOf(func) {
    Object.defineProperty(func, 'bind', {value: bindPromisified, configurable: true, writable: true});
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

// Cancellable and priority have these names, whatever they are called.
function parameterOf(introspected, i) {
    switch (introspected.get_argument_role(i)) {
    case Role.CANCELLABLE:
        return CANCELLABLE;
    case Role.PRIORITY:
        return PRIORITY;
    default:
        return introspected.get_argument_name(i);
    }
}

class Description {
    constructor(native) {
        const {isMethod, path: [namespace], symbol} = signatureOf(native);
        const introspected = Introspected.lookup_symbol(namespace, symbol);
        const indexes = Array.from({length: introspected.get_n_arguments()}, (_, i) => i);

        Object.assign(this, {native, isMethod, symbol, introspected});
        this.path = [namespace, introspected.get_container(), introspected.get_name()].filter(name => name !== null);
        this.name = this.path.join('.');  // as a program spells it
        this.parameters = indexes.map(i => parameterOf(introspected, i));
        this.takesReadyCallback = introspected.is_async();
        this._ready = indexes.findIndex(i => introspected.get_argument_role(i) === Role.READY);
    }

    // The arguments that a caller gives, without those that are filled in.
    get plain() {
        this._plain ??= this._leaveOutFilledIn();
        return this._plain;
    }

    _leaveOutFilledIn() {
        const filledIn = this.takesReadyCallback
            ? [PRIORITY, CANCELLABLE, this.parameters[this._ready]]
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

    call(self, plain, cancellable, priority, callback) {
        const roles = this._roles;
        const args = [];
        let next = 0;

        for (let i = 0; i < roles.length; i++) {
            const role = roles[i];
            args.push(role === CALLBACK ? callback : role === CANCELLABLE ? cancellable
                : role === PRIORITY ? priority : plain[next++]);
        }
        return Reflect.apply(this.native, self, args);
    }

    // What is filled in for each parameter; null for those that a caller gives.
    get _roles() {
        this._filledIn ??= this.parameters.map((name, i) => {
            if (i === this._ready)
                return CALLBACK;
            return name === CANCELLABLE || name === PRIORITY && this.takesReadyCallback ? name : null;
        });
        return this._filledIn;
    }

    // Whether the stream that it gives insists on the main context on which it was made.
    get givesContextStream() {
        this._givesContextStream ??= this.introspected.get_setting('context-stream') === 'true';
        return this._givesContextStream;
    }

    // What a finish function has returned, for use on any main context.
    keep(value) {
        return this.givesContextStream ? gi.SmartAsync.ContextStream.take(value) : value;
    }

    // A function (source, result) that calls the finish function, or null.
    findFinish() {
        this._finish ??= this._lookFinishUp();
        return this._finish;
    }

    _lookFinishUp() {
        const its = this.introspected.get_finish();
        if (its === null)
            return null;

        const place = placeOf(its);
        const finish = place[its.get_name()];
        if (its.is_method())
            return (source, result) => finish.call(source, result);
        return this.introspected.finish_takes_source()
            ? (source, result) => finish.call(place, source, result)
            : (source, result) => finish.call(place, result);
    }

    // The asynchronous function that a library of pairs, which the program has imported, has for this one, which blocks;
    // or null. A method is a function there, which takes the object first.
    findPair() {
        this._pair ??= this._lookPairUp();
        return this._pair;
    }

    _lookPairUp() {
        const stem = this.symbol.replace(/_sync$/, '');
        for (const symbol of [`${stem}_async`, `${stem}_async_with_closures`]) {
            try {
                const pair = Introspected.lookup_symbol(`${this.path[0]}Async`, symbol);
                return describe(placeOf(pair)[pair.get_name()]);
            } catch {
                // It is not imported, or has no such function.
            }
        }
        return null;
    }

    // The native function of another name in the same class or namespace.
    findSibling(name) {
        const place = placeOf(this.introspected);
        const sibling = name in place ? unpromisified(place, name) : null;

        return isNative(sibling) ? describe(sibling) : null;
    }
}

// Where a function is found by its name: in a namespace, a class, or the prototype of one.
function placeOf(introspected) {
    const namespace = gi[introspected.get_namespace()];
    const container = introspected.get_container();

    if (container === null)
        return namespace;
    return introspected.is_method() ? namespace[container].prototype : namespace[container];
}

// Whether a value may be an argument that could have been left out. The callback is never given.
function fits(name, value) {
    if (name === PRIORITY)
        return typeof value === 'number';
    return value === null || value === undefined || name === CANCELLABLE && value instanceof Gio.Cancellable;
}

function describe(native) {
    let description = native[DESCRIPTION];

    if (description === undefined)
        description = native[DESCRIPTION] = new Description(native);
    return description;
}

// The native function behind one that may be bound or promisified, and its object. Null for any other function.
function recognise(func) {
    const binding = hasNativePrototype(func) ? func[BINDING] : bindings.get(func);
    if (binding !== undefined)
        return binding;

    const native = promisified.get(func) ?? func;
    if (isNative(native))
        return new Binding(native, undefined, NO_ARGS);
    if (!isBound(func))
        return null;

    throw new TypeError('a method that was bound before SmartAsync was imported can\'t be recognised: ' +
        'import it first, or give the object and the method\'s name');
}

function isUnboundMethod(func) {
    const native = promisified.get(func) ?? func;

    return isNative(native) && describe(native).isMethod;
}

// The description of object[name], if that is a native function, and has one; null otherwise. An object that answers to
// everything has one as well, but it is not that of the function.
function knownMember(object, name) {
    const found = object?.[name];
    const description = typeof found === 'function' ? found[DESCRIPTION] : undefined;

    return description instanceof Description && description.native === found ? description : null;
}

// What bind() has remembered, if it was given nothing but an object; null otherwise.
function knownBinding(func) {
    const binding = hasNativePrototype(func) ? func[BINDING] : undefined;

    return binding !== undefined && binding.args.length === 0 ? binding : null;
}

// The native function behind object[name].
function introspected(object, name) {
    const known = knownMember(object, name);
    if (known !== null)
        return new Binding(known.native, object, NO_ARGS);

    const found = unpromisified(object, name);
    if (typeof found !== 'function')
        throw new TypeError(`${object} has no function ${name}`);
    return isNative(found) ? new Binding(found, object, NO_ARGS) : null;
}

return {introspected, isUnboundMethod, knownBinding, knownMember, recognise, rememberBindings, rememberPromisified};
})();
