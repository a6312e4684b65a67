#!lua flags=allow-oom
-- Drops the oldest dead letters of one listener, and the events that nothing else needs.
--
-- KEYS  1 events  2 refs  3 dead  4 dead_lanes  5 dead of the listener
-- ARGV  1 listener  2 how many at most  3 only those that are so old, in ms
-- Answers how many were dropped.

-- part: types
-- part: rank
-- part: release
-- part: dead

local wrong = of_another_type('stream', KEYS[1]) or of_another_type('hash', KEYS[2])
              or of_another_type('set', KEYS[4])
if wrong then return wrong end

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local dropped = 0
local freed = {}
for _, rank in ipairs(redis.call('ZRANGE', KEYS[5], 0, ARGV[2] - 1)) do
  local ms = tonumber(string.sub(rank, 1, 12), 16)
  if now - ms < tonumber(ARGV[3]) then break end
  local id = string.format('%.0f-%.0f', ms, tonumber(string.sub(rank, 13), 16))
  local found = redis.call('XRANGE', KEYS[3], id, id, 'COUNT', 1)
  unbury(KEYS[3], KEYS[5], KEYS[4], ARGV[1], id)
  if found[1] then
    dropped = dropped + 1
    for f = 1, #found[1][2], 2 do
      if found[1][2][f] == 'event' then freed[#freed + 1] = found[1][2][f + 1] end
    end
  end
end
release(KEYS[1], KEYS[2], freed)
return dropped
