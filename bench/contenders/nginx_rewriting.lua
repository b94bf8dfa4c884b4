-- What a team writes to give nginx one error format: the body is collected, read with cjson, written anew.
local cjson = require "cjson.safe"

local TITLES = { [429] = "Too Many Requests", [500] = "Internal Server Error" }

local _M = {}

function _M.header()
    if ngx.status < 400 then return end
    ngx.header.content_length = nil
    ngx.header.content_type = "application/problem+json"
end

function _M.body()
    if ngx.status < 400 then return end
    local context = ngx.ctx
    local text = (context.text or "") .. (ngx.arg[1] or "")
    if not ngx.arg[2] then
        context.text = text
        ngx.arg[1] = nil
        return
    end
    local document = cjson.decode(text)
    if type(document) ~= "table" then document = {} end
    ngx.arg[1] = cjson.encode({
        type = "about:blank",
        title = TITLES[ngx.status] or "Error",
        status = ngx.status,
        detail = document.error_msg or document.message,
        instance = "urn:uuid:" .. ngx.var.request_id,
    })
end

return _M
