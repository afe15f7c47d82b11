//! A model of pull requests with reviews and comments: the items that a walk must yield, and the requests that it must
//! send.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::Range;

use graphql_paginate_sandbox::{Builder, Sandbox};

/// A tree and how it is walked.
#[derive(Debug, Clone)]
pub(crate) struct Tree {
    /// The numbers of reviews of each pull request.
    pub(crate) reviews: Vec<usize>,
    /// The numbers of comments of each review, by its position in its pull request; the same in all of them.
    pub(crate) comments: Vec<usize>,
    /// How many of a hundred items are null, at any level.
    pub(crate) nulls: u64,
    /// How many of a hundred parents are gone at some time.
    pub(crate) gone: u64,
    /// Whether they are gone before the first request for them.
    pub(crate) gone_early: bool,
    /// Determines which ones.
    pub(crate) seed: u64,
    /// Items in a page of pull requests, and in the first pages of reviews and comments.
    pub(crate) first: [usize; 3],
    /// Items in the further pages of both.
    pub(crate) size: usize,
    pub(crate) batch: usize,
    /// Whether pull requests, reviews and comments are read from the end.
    pub(crate) backward: [bool; 3],
}

/// A pull request's number, and for each of its reviews the positions of its comments, in server order.
pub(crate) type Item = (usize, Vec<Option<Vec<Option<String>>>>);

/// A pull request as a walk must yield it, and the rounds that completing it takes.
#[derive(Debug, Default)]
pub(crate) struct Expected {
    pub(crate) item: Item,
    /// The number of connections that stay incomplete.
    pub(crate) truncated: u64,
    /// How many connections of reviews and of comments each round asks for.
    rounds: Vec<[usize; 2]>,
}

/// How many items of a connection are received, and how many pages are requested.
struct ExpectedConnection {
    held: usize,
    pages: usize,
    is_truncated: bool,
}

impl Tree {
    /// Truncates the tree to `most` items in total.
    pub(crate) fn within(mut self, most: usize) -> Self {
        let mut left = most;
        self.reviews.truncate(most);
        for reviews in &mut self.reviews {
            left = left.saturating_sub(1);
            let cost = |review: usize| 1 + self.comments[review];
            let mut fit = 0;
            while fit < *reviews && cost(fit) <= left {
                left -= cost(fit);
                fit += 1;
            }
            *reviews = fit;
        }
        self
    }

    pub(crate) fn sandbox(&self) -> Sandbox {
        let mut builder = Sandbox::builder().pull_requests(self.reviews.len());
        for (position, count) in (1..).zip(&self.comments) {
            builder = builder.connection_size_at("PullRequestReview.comments", position, *count);
            for comment in (1..=*count).filter(|comment| self.is_null(3, position, *comment)) {
                builder = builder.null_item("PullRequestReview.comments", Some(position), comment);
            }
        }
        for number in 1..=self.reviews.len() {
            builder = self.add(builder, number);
        }
        builder.start_blocking().unwrap()
    }

    fn add(&self, mut builder: Builder, number: usize) -> Builder {
        let reviews = self.reviews[number - 1];
        builder = builder.connection_size_at("PullRequest.reviews", number, reviews);
        if self.is_null(1, 0, number) {
            builder = builder.null_item("Repository.pullRequests", None, number);
        }
        if let Some(lookups) = self.lookups(1, 0, number) {
            builder = builder.gone_after("Repository.pullRequests", None, number, lookups);
        }
        for position in 1..=reviews {
            if self.is_null(2, number, position) {
                builder = builder.null_item("PullRequest.reviews", Some(number), position);
            }
            if let Some(lookups) = self.lookups(2, number, position) {
                builder =
                    builder.gone_after("PullRequest.reviews", Some(number), position, lookups);
            }
        }
        builder
    }

    /// The pull requests in the order of the walk, page by page, without nulls.
    pub(crate) fn pages(&self) -> Vec<Vec<Expected>> {
        let mut numbers: Vec<usize> = (1..=self.reviews.len()).collect();
        if self.backward[0] {
            numbers.reverse();
        }
        let page = |numbers: &[usize]| {
            let seen = numbers
                .iter()
                .filter(|number| !self.is_null(1, 0, **number));
            seen.map(|number| self.expected(*number)).collect()
        };
        numbers.chunks(self.first[0]).map(page).collect()
    }

