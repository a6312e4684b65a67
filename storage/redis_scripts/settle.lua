#!lua flags=allow-oom
-- Ends the stay of events in the journal, and what was claimed of them.
--
-- KEYS  1 owner  2 events  3 refs  4 due  5 dead  6 dead_lanes  7 cursor, then lane, tries, order,
--       keys and dead of each listener
-- ARGV  1 the owner's token, empty: no node  2 new cursor, or empty
--       then lists, each after its length: listeners, finished events, kept events, outcomes
--
-- An event that is in refs, or no longer in the stream, is settled already: it
-- is passed over with all that is said of it, so that a settlement may come twice.

local owner = redis.call('GET', KEYS[1])
if ARGV[1] ~= '' and owner ~= ARGV[1] then
  return redis.error_reply('FENCED ' .. (owner or 'nobody'))
end

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

local at = 2
local function word()
  at = at + 1
  return ARGV[at]
end
local function number() return tonumber(word()) end
local function list()
  local words = {}
  for i = 1, number() do words[i] = word() end
  return words
end

local listeners = list()
local touched = {}
local function lane(n) return KEYS[3 + 5 * n] end
local function tries(n) return KEYS[4 + 5 * n] end
local function order(n) return KEYS[5 + 5 * n] end
local function keys(n) return KEYS[6 + 5 * n] end
local function dead_of(n) return KEYS[7 + 5 * n] end
local ordered = {}
local function is_ordered(n)
  if ordered[n] == nil then ordered[n] = redis.call('EXISTS', order(n)) == 1 end
  return ordered[n]
end

-- part: types
-- part: rank
-- part: order
-- part: release
-- part: dead

local function wrong_key()
  local wrong = of_another_type('stream', KEYS[2]) or of_another_type('hash', KEYS[3])
                or of_another_type('zset', KEYS[4]) or of_another_type('stream', KEYS[5])
                or of_another_type('set', KEYS[6])
  for n = 1, #listeners do
    wrong = wrong or of_another_type('zset', lane(n)) or of_another_type('hash', tries(n))
            or of_another_type('zset', order(n)) or of_another_type('hash', keys(n))
            or of_another_type('zset', dead_of(n))
  end
  return wrong
end
if #listeners > 0 then
  local wrong = wrong_key()
  if wrong then return wrong end
end

-- When the first attempt of a delivery had failed; 0: none was made, or nobody knows. And '@'
-- with when it became due by a replay, or nothing.
local function known_of(n, member)
  local used, first, replayed =
    string.match(redis.call('HGET', tries(n), member) or '', '^(%d+) (%d+)(@?%d*) ')
  return (used or '0') ~= '0' and first or '0', replayed or ''
end

local function stamp(first, attempts)
  return first == '0' and attempts ~= '0' and string.format('%.0f', now) or first
end

local function note_tries(n, member, attempts, problem)
  local first, replayed = known_of(n, member)
  redis.call('HSET', tries(n), member,
             attempts .. ' ' .. stamp(first, attempts) .. replayed .. ' ' .. problem)
end

local function give_up(n, event, part, first, reason, answer, attempts, kind)
  bury(KEYS[5], dead_of(n), KEYS[6], listeners[n],
       {'event', event, 'part', part, 'type', kind, 'reason', reason, 'attempts', attempts,
        'first', stamp(first, attempts), 'answer', answer})
end

local finished = list()
if #finished > 0 then
  local kept = redis.call('HMGET', KEYS[3], unpack(finished))
  local gone = {}
  for i, event in ipairs(finished) do
    if not kept[i] then gone[#gone + 1] = event end
  end
  if #gone > 0 then redis.call('XDEL', KEYS[2], unpack(gone)) end
end

for _ = 1, number() do
  local event = word()
  local open = redis.call('HEXISTS', KEYS[3], event) == 0
               and #redis.call('XRANGE', KEYS[2], event, event, 'COUNT', 1) == 1
  local references = 0
  for _ = 1, number() do
    local n, part, delay, attempts, problem = number(), word(), number(), word(), word()
    local key = word()
    local member = event .. '|' .. part
    if open then -- One that is there already is of a settlement that was broken off.
      redis.call('ZADD', lane(n), 'NX', now + delay, member)
      note_tries(n, member, attempts, problem)
      if key ~= '' then
        line_up(lane(n), order(n), keys(n), key, event, part)
        ordered[n] = true
      end
      references = references + 1
      touched[n] = true
    end
  end
  for _ = 1, number() do
    local n, part, reason = number(), word(), word()
    local answer, attempts, kind = word(), word(), word()
    if open then
      give_up(n, event, part, '0', reason, answer, attempts, kind)
      references = references + 1
    end
  end
  if open and references > 0 then
    redis.call('HSET', KEYS[3], event, references)
  elseif open then
    redis.call('XDEL', KEYS[2], event)
  end
end

-- Those of one lane that are delivered leave it together.
local delivered = {}
for _ = 1, number() do
  local event, n, part, what = word(), number(), word(), word()
  local first, second, third, fourth = word(), word(), word(), word()
  local member = event .. '|' .. part
  if what == 'done' and not is_ordered(n) then
    delivered[n] = delivered[n] or {}
    delivered[n][member] = event
  elseif redis.call('ZSCORE', lane(n), member) then
    touched[n] = true
    if what == 'park' then
      local held = is_ordered(n) and is_held(order(n), keys(n), event, part)
      redis.call('ZADD', lane(n), 'XX', held and 'inf' or now + tonumber(first), member)
      note_tries(n, member, second, third)
    else
      local failed = known_of(n, member)
      redis.call('ZREM', lane(n), member)
      redis.call('HDEL', tries(n), member)
      if is_ordered(n) then step_out(lane(n), order(n), keys(n), event, part, now) end
      if what == 'bury' then
        give_up(n, event, part, failed, first, second, third, fourth)
      else
        release(KEYS[2], KEYS[3], {event})
      end
    end
  end
end
for n, events in pairs(delivered) do
  local members, there, freed = {}, {}, {}
  for member in pairs(events) do members[#members + 1] = member end
  for i, score in ipairs(redis.call('ZMSCORE', lane(n), unpack(members))) do
    if score then
      there[#there + 1] = members[i]
      freed[#freed + 1] = events[members[i]]
    end
  end
  if there[1] then
    touched[n] = true
    redis.call('ZREM', lane(n), unpack(there))
    redis.call('HDEL', tries(n), unpack(there))
    release(KEYS[2], KEYS[3], freed)
  end
end

-- A lane that is held stays so (at infinity) whatever is parked in it.
for n in pairs(touched) do
  local head = redis.call('ZRANGE', lane(n), 0, 0, 'WITHSCORES')
  if not head[1] then
    redis.call('ZREM', KEYS[4], listeners[n])
  elseif redis.call('ZSCORE', KEYS[4], listeners[n]) ~= 'inf' then
    redis.call('ZADD', KEYS[4], head[2], listeners[n])
  end
end

if ARGV[2] ~= '' then redis.call('SET', KEYS[7], ARGV[2]) end
return redis.status_reply('OK')
