import { createHash } from 'node:crypto';

/** A script that Redis runs as one step. */
export interface Script {
  readonly text: string;
  readonly sha: string;
}

function script(text: string): Script {
  return { text, sha: createHash('sha1').update(text).digest('hex') };
}

/** Milliseconds since 1970 on Redis' clock, which is the only one that all replicas agree on. */
const NOW = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
`;

/** Whether a replica is in the registry, which is the last key. */
const IS_ALIVE = `${NOW}
local function isAlive(id)
  local till = redis.call('ZSCORE', KEYS[#KEYS], id)
  return till and tonumber(till) > now
end
`;

/**
 * Tells the other readers of a feed. The id of a replica is its inbox, a dot and a number. An inbox
 * without a subscriber is that of a replica that has ended, or opens its feeds again when it is back.
 */
const TELL = `
local function tell(readers, sender, message)
  for _, inbox in ipairs(redis.call('SMEMBERS', readers)) do
    if inbox ~= sender and redis.call('PUBLISH', inbox, message) == 0 then
      redis.call('SREM', readers, inbox)
    end
  end
end
`;

/**
 * KEYS: registry. ARGV: id, milliseconds. Returns 1 if the registry did not contain the replica, and the
 * ids of all running replicas.
 */
export const beat = script(`${NOW}
local isNew = redis.call('ZADD', KEYS[1], now + ARGV[2], ARGV[1])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
redis.call('PEXPIRE', KEYS[1], 10 * ARGV[2])
return { isNew, redis.call('ZRANGE', KEYS[1], 0, -1) }
`);

/** KEYS: registry. ARGV: id. */
export const leave = script(`return redis.call('ZREM', KEYS[1], ARGV[1])`);

/**
 * KEYS: feed, stream, readers. ARGV: inbox, id of the last known entry or an empty text, kept ms.
 * Returns the holder, the mark of the last entry, and the entries after the known one; without a known
 * entry, the last.
 */
export const openFeed = script(`
redis.call('SADD', KEYS[3], ARGV[1])
redis.call('PEXPIRE', KEYS[3], ARGV[3])
local entries
if ARGV[2] == '' then
  entries = redis.call('XREVRANGE', KEYS[2], '+', '-', 'COUNT', 1)
else
  entries = redis.call('XRANGE', KEYS[2], '(' .. ARGV[2], '+')
end
local known = redis.call('HMGET', KEYS[1], 'holder', 'mark')
return { known[1] or '', known[2] or '', entries }
`);

/**
 * KEYS: feed, registry. ARGV: id, kept ms. Returns the holder, and the fence of the lease if the caller
 * is the holder; an empty holder if the caller itself is not in the registry.
 */
export const takeLease = script(`${IS_ALIVE}
if not isAlive(ARGV[1]) then return { '', 0 } end
local holder = redis.call('HGET', KEYS[1], 'holder')
if holder and holder ~= ARGV[1] and isAlive(holder) then return { holder, 0 } end
local fence
if holder == ARGV[1] then
  fence = tonumber(redis.call('HGET', KEYS[1], 'fence'))
else
  fence = redis.call('HINCRBY', KEYS[1], 'fence', 1)
  redis.call('HSET', KEYS[1], 'holder', ARGV[1])
end
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return { ARGV[1], fence }
`);

/**
 * KEYS: feed, stream, readers, registry. ARGV: id, inbox, fence, name, text, mark, kept ms, entries,
 * bytes. Returns the id of the entry; an empty text for a holder that has lost its lease.
 */
export const publishEntry = script(`${IS_ALIVE}${TELL}
local known = redis.call('HMGET', KEYS[1], 'holder', 'fence', 'sum', 'last')
if known[1] ~= ARGV[1] or known[2] ~= ARGV[3] or not isAlive(ARGV[1]) then return '' end
local id, message = known[4], nil
local sum = redis.sha1hex(ARGV[5])
if known[3] == sum and id then
  redis.call('HSET', KEYS[1], 'mark', ARGV[6])
  message = table.concat({ 'same', ARGV[4], ARGV[1], id, id, ARGV[6] }, '\\n')
else
  local most = math.min(tonumber(ARGV[8]), math.floor(ARGV[9] / #ARGV[5]))
  id = redis.call('XADD', KEYS[2], 'MAXLEN', math.max(1, most), '*', 'text', ARGV[5], 'mark', ARGV[6])
  redis.call('HSET', KEYS[1], 'sum', sum, 'mark', ARGV[6], 'last', id)
  local before = known[4] or ''
  message = table.concat({ 'entry', ARGV[4], ARGV[1], id, before, ARGV[6], ARGV[5] }, '\\n')
end
for i = 1, 3 do redis.call('PEXPIRE', KEYS[i], ARGV[7]) end
tell(KEYS[3], ARGV[2], message)
return id
`);

/** KEYS: feed, readers. ARGV: id, inbox, fence, name. */
export const releaseLease = script(`${TELL}
local known = redis.call('HMGET', KEYS[1], 'holder', 'fence')
if known[1] ~= ARGV[1] or known[2] ~= ARGV[3] then return 0 end
redis.call('HDEL', KEYS[1], 'holder')
tell(KEYS[2], ARGV[2], 'vacant\\n' .. ARGV[4])
return 1
`);

/** KEYS: readers. ARGV: inbox. */
export const closeFeed = script(`return redis.call('SREM', KEYS[1], ARGV[1])`);

/** KEYS: feed. ARGV: name. */
export const wantReading = script(`
local holder = redis.call('HGET', KEYS[1], 'holder')
if not holder then return 0 end
local inbox = string.match(holder, '^(.*)%.%d+$')
return redis.call('PUBLISH', inbox, 'wanted\\n' .. ARGV[1])
`);

/**
 * KEYS: stream, last. ARGV: channel, sender, text, kept entries, kept ms. Returns the id of the
 * bulletin.
 */
export const publishBulletin = script(`
local before = redis.call('GET', KEYS[2]) or ''
local id = redis.call('XADD', KEYS[1], 'MAXLEN', '~', ARGV[4], '*', 'sender', ARGV[2], 'text', ARGV[3])
redis.call('SET', KEYS[2], id, 'PX', ARGV[5])
redis.call('PEXPIRE', KEYS[1], ARGV[5])
redis.call('PUBLISH', ARGV[1], table.concat({ id, before, ARGV[2], ARGV[3] }, '\\n'))
return id
`);

/**
 * KEYS: places, registry. ARGV: id, own count, most, kept ms. Returns 1 if the own count and those of all other
 * running replicas are not more than most; then the own count stands.
 */
export const takePlace = script(`${IS_ALIVE}
local count = tonumber(ARGV[2])
local counts = redis.call('HGETALL', KEYS[1])
for i = 1, #counts, 2 do
  if counts[i] ~= ARGV[1] then
    if isAlive(counts[i]) then
      count = count + counts[i + 1]
    else
      redis.call('HDEL', KEYS[1], counts[i])
    end
  end
end
if count > tonumber(ARGV[3]) then return 0 end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
redis.call('PEXPIRE', KEYS[1], ARGV[4])
return 1
`);

/**
 * KEYS: text, lock. ARGV: lock ms. Returns the text and the ms for which it is kept; without a text 1 if the
 * caller now has the lock, and 0 if somebody else has it.
 */
export const readOrLock = script(`
local text = redis.call('GET', KEYS[1])
if text then return { text, redis.call('PTTL', KEYS[1]) } end
if redis.call('SET', KEYS[2], '1', 'NX', 'PX', ARGV[1]) then return 1 end
return 0
`);
