#!lua flags=allow-oom
-- Puts a listener in quarantine. If it is there already, the time stays, and so
-- does the last good version if none is given.
--
-- KEYS  1 quarantine
-- ARGV  1 id  2 reason  3 last good version, or empty

local time = redis.call('TIME')
local entry = {reason = ARGV[2], since = time[1] * 1000 + math.floor(time[2] / 1000),
               last_good = ARGV[3]}
local before = redis.call('HGET', KEYS[1], ARGV[1])
local readable, was = pcall(cjson.decode, before or '')
if before and readable and type(was) == 'table' then
  entry.since = tonumber(was.since) or entry.since
  if entry.last_good == '' and type(was.last_good) == 'string' then
    entry.last_good = was.last_good
  end
end
return redis.call('HSET', KEYS[1], ARGV[1], cjson.encode(entry))
