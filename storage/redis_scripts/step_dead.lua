#!lua flags=allow-oom
-- Parks dead letters anew, or forgets them.
--
-- KEYS  1 events  2 refs  3 due  4 dead, then lane and tries of each listener
-- ARGV  1 replay or drop  2 how many listeners, then those, then the dead letters; to replay
--       one, its listener must be among those
-- Answers how many were there.

local time = redis.call('TIME')
local now = string.format('%.0f', time[1] * 1000 + math.floor(time[2] / 1000))

local number_of = {}
local listeners = tonumber(ARGV[2])
for n = 1, listeners do number_of[ARGV[2 + n]] = n end
local function lane(n) return KEYS[3 + 2 * n] end
local function tries(n) return KEYS[4 + 2 * n] end

local function release(event)
  if redis.call('HINCRBY', KEYS[2], event, -1) <= 0 then
    redis.call('HDEL', KEYS[2], event)
    redis.call('XDEL', KEYS[1], event)
  end
end

local done = 0
for i = 3 + listeners, #ARGV do
  local found = redis.call('XRANGE', KEYS[4], ARGV[i], ARGV[i], 'COUNT', 1)
  if found[1] then
    local fields = {}
    for f = 1, #found[1][2], 2 do fields[found[1][2][f]] = found[1][2][f + 1] end
    redis.call('XDEL', KEYS[4], ARGV[i])
    done = done + 1
    local n = number_of[fields.listener]
    local member = fields.event .. '|' .. fields.part
    if ARGV[1] == 'replay' and n and redis.call('ZADD', lane(n), 'NX', now, member) == 1 then
      redis.call('HSET', tries(n), member, '0 0 ' .. fields.answer)
      if redis.call('ZSCORE', KEYS[3], fields.listener) ~= 'inf' then
        local head = redis.call('ZRANGE', lane(n), 0, 0, 'WITHSCORES')
        redis.call('ZADD', KEYS[3], head[2], fields.listener)
      end
    else
      -- It is parked already, or shall be forgotten: one of its two places goes.
      release(fields.event)
    end
  end
end
return done
