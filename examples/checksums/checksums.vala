// Copyright 2026 The SmartAsync authors
// SPDX-License-Identifier: LGPL-2.1-or-later
//
// Prints the SHA-256 of files, all read at the same time: a fiber for each.

// Reads from top to bottom, and waits where it says “await”: for GIO's functions, which know nothing of fibers.
string checksum (File file, Cancellable? cancellable) throws Error {
    var checksum = new Checksum (ChecksumType.SHA256);
    var opening = SmartAsync.call_begin ("g_file_read", NONE, cancellable);

    file.read_async.begin (Priority.DEFAULT, opening.get_cancellable (), (source, result) => opening.complete (result));
    var stream = file.read_async.end (SmartAsync.await (opening));

    while (true) {
        var reading = SmartAsync.call_begin ("g_input_stream_read_bytes", NONE, cancellable);

        stream.read_bytes_async.begin (65536, Priority.DEFAULT, reading.get_cancellable (),
                                       (source, result) => reading.complete (result));
        var bytes = stream.read_bytes_async.end (SmartAsync.await (reading));

        if (bytes.length == 0)
            return checksum.get_string ();

        checksum.update (bytes.get_data (), bytes.length);
    }
}

class Job : Object {
    public File file;
    public string? sum;
    public Error? error;

    // One fiber. What it waits for, the others don't.
    public async void run (Cancellable? cancellable) {
        try {
            yield SmartAsync.spawn ((c) => {
                sum = checksum (file, c);

                return null;
            }, cancellable);
        } catch (Error e) {
            error = e;
        }
    }
}

int main (string[] args) {
    var jobs = new GenericArray<Job> ();
    var loop = new MainLoop ();
    int n_left = args.length - 1;
    int status = 0;

    foreach (unowned var name in args[1:args.length]) {
        var job = new Job () { file = File.new_for_commandline_arg (name) };

        jobs.add (job);
        job.run.begin (null, () => {
            if (--n_left == 0)
                loop.quit ();
        });
    }

    if (n_left > 0)
        loop.run ();

    for (int i = 0; i < jobs.length; i++) {
        if (jobs[i].error == null) {
            print ("%s  %s\n", jobs[i].sum, args[i + 1]);
        } else {
            printerr ("checksums: %s\n", jobs[i].error.message);
            status = 1;
        }
    }

    return status;
}
