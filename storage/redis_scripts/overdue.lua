#!lua flags=no-writes
-- Lists the deliveries of one lane that have been due for so long, the oldest first; where they
-- have an order, those whose event is as old.
--
-- KEYS  1 lane  2 tries  3 order  4 keys
-- ARGV  1 for how long, in ms  2 how many at most
-- Answers event|part and tries of each.

local time = redis.call('TIME')
local til = time[1] * 1000 + math.floor(time[2] / 1000) - tonumber(ARGV[1])
local most = tonumber(ARGV[2])
local answer = {}

local function take(member)
  answer[#answer + 1] = member
  answer[#answer + 1] = redis.call('HGET', KEYS[2], member) or ''
end

for _, member in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', til, 'LIMIT', 0, most)) do
  take(member)
end

-- Those that wait behind others stand at infinity, the oldest first.
if redis.call('EXISTS', KEYS[3]) == 1 then
  for _, range in ipairs({{'(' .. string.format('%.0f', til), '(inf'}, {'inf', 'inf'}}) do
    for _, member in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], range[1], range[2],
                                       'LIMIT', 0, 8 * most)) do
      if #answer < 2 * most and tonumber(string.match(member, '^%d+')) <= til
         and redis.call('HEXISTS', KEYS[4], member) == 1 then
        take(member)
      end
    end
  end
end
return answer
