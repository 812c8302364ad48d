-- SPDX-License-Identifier: GPL-3.0-or-later
-- Shared by the scripts of the inbox: put in behind the first line of each. Whether one nid is later than another.

local function isAfter(a, b)
  local aTime, aCount = string.match(a, '^(%d+)-(%d+)$')
  local bTime, bCount = string.match(b, '^(%d+)-(%d+)$')
  aTime, bTime = tonumber(aTime), tonumber(bTime)
  return aTime > bTime or (aTime == bTime and tonumber(aCount) > tonumber(bCount))
end
