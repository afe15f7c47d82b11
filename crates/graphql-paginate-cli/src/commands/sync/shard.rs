//! Shards of the task list, for workers that do not share a database.

use graphql_paginate_sync::Task;

use crate::fnv::fnv1a;

/// One of several shards of the tasks; a task is in the same shard in every run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Shard {
    /// The number of the shard, from 1.
    number: u64,
    count: u64,
}

impl Shard {
    /// Reads `i/n`.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let expected = || "expected a part of a whole, such as `1/4`".to_owned();
        let (number, count) = text.split_once('/').ok_or_else(expected)?;
        let number: u64 = number.parse().map_err(|_| expected())?;
        let count: u64 = count.parse().map_err(|_| expected())?;
        if number == 0 || number > count {
            return Err(expected());
        }
        Ok(Self { number, count })
    }

    /// The tasks of this shard.
    pub(super) fn share(self, mut tasks: Vec<Task>) -> Vec<Task> {
        tasks.retain(|task| fnv1a(task.name().as_bytes()) % self.count == self.number - 1);
        tasks
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shards_share_all_tasks() {
        let all: Vec<Task> = (1..=100).map(Task::Demarche).collect();
        let mut names = Vec::new();
        for text in ["1/3", "2/3", "3/3"] {
            let share = Shard::parse(text).unwrap().share(all.clone());
            assert!((20..=50).contains(&share.len()), "{text}: {}", share.len());
            names.extend(share.iter().map(Task::name));
        }
        names.sort();
        let mut expected: Vec<String> = all.iter().map(Task::name).collect();
        expected.sort();
        assert_eq!(names, expected);
    }

    #[test]
    fn shards_are_parts_of_a_whole() {
        for text in ["0/3", "4/3", "1", "a/b", "1/0"] {
            assert!(Shard::parse(text).is_err(), "{text}");
        }
    }
}
