-- SPDX-License-Identifier: GPL-3.0-or-later
-- Shared by the scripts by which people act on each other in a room: put in behind the first line of each.

local ranks = { none = 0, member = 1, moderator = 2, owner = 3 }

-- Higher is more; 0 for who is no member.
local function rankOf(members, user)
  return ranks[redis.call('HGET', members, user) or 'none'] or 1
end

local function ownersOf(members)
  local owners = 0
  for _, role in ipairs(redis.call('HVALS', members)) do
    if role == 'owner' then
      owners = owners + 1
    end
  end
  return owners
end
