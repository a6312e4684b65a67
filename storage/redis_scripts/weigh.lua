#!lua flags=no-writes
-- Weighs a sample of the reports that are kept.
--
-- KEYS  1 events  2 refs
-- ARGV  1 how many at most
-- Answers how many are kept, how many were weighed, and the bytes of these.

local entries = redis.call('HRANDFIELD', KEYS[2], ARGV[1])
local bytes = 0
for _, entry in ipairs(entries) do
  local found = redis.call('XRANGE', KEYS[1], entry, entry, 'COUNT', 1)
  local fields = found[1] and found[1][2] or {}
  for f = 1, #fields, 2 do
    if fields[f] == 'b' then bytes = bytes + #fields[f + 1] end
  end
end
return {redis.call('HLEN', KEYS[2]), #entries, bytes}
