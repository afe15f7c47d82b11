//! Every connection field of the two shipped schemas is walked to its end on the sandbox, by a query without any paging
//! text: forward, and backward where the schema offers it.
//!
//! By default, a sample of GitHub's connections; all of them with `GRAPHQL_PAGINATE_FULL_TESTS`.

#![cfg(feature = "reqwest")]

#[path = "../../../graphql-paginate-sandbox/tests/sandbox/whole_schema/route.rs"]
mod route;

use apollo_compiler::schema::{ExtendedType, FieldDefinition, Schema as Reference};
use graphql_paginate::dynamic::{EachParent, FollowUp, ItemList, PagingVariables, Query};
use graphql_paginate::{Client, Direction, Profile};
use graphql_paginate_codegen::{
    AnalyzeOptions, ConnectionAnalysis, Schema, SchemaDocument, SchemaText, Source, Walk,
    Walkability, analyze,
};
use graphql_paginate_sandbox::{Endpoint, Sandbox};
use serde_json::Value;

use self::route::{Route, Routes, call};

/// The number of routes to a parent that are tried. Some lead through lists, or to empty connections.
const ROUTES: usize = 60;

/// Items per connection on GitHub, in pages of two.
const ITEMS: usize = 5;

/// By default, one in this number of GitHub's connections is walked.
const SAMPLE: usize = 12;

/// The connections of GitHub that no query can continue: all ways to their parents are through mutations, which would be
/// executed again, or through lists, and the parents have no id by which they can be found again.
const OUT_OF_REACH: [&str; 16] = [
    "CommitContributionsByRepository.contributions",
    "DeploymentProtectionRule.reviewers",
    "EnterpriseOutsideCollaboratorEdge.repositories",
    "GrantEnterpriseOrganizationsMigratorRolePayload.organizations",
    "IssueContributionsByRepository.contributions",
    "IssueTemplate.assignees",
    "IssueTemplate.labels",
    "OrganizationTeamsHovercardContext.relevantTeams",
    "OrganizationsHovercardContext.relevantOrganizations",
    "PullRequestContributionsByRepository.contributions",
    "PullRequestReviewContributionsByRepository.contributions",
    "ReactionGroup.reactors",
    "ReactionGroup.users",
    "RevokeEnterpriseOrganizationsMigratorRolePayload.organizations",
    "UpdateProjectV2CollaboratorsPayload.collaborators",
    "UpdateProjectV2ItemPositionPayload.items",
];

/// What became of a connection that a route leads to.
#[derive(Debug, PartialEq)]
enum Outcome {
    Walked,
    /// Fewer items than fill two pages.
    TooShort,
    /// It cannot be walked.
    Blocked(String),
}

/// A connection field, with the type that has it.
struct Known<'s> {
    parent: &'s str,
    field: &'s FieldDefinition,
}

/// All connection fields of a schema, recognized by their structure.
fn known(schema: &Reference) -> Vec<Known<'_>> {
    let mut all = Vec::new();
    for (parent, ty) in &schema.types {
        let fields = match ty {
            ExtendedType::Object(object) => &object.fields,
            ExtendedType::Interface(interface) => &interface.fields,
            _ => continue,
        };
        for field in fields.values() {
            let object = schema.get_object(field.ty.inner_named_type());
            let has_page_info = object.is_some_and(|object| object.fields.contains_key("pageInfo"));
            if has_page_info && !field.ty.is_list() && field.argument_by_name("first").is_some() {
                all.push(Known { parent, field });
            }
        }
    }
    all
}

/// The field that identifies the items of a connection: their `id`, if their type has one.
fn selection(schema: &Reference, field: &FieldDefinition) -> &'static str {
    let connection = schema.get_object(field.ty.inner_named_type()).unwrap();
    let node = connection.fields["nodes"].ty.inner_named_type();
    let has_id = match &schema.types[node] {
        ExtendedType::Object(object) => object.fields.contains_key("id"),
        ExtendedType::Interface(interface) => interface.fields.contains_key("id"),
        _ => false,
    };
    if has_id { "id" } else { "__typename" }
}

