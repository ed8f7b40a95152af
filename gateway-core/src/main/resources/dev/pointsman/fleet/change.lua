-- Corrects what was taken, or adds what was taken elsewhere. Never refuses.
-- KEYS: 5 an entry: requests, tokens, under way, all spent, own spent.
-- ARGV: entries, then 12 an entry: change of requests, their slice (-1: now), length of a slice, change of tokens, their slice (-1: now), length,
--       change of what is under way, lease, change of money, its period, its end in ms, whether money is added where none is known.
for i = 1, tonumber(ARGV[1]) do
  local a, k = 1 + (i - 1) * 12, (i - 1) * 5
  local function rate(key, change, slice, length)
    if tonumber(change) == 0 then
      return
    end
    if tonumber(slice) >= 0 then
      correct(key, tonumber(slice), change)
    else
      local _, current = advanced(key, math.floor(now / tonumber(length)))
      add(key, current, tonumber(length), change)
    end
  end
  rate(KEYS[k + 1], ARGV[a + 1], ARGV[a + 2], ARGV[a + 3])
  rate(KEYS[k + 2], ARGV[a + 4], ARGV[a + 5], ARGV[a + 6])
  local under_way, lease = tonumber(ARGV[a + 7]), ARGV[a + 8]
  if under_way ~= 0 then
    if redis.call('HINCRBY', KEYS[k + 3], lease, under_way) <= 0 then
      redis.call('HDEL', KEYS[k + 3], lease)
    end
    redis.call('PEXPIRE', KEYS[k + 3], 86400000)
  end
  if tonumber(ARGV[a + 9]) ~= 0 and tonumber(ARGV[a + 11]) > now / 1000 then
    if tonumber(ARGV[a + 12]) == 1 or redis.call('HEXISTS', KEYS[k + 5], ARGV[a + 10]) == 1 then
      spend(KEYS[k + 4], KEYS[k + 5], ARGV[a + 10], ARGV[a + 11], ARGV[a + 9])
    end
  end
end
return { now }
