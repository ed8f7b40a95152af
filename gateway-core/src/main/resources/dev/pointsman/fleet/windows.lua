-- What every script begins with. All numbers stay below 2^53; those of windows are microseconds.
local SLICES = 128
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]

-- The sum of a window as of a slice, older ones forgotten: fields n (newest slice), s (sum), and one for each of the slices.
local function advanced(key, slice)
  local head = redis.call('HMGET', key, 'n', 's')
  if not head[1] then
    return 0, slice
  end
  local newest, sum = tonumber(head[1]), tonumber(head[2])
  if slice <= newest then
    return sum, newest
  end
  if slice - newest > SLICES then
    redis.call('DEL', key)
    return 0, slice
  end
  local old = {}
  for each = newest + 1, slice do
    old[#old + 1] = each % (SLICES + 1)
  end
  local counts = redis.call('HMGET', key, unpack(old))
  for i = 1, #old do
    if counts[i] then
      sum = sum - tonumber(counts[i])
      redis.call('HDEL', key, old[i])
    end
  end
  redis.call('HSET', key, 'n', slice, 's', sum)
  return sum, slice
end

local function add(key, slice, length, amount)
  redis.call('HSET', key, 'n', slice)
  redis.call('HINCRBY', key, slice % (SLICES + 1), amount)
  local sum = redis.call('HINCRBY', key, 's', amount)
  redis.call('PEXPIRE', key, math.ceil(length * (SLICES + 2) / 1000))
  return sum
end

local function correct(key, slice, amount)
  local newest = redis.call('HGET', key, 'n')
  if newest and tonumber(newest) - slice <= SLICES then
    redis.call('HINCRBY', key, slice % (SLICES + 1), amount)
    redis.call('HINCRBY', key, 's', amount)
  end
end

-- Microseconds until no more than that is left, if nothing comes.
local function wait(key, newest, length, sum, most)
  for slice = newest - SLICES, newest do
    local count = redis.call('HGET', key, slice % (SLICES + 1))
    sum = sum - (tonumber(count or 0))
    if sum <= most then
      return math.max(1, (slice + SLICES + 1) * length - now)
    end
  end
  return 0
end

-- Adds to what is spent in a period: to all of it, and to what one gateway has.
local function spend(all, own, period, ends, amount)
  redis.call('HINCRBY', own, period, amount)
  redis.call('HINCRBY', all, period, amount)
  redis.call('PEXPIREAT', own, ends)
  redis.call('PEXPIREAT', all, ends)
end

-- The period of money and when it ends, milliseconds: as told, or the slice of now.
local function period(length, told, ends)
  if length == 0 then
    return told, ends
  end
  local slice = math.floor(now / 1000 / length)
  return slice, (slice + 97) * length
end
