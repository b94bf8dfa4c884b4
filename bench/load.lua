-- Tells wrk what to send, and what to say at the end: one line of JSON. Arguments: METHOD BODY_BYTES
function init(arguments)
    wrk.method = arguments[1]
    local size = tonumber(arguments[2])
    if size > 0 then
        wrk.body = string.rep("x", size)
        wrk.headers["Content-Type"] = "application/octet-stream"
    end
end

function done(summary, latency)
    local errors = summary.errors
    io.write(string.format(
        '\n{"duration_us": %d, "requests": %d, "bytes": %d, "p50_us": %d, "p99_us": %d, '
        .. '"error_statuses": %d, "broken": %d}\n',
        summary.duration, summary.requests, summary.bytes,
        latency:percentile(50), latency:percentile(99),
        errors.status, errors.connect + errors.read + errors.write + errors.timeout
    ))
end
