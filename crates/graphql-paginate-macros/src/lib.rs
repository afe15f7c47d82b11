//! The derive macros of graphql-paginate. Use them through that crate, which re-exports them.

mod attribute;
mod errors;
mod expand;
mod files;
mod fragment_files;
mod glob;
mod query_source;
mod scalars;
mod schema_cache;
mod schema_source;

use syn::{DeriveInput, parse_macro_input};

/// Generates the types, the request and the pagers of a GraphQL operation.
///
/// The struct represents the operation of the same name and implements `graphql_client::GraphQLQuery`. Beside it, the
/// derive adds a module with the struct's name in snake case. The module has `Variables`, `ResponseData` and the types
/// below it, `QUERY` and `OPERATION_NAME`, with the names of `graphql_client` 0.16. `Variables::new` takes the required
/// variables.
///
/// ```text
/// #[derive(GraphQLQuery)]
/// #[graphql(schema = "github", query_path = "queries/pull_requests.graphql", response_derives = "Debug")]
/// struct PullRequests;
/// ```
///
/// A crate that renames the dependency `graphql-paginate` adds `extern crate other_name as graphql_paginate;` at its root,
/// so that generated code finds it.
///
/// # Pagers
///
/// If the query selects a connection that can be walked, the struct has `paginate(variables)`, and the module has the
/// types `Item` and, if edges are selected, `Edge`. Each page is requested by a document derived from the query, with
/// paging arguments that the pager sets and the `pageInfo` fields that it needs.
///
/// For several connections, the struct has `paginate_<path>(variables)` for each. The requests of one walk leave the
/// other connections out, so the `data` of a page is the module's `siblings::ResponseData`, in which each connection may
/// be absent. If all connections can be walked in one direction, `paginate_all(variables)` walks them together, with the
/// module's `AnyItem` as items.
///
/// A list can be walked if it is a Relay connection, or is paged by tokens, offsets or page numbers. Other lists are
/// declared with `paginate(path = "…", style = "…")`.
///
/// Inside a list, such as `nodes(ids: $ids)`, it is walked for each element of the list, and an item also has its parent.
///
/// # Keys of `#[graphql(..)]`
///
/// Paths are relative to the `Cargo.toml` of the crate. One schema and one query are required.
///
/// | key | effect |
/// |---|---|
/// | `query_path = "q.graphql"` | the document; one file may hold several operations |
/// | `query = "query Q { .. }"` | the document itself, in place of `query_path`; also as a raw string, `r#".."#` |
/// | `fragments = ["fragments/*.graphql", ..]` | files with fragments for the query; `*`, `?` and `**` are wildcards. Only the fragments that the query uses are sent |
/// | `fragment_types = "crate::fragments"` | the module of [`GraphQLFragments`](macro@GraphQLFragments) with the types of the fragments in these files, which several queries share |
/// | `schema = "github"` | a schema that comes with the crate, or `"demarches-simplifiees"`; its custom scalars are ready-made |
/// | `schema_path = "s.graphql"` | a schema file in the schema definition language, or an introspection result as `.json` |
/// | `response_derives = "Clone"` | derives of response types besides `Debug` |
/// | `variables_derives = "Debug"` | derives of `Variables` and input types besides `Clone` |
/// | `custom_scalars_module = "crate::scalars"` | the module with the types of custom scalars; by default the module of the struct |
/// | `scalars = "chrono"` | dates of a shipped schema as types of the crate `chrono`, with the feature of that name; `String` by default |
/// | `response_type = "crate::Film"` | a type of your own for the single root field |
/// | `variable_types("crate::Id", ..)` | types of your own for the input objects of the variables, by the position of the variable |
/// | `extern_enums("State", ..)` | enums that you define beside the struct |
/// | `fragments_other_variant` | adds a variant `Unknown` to enums of possible types, for types that are not in the schema |
/// | `skip_serializing_none` | leaves `None` out of requests and of written responses; `= false` sends it as `null`. By default, `None` is left out of the variables of a query, and sent as `null` in mutations and input objects |
/// | `validation = "warn"` | reports violations of the specification as warnings if code can be generated |
/// | `normalization = "rust"` | converts names to upper camel case; the default `"none"` keeps them |
/// | `deprecated = "warn"` | accepts deprecated fields (`"allow"`), warns about their use (`"warn"`, the default) or leaves them out (`"deny"`) |
/// | `paginate` | a compile error with the fix if no connection can be walked |
/// | `paginate = "repository.issues"` | the connection that `paginate` walks, by its path of response keys |
/// | `paginate(path = "shop.products", style = "offset")` | how a list is paged that cannot be recognized by its structure; the keys are `position`, `size`, `items`, `first`, `next`, `key`, `has_more`, `next_page`, `pages` and `total` |
/// | `accessors = false` | leaves out the methods of response types that iterate over the items of a connection, for a program that defines methods of the same names |
/// | `complete_nested` | a compile error with the fix if a connection inside the items cannot be read to its end |
/// | `refetch(Dossier = "dossier(number: $number)")` | the root field that finds a parent again; by default `node(id:)`, or one that returns the parent's type |
///
/// # Errors
///
/// Each mistake in the document, the schema or the attribute is one compile error with file, line, column and how to fix
/// it. All mistakes are reported at once. The use of deprecated arguments and enum values is a warning.
#[proc_macro_derive(GraphQLQuery, attributes(graphql))]
pub fn graphql_query(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    expand::query(&input).into()
}

