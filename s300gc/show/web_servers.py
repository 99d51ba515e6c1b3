"""The web server before the receiver: IIS, which may also start it, and nginx.

Sources: the HttpPlatformHandler and URL Rewrite references of Microsoft, the manual of nginx.
"""

import re
from xml.sax.saxutils import quoteattr

from s300gc.show.receiver_service import LARGEST, NAME, PATH, Service
from s300gc.show.windows_services import command_line, literal


def iis(one: Service) -> str:
    """Give the web.config of a site whose process HttpPlatformHandler starts."""
    arguments = command_line(
        one.words("--port", "%HTTP_PLATFORM_PORT%"), own="%HTTP_PLATFORM_PORT%"
    )
    return f"""\
<?xml version="1.0" encoding="utf-8"?>
<configuration>
  <system.webServer>
    <handlers>
      <add name="{NAME}" path="*" verb="*" modules="httpPlatformHandler" \
resourceType="Unspecified"/>
    </handlers>
    <httpPlatform processPath={quoteattr(literal(one.program))}
                  arguments={quoteattr(arguments)}
                  startupTimeLimit="60" requestTimeout="00:00:30" processesPerApplication="1"
                  stdoutLogEnabled="false"/>
    <httpErrors existingResponse="PassThrough"/>
{LIMITS}
  </system.webServer>
</configuration>
"""


def iis_proxy(one: Service) -> str:
    """Give the web.config of a site that passes deliveries on, by URL Rewrite and ARR."""
    path = one.path.lstrip("/")
    return f"""\
<?xml version="1.0" encoding="utf-8"?>
<configuration>
  <system.webServer>
    <rewrite>
      <rules>
        <rule name="{NAME}" stopProcessing="true">
          <match url={quoteattr(f"^{re.escape(path)}$")}/>
          <action type="Rewrite" url={quoteattr(f"{one.inside}{PATH}")}/>
        </rule>
      </rules>
    </rewrite>
    <httpErrors existingResponse="PassThrough"/>
{LIMITS}
  </system.webServer>
</configuration>
"""


LIMITS = f"""\
    <security>
      <requestFiltering>
        <requestLimits maxAllowedContentLength="{LARGEST}"/>
      </requestFiltering>
    </security>"""


def nginx(one: Service) -> str:
    """Give the place in a server block (https) that passes deliveries on."""
    return f"""\
location = {_nginx_word(one.path)} {{
    proxy_pass {one.inside}{PATH};
    proxy_http_version 1.1;
    proxy_set_header Host $host;
    # A list that the sender began himself is not passed on.
    proxy_set_header X-Forwarded-For $remote_addr;
    client_max_body_size {LARGEST};
    client_body_timeout 10s;
    proxy_read_timeout 15s;
}}
"""


def _nginx_word(word: str) -> str:
    text = word.replace("\\", "\\\\").replace('"', '\\"')
    return text if all(sign.isalnum() or sign in "/._-" for sign in word) else f'"{text}"'
