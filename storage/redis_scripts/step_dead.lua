#!lua flags=allow-oom
-- Parks dead letters anew, or forgets them.
--
-- KEYS  1 events  2 refs  3 due  4 dead  5 dead_lanes, then lane, tries, order, keys and dead of
--       each listener
-- ARGV  1 replay or drop  2 when the first is due, in microseconds from now  3 from one to the next
--       4 how many listeners, then those, each with how many may wait for it, then the dead
--       letters; the listener of each must be among those
-- Answers of how many it was done, and how many were left because too many wait already.

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

local number_of = {}
local listeners = tonumber(ARGV[4])
for n = 1, listeners do number_of[ARGV[3 + 2 * n]] = n end
local function most(n) return tonumber(ARGV[4 + 2 * n]) end
local function lane(n) return KEYS[1 + 5 * n] end
local function tries(n) return KEYS[2 + 5 * n] end
local function dead_of(n) return KEYS[5 + 5 * n] end

-- part: types
-- part: rank
-- part: release
-- part: dead

local wrong = of_another_type('stream', KEYS[1]) or of_another_type('hash', KEYS[2])
              or of_another_type('zset', KEYS[3]) or of_another_type('set', KEYS[5])
for n = 1, listeners do
  wrong = wrong or of_another_type('zset', lane(n)) or of_another_type('hash', tries(n))
          or of_another_type('zset', dead_of(n))
end
if wrong then return wrong end

local function revive(n, fields, due)
  local member = fields.event .. '|' .. fields.part
  if redis.call('ZADD', lane(n), 'NX', due, member) == 0 then return false end
  redis.call('HSET', tries(n), member, string.format('0 0@%.0f ', due) .. fields.answer)
  if redis.call('ZSCORE', KEYS[3], fields.listener) ~= 'inf' then
    local head = redis.call('ZRANGE', lane(n), 0, 0, 'WITHSCORES')
    redis.call('ZADD', KEYS[3], head[2], fields.listener)
  end
  return true
end

local done, full = 0, 0
for i = 5 + 2 * listeners, #ARGV do
  local found = redis.call('XRANGE', KEYS[4], ARGV[i], ARGV[i], 'COUNT', 1)
  if found[1] then
    local fields = {}
    for f = 1, #found[1][2], 2 do fields[found[1][2][f]] = found[1][2][f + 1] end
    local n = number_of[fields.listener]
    if ARGV[1] == 'replay' and redis.call('ZCARD', lane(n)) >= most(n) then
      full = full + 1
    else
      local delay = math.floor((ARGV[2] + done * ARGV[3]) / 1000)
      unbury(KEYS[4], dead_of(n), KEYS[5], fields.listener, ARGV[i])
      done = done + 1
      if ARGV[1] ~= 'replay' or not revive(n, fields, now + math.max(0, delay)) then
        -- It shall be forgotten, or is parked already: one of its two places goes.
        release(KEYS[1], KEYS[2], {fields.event})
      end
    end
  end
end
return {done, full}
