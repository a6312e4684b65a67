#!lua flags=allow-oom
-- Writes down that a node lives, or strikes it out.
--
-- KEYS  1 nodes
-- ARGV  1 name  2 what others may know of it, as JSON with @now for the time; empty: strike it out

if ARGV[2] == '' then
  return redis.call('HDEL', KEYS[1], ARGV[1])
end
local time = redis.call('TIME')
local now = string.format('%.0f', time[1] * 1000 + math.floor(time[2] / 1000))
return redis.call('HSET', KEYS[1], ARGV[1], (string.gsub(ARGV[2], '@now', now, 1)))
