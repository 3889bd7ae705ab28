-- Readers: each request asks for the next of the addresses in the file that ADDRESSES names, as the next
-- of those who have signed in (a cookie a line in the file that COOKIES names). The last line of the
-- output is JSON.
local function lines(name)
  local all = {}
  for line in io.lines(os.getenv(name)) do all[#all + 1] = line end
  return all
end
local addresses, cookies = lines("ADDRESSES"), lines("COOKIES")

local threads = 0
function setup(thread)
  threads = threads + 1
  thread:set("number", threads)
end

local at = 0
function init()
  -- Each thread goes through the same addresses from another place.
  at = number * math.floor(#addresses / 3)
  wrk.headers["Accept-Encoding"] = "gzip"
  wrk.headers["Accept"] = "text/html"
end

function request()
  at = at + 1
  wrk.headers["Cookie"] = cookies[(at - 1) % #cookies + 1]
  return wrk.format("GET", addresses[(at - 1) % #addresses + 1])
end

function done(summary, latency)
  local wrong = summary.errors
  io.write(string.format(
    '{"requests":%d,"seconds":%.3f,"bytes":%d,"not_ok":%d,"failed":%d,"p50":%.3f,"p95":%.3f,"p99":%.3f,"most":%.3f}\n',
    summary.requests, summary.duration / 1e6, summary.bytes, wrong.status,
    wrong.connect + wrong.read + wrong.write + wrong.timeout,
    latency:percentile(50) / 1000, latency:percentile(95) / 1000, latency:percentile(99) / 1000, latency.max / 1000))
end
