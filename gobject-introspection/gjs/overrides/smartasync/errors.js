// Copyright 2026 The SmartAsync authors
// SPDX-License-Identifier: LGPL-2.1-or-later
//
// Where errors come from: the program's line, before those of this override.

'use strict';

// GJS finds names sooner in a function: see docs/internals.md.
var {trimmed, withCaller} = (() => {

const OURS = /@[^\n]*\/overrides\/(smartasync\/\w+|SmartAsync)\.js:/;
const PLACE = /@(.*):(\d+):(\d+)$/;

function withoutOurs(stack) {
    return stack.split('\n').filter(line => !OURS.test(line)).join('\n');
}

// The place of an error is that of the first line of its stack.
function place(error) {
    const [, fileName, line, column] = PLACE.exec(error.stack.split('\n')[0]) ?? [];

    if (fileName === undefined)
        return;
    Reflect.set(error, 'fileName', fileName);
    Reflect.set(error, 'lineNumber', Number(line));
    Reflect.set(error, 'columnNumber', Number(column));
}

// What can't be changed says so by false, or by an exception.
function replaceStack(error, stack) {
    try {
        return Reflect.set(error, 'stack', stack);
    } catch {
        return false;
    }
}

// Takes the lines of this override out of the stack of an error. One that can't be changed stays as it is.
function trimmed(error) {
    const stack = error?.stack;
    if (typeof stack !== 'string' || !OURS.test(stack))
        return error;

    const isFromUs = OURS.test(stack.split('\n')[0]);
    if (replaceStack(error, withoutOurs(stack)) && isFromUs)
        place(error);
    return error;
}

// An error that comes from a main loop does not tell who has called what failed: where that was made is in an error.
function withCaller(error, made) {
    const caller = withoutOurs(made.stack);
    const stack = trimmed(error)?.stack;

    if (typeof stack === 'string' && !stack.includes(caller))
        replaceStack(error, `${stack}### Called here: ###\n${caller}`);
    return error;
}

return {trimmed, withCaller};
})();
