// Copyright 2026 The SmartAsync authors
// SPDX-License-Identifier: LGPL-2.1-or-later
//
// Fibers, in the VAPI: Vala is compiled to C, whose stacks may be suspended. The GIR hides them from interpreters.

namespace SmartAsync {
    [CCode (cname = "SmartAsyncFiberFunc", instance_pos = 0)]
    public delegate void* FiberFunc (GLib.Cancellable? cancellable) throws GLib.Error;

    [CCode (cname = "smart_async_spawn", finish_name = "smart_async_spawn_finish")]
    public async void* spawn (owned FiberFunc func, GLib.Cancellable? cancellable = null) throws GLib.Error;
    [CCode (cname = "smart_async_call_spawn")]
    public Call call_spawn (string? name, owned FiberFunc func, GLib.Cancellable? cancellable = null) throws GLib.Error;
    [CCode (cname = "smart_async_spawn_finish")]
    public void* spawn_finish (GLib.AsyncResult result) throws GLib.Error;
    [CCode (cname = "smart_async_run_in_thread")]
    public void* run_in_thread (FiberFunc func, GLib.DestroyNotify? free_result = null,
                                GLib.Cancellable? cancellable = null) throws GLib.Error;
    [CCode (cname = "smart_async_in_thread")]
    [Version (deprecated = true, deprecated_since = "0.9", replacement = "run_in_thread")]
    public void* in_thread (FiberFunc func, GLib.DestroyNotify? free_result = null, GLib.Cancellable? cancellable = null)
        throws GLib.Error;

    [CCode (cname = "smart_async_call_begin")]
    public Call call_begin (string name, OperationFlags flags = OperationFlags.NONE, GLib.Cancellable? cancellable = null)
        throws GLib.Error;
    [CCode (cname = "smart_async_await")]
    public GLib.AsyncResult await (owned Call call) throws GLib.Error;
    [CCode (cname = "smart_async_await_any")]
    public uint await_any (Call?[] calls);
    [CCode (cname = "smart_async_call_abandon")]
    public void call_abandon (owned Call call);
    [CCode (cname = "smart_async_await_signal")]
    public GLib.Array<GLib.Value> await_signal (GLib.Object object, string detailed_signal,
                                                GLib.Cancellable? cancellable = null) throws GLib.Error;

    [CCode (cname = "smart_async_set_fiber_stack_size")]
    public void set_fiber_stack_size (size_t size);
    [CCode (cname = "smart_async_get_fiber_stack_size")]
    public size_t get_fiber_stack_size ();
}
