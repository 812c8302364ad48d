-- SPDX-License-Identifier: GPL-3.0-or-later
-- Shared by the scripts that touch who is present: put in behind the first line of each.
-- HERE (hash): session to "USER NODE BOOT GENERATION STATE TEXT". USERS (hash): user to number of sessions; its field
-- '' is the version, one more with each announcement, by which a node notices that it missed one.

local function parse(entry)
  local user, node, boot, generation, state, text = string.match(entry, '^(%S+) (%S+) (%S+) (%S+) (%S+) ?(.*)$')
  return { user = user, node = node, boot = boot, generation = generation, state = state, text = text }
end

-- "p VERSION USER SESSION STATE CAUSE NODE SESSIONS TEXT": a session's state; offline takes it away.
local function announce(channel, users, entry, session, state, cause, sessions)
  local version = redis.call('HINCRBY', users, '', 1)
  redis.call(tellRoom, channel, 'p ' .. string.format('%.0f', version) .. ' ' .. entry.user .. ' ' .. session .. ' '
    .. state .. ' ' .. cause .. ' ' .. entry.node .. ' ' .. string.format('%.0f', sessions) .. ' ' .. entry.text)
end

-- Takes one session's entry out and tells the room.
local function depart(channel, here, users, session, entry, cause)
  redis.call('HDEL', here, session)
  local left = redis.call('HINCRBY', users, entry.user, -1)
  if left <= 0 then
    redis.call('HDEL', users, entry.user)
    left = 0
  end
  announce(channel, users, entry, session, 'offline', cause, left)
end
