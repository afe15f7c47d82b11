//! A tree of pull requests, their reviews and the comments of these, as a model: what a walk of it has to bring, and
//! what it has to ask for.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::Range;

use graphql_paginate_sandbox::{Builder, Sandbox};

/// A tree and how it is walked.
#[derive(Debug, Clone)]
pub(crate) struct Tree {
    /// The numbers of reviews of each pull request.
    pub(crate) reviews: Vec<usize>,
    /// The numbers of comments of each review, by its place under its pull request; the same under all of them.
    pub(crate) comments: Vec<usize>,
    /// How many of a hundred items are null, at any level.
    pub(crate) nulls: u64,
    /// How many of a hundred parents are gone at some time.
    pub(crate) gone: u64,
    /// Whether those are gone before they are first looked for.
    pub(crate) gone_early: bool,
    /// Says which ones.
    pub(crate) seed: u64,
    /// Items in a page of pull requests, and in the first pages of reviews and comments.
    pub(crate) first: [usize; 3],
    /// Items in the further pages of both.
    pub(crate) size: usize,
    pub(crate) batch: usize,
    /// Whether pull requests, reviews and comments are read from the end.
    pub(crate) backward: [bool; 3],
}

/// A pull request's number, and for each of its reviews the places of its comments, in server order.
pub(crate) type Shape = (usize, Vec<Option<Vec<Option<String>>>>);

/// What becomes of a pull request.
#[derive(Debug, Default)]
pub(crate) struct Whole {
    pub(crate) shape: Shape,
    /// Connections that stay cut.
    pub(crate) truncated: u64,
    /// How many connections of reviews and of comments each round asks for.
    rounds: Vec<[usize; 2]>,
}

/// How much of a connection comes, and what is asked for it.
struct Rest {
    held: usize,
    pages: usize,
    is_cut: bool,
}

impl Tree {
    /// Cuts the tree to so many items in all.
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
        for (place, count) in (1..).zip(&self.comments) {
            builder = builder.connection_size_at("PullRequestReview.comments", place, *count);
            for comment in (1..=*count).filter(|comment| self.is_null(3, place, *comment)) {
                builder = builder.null_item("PullRequestReview.comments", Some(place), comment);
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
        for place in 1..=reviews {
            if self.is_null(2, number, place) {
                builder = builder.null_item("PullRequest.reviews", Some(number), place);
            }
            if let Some(lookups) = self.lookups(2, number, place) {
                builder = builder.gone_after("PullRequest.reviews", Some(number), place, lookups);
            }
        }
        builder
    }

    /// The pull requests in the order of the walk, page by page, without nulls.
    pub(crate) fn pages(&self) -> Vec<Vec<Whole>> {
        let mut numbers: Vec<usize> = (1..=self.reviews.len()).collect();
        if self.backward[0] {
            numbers.reverse();
        }
        let page = |numbers: &[usize]| {
            let seen = numbers
                .iter()
                .filter(|number| !self.is_null(1, 0, **number));
            seen.map(|number| self.whole(*number)).collect()
        };
        numbers.chunks(self.first[0]).map(page).collect()
    }

    /// The fewest requests there can be: one a page of pull requests; and in each round after it, for either kind, as
    /// many as its open connections fill.
    pub(crate) fn requests(&self, pages: &[Vec<Whole>]) -> usize {
        let follow_ups = |page: &Vec<Whole>| -> usize {
            let rounds = page
                .iter()
                .map(|whole| whole.rounds.len())
                .max()
                .unwrap_or_default();
            let open = |round: usize, kind: usize| -> usize {
                page.iter()
                    .filter_map(|whole| whole.rounds.get(round))
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

    fn whole(&self, number: usize) -> Whole {
        let count = self.reviews[number - 1];
        let reviews = self.rest(count, self.first[1], self.lookups(1, 0, number));
        let mut whole = Whole {
            truncated: u64::from(reviews.is_cut),
            ..Whole::default()
        };
        whole.shape.0 = number;
        whole.open(0..reviews.pages, 0);
        for place in held(count, reviews.held, self.backward[1]) {
            if self.is_null(2, number, place) {
                whole.shape.1.push(None);
                continue;
            }
            let comments = self.rest(
                self.comments[place - 1],
                self.first[2],
                self.lookups(2, number, place),
            );
            // The round that brings the review; what the page itself brought is open in the first.
            let walked = if self.backward[1] {
                count - place + 1
            } else {
                place
            };
            let from = walked.saturating_sub(self.first[1]).div_ceil(self.size);
            whole.open(from..from + comments.pages, 1);
            whole.truncated += u64::from(comments.is_cut);
            let seen = held(self.comments[place - 1], comments.held, self.backward[2]);
            let comment =
                |comment: usize| (!self.is_null(3, place, comment)).then(|| comment.to_string());
            whole.shape.1.push(Some(seen.map(comment).collect()));
        }
        whole
    }

    fn rest(&self, count: usize, first: usize, lookups: Option<usize>) -> Rest {
        let pages = count.saturating_sub(first).div_ceil(self.size);
        match lookups {
            // One more, which finds nobody.
            Some(lookups) if lookups < pages => Rest {
                held: first + lookups * self.size,
                pages: lookups + 1,
                is_cut: true,
            },
            _ => Rest {
                held: count,
                pages,
                is_cut: false,
            },
        }
    }

    fn is_null(&self, level: u8, parent: usize, item: usize) -> bool {
        self.chance("null", level, parent, item) % 100 < self.nulls
    }

    /// How often a parent that goes away is found.
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

impl Whole {
    fn open(&mut self, rounds: Range<usize>, kind: usize) {
        self.rounds
            .resize(self.rounds.len().max(rounds.end), [0; 2]);
        rounds.for_each(|round| self.rounds[round][kind] += 1);
    }
}

/// The places, from 1, of what is held of a list.
fn held(count: usize, held: usize, is_backward: bool) -> Range<usize> {
    let held = held.min(count);
    if is_backward {
        count - held + 1..count + 1
    } else {
        1..held + 1
    }
}
