// Copyright 2026 The SmartAsync authors
// SPDX-License-Identifier: LGPL-2.1-or-later
//
// What the override adds to SmartAsync in GJS, for TypeScript: beside the declarations that ts-for-gir makes from the GIR.

import type Gio from 'gi://Gio?version=2.0';

declare module 'gi://SmartAsync?version=1' {
    export namespace SmartAsync {
        /** May be given after the arguments of a call. */
        interface CallOptions {
            /** How long it may take, a whole number of milliseconds; 0 for no limit. */
            timeout?: number | null;
            /** For how long nothing may happen, a whole number of milliseconds; 0 for no limit. */
            watchdog?: number | null;
            policy?: Policy | null;
            cancellable?: Gio.Cancellable | null;
            /** The finish function, where it can't be found by its name: a function of the result, or a method. */
            finish?: ((result: Gio.AsyncResult) => unknown) | null;
            io_priority?: number;
        }

        /** What options() gives: never an argument of the function itself. */
        interface Options extends Readonly<CallOptions> {
            readonly [isOptions]: true;
        }
        const isOptions: unique symbol;

        /** A function's own arguments, and perhaps options. */
        type With<A extends unknown[]> = [...A] | [...A, CallOptions];

        /** What a function gives that may return a promise, such as one of smartasync(); of any other nothing is known. */
        type Given<R> = [Extract<R, PromiseLike<unknown>>] extends [never] ? any : Awaited<R>;

        /** Options of a call, also where the function might take them for its own. */
        function options(options: CallOptions): Options;

        // What the asynchronous function of a typelib gives can't be inferred from it: say so, sync<[boolean, …]>(…).

        /** Calls an asynchronous function, waits, and returns what it gives. */
        function sync<T>(promise: PromiseLike<T>, options?: CallOptions): T;
        function sync<T>(generator: AsyncGenerator<T>, options?: CallOptions): Iterable<T>;
        function sync<A extends unknown[], T>(func: (...args: A) => Promise<T>, ...args: With<A>): T;
        function sync<A extends unknown[], T>(func: (...args: A) => AsyncGenerator<T>, ...args: With<A>): Iterable<T>;
        function sync<A extends unknown[], R>(func: (...args: A) => R, ...args: With<A>): Given<R>;
        function sync<T = any>(func: Function, ...args: [...unknown[], CallOptions]): T;
        function sync<T = any>(func: Function, ...args: unknown[]): T;
        function sync<T = any>(object: object, name: string, ...args: [...unknown[], CallOptions]): T;
        function sync<T = any>(object: object, name: string, ...args: unknown[]): T;

        /** The same as a promise. */
        function awaitable<T>(promise: PromiseLike<T>, options?: CallOptions): Promise<T>;
        function awaitable<T>(generator: AsyncGenerator<T>, options?: CallOptions): AsyncIterable<T>;
        function awaitable<A extends unknown[], T>(
            func: (...args: A) => AsyncGenerator<T>, ...args: With<A>): AsyncIterable<T>;
        function awaitable<A extends unknown[], T>(func: (...args: A) => Promise<T>, ...args: With<A>): Promise<T>;
        function awaitable<A extends unknown[], R>(func: (...args: A) => R, ...args: With<A>): Promise<Given<R>>;
        function awaitable<T = any>(func: Function, ...args: [...unknown[], CallOptions]): Promise<T>;
        function awaitable<T = any>(func: Function, ...args: unknown[]): Promise<T>;
        function awaitable<T = any>(object: object, name: string, ...args: [...unknown[], CallOptions]): Promise<T>;
        function awaitable<T = any>(object: object, name: string, ...args: unknown[]): Promise<T>;

        /** The value where no loop runs, a promise inside a running one. */
        function smart<T>(promise: PromiseLike<T>, options?: CallOptions): T | Promise<T>;
        function smart<T>(generator: AsyncGenerator<T>, options?: CallOptions): Iterable<T> & AsyncIterable<T>;
        function smart<A extends unknown[], T>(
            func: (...args: A) => AsyncGenerator<T>, ...args: With<A>): Iterable<T> & AsyncIterable<T>;
        function smart<A extends unknown[], T>(func: (...args: A) => Promise<T>, ...args: With<A>): T | Promise<T>;
        function smart<A extends unknown[], R>(
            func: (...args: A) => R, ...args: With<A>): Given<R> | Promise<Given<R>>;
        function smart<T = any>(func: Function, ...args: [...unknown[], CallOptions]): T | Promise<T>;
        function smart<T = any>(func: Function, ...args: unknown[]): T | Promise<T>;
        function smart<T = any>(object: object, name: string, ...args: [...unknown[], CallOptions]): T | Promise<T>;
        function smart<T = any>(object: object, name: string, ...args: unknown[]): T | Promise<T>;

        /** Makes a function behave like smart(). */
        function smartasync<This, A extends unknown[], T>(
            func: (this: This, ...args: A) => Promise<T>): (this: This, ...args: A) => T | Promise<T>;
        function smartasync<This, A extends unknown[], T>(
            func: (this: This, ...args: A) => AsyncIterable<T>): (this: This, ...args: A) => Iterable<T> & AsyncIterable<T>;
        function smartasync<This, A extends unknown[], T>(
            func: (this: This, ...args: A) => T): (this: This, ...args: A) => T | Promise<T>;

        /** Gives every asynchronous function of a namespace a twin; returns how many were added. */
        function install(namespace: string | object): number;
        function uninstall(namespace: string | object): number;

        /** Makes the calls inside the function obey a policy. */
        function policy<T>(policy: Policy, func: () => T): T;
        /** Limits the time of each call inside the function, in milliseconds. */
        function timeout<T>(milliseconds: number, func: () => T): T;
        /** Ends each call inside the function in which nothing happens for so long, in milliseconds. */
        function watchdog<T>(milliseconds: number, func: () => T): T;
        /** Runs the operations of the calls inside the function on a main context; null for the caller's. */
        function context<T>(context: GLib.MainContext | null, func: () => T): T;

        interface Batch {
            /** Adds an operation; without a finish function its result is kept. Returns its index. */
            add(start: StartFunc, finish?: FinishFunc | null): number;
            /** Adds a call of an asynchronous function, given as for sync(), and returns its index. */
            add_async(func: Function, ...args: unknown[]): number;
            add_async(object: object, name: string, ...args: unknown[]): number;
            /** What an operation's finish function returned; undefined if it has not, or has thrown. */
            get_value(index: number): any;
            /** What an operation has failed with, itself, with its stack; null if it has not. */
            get_exception(index: number): any;
        }
    }
}
