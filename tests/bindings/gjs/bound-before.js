// Copyright 2026 The SmartAsync authors
// SPDX-License-Identifier: LGPL-2.1-or-later
//
// A method that is bound by what is imported before SmartAsync.

import Gio from 'gi://Gio';

const file = Gio.File.new_for_uri(import.meta.url);

export const readBoundBefore = file.load_contents_async.bind(file);
