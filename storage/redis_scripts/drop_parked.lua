#!lua flags=allow-oom
-- Drops some deliveries of one lane, and the events that nothing else needs.
--
-- KEYS  1 events  2 refs  3 due  4 lane  5 tries  6 order  7 keys  (8 dead: unused)
-- ARGV  1 listener, then entry|part of each
-- Answers how many were there.

-- part: types
-- part: rank
-- part: order
-- part: release

local wrong = of_another_type('stream', KEYS[1]) or of_another_type('hash', KEYS[2])
              or of_another_type('zset', KEYS[3]) or of_another_type('hash', KEYS[5])
              or of_another_type('zset', KEYS[6]) or of_another_type('hash', KEYS[7])
if wrong then return wrong end

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local is_ordered = redis.call('EXISTS', KEYS[6]) == 1
local freed = {}
for i = 2, #ARGV do
  local member = ARGV[i]
  if redis.call('ZREM', KEYS[4], member) == 1 then
    local event, part = string.match(member, '^([^|]*)|?(.*)$')
    redis.call('HDEL', KEYS[5], member)
    if is_ordered then step_out(KEYS[4], KEYS[6], KEYS[7], event, part, now) end
    freed[#freed + 1] = event
  end
end
release(KEYS[1], KEYS[2], freed)

local head = redis.call('ZRANGE', KEYS[4], 0, 0, 'WITHSCORES')
if not head[1] then
  redis.call('ZREM', KEYS[3], ARGV[1])
elseif redis.call('ZSCORE', KEYS[3], ARGV[1]) ~= 'inf' then
  redis.call('ZADD', KEYS[3], head[2], ARGV[1])
end
return #freed
