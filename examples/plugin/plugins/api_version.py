"""A plugin of somebody else's, in a file of its own: clients must say which version of the API they know."""

from pydantic import Field

from gateway.exchange import Exchange, Reply
from gateway.faults import GatewayError
from gateway.plugin import Env, Handler, PluginConfig


class ApiVersion(PluginConfig):
    """Refuses a request that names no version, or one that is not served; stamps the others' answers."""

    versions: list[str] = Field(min_length=1, description="Versions that are served.")
    header: str = Field(default="X-Api-Version", description="Field that names the version.")

    def wrap(self, call: Handler, env: Env) -> Handler:
        """The handler that stands before `call`."""
        refused = env.metrics.counter("api_version_refused", "Requests without a version that is served.")
        message = f"Send {self.header} with one of these versions: {', '.join(self.versions)}."

        async def api_version(exchange: Exchange) -> Reply:
            version = exchange.fields.get(self.header)
            if version not in self.versions:
                refused.inc()
                raise GatewayError("bad_request", message=message)
            reply = await call(exchange)
            reply.fields.set(self.header, version)
            return reply

        return api_version
