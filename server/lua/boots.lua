-- SPDX-License-Identifier: GPL-3.0-or-later
#!lua flags=no-writes
-- Whose sessions a room has. KEYS 1 here. Replies: each boot once.

local seen = {}
local out = {}
for _, entry in ipairs(redis.call('HVALS', KEYS[1])) do
  local boot = parse(entry).boot
  if boot and not seen[boot] then
    seen[boot] = true
    out[#out + 1] = boot
  end
end
return out
