-- What a team writes to give Envoy one error format. Envoy has no JSON library for Lua: the message is cut
-- out as it stands, with its escapes, which is the cheapest way there is and right for these two upstreams.
local TITLES = { ["429"] = "Too Many Requests", ["500"] = "Internal Server Error" }
local LINE = '{"type":"about:blank","title":"%s","status":%s,"detail":"%s","instance":"urn:uuid:%s"}'

function envoy_on_response(handle)
    local status = handle:headers():get(":status")
    if tonumber(status) < 400 then return end
    local body = handle:body()
    local text = body:getBytes(0, body:length())
    local message = text:match('"error_msg"%s*:%s*"(.-)"') or text:match('"message"%s*:%s*"(.-)"') or ""
    -- Waiting for the body has let go of the header that was asked for before.
    local headers = handle:headers()
    local id = headers:get("x-request-id") or "00000000-0000-0000-0000-000000000000"
    headers:replace("content-type", "application/problem+json")
    body:setBytes(LINE:format(TITLES[status] or "Error", status, message, id))
end