    /// The fewest requests that complete the pages: one for each page of pull requests, and in each round after it, for
    /// either kind, as many as its incomplete connections fill.
    pub(crate) fn requests(&self, pages: &[Vec<Expected>]) -> usize {
        let follow_ups = |page: &Vec<Expected>| -> usize {
            let rounds = page
                .iter()
                .map(|expected| expected.rounds.len())
                .max()
                .unwrap_or_default();
            let open = |round: usize, kind: usize| -> usize {
                page.iter()
                    .filter_map(|expected| expected.rounds.get(round))
                    .map(|open| open[kind])
                    .sum()
            };
            let rounds = (0..rounds).flat_map(|round| [open(round, 0), open(round, 1)]);
            rounds
                .map(|connections| connections.div_ceil(self.batch))
                .sum()
        };
        pages.len().max(1) + pages.iter().map(follow_ups).sum::<usize>()
    }

    fn expected(&self, number: usize) -> Expected {
        let count = self.reviews[number - 1];
        let reviews = self.connection(count, self.first[1], self.lookups(1, 0, number));
        let mut expected = Expected {
            truncated: u64::from(reviews.is_truncated),
            ..Expected::default()
        };
        expected.item.0 = number;
        expected.open(0..reviews.pages, 0);
        for position in held(count, reviews.held, self.backward[1]) {
            if self.is_null(2, number, position) {
                expected.item.1.push(None);
                continue;
            }
            let comments = self.connection(
                self.comments[position - 1],
                self.first[2],
                self.lookups(2, number, position),
            );
            // The round that returns the review; reviews of the page itself are completed from the first round on.
            let walked = if self.backward[1] {
                count - position + 1
            } else {
                position
            };
            let from = walked.saturating_sub(self.first[1]).div_ceil(self.size);
            expected.open(from..from + comments.pages, 1);
            expected.truncated += u64::from(comments.is_truncated);
            let seen = held(self.comments[position - 1], comments.held, self.backward[2]);
            let comment =
                |comment: usize| (!self.is_null(3, position, comment)).then(|| comment.to_string());
            expected.item.1.push(Some(seen.map(comment).collect()));
        }
        expected
    }

    fn connection(&self, count: usize, first: usize, lookups: Option<usize>) -> ExpectedConnection {
        let pages = count.saturating_sub(first).div_ceil(self.size);
        match lookups {
            // One more request, which does not find the parent.
            Some(lookups) if lookups < pages => ExpectedConnection {
                held: first + lookups * self.size,
                pages: lookups + 1,
                is_truncated: true,
            },
            _ => ExpectedConnection {
                held: count,
                pages,
                is_truncated: false,
            },
        }
    }

    fn is_null(&self, level: u8, parent: usize, item: usize) -> bool {
        self.chance("null", level, parent, item) % 100 < self.nulls
    }

    /// How often a parent is found before it is gone; `None` if it stays.
    fn lookups(&self, level: u8, parent: usize, item: usize) -> Option<usize> {
        let chance = self.chance("gone", level, parent, item);
        let lookups = if self.gone_early {
            0
        } else {
            (chance / 100 % 4) as usize
        };
        (chance % 100 < self.gone).then_some(lookups)
    }

    fn chance(&self, of: &str, level: u8, parent: usize, item: usize) -> u64 {
        let mut hasher = DefaultHasher::new();
        (self.seed, of, level, parent, item).hash(&mut hasher);
        hasher.finish()
    }
}

impl Expected {
    fn open(&mut self, rounds: Range<usize>, kind: usize) {
        self.rounds
            .resize(self.rounds.len().max(rounds.end), [0; 2]);
        rounds.for_each(|round| self.rounds[round][kind] += 1);
    }
}

/// The positions, counted from 1, of the received items of a list.
fn held(count: usize, held: usize, is_backward: bool) -> Range<usize> {
    let held = held.min(count);
    if is_backward {
        count - held + 1..count + 1
    } else {
        1..held + 1
    }
}
