/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Parses a text in a thread, while a loop goes on.
 */

async void run () throws Error {
  var parser = new Json.Parser ();
  assert (yield JsonAsync.parser_load_from_data_async (parser, "[1, 2, 3]", -1, null));
  print ("%u\n", parser.get_root ().get_array ().get_length ());
  yield JsonAsync.parser_load_from_data_async (parser, "[1, 2", -1, null);
}

int main () {
  var loop = new MainLoop ();
  run.begin ((source, result) => {
    try {
      run.end (result);
    } catch (Error error) {
      print ("%s\n", error.domain.to_string ());
    }
    loop.quit ();
  });
  loop.run ();
  return 0;
}
