#!lua flags=allow-oom
-- Hands out the deliveries of one lane that are due, until their lease ends.
--
-- KEYS  1 owner  2 events  3 refs  4 due  5 lane  6 tries  7 order  8 keys  (9 dead: unused)
-- ARGV  1 the owner's token, empty: no node  2 listener  3 how many at most  4 lease in ms
-- Answers how many had lost their event, then event|part, tries, order key and body of each.

local owner = redis.call('GET', KEYS[1])
if ARGV[1] ~= '' and owner ~= ARGV[1] then
  return redis.error_reply('FENCED ' .. (owner or 'nobody'))
end

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

local function body_of(event)
  local found = redis.call('XRANGE', KEYS[2], event, event, 'COUNT', 1)
  local fields = found[1] and found[1][2] or {}
  for i = 1, #fields, 2 do
    if fields[i] == 'b' then return fields[i + 1] end
  end
end

-- part: rank
-- part: order

local is_ordered = redis.call('EXISTS', KEYS[7]) == 1
local lost = 0
local answer = {0}
local due = redis.call('ZRANGEBYSCORE', KEYS[5], '-inf', now, 'LIMIT', 0, ARGV[3])
local tries = due[1] and redis.call('HMGET', KEYS[6], unpack(due))
local keys = due[1] and is_ordered and redis.call('HMGET', KEYS[8], unpack(due)) or {}
local leased = {}
for i, member in ipairs(due) do
  local event, part = string.match(member, '^([^|]*)|?(.*)$')
  local body = body_of(event)
  if body then
    leased[#leased + 1] = now + tonumber(ARGV[4])
    leased[#leased + 1] = member
    answer[#answer + 1] = member
    answer[#answer + 1] = tries[i] or ''
    answer[#answer + 1] = keys[i] or ''
    answer[#answer + 1] = body
  else
    lost = lost + 1
    redis.call('ZREM', KEYS[5], member)
    redis.call('HDEL', KEYS[6], member)
    redis.call('HDEL', KEYS[3], event)
    if is_ordered then step_out(KEYS[5], KEYS[7], KEYS[8], event, part, now) end
  end
end
if leased[1] then redis.call('ZADD', KEYS[5], 'XX', unpack(leased)) end
answer[1] = lost

local head = redis.call('ZRANGE', KEYS[5], 0, 0, 'WITHSCORES')
if not head[1] then
  redis.call('ZREM', KEYS[4], ARGV[2])
elseif redis.call('ZSCORE', KEYS[4], ARGV[2]) ~= 'inf' then
  redis.call('ZADD', KEYS[4], head[2], ARGV[2])
end
return answer