/// The paging variables of a walk.
fn paging(walk: &Walk) -> PagingVariables {
    let variables = PagingVariables::cursor(walk.cursor.variable.as_str())
        .size(walk.size.as_ref().expect("it has a size").variable.as_str())
        .document(walk.document.as_str())
        .leave_out(walk.left_out.iter().cloned());
    let Some(each) = &walk.each_parent else {
        return variables.page_info_at(walk.has_more.clone(), walk.next_cursor.clone());
    };
    let rest = &each.follow_up;
    let follow_up = FollowUp::new(rest.operation.as_str(), rest.pieces.clone())
        .variables(rest.variables.clone())
        .own(rest.own.clone())
        .fragments(rest.fragments.as_str());
    let each = EachParent::new(each.levels.clone(), follow_up)
        .page_info_at(each.has_more.clone(), each.next_cursor.clone())
        .found_by(each.parent.clone())
        .types(each.parent_types.clone());
    variables.each_parent(each)
}

fn query(connection: &ConnectionAnalysis, text: &str) -> Query {
    let list = connection
        .items
        .as_ref()
        .expect("items are selected")
        .list
        .join(".");
    let mut query = Query::new(text, connection.path.clone()).items_in(ItemList::Nodes { list });
    if let Walkability::Walkable(walk) = &connection.forward {
        query = query.forward(paging(walk));
    }
    if let Walkability::Walkable(walk) = &connection.backward {
        query = query.backward(paging(walk));
    }
    query
}

/// The items of a walk in pages of two, and the number of its pages.
async fn walked(
    query: Query,
    direction: Direction,
    client: &Client,
    at: &str,
) -> (Vec<String>, u64) {
    let walk = query.paginate().direction(direction).page_size(2);
    let mut items = walk.items(client);
    let mut all = Vec::new();
    while let Some(item) = items
        .try_next()
        .await
        .unwrap_or_else(|error| panic!("{at}: {error}"))
    {
        all.push(item.get().to_owned());
    }
    (all, items.progress().pages)
}

/// The items of one request for a large page, read from the response without a walk.
async fn unpaged(
    query: Query,
    connection: &ConnectionAnalysis,
    client: &Client,
) -> Option<Vec<String>> {
    let mut pages = query.paginate().page_size(100).max_pages(1).pages(client);
    let page = pages.try_next().await.ok()??;
    let mut value: Value = serde_json::from_str(page.data.get()).unwrap();
    let items = connection.items.as_ref().expect("items are selected");
    for key in connection.path.iter().chain(&items.list) {
        value = value.get_mut(key)?.take();
    }
    let items = value.as_array()?.iter();
    Some(items.map(Value::to_string).collect())
}

/// Walks a connection that a route leads to, and compares it with one request for all items.
async fn check(schema: &Schema<'_>, client: &Client, text: &str, has_backward: bool) -> Outcome {
    let source = Source {
        name: "minimal.graphql",
        text,
    };
    let analysis = analyze(schema, source, "Q", &AnalyzeOptions::new(100));
    let analysis = analysis.unwrap_or_else(|problems| panic!("{text}: {problems:?}"));
    let is_found = |one: &&ConnectionAnalysis| one.path.last().is_some_and(|key| key == "found");
    let connection = analysis.connections.iter().find(is_found);
    let connection = connection.unwrap_or_else(|| panic!("no connection: {text}"));
    match &connection.forward {
        Walkability::Walkable(walk) if walk.each_parent.is_none() => {}
        Walkability::Walkable(_) => return Outcome::TooShort,
        Walkability::Blocked(obstacles) => return Outcome::Blocked(obstacles[0].message.clone()),
        Walkability::NotOffered => panic!("{text}"),
    }
    assert_eq!(
        matches!(connection.backward, Walkability::Walkable(_)),
        has_backward,
        "{text}"
    );
    let query = query(connection, text);
    let Some(expected) = unpaged(query.clone(), connection, client).await else {
        return Outcome::TooShort;
    };
    if expected.len() < 3 {
        return Outcome::TooShort;
    }
    let (forward, pages) = walked(query.clone(), Direction::Forward, client, text).await;
    assert_eq!(forward, expected, "{text}");
    assert_eq!(pages, expected.len().div_ceil(2) as u64, "{text}");
    if has_backward {
        let (mut backward, _) = walked(query, Direction::Backward, client, text).await;
        backward.reverse();
        assert_eq!(backward, expected, "backward {text}");
    }
    Outcome::Walked
}

