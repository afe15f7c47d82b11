// Walks the list with `@octokit/plugin-paginate-graphql`: node walk.mjs URL LATENCY ITEMS WORK
import { join } from "node:path";
import { pathToFileURL } from "node:url";

// These packages have no entry for `require`, so their files are named.
const folder = join(process.env.PEERS_DIR, "node_modules/@octokit");
const module = (path) => import(pathToFileURL(join(folder, path)));
const { Octokit } = await module("core/dist-src/index.js");
const { paginateGraphQL } = await module("plugin-paginate-graphql/dist-bundle/index.js");

const [url, owner, name, work] = process.argv.slice(2);
const octokit = new (Octokit.plugin(paginateGraphQL))({ baseUrl: url.replace(/\/graphql$/, "") });
const query = `query PullRequests($owner: String!, $name: String!, $cursor: String) {
  repository(owner: $owner, name: $name) {
    pullRequests(first: 100, after: $cursor) {
      totalCount
      pageInfo { hasNextPage endCursor }
      nodes {
        id number title url state createdAt updatedAt isDraft additions deletions
        author { __typename login }
        labels(first: 5) { nodes { name color } }
      }
    }
  }
}`;

async function walk() {
  let items = 0;
  for await (const page of octokit.graphql.paginate.iterator(query, { owner, name })) {
    items += page.repository.pullRequests.nodes.length;
    if (work !== "0") await new Promise((done) => setTimeout(done, Number(work)));
  }
  return items;
}

await walk();
const cpu = process.cpuUsage();
const start = performance.now();
const items = await walk();
const wall = (performance.now() - start) / 1000;
const { user, system } = process.cpuUsage(cpu);
console.log(JSON.stringify({ items, wall, cpu: (user + system) / 1e6 }));
