"""Administers accounts on four AI platforms: Little Beauty AI, opencatd, AKOOL and ESP-AI."""

from ._call import Call as Call
from ._call import Failed as Failed
from ._call import Send as Send
from ._call import Step as Step
from ._call import Value as Value
from ._call import Wait as Wait
from ._client import AsyncCallOptions as AsyncCallOptions
from ._client import AsyncClient as AsyncClient
from ._client import AsyncClientOptions as AsyncClientOptions
from ._client import CallOptions as CallOptions
from ._client import Client as Client
from ._client import ClientOptions as ClientOptions
from ._error import BursarError as BursarError
from ._generated.async_clients import *
from ._generated.clients import *
from ._generated.errors import *
from ._generated.types import *
from ._http import AsyncHttpExecutor as AsyncHttpExecutor
from ._http import HttpExecutor as HttpExecutor
from ._http import HttpReply as HttpReply
from ._http import HttpRequest as HttpRequest
from ._http import RequestLost as RequestLost
from ._result import AsyncRows as AsyncRows
from ._result import Page as Page
from ._result import ResponseInfo as ResponseInfo
from ._result import Rows as Rows
from ._result import WithResponse as WithResponse
from ._secret import Secret as Secret