fn minimal(route: &Route, schema: &Reference, field: &FieldDefinition) -> String {
    // The connection itself has no page size.
    let call = call(schema, field, "");
    let call = call.replace(", first: 50", "").replace("(first: 50)", "");
    let selected = selection(schema, field);
    route.around(&format!("found: {call} {{ nodes {{ {selected} }} }}"))
}

/// Walks one in `sample` connections. Returns how many were walked, and the names of those that cannot be walked.
async fn walk_all(api: &Endpoint, name: &str, sample: usize) -> (usize, Vec<String>) {
    let text = graphql_paginate_schemas::by_name(name).expect("the schema is shipped");
    let reference = Reference::parse_and_validate(text, name).expect("the schema is valid");
    let sdl = SchemaText::new(Source { name, text }).expect("nothing is extended");
    let document = SchemaDocument::parse(&sdl).expect("the schema parses");
    let schema = Schema::new(&document).expect("the schema resolves");
    let mut profile = Profile::github();
    profile.requests_per_minute = None;
    let builder = Client::builder(api.url()).profile(profile);
    let client = builder.bearer_token(Sandbox::TOKEN).build().unwrap();
    let mut routes: Vec<Routes<'_>> = Vec::new();
    let (mut count, mut unreached) = (0, Vec::new());
    for known in known(&reference).into_iter().step_by(sample) {
        let has_backward = known.field.argument_by_name("last").is_some();
        let at = format!("{}.{}", known.parent, known.field.name);
        let mut outcomes = Vec::new();
        for number in 0..ROUTES {
            if routes.len() == number {
                routes.push(Routes::new(&reference, number + 1));
            }
            let Some(route) = routes[number].to(known.parent) else {
                continue;
            };
            let text = minimal(&route, &reference, known.field);
            outcomes.push(check(&schema, &client, &text, has_backward).await);
            if outcomes.last() == Some(&Outcome::Walked) {
                break;
            }
        }
        if outcomes.last() == Some(&Outcome::Walked) {
            count += 1;
            continue;
        }
        for outcome in outcomes {
            assert!(matches!(outcome, Outcome::Blocked(_)), "{at}: {outcome:?}");
        }
        unreached.push(at);
    }
    (count, unreached)
}

#[tokio::test]
async fn connections_of_github_are_walked_as_they_stand() {
    let text = graphql_paginate_schemas::GITHUB;
    let reference = Reference::parse(text, "github").expect("the schema parses");
    let mut builder = Sandbox::builder();
    for known in known(&reference) {
        let field = &known.field.name;
        for ty in reference.types.values().filter_map(ExtendedType::as_object) {
            if ty.name == known.parent || ty.implements_interfaces.contains(known.parent) {
                builder = builder.connection_size(&format!("{}.{field}", ty.name), ITEMS);
            }
        }
    }
    let sandbox = builder.start().await.unwrap();
    let is_full = std::env::var_os("GRAPHQL_PAGINATE_FULL_TESTS").is_some();
    let sample = if is_full { 1 } else { SAMPLE };
    let (count, unreached) = walk_all(sandbox.github(), "github", sample).await;
    println!("{count} connections were walked");
    for name in &unreached {
        assert!(OUT_OF_REACH.contains(&name.as_str()), "{name}");
    }
    assert_eq!(count + unreached.len(), 330_usize.div_ceil(sample));
    if is_full {
        assert_eq!(unreached, OUT_OF_REACH);
    }
}

#[tokio::test]
async fn connections_of_demarches_simplifiees_are_walked_as_they_stand() {
    let sandbox = Sandbox::builder()
        .dossiers(7)
        .deleted_dossiers(60)
        .pending_deleted_dossiers(60)
        .demarches(5)
        .start()
        .await
        .unwrap();
    let (count, unreached) =
        walk_all(sandbox.demarches_simplifiees(), "demarches-simplifiees", 1).await;
    assert_eq!(unreached, [""; 0]);
    assert_eq!(count, 7);
}
