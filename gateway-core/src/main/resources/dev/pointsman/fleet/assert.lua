-- What one gateway has spent, as its own journal knows it.
-- KEYS: 2 an amount: all spent, own spent. ARGV: amounts, then 3 each: period, its end in ms, nano-dollars.
for i = 1, tonumber(ARGV[1]) do
  local a, k = 1 + (i - 1) * 3, (i - 1) * 2
  local known = tonumber(redis.call('HGET', KEYS[k + 2], ARGV[a + 1]) or 0)
  local change = tonumber(ARGV[a + 3]) - known
  if change ~= 0 and tonumber(ARGV[a + 2]) > now / 1000 then
    spend(KEYS[k + 1], KEYS[k + 2], ARGV[a + 1], ARGV[a + 2], string.format('%.0f', change))
  end
end
return { now }
