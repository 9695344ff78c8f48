// Copyright 2026 The SmartAsync authors
// SPDX-License-Identifier: LGPL-2.1-or-later
//
// Calls without generated code: sync(), awaitable(), and smart(), which chooses between them.

/* exported define */

const {Gio, GLib} = imports.gi;
const Jobs = imports.overrides.smartasync.jobs;
const {PromiseOperation, Target} = imports.overrides.smartasync.operations;

const STALLED = ': promises are settled by jobs, and none of them runs inside another one, in an async function or ' +
    'after an await: here `await` it, or call SmartAsync.awaitable() instead of SmartAsync.sync()';

const AsyncFunction = Object.getPrototypeOf(async () => {}).constructor;
const wrappers = new WeakSet();  // what smartasync() has made

function isThenable(value) {
    return typeof value?.then === 'function';
}

function define(SmartAsync) {
    function isInsideLoop() {
        return SmartAsync.detect()[0] === SmartAsync.Situation.OWN_LOOP;
    }

    function limited(timeout, func) {
        return timeout === undefined ? func() : SmartAsync.timeout(timeout, func);
    }

    function run(name, operation, {cancellable = null, timeout}) {
        const result = limited(timeout, () => SmartAsync.run(name, SmartAsync.OperationFlags.NONE, cancellable,
            call => operation.start(call)));
        return operation.finish(result);
    }

    function runNative(target) {
        target.check();
        return run(target.name, target.toOperation(), target.options);
    }

    function checkJobs(name) {
        if (!Jobs.canRun())
            throw new GLib.Error(SmartAsync.Error, SmartAsync.Error.STALLED, name + STALLED);
    }

    // Only the loop that owns the promise jobs can settle a promise: that of the default context.
    function runPromise(name, makePromise, options) {
        checkJobs(name);
        const context = GLib.MainContext.default();
        context.push_thread_default();
        try {
            return SmartAsync.policy(SmartAsync.Policy.FORWARD,
                () => run(name, new PromiseOperation(makePromise), options));
        } finally {
            context.pop_thread_default();
        }
    }

    // What would only fail later is not started. Of functions that are not async it is known when they have returned.
    function callFunction(name, func, call) {
        if (func instanceof AsyncFunction)
            checkJobs(name);
        return call();
    }

    // The promise was made by the call that returned it: the wait only takes it over. It may be rejected before that.
    function settle(name, value, options) {
        if (isThenable(value)) {
            value.then(null, () => {});
            return runPromise(name, () => value, options);
        }
        return typeof value?.[Symbol.asyncIterator] === 'function' ? iterate(name, value, options) : value;
    }

    function* iterate(name, iterable, options) {
        const iterator = iterable[Symbol.asyncIterator]();

        try {
            for (;;) {
                const {done, value} = runPromise(name, () => iterator.next(), options);
                if (done)
                    return value;
                yield value;
            }
        } finally {
            if (iterator.return !== undefined)
                runPromise(name, () => iterator.return(), options);
        }
    }

    function callTarget(target) {
        if (target.isBlocking)
            return target.call();
        return target.isNative || target.isCallbackStyle
            ? runNative(target)
            : settle(target.name, callFunction(target.name, target.func, () => target.call()), target.options);
    }

    // Calls an asynchronous function, waits, and returns what its finish function returns:
    // SmartAsync.sync(file.load_contents_async.bind(file))
    SmartAsync.sync = function (func, ...args) {
        if (isThenable(func))
            return settle('a promise', func, args[0] ?? {});
        return callTarget(new Target(func, args));
    };

    function cancelAfter(timeout, cancellable, name, reject) {
        return GLib.timeout_add(GLib.PRIORITY_DEFAULT, timeout, () => {
            cancellable.cancel();
            reject(new GLib.Error(Gio.IOErrorEnum, Gio.IOErrorEnum.TIMED_OUT,
                `${name}: no result within ${timeout} ms`));
            return GLib.SOURCE_CONTINUE;
        });
    }

    // The cancellable of a call with a timeout is its own: the caller's may serve other calls too.
    function linkedCancellable(theirs) {
        const own = new Gio.Cancellable();
        const id = theirs?.connect(() => own.cancel()) ?? 0;

        return {own, unlink: () => id && theirs.disconnect(id)};
    }

    function beginPromise(target) {
        const {cancellable = null, timeout} = target.options;

        target.check();
        if (timeout === undefined)
            return promiseOf(target, cancellable);

        const {own, unlink} = linkedCancellable(cancellable);
        return new Promise((resolve, reject) => {
            const id = cancelAfter(timeout, own, target.name, reject);
            promiseOf(target, own).then(resolve, reject).finally(() => {
                GLib.source_remove(id);
                unlink();
            });
        });
    }

    function promiseOf(target, cancellable) {
        return new Promise((resolve, reject) => target.begin(cancellable, (source, result) => {
            try {
                resolve(target.finish(source, result));
            } catch (error) {
                reject(error);
            }
        }));
    }

    function promise(target) {
        const asynchronous = target.findAsynchronous() ?? target;

        if (asynchronous.isCallbackStyle)
            return beginPromise(asynchronous);
        const value = target.call();
        return typeof value?.[Symbol.asyncIterator] === 'function' ? value : Promise.resolve(value);
    }

    // The same as a Promise.
    SmartAsync.awaitable = function (func, ...args) {
        if (isThenable(func))
            return Promise.resolve(func);
        try {
            return promise(new Target(func, args));
        } catch (error) {
            return Promise.reject(error);
        }
    };

    // The value where no loop runs, a Promise inside a running one:
    // SmartAsync.smart(file.load_contents_async.bind(file))
    SmartAsync.smart = function (func, ...args) {
        return isInsideLoop() ? SmartAsync.awaitable(func, ...args) : callTarget(new Target(func, args));
    };

    // Makes a function of the program's own behave so:
    // const fetch = SmartAsync.smartasync(async function fetch(uri) { … })
    SmartAsync.smartasync = function (func) {
        if (typeof func !== 'function')
            throw new TypeError(`${func} is not a function`);
        if (wrappers.has(func))
            return func;

        const wrapper = function (...args) {
            const isInside = isInsideLoop();
            const call = () => func.apply(this, args);

            if (!isInside)
                return settle(func.name, callFunction(func.name, func, call), {});
            const value = call();
            return typeof value?.[Symbol.asyncIterator] === 'function' ? value : Promise.resolve(value);
        };

        Object.defineProperties(wrapper, {
            name: {value: func.name, configurable: true},
            length: {value: func.length, configurable: true},
            toString: {value: () => func.toString(), configurable: true, writable: true},
        });
        wrappers.add(wrapper);
        return wrapper;
    };
}
