-- An entry as 20 hex digits, which sort as entries do: the first of the event id.
local function rank_of(entry)
  local ms, sequence = string.match(entry, '^(%d+)-(%d+)$')
  return string.format('%012x%08x', ms, sequence)
end
