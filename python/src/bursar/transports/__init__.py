"""HTTP libraries that clients can send through: `bursar.transports.httpx`, `.requests` and `.aiohttp`.

Each is an extra: `pip install bursar[httpx]`. All keep to what an executor promises:

* a request that may arrive only once is sent once: nothing repeats it, and it takes a connection of its own unless the
  library's client is yours;
* no redirect is followed; no cookie is sent, and no credential but the request's own;
* headers go out as they are, beside `host`, `content-length` and what the library cannot be kept from. No compression
  is asked for; a body that comes packed by gzip or deflate all the same is unpacked, no further than it may be read,
  and one that is packed otherwise, or more than once, is refused;
* what a library raises becomes a `RequestLost` that names it, without its frames and its cause: their variables are
  headers and bodies, which reports can show.

Without a client of yours they make their own, with proxies and certificates as the environment tells, and close it with
the last Bursar client that uses it.
"""
