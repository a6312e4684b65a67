#!lua flags=no-writes
-- Lists the deliveries of one lane that have been due for so long, the oldest first.
--
-- KEYS  1 lane  2 tries
-- ARGV  1 for how long, in ms  2 how many at most
-- Answers event|part and tries of each.

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local answer = {}
for _, member in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now - tonumber(ARGV[1]),
                                   'LIMIT', 0, ARGV[2])) do
  answer[#answer + 1] = member
  answer[#answer + 1] = redis.call('HGET', KEYS[2], member) or ''
end
return answer
