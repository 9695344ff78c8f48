// Copyright 2026 The SmartAsync authors
// SPDX-License-Identifier: LGPL-2.1-or-later
//
// A Vala program outside the project: calls the library through the VAPI.

int main () {
    unowned MainContext? context;

    print ("%s\n", SmartAsync.detect (out context).to_string ());
    return 0;
}
