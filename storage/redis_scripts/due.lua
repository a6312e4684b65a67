#!lua flags=no-writes
-- Lists lanes by their earliest due time.
--
-- KEYS  1 due
-- ARGV  1 horizon in ms  2 how many to skip  3 how many at most
-- Answers now on this clock, then lane and due time of each.

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local answer = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now + tonumber(ARGV[1]), 'WITHSCORES',
                          'LIMIT', ARGV[2], ARGV[3])
table.insert(answer, 1, string.format('%.0f', now))
return answer
