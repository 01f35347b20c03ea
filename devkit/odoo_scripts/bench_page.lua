-- For wrk: asks for the paths in a file, one after the other, and prints the figures as JSON.
-- Argument: the file. Latencies are microseconds, as wrk counts them.
local threads = {}

function setup(thread)
    table.insert(threads, thread)
    -- Not the same pages at the same time in all threads.
    thread:set("position", #threads * 211)
end

function init(args)
    paths = {}
    refused = 0
    for path in io.lines(args[1]) do
        table.insert(paths, path)
    end
end

function request()
    position = position + 1
    return wrk.format("GET", paths[position % #paths + 1])
end

function response(status)
    if status ~= 200 then
        refused = refused + 1
    end
end

function done(summary, latency)
    local failed = summary.errors.connect + summary.errors.read
        + summary.errors.write + summary.errors.timeout
    for _, thread in ipairs(threads) do
        failed = failed + thread:get("refused")
    end
    io.write(string.format(
        '\n{"requests": %d, "duration": %d, "p50": %d, "p90": %d, "p99": %d, "failed": %d}\n',
        summary.requests, summary.duration, latency:percentile(50), latency:percentile(90),
        latency:percentile(99), failed
    ))
end
