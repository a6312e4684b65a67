#!lua flags=allow-oom
-- Suspects events before they are worked on, and clears others.
--
-- KEYS  1 starts  2 suspect
-- ARGV  1 how many events come next, then these (empty: one of another store), then
--       those that are cleared
-- Answers how many of the first may be worked on together, and at how many starts the first of
-- them was suspected alone.

local count = tonumber(ARGV[1])
local at = redis.call('HGET', KEYS[1], 'at')
for i = count + 2, #ARGV do
  redis.call('HDEL', KEYS[2], ARGV[i])
  if ARGV[i] == at then
    redis.call('HDEL', KEYS[1], 'at')
    at = false
  end
end
if count == 0 then return {0, 0} end

local together = 1
if at == ARGV[2] then
  -- The answer was lost, and this is the same again.
  together = math.min(count, tonumber(redis.call('HGET', KEYS[1], 'together')))
else
  local known = redis.call('HMGET', KEYS[2], unpack(ARGV, 2, count + 1))
  while not known[1] and together < count and not known[together + 1] do together = together + 1 end
  for i = 2, together + 1 do
    if ARGV[i] ~= '' then redis.call('HINCRBY', KEYS[2], ARGV[i], together == 1 and 1 or 0) end
  end
  redis.call('HSET', KEYS[1], 'at', ARGV[2], 'together', together)
end
return {together, tonumber(redis.call('HGET', KEYS[2], ARGV[2]) or '0')}
