// Copyright 2026 The SmartAsync authors
// SPDX-License-Identifier: LGPL-2.1-or-later
//
// Operations: what a program gives (a function and its arguments) as a start and a finish function for the runtime.

/* exported Operation, PromiseOperation, Target */

const {Gio, GLib} = imports.gi;
const Functions = imports.overrides.smartasync.functions;

const OPTIONS = ['timeout', 'cancellable', 'finish', 'io_priority'];

function isOptions(value) {
    return value !== null && typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype &&
        Object.keys(value).length > 0 && Object.keys(value).every(key => OPTIONS.includes(key));
}

function takeOptions(args) {
    return isOptions(args.at(-1)) ? args.pop() : {};
}

// A start and a finish function. One that can't be started fails; it never leaves its call without a callback.
var Operation = class {
    constructor(start, finish) {
        this._start = start;
        this._finish = finish;
        this._failure = null;
    }

    start(call) {
        try {
            this._start(call);
        } catch (error) {
            this._failure = {error};
            call.complete(Gio.Task.new(null, null, null));
        }
    }

    finish(result) {
        this.rethrow();
        return this._finish(result);
    }

    rethrow() {
        if (this._failure !== null)
            throw this._failure.error;
    }
};

// A promise: it is made by the start function, and its value is kept beside the result.
var PromiseOperation = class extends Operation {
    constructor(makePromise) {
        super(call => {
            makePromise().then(value => {
                this._value = value;
            }, error => {
                this._failure = {error};
            }).then(() => call.complete(Gio.Task.new(null, null, null)));
        }, () => this._value);
    }
};

// What sync() and its kind were given: which function, with what.
var Target = class {
    constructor(func, args) {
        if (typeof func !== 'function' && typeof args[0] === 'string') {
            const name = args.shift();
            this._known = Functions.introspected(func, name);
            this._func = this._known === null ? func[name].bind(func) : null;
        } else if (typeof func === 'function') {
            this._known = Functions.recognise(func);
            this._func = func;
        } else {
            throw new TypeError(`${func} is neither a function nor an object whose function is named`);
        }

        this._args = [...this._known?.args ?? [], ...args];
        this._setOptions();
    }

    _setOptions() {
        const count = this.description?.plain.length ?? -1;

        // As many arguments as the function takes are arguments, however the last one looks.
        this.options = this._args.length === count ? {} : takeOptions(this._args);
        this._finish = this.options.finish ?? this._findFinish();
    }

    get func() {
        return this._func;
    }

    get description() {
        return this._known?.description ?? null;
    }

    get name() {
        return this.description?.name ?? (this._func.name || 'an asynchronous function');
    }

    // One that calls a ready callback, not one that returns a promise.
    get isCallbackStyle() {
        return this._finish !== null;
    }

    get isBlocking() {
        return this.isNative && !this.description.takesReadyCallback && this.options.finish === undefined;
    }

    get isNative() {
        return this._known !== null;
    }

    // Calls a function of JavaScript, or a native one that blocks.
    call() {
        return this.isNative
            ? Reflect.apply(this.description.native, this._known.self, this._args)
            : this._func(...this._args);
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
        if (description.isMethod && this._known.self === undefined) {
            const method = description.path.at(-1);
            throw new TypeError(`${this.name}() is a method: give it bound, object.${method}.bind(object)`);
        }
        this._checkCount(description.plain);
    }

    _checkCount(plain) {
        if (this._args.length !== plain.length) {
            throw new TypeError(`${this.name}() takes ${plain.length} arguments here ` +
                `(${plain.join(', ') || 'none'}), ${this._args.length} were given`);
        }
    }

    // Starts a callback-style function.
    begin(cancellable, callback) {
        const {description} = this;

        if (description === null) {
            this._func(...this._args, cancellable, callback);
            return;
        }

        const priority = this.options.io_priority ?? GLib.PRIORITY_DEFAULT;
        Reflect.apply(description.native, this._known.self,
            description.fillIn(this._args, {cancellable, priority, callback}));
    }

    finish(source, result) {
        return this.options.finish !== undefined ? this._finish(result) : this._finish(source, result);
    }

    _findFinish() {
        return this.description?.takesReadyCallback ? this.description.findFinish() : null;
    }

    // The asynchronous function with the same arguments as this one, which blocks; null if there is none.
    findAsynchronous() {
        const {description} = this;
        if (!this.isBlocking)
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
        const at = this.description.parameters.indexOf('cancellable');
        const other = Object.create(Target.prototype);

        other._known = {description, self: this._known.self, args: []};
        other._args = this._args.filter((_arg, i) => i !== at);
        other.options = {cancellable: at < 0 ? null : this._args[at]};
        other._finish = description.findFinish();
        return other;
    }

    toOperation() {
        let source = null;

        return new Operation(call => {
            this.begin(call.get_cancellable(), (origin, result) => {
                source = origin;
                call.complete(result);
            });
        }, result => this.finish(source, result));
    }
};
