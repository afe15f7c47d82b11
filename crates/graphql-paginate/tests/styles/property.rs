//! A property test: every item is yielded once and in order, for any number of items, page size and fault, and wherever
//! a walk is interrupted and resumed.

use graphql_paginate::{Connection, Paginator, SizedPages};
use proptest::prelude::*;

use crate::library::Library;
use crate::property_test::check_values;
use crate::queries::*;

#[derive(Debug, Clone, Copy)]
struct Case {
    count: usize,
    size: u32,
    cap: Option<usize>,
    /// How many items are taken before the walk is dropped and resumed.
    taken: usize,
    /// Another size for the resumed walk.
    resumed_size: u32,
    /// The index of the request that is refused.
    refused: usize,
}

/// A walk of one style, from a start.
pub(crate) trait Walked: Connection {
    fn walk(size: u32) -> Paginator<Self>
    where
        Self: Sized;
    fn title(item: &Self::Item) -> usize;
}

macro_rules! walked {
    ($($name:ident $module:ident $sized:ident)*) => {$(
        impl Walked for $name {
            #[allow(clippy::default_constructed_unit_structs, reason = "some have fields")]
            fn walk(size: u32) -> Paginator<Self> {
                $sized($name::paginate($module::Variables::default()), size)
            }

            fn title(item: &Self::Item) -> usize {
                item.title.parse().unwrap()
            }
        }
    )*};
}

fn sized<C: Connection + SizedPages>(paginator: Paginator<C>, size: u32) -> Paginator<C> {
    paginator.page_size(size)
}

fn fixed<C: Connection>(paginator: Paginator<C>, _: u32) -> Paginator<C> {
    paginator
}

walked! {
    Relay relay sized
    InsideInput inside_input sized
    FixedSize fixed_size fixed
    Token token sized
    List list sized
    Counted counted sized
    CountedByVariable counted_by_variable sized
    Flagged flagged sized
    Shelf shelf sized
    PageNumbers page_numbers sized
    NextPage next_page fixed
    Keys keys sized
    Unusual unusual sized
    InsideTwo inside_two sized
    InsideTwoLiteral inside_two_literal sized
    Numbered numbered sized
    NumberedFromZero numbered_from_zero sized
    FromOneDeclared from_one_declared sized
    Listing listing sized
    Issues issues sized
    Chunks chunks sized
    Records records sized
    Runs runs sized
    RunsInFragment runs_in_fragment sized
    RunPages run_pages sized
    RunPagesWithInfo run_pages_with_info sized
    RunCounts run_counts sized
    RunKeys run_keys sized
    Transfers transfers sized
}

/// The same for queries whose items are titles.
macro_rules! walked_titles {
    ($($name:ident $module:ident)*) => {$(
        impl Walked for $name {
            #[allow(clippy::default_constructed_unit_structs, reason = "some have fields")]
            fn walk(size: u32) -> Paginator<Self> {
                $name::paginate($module::Variables::default()).page_size(size)
            }

            fn title(item: &Self::Item) -> usize {
                item.parse().unwrap()
            }
        }
    )*};
}

walked_titles! {
    Titles titles
    TitlePage title_page
    TitleConnection title_connection
}

async fn check<C: Walked>(case: Case) {
    let name = std::any::type_name::<C>();
    let all: Vec<usize> = (0..case.count).collect();
    let library = Library {
        cap: case.cap,
        ..Library::new(case.count)
    };
    let client = library.client();
    let items = C::walk(case.size).collect(&client).await.unwrap();
    let titles: Vec<usize> = items.iter().map(C::title).collect();
    assert_eq!(titles, all, "{name} {case:?}");

    let mut titles = Vec::new();
    let mut items = C::walk(case.size).prefetch(case.taken % 3).items(&client);
    while titles.len() < case.taken
        && let Some(item) = items.try_next().await.unwrap()
    {
        titles.push(C::title(&item));
    }
    let checkpoint = items.checkpoint();
    drop(items);
    let rest = C::walk(case.resumed_size).resume(checkpoint);
    titles.extend(rest.collect(&client).await.unwrap().iter().map(C::title));
    assert_eq!(titles, all, "{name} resumed {case:?}");

    let library = Library {
        cap: case.cap,
        refused: [case.refused].into(),
        ..Library::new(case.count)
    };
    let client = library.client();
    let (mut titles, mut failed) = (Vec::new(), None);
    let mut items = C::walk(case.size).items(&client);
    loop {
        match items.try_next().await {
            Ok(Some(item)) => titles.push(C::title(&item)),
            Ok(None) => break,
            Err(error) => failed = error.checkpoint().cloned(),
        }
    }
    if let Some(checkpoint) = failed {
        let rest = C::walk(case.resumed_size).resume(checkpoint);
        titles.extend(rest.collect(&client).await.unwrap().iter().map(C::title));
    } else {
        // Either no request was refused, or only the last one: whether there is a page 0.
        assert!(library.sent().len() <= case.refused + 1, "{name} {case:?}");
    }
    assert_eq!(titles, all, "{name} failed {case:?}");

    for limit in [0, case.taken] {
        let library = Library::new(case.count);
        let walk = C::walk(case.size).max_items(limit as u64);
        let items = walk.collect(&library.client()).await.unwrap();
        let titles: Vec<usize> = items.iter().map(C::title).collect();
        assert_eq!(
            titles,
            all[..limit.min(case.count)],
            "{name} limited {case:?}"
        );
    }
}

async fn check_all(case: Case) {
    check::<Relay>(case).await;
    check::<InsideInput>(case).await;
    check::<FixedSize>(case).await;
    check::<Token>(case).await;
    check::<List>(case).await;
    check::<Counted>(case).await;
    check::<CountedByVariable>(case).await;
    check::<Flagged>(case).await;
    check::<Shelf>(case).await;
    check::<PageNumbers>(case).await;
    check::<NextPage>(case).await;
    check::<Keys>(case).await;
    check::<Unusual>(case).await;
    check::<InsideTwo>(case).await;
    check::<InsideTwoLiteral>(case).await;
    check::<Numbered>(case).await;
    check::<NumberedFromZero>(case).await;
    check::<FromOneDeclared>(case).await;
    check::<Listing>(case).await;
    check::<Issues>(case).await;
    check::<Chunks>(case).await;
    check::<Records>(case).await;
    check::<Runs>(case).await;
    check::<RunsInFragment>(case).await;
    check::<RunPages>(case).await;
    check::<RunPagesWithInfo>(case).await;
    check::<RunCounts>(case).await;
    check::<RunKeys>(case).await;
    check::<Transfers>(case).await;
    check::<Titles>(case).await;
    check::<TitlePage>(case).await;
    check::<TitleConnection>(case).await;
}

fn cases() -> impl Strategy<Value = Case> {
    let cap = prop_oneof![3 => Just(None), 1 => (1..6_usize).prop_map(Some)];
    (
        0..23_usize,
        1..9_u32,
        cap,
        0..25_usize,
        1..9_u32,
        0..9_usize,
    )
        .prop_map(|(count, size, cap, taken, resumed_size, refused)| Case {
            count,
            size,
            cap,
            taken,
            resumed_size,
            refused,
        })
}

#[test]
fn every_item_once_in_order_whatever_the_style() {
    check_values(160, &cases(), check_all);
}