/// Generates the types of fragments once, for all queries of a crate.
///
/// Without it, each query has types of its own for the fragments that it uses. With it, `Author` is the same type in all
/// queries, and a function that takes an `&Author` takes those of each of them:
///
/// ```text
/// #[derive(GraphQLFragments)]
/// #[graphql(schema = "github", fragments = ["queries/fragments/*.graphql"])]
/// struct Fragments;
///
/// #[derive(GraphQLQuery)]
/// #[graphql(
///     schema = "github",
///     query_path = "queries/issues.graphql",
///     fragments = ["queries/fragments/*.graphql"],
///     fragment_types = "crate::fragments"
/// )]
/// struct Issues;
///
/// fn show(author: &fragments::Author) {}
/// ```
///
/// Beside the struct, the derive adds a module with the struct's name in snake case. It has the types of all fragments in
/// the files, and the enums and custom scalars in them. The module of a query with `fragment_types` imports what it uses,
/// so that `issues::Author` is `fragments::Author`. Fragments that the document of the query defines itself are not
/// shared, unless its file is one of `fragments`. The module may be in another crate, if the struct is public.
///
/// # Names
///
/// The names depend on the fragments alone. If a type of a query has the name of a shared type that the query uses, a `_`
/// is appended to the query's own type.
///
/// # Keys of `#[graphql(..)]`
///
/// `fragments` and a schema are required. The keys are those of [`GraphQLQuery`](macro@GraphQLQuery) that are not about
/// an operation:
///
/// - `schema` or `schema_path`, `fragments`, `normalization`, `deprecated = "deny"`, `extern_enums` and
///   `fragments_other_variant` change the types. They have to be the same for the queries; otherwise these do not
///   compile.
/// - `response_derives`, `skip_serializing_none`, `accessors`, `custom_scalars_module`, `scalars` and other values of
///   `deprecated` apply to the shared types, whatever the queries set. A query can derive a trait for its own types only
///   if the shared types in them have it.
/// - `variables_derives` apply to the enums, as queries use them in variables too.
///
/// # Errors
///
/// Each mistake in a fragment is one compile error with file, line, column and how to fix it.
#[proc_macro_derive(GraphQLFragments, attributes(graphql))]
pub fn graphql_fragments(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    expand::fragments(&input).into()
}
