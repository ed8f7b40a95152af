-- Takes all that is claimed, or nothing.
-- KEYS: leases, then 5 a claim: requests, tokens, under way, all spent, own spent.
-- ARGV: lease, claims, then 12 a claim: requests, length of a slice, tokens, length, tokens wanted, under way, spend (-1: none), wanted,
--       forced, length of a slice of money in ms (0: calendar), period, its end in ms (0 where it slides).
-- Answers 1, time, and 7 a claim: slice of requests, their sum, slice of tokens, their sum, all spent, period of money, its end;
-- or 0, time, claim, what (0 requests, 1 tokens, 2 under way, 3 money), microseconds to wait (-1 for ever), all spent.
local lease, claims = ARGV[1], tonumber(ARGV[2])
local WIDTH = 12
local found = {}

local function under_way(key)
  local sum = 0
  local counts = redis.call('HGETALL', key)
  for i = 1, #counts, 2 do
    local ends = counts[i] == lease or redis.call('ZSCORE', KEYS[1], counts[i])
    if ends == true or (ends and tonumber(ends) >= now / 1000) then
      sum = sum + tonumber(counts[i + 1])
    else
      redis.call('HDEL', key, counts[i])
    end
  end
  return sum
end

local function spent(all, own, length, current)
  local sum, oldest = 0, length == 0 and current or current - 96
  local amounts = redis.call('HGETALL', all)
  for i = 1, #amounts, 2 do
    if tonumber(amounts[i]) >= oldest then
      sum = sum + tonumber(amounts[i + 1])
    else
      redis.call('HDEL', all, amounts[i])
      redis.call('HDEL', own, amounts[i])
    end
  end
  return sum
end

-- Until enough of what is spent counts no more.
local function money_wait(all, length, ends, sum, most)
  if length == 0 then
    return math.max(1, ends * 1000 - now)
  end
  local amounts, slices = redis.call('HGETALL', all), {}
  for i = 1, #amounts, 2 do
    slices[#slices + 1] = { tonumber(amounts[i]), tonumber(amounts[i + 1]) }
  end
  table.sort(slices, function(a, b) return a[1] < b[1] end)
  for _, slice in ipairs(slices) do
    sum = sum - slice[2]
    if sum <= most then
      return math.max(1, (slice[1] + 97) * length * 1000 - now)
    end
  end
  return math.max(1, ends * 1000 - now)
end

for i = 1, claims do
  local a, k = 2 + (i - 1) * WIDTH, 1 + (i - 1) * 5
  local function number(at) return tonumber(ARGV[a + at]) end
  local it = { spent = 0, period = 0, ends = 0, requestSlice = 0, tokenSlice = 0 }
  found[i] = it
  local forced = number(9) == 1
  if number(6) > 0 and not forced and under_way(KEYS[k + 3]) >= number(6) then
    return { 0, now, i - 1, 2, 0, -1 }
  end
  if number(1) > 0 then
    local length = number(2)
    local sum, slice = advanced(KEYS[k + 1], math.floor(now / length))
    it.requestSlice = slice
    if not forced and sum + 1 > number(1) then
      return { 0, now, i - 1, 0, wait(KEYS[k + 1], slice, length, sum, number(1) - 1), -1 }
    end
  end
  if number(3) > 0 then
    local length, wanted = number(4), number(5)
    local sum, slice = advanced(KEYS[k + 2], math.floor(now / length))
    it.tokenSlice = slice
    if not forced and sum + wanted > number(3) then
      local never = wanted > number(3)
      return { 0, now, i - 1, 1, never and -1 or wait(KEYS[k + 2], slice, length, sum, number(3) - wanted), -1 }
    end
  end
  if number(7) >= 0 then
    local most, wanted, length = number(7), number(8), number(10)
    it.period, it.ends = period(length, number(11), number(12))
    it.spent = spent(KEYS[k + 4], KEYS[k + 5], length, it.period)
    local fits = wanted == 0 and it.spent < most or wanted > 0 and it.spent + wanted <= most
    if not forced and not fits then
      local never = wanted > most
      local pause = never and -1 or money_wait(KEYS[k + 4], length, it.ends, it.spent, wanted == 0 and most - 1 or most - wanted)
      return { 0, now, i - 1, 3, pause, it.spent }
    end
  end
end

local answer = { 1, now }
for i = 1, claims do
  local a, k, it = 2 + (i - 1) * WIDTH, 1 + (i - 1) * 5, found[i]
  local requests, tokens = 0, 0
  if tonumber(ARGV[a + 1]) > 0 then
    requests = add(KEYS[k + 1], it.requestSlice, tonumber(ARGV[a + 2]), 1)
  end
  if tonumber(ARGV[a + 3]) > 0 then
    tokens = add(KEYS[k + 2], it.tokenSlice, tonumber(ARGV[a + 4]), ARGV[a + 5])
  end
  if tonumber(ARGV[a + 6]) > 0 then
    redis.call('HINCRBY', KEYS[k + 3], lease, 1)
    redis.call('PEXPIRE', KEYS[k + 3], 86400000)
  end
  if tonumber(ARGV[a + 8]) > 0 and tonumber(ARGV[a + 7]) >= 0 then
    spend(KEYS[k + 4], KEYS[k + 5], it.period, it.ends, ARGV[a + 8])
    it.spent = it.spent + tonumber(ARGV[a + 8])
  end
  for _, each in ipairs({ it.requestSlice, requests, it.tokenSlice, tokens, it.spent, it.period, it.ends }) do
    answer[#answer + 1] = each
  end
end
return answer
