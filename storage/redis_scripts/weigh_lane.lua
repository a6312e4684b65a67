#!lua flags=no-writes
-- Weighs a sample of the reports that are kept for one listener.
--
-- KEYS  1 events  2 dead  3 lane  4 dead of the listener
-- ARGV  1 how many at most, of what is parked and of what is dead
-- Answers the mean size of those that are parked, and of those that are dead.

local function field_of(stream, id, name)
  local found = redis.call('XRANGE', stream, id, id, 'COUNT', 1)
  local fields = found[1] and found[1][2] or {}
  for f = 1, #fields, 2 do
    if fields[f] == name then return fields[f + 1] end
  end
end

local function mean_size(events)
  local bytes, seen = 0, 0
  for _, event in ipairs(events) do
    local body = field_of(KEYS[1], event, 'b')
    if body then bytes, seen = bytes + #body, seen + 1 end
  end
  return seen > 0 and math.floor(bytes / seen) or 0
end

local parked, dead = {}, {}
for _, member in ipairs(redis.call('ZRANDMEMBER', KEYS[3], ARGV[1])) do
  parked[#parked + 1] = string.match(member, '^[^|]*')
end
for _, rank in ipairs(redis.call('ZRANDMEMBER', KEYS[4], ARGV[1])) do
  local id = string.format('%.0f-%.0f', tonumber(string.sub(rank, 1, 12), 16),
                           tonumber(string.sub(rank, 13), 16))
  dead[#dead + 1] = field_of(KEYS[2], id, 'event')
end
return {mean_size(parked), mean_size(dead)}
