"""Walks the list with `gql`: python walk.py URL LATENCY ITEMS WORK"""

import asyncio
import json
import sys
import time

from gql import Client, gql
from gql.transport.aiohttp import AIOHTTPTransport

QUERY = """query PullRequests($owner: String!, $name: String!, $first: Int, $after: String) {
  repository(owner: $owner, name: $name) {
    pullRequests(first: $first, after: $after) {
      totalCount
      pageInfo { hasNextPage endCursor }
      nodes {
        id number title url state createdAt updatedAt isDraft additions deletions
        author { __typename login }
        labels(first: 5) { nodes { name color } }
      }
    }
  }
}"""


async def walk(session, query, owner, name, work):
    items = 0
    after = None
    while True:
        query.variable_values = {"owner": owner, "name": name, "first": 100, "after": after}
        data = await session.execute(query)
        connection = data["repository"]["pullRequests"]
        items += len(connection["nodes"])
        if work:
            await asyncio.sleep(work / 1000)
        if not connection["pageInfo"]["hasNextPage"]:
            return items
        after = connection["pageInfo"]["endCursor"]


async def main():
    url, owner, name, work = sys.argv[1:]
    query = gql(QUERY)
    async with Client(transport=AIOHTTPTransport(url=url), fetch_schema_from_transport=False) as session:
        await walk(session, query, owner, name, int(work))
        start, cpu = time.perf_counter(), time.process_time()
        items = await walk(session, query, owner, name, int(work))
        wall, cpu = time.perf_counter() - start, time.process_time() - cpu
    print(json.dumps({"items": items, "wall": wall, "cpu": cpu}))


asyncio.run(main())
