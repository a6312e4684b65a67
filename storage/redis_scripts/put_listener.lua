-- Puts a listener where the caller saw what it says it saw.
--
-- KEYS  1 listeners  2 version  3 changes  4 names  5 made (6 state, 7 quarantine: unused)
-- ARGV  1 id  2 JSON  3 hash of the JSON  4 name, or empty  5 name it had, or empty
--       6 seen: nothing there, or the JSON that follows  7 the JSON seen
-- Answers 'put', 'conflict', or the listener that has the name.

local current = redis.call('HGET', KEYS[1], ARGV[1])
if ARGV[6] == 'nothing' and current or ARGV[6] ~= 'nothing' and current ~= ARGV[7] then
  return 'conflict'
end
if ARGV[4] ~= '' then
  local holder = redis.call('HGET', KEYS[4], ARGV[4])
  if holder and holder ~= ARGV[1] and redis.call('HEXISTS', KEYS[1], holder) == 1 then
    return holder
  end
end
if ARGV[5] ~= '' and redis.call('HGET', KEYS[4], ARGV[5]) == ARGV[1] then
  redis.call('HDEL', KEYS[4], ARGV[5])
end
if ARGV[4] ~= '' then
  redis.call('HSET', KEYS[4], ARGV[4], ARGV[1])
end
local version = redis.call('INCR', KEYS[2])
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
redis.call('ZADD', KEYS[5], 'NX', version, ARGV[1])
local note = {'XADD', KEYS[3], 'MAXLEN', '~', '10000', string.format('%.0f', version) .. '-0',
              'id', ARGV[1], 'version', string.format('%.0f', version), 'operation', 'put',
              'hash', ARGV[3]}
-- The version may have been set back by hand: then the changes so far mean nothing any more.
if redis.pcall(unpack(note)).err then
  redis.call('DEL', KEYS[3])
  redis.call(unpack(note))
end
return 'put'
