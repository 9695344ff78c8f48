#!/usr/bin/env lua
-- Copyright 2026 The SmartAsync authors
-- SPDX-License-Identifier: LGPL-2.1-or-later
--
-- Prints the sizes of files: asynchronous functions of Gio in Lua, through lgi, without a main loop.

local lgi = require 'lgi'
local Gio = lgi.Gio
local SmartAsync = lgi.require('SmartAsync', '1')

-- Calls object:name_async(…), waits, and returns what object:name_finish() returns.
local function sync(object, name, ...)
  local arguments = table.pack(...)

  local result, failure = SmartAsync.run(name, SmartAsync.OperationFlags.NONE, nil, function(call)
    arguments[arguments.n + 1] = call:get_cancellable()
    arguments[arguments.n + 2] = function(_, finished) call:complete(finished) end
    object[name .. '_async'](object, table.unpack(arguments, 1, arguments.n + 2))
  end)
  if not result then
    return nil, failure
  end
  return object[name .. '_finish'](object, result)
end

for _, path in ipairs(arg) do
  local file = Gio.File.new_for_path(path)
  local info, failure = sync(file, 'query_info', 'standard::size', Gio.FileQueryInfoFlags.NONE, 0)

  if not info then
    io.stderr:write('error: ', failure.message, '\n')
    os.exit(1)
  end
  print(string.format('%d\t%s', info:get_size(), path))
end
